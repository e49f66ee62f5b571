/* The greedy hand: longer pieces first, higher priorities first, the emptiest day first. It makes
 * the first placement of a week, and completes what the search leaves open. */
#include "schedule/place-canvas.h"

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
            int room = canvas_room(canvas, demand, t);
            if (room == 0)
                continue;
            int length = length_for(canvas, demand, room);
            int used = *canvas_day(canvas, canvas->day_used, demand, t);
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

static void canvas_grow_pieces(struct canvas *canvas, int demand)
{
    for (size_t i = 0; i < canvas->schedule->n; i++)
        if (canvas->schedule->pieces[i].demand == demand) {
            canvas_grow_late(canvas, &canvas->schedule->pieces[i]);
            canvas_grow_early(canvas, &canvas->schedule->pieces[i]);
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
