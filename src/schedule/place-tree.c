/* Branch and bound for one aim. The linear program over patterns (place-master.h) gives the bound.
 * Where its mix of patterns has a broken number of pieces, one way is tried with more and one with
 * fewer; where all numbers are whole, the pieces are arranged and what comes out is a placement.
 * Every node also rounds its mix to a placement, and some dive (place-dive.c), which is often good
 * enough to end the search. */
#include "schedule/place-tree.h"

#include <errno.h>

#define DIVE_EVERY 100 /* nodes; with the first */

/* What may be tried with more and with fewer: the pieces of a demand, of a week or that begin in a
 * stretch before some slot. */
struct branch {
    int demand, stretch, before;
    double value, merit;
};

static void offer_branch(struct branch *branch, int demand, int stretch, int before, double value)
{
    double above = value - whole_below(value);
    double merit = MIN(above, 1 - above);

    if (merit > WHOLE && merit > branch->merit)
        *branch = (struct branch){demand, stretch, before, value, merit};
}

/* The number of pieces furthest from whole: of a week, else of a stretch. */
static bool find_branch(const struct search *search, struct branch *ret)
{
    const struct problem *problem = search->problem;

    *ret = (struct branch){0};
    for (int i = 0; i < problem->n_demands; i++) {
        double sum = 0;
        for (int g = 0; g < problem->n_stretches; g++)
            sum += search->pieces[g * problem->n_demands + i];
        offer_branch(ret, i, ANY, ANY, sum);
    }
    for (int g = 0; ret->merit == 0 && g < problem->n_stretches; g++)
        for (int i = 0; i < problem->n_demands; i++)
            offer_branch(ret, i, g, problem->stretches[g].end,
                         search->pieces[g * problem->n_demands + i]);
    return ret->merit > 0;
}

/* Where all numbers are whole and still nothing can be arranged, the mix is one of orders: looks
 * for a moment before which the number of pieces is broken. */
static void find_order_branch(const struct search *search, int stretch, struct branch *ret)
{
    const struct problem *problem = search->problem;
    const struct master *master = &search->master;

    for (int i = 0; i < problem->n_demands; i++)
        for (int t = problem->stretches[stretch].first + 1; t < problem->stretches[stretch].end;
             t++) {
            double sum = 0;
            for (int k = 0; k < master->simplex.m; k++) {
                if (master->simplex.basis[k] < 0)
                    continue;
                const struct pattern *pattern = &master->patterns[master->simplex.basis[k]];
                for (size_t p = 0; pattern->stretch == stretch && p < pattern->n; p++) {
                    const struct piece *piece = &master->pool.pieces[pattern->first + p];
                    sum += piece->demand == i && piece->start < t ? master->simplex.value[k] : 0;
                }
            }
            offer_branch(ret, i, stretch, t, sum);
        }
}

/* ---- The tree ---- */

/* The row that counts what the branch is about. */
static int branch_row(struct search *search, const struct branch *branch)
{
    struct master *master = &search->master;
    int row = master_find_row(master, branch->demand, branch->stretch, branch->before);

    if (row >= 0)
        return row;
    struct row fresh = row_of_branch(branch->demand, branch->stretch, branch->before);
    return master_add_row(master, &fresh);
}

/* Sets the bounds of the rows to what the node allows. */
static void enter_node(struct search *search, int number)
{
    struct master *master = &search->master;

    for (size_t i = 0; i < master->n_rows; i++)
        if (master->rows[i].is_branch)
            master_bound_row(master, (int)i, 0, SIMPLEX_INFINITY);
    for (int i = number; i >= 0; i = search->nodes[i].parent) {
        const struct node *node = &search->nodes[i];
        if (node->row >= 0)
            master_bound_row(master, node->row, MAX(node->lo, master->rows[node->row].lo),
                             MIN(node->hi, master->rows[node->row].hi));
    }
}

static int add_node(struct search *search, const struct node *node)
{
    int r = array_reserve((void **)&search->nodes, &search->nodes_capacity, search->n_nodes,
                          sizeof(*search->nodes));
    if (r < 0)
        return r;
    search->nodes[search->n_nodes++] = *node;
    return 0;
}

