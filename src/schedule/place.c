/* From the question to the answer: place.h's problem, a first placement by hand, the search for a
 * better one, and then ids and the account of what found no place. */
#include "schedule/place.h"

#include <errno.h>

#include "schedule/place-search.h"

/* Nodes a priority: a short search finds most; what it leaves open is bettered in parts, and then
 * searched once more, from there and for longer. */
#define EFFORT_FIRST   20
#define EFFORT_DEFAULT 2000

/* Days that are placed anew at a time. */
#define DAYS_FIRST  2
#define DAYS_SECOND 3

/* And steps, of which a machine takes some 2e9 a second: far less for a large week, of which a
 * search sees little anyway. */
#define WORK_FIRST   200000000L
#define WORK_SECOND  600000000L
#define WORK_DEMANDS 100000000L
#define CELLS_LARGE  1000 /* demands times stretches */

void placed_done(struct placed *placed)
{
    block_list_done(&placed->blocks);
    free(placed->unplaced);
    *placed = (struct placed){0};
}

const char *unplaced_reason_name(enum unplaced_reason reason)
{
    static const char *const names[] = {
        [UNPLACED_CUT] = "cut",
        [UNPLACED_WINDOW] = "window",
        [UNPLACED_DAY_CAP] = "day-cap",
        [UNPLACED_BUDGET] = "budget",
        [UNPLACED_CROWDED] = "crowded-out",
    };
    return reason < ARRAY_SIZE(names) ? names[reason] : "?";
}

static bool question_is_sane(const struct placement *question)
{
    return question->week >= CIVIL_MIN_DAY && question->week <= CIVIL_MAX_DAY - WEEK_DAYS - 2;
}

static long work_for(const struct problem *problem, long most)
{
    long cells = (long)problem->n_demands * problem->n_stretches;
    return cells <= CELLS_LARGE ? most : most / cells * CELLS_LARGE / cells * CELLS_LARGE;
}

/* One go of the search, and of the repair if that leaves anything open. */
static int improve(const struct problem *problem, unsigned effort, long most_work, int n_days,
                   struct schedule *schedule, bool *ret_is_proven)
{
    long work = work_for(problem, most_work), repair_work = work;
    struct search_limits limits = {.effort = effort, .has_demands = true, .work_left = &work};

    int r = search_improve(problem, &limits, schedule, ret_is_proven);
    return r < 0 || *ret_is_proven ? r : search_repair(problem, n_days, &repair_work, schedule);
}

/* The activities in plan order, in a week whose priorities could not be proven. */
static int improve_demands(const struct problem *problem, struct schedule *schedule)
{
    long work = work_for(problem, WORK_DEMANDS);
    struct search_limits limits = {.has_demands = true, .is_last = true, .work_left = &work};
    bool is_proven;

    return search_improve(problem, &limits, schedule, &is_proven);
}

/* From the previous placement, as far as it still stands, to the best one. */
static int solve(const struct problem *problem, unsigned effort, const struct schedule *previous,
                 struct schedule *schedule, bool *ret_is_proven)
{
    int r = schedule_copy(schedule, previous);
    if (r >= 0)
        r = schedule_fill(problem, schedule);
    if (r >= 0)
        r = improve(problem, MIN(effort, (unsigned)EFFORT_FIRST), WORK_FIRST, DAYS_FIRST, schedule,
                    ret_is_proven);
    if (r >= 0 && !*ret_is_proven && effort > EFFORT_FIRST)
        r = improve(problem, effort, WORK_SECOND, DAYS_SECOND, schedule, ret_is_proven);
    if (r >= 0 && !*ret_is_proven)
        r = improve_demands(problem, schedule);
    if (r >= 0)
        r = schedule_polish(problem, previous, schedule);
    return r;
}

int schedule_place(const struct placement *question, struct placed *ret)
{
    _cleanup_(problem_done) struct problem problem = {0};
    _cleanup_(schedule_done) struct schedule schedule = {0}, previous = {0};
    _cleanup_(placed_done) struct placed placed = {0};
    bool is_proven = false;
    unsigned effort = question->effort ? question->effort : EFFORT_DEFAULT;

    if (!question_is_sane(question))
        return -EINVAL;
    int r = problem_init(&problem, question);
    if (r >= 0)
        r = problem_read_previous(&problem, question, &previous);
    if (r >= 0)
        r = solve(&problem, effort, &previous, &schedule, &is_proven);
    if (r >= 0)
        r = placed_fill(&placed, &problem, &schedule, question);
    if (r < 0)
        return r;
    placed.is_best = is_proven;
    *ret = placed;
    placed = (struct placed){0};
    return 0;
}
