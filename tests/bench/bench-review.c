/* How often weekly reviews name a pattern that is none, and how soon one that is. Numbers and what
 * they mean: docs/review.md. Usage: bench-review [PEOPLE [SEED]]
 *
 * The rivals know both rates, 30 % in one slot and 85 % elsewhere, that it begins in the first
 * week, and lack only the slot. They have as many false alarms among people who keep 85 %
 * everywhere in 12 weeks as we do, and look weekly, as we do. By Neyman and Pearson's lemma (1933)
 * the likelihood ratio of the two, averaged over the slots, is the best of what a week's log can be
 * told by; they differ in what they ask of it, and when:
 *
 * - level: the same in each week, which is Wald's sequential test without its lower bound
 * - as ours: in each week as little as leaves them the false alarms that we have had by then
 * - evenly: the same, a twelfth of them each week
 * - clearest: the slot's that is highest, not the average, at the same level in each week
 * - CUSUM: that, but of the likeliest beginning instead of the first week (Page, 1954)
 *
 * Ours is held against the strongest of them in each week; none is that in all. Beside them stands
 * the stronger of the first two, if it has to learn from the other slots what is kept elsewhere
 * ("learning"), as everybody has to: it knows the 30 % and what is 85 % for all others, but not
 * that it is 85. Harder still is "one look": the first of these in a single week, which spends
 * there all of the false alarms that we have had by then. No test with weekly reviews can be that
 * good in more than one week. */
#include <math.h>
#include <stdio.h>

#include "bench.h"
#include "people.h"
#include "rivals.h"

#define N_SLOTS      16
#define N_ACTIVITIES 5
#define HABIT        0.30
#define NO_HABIT     0.85
#define RIVAL_SEED   1000000 /* other people */
#define ROWS_MAX     (N_WEEKS * N_SLOTS * 2)

static const struct {
    const char *activity;
    int weekday, minute;
} slots[N_SLOTS] = {
    {"practice", 0, 540}, {"practice", 1, 540}, {"practice", 2, 540},   {"practice", 3, 540},
    {"practice", 4, 540}, {"outreach", 0, 780}, {"outreach", 1, 780},   {"outreach", 2, 780},
    {"outreach", 3, 780}, {"outreach", 4, 780}, {"follow-ups", 1, 910}, {"follow-ups", 3, 910},
    {"letters", 0, 910},  {"letters", 2, 910},  {"letters", 4, 910},    {"blog", 4, 610},
};

struct person {
    double rate[N_SLOTS];
    int blocks[N_SLOTS]; /* a week */
    int habit;           /* its slot; -1: none */
    int kept[N_WEEKS][N_SLOTS];
};

enum population {
    ONE_RATE,       /* 60-95 %, the same everywhere */
    ONE_A_ACTIVITY, /* 60-95 %, another for each activity */
    ONE_A_SLOT,     /* 60-95 %, another for each slot */
    SURE,           /* 85 % everywhere */
    WITH_HABIT,     /* 30 % in one slot, 85 % elsewhere */
    N_POPULATIONS,
};

static void draw_rates(struct rng *rng, enum population population, struct person *person)
{
    double one = rng_range(rng, 0.60, 0.95), of_activity = 0;

    person->habit = population == WITH_HABIT ? rng_below(rng, N_SLOTS) : -1;
    for (int i = 0; i < N_SLOTS; i++) {
        if (i == 0 || !streq(slots[i].activity, slots[i - 1].activity))
            of_activity = rng_range(rng, 0.60, 0.95);
        person->rate[i] = population == ONE_RATE         ? one
                          : population == ONE_A_ACTIVITY ? of_activity
                          : population == ONE_A_SLOT     ? rng_range(rng, 0.60, 0.95)
                          : i == person->habit           ? HABIT
                                                         : NO_HABIT;
    }
}

static struct person person_make(enum population population, uint64_t seed)
{
    struct rng rng = rng_at(population, seed, 0, 0);
    struct person person;

    draw_rates(&rng, population, &person);
    for (int i = 0; i < N_SLOTS; i++)
        person.blocks[i] = 1 + rng_below(&rng, 2);
    for (int week = 0; week < N_WEEKS; week++)
        for (int i = 0; i < N_SLOTS; i++) {
            person.kept[week][i] = 0;
            for (int j = 0; j < person.blocks[i]; j++)
                person.kept[week][i] += rng_unit(&rng) < person.rate[i];
        }
    return person;
}

/* ---- Our review ---- */

static int compare_start(const void *a, const void *b)
{
    int64_t x = ((const struct review_row *)a)->start_sec;
    int64_t y = ((const struct review_row *)b)->start_sec;
    return x < y ? -1 : x > y;
}

/* The rows of the first weeks, in order. Everything is answered. */
static size_t person_rows(const struct person *person, int n_weeks, struct review_row *rows)
{
    size_t n = 0;

    for (int week = 0; week < n_weeks; week++)
        for (int i = 0; i < N_SLOTS; i++)
            for (int j = 0; j < person->blocks[i]; j++)
                rows[n++] =
                    block_row(slots[i].activity,
                              week_instant(week, slots[i].weekday, slots[i].minute + j * 50), 45,
                              j < person->kept[week][i], false);
    qsort(rows, n, sizeof(*rows), compare_start);
    return n;
}

