/* See place-canvas.h. */
#include "schedule/place-canvas.h"

#include <errno.h>

int *canvas_day(const struct canvas *canvas, int *days, int demand, int slot)
{
    return &days[demand * WEEK_DAYS + canvas->problem->demands[demand].day[slot]];
}

void canvas_take(struct canvas *canvas, int demand, int first, int length)
{
    for (int t = first; t < first + length; t++)
        canvas->owner[t] = (int16_t)demand;
    canvas->left[demand] -= length;
    canvas->budget_left -= length;
    *canvas_day(canvas, canvas->day_left, demand, first) -= length;
    *canvas_day(canvas, canvas->day_used, demand, first) += length;
}

void canvas_give_back(struct canvas *canvas, const struct piece *piece)
{
    int length = piece->length;

    for (int t = piece->start; t < piece->start + length; t++)
        canvas->owner[t] = NOBODY;
    canvas->left[piece->demand] += length;
    canvas->budget_left += length;
    *canvas_day(canvas, canvas->day_left, piece->demand, piece->start) += length;
    *canvas_day(canvas, canvas->day_used, piece->demand, piece->start) -= length;
}

void canvas_done(struct canvas *canvas)
{
    free(canvas->owner);
    free(canvas->left);
    free(canvas->day_left);
}

int canvas_init(struct canvas *canvas, const struct problem *problem, struct schedule *schedule)
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

int canvas_room(const struct canvas *canvas, int demand, int start)
{
    const struct demand *d = &canvas->problem->demands[demand];
    int most =
        MIN(MIN((int)d->run[start], d->longest), MIN(canvas->left[demand], canvas->budget_left));
    int length = 0;

    if (most < d->shortest)
        return 0;
    most = MIN(most, *canvas_day(canvas, canvas->day_left, demand, start));
    if (most < d->shortest || !is_clear_before(canvas, demand, start))
        return 0;
    while (length < most && canvas->owner[start + length] == NOBODY)
        length++;
    while (length >= d->shortest && !is_clear_after(canvas, demand, start + length))
        length--;
    return length < d->shortest ? 0 : length;
}

static bool can_grow(const struct canvas *canvas, const struct piece *piece)
{
    const struct demand *d = &canvas->problem->demands[piece->demand];

    return piece->length < d->longest && canvas->left[piece->demand] > 0 &&
           canvas->budget_left > 0 &&
           *canvas_day(canvas, canvas->day_left, piece->demand, piece->start) > 0;
}

void canvas_grow_late(struct canvas *canvas, struct piece *piece)
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

void canvas_grow_early(struct canvas *canvas, struct piece *piece)
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
