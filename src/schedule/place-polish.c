/* What makes one of many equally good placements pleasant: few pieces, what was placed before left
 * alone, work spread over the days, early in its window. Each by small steps that lose nothing:
 * the best of their neighbourhood, not proven to be the best there is. */
#include "schedule/place-canvas.h"

#include <errno.h>

#define ROUNDS_MAX 8

static bool has_piece(const struct schedule *schedule, const struct piece *piece)
{
    for (size_t i = 0; i < schedule->n; i++)
        if (schedule->pieces[i].demand == piece->demand &&
            schedule->pieces[i].start == piece->start &&
            schedule->pieces[i].length == piece->length)
            return true;
    return false;
}

static int schedule_rank(const struct problem *problem, const struct schedule *schedule, int demand)
{
    return schedule_value(problem, schedule, (struct aim){AIM_DEMAND, demand});
}

/* ---- Fewer pieces ---- */

/* Drops piece i if the others of its demand can take its slots. Returns 1 if so, 0, -ENOMEM. */
static int merge_piece(const struct problem *problem, struct schedule *schedule, size_t i)
{
    _cleanup_(schedule_done) struct schedule trial = {0};
    _cleanup_(canvas_done) struct canvas canvas = {0};
    int demand = schedule->pieces[i].demand;

    int r = schedule_copy(&trial, schedule);
    if (r < 0)
        return r;
    memmove(&trial.pieces[i], &trial.pieces[i + 1], (trial.n - i - 1) * sizeof(*trial.pieces));
    trial.n--;
    r = canvas_init(&canvas, problem, &trial);
    for (size_t k = 0; k < trial.n && r >= 0; k++)
        if (trial.pieces[k].demand == demand) {
            canvas_grow_late(&canvas, &trial.pieces[k]);
            canvas_grow_early(&canvas, &trial.pieces[k]);
        }
    if (r < 0)
        return r;
    if (schedule_rank(problem, &trial, demand) < schedule_rank(problem, schedule, demand) ||
        !schedule_is_valid(problem, &trial))
        return 0;
    schedule_swap(schedule, &trial);
    return 1;
}

/* True if the demand has more pieces than its slots need. */
static bool has_spare_piece(const struct problem *problem, const struct schedule *schedule,
                            int demand)
{
    int pieces = 0, longest = problem->demands[demand].longest;

    for (size_t i = 0; i < schedule->n; i++)
        pieces += schedule->pieces[i].demand == demand;
    return pieces > (schedule_rank(problem, schedule, demand) + longest - 1) / MAX(longest, 1);
}

/* Returns 1 if there are fewer now, 0, or -ENOMEM. */
static int merge_pieces(const struct problem *problem, struct schedule *schedule)
{
    size_t n = schedule->n;

    for (size_t i = 0; i < schedule->n;) {
        int r = 0;
        if (has_spare_piece(problem, schedule, schedule->pieces[i].demand))
            r = merge_piece(problem, schedule, i);
        if (r < 0)
            return r;
        i = r > 0 ? 0 : i + 1;
    }
    return schedule->n < n;
}

/* ---- Moves ---- */

/* Puts piece i at another start; back again where that breaks a rule. */
static bool move_piece(struct canvas *canvas, size_t i, int start)
{
    _cleanup_(schedule_done) struct schedule trial = {0};
    struct piece *piece = &canvas->schedule->pieces[i];
    struct piece old = *piece;

    if (schedule_copy(&trial, canvas->schedule) < 0)
        return false; /* no more than a chance missed */
    trial.pieces[i].start = (uint16_t)start;
    schedule_sort(&trial);
    if (!schedule_is_valid(canvas->problem, &trial))
        return false;
    canvas_give_back(canvas, &old);
    piece->start = (uint16_t)start;
    canvas_take(canvas, piece->demand, piece->start, piece->length);
    return true;
}

/* Moves what can go back to where it was in the previous placement. */
static void restore_previous(struct canvas *canvas, const struct schedule *previous)
{
    struct schedule *schedule = canvas->schedule;

    for (size_t p = 0; p < previous->n; p++) {
        const struct piece *old = &previous->pieces[p];
        bool is_back = has_piece(schedule, old);
        for (size_t i = 0; i < schedule->n && !is_back; i++)
            is_back = schedule->pieces[i].demand == old->demand &&
                      schedule->pieces[i].length == old->length &&
                      !has_piece(previous, &schedule->pieces[i]) &&
                      move_piece(canvas, i, old->start);
    }
}

