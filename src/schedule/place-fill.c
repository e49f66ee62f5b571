/* The greedy hand: longer pieces first, higher priorities first, the emptiest day first. It makes
 * the first placement of a week, and completes what the search leaves open.
 *
 * The week is painted by slot: who has it. That makes every rule a look at neighbouring slots. */
#include "place.h"

#include <errno.h>

#define NOBODY (-1)

struct canvas {
    const struct problem *problem;
    struct schedule *schedule;
    int16_t *owner; /* by slot: a demand, or NOBODY */
    int *left;      /* by demand: slots still wanted */
    int *day_left;  /* by demand and day */
    int *day_used;
    int budget_left;
};

static int *day_of(const struct canvas *canvas, int *days, int demand, int slot)
{
    return &days[demand * WEEK_DAYS + canvas->problem->demands[demand].day[slot]];
}

static void canvas_take(struct canvas *canvas, int demand, int first, int length)
{
    for (int t = first; t < first + length; t++)
        canvas->owner[t] = (int16_t)demand;
    canvas->left[demand] -= length;
    canvas->budget_left -= length;
    *day_of(canvas, canvas->day_left, demand, first) -= length;
    *day_of(canvas, canvas->day_used, demand, first) += length;
}

static void canvas_done(struct canvas *canvas)
{
    free(canvas->owner);
    free(canvas->left);
    free(canvas->day_left);
}

static int canvas_init(struct canvas *canvas, const struct problem *problem,
                       struct schedule *schedule)
{
    size_t n = (size_t)problem->n_demands;

    *canvas = (struct canvas){.problem = problem,
                              .schedule = schedule,
                              .owner = malloc((size_t)problem->n_slots * sizeof(*canvas->owner)),
                              .left = calloc(n + 1, sizeof(*canvas->left)),
                              .day_left = calloc(2 * n * WEEK_DAYS + 1, sizeof(*canvas->day_left)),
                              .budget_left = problem->budget};
    if (!canvas->owner || !canvas->left || !canvas->day_left)
        return -ENOMEM;
    canvas->day_used = canvas->day_left + n * WEEK_DAYS;
    for (int t = 0; t < problem->n_slots; t++)
        canvas->owner[t] = NOBODY;
    for (size_t i = 0; i < n; i++) {
        canvas->left[i] = problem->demands[i].want;
        for (int day = 0; day < WEEK_DAYS; day++)
            canvas->day_left[i * WEEK_DAYS + (size_t)day] = problem->demands[i].cap[day];
    }
    for (size_t i = 0; i < schedule->n; i++)
        canvas_take(canvas, schedule->pieces[i].demand, schedule->pieces[i].start,
                    schedule->pieces[i].length);
    return 0;
}

/* True if the slots before `t` hold no piece of the same activity and day too near. */
static bool is_clear_before(const struct canvas *canvas, int demand, int t)
{
    const uint8_t *day = canvas->problem->demands[demand].day;

    for (int u = t - 1; u >= MAX(t - SLOTS_APART, 0); u--)
        if (canvas->owner[u] != NOBODY)
            return canvas->owner[u] != demand || day[u] != day[t];
    return true;
}

static bool is_clear_after(const struct canvas *canvas, int demand, int end)
{
    const uint8_t *day = canvas->problem->demands[demand].day;

    for (int u = end; u < MIN(end + SLOTS_APART, canvas->problem->n_slots); u++)
        if (canvas->owner[u] != NOBODY)
            return canvas->owner[u] != demand || day[u] != day[end - 1];
    return true;
}

/* How long a piece from `start` may at most be; 0 if none can begin there. */
static int room_from(const struct canvas *canvas, int demand, int start)
{
    const struct demand *d = &canvas->problem->demands[demand];
    int most = MIN(MIN((int)d->run[start], d->longest), MIN(canvas->left[demand], canvas->budget_left));
    int length = 0;

    if (most < d->shortest)
        return 0;
    most = MIN(most, *day_of(canvas, canvas->day_left, demand, start));
    if (most < d->shortest || !is_clear_before(canvas, demand, start))
        return 0;
    while (length < most && canvas->owner[start + length] == NOBODY)
        length++;
    while (length >= d->shortest && !is_clear_after(canvas, demand, start + length))
        length--;
    return length < d->shortest ? 0 : length;
}

