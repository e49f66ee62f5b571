/* How often weekly reviews name a pattern that is none, and how soon one that is. Numbers and what
 * they mean: docs/review.md. Usage: bench-review [PEOPLE [SEED]]
 *
 * The rival knows both rates, 30 % in one slot and 85 % elsewhere, and lacks only the slot: each
 * week it looks at the likelihood ratio of the two, averaged over the slots, and says so above a
 * bound with which it raises as many false alarms in 12 weeks as we do. That is the best test there
 * is of a week's log (Neyman and Pearson, 1933), looked at weekly. Harder still is the same test
 * with one look, in the week asked for, that spends there all of the false alarms that we have
 * had by then ("one look"): no test with weekly reviews can be that good in more than one week. */
#include <stdio.h>

#include "bench.h"
#include "people.h"

#define N_WEEKS      12
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

/* The share of people told by each week; [0] is 0. */
static int tell_population(enum population population, int n_people, uint64_t seed,
                           const struct zone *zone, double ret[static N_WEEKS + 1])
{
    int told[N_WEEKS + 2] = {0};

    for (int i = 0; i < n_people; i++) {
        struct person person = person_make(population, seed + (uint64_t)i);
        int week = first_told(&person, zone);
        if (week < 0)
            return week;
        told[week]++;
    }
    ret[0] = 0;
    for (int week = 1; week <= N_WEEKS; week++)
        ret[week] = ret[week - 1] + (double)told[week] / n_people;
    return 0;
}

/* ---- The rival ---- */

/* Its statistic after each week. */
static void rival_ratios(const struct person *person, double ret[static N_WEEKS])
{
    double of_slot[N_SLOTS];

    for (int i = 0; i < N_SLOTS; i++)
        of_slot[i] = 1;
    for (int week = 0; week < N_WEEKS; week++) {
        ret[week] = 0;
        for (int i = 0; i < N_SLOTS; i++) {
            for (int j = 0; j < person->blocks[i]; j++)
                of_slot[i] *=
                    j < person->kept[week][i] ? HABIT / NO_HABIT : (1 - HABIT) / (1 - NO_HABIT);
            ret[week] += of_slot[i] / N_SLOTS;
        }
    }
}

struct rival {
    int n_people;
    double *of_week[N_WEEKS]; /* of people without a habit, ascending: after the week */
    double *highest;          /* the same, of all 12 weeks */
    uint64_t seed;
};

static int rival_init(struct rival *rival, int n_people, uint64_t seed)
{
    *rival = (struct rival){
        .n_people = n_people, .highest = calloc((size_t)n_people, sizeof(double)), .seed = seed};
    for (int week = 0; week < N_WEEKS; week++)
        if (!(rival->of_week[week] = calloc((size_t)n_people, sizeof(double))) || !rival->highest)
            return -ENOMEM;
    for (int i = 0; i < n_people; i++) {
        struct person person = person_make(SURE, seed + (uint64_t)i);
        double ratios[N_WEEKS];
        rival_ratios(&person, ratios);
        for (int week = 0; week < N_WEEKS; week++) {
            rival->of_week[week][i] = ratios[week];
            rival->highest[i] = MAX(rival->highest[i], ratios[week]);
        }
    }
    for (int week = 0; week < N_WEEKS; week++)
        qsort(rival->of_week[week], (size_t)n_people, sizeof(double), bench_compare);
    qsort(rival->highest, (size_t)n_people, sizeof(double), bench_compare);
    return 0;
}

static void rival_done(struct rival *rival)
{
    for (int week = 0; week < N_WEEKS; week++)
        free(rival->of_week[week]);
    free(rival->highest);
}

/* The bound that this share of the people without a habit reach. */
static double bound(const double *ascending, int n, double share)
{
    int place = (int)(n * (1 - share));
    return ascending[MIN(place, n - 1)];
}

/* The shares of people with a habit whom it names by each week, looking weekly, and with one look
 * in that week; `alarms` are our own shares of false alarms by each week. */
static void rival_power(const struct rival *rival, const double alarms[static N_WEEKS + 1],
                        double ret_weekly[static N_WEEKS + 1], double ret_once[static N_WEEKS + 1])
{
    double weekly = bound(rival->highest, rival->n_people, alarms[N_WEEKS]);

    for (int week = 0; week <= N_WEEKS; week++)
        ret_weekly[week] = ret_once[week] = 0;
    for (int i = 0; i < rival->n_people; i++) {
        struct person person = person_make(WITH_HABIT, rival->seed + (uint64_t)i);
        double ratios[N_WEEKS];
        bool is_told = false;
        rival_ratios(&person, ratios);
        for (int week = 1; week <= N_WEEKS; week++) {
            is_told |= ratios[week - 1] >= weekly;
            ret_weekly[week] += (double)is_told / rival->n_people;
            ret_once[week] += (double)(ratios[week - 1] >= bound(rival->of_week[week - 1],
                                                                 rival->n_people, alarms[week])) /
                              rival->n_people;
        }
    }
}

/* ---- The table ---- */

static int run(int n_people, uint64_t seed, const struct zone *zone)
{
    static const char *const names[] = {"one rate", "by activity", "by slot", "85 %", "habit"};
    _cleanup_(rival_done) struct rival rival = {0};
    double told[N_POPULATIONS][N_WEEKS + 1], weekly[N_WEEKS + 1], once[N_WEEKS + 1];

    for (int i = 0; i < N_POPULATIONS; i++) {
        int r = tell_population(i, i == SURE ? 5 * n_people : n_people, seed, zone, told[i]);
        if (r < 0)
            return r;
    }
    int r = rival_init(&rival, 20 * n_people, seed + RIVAL_SEED);
    if (r < 0)
        return r;
    rival_power(&rival, told[SURE], weekly, once);
    printf("%d people of each kind; told by week, in %%\nweek", n_people);
    for (int i = 0; i < N_POPULATIONS; i++)
        printf(" %11s", names[i]);
    printf(" %11s %11s %11s %11s\n", "rival", "one look", "of rival", "of one look");
    for (int week = 1; week <= N_WEEKS; week++) {
        printf("%4d", week);
        for (int i = 0; i < N_POPULATIONS; i++)
            printf(" %11.2f", 100 * told[i][week]);
        printf(" %11.1f %11.1f %11.3f %11.3f\n", 100 * weekly[week], 100 * once[week],
               weekly[week] > 0 ? told[WITH_HABIT][week] / weekly[week] : 1,
               once[week] > 0 ? told[WITH_HABIT][week] / once[week] : 1);
    }
    return 0;
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
