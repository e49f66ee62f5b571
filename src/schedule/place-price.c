/* Prices of rows as prices of pieces, spread over tables that both the gain of a pattern and the
 * making of new ones read. */
#include <errno.h>

#include "schedule/place-master.h"

#define PRICE_WORK 20

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

double row_coefficient(const struct row *row, const struct master *master,
                       const struct pattern *pattern)
{
    double sum = row->stretch == pattern->stretch ? row->per_pattern : 0;

    for (size_t i = 0; i < pattern->n; i++)
        sum += row_weight(row, master, pattern->stretch, &master->pool.pieces[pattern->first + i]);
    return sum;
}

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

void master_forget_starts(struct master *master)
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

void master_set_prices(struct master *master, const double prices[], bool has_aim)
{
    const struct problem *problem = master->problem;
    size_t n = (size_t)problem->n_demands, n_stretches = (size_t)problem->n_stretches;

    *master->simplex.work_left -= PRICE_WORK * (long)(master->n_rows + n * n_stretches / 4);
    memset(master->prices.slot, 0, n * WEEK_DAYS * sizeof(double));
    memset(master->prices.piece, 0, n * WEEK_DAYS * sizeof(double));
    memset(master->prices.start_most, 0, n * n_stretches * sizeof(double));
    master_forget_starts(master);
    memset(master->prices.pattern, 0, n_stretches * sizeof(double));
    if (has_aim)
        price_row(master, &master->aim, 1);
    for (size_t i = 0; i < master->n_rows; i++)
        if (prices[i] != 0)
            price_row(master, &master->rows[i], -prices[i]);
}

double pattern_gain(const struct master *master, const struct pattern *pattern)
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

static int longest_stretch(const struct problem *problem)
{
    int longest = 0;

    for (int g = 0; g < problem->n_stretches; g++)
        longest = MAX(longest, problem->stretches[g].end - problem->stretches[g].first);
    return longest;
}

int tableau_init(struct tableau *prices, const struct problem *problem)
{
    size_t n = (size_t)problem->n_demands, n_stretches = (size_t)problem->n_stretches;
    size_t n_ends = (size_t)longest_stretch(problem) + 1;

    prices->slot = calloc(n * WEEK_DAYS + 1, sizeof(double));
    prices->piece = calloc(n * WEEK_DAYS + 1, sizeof(double));
    prices->start = calloc(n * (size_t)problem->n_slots + 1, sizeof(double));
    prices->start_most = calloc(n * n_stretches + 1, sizeof(double));
    prices->pattern = calloc(n_stretches + 1, sizeof(double));
    prices->paying = calloc(n + 1, sizeof(*prices->paying));
    prices->cells = calloc(n_ends * 2, sizeof(*prices->cells));
    prices->queues = calloc(n + 1, sizeof(*prices->queues));
    prices->openings = calloc(n_ends * n + 1, sizeof(*prices->openings));
    return prices->slot && prices->piece && prices->start && prices->start_most &&
                   prices->pattern && prices->paying && prices->cells && prices->queues &&
                   prices->openings
               ? 0
               : -ENOMEM;
}

void tableau_done(struct tableau *prices)
{
    free(prices->slot);
    free(prices->piece);
    free(prices->start);
    free(prices->start_most);
    free(prices->pattern);
    free(prices->paying);
    free(prices->cells);
    free(prices->queues);
    free(prices->openings);
}
