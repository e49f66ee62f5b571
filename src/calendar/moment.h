/* Times and lengths as iCalendar writes them (RFC 5545 3.3.4 to 3.3.6), and what instants they are:
 * zone.h resolves them, as RFC 5545 3.3.5 says and libical does not. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/zone.h"

/* A DATE or DATE-TIME. */
struct moment {
    int64_t local_sec;       /* on the zone's clock; a date's midnight */
    const struct zone *zone; /* borrowed */
    bool is_date, is_utc;    /* has no time; ends in Z */
};

/* Days on the calendar, then seconds of elapsed time: P1D may last 23 hours, PT24H does not. */
struct length {
    int64_t days, seconds;
};

/* Reads 20261124, 20261124T090000 on the zone's clock, or 20261124T080000Z, whose zone is then
 * `utc`. Years 1 to 9999: birthdays are put into 1604. Returns 0 or -EINVAL. */
int moment_parse(const char *s, const struct zone *zone, const struct zone *utc,
                 struct moment *ret);

/* The instant; a date is the first one of its day. */
int64_t moment_sec(const struct moment *moment);

/* The day that it names. */
int32_t moment_day(const struct moment *moment);

/* The instant that lies a length after a moment. */
int64_t moment_end_sec(const struct moment *moment, const struct length *length);

/* Reads PT1H30M, P1D, P2W. Returns 0 or -EINVAL. May be negative. */
int length_parse(const char *s, struct length *ret);

/* From a start to an end: days between two dates, else what elapses. Recurrences that are told by
 * their DTEND all last this long (RFC 5545 3.8.5.3). */
struct length length_between(const struct moment *start, const struct moment *end);
