/* What the search of a whole week could not settle may still be bettered in parts: two days at a
 * time are emptied and placed anew, the search of so small a week being quick and mostly exact,
 * until no two days gain anything. Or two days at a time are left as they are and the rest is
 * placed anew, which is slower and finds more. */
#include "schedule/place-search.h"

#include <errno.h>

#define SLOTS_A_DAY 288
#define ROUNDS_MAX  4
#define EFFORT      40 /* nodes an aim: a part that needs more is left as it is */

/* The days of the grid, not of the zone: all that matters is to cut the week into parts. */
#define PARTS 9

static bool is_in(const struct stretch *stretch, int a, int b, bool takes_rest)
{
    int part = stretch->first / SLOTS_A_DAY;
    return (part == a || part == b) != takes_rest;
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

/* The week with all as it is in the schedule but two parts, or (takes_rest) but the others; demands
 * and stretches are the caller's scratch, each demand's slots the whole's. */
static struct problem part_make(const struct problem *whole, const struct schedule *schedule, int a,
                                int b, bool takes_rest, struct demand *demands,
                                struct stretch *stretches)
{
    struct problem part = *whole;

    part.demands = demands;
    part.stretches = stretches;
    memcpy(demands, whole->demands, (size_t)whole->n_demands * sizeof(*demands));
    part.n_stretches = 0;
    for (int g = 0; g < whole->n_stretches; g++)
        if (is_in(&whole->stretches[g], a, b, takes_rest))
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

/* Places two parts anew. Returns 1 if that gained anything, 0, or -ENOMEM. */
static int repair_parts(const struct problem *whole, long *work_left, struct schedule *schedule,
                        int a, int b, bool takes_rest, struct demand *demands,
                        struct stretch *stretches)
{
    _cleanup_(schedule_done) struct schedule trial = {0};
    struct search_result result;
    struct search_limits limits = {.effort = EFFORT, .work_left = work_left};
    struct problem part = part_make(whole, schedule, a, b, takes_rest, demands, stretches);

    if (part.n_stretches == 0)
        return 0;
    int r = copy_pieces(&part, schedule, true, &trial);
    if (r >= 0)
        r = search_improve(&part, &limits, &trial, &result);
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

int search_repair(const struct problem *problem, bool takes_rest, long *work_left,
                  struct schedule *schedule)
{
    _cleanup_(freep) struct demand *demands =
        calloc((size_t)problem->n_demands + 1, sizeof(*demands));
    _cleanup_(freep) struct stretch *stretches =
        calloc((size_t)problem->n_stretches + 1, sizeof(*stretches));
    int idle = 0; /* pairs since the last gain */

    if (!demands || !stretches)
        return -ENOMEM;
    for (int round = 0; round < ROUNDS_MAX; round++)
        for (int a = 0; a < PARTS; a++)
            for (int b = a + 1; b < PARTS; b++) {
                int r = repair_parts(problem, work_left, schedule, a, b, takes_rest, demands,
                                     stretches);
                if (r < 0)
                    return r;
                idle = r > 0 ? 0 : idle + 1;
                if (*work_left <= 0 || idle >= PARTS * (PARTS - 1) / 2)
                    return 0;
            }
    return 0;
}
