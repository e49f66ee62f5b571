/* A zone's changes of clock in the form that VTIMEZONE wants them (RFC 5545 3.6.5): as few as tell
 * the whole stretch, yearly rules where the zone follows them. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "base/macro.h"
#include "base/zone.h"

/* "On such a weekday between these days of that month", every year. */
struct yearly {
    int month; /* 1-12 */
    enum weekday weekday;
    int first_day, last_day; /* days of the month, seven of them */
};

struct observance {
    int64_t start_local_sec; /* the first onset, on the clock that it ends */
    int32_t offset_from, offset_to;
    bool is_daylight;
    char name[16];  /* "CEST" */
    bool is_yearly; /* comes again by this rule, for ever: */
    struct yearly yearly;
};

struct observance_list {
    struct observance *items; /* by start */
    size_t n, capacity;
};

void observance_list_done(struct observance_list *list);

/* Everything that tells the offset at every instant of [from_sec, to_sec], and beyond where the
 * zone follows yearly rules. At least one. The result depends on the years of from_sec and to_sec
 * alone, and where rules hold hardly on them, so that what is published stays the same from day to
 * day. Returns 0 or -ENOMEM. */
int observance_list_build(const struct zone *zone, int64_t from_sec, int64_t to_sec,
                          struct observance_list *ret);

/* Never changes its clock, and that is UTC. */
bool zone_is_utc(const struct zone *zone);
