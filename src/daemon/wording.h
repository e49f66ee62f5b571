/* What a bubble says: notices into words, buttons and a key. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/block.h"
#include "base/macro.h"
#include "records.h"
#include "schedule.h"

/* One notice of one item: what is said, and what is remembered as said. */
struct candidate {
    const struct agenda_item *item; /* borrowed from the agenda */
    struct notice notice;
};

enum wording_set {
    WORDING_REMIND, /* Open, Skip */
    WORDING_START,  /* Start, Snooze, Skip */
    WORDING_ASK,    /* Done, Partly, Skip */
    WORDING_TELL,   /* no buttons */
};

struct wording {
    char *summary, *body; /* owned; plain text */
    enum wording_set set; /* which buttons */
    const char *category; /* static */
    bool has_open;        /* the activity has something to open */
    size_t target;        /* the candidate that the buttons are about; SIZE_MAX: none */
};

/* The words for all candidates together: one says itself, an end with the next start says both
 * (the buttons ask about the end), more are told in one summary. n is at least 1. `discreet` hides
 * names. Returns 0 or -ENOMEM. */
int wording_make(const struct agenda *agenda, const struct candidate *candidates, size_t n,
                 int64_t now_sec, struct wording *ret);
void wording_done(struct wording *wording);

/* The buttons of its set. */
void wording_add_actions(const struct wording *wording, struct bubble *bubble);

/* True if the two are an end and the start that follows within 15 minutes: they share one bubble
 * (DESIGN section 4). */
bool candidates_are_pair(const struct candidate *end, const struct candidate *start);

/* "09:00", or "9:00 AM" where the locale's clock has twelve hours. */
#define CLOCK_SIZE 16
void wording_format_clock(const struct zone *zone, int64_t utc_sec, char buf[static CLOCK_SIZE]);

/* Adds "Tue 10:00", or "Tue 15 Dec 10:00" for a day that lies behind or over six days ahead. */
struct text;
void wording_add_moment(struct text *text, const struct zone *zone, int64_t now_sec,
                        int64_t utc_sec);
