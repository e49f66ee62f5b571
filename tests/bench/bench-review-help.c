/* Do suggestions help? Simulated people follow them for 12 weeks, beside the same people with the
 * plan unchanged and with a plan that an oracle arranges, who knows every rate. What they are and
 * what came of it: docs/review.md. Usage: bench-review-help [PEOPLE [REPEATS [SEED]]]
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
#define N_ACTIVITIES 6
#define ROWS_MAX     (N_WEEKS * N_ACTIVITIES * N_DAYS)
#define DAY_FIRST    (8 * 60)
#define DAY_LAST     (20 * 60)
#define STEP         30
#define GAIN_MIN     20 /* minutes a week, as in suggestions */

enum family {
    STEADY,   /* some hours of the week are bad, always the same */
    DRIFTING, /* the same, but everything wanders, and one bad hour becomes another */
    AVOIDED,  /* it is not the hour but the activity: moving helps nobody */
    N_FAMILIES,
};

static const char *const names[N_ACTIVITIES] = {"practice",   "outreach", "letters",
                                                "follow-ups", "company",  "blog"};

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

/* Each activity three to five days (the last one: one), an hour or an hour and a half. */
static void make_plan(struct rng *rng, struct week_plan *plan)
{
    *plan = (struct week_plan){0};
    for (int i = 0; i < N_ACTIVITIES; i++) {
        struct review_stretch *when = &plan->when[i], draw;
        do {
            int start = DAY_FIRST + STEP * rng_below(rng, (DAY_LAST - DAY_FIRST) / STEP - 3);
            draw = (struct review_stretch){
                random_days(rng, i == N_ACTIVITIES - 1 ? 1 : 3 + rng_below(rng, 3)), start,
                start + 60 + STEP * rng_below(rng, 2)};
        } while (!is_free_of(plan, i, &draw));
        *when = draw;
    }
}

/* Makes one of the hours in use bad. */
static void spoil_cell(struct rng *rng, const struct week_plan *plan,
                       double cell[N_DAYS][PART_MAX_])
{
    for (;;) {
        const struct review_stretch *when = &plan->when[rng_below(rng, N_ACTIVITIES)];
        int day = rng_below(rng, N_DAYS);
        if (!(when->days & 1u << day))
            continue;
        cell[day][day_part_of_minute(when->start)] = rng_range(rng, 0.10, 0.35);
        return;
    }
}

static double ordinary_cell(struct rng *rng, double base)
{
    return base + rng_range(rng, -0.05, 0.05);
}

static void draw_cells(struct rng *rng, const struct week_plan *plan, double base,
                       double cell[N_DAYS][PART_MAX_])
{
    int n_bad = 1 + rng_below(rng, 3);

    for (int i = 0; i < N_DAYS * PART_MAX_; i++)
        cell[i / PART_MAX_][i % PART_MAX_] = ordinary_cell(rng, base);
    for (int i = 0; i < n_bad; i++)
        spoil_cell(rng, plan, cell);
}

/* A week later: everything is a little different. At the turn one bad hour becomes another. */
static void drift_cells(struct rng *rng, const struct person *person, double base, bool is_turn,
                        double cell[N_DAYS][PART_MAX_])
{
    bool is_healed = !is_turn;

    for (int i = 0; i < N_DAYS * PART_MAX_; i++) {
        double *one = &cell[i / PART_MAX_][i % PART_MAX_];
        if (!is_healed && *one < 0.5) {
            *one = ordinary_cell(rng, base);
            is_healed = true;
        }
        *one = MIN(MAX(*one + rng_range(rng, -0.02, 0.02), 0.05), 0.97);
    }
    if (is_turn)
        spoil_cell(rng, &person->plan, cell);
}

static struct person make_person(enum family family, uint64_t seed)
{
    struct rng rng = rng_at(seed, family, 0, 0);
    struct person person = {.family = family, .seed = seed};
    double base = rng_range(&rng, 0.75, 0.92);
    int turn = rng_below(&rng, N_WEEKS); /* of one who drifts */

