/* Branch and bound, aim by aim: first the minutes of priority 5, then with these kept those of 4,
 * and so on. The linear program over patterns (place-master.h) gives the bound. Where its mix of
 * patterns has a broken number of pieces, one way is tried with more and one with fewer; where
 * all numbers are whole, the pieces are arranged and what comes out is a placement. Every node also
 * rounds its mix to a placement, which is often good enough to end the search.
 *
 * An aim sees only the activities of its priority and above (and those whose pieces are so short
 * that they can part two pieces of another), so what matters less never changes what matters more.
 */
#include "place-search.h"

#include <errno.h>

#include "place-master.h"

#define ROUNDING      1e-6
#define WHOLE         1e-5
#define EFFORT_DEMAND 20
#define ROWS_MORE     80 /* rows that branching may add */

struct search {
    const struct problem *problem;
    struct master master;
    struct schedule best, trial;
    struct aim *aims;
    int *reached; /* by aim, up to the current one */
    int n_aims;
    int bound_most;         /* no placement has more of the current aim */
    double *pieces, *slots; /* by stretch and demand: what the mix has */
    int *whole_pieces, *whole_slots;
    struct node *nodes;
    size_t n_nodes, nodes_capacity;
    size_t n_base_rows; /* of the master: those that branching does not touch */
    int n_looked_at;
    bool gave_up;
};

/* Of what is never negative but for rounding. */
static int whole_below(double value)
{
    return (int)(value + ROUNDING);
}

static int current_value(const struct search *search)
{
    return search->reached[search->n_aims - 1];
}

/* Takes the trial if it is valid, loses nothing of earlier aims and has more of the current. */
static bool take_trial(struct search *search)
{
    int last = search->n_aims - 1;

    schedule_sort(&search->trial);
    for (int i = 0; i < last; i++)
        if (schedule_value(search->problem, &search->trial, search->aims[i]) < search->reached[i])
            return false;
    int value = schedule_value(search->problem, &search->trial, search->aims[last]);
    if (value <= search->reached[last] || !schedule_is_valid(search->problem, &search->trial))
        return false;
    schedule_swap(&search->best, &search->trial);
    search->reached[last] = value;
    return true;
}

/* ---- From a mix to a placement ---- */

static void read_mix(struct search *search)
{
    const struct problem *problem = search->problem;
    const struct master *master = &search->master;
    size_t n = (size_t)problem->n_demands * (size_t)problem->n_stretches;

    memset(search->pieces, 0, n * sizeof(*search->pieces));
    memset(search->slots, 0, n * sizeof(*search->slots));
    for (int i = 0; i < master->simplex.m; i++) {
        if (master->simplex.basis[i] < 0)
            continue;
        const struct pattern *pattern = &master->patterns[master->simplex.basis[i]];
        for (size_t k = 0; k < pattern->n; k++) {
            const struct piece *piece = &master->pool.pieces[pattern->first + k];
            int cell = pattern->stretch * problem->n_demands + piece->demand;
            search->pieces[cell] += master->simplex.value[i];
            search->slots[cell] += master->simplex.value[i] * piece->length;
        }
    }
}

/* The pattern that has most of a stretch's mix; NULL: none. */
static const struct pattern *main_pattern(const struct search *search, int stretch)
{
    const struct master *master = &search->master;
    const struct pattern *best = NULL;
    double most = WHOLE;

    for (int i = 0; i < master->simplex.m; i++) {
        if (master->simplex.basis[i] < 0 || master->simplex.value[i] <= most)
            continue;
        const struct pattern *pattern = &master->patterns[master->simplex.basis[i]];
        if (pattern->stretch == stretch) {
            best = pattern;
            most = master->simplex.value[i];
        }
    }
    return best;
}

/* Adds a piece to the trial, shortened to what the sums leave; not at all if that is too short. */
static int add_clipped(struct search *search, const struct piece *piece)
{
    const struct demand *d = &search->problem->demands[piece->demand];
    int week = d->want, day = d->cap[d->day[piece->start]], budget = search->problem->budget;

    for (size_t i = 0; i < search->trial.n; i++) {
        const struct piece *other = &search->trial.pieces[i];
        budget -= other->length;
        if (other->demand != piece->demand)
            continue;
        week -= other->length;
        if (d->day[other->start] == d->day[piece->start])
            day -= other->length;
    }
    int length = MIN(MIN((int)piece->length, budget), MIN(week, day));
    if (length < d->shortest)
        return 0;
    return schedule_add(&search->trial, piece->demand, piece->start, length);
}

/* Two pieces that a dropped one parted may be too near now: drops the later. */
static void drop_too_near(struct search *search)
{
    struct schedule *trial = &search->trial;
    size_t n = 0;

    schedule_sort(trial);
    for (size_t i = 0; i < trial->n; i++) {
        const struct piece *a = &trial->pieces[i];
        if (n > 0 && trial->pieces[n - 1].demand == a->demand &&
            a->start < trial->pieces[n - 1].start + trial->pieces[n - 1].length + SLOTS_APART)
            continue;
        trial->pieces[n++] = *a;
    }
    trial->n = n;
}

