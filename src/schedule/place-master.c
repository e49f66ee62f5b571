/* See place-master.h. */
#include "schedule/place-master.h"

#include <errno.h>

/* ---- Rows ---- */

static double row_weight(const struct row *row, const struct master *master, int stretch,
                         const struct piece *piece)
{
    const struct demand *demand = &master->problem->demands[piece->demand];

    if ((row->priority != ANY && row->priority != demand->priority) ||
        (row->demand != ANY && row->demand != piece->demand) ||
        (row->stretch != ANY && (row->stretch != stretch || piece->start >= row->before)) ||
        (row->day != ANY && row->day != demand->day[piece->start]))
        return 0;
    return row->per_slot * piece->length + row->per_piece;
}

static double row_coefficient(const struct row *row, const struct master *master,
                              const struct pattern *pattern)
{
    double sum = row->stretch == pattern->stretch ? row->per_pattern : 0;

    for (size_t i = 0; i < pattern->n; i++)
        sum += row_weight(row, master, pattern->stretch, &master->pool.pieces[pattern->first + i]);
    return sum;
}

struct row row_of_aim(struct aim aim)
{
    struct row row = {ANY, ANY, ANY, ANY, ANY, 0, 0, 0, 0, SIMPLEX_INFINITY, false};

    if (aim.measure == AIM_PRIORITY)
        row.priority = aim.of;
    if (aim.measure == AIM_DEMAND)
        row.demand = aim.of;
    if (aim.measure == AIM_PIECES)
        row.per_piece = -1;
    else
        row.per_slot = 1;
    return row;
}

/* ---- The prices of rows as prices of pieces ---- */

/* A price on the pieces of one demand that begin in a part of a stretch. */
static void price_starts(struct master *master, const struct row *row, double by)
{
    const struct problem *problem = master->problem;
    struct tableau *prices = &master->prices;
    double *start = prices->start + (size_t)row->demand * (size_t)problem->n_slots;

    for (int t = problem->stretches[row->stretch].first; t < row->before; t++)
        start[t] += by * row->per_piece;
    prices->start_most[row->stretch * problem->n_demands + row->demand] +=
        MAX(by * row->per_piece, 0.0);
}

static void price_pieces(struct master *master, const struct row *row, double by)
{
    const struct problem *problem = master->problem;
    struct tableau *prices = &master->prices;

    for (int i = 0; i < problem->n_demands; i++) {
        if ((row->priority != ANY && row->priority != problem->demands[i].priority) ||
            (row->demand != ANY && row->demand != i))
            continue;
        for (int day = 0; day < WEEK_DAYS; day++)
            if (row->day == ANY || row->day == day) {
                prices->slot[i * WEEK_DAYS + day] += by * row->per_slot;
                prices->piece[i * WEEK_DAYS + day] += by * row->per_piece;
            }
    }
}

static void price_row(struct master *master, const struct row *row, double by)
{
    if (row->stretch == ANY)
        price_pieces(master, row, by);
    else if (row->demand == ANY)
        master->prices.pattern[row->stretch] += by * row->per_pattern;
    else
        price_starts(master, row, by);
}

/* Takes back what price_starts() did for the rows there are. */
static void clear_starts(struct master *master)
{
    const struct problem *problem = master->problem;

    for (size_t i = 0; i < master->n_rows; i++) {
        const struct row *row = &master->rows[i];
        if (row->stretch == ANY || row->demand == ANY)
            continue;
        int first = problem->stretches[row->stretch].first;
        memset(master->prices.start + (size_t)row->demand * (size_t)problem->n_slots + first, 0,
               (size_t)(row->before - first) * sizeof(double));
    }
}

static void price_all(struct master *master, const double prices[], bool has_aim)
{
    const struct problem *problem = master->problem;
    size_t n = (size_t)problem->n_demands, n_stretches = (size_t)problem->n_stretches;

    memset(master->prices.slot, 0, n * WEEK_DAYS * sizeof(double));
    memset(master->prices.piece, 0, n * WEEK_DAYS * sizeof(double));
    memset(master->prices.start_most, 0, n * n_stretches * sizeof(double));
    clear_starts(master);
    memset(master->prices.pattern, 0, n_stretches * sizeof(double));
    if (has_aim)
        price_row(master, &master->aim, 1);
    for (size_t i = 0; i < master->n_rows; i++)
        if (prices[i] != 0)
            price_row(master, &master->rows[i], -prices[i]);
}