    make_plan(&rng, &person.plan);
    for (int i = 0; i < N_ACTIVITIES; i++)
        person.activity[i] = rng_below(&rng, 3) ? base : rng_range(&rng, 0.20, 0.50);
    draw_cells(&rng, &person.plan, base, person.cell[0]);
    for (int week = 1; week < N_WEEKS; week++) {
        memcpy(person.cell[week], person.cell[week - 1], sizeof(person.cell[week]));
        if (family == DRIFTING)
            drift_cells(&rng, &person, base, week == turn, person.cell[week]);
    }
    return person;
}

/* ---- The oracle ---- */

/* The moves that there are: another weekday, another time (of a single day: or both), or a day less
 * and the others longer. */
static bool is_move(const struct review_stretch *now, unsigned days, int start)
{
    int n_now = __builtin_popcount(now->days), n = __builtin_popcount(days);

    if (start != now->start)
        return days == now->days || (n_now == 1 && n == 1);
    return n >= n_now - 1 && n <= n_now && __builtin_popcount(days & now->days) == n_now - 1;
}

/* The best move for one activity by the true rates, if it brings as much as is suggested at all. */
static bool arrange_activity(const struct person *person, int week, int activity,
                             struct week_plan *plan)
{
    struct review_stretch *now = &plan->when[activity], best = *now;
    int minutes = __builtin_popcount(now->days) * (now->end - now->start);
    double most = expected_minutes(person, week, activity, now) + GAIN_MIN;
    bool is_better = false;

    for (unsigned days = 1; days < 1u << N_DAYS; days++)
        for (int start = DAY_FIRST; start < DAY_LAST; start += STEP) {
            struct review_stretch then = {days, start, start + minutes / __builtin_popcount(days)};
            if (!is_move(now, days, start) || !is_free_of(plan, activity, &then))
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

struct family_sums {
    double unchanged, followed, oracle, told, worst;
    int n_people, n_harmed;
};

static int run_family(enum family family, const struct zone *zone, int history, int n_people,
                      int repeats, uint64_t seed, struct family_sums *ret)
{
    struct family_sums sum = {.n_people = n_people, .worst = 1};

    for (int i = 0; i < n_people; i++) {
        struct person person = make_person(family, seed + (uint64_t)i);
        struct outcome_sums one;
        int r = live(&person, zone, history, repeats, &one);
        if (r < 0)
            return r;
        sum.unchanged += one.unchanged;
        sum.followed += one.followed;
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
    double gain = sum->followed - sum->unchanged, possible = sum->oracle - sum->unchanged;

    printf("%-9s %5d %6d %8.2f %6.2f %9.2f %7.1f %8.2f %11d\n", title, history, sum->n_people,
           100 * gain / sum->unchanged, 100 * possible / sum->unchanged,
           possible > 1 ? gain / possible : 0, 100 * sum->told / sum->n_people,
           100 * (sum->worst - 1), sum->n_harmed);
}

static int run_all(const struct zone *zone, int history, int n_people, int repeats, uint64_t seed)
{
    static const char *const titles[] = {"steady", "drifting", "avoided"};
    struct family_sums all = {.worst = 1};

    for (int family = 0; family < N_FAMILIES; family++) {
        struct family_sums sum;
        int r = run_family(family, zone, history, (n_people + family) / N_FAMILIES, repeats, seed,
                           &sum);
        if (r < 0)
            return r;
        print_sums(titles[family], history, &sum);
        all.unchanged += sum.unchanged;
        all.followed += sum.followed;
        all.oracle += sum.oracle;
        all.told += sum.told;
        all.worst = MIN(all.worst, sum.worst);
        all.n_people += sum.n_people;
        all.n_harmed += sum.n_harmed;
    }
    print_sums("all", history, &all);
    return 0;
}

int main(int argc, char **argv)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int n_people = argc > 1 ? atoi(argv[1]) : 1000, repeats = argc > 2 ? atoi(argv[2]) : 10;
    uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;

    printf("%% more minutes than with the plan unchanged; people told of a move; worst off\n"
           "family    weeks people  advised oracle of oracle  told %%  worst %% below -2 %%\n");
    if (n_people < N_FAMILIES || repeats <= 0 || zone_load("UTC", &zone) < 0 ||
        run_all(zone, 0, n_people, repeats, seed) < 0 ||
        run_all(zone, HISTORY_MAX, n_people, repeats, seed) < 0) {
        fprintf(stderr, "bench-review-help: failed\n");
        return 1;
    }
    return 0;
}
