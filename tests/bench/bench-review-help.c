/* Do suggestions help? Simulated people follow them for 12 weeks, beside the same people with the
 * plan unchanged and with a plan that an oracle arranges, who knows every rate. What they are and
 * what came of it: docs/review.md. Usage: bench-review-help [PEOPLE [REPEATS]]
 *
 * Minutes are expected ones, summed from the true rates; chance enters by the log alone, which is
 * drawn anew REPEATS times. */
#include <stdio.h>

#include "bench.h"
#include "people.h"
#include "plan.h"

#define N_FOLLOWED   12 /* weeks */
#define HISTORY_MAX  8
#define N_WEEKS      (HISTORY_MAX + N_FOLLOWED)
#define N_DAYS       6 /* Monday to Saturday */
#define N_ACTIVITIES 5
#define ROWS_MAX     (N_WEEKS * N_ACTIVITIES * N_DAYS)
#define DAY_FIRST    (8 * 60)
#define DAY_LAST     (20 * 60)
#define STEP         30

enum family {
    STEADY,   /* some hours of the week are bad, always the same */
    DRIFTING, /* the same, but everything wanders, and the bad hours become others midway */
    AVOIDED,  /* it is not the hour but the activity: moving helps nobody */
    N_FAMILIES,
};

static const char *const names[N_ACTIVITIES] = {"practice", "outreach", "letters", "follow-ups",
                                                "blog"};

struct week_plan {
    struct review_stretch when[N_ACTIVITIES];
};

struct person {
    enum family family;
    uint64_t seed;
    struct week_plan plan;
    double cell[N_WEEKS][N_DAYS][PART_MAX_]; /* what a block there is kept with */
    double activity[N_ACTIVITIES];           /* AVOIDED: what it is kept with, wherever */
};

static double rate(const struct person *person, int week, int activity, int day, int start)
{
    if (person->family == AVOIDED)
        return person->activity[activity];
    return person->cell[week][day][day_part_of_minute(start)];
}

static double expected_minutes(const struct person *person, int week, int activity,
                               const struct review_stretch *when)
{
    double sum = 0;
    for (int day = 0; day < N_DAYS; day++)
        if (when->days & 1u << day)
            sum += rate(person, week, activity, day, when->start) * (when->end - when->start);
    return sum;
}

static bool is_free_of(const struct week_plan *plan, int but, const struct review_stretch *when)
{
    for (int i = 0; i < N_ACTIVITIES; i++)
        if (i != but && plan->when[i].days & when->days && plan->when[i].start < when->end &&
            when->start < plan->when[i].end)
            return false;
    return when->start >= DAY_FIRST && when->end <= DAY_LAST;
}

/* ---- People ---- */

static unsigned random_days(struct rng *rng, int n)
{
    unsigned days = 0;
    while (__builtin_popcount(days) < n)
        days |= 1u << rng_below(rng, N_DAYS);
    return days;
}

/* Each activity one to four days, an hour or an hour and a half. */
static void make_plan(struct rng *rng, struct week_plan *plan)
{
    *plan = (struct week_plan){0};
    for (int i = 0; i < N_ACTIVITIES; i++) {
        struct review_stretch *when = &plan->when[i], draw;
        do {
            int start = DAY_FIRST + STEP * rng_below(rng, (DAY_LAST - DAY_FIRST) / STEP - 3);
            draw = (struct review_stretch){random_days(rng, i == 4 ? 1 : 2 + rng_below(rng, 3)),
                                           start, start + 60 + STEP * rng_below(rng, 2)};
        } while (!is_free_of(plan, i, &draw));
        *when = draw;
    }
}

/* One to three of the hours in use become bad, the others are as the base or a little off. */
static void draw_cells(struct rng *rng, const struct week_plan *plan, double base,
                       double cell[N_DAYS][PART_MAX_])
{
    int n_bad = 1 + rng_below(rng, 3);

    for (int day = 0; day < N_DAYS; day++)
        for (int part = 0; part < PART_MAX_; part++)
            cell[day][part] = base + rng_range(rng, -0.05, 0.05);
    while (n_bad > 0) {
        const struct review_stretch *when = &plan->when[rng_below(rng, N_ACTIVITIES)];
        int day = rng_below(rng, N_DAYS);
        if (!(when->days & 1u << day))
            continue;
        cell[day][day_part_of_minute(when->start)] = rng_range(rng, 0.15, 0.40);
        n_bad--;
    }
}

static struct person make_person(enum family family, uint64_t seed)
{
    struct rng rng = rng_at(seed, family, 0, 0);
    struct person person = {.family = family, .seed = seed};
    double base = rng_range(&rng, 0.75, 0.92);
    int turn = HISTORY_MAX - 2 + rng_below(&rng, 9); /* when the drifting one's hours change */

