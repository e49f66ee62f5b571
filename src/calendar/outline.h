/* Where in an iCalendar file its events and zones lie, found without reading them. What is broken
 * in one does not reach the next: an event ends where another begins. */
#pragma once

#include <stddef.h>

#include "base/macro.h"
#include "calendar/content.h"

/* The lines between BEGIN and END. */
struct component {
    struct line lines;  /* borrowed from the file */
    size_t calendar;    /* counts the file's VCALENDARs */
    bool is_cancelling; /* the VCALENDAR's METHOD is CANCEL */
};

struct component_list {
    struct component *items; /* in the file's order */
    size_t n, capacity;
};

struct outline {
    struct component_list events, zones; /* VEVENT, VTIMEZONE */
    size_t n_calendars;
    size_t n_left_out; /* events beyond OUTLINE_MAX_EVENTS */
};

#define OUTLINE_MAX_EVENTS 200000

struct report;

/* Returns 0 or -ENOMEM. What is broken is reported. VCALENDARs that answer or ask (METHOD:REPLY,
 * COUNTER, REFRESH, DECLINECOUNTER) are nobody's time and left out. */
int outline_read(const char *data, size_t size, struct report *report, struct outline *ret);
void outline_done(struct outline *outline);

/* Cuts off the next part, BEGIN to END, of a component's lines; those between are passed over.
 * False if there is none. */
bool outline_next_part(struct line *rest, struct line *ret_begin, struct line *ret_lines);

/* The next line of a component that is not one of its parts'; false at the end. */
bool outline_next_line(struct line *rest, struct line *ret);
