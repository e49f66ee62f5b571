/* What the search of a whole week could not settle may still be bettered in parts: a few days at a
 * time are emptied and placed anew, the search of so small a week being quick and mostly exact,
 * until no choice of days gains anything. */
#include "schedule/place-search.h"

#include <errno.h>

#define ROUNDS_MAX 4
#define EFFORT     40 /* nodes an aim: a part that needs more is left as it is */

/* The days of the grid, not of the zone: all that matters is to cut the week into parts. */
#define SLOTS_A_DAY 288
#define DAYS_MAX    10

static unsigned stretch_day(const struct stretch *stretch)
{
    return 1u << stretch->first / SLOTS_A_DAY;
}

static bool piece_is_in(const struct problem *part, const struct piece *piece)
{
    for (int g = 0; g < part->n_stretches; g++)
        if (piece->start >= part->stretches[g].first && piece->start < part->stretches[g].end)
            return true;
    return false;
}

/* Takes what lies outside the part off what it may use. */
static void part_reduce(struct problem *part, const struct piece *piece)
{
    struct demand *demand = &part->demands[piece->demand];

    demand->want -= piece->length;
    demand->cap[demand->day[piece->start]] -= piece->length;
    part->budget -= piece->length;
}

static void part_cut(struct problem *part)
{
    for (int i = 0; i < part->n_demands; i++) {
        struct demand *d = &part->demands[i];
        d->want = slots_cut(d->want, d->shortest, d->longest);
        for (int day = 0; day < WEEK_DAYS; day++)
            d->cap[day] = slots_cut(d->cap[day], d->shortest, d->longest);
    }
}

/* The week with all as it is in the schedule but these days; demands and stretches are the caller's
 * scratch, each demand's slots the whole's. */
static struct problem part_make(const struct problem *whole, const struct schedule *schedule,
                                unsigned days, struct demand *demands, struct stretch *stretches)
{
    struct problem part = *whole;

    part.demands = demands;
    part.stretches = stretches;
    memcpy(demands, whole->demands, (size_t)whole->n_demands * sizeof(*demands));
    part.n_stretches = 0;
    for (int g = 0; g < whole->n_stretches; g++)
        if (stretch_day(&whole->stretches[g]) & days)
            stretches[part.n_stretches++] = whole->stretches[g];
    for (size_t i = 0; i < schedule->n; i++)
        if (!piece_is_in(&part, &schedule->pieces[i]))
            part_reduce(&part, &schedule->pieces[i]);
    part_cut(&part);
    return part;
}

static int copy_pieces(const struct problem *part, const struct schedule *from, bool inside,
                       struct schedule *to)
{
    for (size_t i = 0; i < from->n; i++) {
        const struct piece *piece = &from->pieces[i];
        if (piece_is_in(part, piece) != inside)
            continue;
        int r = schedule_add(to, piece->demand, piece->start, piece->length);
        if (r < 0)
            return r;
    }
    return 0;
}

/* True if a is worth more than b, priority by priority. */
static bool is_better(const struct problem *problem, const struct schedule *a,
                      const struct schedule *b)
{
    for (int priority = 5; priority >= 1; priority--) {
        struct aim aim = {AIM_PRIORITY, priority};
        int apart = schedule_value(problem, a, aim) - schedule_value(problem, b, aim);
        if (apart != 0)
            return apart > 0;
    }
    return false;
}

/* Places some days anew. Returns 1 if that gained anything, 0, or -ENOMEM. */
static int repair_days(const struct problem *whole, long *work_left, unsigned days,
                       struct schedule *schedule, struct demand *demands, struct stretch *stretches)
{
    _cleanup_(schedule_done) struct schedule trial = {0};
    bool is_proven;
    struct search_limits limits = {.effort = EFFORT, .work_left = work_left};
    struct problem part = part_make(whole, schedule, days, demands, stretches);

    int r = copy_pieces(&part, schedule, true, &trial);
    if (r >= 0)
        r = search_improve(&part, &limits, &trial, &is_proven);
    if (r >= 0)
        r = copy_pieces(&part, schedule, false, &trial);
    if (r < 0)
        return r;
    schedule_sort(&trial);
    if (!schedule_is_valid(whole, &trial) || !is_better(whole, &trial, schedule))
        return 0;
    schedule_swap(schedule, &trial);
    return 1;
}

/* The next larger set of n days out of `all`; 0 if there is none. */
static unsigned next_days(unsigned days, unsigned all, int n)
{
    do
        days++;
    while (days <= all && ((days & ~all) != 0 || __builtin_popcount(days) != n));
    return days <= all ? days : 0;
}

int search_repair(const struct problem *problem, int n_days, long *work_left,
                  struct schedule *schedule)
{
    _cleanup_(freep) struct demand *demands =
        calloc((size_t)problem->n_demands + 1, sizeof(*demands));
    _cleanup_(freep) struct stretch *stretches =
        calloc((size_t)problem->n_stretches + 1, sizeof(*stretches));
    unsigned all = 0, last_gain = 0;

    if (!demands || !stretches)
        return -ENOMEM;
    for (int g = 0; g < problem->n_stretches; g++)
        all |= stretch_day(&problem->stretches[g]);
    for (int round = 0; round < ROUNDS_MAX; round++)
        for (unsigned days = 0; (days = next_days(days, all, n_days)) != 0;) {
            if (*work_left <= 0 || days == last_gain)
                return 0;
            int r = repair_days(problem, work_left, days, schedule, demands, stretches);
            if (r < 0)
                return r;
            if (r > 0 || last_gain == 0)
                last_gain = days;
        }
    return 0;
}
