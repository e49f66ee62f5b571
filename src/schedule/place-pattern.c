/* The best pattern of a stretch at given prices, by dynamic programming over its slots: the best
 * way to fill it up to a slot is one that leaves the slot before free, or one that ends with a
 * piece there. Rule 3 asks how it ends, so two cells a slot are kept: the best of all, and the best
 * that ends with another activity. More are not needed: a piece may follow one of these, or a piece
 * of its own activity that ended 15 minutes before. */
#include "schedule/place-master.h"

#include <errno.h>

#define PATTERNS_MAX 20000
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

/* Offers every piece of the demand that begins at slot t of the stretch that begins at `first`. */
static void offer_pieces(struct master *master, int first, int demand, int t)
{
    const struct problem *problem = master->problem;
    const struct demand *d = &problem->demands[demand];
    struct cell *cells = master->prices.cells;
    int slot = first + t;
    int longest = MIN(MIN((int)d->run[slot], d->longest), d->want);

    if (longest < d->shortest)
        return;
    int price = demand * WEEK_DAYS + d->day[slot];
    double per_slot = master->prices.slot[price];
    longest = MIN(longest, d->cap[d->day[slot]]);
    if (per_slot <= 0)
        longest = MIN(longest, d->shortest);
    struct cell cell = {.demand = demand, .start = slot};
    const struct cell *before = cell_before(cells, demand, t, &cell.before_slot, &cell.before_rank);
    double value = before->value + master->prices.piece[price] +
                   master->prices.start[demand * problem->n_slots + slot];
    for (cell.length = d->shortest; cell.length <= longest; cell.length++) {
        cell.value = value + per_slot * cell.length;
        cells_offer(&cells[(t + cell.length) * 2], &cell);
    }
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

static void fill_cells(struct master *master, int stretch)
{
    const struct stretch *s = &master->problem->stretches[stretch];
    struct cell *cells = master->prices.cells;
    int n = s->end - s->first;

    for (int t = 0; t <= n; t++)
        for (int rank = 0; rank < 2; rank++)
            cells[t * 2 + rank] = (struct cell){.value = NO_VALUE, .demand = NO_CELL};
    cells[0] = (struct cell){.value = 0, .demand = ANY};
    int *paying = master->prices.paying, n_paying = 0;
    for (int i = 0; i < master->problem->n_demands; i++)
        if (demand_pays(master, stretch, i))
            paying[n_paying++] = i;
    for (int t = 0; t < n; t++) {
        for (int i = 0; i < n_paying; i++)
            offer_pieces(master, s->first, paying[i], t);
        for (int rank = 0; rank < 2; rank++)
            cells_offer(&cells[(t + 1) * 2], &cells[t * 2 + rank]);
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