    make_plan(&rng, &person.plan);
    for (int i = 0; i < N_ACTIVITIES; i++)
        person.activity[i] = rng_below(&rng, 3) ? base : rng_range(&rng, 0.20, 0.50);
    draw_cells(&rng, &person.plan, base, person.cell[0]);
    for (int week = 1; week < N_WEEKS; week++) {
        memcpy(person.cell[week], person.cell[week - 1], sizeof(person.cell[week]));
        if (family == DRIFTING && week == turn)
            draw_cells(&rng, &person.plan, base, person.cell[week]);
        for (int i = 0; family == DRIFTING && i < N_DAYS * PART_MAX_; i++) {
            double *cell = &person.cell[week][i / PART_MAX_][i % PART_MAX_];
            *cell = MIN(MAX(*cell + rng_range(&rng, -0.03, 0.03), 0.05), 0.97);
        }
    }
    return person;
}

/* ---- The oracle ---- */

/* The best days and time for one activity: as many days, or fewer and longer ones. */
static bool arrange_activity(const struct person *person, int week, int activity,
                             struct week_plan *plan)
{
    struct review_stretch *now = &plan->when[activity], best = *now;
    int n_days = __builtin_popcount(now->days), minutes = n_days * (now->end - now->start);
    double most = expected_minutes(person, week, activity, now) + 1;
    bool is_better = false;

    for (unsigned days = 1; days < 1u << N_DAYS; days++)
        for (int start = DAY_FIRST; start < DAY_LAST; start += STEP) {
            int n = __builtin_popcount(days);
            struct review_stretch then = {days, start, start + minutes / n};
            if (n > n_days || n < n_days - 1 || !is_free_of(plan, activity, &then))
                continue;
            double expected = expected_minutes(person, week, activity, &then);
            if (expected > most) {
                most = expected;
                best = then;
                is_better = true;
            }
        }
    *now = best;
    return is_better;
}

static void arrange_week(const struct person *person, int week, struct week_plan *plan)
{
    bool is_better = true;

    for (int round = 0; is_better && round < 4; round++) {
        is_better = false;
        for (int i = 0; i < N_ACTIVITIES; i++)
            is_better |= arrange_activity(person, week, i, plan);
    }
}

static double week_minutes(const struct person *person, int week, const struct week_plan *plan)
{
    double sum = 0;
    for (int i = 0; i < N_ACTIVITIES; i++)
        sum += expected_minutes(person, week, i, &plan->when[i]);
    return sum;
}

/* ---- Living through a week, and its review ---- */

struct life {
    const struct person *person;
    const struct zone *zone;
    uint64_t repeat;
    struct week_plan plan;
    struct review_row rows[ROWS_MAX];
    size_t n_rows;
    int n_told; /* moves that were suggested and made */
};

static int compare_start(const void *a, const void *b)
{
    int64_t x = ((const struct review_row *)a)->start_sec;
    int64_t y = ((const struct review_row *)b)->start_sec;
    return x < y ? -1 : x > y;
}

static void live_week(struct life *life, int week)
{
    size_t first = life->n_rows;

    for (int i = 0; i < N_ACTIVITIES; i++)
        for (int day = 0; day < N_DAYS; day++) {
            const struct review_stretch *when = &life->plan.when[i];
            struct rng rng = rng_at(life->person->seed, life->repeat, (uint64_t)week,
                                    (uint64_t)(i * N_DAYS + day));
            if (!(when->days & 1u << day))
                continue;
            bool is_kept = rng_unit(&rng) < rate(life->person, week, i, day, when->start);
            life->rows[life->n_rows++] =
                block_row(names[i], week_instant(week, day, when->start), when->end - when->start,
                          is_kept, rng_below(&rng, 2));
        }
    qsort(life->rows + first, life->n_rows - first, sizeof(*life->rows), compare_start);
}

static int apply(struct week_plan *plan, const struct review_suggestion *suggestion)
{
    for (int i = 0; i < N_ACTIVITIES; i++) {
        struct review_stretch then = plan->when[i];
        if (!streq(names[i], suggestion->pattern->activity))
            continue;
        for (size_t j = 0; j < suggestion->n_changes; j++) {
            const struct review_change *change = &suggestion->changes[j];
            struct time_range ranges[PLAN_MAX_RANGES];
            size_t n;
            int r = streq(change->key, "days") ? plan_parse_days(change->value, &then.days, NULL)
                                               : plan_parse_times(change->value, ranges, &n, NULL);
            if (r < 0)
                return r;
            if (streq(change->key, "time")) {
                then.start = ranges[0].start;
                then.end = ranges[0].end;
            }
        }
        if (is_free_of(plan, i, &then)) /* two suggestions of one week may want the same hour */
            plan->when[i] = then;
    }
    return 0;
}