static bool is_slot(const struct review_pattern *pattern, int slot)
{
    return streq(pattern->activity, slots[slot].activity) &&
           (int)pattern->weekday == slots[slot].weekday;
}

/* The first week (from 1) in whose review a pattern is named: for somebody with a habit, that one.
 * N_WEEKS + 1 if in none, negative errno on failure. */
static int first_told(const struct person *person, const struct zone *zone)
{
    static struct review_row rows[ROWS_MAX];

    for (int week = 1; week <= N_WEEKS; week++) {
        _cleanup_(freep) struct review_pattern *patterns = NULL;
        size_t n, n_rows = person_rows(person, week, rows);
        int r =
            review_slot_patterns(rows, n_rows, zone, FIRST_WEEK + (week - 1) * 7, &patterns, &n);
        if (r < 0)
            return r;
        for (size_t i = 0; i < n; i++)
            if (person->habit < 0 || is_slot(&patterns[i], person->habit))
                return week;
    }
    return N_WEEKS + 1;
}

static int tell_population(enum population population, int n_people, uint64_t seed,
                           const struct zone *zone, struct shares *ret)
{
    int told[N_WEEKS + 2] = {0};

    *ret = (struct shares){0};
    for (int i = 0; i < n_people; i++) {
        struct person person = person_make(population, seed + (uint64_t)i);
        int week = first_told(&person, zone);
        if (week < 0)
            return week;
        told[week]++;
    }
    for (int week = 1; week <= N_WEEKS; week++)
        ret->by[week] = ret->by[week - 1] + (double)told[week] / n_people;
    return 0;
}

/* ---- The rivals ---- */

enum statistic { AVERAGE, CLEAREST, CUSUM, LEARNING, N_STATISTICS };

static double log_beta(double a, double b)
{
    return lgamma(a) + lgamma(b) - lgamma(a + b);
}

/* The average ratio after a week, if the share elsewhere is learned from the slots elsewhere: from
 * about 80 % before anything is seen. */
static double learning_ratio(const int kept[static N_SLOTS], const int missed[static N_SLOTS])
{
    double all_kept = 8, all_missed = 2, sum = 0;

    for (int i = 0; i < N_SLOTS; i++) {
        all_kept += kept[i];
        all_missed += missed[i];
    }
    for (int i = 0; i < N_SLOTS; i++)
        sum +=
            exp(kept[i] * log(HABIT) + missed[i] * log(1 - HABIT) - log_beta(all_kept, all_missed) +
                log_beta(all_kept - kept[i], all_missed - missed[i]));
    return sum / N_SLOTS;
}

static void person_courses(const struct person *person, double (*courses[N_STATISTICS])[N_WEEKS],
                           int place)
{
    double ratio[N_SLOTS], newest[N_SLOTS];
    int kept[N_SLOTS] = {0}, missed[N_SLOTS] = {0};

    for (int i = 0; i < N_SLOTS; i++)
        ratio[i] = newest[i] = 1;
    for (int week = 0; week < N_WEEKS; week++) {
        double of_week[N_STATISTICS] = {0};
        for (int i = 0; i < N_SLOTS; i++) {
            double factor = 1;
            for (int j = 0; j < person->blocks[i]; j++)
                factor *=
                    j < person->kept[week][i] ? HABIT / NO_HABIT : (1 - HABIT) / (1 - NO_HABIT);
            kept[i] += person->kept[week][i];
            missed[i] += person->blocks[i] - person->kept[week][i];
            ratio[i] *= factor;
            newest[i] = MAX(newest[i], 1) * factor;
            of_week[AVERAGE] += ratio[i] / N_SLOTS;
            of_week[CLEAREST] = MAX(of_week[CLEAREST], ratio[i]);
            of_week[CUSUM] = MAX(of_week[CUSUM], newest[i]);
        }
        of_week[LEARNING] = learning_ratio(kept, missed);
        for (int i = 0; i < N_STATISTICS; i++)
            courses[i][place][week] = of_week[i];
    }
}

static int courses_make(enum population population, int n_people, uint64_t seed,
                        struct courses ret[static N_STATISTICS])
{
    double(*courses[N_STATISTICS])[N_WEEKS];

    for (int i = 0; i < N_STATISTICS; i++) {
        ret[i] = (struct courses){calloc((size_t)n_people, sizeof(*ret[i].items)), n_people};
        if (!(courses[i] = ret[i].items))
            return -ENOMEM;
    }
    for (int i = 0; i < n_people; i++) {
        struct person person = person_make(population, seed + (uint64_t)i);
        person_courses(&person, courses, i);
    }
    return 0;
}

enum bounds { LEVEL, AS_OURS, EVENLY };

