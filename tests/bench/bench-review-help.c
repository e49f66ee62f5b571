/* Do suggestions help? Simulated people follow them for 12 weeks, beside the same people with the
 * plan unchanged and with a plan that an oracle arranges, who knows every rate. What they are and
 * what came of it: docs/review.md. Usage: bench-review-help [PEOPLE [REPEATS [SEED]]]
 *
 * A fourth life is that with an ideal detector, which knows both rates and tells as few of those
 * who have no bad hour: what it wins is about all that a log of that length can give.
 *
 * Minutes are expected ones, summed from the true rates; chance enters by the log alone, which is
 * drawn anew REPEATS times. */
#include <math.h>
#include <stdio.h>

#include "bench.h"
#include "hours.h"
#include "plan.h"

#define N_JUDGED      EVEN    /* families that have anything to gain, or a reason to seek it */
#define BAD_RATE      0.225   /* about what bad hours are kept with */
#define IDEAL_ALARMS  0.01    /* people without bad hours whom the ideal detector tells of one */
#define IDEAL_SEED    1000000 /* other people */
#define SILENT_STREAM 1000    /* whether a missed block was skipped or left */

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

static bool is_kept(const struct person *person, uint64_t repeat, int week, int activity, int day,
                    int start)
{
    struct rng rng =
        rng_at(person->seed, repeat, (uint64_t)week, (uint64_t)(activity * N_DAYS + day));
    return rng_unit(&rng) < rate(person, week, activity, day, start);
}

static void live_week(struct life *life, int week)
{
    struct rng silent = rng_at(life->person->seed, life->repeat, (uint64_t)week, SILENT_STREAM);
    size_t first = life->n_rows;

    for (int i = 0; i < N_ACTIVITIES; i++)
        for (int day = 0; day < N_DAYS; day++) {
            const struct review_stretch *when = &life->plan.when[i];
            if (!(when->days & 1u << day))
                continue;
            life->rows[life->n_rows++] =
                block_row(names[i], week_instant(week, day, when->start), when->end - when->start,
                          is_kept(life->person, life->repeat, week, i, day, when->start),
                          rng_below(&silent, 2));
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

/* ---- The ideal detector ---- */

/* It knows both rates and where it is better; what it does not know is which hours are bad. It
 * takes an hour for bad when the likelihood ratio of its blocks, of all activities, passes the
 * bound, and moves at once what lies there to the best free place. */
struct ideal {
    double bound; /* of the ratio */
    bool is_told; /* of any bad hour that a move helps */
    double ratio[N_DAYS][PART_MAX_];
    double highest; /* ratio at any hour in use, in any review */
};

static bool is_bad_hour(struct ideal *ideal, const struct review_stretch *when)
{
    bool is_bad = false;

    for (int day = 0; day < N_DAYS; day++)
        if (when->days & 1u << day) {
            double ratio = ideal->ratio[day][day_part_of_minute(when->start)];
            ideal->highest = MAX(ideal->highest, ratio);
            is_bad |= ratio > ideal->bound;
        }
    return is_bad;
}

static void ideal_review(struct ideal *ideal, const struct person *person, int week,
                         struct week_plan *plan)
{
    bool is_moved = true;

    for (int round = 0; is_moved && round < 4; round++) {
        is_moved = false;
        for (int i = 0; i < N_ACTIVITIES; i++)
            is_moved |=
                is_bad_hour(ideal, &plan->when[i]) && arrange_activity(person, week, i, plan);
        ideal->is_told |= is_moved;
    }
}

static void ideal_week(struct ideal *ideal, const struct person *person, uint64_t repeat, int week,
                       const struct week_plan *plan)
{
    for (int i = 0; i < N_ACTIVITIES; i++)
        for (int day = 0; day < N_DAYS; day++) {
            const struct review_stretch *when = &plan->when[i];
            if (!(when->days & 1u << day))
                continue;
            ideal->ratio[day][day_part_of_minute(when->start)] *=
                is_kept(person, repeat, week, i, day, when->start)
                    ? BAD_RATE / person->base
                    : (1 - BAD_RATE) / (1 - person->base);
        }
}

/* Minutes in the 12 weeks. */
static double ideal_live(struct ideal *ideal, const struct person *person, int history,
                         uint64_t repeat)
{
    struct week_plan plan = person->plan;
    double minutes = 0;

    for (int day = 0; day < N_DAYS; day++)
        for (int part = 0; part < PART_MAX_; part++)
            ideal->ratio[day][part] = 1;
    for (int week = HISTORY_MAX - history; week < N_WEEKS; week++) {
        if (week >= HISTORY_MAX) {
            ideal_review(ideal, person, week, &plan);
            minutes += week_minutes(person, week, &plan);
        }
        ideal_week(ideal, person, repeat, week, &plan);
    }
    return minutes;
}

/* The bound that IDEAL_ALARMS of the people without bad hours pass. Returns 0 or -ENOMEM. */
static int ideal_bound(int history, int n_people, uint64_t seed, double *ret)
{
    _cleanup_(freep) double *highest = calloc((size_t)n_people, sizeof(double));

    if (!highest)
        return -ENOMEM;
    for (int i = 0; i < n_people; i++) {
        struct person person = make_person(EVEN, seed + (uint64_t)i);
        struct ideal ideal = {.bound = INFINITY};
        ideal_live(&ideal, &person, history, 0);
        highest[i] = ideal.highest;
    }
    qsort(highest, (size_t)n_people, sizeof(double), bench_compare);
    *ret = highest[(int)(n_people * (1 - IDEAL_ALARMS))];
    return 0;
}

/* ---- A person's four lives ---- */

struct outcome_sums {
    double unchanged, followed, ideal, oracle; /* minutes in the 12 weeks */
    double told;                               /* share of the repeats with any move */
};

/* `history` weeks go before, in which nothing is suggested; the weeks of all people end together.
 */
static int live(const struct person *person, const struct zone *zone, int history, double bound,
                int repeats, struct outcome_sums *ret)
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
        struct ideal ideal = {.bound = bound};
        sums.ideal += ideal_live(&ideal, person, history, (uint64_t)repeat) / repeats;
        sums.told += (double)(life.n_told > 0) / repeats;
    }
    *ret = sums;
    return 0;
}

