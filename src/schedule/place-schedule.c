/* Pieces of a week as a list: adding, comparing, and the hard rules of docs/placement.md, checked
 * from the list alone. */
#include "schedule/place.h"

#include <errno.h>

void schedule_done(struct schedule *schedule)
{
    free(schedule->pieces);
    *schedule = (struct schedule){0};
}

int schedule_add(struct schedule *schedule, int demand, int start, int length)
{
    int r = array_reserve((void **)&schedule->pieces, &schedule->capacity, schedule->n,
                          sizeof(*schedule->pieces));
    if (r < 0)
        return r;
    schedule->pieces[schedule->n++] =
        (struct piece){(uint16_t)demand, (uint16_t)start, (uint16_t)length};
    return 0;
}

int schedule_copy(struct schedule *to, const struct schedule *from)
{
    if (to->capacity < from->n) {
        void *moved = reallocarray(to->pieces, from->n, sizeof(*to->pieces));
        if (!moved)
            return -ENOMEM;
        to->pieces = moved;
        to->capacity = from->n;
    }
    if (from->n > 0)
        memcpy(to->pieces, from->pieces, from->n * sizeof(*to->pieces));
    to->n = from->n;
    return 0;
}

void schedule_swap(struct schedule *a, struct schedule *b)
{
    struct schedule c = *a;
    *a = *b;
    *b = c;
}

static int piece_compare(const void *pa, const void *pb)
{
    const struct piece *a = pa, *b = pb;

    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return a->demand < b->demand ? -1 : a->demand > b->demand;
}

void schedule_sort(struct schedule *schedule)
{
    if (schedule->n > 1)
        qsort(schedule->pieces, schedule->n, sizeof(*schedule->pieces), piece_compare);
}

int schedule_value(const struct problem *problem, const struct schedule *schedule, struct aim aim)
{
    int value = 0;

    if (aim.measure == AIM_PIECES)
        return -(int)schedule->n;
    for (size_t i = 0; i < schedule->n; i++) {
        const struct piece *piece = &schedule->pieces[i];
        int of =
            aim.measure == AIM_DEMAND ? piece->demand : problem->demands[piece->demand].priority;
        value += of == aim.of ? piece->length : 0;
    }
    return value;
}

/* ---- The hard rules ---- */

static bool piece_is_allowed(const struct problem *problem, const struct piece *piece)
{
    const struct demand *demand = &problem->demands[piece->demand];

    return piece->length >= demand->shortest && piece->length <= demand->longest &&
           piece->start < problem->n_slots && piece->length <= demand->run[piece->start];
}

/* Neighbours in time: disjoint, and apart where they are of one activity and one day. */
static bool pieces_are_apart(const struct problem *problem, const struct piece *a,
                             const struct piece *b)
{
    const uint8_t *day = problem->demands[a->demand].day;
    bool is_same = a->demand == b->demand && day[a->start] == day[b->start];

    return b->start >= a->start + a->length + (is_same ? SLOTS_APART : 0);
}

static bool sums_are_kept(const struct problem *problem, const struct schedule *schedule,
                          int demand, int *total)
{
    const struct demand *d = &problem->demands[demand];
    int days[WEEK_DAYS] = {0}, sum = 0;

    for (size_t i = 0; i < schedule->n; i++)
        if (schedule->pieces[i].demand == demand) {
            days[d->day[schedule->pieces[i].start]] += schedule->pieces[i].length;
            sum += schedule->pieces[i].length;
        }
    for (int day = 0; day < WEEK_DAYS; day++)
        if (days[day] > d->cap[day])
            return false;
    *total += sum;
    return sum <= d->want;
}

bool schedule_is_valid(const struct problem *problem, const struct schedule *schedule)
{
    int total = 0;

    for (size_t i = 0; i < schedule->n; i++) {
        if (!piece_is_allowed(problem, &schedule->pieces[i]))
            return false;
        if (i > 0 && !pieces_are_apart(problem, &schedule->pieces[i - 1], &schedule->pieces[i]))
            return false;
    }
    for (int i = 0; i < problem->n_demands; i++)
        if (!sums_are_kept(problem, schedule, i, &total))
            return false;
    return total <= problem->budget;
}
