/* What must hold of every placement, on random weeks of both kinds:
 *
 *     place-properties FIRST-SEED COUNT
 *
 *   - it keeps the hard rules, and placed and told minutes make up the hours (place-week.h);
 *   - the same question has the same answer, and so has the same week later in time;
 *   - placed again on top of itself nothing moves, unless that makes it better; on top of it with
 * one more busy time the rules are kept;
 *   - more budget, or one busy time less, never makes it worse; nor does an activity that matters
 *     less change what matters more. (These hold of optima: only where both are proven.)
 */
#include "place-week.h"

/* The first, short search: what must hold, holds of it too. */
#define EFFORT 20

struct run {
    unsigned long seed;
    bool is_harsh;
    unsigned n_proven, n_compared;
};

static int fail(const struct run *run, const char *what)
{
    fprintf(stderr, "place-properties: %s week %lu: %s\n", run->is_harsh ? "harsh" : "real",
            run->seed, what);
    return -1;
}

static bool is_same(const struct placed *a, const struct placed *b, int64_t later_sec)
{
    if (a->blocks.n != b->blocks.n || a->n_unplaced != b->n_unplaced)
        return false;
    for (size_t i = 0; i < a->blocks.n; i++) {
        const struct block *x = &a->blocks.items[i], *y = &b->blocks.items[i];
        if (x->activity != y->activity || x->range != y->range ||
            x->start_sec + later_sec != y->start_sec || x->end_sec + later_sec != y->end_sec ||
            (later_sec == 0 && !streq(x->id, y->id)))
            return false;
    }
    for (size_t i = 0; i < a->n_unplaced; i++)
        if (a->unplaced[i].activity != b->unplaced[i].activity ||
            a->unplaced[i].minutes != b->unplaced[i].minutes ||
            a->unplaced[i].reason != b->unplaced[i].reason)
            return false;
    return true;
}

/* Priority by priority from 5 down to `least`: less than 0 if a has fewer minutes than b. */
static int compare_sums(const struct placed *a, const struct placed *b, int least)
{
    int x[6], y[6];

    placed_sums(a, x);
    placed_sums(b, y);
    for (int priority = 5; priority >= least; priority--)
        if (x[priority] != y[priority])
            return x[priority] - y[priority];
    return 0;
}

/* Minutes of one activity. */
static int64_t minutes_of(const struct placed *placed, const struct activity *activity)
{
    int64_t sum = 0;

    for (size_t i = 0; i < placed->blocks.n; i++)
        if (placed->blocks.items[i].activity == activity)
            sum += (placed->blocks.items[i].end_sec - placed->blocks.items[i].start_sec) / 60;
    return sum;
}

/* What is worth moving for beside the priorities: activities in plan order, then fewer pieces. */
static bool is_finer(const struct plan *plan, const struct placed *a, const struct placed *b)
{
    for (size_t i = 0; i < plan->n_activities; i++) {
        int64_t apart = minutes_of(a, &plan->activities[i]) - minutes_of(b, &plan->activities[i]);
        if (apart != 0)
            return apart > 0;
    }
    return a->blocks.n < b->blocks.n;
}

static int check_again(const struct run *run, const struct placement *question,
                       const struct placed *placed)
{
    _cleanup_(placed_done) struct placed again = {0};

    if (schedule_place(question, &again) < 0 || !is_same(placed, &again, 0))
        return fail(run, "asked again, another answer");
    return 0;
}

static int check_on_itself(const struct run *run, const struct week *week,
                           struct placement question, const struct placed *placed)
{
    _cleanup_(placed_done) struct placed again = {0}, changed = {0};
    struct rng rng = {run->seed};

    question.previous = placed->blocks.items;
    question.n_previous = placed->blocks.n;
    if (schedule_place(&question, &again) < 0 || compare_sums(&again, placed, 1) < 0)
        return fail(run, "worse when placed on top of itself");
    if (compare_sums(&again, placed, 1) == 0 && !is_finer(week->plan, &again, placed) &&
        !is_same(placed, &again, 0))
        return fail(run, "moves when placed on top of itself");

    struct week busier = *week;
    if (busier.n_busy == BUSY_MAX)
        return 0;
    add_busy(&rng, &busier, 5, 8 * 60, 18 * 60, 5);
    question.busy = busier.busy;
    question.n_busy = busier.n_busy;
    if (schedule_place(&question, &changed) < 0)
        return fail(run, "failed with one more busy time");
    const char *wrong = week_check(&busier, &changed);
    return wrong ? fail(run, wrong) : 0;
}

