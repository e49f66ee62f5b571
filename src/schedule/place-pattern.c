/* The best pattern of a stretch at given prices, by dynamic programming over its slots: the best
 * way to fill it up to a slot is one that leaves the slot before free, or one that ends with a
 * piece there. Rule 3 asks how it ends, so two cells a slot are kept: the best of all, and the best
 * that ends with another activity. More are not needed: a piece may follow one of these, or a piece
 * of its own activity that ended 15 minutes before. */
#include "schedule/place-master.h"

#include <errno.h>

#define PATTERNS_MAX 20000
#define OFFER_WORK   15
#define NO_VALUE     (-1e300)
#define NO_CELL      (-2)

static void cells_offer(struct cell cells[2], const struct cell *cell)
{
    if (cell->value > cells[0].value) {
        if (cells[0].demand != cell->demand)
            cells[1] = cells[0];
        cells[0] = *cell;
    } else if (cell->demand != cells[0].demand && cell->value > cells[1].value) {
        cells[1] = *cell;
    }
}

/* The best cell that a piece of the demand may follow from slot t on: one that ends with another
 * activity, or with the same one early enough. */
static const struct cell *cell_before(const struct cell *cells, int demand, int t, int *ret_slot,
                                      int *ret_rank)
{
    const struct cell *best = &cells[t * 2];

    *ret_slot = t;
    *ret_rank = 0;
    if (best->demand != demand)
        return best;
    *ret_rank = 1;
    best = &cells[t * 2 + 1];
    if (t < SLOTS_APART)
        return best;
    const struct cell *early = &cells[(t - SLOTS_APART) * 2];
    if (early->demand != demand || early->value <= best->value)
        return best;
    *ret_slot = t - SLOTS_APART;
    *ret_rank = 0;
    return early;
}

/* ---- Pieces that are under way ----
 *
 * A piece is worth what it follows, what beginning costs, and its length times the price of a slot:
 * at any end, what could be its start differs in a part that does not depend on the end. So of two
 * starts the later is better for all ends as soon as it is for one, and a queue of those that may
 * still be the best holds, at its head, the best. */

static struct opening *queue_at(const struct tableau *prices, const struct queue *queue, int i)
{
    return &prices->openings[queue->first + i];
}

/* Drops what cannot end at slot t any more. */
static void queue_expire(const struct tableau *prices, int demand, int t)
{
    struct queue *queue = &prices->queues[demand];

    while (queue->head < queue->end && queue_at(prices, queue, queue->head)->last < t)
        queue->head++;
}

/* The length that a piece from this slot may have; less than the shortest if there is none. */
static int longest_from(const struct demand *d, int slot)
{
    int longest = MIN(MIN((int)d->run[slot], d->longest), d->want);
    return longest < d->shortest ? longest : MIN(longest, d->cap[d->day[slot]]);
}

/* Lets a piece begin at slot t of the stretch that begins at `first`. */
static void queue_open(struct master *master, int first, int demand, int t)
{
    const struct demand *d = &master->problem->demands[demand];
    struct tableau *prices = &master->prices;
    struct queue *queue = &prices->queues[demand];
    int slot = first + t, longest = longest_from(d, slot), before_slot, before_rank;

    if (longest < d->shortest)
        return;
    int price = demand * WEEK_DAYS + d->day[slot];
    double per_slot = prices->slot[price];
    const struct cell *before = cell_before(prices->cells, demand, t, &before_slot, &before_rank);
    double value = before->value + prices->piece[price] - per_slot * t +
                   prices->start[demand * master->problem->n_slots + slot];
    while (queue->end > queue->head && queue_at(prices, queue, queue->end - 1)->value < value)
        queue->end--;
    *queue_at(prices, queue, queue->end++) = (struct opening){
        .value = value,
        .per_slot = per_slot,
        .start = t,
        .last = t + (per_slot > 0 ? longest : d->shortest),
        .before_slot = before_slot,
        .before_rank = before_rank,
    };
}

