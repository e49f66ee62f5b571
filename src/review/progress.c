/* A goal's weeks: what each asked for, what came of it, and whether this one is still in reach. */
#include "review.h"

#include "base/macro.h"

#define NEARLY 1e-9 /* hours are sums of sixtieths */

struct week_rows {
    const struct review_row *items;
    size_t n;
    int64_t from_sec, to_sec;
};

static size_t first_from(const struct review_row *rows, size_t n, int64_t sec)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows[middle].start_sec < sec)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct week_rows rows_of_week(const struct review_row *rows, size_t n,
                                     const struct zone *zone, int32_t week)
{
    int64_t from_sec = zone_day_start(zone, week), to_sec = zone_day_start(zone, week + 7);
    size_t first = first_from(rows, n, from_sec);
    return (struct week_rows){n > 0 ? rows + first : NULL, first_from(rows, n, to_sec) - first,
                              from_sec, to_sec};
}

/* Seconds of the activity's planned time. */
struct planned {
    double all, excused, passed; /* passed: not excused, and over by now */
    int blocks_left;
};

static struct planned planned_time(const struct week_rows *week, const char *activity,
                                   int64_t now_sec)
{
    struct planned planned = {0};

    for (size_t i = 0; i < week->n; i++) {
        const struct review_row *row = &week->items[i];
        if (row->kind == BLOCK_UNPLANNED || row->end_sec <= row->start_sec ||
            !streq(row->activity, activity))
            continue;
        double sec = (double)row->end_sec - (double)row->start_sec;
        planned.all += sec;
        if (row->outcome == OUTCOME_EXCUSED)
            planned.excused += sec;
        else if (row->end_sec <= now_sec)
            planned.passed += sec;
        else
            planned.blocks_left += !outcome_is_answer(row->outcome);
    }
    return planned;
}

static double scaled_target(const struct review_goal *goal, const struct planned *planned)
{
    if (planned->excused == 0)
        return goal->target;
    if (planned->excused >= planned->all)
        return 0;
    double target = goal->target * (1 - planned->excused / planned->all);
    return goal->is_hours ? target : MAX((double)(int64_t)(target + 0.5), 1);
}

/* What a tracker counts says nothing of the hours that were not answered. */
static bool is_answered(const struct week_rows *week, const struct review_goal *goal)
{
    for (size_t i = 0; i < week->n; i++)
        if (outcome_is_answer(week->items[i].outcome) &&
            (!review_row_is_deed(&week->items[i]) || goal->is_tracked))
            return true;
    return false;
}

static struct review_goal_week judge_week(const struct review_goal *goal,
                                          const struct week_rows *week,
                                          const struct planned *planned)
{
    struct review_goal_week judged = {
        .target = scaled_target(goal, planned),
        .actual = review_goal_actual(goal, week->items, week->n),
    };
    if (judged.target > 0 && is_answered(week, goal))
        judged.state = judged.actual >= judged.target - NEARLY ? GOAL_WEEK_MET : GOAL_WEEK_MISSED;
    return judged;
}

/* The share of the week's work that should be done by now. */
static double passed_share(const struct week_rows *week, const struct planned *planned,
                           int64_t now_sec)
{
    if (now_sec >= week->to_sec)
        return 1;
    if (planned->all > planned->excused)
        return planned->passed / (planned->all - planned->excused);
    if (now_sec <= week->from_sec)
        return 0;
    return (double)(now_sec - week->from_sec) / (double)(week->to_sec - week->from_sec);
}

/* Told once, when it is not too early to know nor too late to help. */
static bool is_at_risk(const struct review_goal_progress *progress)
{
    return progress->pace >= progress->week.target * 2 / 5 && progress->behind > 0 &&
           progress->week.actual <= progress->pace * 3 / 4 && progress->blocks_left > 0;
}

void review_goal_progress(const struct review_goal *goal, const struct review_row *rows, size_t n,
                          const struct zone *zone, int32_t week, int64_t now_sec,
                          struct review_goal_progress *ret)
{
    struct week_rows current = rows_of_week(rows, n, zone, week);
    struct planned planned = planned_time(&current, goal->activity, now_sec);
    struct review_goal_progress progress = {
        .week = judge_week(goal, &current, &planned),
        .blocks_left = planned.blocks_left,
    };

    progress.pace = progress.week.target * passed_share(&current, &planned, now_sec);
    progress.behind = MAX(progress.pace - progress.week.actual, 0);
    if (!goal->is_hours)
        progress.behind = (double)(int64_t)(progress.behind + NEARLY);
    progress.is_at_risk = is_at_risk(&progress);
    for (int i = 0; i < REVIEW_GOAL_WEEKS; i++) {
        struct week_rows past = rows_of_week(rows, n, zone, week - 7 * (REVIEW_GOAL_WEEKS - i));
        struct planned then = planned_time(&past, goal->activity, past.to_sec);
        progress.past[i] = judge_week(goal, &past, &then);
        progress.met += progress.past[i].state == GOAL_WEEK_MET;
        progress.of += progress.past[i].state != GOAL_WEEK_OFF;
    }
    *ret = progress;
}
