/* From the mix of a solved program to a placement, step by step: the pattern that has most of its
 * stretch is taken whole, the program is solved again for what is left, and so on until every
 * stretch has its pattern. One that leaves nothing for the rest is given back and barred. */
#include "schedule/place-tree.h"

#define FAILURES_MAX 8

static bool is_barred(const int barred[], int n, int column)
{
    for (int i = 0; i < n; i++)
        if (barred[i] == column)
            return true;
    return false;
}

/* The pattern that has most of a stretch that has none yet; -1 if there is none. */
static int main_column(const struct search *search, const int barred[], int n_barred)
{
    const struct master *master = &search->master;
    double most = WHOLE;
    int best = -1;

    for (int i = 0; i < master->simplex.m; i++) {
        int column = master->simplex.basis[i];
        if (column < 0 || master->simplex.value[i] <= most || master_is_taken(master, column) ||
            is_barred(barred, n_barred, column))
            continue;
        best = column;
        most = master->simplex.value[i];
    }
    return best;
}

static void take_whole(struct search *search)
{
    struct master *master = &search->master;

    for (int i = 0; i < master->simplex.m; i++) {
        int column = master->simplex.basis[i];
        if (column >= 0 && master->simplex.value[i] > 1 - WHOLE && !master_is_taken(master, column))
            master_take(master, column);
    }
}

static int try_taken(struct search *search)
{
    const struct master *master = &search->master;

    search->trial.n = 0;
    for (int g = 0; g < search->problem->n_stretches; g++) {
        if (master->taken[g] < 0)
            continue;
        const struct pattern *pattern = &master->patterns[master->taken[g]];
        for (size_t k = 0; k < pattern->n; k++) {
            const struct piece *piece = &master->pool.pieces[pattern->first + k];
            int r = schedule_add(&search->trial, piece->demand, piece->start, piece->length);
            if (r < 0)
                return r;
        }
    }
    return search_try(search);
}

int search_dive(struct search *search)
{
    struct master *master = &search->master;
    int barred[FAILURES_MAX], n_barred = 0, r = 1;
    double most;

    while (r > 0) {
        take_whole(search);
        int column = main_column(search, barred, n_barred);
        if (column < 0)
            break;
        master_take(master, column);
        r = master_solve(master, &most);
        if (r == 0 && n_barred < FAILURES_MAX) {
            barred[n_barred++] = column;
            master_untake(master, column);
            r = master_solve(master, &most);
        }
    }
    if (r > 0)
        r = try_taken(search);
    master_give_back(master);
    return MIN(r, 0);
}
