/* See place-master.h. */
#include "schedule/place-master.h"

#include <errno.h>
#include <math.h>

#define PRICE_MIN   1e-9
#define SCAN_WORK   2
#define BOUND_SLACK 1e-6

/* ---- The source of the simplex's columns ---- */

/* A look at every pattern. */
static long scan_work(const struct master *master)
{
    return SCAN_WORK * (long)(master->n_patterns + master->pool.n);
}

static double mix_value(const struct master *master)
{
    const struct simplex *simplex = &master->simplex;
    double value = master->taken_value;

    for (int i = 0; i < simplex->m; i++)
        if (simplex->basis[i] >= 0)
            value += simplex->value[i] * simplex->cost[i];
    return value;
}

/* What the rows allow at these prices; with the gains of the best patterns, by weak duality, no mix
 * is worth more. */
static double rows_worth(const struct master *master, const double prices[])
{
    double worth = master->taken_value;

    for (size_t i = 0; i < master->n_rows; i++) {
        const struct row *row = &master->rows[i];
        if (fabs(prices[i]) > PRICE_MIN)
            worth += prices[i] * ((prices[i] > 0 ? row->hi : row->lo) - row->taken);
    }
    return worth;
}

/* The best pattern there is at the prices that are set, made before. */
static double best_known(const struct master *master, int *ret_column)
{
    double best = 0, gain;

    for (size_t j = 0; j < master->n_patterns; j++)
        if (master->taken[master->patterns[j].stretch] < 0 &&
            (gain = pattern_gain(master, &master->patterns[j])) > best) {
            best = gain;
            *ret_column = (int)j;
        }
    return best;
}

/* Adds the best pattern of every stretch; *ret_sum is what they gain together. */
static int add_patterns(struct master *master, int *ret_column, double *ret_best, double *ret_sum)
{
    *ret_best = *ret_sum = 0;
    for (int g = 0; g < master->problem->n_stretches; g++) {
        double gain = 0;
        if (master->taken[g] >= 0)
            continue;
        int r = master_add_pattern(master, g, &gain);
        if (r < 0)
            return r;
        if (gain > *ret_best) {
            *ret_best = gain;
            *ret_column = (int)master->n_patterns - 1;
        }
        *ret_sum += gain;
    }
    return 0;
}

/* True if a bound that is now known says enough of the program. */
static bool has_said_enough(const struct master *master)
{
    double most = floor(master->bound + BOUND_SLACK);
    return most < master->least || mix_value(master) >= most - BOUND_SLACK;
}

static int master_enter(void *userdata, const double prices[], bool has_cost, int *ret_column,
                        double *ret_gain)
{
    struct master *master = userdata;
    double sum;

    *master->simplex.work_left -= scan_work(master);
    master_set_prices(master, prices, has_cost);
    *ret_gain = best_known(master, ret_column);
    if (*ret_gain > GAIN_MIN)
        return 1;
    int r = add_patterns(master, ret_column, ret_gain, &sum);
    if (r < 0)
        return r;
    if (has_cost) {
        master->bound = MIN(master->bound, rows_worth(master, prices) + sum);
        if (has_said_enough(master))
            return -ERANGE;
    }
    return *ret_gain > GAIN_MIN;
}

static void master_give_way(void *userdata, const double prices[], const double ray[], double sign,
                            struct simplex_way *way)
{
    struct master *master = userdata;
    double *alphas = master->alphas;

    *master->simplex.work_left -= scan_work(master);
    master_set_prices(master, ray, false);
    for (size_t j = 0; j < master->n_patterns; j++)
        alphas[j] = -pattern_gain(master, &master->patterns[j]) * sign;
    master_set_prices(master, prices, true);
    for (size_t j = 0; j < master->n_patterns; j++)
        if (alphas[j] < 0 && !master_is_taken(master, (int)j))
            simplex_way_offer(way, (int)j, pattern_gain(master, &master->patterns[j]), alphas[j]);
}