/* How far the mix is from whole numbers of pieces. */
static double mix_unrest(const struct search *search)
{
    size_t n = (size_t)search->problem->n_demands * (size_t)search->problem->n_stretches;
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        double above = search->pieces[i] - whole_below(search->pieces[i]);
        sum += MIN(above, 1 - above);
    }
    return sum;
}

/* Opens the two sides of a branch; the one that is nearer comes last and is looked at first. */
static int add_sides(struct search *search, int parent, const struct branch *branch, int bound)
{
    int row = branch_row(search, branch);
    if (row < 0)
        return row;
    int below = whole_below(branch->value);
    struct node down = {parent, row, 0, below, bound, mix_unrest(search), true};
    struct node up = {parent, row, below + 1, SIMPLEX_INFINITY, bound, down.unrest, true};
    bool goes_up = branch->value - below > 0.5;
    int r = add_node(search, goes_up ? &down : &up);
    return r < 0 ? r : add_node(search, goes_up ? &up : &down);
}

/* Where the mix has whole numbers of pieces: arranges them, or branches on their order. */
static int search_whole(struct search *search, int number, int bound)
{
    struct branch branch = {0};
    int stretch;

    int r = search_arrange(search, &stretch);
    if (r < 0 || bound <= current_value(search))
        return r;
    for (int g = 0; g < search->problem->n_stretches; g++)
        if (stretch == g || stretch == search->problem->n_stretches)
            find_order_branch(search, g, &branch);
    if (branch.merit > 0)
        return add_sides(search, number, &branch, bound);
    search->gave_up = true;
    return 0;
}

/* What stops one node need not stop the search: work that is used up, rows that have no room. */
static bool is_no_failure(int r)
{
    return r == -ECANCELED || r == -ENOBUFS;
}

/* Looks at one node: its bound, what its mix rounds to, and its two sides. */
static int search_node(struct search *search, int number)
{
    struct branch branch;
    double most;

    enter_node(search, number);
    search->master.least = current_value(search) + 1;
    int r = master_solve(&search->master, &most);
    if (r <= 0)
        return r;
    int bound = MIN(whole_below(most), search->bound_most);
    if (bound <= current_value(search))
        return 0;
    search_read_mix(search);
    r = search_round(search);
    if (r < 0 || bound <= current_value(search))
        return r;
    if (!find_branch(search, &branch))
        return search_whole(search, number, bound);
    r = add_sides(search, number, &branch, bound);
    if (r < 0 || search->n_tree % DIVE_EVERY != 1)
        return r;
    r = search_dive(search);
    return is_no_failure(r) ? 0 : r;
}

/* The open node to look at next: the newest while it goes down, else that with the best bound, of
 * these the one nearest to whole numbers; -1 if none may hold more than what is reached. */
static int next_node(const struct search *search, size_t n_before)
{
    int best = -1;

    if (search->n_nodes > n_before)
        return (int)search->n_nodes - 1;
    for (size_t i = 0; i < search->n_nodes; i++) {
        const struct node *node = &search->nodes[i];
        if (!node->is_open || node->bound <= current_value(search))
            continue;
        if (best < 0 || node->bound > search->nodes[best].bound ||
            (node->bound == search->nodes[best].bound && node->unrest < search->nodes[best].unrest))
            best = (int)i;
    }
    return best;
}

int search_tree(struct search *search, unsigned effort)
{
    const long *work_left = search->master.simplex.work_left;
    int number = 0;

    search->n_nodes = 0;
    search->n_tree = 0;
    int r = add_node(search, &(struct node){.parent = -1, .row = -1, .bound = INT32_MAX});
    while (r >= 0 && number >= 0) {
        if (effort-- == 0 || *work_left < search->work_floor) {
            search->gave_up = true;
            break;
        }
        size_t n_before = search->n_nodes;
        search->nodes[number].is_open = false;
        search->n_tree++;
        r = search_node(search, number);
        if (is_no_failure(r)) {
            search->gave_up = true;
            r = 0;
        }
        number = next_node(search, n_before);
    }
    return r;
}