static struct review_activity describe(const struct week_plan *plan, int i)
{
    return (struct review_activity){
        .name = names[i], .priority = 3, .stretch = plan->when[i], .is_simple = true};
}

/* Makes the best move of each pattern that has one. */
static int review_week(struct life *life, int week)
{
    _cleanup_(freep) struct review_pattern *patterns = NULL;
    _cleanup_(freep) struct review_suggestion *suggestions = NULL;
    struct review_activity activities[N_ACTIVITIES];
    struct review_plan plan = {activities, N_ACTIVITIES, NULL, 0};
    int32_t day = FIRST_WEEK + week * 7;
    size_t n_patterns, n;

    for (int i = 0; i < N_ACTIVITIES; i++)
        activities[i] = describe(&life->plan, i);
    int r = review_slot_patterns(life->rows, life->n_rows, life->zone, day, &patterns, &n_patterns);
    if (r < 0)
        return r;
    r = review_suggestions(&plan, patterns, n_patterns, life->rows, life->n_rows, life->zone, day,
                           &suggestions, &n);
    for (size_t i = 0; r >= 0 && i < n; i++) {
        bool is_first = i == 0 || suggestions[i].pattern != suggestions[i - 1].pattern;
        if (!is_first || suggestions[i].gain_minutes <= 0)
            continue;
        r = apply(&life->plan, &suggestions[i]);
        life->n_told++;
    }
    return r;
}

/* ---- A person's three lives ---- */

struct outcome_sums {
    double planned, unchanged, followed, oracle; /* minutes in the 12 weeks */
    double told;                                 /* share of the repeats with any move */
};

/* `history` weeks go before, in which nothing is suggested; the weeks of all people end together.
 */
static int live(const struct person *person, const struct zone *zone, int history, int repeats,
                struct outcome_sums *ret)
{
    static struct life life;
    struct outcome_sums sums = {0};
    struct week_plan arranged = person->plan;

    for (int week = HISTORY_MAX; week < N_WEEKS; week++) {
        arrange_week(person, week, &arranged);
        sums.oracle += week_minutes(person, week, &arranged);
        sums.unchanged += week_minutes(person, week, &person->plan);
    }
    for (int repeat = 0; repeat < repeats; repeat++) {
        life = (struct life){
            .person = person, .zone = zone, .repeat = (uint64_t)repeat, .plan = person->plan};
        for (int week = HISTORY_MAX - history; week < N_WEEKS; week++) {
            int r = week >= HISTORY_MAX && week > 0 ? review_week(&life, week - 1) : 0;
            if (r < 0)
                return r;
            if (week >= HISTORY_MAX)
                sums.followed += week_minutes(person, week, &life.plan) / repeats;
            live_week(&life, week);
        }
        sums.told += (double)(life.n_told > 0) / repeats;
    }
    *ret = sums;
    return 0;
}

static int run_family(enum family family, const struct zone *zone, int history, int n_people,
                      int repeats)
{
    static const char *const titles[] = {"steady", "drifting", "avoided"};
    struct outcome_sums sum = {0};
    double worst = 1;
    int n_harmed = 0;

    for (int i = 0; i < n_people; i++) {
        struct person person = make_person(family, (uint64_t)i);
        struct outcome_sums one;
        int r = live(&person, zone, history, repeats, &one);
        if (r < 0)
            return r;
        sum.unchanged += one.unchanged;
        sum.followed += one.followed;
        sum.oracle += one.oracle;
        sum.told += one.told / n_people;
        worst = MIN(worst, one.followed / one.unchanged);
        n_harmed += one.followed < 0.98 * one.unchanged;
    }
    double gain = sum.followed - sum.unchanged, possible = sum.oracle - sum.unchanged;
    printf("%-9s %3d %6d   %6.2f %6.2f %8.2f   %6.1f   %6.2f %5d\n", titles[family], history,
           n_people, 100 * gain / sum.unchanged, 100 * possible / sum.unchanged,
           possible > 1 ? gain / possible : 0, 100 * sum.told, 100 * (worst - 1), n_harmed);
    return 0;
}

int main(int argc, char **argv)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int n_people = argc > 1 ? atoi(argv[1]) : 1000, repeats = argc > 2 ? atoi(argv[2]) : 10;

    if (n_people < N_FAMILIES || repeats <= 0 || zone_load("UTC", &zone) < 0)
        goto fail;
    printf("%% more minutes than with the plan unchanged; people told of a move; worst off\n"
           "family  weeks people  advised oracle of oracle   told %%  worst %% below -2 %%\n");
    for (int history = 0; history <= HISTORY_MAX; history += HISTORY_MAX)
        for (int family = 0; family < N_FAMILIES; family++)
            if (run_family(family, zone, history, (n_people + family) / N_FAMILIES, repeats) < 0)
                goto fail;
    return 0;
fail:
    fprintf(stderr, "bench-review-help: failed\n");
    return 1;
}