static const struct {
    const char *name;
    enum statistic statistic;
    enum bounds bounds;
    bool is_learning;
} rivals[] = {
    {"level", AVERAGE, LEVEL, false},      {"as ours", AVERAGE, AS_OURS, false},
    {"evenly", AVERAGE, EVENLY, false},    {"clearest", CLEAREST, LEVEL, false},
    {"CUSUM", CUSUM, LEVEL, false},        {"learning", LEARNING, LEVEL, true},
    {"learning", LEARNING, AS_OURS, true},
};

#define N_RIVALS ARRAY_SIZE(rivals)

static int make_bounds(enum bounds bounds, const struct courses *none, const struct shares *alarms,
                       double ret[static N_WEEKS])
{
    struct shares evenly = {0};

    if (bounds == LEVEL)
        return bounds_level(none, alarms->by[N_WEEKS], ret);
    for (int week = 1; week <= N_WEEKS; week++)
        evenly.by[week] = alarms->by[N_WEEKS] * week / N_WEEKS;
    return bounds_spend(none, bounds == EVENLY ? &evenly : alarms, ret);
}

struct power {
    struct shares of[N_RIVALS], strongest, learning, once;
};

static void shares_raise(struct shares *most, const struct shares *shares)
{
    for (int week = 1; week <= N_WEEKS; week++)
        most->by[week] = MAX(most->by[week], shares->by[week]);
}

static int compare_rivals(const struct courses none[static N_STATISTICS],
                          const struct courses habit[static N_STATISTICS],
                          const struct shares *alarms, struct power *ret)
{
    *ret = (struct power){0};
    for (size_t i = 0; i < N_RIVALS; i++) {
        enum statistic statistic = rivals[i].statistic;
        double bounds[N_WEEKS];
        int r = make_bounds(rivals[i].bounds, &none[statistic], alarms, bounds);
        if (r < 0)
            return r;
        ret->of[i] = courses_above(&habit[statistic], bounds);
        shares_raise(rivals[i].is_learning ? &ret->learning : &ret->strongest, &ret->of[i]);
    }
    return power_once(&none[AVERAGE], &habit[AVERAGE], alarms, &ret->once);
}

static int rivals_power(int n_people, uint64_t seed, const struct shares *alarms, struct power *ret)
{
    struct courses none[N_STATISTICS] = {0}, habit[N_STATISTICS] = {0};
    int r = courses_make(SURE, n_people, seed, none);

    if (r >= 0)
        r = courses_make(WITH_HABIT, n_people, seed, habit);
    if (r >= 0)
        r = compare_rivals(none, habit, alarms, ret);
    for (int i = 0; i < N_STATISTICS; i++) {
        courses_done(&none[i]);
        courses_done(&habit[i]);
    }
    return r;
}

/* ---- The table ---- */

static double ratio_of(double ours, double theirs)
{
    return theirs > 0 ? ours / theirs : 1;
}

static void print_week(int week, const struct shares told[static N_POPULATIONS],
                       const struct power *power)
{
    double ours = told[WITH_HABIT].by[week];

    printf("%4d", week);
    for (int i = 0; i < N_POPULATIONS; i++)
        printf(" %11.2f", 100 * told[i].by[week]);
    for (size_t i = 0; i < N_RIVALS; i++)
        if (!rivals[i].is_learning)
            printf(" %8.1f", 100 * power->of[i].by[week]);
    printf(" %8.1f %8.1f %7.3f %11.3f %7.3f\n", 100 * power->learning.by[week],
           100 * power->once.by[week], ratio_of(ours, power->strongest.by[week]),
           ratio_of(ours, power->learning.by[week]), ratio_of(ours, power->once.by[week]));
}

static void print_table(int n_people, const struct shares told[static N_POPULATIONS],
                        const struct power *power)
{
    static const char *const names[] = {"one rate", "by activity", "by slot", "85 %", "habit"};

    printf("%d people of each kind; told by week, in %%\nweek", n_people);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        printf(" %11s", names[i]);
    for (size_t i = 0; i < N_RIVALS; i++)
        if (!rivals[i].is_learning)
            printf(" %8s", rivals[i].name);
    printf(" %8s %8s %7s %11s %7s\n", "learning", "one look", "of best", "of learning", "of look");
    for (int week = 1; week <= N_WEEKS; week++)
        print_week(week, told, power);
}

static int run(int n_people, uint64_t seed, const struct zone *zone)
{
    struct shares told[N_POPULATIONS];
    struct power power;

    for (int i = 0; i < N_POPULATIONS; i++) {
        int r = tell_population(i, i == SURE ? 5 * n_people : n_people, seed, zone, &told[i]);
        if (r < 0)
            return r;
    }
    int r = rivals_power(20 * n_people, seed + RIVAL_SEED, &told[SURE], &power);
    if (r >= 0)
        print_table(n_people, told, &power);
    return r;
}

int main(int argc, char **argv)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int n_people = argc > 1 ? atoi(argv[1]) : 2000;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;

    if (n_people <= 0 || zone_load("UTC", &zone) < 0 || run(n_people, seed, zone) < 0) {
        fprintf(stderr, "bench-review: failed\n");
        return 1;
    }
    return 0;
}
