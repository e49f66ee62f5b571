/* What an .ics file says of items of ours, whoever wrote it: one version of them. Two versions are
 * compared to find what a calendar program did (edits-compare.h). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "calendar/ics.h"
#include "calendar/outline.h"
#include "calendar/tzid.h"
#include "calendar/vevent.h"

/* One VEVENT. */
struct version_event {
    char uid[UID_SIZE];
    struct vevent event;
    char *summary; /* owned; clean */
    bool is_cancelled;
    bool has_range;       /* RECURRENCE-ID with RANGE: it speaks of later occurrences, too */
    bool is_broken;       /* it cannot be read: nothing but its UID counts */
    int64_t modified_sec; /* LAST-MODIFIED, else DTSTAMP; 0: neither */
};

/* All of a file, with what its events borrow from. */
struct version_file {
    char *data; /* owned */
    struct outline outline;
    struct tzid_table tzids;
    int64_t steps;
    struct version_event *items; /* by UID, a series before its overrides */
    size_t n, capacity;
};

/* The events of one item, borrowed. */
struct version {
    const struct version_event *items;
    size_t n;
};

/* Reads a file's bytes, which are consumed, also on failure. `zone` is that of floating times and
 * dates. Returns 0, -EBADMSG (it is no calendar) or -ENOMEM. */
int version_file_read(char *data, size_t size, const struct zone *zone, struct zone_book *book,
                      struct version_file *ret);
void version_file_done(struct version_file *file);

/* The item of that UID; false if the file has none. */
bool version_find(const struct version_file *file, const char *uid, struct version *ret);
