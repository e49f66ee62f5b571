/* Logs of some weeks in Berlin, written as one letter a week: k kept, p partly, s skipped,
 * m unanswered, x excused, o open, u unplanned work, - nothing. Include cmocka.h first. */
#pragma once

#include "base/macro.h"
#include "review.h"

#define FIRST_WEEK 20731 /* Monday 2026-10-05; summer time ends in its third week */
#define ROWS_MAX   4096

struct logged {
    struct review_row rows[ROWS_MAX];
    size_t n;
    struct zone *zone;
};

static inline int32_t week_day(int week)
{
    return FIRST_WEEK + 7 * week;
}

static inline void logged_init(struct logged *logged)
{
    logged->n = 0;
    assert_int_equal(zone_load("Europe/Berlin", &logged->zone), 0);
}

static inline void logged_done(struct logged *logged)
{
    zone_free(logged->zone);
}

static inline int64_t instant(const struct logged *logged, int32_t day, int minute)
{
    return zone_to_utc(logged->zone, (int64_t)day * DAY_SEC + minute * 60);
}

static inline void add_block(struct logged *logged, const char *activity, int64_t start_sec,
                             int minutes, char letter)
{
    static const struct {
        char letter;
        enum outcome outcome;
        enum block_kind kind;
    } letters[] = {
        {'k', OUTCOME_DONE, BLOCK_FIXED},     {'p', OUTCOME_PARTIAL, BLOCK_FIXED},
        {'s', OUTCOME_SKIPPED, BLOCK_FIXED},  {'m', OUTCOME_MISSED, BLOCK_FIXED},
        {'x', OUTCOME_EXCUSED, BLOCK_FIXED},  {'o', OUTCOME_OPEN, BLOCK_FIXED},
        {'u', OUTCOME_DONE, BLOCK_UNPLANNED},
    };
    for (size_t i = 0; i < ARRAY_SIZE(letters); i++)
        if (letters[i].letter == letter) {
            assert_true(logged->n < ROWS_MAX);
            logged->rows[logged->n++] = (struct review_row){
                activity, start_sec, start_sec + minutes * 60, letters[i].outcome,
                -1,       -1,        letters[i].kind};
        }
}

/* Blocks of an hour on one weekday, one letter a week from `week` on. */
static inline void add_weeks(struct logged *logged, const char *activity, enum weekday weekday,
                             int minute, int week, const char *letters)
{
    for (; *letters; letters++, week++)
        add_block(logged, activity, instant(logged, week_day(week) + (int)weekday, minute), 60,
                  *letters);
}

static inline int compare_start(const void *a, const void *b)
{
    int64_t x = ((const struct review_row *)a)->start_sec;
    int64_t y = ((const struct review_row *)b)->start_sec;
    return x < y ? -1 : x > y;
}

static inline void sort_rows(struct logged *logged)
{
    qsort(logged->rows, logged->n, sizeof(*logged->rows), compare_start);
}
