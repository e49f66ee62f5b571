/* Rivals of weekly reviews: tests that know rates, and have as many false alarms as we do.
 *
 * The rates are 30 % in one slot and 85 % elsewhere; the habit is there from the first week, and
 * they know that, too, and look weekly, as we do. By Neyman and Pearson's lemma (1933) what a log
 * is best told by is how much likelier it is with the habit, averaged over the slots, than without.
 * Without a habit people are of a family, and of these as many are told something by each rival in
 * 12 weeks as by us. Rivals differ in what they know of them: see enum knowledge. Those OF_ALL have
 * the lemma's test; the others' is the best where people are as they believe. To have told somebody
 * with a habit anything suffices; we must name the slot.
 * And they differ in what they ask, and when:
 *
 * - level: the same in each week, which is Wald's sequential test without its lower bound
 * - as ours: in each week as little as leaves them the false alarms that we have had by then
 * - evenly: the same, a twelfth of them each week
 * - clearest slot: the slot's that is highest, not the average, level
 * - CUSUM: that, but of the likeliest beginning instead of the first week (Page, 1954)
 *
 * Ours is held against the strongest of them in each week; none is that in all. Harder still is
 * "one look": the test OF_ALL in a single week, which spends there all of the false alarms that we
 * have had by then. No test of the log alone can do better in that week, and none with weekly
 * reviews can be that good in more than one. */
#pragma once

#include <math.h>
#include <string.h>

#include "bench.h"
#include "ratios.h"

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

/* ---- The rivals ---- */

enum bounds { LEVEL, AS_OURS, EVENLY };

enum knowledge {
    OF_BOTH, /* 30 and 85 %, and takes everybody for one who keeps 85 % or has the habit */
    OF_EACH, /* 30 %, and what each person ordinarily keeps */
    OF_ONE,  /* 30 %; learns the other */
    OF_ALL,  /* 30 and 85 %, and what people without a habit may keep */
    N_KNOWLEDGE,
};

static const struct {
    const char *name;
    enum statistic statistic;
    enum bounds bounds;
    enum knowledge knowledge;
} rivals[] = {
    {"level", AVERAGE, LEVEL, OF_BOTH},   {"as ours", AVERAGE, AS_OURS, OF_BOTH},
    {"evenly", AVERAGE, EVENLY, OF_BOTH}, {"clearest slot", CLEAREST, LEVEL, OF_BOTH},
    {"CUSUM", CUSUM, LEVEL, OF_BOTH},     {"level", TOLD, LEVEL, OF_EACH},
    {"as ours", TOLD, AS_OURS, OF_EACH},  {"evenly", TOLD, EVENLY, OF_EACH},
    {"level", LEARNING, LEVEL, OF_ONE},   {"as ours", LEARNING, AS_OURS, OF_ONE},
    {"evenly", LEARNING, EVENLY, OF_ONE}, {"level", FAMILY, LEVEL, OF_ALL},
    {"as ours", FAMILY, AS_OURS, OF_ALL}, {"evenly", FAMILY, EVENLY, OF_ALL},
};

#define N_RIVALS ((int)ARRAY_SIZE(rivals))

enum figure {
    ALARMS, /* ours, in the family, and so theirs */
    OURS,   /* habits that we name; all that follows are those that they name */
    ONE_LOOK,
    STRONGEST, /* one for each knowledge, then all rivals */
    RIVALS = STRONGEST + N_KNOWLEDGE,
    N_FIGURES = RIVALS + N_RIVALS,
};

/* Held against each other in one family. */
struct yardstick {
    struct shares of[N_FIGURES];
};

static inline int courses_make(enum population population, enum population family, int n_people,
                               uint64_t seed, const struct chances *chances,
                               struct courses ret[static N_STATISTICS])
{
    for (int i = 0; i < N_STATISTICS; i++) {
        ret[i] = (struct courses){calloc((size_t)n_people, sizeof(*ret[i].items)), n_people};
        if (!ret[i].items)
            return -ENOMEM;
    }
    for (int i = 0; i < n_people; i++) {
        struct person person = person_make(population, seed + (uint64_t)i);
        double course[N_STATISTICS][N_WEEKS];
        person_course(&person, chances, family, course);
        for (int j = 0; j < N_STATISTICS; j++)
            memcpy(ret[j].items[i], course[j], sizeof(course[j]));
    }
    return 0;
}

static inline int make_bounds(enum bounds bounds, const struct courses *none,
                              const struct shares *alarms, double ret[static N_WEEKS])
{
    struct shares evenly = {0};

    if (bounds == LEVEL)
        return bounds_level(none, alarms->by[N_WEEKS], ret);
    for (int week = 1; week <= N_WEEKS; week++)
        evenly.by[week] = alarms->by[N_WEEKS] * week / N_WEEKS;
    return bounds_spend(none, bounds == EVENLY ? &evenly : alarms, ret);
}

static inline void shares_raise(struct shares *most, const struct shares *shares)
{
    for (int week = 1; week <= N_WEEKS; week++)
        most->by[week] = MAX(most->by[week], shares->by[week]);
}

static inline int compare_rivals(const struct courses none[static N_STATISTICS],
                                 const struct courses habit[static N_STATISTICS],
                                 struct yardstick *yardstick)
{
    const struct shares *alarms = &yardstick->of[ALARMS];

    for (int i = 0; i < N_RIVALS; i++) {
        struct shares *named = &yardstick->of[RIVALS + i];
        enum statistic statistic = rivals[i].statistic;
        double bounds[N_WEEKS];
        int r = make_bounds(rivals[i].bounds, &none[statistic], alarms, bounds);
        if (r < 0)
            return r;
        *named = courses_above(&habit[statistic], bounds);
        shares_raise(&yardstick->of[STRONGEST + rivals[i].knowledge], named);
    }
    return power_once(&none[FAMILY], &habit[FAMILY], alarms, &yardstick->of[ONE_LOOK]);
}

/* Fills in what the rivals name, from our false alarms. 0 or -ENOMEM. */
static inline int yardstick_fill(struct yardstick *yardstick, enum population family, int n_people,
                                 uint64_t seed, const struct chances *chances)
{
    struct courses none[N_STATISTICS] = {0}, habit[N_STATISTICS] = {0};
    int r = courses_make(family, family, n_people, seed, chances, none);

    if (r >= 0)
        r = courses_make(WITH_HABIT, family, n_people, seed, chances, habit);
    if (r >= 0)
        r = compare_rivals(none, habit, yardstick);
    for (int i = 0; i < N_STATISTICS; i++) {
        courses_done(&none[i]);
        courses_done(&habit[i]);
    }
    return r;
}