/* Rounds the mix: each stretch's main pattern, clipped, and what else fits. */
static int try_rounding(struct search *search)
{
    search->trial.n = 0;
    for (int g = 0; g < search->problem->n_stretches; g++) {
        const struct pattern *pattern = main_pattern(search, g);
        for (size_t k = 0; pattern && k < pattern->n; k++) {
            int r = add_clipped(search, &search->master.pool.pieces[pattern->first + k]);
            if (r < 0)
                return r;
        }
    }
    drop_too_near(search);
    int r = schedule_fill(search->problem, &search->trial);
    if (r >= 0)
        take_trial(search);
    return MIN(r, 0);
}

/* Arranges a mix whose numbers of pieces are whole. Returns 0 with the first stretch that cannot
 * be, or n_stretches. */
static int try_arranging(struct search *search, int *ret_stretch)
{
    const struct problem *problem = search->problem;
    int r = 1, g;

    search->trial.n = 0;
    for (g = 0; g < problem->n_stretches && r > 0; g++) {
        for (int i = 0; i < problem->n_demands; i++) {
            int cell = g * problem->n_demands + i;
            search->whole_pieces[i] = whole_below(search->pieces[cell] + 0.5);
            search->whole_slots[i] = whole_below(search->slots[cell]);
        }
        r = stretch_arrange(problem, &problem->stretches[g], search->whole_pieces,
                            search->whole_slots, &search->trial);
    }
    *ret_stretch = r > 0 ? g : g - 1;
    if (r <= 0)
        return r;
    r = schedule_fill(problem, &search->trial);
    if (r >= 0)
        take_trial(search);
    return MIN(r, 0);
}

/* ---- Branching ---- */

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

/* One change to what its parent allows. */
struct node {
    int parent; /* -1: the root */
    int row;
    double lo, hi;
    int bound;     /* of the parent */
    double unrest; /* how far from whole the parent's mix was */
    bool is_open;
};

/* The row that counts what the branch is about. */
static int branch_row(struct search *search, const struct branch *branch)
{
    struct master *master = &search->master;
    int row = master_find_row(master, branch->demand, branch->stretch, branch->before);

    if (row >= 0)
        return row;
    return master_add_row(master,
                          &(struct row){ANY, branch->demand, ANY, branch->stretch, branch->before,
                                        0, 1, 0, 0, SIMPLEX_INFINITY, true});
}

/* Sets the bounds of the rows to what the node allows. */
static void enter_node(struct search *search, int number)
{
    struct master *master = &search->master;

    for (size_t i = search->n_base_rows; i < master->n_rows; i++)
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
    if (row == -ENOBUFS) {
        search->gave_up = true;
        return 0;
    }
    if (row < 0)
        return row;
    int below = whole_below(branch->value);
    struct node down = {parent, row, 0, below, bound, mix_unrest(search), true};
    struct node up = {parent, row, below + 1, SIMPLEX_INFINITY, bound, down.unrest, true};
    bool goes_up = branch->value - below > 0.5;
    int r = add_node(search, goes_up ? &down : &up);
    return r < 0 ? r : add_node(search, goes_up ? &up : &down);
}

/* The most that the node can still give, by its bound. */
static int node_bound(const struct search *search, double value)
{
    return MIN(whole_below(value), search->bound_most);
}

