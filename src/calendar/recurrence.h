/* Recurrence rules (RFC 5545 3.3.10): libical reads the text, this room works it out.
 *
 * Why not libical's iterator: it has no bound (FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30 keeps it for
 * ever), it always begins at DTSTART, however long ago that is, and it is wrong for some weekly
 * rules with INTERVAL and WKST. Here every BY part is a set of numbers and says which days, hours,
 * minutes and seconds of a period (a year, a month, ... by FREQ) belong to it; so any period can be
 * asked for, and the work is counted.
 *
 * All of it happens on a clock without a zone; the caller resolves what comes out. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "calendar/moment.h"

enum frequency {
    FREQUENCY_SECOND,
    FREQUENCY_MINUTE,
    FREQUENCY_HOUR,
    FREQUENCY_DAY,
    FREQUENCY_WEEK,
    FREQUENCY_MONTH,
    FREQUENCY_YEAR,
};

/* Numbers from 0 to 383, counted from the beginning or, as negative ones are, from the end. */
struct number_set {
    uint64_t forward[6], backward[6];
    bool is_given;
};

struct recurrence {
    enum frequency frequency;
    int64_t interval;
    int64_t count;       /* 0: no COUNT */
    bool has_until;      /* the last start that may be: */
    struct moment until; /* a date: any time of that day */
    enum weekday week_start;
    struct number_set seconds, minutes, hours;
    struct number_set months, weeks, year_days, month_days;
    struct number_set weekdays; /* 0 is Monday: every one */
    struct number_set nth[7];   /* ... and the n-th of each weekday in its month or year */
    bool has_nth;
    struct number_set positions;
};

/* Reads the text of an RRULE for a series that starts so; what the rule leaves open is taken from
 * the start. Returns 0 or -EINVAL. */
int recurrence_parse(const char *s, const struct moment *start, const struct zone *utc,
                     struct recurrence *ret);

/* A walk over what a rule yields, in order. */
#define PERIOD_MAX_DAYS 366

struct recurrence_walk {
    const struct recurrence *rule;    /* borrowed */
    int64_t first_local_sec;          /* the series' start */
    int64_t to_local_sec;             /* nothing from here on is asked for */
    int64_t period;                   /* its number: the year, the month since year 0, ... */
    int64_t count;                    /* left of COUNT */
    int32_t days[PERIOD_MAX_DAYS];    /* what belongs to the period: every one of these days, */
    uint64_t hours, minutes, seconds; /* at each of these times, */
    size_t n_days, n_times, n_starts; /* so many, */
    size_t index;                     /* up to this one looked at */
    int64_t skip_local_sec;           /* no period before this one has any */
    int64_t *steps;                   /* borrowed; the work that may still be done */
};

/* Begins a walk over the starts in [from_local_sec, to_local_sec); some before it may come, too.
 * The rule and *steps are borrowed. */
void recurrence_walk_init(struct recurrence_walk *walk, const struct recurrence *rule,
                          int64_t first_local_sec, int64_t from_local_sec, int64_t to_local_sec,
                          int64_t *steps);

/* Returns 1 and the next start, 0 at the end, or -E2BIG when *steps have run out. */
int recurrence_walk_next(struct recurrence_walk *walk, int64_t *ret_local_sec);
