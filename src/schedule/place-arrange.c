/* Given how many pieces of each activity lie in a stretch, and of how many slots together: when is
 * each? Pieces are put one after the other, each as early as it can begin, in every order and with
 * every way of cutting until one fits. Beginning earlier never takes room from what follows, so
 * nothing is missed; the orders are many, so the steps are bounded. */
#include "schedule/place.h"

#include <errno.h>

#define STEPS_MAX 3000

struct arranging {
    const struct problem *problem;
    const struct stretch *stretch;
    struct schedule *schedule;
    int *pieces, *slots; /* by demand: left to put */
    int slots_left;      /* of all */
    int steps;
};

static int put_next(struct arranging *a, int from, size_t first);

/* The earliest start from `from` on at which `length` slots are allowed; n_slots if there is none.
 */
static int earliest_start(const struct arranging *a, int demand, int from, int length)
{
    const struct demand *d = &a->problem->demands[demand];

    for (int t = from; t + length <= a->stretch->end; t++)
        if (d->run[t] >= length)
            return t;
    return a->problem->n_slots;
}

/* From when on the demand's next piece may begin: later if the piece before is its own too. */
static int start_bound(const struct arranging *a, int demand, int from, size_t first)
{
    size_t n = a->schedule->n;

    if (n == first || a->schedule->pieces[n - 1].demand != demand)
        return from;
    return from + SLOTS_APART;
}

/* Puts one piece and all that are left after it. Returns 1, 0 or negative errno. */
static int put_piece(struct arranging *a, int demand, int start, int length, size_t first)
{
    int r = schedule_add(a->schedule, demand, start, length);
    if (r < 0)
        return r;
    a->pieces[demand]--;
    a->slots[demand] -= length;
    a->slots_left -= length;
    r = put_next(a, start + length, first);
    if (r == 0) {
        a->pieces[demand]++;
        a->slots[demand] += length;
        a->slots_left += length;
        a->schedule->n--;
    }
    return r;
}

/* Tries a piece of the demand next, in each length that leaves the others of it possible. */
static int put_demand(struct arranging *a, int demand, int from, size_t first)
{
    const struct demand *d = &a->problem->demands[demand];
    int others = a->pieces[demand] - 1;
    int most = MIN(d->longest, a->slots[demand] - others * d->shortest);
    int least = MAX(d->shortest, a->slots[demand] - others * d->longest);
    int bound = start_bound(a, demand, from, first), r = 0;

    for (int length = most; length >= least && r == 0; length--) {
        int start = earliest_start(a, demand, bound, length);
        if (start + a->slots_left <= a->stretch->end)
            r = put_piece(a, demand, start, length, first);
    }
    return r;
}

static int put_next(struct arranging *a, int from, size_t first)
{
    int r = 0;

    if (a->slots_left == 0)
        return 1;
    if (a->steps-- <= 0 || from + a->slots_left > a->stretch->end)
        return 0;
    for (int i = 0; i < a->problem->n_demands && r == 0; i++)
        if (a->pieces[i] > 0)
            r = put_demand(a, i, from, first);
    return r;
}

int stretch_arrange(const struct problem *problem, const struct stretch *stretch,
                    const int pieces[], const int slots[], struct schedule *schedule)
{
    size_t n = (size_t)problem->n_demands;
    _cleanup_(freep) int *left = malloc((2 * n + 1) * sizeof(*left));
    struct arranging a = {.problem = problem,
                          .stretch = stretch,
                          .schedule = schedule,
                          .pieces = left,
                          .slots = left + n,
                          .steps = STEPS_MAX};
    if (!left)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++) {
        a.pieces[i] = pieces[i];
        a.slots[i] = slots[i];
        a.slots_left += slots[i];
    }
    return put_next(&a, stretch->first, schedule->n);
}