/* The longest piece up to `room` that leaves as much as possible of the rest to other pieces. */
static int length_for(const struct canvas *canvas, int demand, int room)
{
    const struct demand *d = &canvas->problem->demands[demand];
    int best = 0, best_total = -1;

    for (int length = room; length >= d->shortest; length--) {
        int total = length + slots_cut(canvas->left[demand] - length, d->shortest, d->longest);
        if (total > best_total) {
            best = length;
            best_total = total;
        }
        if (best_total == canvas->left[demand])
            break;
    }
    return best;
}

/* The place for the next piece of a demand: the longest; of these the one on the day that has
 * least of it, then the one whose room is used up most closely, then the earliest. */
static bool find_place(const struct canvas *canvas, int demand, int *ret_start, int *ret_length)
{
    const struct problem *problem = canvas->problem;
    int64_t best = -1;

    for (int g = 0; g < problem->n_stretches; g++)
        for (int t = problem->stretches[g].first; t < problem->stretches[g].end; t++) {
            int room = room_from(canvas, demand, t);
            if (room == 0)
                continue;
            int length = length_for(canvas, demand, room);
            int used = *day_of(canvas, canvas->day_used, demand, t);
            int64_t merit = ((int64_t)length << 32) - ((int64_t)used << 16) - (room - length);
            if (merit > best) {
                best = merit;
                *ret_start = t;
                *ret_length = length;
            }
        }
    return best >= 0;
}

static int canvas_add_pieces(struct canvas *canvas, int demand)
{
    int start, length;

    while (canvas->left[demand] > 0 && find_place(canvas, demand, &start, &length)) {
        int r = schedule_add(canvas->schedule, demand, start, length);
        if (r < 0)
            return r;
        canvas_take(canvas, demand, start, length);
    }
    return 0;
}

static bool can_grow(const struct canvas *canvas, const struct piece *piece)
{
    const struct demand *d = &canvas->problem->demands[piece->demand];

    return piece->length < d->longest && canvas->left[piece->demand] > 0 &&
           canvas->budget_left > 0 &&
           *day_of(canvas, canvas->day_left, piece->demand, piece->start) > 0;
}

static void grow_late(struct canvas *canvas, struct piece *piece)
{
    const struct demand *d = &canvas->problem->demands[piece->demand];
    int end = piece->start + piece->length;

    while (can_grow(canvas, piece) && d->run[piece->start] > piece->length &&
           canvas->owner[end] == NOBODY && is_clear_after(canvas, piece->demand, end + 1)) {
        canvas_take(canvas, piece->demand, end, 1);
        piece->length++;
        end++;
    }
}

static void grow_early(struct canvas *canvas, struct piece *piece)
{
    const struct demand *d = &canvas->problem->demands[piece->demand];

    while (can_grow(canvas, piece) && piece->start > 0 &&
           d->run[piece->start - 1] == d->run[piece->start] + 1 &&
           canvas->owner[piece->start - 1] == NOBODY &&
           is_clear_before(canvas, piece->demand, piece->start - 1)) {
        canvas_take(canvas, piece->demand, piece->start - 1, 1);
        piece->start--;
        piece->length++;
    }
}

static void canvas_grow_pieces(struct canvas *canvas, int demand)
{
    for (size_t i = 0; i < canvas->schedule->n; i++)
        if (canvas->schedule->pieces[i].demand == demand) {
            grow_late(canvas, &canvas->schedule->pieces[i]);
            grow_early(canvas, &canvas->schedule->pieces[i]);
        }
}

static int canvas_fill_demand(struct canvas *canvas, int demand)
{
    if (canvas->problem->demands[demand].shortest > canvas->problem->demands[demand].longest)
        return 0;
    canvas_grow_pieces(canvas, demand);
    int r = canvas_add_pieces(canvas, demand);
    if (r < 0)
        return r;
    canvas_grow_pieces(canvas, demand);
    return 0;
}

int schedule_fill(const struct problem *problem, struct schedule *schedule)
{
    _cleanup_(canvas_done) struct canvas canvas = {0};
    int r = canvas_init(&canvas, problem, schedule);

    for (int priority = 5; priority >= 1 && r >= 0; priority--)
        for (int i = 0; i < problem->n_demands && r >= 0; i++)
            if (problem->demands[i].priority == priority)
                r = canvas_fill_demand(&canvas, i);
    if (r < 0)
        return r;
    schedule_sort(schedule);
    return 0;
}