static double master_entry(void *userdata, int row, int column)
{
    const struct master *master = userdata;
    return row_coefficient(&master->rows[row], master, &master->patterns[column]);
}

static void master_column(void *userdata, int column, double ret[])
{
    const struct master *master = userdata;

    *master->simplex.work_left -= (long)(master->n_rows * master->patterns[column].n);
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
    return (struct simplex_source){master,       master_enter,  master_give_way,
                                   master_entry, master_column, master_cost};
}

/* ---- Rows in and out ---- */

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

static void bind_row(struct master *master, int i)
{
    const struct row *row = &master->rows[i];
    double lo = row->lo <= -SIMPLEX_INFINITY ? row->lo : row->lo - row->taken;
    double hi = row->hi >= SIMPLEX_INFINITY ? row->hi : row->hi - row->taken;
    simplex_bound_row(&master->simplex, i, lo, hi);
}

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
    bind_row(master, (int)master->n_rows - 1);
    return (int)master->n_rows - 1;
}

static int master_add_spare(struct master *master, const struct row *row)
{
    int r = array_reserve((void **)&master->spare, &master->spare_capacity, master->n_spare,
                          sizeof(*master->spare));
    if (r < 0)
        return r;
    master->spare[master->n_spare++] = *row;
    return 0;
}

void master_bound_row(struct master *master, int row, double lo, double hi)
{
    master->rows[row].lo = lo;
    master->rows[row].hi = hi;
    simplex_bound_row(&master->simplex, row, lo, hi);
}

/* A row that counts the pieces of all activities on all days, and takes any sum from 0 on. */
static struct row row_any(void)
{
    return (struct row){.priority = ANY,
                        .demand = ANY,
                        .day = ANY,
                        .stretch = ANY,
                        .before = ANY,
                        .hi = SIMPLEX_INFINITY};
}

struct row row_of_aim(struct aim aim)
{
    struct row row = row_any();

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

struct row row_of_branch(int demand, int stretch, int before)
{
    struct row row = row_any();

