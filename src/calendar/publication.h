/* What one publishing run is told, record by record: items, each the events of one .ics file, or
 * the journal of a shared week. */
#pragma once

#include <libical/ical.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calendar/event.h"
#include "calendar/ics.h"
#include "calendar/seen.h"
#include "records.h"

#define PUBLICATION_MAX_ITEMS  5000
#define PUBLICATION_MAX_EVENTS 20000
#define ITEM_NAME_SIZE         (UID_SIZE + 4)

struct item {
    char uid[UID_SIZE];
    char name[ITEM_NAME_SIZE]; /* of its file, see item_name() */
    icalcomponent **events;    /* owned; a series is followed by its overrides */
    size_t n_events, capacity;
    bool is_share;     /* a journal: of no concern to the single file */
    bool is_stamped;   /* all events have their revision: they can be written */
    uint64_t replaces; /* the hash of the version in the folder that may go; 0: there is none */
};

struct text;

struct publication {
    struct publish_begin begin; /* borrows from its record */
    struct record begin_record;
    struct publish_series series; /* the last one, for its exceptions; borrows from its record */
    struct record series_record;

    struct zone *zone;        /* owned; NULL before PUBLISH_BEGIN */
    struct event_style style; /* borrows from zone */
    struct seen_list seen;
    struct item *items; /* once complete by name, no two alike */
    size_t n_items, capacity, n_events;
    int64_t first_sec; /* about where the earliest event starts: for VTIMEZONE */
};

/* Takes one record of the daemon's; its data may be taken over. Returns 0, 1 after PUBLISH_END, or
 * negative errno, after which only publication_done() is allowed: -EBADMSG out of order or out of
 * range, -E2BIG too many, what zone_load() says. */
int publication_take(struct publication *publication, struct record *record);

void publication_done(struct publication *publication);

/* The file name of a UID: "practice/1@..." is practice_1.ics. The underscore is in no id, so no two
 * ids share a name; a hyphen could not tell practice-1/2 from practice/1-2. */
void item_name(const char *uid, char buf[static ITEM_NAME_SIZE]);

/* ... and back: the id of a file name, "practice/1"; false if no item has such a name. */
bool item_id(const char *name, char buf[static UID_SIZE]);

/* True if an item of a complete publication has this UID. */
bool publication_has(const struct publication *publication, const char *uid);

/* True if the item is one event that does not take place. */
bool item_is_cancelled(const struct item *item);

/* Gives all events of the item this revision. Returns 0 or -ENOMEM. */
int item_stamp(struct item *item, int64_t sequence, int64_t dtstamp_sec);

/* Adds the text of the item's events. Returns 0 or -ENOMEM. */
int item_format(const struct item *item, struct text *text);