/* Offers the best piece of the demand that ends at slot t of the stretch. */
static void queue_offer(struct master *master, int first, int demand, int t)
{
    struct tableau *prices = &master->prices;
    struct queue *queue = &prices->queues[demand];

    if (queue->head == queue->end)
        return;
    const struct opening *best = queue_at(prices, queue, queue->head);
    cells_offer(&prices->cells[t * 2], &(struct cell){
                                           .value = best->value + best->per_slot * t,
                                           .demand = demand,
                                           .start = first + best->start,
                                           .length = t - best->start,
                                           .before_slot = best->before_slot,
                                           .before_rank = best->before_rank,
                                       });
}

static bool demand_pays(const struct master *master, int stretch, int demand)
{
    const struct tableau *prices = &master->prices;
    const struct demand *d = &master->problem->demands[demand];
    double base = prices->start_most[stretch * master->problem->n_demands + demand];

    if (!master->is_enabled[demand])
        return false;
    if (d->shortest < SLOTS_APART)
        return true; /* may pay as what parts two pieces of another */
    for (int day = 0; day < WEEK_DAYS; day++) {
        int i = demand * WEEK_DAYS + day;
        double per_slot = prices->slot[i];
        if (base + prices->piece[i] + per_slot * (per_slot > 0 ? d->longest : d->shortest) > 0)
            return true;
    }
    return false;
}

/* The demands that are worth a look, their queues empty. */
static int find_paying(struct master *master, int stretch)
{
    const struct stretch *s = &master->problem->stretches[stretch];
    struct tableau *prices = &master->prices;
    int n = 0;

    for (int i = 0; i < master->problem->n_demands; i++)
        if (demand_pays(master, stretch, i)) {
            prices->queues[i] = (struct queue){.first = n * (s->end - s->first + 1)};
            prices->paying[n++] = i;
        }
    return n;
}

static void fill_cells(struct master *master, int stretch)
{
    const struct stretch *s = &master->problem->stretches[stretch];
    struct cell *cells = master->prices.cells;
    int n_paying = find_paying(master, stretch);

    *master->simplex.work_left -= OFFER_WORK * (long)(n_paying + 1) * (s->end - s->first);

    cells[0] = (struct cell){.value = 0, .demand = ANY};
    cells[1] = (struct cell){.value = NO_VALUE, .demand = NO_CELL};
    for (int t = 1; t <= s->end - s->first; t++) {
        cells[t * 2] = cells[t * 2 - 2]; /* the slot before left free */
        cells[t * 2 + 1] = cells[t * 2 - 1];
        for (int i = 0; i < n_paying; i++) {
            int demand = master->prices.paying[i];
            int start = t - master->problem->demands[demand].shortest;
            queue_expire(&master->prices, demand, t);
            if (start >= 0)
                queue_open(master, s->first, demand, start);
            queue_offer(master, s->first, demand, t);
        }
    }
}

static int take_cells(struct master *master, int stretch, const struct cell *cell)
{
    struct pattern pattern = {.stretch = stretch, .first = master->pool.n};

    for (; cell->demand >= 0;
         cell = &master->prices.cells[cell->before_slot * 2 + cell->before_rank]) {
        int r = schedule_add(&master->pool, cell->demand, cell->start, cell->length);
        if (r < 0)
            return r;
        pattern.n++;
    }
    for (size_t i = 0; i < pattern.n / 2; i++) { /* they came last first */
        struct piece *a = &master->pool.pieces[pattern.first + i];
        struct piece *b = &master->pool.pieces[pattern.first + pattern.n - 1 - i];
        struct piece c = *a;
        *a = *b;
        *b = c;
    }
    int r = array_reserve((void **)&master->patterns, &master->patterns_capacity,
                          master->n_patterns, sizeof(*master->patterns));
    if (r < 0)
        return r;
    r = array_reserve((void **)&master->alphas, &master->alphas_capacity, master->n_patterns,
                      sizeof(*master->alphas));
    if (r < 0)
        return r;
    master->patterns[master->n_patterns++] = pattern;
    return 1;
}

int master_add_pattern(struct master *master, int stretch, double *ret_gain)
{
    const struct stretch *s = &master->problem->stretches[stretch];

    fill_cells(master, stretch);
    const struct cell *best = &master->prices.cells[(s->end - s->first) * 2];
    double gain = best->value + master->prices.pattern[stretch];
    if (gain <= GAIN_MIN || best->demand < 0)
        return 0;
    if (master->n_patterns >= PATTERNS_MAX)
        return -ECANCELED;
    *ret_gain = gain;
    return take_cells(master, stretch, best);
}