struct family_sums {
    double unchanged, followed, ideal, oracle, told, worst;
    int n_people, n_harmed;
};

static int run_family(enum family family, const struct zone *zone, int history, double bound,
                      int n_people, int repeats, uint64_t seed, struct family_sums *ret)
{
    struct family_sums sum = {.n_people = n_people, .worst = 1};

    for (int i = 0; i < n_people; i++) {
        struct person person = make_person(family, seed + (uint64_t)i);
        struct outcome_sums one;
        int r = live(&person, zone, history, bound, repeats, &one);
        if (r < 0)
            return r;
        sum.unchanged += one.unchanged;
        sum.followed += one.followed;
        sum.ideal += one.ideal;
        sum.oracle += one.oracle;
        sum.told += one.told;
        sum.worst = MIN(sum.worst, one.followed / one.unchanged);
        sum.n_harmed += one.followed < 0.98 * one.unchanged;
    }
    *ret = sum;
    return 0;
}

static void print_sums(const char *title, int history, const struct family_sums *sum)
{
    double gain = sum->followed - sum->unchanged, possible = sum->oracle - sum->unchanged,
           ideal = sum->ideal - sum->unchanged;
    bool is_any = possible > 0.003 * sum->unchanged && ideal > 0; /* to gain */

    printf("%-9s %5d %6d %8.2f %6.2f %9.2f %6.2f %8.2f %7.1f %8.2f %11d\n", title, history,
           sum->n_people, 100 * gain / sum->unchanged, 100 * possible / sum->unchanged,
           is_any ? gain / possible : 0, is_any ? ideal / possible : 0, is_any ? gain / ideal : 0,
           100 * sum->told / sum->n_people, 100 * (sum->worst - 1), sum->n_harmed);
}

static int run_all(const struct zone *zone, int history, int n_people, int repeats, uint64_t seed)
{
    static const char *const titles[] = {"steady", "drifting", "avoided", "even"};
    struct family_sums all = {.worst = 1};
    double bound;
    int r = ideal_bound(history, 5 * n_people, seed + IDEAL_SEED, &bound);

    for (int family = 0; r >= 0 && family < N_FAMILIES; family++) {
        struct family_sums sum;
        r = run_family(family, zone, history, bound, (n_people + family) / N_JUDGED, repeats, seed,
                       &sum);
        if (r < 0)
            return r;
        print_sums(titles[family], history, &sum);
        if (family >= N_JUDGED)
            continue;
        all.unchanged += sum.unchanged;
        all.followed += sum.followed;
        all.ideal += sum.ideal;
        all.oracle += sum.oracle;
        all.told += sum.told;
        all.worst = MIN(all.worst, sum.worst);
        all.n_people += sum.n_people;
        all.n_harmed += sum.n_harmed;
    }
    if (r >= 0)
        print_sums("all", history, &all);
    return r;
}

int main(int argc, char **argv)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int n_people = argc > 1 ? atoi(argv[1]) : 1000, repeats = argc > 2 ? atoi(argv[2]) : 5;
    uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;

    printf(
        "%% more minutes than with the plan unchanged; people told of a move; worst off\n"
        "family    weeks people  advised oracle of oracle  ideal of ideal  told %%  worst %% below -2 %%\n");
    if (n_people < N_JUDGED || repeats <= 0 || zone_load("UTC", &zone) < 0 ||
        run_all(zone, 0, n_people, repeats, seed) < 0 ||
        run_all(zone, HISTORY_MAX, n_people, repeats, seed) < 0) {
        fprintf(stderr, "bench-review-help: failed\n");
        return 1;
    }
    return 0;
}