/* Everything a whole number of weeks later. */
static int check_later(const struct run *run, struct week *week, const struct placed *placed)
{
    _cleanup_(placed_done) struct placed again = {0};
    int64_t by = (int64_t)(1 + run->seed % 300) * 7 * DAY_SEC;
    struct placement question;

    for (size_t i = 0; i < week->n_busy; i++) {
        week->busy[i].start_sec += by;
        week->busy[i].end_sec += by;
    }
    for (size_t i = 0; i < week->fixed.n; i++) {
        week->fixed.items[i].start_sec += by;
        week->fixed.items[i].end_sec += by;
    }
    question = week_question(week);
    question.effort = EFFORT;
    question.week += (int32_t)(by / DAY_SEC);
    question.now_sec += by;
    if (schedule_place(&question, &again) < 0 || !is_same(placed, &again, by))
        return fail(run, "another answer some weeks later");
    return 0;
}

/* The question was made easier: what matters at least `least` must not get less. */
static int check_not_worse(struct run *run, const struct placement *question,
                           const struct placed *placed, int least, bool is_equal, const char *what)
{
    _cleanup_(placed_done) struct placed other = {0};

    if (schedule_place(question, &other) < 0)
        return fail(run, what);
    if (!placed->is_best || !other.is_best)
        return 0;
    run->n_compared++;
    int apart = compare_sums(&other, placed, least);
    return apart < 0 || (is_equal && apart != 0) ? fail(run, what) : 0;
}

static int check_less_busy(struct run *run, struct placement question, const struct placed *placed)
{
    if (question.n_busy == 0)
        return 0;
    question.n_busy--;
    return check_not_worse(run, &question, placed, 1, false, "worse with less busy time");
}

static int check_more_budget(struct run *run, struct week *week, const struct placement *question,
                             const struct placed *placed)
{
    int old = week->plan->hours_minutes;

    week->plan->hours_minutes = plan_budget(week->plan) + 60;
    int r = check_not_worse(run, question, placed, 1, false, "worse with a larger budget");
    week->plan->hours_minutes = old;
    return r;
}

/* Makes the least important activity with hours small: shares of others stay out of it only where
 * nobody shares, and its pieces only where they cannot part others'. */
static int check_lower_priority(struct run *run, struct week *week,
                                const struct placement *question, const struct placed *placed)
{
    struct activity *low = NULL;

    for (size_t i = 0; i < week->plan->n_activities; i++) {
        struct activity *a = &week->plan->activities[i];
        if (activity_is_fixed(a))
            continue;
        if (a->hours_minutes == PLAN_UNSET)
            return 0;
        if (!low || a->priority < low->priority)
            low = a;
    }
    if (!low || low->priority == 5 || low->block_min < 15)
        return 0;
    int old = low->hours_minutes;
    low->hours_minutes = low->block_min;
    int r = check_not_worse(run, question, placed, low->priority + 1, true,
                            "a lower priority changed a higher one");
    low->hours_minutes = old;
    return r;
}

static int check_week(struct run *run)
{
    _cleanup_(week_done) struct week week;
    _cleanup_(placed_done) struct placed placed = {0};

    if (week_make(&week, run->is_harsh, run->seed) < 0)
        return fail(run, "no plan");
    struct placement question = week_question(&week);
    question.effort = EFFORT;
    if (schedule_place(&question, &placed) < 0)
        return fail(run, "not placed");
    run->n_proven += placed.is_best;
    const char *wrong = week_check(&week, &placed);
    if (wrong)
        return fail(run, wrong);
    if (check_again(run, &question, &placed) < 0 || check_less_busy(run, question, &placed) < 0 ||
        check_more_budget(run, &week, &question, &placed) < 0 ||
        check_lower_priority(run, &week, &question, &placed) < 0 ||
        check_on_itself(run, &week, question, &placed) < 0)
        return -1;
    placed_done(&placed);
    if (schedule_place(&question, &placed) < 0)
        return fail(run, "not placed");
    return check_later(run, &week, &placed);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: place-properties FIRST-SEED COUNT\n");
        return 2;
    }
    unsigned long first = strtoul(argv[1], NULL, 10), n = strtoul(argv[2], NULL, 10);
    struct run run = {0};
    int n_failed = 0;
    for (unsigned long i = 0; i < n; i++) {
        run.seed = first + i / 2;
        run.is_harsh = i % 2;
        n_failed += check_week(&run) < 0;
    }
    printf("%lu random weeks: %d failed; %u proven best, %u compared with an easier question\n", n,
           n_failed, run.n_proven, run.n_compared);
    return n_failed > 0;
}
