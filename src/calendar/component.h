/* The few ways in which this room builds iCalendar components with libical, so that an allocation
 * failure is met in one place: libical's own error sticks until build_begin(), and build_end()
 * tells it. */
#pragma once

#include <libical/ical.h>
#include <stdint.h>

#include "base/macro.h"
#include "base/text.h"

DEFINE_CLEANUP(icalcomponent, icalcomponent_free);
DEFINE_CLEANUP(icalproperty, icalproperty_free);

void build_begin(void);

/* Returns 0, or -ENOMEM if anything since build_begin() could not be made. */
int build_end(void);

/* Adds the property, consumed; NULL counts as a failure, and so do the parts below. */
void component_add(icalcomponent *component, icalproperty *property);
void component_add_x(icalcomponent *component, const char *name, const char *value);

/* Adds a date-time: on the wall clock of the zone of that TZID, or, with NULL, in UTC. */
void component_add_time(icalcomponent *component, icalproperty_kind kind, int64_t sec,
                        const char *tzid);

/* Adds RRULE by its text, which is ours. */
void component_add_rule(icalcomponent *component, const char *rule);

/* An exact number of minutes, without days: days would be nominal (RFC 5545 3.3.6). */
struct icaldurationtype exact_duration(int64_t minutes);

/* A date-time without a zone, and one in UTC. */
struct icaltimetype time_local(int64_t local_sec);
struct icaltimetype time_utc(int64_t utc_sec);

/* Adds the component's text, CRLF and folded. Returns 0 or -ENOMEM. */
int component_format(icalcomponent *component, struct text *text);

/* The same for one property, consumed. */
int property_format(icalproperty *property, struct text *text);