static double pattern_gain(const struct master *master, const struct pattern *pattern)
{
    const struct problem *problem = master->problem;
    const struct tableau *prices = &master->prices;
    double gain = prices->pattern[pattern->stretch];

    for (size_t i = 0; i < pattern->n; i++) {
        const struct piece *piece = &master->pool.pieces[pattern->first + i];
        int cell = piece->demand * WEEK_DAYS + problem->demands[piece->demand].day[piece->start];
        gain += prices->slot[cell] * piece->length + prices->piece[cell] +
                prices->start[piece->demand * problem->n_slots + piece->start];
    }
    return gain;
}

/* ---- The source of the simplex's columns ---- */

static int master_enter(void *userdata, const double prices[], bool has_cost, int *ret_column,
                        double *ret_gain)
{
    struct master *master = userdata;
    double best = GAIN_MIN, gain = 0;

    price_all(master, prices, has_cost);
    for (size_t j = 0; j < master->n_patterns; j++)
        if ((gain = pattern_gain(master, &master->patterns[j])) > best) {
            best = gain;
            *ret_column = (int)j;
        }
    for (int g = 0; best <= GAIN_MIN * 1.01 && g < master->problem->n_stretches; g++) {
        int r = master_add_pattern(master, g, &gain);
        if (r < 0)
            return r;
        if (r > 0 && gain > best) {
            best = gain;
            *ret_column = (int)master->n_patterns - 1;
        }
    }
    *ret_gain = best > GAIN_MIN ? best : 0;
    return best > GAIN_MIN;
}

static void master_column(void *userdata, int column, double ret[])
{
    const struct master *master = userdata;

    for (size_t i = 0; i < master->n_rows; i++)
        ret[i] = row_coefficient(&master->rows[i], master, &master->patterns[column]);
}

static double master_cost(void *userdata, int column)
{
    const struct master *master = userdata;
    return row_coefficient(&master->aim, master, &master->patterns[column]);
}

static struct simplex_source master_source(struct master *master)
{
    return (struct simplex_source){master, master_enter, master_column, master_cost};
}

/* ---- Rows in and out ---- */

int master_add_row(struct master *master, const struct row *row)
{
    struct simplex_source source = master_source(master);
    int r = array_reserve((void **)&master->rows, &master->rows_capacity, master->n_rows,
                          sizeof(*master->rows));
    if (r < 0)
        return r;
    master->rows[master->n_rows++] = *row;
    r = simplex_add_row(&master->simplex, row->lo, row->hi, &source);
    if (r < 0) {
        master->n_rows--;
        return r;
    }
    return (int)master->n_rows - 1;
}

/* The row that counts these pieces, or -1. */
int master_find_row(const struct master *master, int demand, int stretch, int before)
{
    for (size_t i = 0; i < master->n_rows; i++) {
        const struct row *row = &master->rows[i];
        if (row->per_piece == 1 && row->demand == demand && row->day == ANY && row->is_branch &&
            row->stretch == stretch && row->before == before)
            return (int)i;
    }
    return -1;
}

void master_bound_row(struct master *master, int row, double lo, double hi)
{
    master->rows[row].lo = lo;
    master->rows[row].hi = hi;
    simplex_bound_row(&master->simplex, row, lo, hi);
}

/* Rows for `slots` of a demand on a day, or in the week (ANY): no more slots, no more pieces than
 * that makes; and, with `slots` = q·longest + f, as many more pieces as slots above q·longest would
 * take: slots - f·pieces <= q·(longest - f), which holds for whole numbers of pieces. */
static int add_sum_rows(struct master *master, int demand, int day, int slots)
{
    const struct demand *d = &master->problem->demands[demand];
    int q = slots / d->longest, f = slots % d->longest;

    int r =
        master_add_row(master, &(struct row){ANY, demand, day, ANY, ANY, 1, 0, 0, 0, slots, false});
    if (r >= 0 && slots % d->shortest > 0)
        r = master_add_row(master, &(struct row){ANY, demand, day, ANY, ANY, 0, 1, 0, 0,
                                                 slots / d->shortest, false});
    if (r >= 0 && f > 0)
        r = master_add_row(master, &(struct row){ANY, demand, day, ANY, ANY, 1, -f, 0,
                                                 -SIMPLEX_INFINITY, q * (d->longest - f), false});
    return r;
}

