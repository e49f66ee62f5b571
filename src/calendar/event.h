/* VEVENTs (RFC 5545 3.6.1) of what the daemon publishes: a series, one occurrence of it that came
 * otherwise, a single block. Without SEQUENCE, DTSTAMP and LAST-MODIFIED, which event_stamp() adds
 * when it is known whether anything changed. */
#pragma once

#include <libical/ical.h>
#include <stdbool.h>
#include <stdint.h>

#include "records.h"

struct zone;

/* What all events of a run have in common. */
struct event_style {
    const struct zone *zone; /* borrowed */
    const char *tzid;        /* borrowed; NULL: the zone is UTC, times end in Z */
    bool alarms;
};

/* The series as a VEVENT with RRULE. Returns 0 or -ENOMEM; the caller owns *ret. */
int event_new_series(const struct event_style *style, const char *uid,
                     const struct publish_series *series, icalcomponent **ret);

/* Adds EXDATE for one occurrence to what event_new_series() made. Returns 0 or -ENOMEM. */
int event_add_off(icalcomponent *event, const struct event_style *style,
                  const struct publish_exception *exception);

/* One occurrence with its own times and outcome, a VEVENT with RECURRENCE-ID. */
int event_new_override(const struct event_style *style, const char *uid,
                       const struct publish_series *series,
                       const struct publish_exception *exception, icalcomponent **ret);

int event_new_block(const struct event_style *style, const char *uid,
                    const struct publish_block *block, icalcomponent **ret);

/* Adds or replaces the revision. Returns 0 or -ENOMEM. */
int event_stamp(icalcomponent *event, int64_t sequence, int64_t dtstamp_sec);