/* The pleasantest start for piece i: the day with least of its activity, then early in the window,
 * then early in the week. */
static int best_start(struct canvas *canvas, size_t i)
{
    const struct problem *problem = canvas->problem;
    struct piece piece = canvas->schedule->pieces[i];
    const struct demand *demand = &problem->demands[piece.demand];
    int64_t least = INT64_MAX;
    int best = piece.start;

    canvas_give_back(canvas, &piece);
    for (int g = 0; g < problem->n_stretches; g++)
        for (int t = problem->stretches[g].first; t < problem->stretches[g].end; t++) {
            if (demand->run[t] < piece.length ||
                canvas_room(canvas, piece.demand, t) < piece.length)
                continue;
            int used = *canvas_day(canvas, canvas->day_used, piece.demand, t);
            int64_t cost = ((int64_t)used << 32) + ((int64_t)demand->offset[t] << 16) + t;
            if (cost < least) {
                least = cost;
                best = t;
            }
        }
    canvas_take(canvas, piece.demand, piece.start, piece.length);
    return best;
}

static bool move_pieces(struct canvas *canvas, const struct schedule *previous)
{
    bool any = false;

    for (size_t i = 0; i < canvas->schedule->n; i++) {
        const struct piece *piece = &canvas->schedule->pieces[i];
        if (has_piece(previous, piece))
            continue;
        int start = best_start(canvas, i);
        if (start != piece->start && move_piece(canvas, i, start))
            any = true;
    }
    return any;
}

/* ---- Lengths ---- */

/* Hands the last slot of one piece to another of the same demand. */
static bool hand_over(struct canvas *canvas, struct piece *from, struct piece *to)
{
    struct piece last = {from->demand, (uint16_t)(from->start + from->length - 1), 1};
    int length = to->length;

    canvas_give_back(canvas, &last);
    from->length--;
    canvas_grow_late(canvas, to);
    if (to->length == length)
        canvas_grow_early(canvas, to);
    if (to->length > length)
        return true;
    from->length++;
    canvas_take(canvas, last.demand, last.start, 1);
    return false;
}

static bool balance_pair(struct canvas *canvas, struct piece *from, struct piece *to)
{
    int *used_from = canvas_day(canvas, canvas->day_used, from->demand, from->start);
    int *used_to = canvas_day(canvas, canvas->day_used, to->demand, to->start);
    int shortest = canvas->problem->demands[from->demand].shortest;
    bool any = false;

    while (*used_from > *used_to + 1 && from->length > shortest && hand_over(canvas, from, to))
        any = true;
    return any;
}

static bool balance_pieces(struct canvas *canvas, const struct schedule *previous)
{
    struct schedule *schedule = canvas->schedule;
    bool any = false;

    for (size_t i = 0; i < schedule->n; i++)
        for (size_t k = 0; k < schedule->n; k++) {
            struct piece *from = &schedule->pieces[i], *to = &schedule->pieces[k];
            if (i != k && from->demand == to->demand && !has_piece(previous, from) &&
                !has_piece(previous, to))
                any |= balance_pair(canvas, from, to);
        }
    return any;
}

/* One round of all. Returns 1 if anything changed, 0, or -ENOMEM. */
static int polish_once(const struct problem *problem, const struct schedule *previous,
                       struct schedule *schedule)
{
    _cleanup_(canvas_done) struct canvas canvas = {0};

    int r = merge_pieces(problem, schedule);
    if (r < 0)
        return r;
    bool any = r > 0;
    r = canvas_init(&canvas, problem, schedule);
    if (r < 0)
        return r;
    restore_previous(&canvas, previous);
    any |= balance_pieces(&canvas, previous);
    any |= move_pieces(&canvas, previous);
    schedule_sort(schedule);
    return any;
}

int schedule_polish(const struct problem *problem, const struct schedule *previous,
                    struct schedule *schedule)
{
    int r = 1;

    for (int round = 0; round < ROUNDS_MAX && r > 0; round++)
        r = polish_once(problem, previous, schedule);
    return MIN(r, 0);
}
