/* Rivals of weekly reviews: tests that know the rates, and have as many false alarms as we do. */
#pragma once

#include <math.h>
#include <string.h>

#include "bench.h"

#define N_WEEKS 12

/* What a rival looks at, after each week, of many people. */
struct courses {
    double (*items)[N_WEEKS];
    int n;
};

/* By each week; [0] is 0. */
struct shares {
    double by[N_WEEKS + 1];
};

static inline void courses_done(struct courses *courses)
{
    free(courses->items);
}

/* The share of people whose course has been above the week's bound, by each week. */
static inline struct shares courses_above(const struct courses *courses,
                                          const double bounds[static N_WEEKS])
{
    struct shares shares = {0};

    for (int i = 0; i < courses->n; i++) {
        int week = 0;
        while (week < N_WEEKS && courses->items[i][week] <= bounds[week])
            week++;
        for (; week < N_WEEKS; week++)
            shares.by[week + 1] += 1.0 / courses->n;
    }
    return shares;
}

/* What at most `most` of the values are above. Sorts them. */
static inline double bound_of(double *values, int n, int most)
{
    qsort(values, (size_t)n, sizeof(*values), bench_compare);
    return most >= n ? -INFINITY : values[n - 1 - most];
}

/* One bound for all weeks, which this share of the people ever pass. 0 or -ENOMEM. */
static inline int bounds_level(const struct courses *none, double share, double ret[static N_WEEKS])
{
    _cleanup_(freep) double *highest = calloc((size_t)none->n, sizeof(double));

    if (!highest)
        return -ENOMEM;
    for (int i = 0; i < none->n; i++) {
        highest[i] = none->items[i][0];
        for (int week = 1; week < N_WEEKS; week++)
            highest[i] = fmax(highest[i], none->items[i][week]);
    }
    double bound = bound_of(highest, none->n, (int)(none->n * share));
    for (int week = 0; week < N_WEEKS; week++)
        ret[week] = bound;
    return 0;
}

/* Bounds that in each week let as many pass as there may be false alarms by then: the best of those
 * who have passed none yet. */
static inline int bounds_spend(const struct courses *none, const struct shares *alarms,
                               double ret[static N_WEEKS])
{
    _cleanup_(freep) double *values = calloc((size_t)none->n, sizeof(double));
    _cleanup_(freep) bool *is_told = calloc((size_t)none->n, sizeof(bool));
    int n_told = 0;

    if (!values || !is_told)
        return -ENOMEM;
    for (int week = 0; week < N_WEEKS; week++) {
        int n = 0;
        for (int i = 0; i < none->n; i++)
            if (!is_told[i])
                values[n++] = none->items[i][week];
        ret[week] = bound_of(values, n, (int)(none->n * alarms->by[week + 1]) - n_told);
        for (int i = 0; i < none->n; i++)
            if (!is_told[i] && none->items[i][week] > ret[week]) {
                is_told[i] = true;
                n_told++;
            }
    }
    return 0;
}

/* The share named in one week by a test that looks in no other and has all false alarms by then. */
static inline int power_once(const struct courses *none, const struct courses *habit,
                             const struct shares *alarms, struct shares *ret)
{
    _cleanup_(freep) double *values = calloc((size_t)none->n, sizeof(double));

    if (!values)
        return -ENOMEM;
    *ret = (struct shares){0};
    for (int week = 0; week < N_WEEKS; week++) {
        for (int i = 0; i < none->n; i++)
            values[i] = none->items[i][week];
        double bound = bound_of(values, none->n, (int)(none->n * alarms->by[week + 1]));
        for (int i = 0; i < habit->n; i++)
            ret->by[week + 1] += (double)(habit->items[i][week] > bound) / habit->n;
    }
    return 0;
}