/* The rows of one demand: its week, and the days whose cap can be reached. */
static int add_demand_rows(struct master *master, int demand)
{
    const struct demand *d = &master->problem->demands[demand];
    int allowed[WEEK_DAYS] = {0}, r;

    if (!master->is_enabled[demand] || d->shortest > d->longest)
        return 0;
    for (int t = 0; t < master->problem->n_slots; t++)
        if (d->run[t] > 0)
            allowed[d->day[t]]++;
    r = add_sum_rows(master, demand, ANY, d->want);
    for (int day = 0; day < WEEK_DAYS && r >= 0; day++)
        if (d->cap[day] < MIN(d->want, allowed[day]))
            r = add_sum_rows(master, demand, day, d->cap[day]);
    return r;
}

int master_reset(struct master *master)
{
    const struct problem *problem = master->problem;
    int r = 0;

    clear_starts(master);
    master->n_rows = 0;
    master->simplex.m = 0;
    master->simplex.age = 0;
    for (int g = 0; g < problem->n_stretches && r >= 0; g++)
        r = master_add_row(master, &(struct row){ANY, ANY, ANY, g, ANY, 0, 0, 1, 0, 1, false});
    for (int i = 0; i < problem->n_demands && r >= 0; i++)
        r = add_demand_rows(master, i);
    if (r >= 0)
        r = master_add_row(
            master, &(struct row){ANY, ANY, ANY, ANY, ANY, 1, 0, 0, 0, problem->budget, false});
    return MIN(r, 0);
}

int master_solve(struct master *master, double *ret_value)
{
    struct simplex_source source = master_source(master);
    int r = simplex_solve(&master->simplex, &source);
    double value = 0;

    if (r <= 0)
        return r;
    for (int i = 0; i < master->simplex.m; i++)
        if (master->simplex.basis[i] >= 0)
            value += master->simplex.value[i] * master_cost(master, master->simplex.basis[i]);
    *ret_value = value;
    return 1;
}

static int longest_stretch(const struct problem *problem)
{
    int longest = 0;

    for (int g = 0; g < problem->n_stretches; g++)
        longest = MAX(longest, problem->stretches[g].end - problem->stretches[g].first);
    return longest;
}

int master_init(struct master *master, const struct problem *problem, int capacity, long *work_left)
{
    size_t n = (size_t)problem->n_demands, n_stretches = (size_t)problem->n_stretches;
    struct tableau *prices = &master->prices;

    *master = (struct master){.problem = problem};
    int r = simplex_init(&master->simplex, capacity, work_left);
    if (r < 0)
        return r;
    master->is_enabled = calloc(n + 1, sizeof(*master->is_enabled));
    prices->slot = calloc(n * WEEK_DAYS + 1, sizeof(double));
    prices->piece = calloc(n * WEEK_DAYS + 1, sizeof(double));
    prices->start = calloc(n * (size_t)problem->n_slots + 1, sizeof(double));
    prices->start_most = calloc(n * n_stretches + 1, sizeof(double));
    prices->paying = calloc(n + 1, sizeof(*prices->paying));
    prices->pattern = calloc(n_stretches + 1, sizeof(double));
    prices->cells = calloc(((size_t)longest_stretch(problem) + 1) * 2, sizeof(*prices->cells));
    if (master->is_enabled && prices->slot && prices->piece && prices->start &&
        prices->start_most && prices->pattern && prices->paying && prices->cells)
        return 0;
    master_done(master);
    return -ENOMEM;
}

void master_done(struct master *master)
{
    simplex_done(&master->simplex);
    schedule_done(&master->pool);
    free(master->rows);
    free(master->patterns);
    free(master->is_enabled);
    free(master->prices.slot);
    free(master->prices.piece);
    free(master->prices.start);
    free(master->prices.start_most);
    free(master->prices.pattern);
    free(master->prices.paying);
    free(master->prices.cells);
    *master = (struct master){0};
}
