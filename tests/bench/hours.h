/* People with hours of the week at which they keep little, their plans, and an oracle that arranges
 * a plan by the true rates. What they are: docs/review.md. */
#pragma once

#include "people.h"

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
    EVEN,     /* no hour is bad: there is nothing to tell */
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
    double base;                             /* what ordinary hours are about */
    double cell[N_WEEKS][N_DAYS][PART_MAX_]; /* what a block there is kept with */
    double activity[N_ACTIVITIES];           /* AVOIDED: what it is kept with, wherever */
};

static inline double rate(const struct person *person, int week, int activity, int day, int start)
{
    if (person->family == AVOIDED)
        return person->activity[activity];
    return person->cell[week][day][day_part_of_minute(start)];
}

static inline double expected_minutes(const struct person *person, int week, int activity,
                                      const struct review_stretch *when)
{
    double sum = 0;
    for (int day = 0; day < N_DAYS; day++)
        if (when->days & 1u << day)
            sum += rate(person, week, activity, day, when->start) * (when->end - when->start);
    return sum;
}

static inline bool is_free_of(const struct week_plan *plan, int but,
                              const struct review_stretch *when)
{
    for (int i = 0; i < N_ACTIVITIES; i++)
        if (i != but && plan->when[i].days & when->days && plan->when[i].start < when->end &&
            when->start < plan->when[i].end)
            return false;
    return when->start >= DAY_FIRST && when->end <= DAY_LAST;
}

/* ---- People ---- */

static inline unsigned random_days(struct rng *rng, int n)
{
    unsigned days = 0;
    while (__builtin_popcount(days) < n)
        days |= 1u << rng_below(rng, N_DAYS);
    return days;
}

/* Each activity three to five days (the last one: one), an hour or an hour and a half. */
static inline void make_plan(struct rng *rng, struct week_plan *plan)
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
static inline void spoil_cell(struct rng *rng, const struct week_plan *plan,
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

static inline double ordinary_cell(struct rng *rng, double base)
{
    return base + rng_range(rng, -0.05, 0.05);
}

static inline void draw_cells(struct rng *rng, const struct person *person,
                              double cell[N_DAYS][PART_MAX_])
{
    int n_bad = person->family == EVEN ? 0 : 1 + rng_below(rng, 3);

    for (int i = 0; i < N_DAYS * PART_MAX_; i++)
        cell[i / PART_MAX_][i % PART_MAX_] = ordinary_cell(rng, person->base);
    for (int i = 0; i < n_bad; i++)
        spoil_cell(rng, &person->plan, cell);
}

/* A week later: everything is a little different. At the turn one bad hour becomes another. */
static inline void drift_cells(struct rng *rng, const struct person *person, bool is_turn,
                               double cell[N_DAYS][PART_MAX_])
{
    bool is_healed = !is_turn;

    for (int i = 0; i < N_DAYS * PART_MAX_; i++) {
        double *one = &cell[i / PART_MAX_][i % PART_MAX_];
        if (!is_healed && *one < 0.5) {
            *one = ordinary_cell(rng, person->base);
            is_healed = true;
        }
        *one = MIN(MAX(*one + rng_range(rng, -0.02, 0.02), 0.05), 0.97);
    }
    if (is_turn)
        spoil_cell(rng, &person->plan, cell);
}

static inline struct person make_person(enum family family, uint64_t seed)
{
    struct rng rng = rng_at(seed, family, 0, 0);
    struct person person = {.family = family, .seed = seed};
    person.base = rng_range(&rng, 0.75, 0.92);
    int turn = rng_below(&rng, N_WEEKS); /* of one who drifts */

    make_plan(&rng, &person.plan);
    for (int i = 0; i < N_ACTIVITIES; i++)
        person.activity[i] = rng_below(&rng, 3) ? person.base : rng_range(&rng, 0.20, 0.50);
    draw_cells(&rng, &person, person.cell[0]);
    for (int week = 1; week < N_WEEKS; week++) {
        memcpy(person.cell[week], person.cell[week - 1], sizeof(person.cell[week]));
        if (family == DRIFTING)
            drift_cells(&rng, &person, week == turn, person.cell[week]);
    }
    return person;
}

/* ---- The oracle ---- */

/* The moves that there are: another weekday, another time (of a single day: or both), or a day less
 * and the others longer. */
static inline bool is_move(const struct review_stretch *now, unsigned days, int start)
{
    int n_now = __builtin_popcount(now->days), n = __builtin_popcount(days);

    if (start != now->start)
        return days == now->days || (n_now == 1 && n == 1);
    return n >= n_now - 1 && n <= n_now && __builtin_popcount(days & now->days) == n_now - 1;
}

/* The best move for one activity by the true rates, if it brings as much as is suggested at all. */
static inline bool arrange_activity(const struct person *person, int week, int activity,
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

static inline void arrange_week(const struct person *person, int week, struct week_plan *plan)
{
    bool is_better = true;

    for (int round = 0; is_better && round < 4; round++) {
        is_better = false;
        for (int i = 0; i < N_ACTIVITIES; i++)
            is_better |= arrange_activity(person, week, i, plan);
    }
}

static inline double week_minutes(const struct person *person, int week,
                                  const struct week_plan *plan)
{
    double sum = 0;
    for (int i = 0; i < N_ACTIVITIES; i++)
        sum += expected_minutes(person, week, i, &plan->when[i]);
    return sum;
}
