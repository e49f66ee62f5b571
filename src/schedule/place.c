/* From the question to the answer: place.h's problem, a first placement by hand, the search for a
 * better one, and then ids and the account of what found no place. */
#include "schedule/place.h"

#include <errno.h>

#include "schedule/place-search.h"

/* Nodes an aim: a short search finds most; what it leaves open is bettered in parts, and then
 * searched once more, from there and for longer. */
#define EFFORT_FIRST   20
#define EFFORT_DEFAULT 200

/* And multiplications, some 1e9 a second: less for a large week, of which a search sees little
 * anyway. */
#define WORK_FIRST  1000000000L
#define WORK_SECOND 2000000000L
#define WORK_LAST   1500000000L
#define CELLS_LARGE 2000 /* demands times stretches */

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

static int improve(const struct problem *problem, const struct search_limits *limits,
                   struct schedule *schedule, struct search_result *ret)
{
    int r = search_improve(problem, limits, schedule, ret);
    return r < 0 || ret->is_proven ? r : search_repair(problem, false, limits->work_left, schedule);
}

static long work_for(const struct problem *problem, long most)
{
    long cells = (long)problem->n_demands * problem->n_stretches;
    return most / MAX(cells, CELLS_LARGE) * CELLS_LARGE;
}

/* For the few weeks that a short search leaves open. */
static int improve_hard(const struct problem *problem, unsigned effort, struct schedule *schedule,
                        struct search_result *ret)
{
    long work = work_for(problem, WORK_SECOND), last_work = work_for(problem, WORK_LAST);
    struct search_limits limits = {effort, true, &work};

    int r = improve(problem, &limits, schedule, ret);
    return r < 0 || ret->is_proven ? r : search_repair(problem, true, &last_work, schedule);
}

/* From the previous placement, as far as it still stands, to the best one. */
static int solve(const struct problem *problem, unsigned effort, const struct schedule *previous,
                 struct schedule *schedule, struct search_result *ret)
{
    long first_work = work_for(problem, WORK_FIRST);
    struct search_limits first = {MIN(effort, (unsigned)EFFORT_FIRST), true, &first_work};
    int r = schedule_copy(schedule, previous);
    if (r >= 0)
        r = schedule_fill(problem, schedule);
    if (r >= 0)
        r = improve(problem, &first, schedule, ret);
    if (r >= 0 && !ret->is_proven && effort > EFFORT_FIRST && first_work > 0)
        r = improve_hard(problem, effort, schedule, ret);
    if (r >= 0)
        r = schedule_polish(problem, previous, schedule);
    return r;
}

int schedule_place(const struct placement *question, struct placed *ret)
{
    _cleanup_(problem_done) struct problem problem = {0};
    _cleanup_(schedule_done) struct schedule schedule = {0}, previous = {0};
    _cleanup_(placed_done) struct placed placed = {0};
    struct search_result result = {0};
    unsigned effort = question->effort ? question->effort : EFFORT_DEFAULT;

    if (!question_is_sane(question))
        return -EINVAL;
    int r = problem_init(&problem, question);
    if (r >= 0)
        r = problem_read_previous(&problem, question, &previous);
    if (r >= 0)
        r = solve(&problem, effort, &previous, &schedule, &result);
    if (r >= 0)
        r = placed_fill(&placed, &problem, &schedule, question);
    if (r < 0)
        return r;
    placed.is_best = result.is_proven;
    *ret = placed;
    placed = (struct placed){0};
    return 0;
}
