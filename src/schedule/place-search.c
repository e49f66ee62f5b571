/* The aims of a search, one by one: first the minutes of priority 5, then with these kept those of
 * 4, and so on; then the activities in plan order.
 *
 * An aim sees only the activities of its priority and above (and those whose pieces are so short
 * that they can part two pieces of another), so what matters less never changes what matters more.
 */
#include "schedule/place-search.h"

#include <errno.h>

#include "schedule/place-tree.h"

#define EFFORT_DEMAND 20  /* nodes an activity */
#define WORK_KEPT     4   /* the part of the work left that the next aims keep */
#define ROWS_A_DEMAND 8   /* that are called for, of those there could be */
#define ROWS_MORE     120 /* that branching may add */

/* The rows of an aim: those that a placement must keep, and what the aims before it reached. */
static int set_rows(struct search *search)
{
    int r = master_reset(&search->master);

    for (int i = 0; i + 1 < search->n_aims && r >= 0; i++) {
        struct row row = row_of_aim(search->aims[i]);
        row.lo = search->reached[i];
        r = master_add_row(&search->master, &row);
    }
    return r;
}

/* Looks for more of an aim, of which there is no more than `most`. */
static int search_aim(struct search *search, struct aim aim, int most, unsigned effort,
                      bool *ret_is_proven)
{
    int value = schedule_value(search->problem, &search->best, aim);

    search->aims[search->n_aims] = aim;
    search->reached[search->n_aims++] = value;
    search->bound_most = most;
    search->work_floor = *search->master.simplex.work_left / WORK_KEPT;
    search->gave_up = value < most && effort == 0;
    if (value < most && effort > 0) {
        search->master.aim = row_of_aim(aim);
        int r = set_rows(search);
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
static int search_demands(struct search *search)
{
    const struct problem *problem = search->problem;
    int r = 0;

    for (int i = 0; i < problem->n_demands && r >= 0; i++) {
        bool has_peer = false, is_proven;
        for (int k = 0; k < problem->n_demands; k++)
            has_peer |= k != i && problem->demands[k].priority == problem->demands[i].priority;
        if (has_peer)
            r = search_aim(search, (struct aim){AIM_DEMAND, i}, problem->demands[i].want,
                           EFFORT_DEMAND, &is_proven);
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
    int rows = problem->n_stretches + problem->n_demands * ROWS_A_DEMAND + ROWS_MORE;

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
                   struct schedule *schedule, bool *ret_is_proven)
{
    _cleanup_(search_done) struct search search = {0};
    int r = search_init(&search, problem, limits->work_left);
    if (r < 0)
        return r;
    r = schedule_copy(&search.best, schedule);
    if (r < 0)
        return r;
    r = search_priorities(&search, limits->effort, ret_is_proven);
    if (r >= 0 && limits->has_demands && (*ret_is_proven || limits->is_last))
        r = search_demands(&search);
    if (r < 0)
        return r;
    schedule_swap(schedule, &search.best);
    return 0;
}
