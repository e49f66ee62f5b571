/* When an event is: DTSTART, DTEND and RRULE, so that every program reads the same instants.
 *
 * Wall-clock times with TZID where they are exact; where one is not (a skipped or repeated time is
 * read in one way only by RFC 5545 3.3.5, and programs do not keep to it) in UTC, and a series' end
 * as DURATION. */
#pragma once

#include <libical/ical.h>
#include <stdint.h>

struct event_style;
struct publish_series;

/* Adds DTSTART and DTEND of two instants. */
void span_add(icalcomponent *component, const struct event_style *style, int64_t start_sec,
              int64_t end_sec);

/* Adds DTSTART and the end of a series' first occurrence. */
void span_add_series(icalcomponent *component, const struct event_style *style,
                     const struct publish_series *series);

/* Adds the series' RRULE. Returns 0 or -ENOMEM. */
int rule_add(icalcomponent *component, const struct event_style *style,
             const struct publish_series *series);