    row.demand = demand;
    row.stretch = stretch;
    row.before = before;
    row.per_piece = 1;
    row.is_branch = true;
    return row;
}

/* Rows for `slots` of a demand on a day, or in the week (ANY): no more slots, no more pieces than
 * that makes; and, with `slots` = q·longest + f, as many more pieces as slots above q·longest would
 * take: slots - f·pieces <= q·(longest - f), which holds for whole numbers of pieces. */
static int add_sum_rows(struct master *master, int demand, int day, int slots)
{
    const struct demand *d = &master->problem->demands[demand];
    int q = slots / d->longest, f = slots % d->longest;
    struct row row = row_any();

    row.demand = demand;
    row.day = day;
    row.per_slot = 1;
    row.hi = slots;
    int r = master_add_spare(master, &row);
    if (r >= 0 && f > 0) {
        row.per_piece = -f;
        row.lo = -SIMPLEX_INFINITY;
        row.hi = q * (d->longest - f);
        r = master_add_spare(master, &row);
    }
    if (r >= 0 && slots % d->shortest > 0) {
        row.per_slot = 0;
        row.per_piece = 1;
        row.lo = 0;
        row.hi = slots / d->shortest;
        r = master_add_spare(master, &row);
    }
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

    master_forget_starts(master);
    master->n_rows = master->n_spare = 0;
    simplex_clear(&master->simplex);
    for (int g = 0; g < problem->n_stretches && r >= 0; g++) {
        struct row one = row_any();
        one.stretch = g;
        one.per_pattern = one.hi = 1;
        r = master_add_row(master, &one);
    }
    for (int i = 0; i < problem->n_demands && r >= 0; i++)
        r = add_demand_rows(master, i);
    struct row budget = row_any();
    budget.per_slot = 1;
    budget.hi = problem->budget;
    if (r >= 0)
        r = master_add_row(master, &budget);
    return MIN(r, 0);
}

/* ---- Patterns that are taken ---- */

static void take_times(struct master *master, const struct pattern *pattern, double times)
{
    for (size_t i = 0; i < master->n_spare; i++)
        master->spare[i].taken += times * row_coefficient(&master->spare[i], master, pattern);
    master->taken_value += times * row_coefficient(&master->aim, master, pattern);
    for (size_t i = 0; i < master->n_rows; i++) {
        double by = times * row_coefficient(&master->rows[i], master, pattern);
        if (by == 0)
            continue;
        master->rows[i].taken += by;
        bind_row(master, (int)i);
    }
}

void master_take(struct master *master, int pattern)
{
    const struct pattern *p = &master->patterns[pattern];

    master->taken[p->stretch] = pattern;
    take_times(master, p, 1);
}

void master_untake(struct master *master, int pattern)
{
    const struct pattern *p = &master->patterns[pattern];

    master->taken[p->stretch] = -1;
    take_times(master, p, -1);
}

bool master_is_taken(const struct master *master, int pattern)
{
    return master->taken[master->patterns[pattern].stretch] >= 0;
}

void master_give_back(struct master *master)
{
    for (int g = 0; g < master->problem->n_stretches; g++)
        master->taken[g] = -1;
    master->taken_value = 0;
    for (size_t i = 0; i < master->n_spare; i++)
        master->spare[i].taken = 0;
    for (size_t i = 0; i < master->n_rows; i++)
        if (master->rows[i].taken != 0) {
            master->rows[i].taken = 0;
            bind_row(master, (int)i);
        }
}

/* ---- Solving ---- */

/* What the mix has of a row's sum beyond its upper bound. */
static double row_excess(const struct master *master, const struct row *row)
{
    const struct simplex *simplex = &master->simplex;
    double sum = row->taken - row->hi;

    for (int i = 0; i < simplex->m; i++)
        if (simplex->basis[i] >= 0 && simplex->value[i] > 0)
            sum += simplex->value[i] *
                   row_coefficient(row, master, &master->patterns[simplex->basis[i]]);
    return sum;
}

/* Brings in the spare rows that the mix breaks. Returns how many, or negative errno. */
static int call_spare(struct master *master)
{
    size_t n = 0;
    int r = 0;

    for (size_t i = 0; i < master->n_spare && r >= 0; i++) {
        if (row_excess(master, &master->spare[i]) > BOUND_SLACK)
            r = master_add_row(master, &master->spare[i]);
        else
            master->spare[n++] = master->spare[i];
    }
    if (r < 0)
        return r;
    r = (int)(master->n_spare - n);
    master->n_spare = n;
    return r;
}

int master_solve(struct master *master, double *ret_most)
{
    struct simplex_source source = master_source(master);
    int r;

    do {
        master->bound = INFINITY;
        r = simplex_solve(&master->simplex, &source);
        if (r <= 0 && r != -ERANGE)
            return r;
        *ret_most = r > 0 ? MIN(mix_value(master), master->bound) : master->bound;
        if (*ret_most + BOUND_SLACK < master->least)
            return 0;
        r = call_spare(master);
    } while (r > 0);
    return r < 0 ? r : 1;
}

int master_init(struct master *master, const struct problem *problem, int capacity, long *work_left)
{
    *master = (struct master){.problem = problem};
    int r = simplex_init(&master->simplex, capacity, work_left);
    if (r < 0)
        return r;
    r = tableau_init(&master->prices, problem);
    master->is_enabled = calloc((size_t)problem->n_demands + 1, sizeof(*master->is_enabled));
    master->taken = malloc(((size_t)problem->n_stretches + 1) * sizeof(*master->taken));
    if (r < 0 || !master->is_enabled || !master->taken) {
        master_done(master);
        return -ENOMEM;
    }
    for (int g = 0; g < problem->n_stretches; g++)
        master->taken[g] = -1;
    return 0;
}

void master_done(struct master *master)
{
    simplex_done(&master->simplex);
    schedule_done(&master->pool);
    free(master->rows);
    free(master->spare);
    free(master->patterns);
    free(master->alphas);
    free(master->is_enabled);
    free(master->taken);
    tableau_done(&master->prices);
    *master = (struct master){0};
}