/* Looks at one node: its bound, what its mix rounds to, and its two sides. */
static int search_node(struct search *search, int number)
{
    double value;
    int stretch;

    enter_node(search, number);
    int r = master_solve(&search->master, &value);
    if (r == -ECANCELED)
        search->gave_up = true;
    if (r <= 0)
        return r == -ECANCELED ? 0 : r;
    int bound = node_bound(search, value);
    if (bound <= current_value(search))
        return 0;
    read_mix(search);
    r = try_rounding(search);
    if (r < 0 || bound <= current_value(search))
        return r;
    struct branch branch;
    if (find_branch(search, &branch))
        return add_sides(search, number, &branch, bound);
    r = try_arranging(search, &stretch);
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

static int search_tree(struct search *search, unsigned effort)
{
    int number = 0, r;

    search->n_base_rows = search->master.n_rows;
    search->n_nodes = 0;
    r = add_node(search, &(struct node){.parent = -1, .row = -1, .bound = INT32_MAX});
    while (r >= 0 && number >= 0) {
        if (effort-- == 0) {
            search->gave_up = true;
            break;
        }
        size_t n_before = search->n_nodes;
        search->nodes[number].is_open = false;
        search->n_looked_at++;
        r = search_node(search, number);
        number = next_node(search, n_before);
    }
    return r;
}

/* ---- Aims ---- */

static int search_aim(struct search *search, struct aim aim, int most, unsigned effort,
                      bool *ret_is_proven)
{
    int value = schedule_value(search->problem, &search->best, aim);

    search->aims[search->n_aims] = aim;
    search->reached[search->n_aims++] = value;
    search->bound_most = most;
    search->gave_up = false;
    if (value < most) {
        search->master.aim = row_of_aim(aim);
        int r = master_reset(&search->master);
        for (int i = 0; i + 1 < search->n_aims && r >= 0; i++) {
            struct row row = row_of_aim(search->aims[i]);
            row.lo = search->reached[i];
            r = master_add_row(&search->master, &row);
        }
        if (r >= 0)
            r = search_tree(search, effort);
        if (r < 0)
            return r;
    }
    *ret_is_proven = !search->gave_up;
    return 0;
}

/* What a priority's activities want together, as far as the budget goes. */
static int most_of_priority(const struct search *search, int priority, bool *ret_any)
{
    int most = 0, budget = search->problem->budget;

    for (int i = 0; i < search->n_aims; i++)
        budget -= search->reached[i];
    *ret_any = false;
    for (int i = 0; i < search->problem->n_demands; i++)
        if (search->problem->demands[i].priority == priority) {
            most += search->problem->demands[i].want;
            *ret_any = true;
        }
    return MIN(most, budget);
}

static void enable_priority(struct search *search, int priority)
{
    for (int i = 0; i < search->problem->n_demands; i++) {
        const struct demand *d = &search->problem->demands[i];
        if (d->priority == priority || d->shortest < SLOTS_APART)
            search->master.is_enabled[i] = true;
    }
}

static int search_priorities(struct search *search, unsigned effort, bool *ret_is_proven)
{
    *ret_is_proven = true;
    for (int priority = 5; priority >= 1; priority--) {
        bool any, is_proven;
        int most = most_of_priority(search, priority, &any);
        if (!any)
            continue;
        enable_priority(search, priority);
        int r = search_aim(search, (struct aim){AIM_PRIORITY, priority}, most, effort, &is_proven);
        if (r < 0)
            return r;
        *ret_is_proven = *ret_is_proven && is_proven;
    }
    return 0;
}

/* Among activities of one priority, the plan's order decides. */
static int search_demands(struct search *search, unsigned effort)
{
    const struct problem *problem = search->problem;
    int r = 0;

    for (int i = 0; i < problem->n_demands && r >= 0; i++) {
        bool has_peer = false, is_proven;
        for (int k = 0; k < problem->n_demands; k++)
            has_peer |= k != i && problem->demands[k].priority == problem->demands[i].priority;
        if (has_peer)
            r = search_aim(search, (struct aim){AIM_DEMAND, i}, problem->demands[i].want,
                           MIN(effort, (unsigned)EFFORT_DEMAND), &is_proven);
    }
    return r;
}

static void search_done(struct search *search)
{
    master_done(&search->master);
    schedule_done(&search->best);
    schedule_done(&search->trial);
    free(search->aims);
    free(search->reached);
    free(search->pieces);
    free(search->slots);
    free(search->whole_pieces);
    free(search->whole_slots);
    free(search->nodes);
}

static int search_init(struct search *search, const struct problem *problem, long *work_left)
{
    size_t n = (size_t)problem->n_demands, n_stretches = (size_t)problem->n_stretches;
    int rows = problem->n_stretches + problem->n_demands * (WEEK_DAYS + 2) * 3 + ROWS_MORE;

    *search = (struct search){.problem = problem};
    int r = master_init(&search->master, problem, rows, work_left);
    if (r < 0)
        return r;
    search->aims = calloc(n + 8, sizeof(*search->aims));
    search->reached = calloc(n + 8, sizeof(*search->reached));
    search->pieces = calloc(n * n_stretches + 1, sizeof(*search->pieces));
    search->slots = calloc(n * n_stretches + 1, sizeof(*search->slots));
    search->whole_pieces = calloc(n + 1, sizeof(*search->whole_pieces));
    search->whole_slots = calloc(n + 1, sizeof(*search->whole_slots));
    if (search->aims && search->reached && search->pieces && search->slots &&
        search->whole_pieces && search->whole_slots)
        return 0;
    search_done(search);
    return -ENOMEM;
}

int search_improve(const struct problem *problem, const struct search_limits *limits,
                   struct schedule *schedule, struct search_result *ret)
{
    _cleanup_(search_done) struct search search = {0};
    int r = search_init(&search, problem, limits->work_left);
    if (r < 0)
        return r;
    r = schedule_copy(&search.best, schedule);
    if (r < 0)
        return r;
    r = search_priorities(&search, limits->effort, &ret->is_proven);
    if (r >= 0 && limits->has_demands)
        r = search_demands(&search, limits->effort);
    if (r < 0)
        return r;
    schedule_swap(schedule, &search.best);
    ret->nodes = search.n_looked_at;
    return 0;
}
