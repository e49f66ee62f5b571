#include "review.h"

#include <limits.h>

#include "base/macro.h"

/* Whole minutes from one instant to a later one, to the nearest; 0 if it is not later. */
static int minutes_between(int64_t from_sec, int64_t to_sec)
{
    int64_t sec;
    if (to_sec <= from_sec)
        return 0;
    if (__builtin_sub_overflow(to_sec, from_sec, &sec))
        return INT_MAX;
    return (int)MIN(sec / 60 + (sec % 60 >= 30), (int64_t)INT_MAX);
}

int review_default_minutes(enum outcome outcome, int64_t start_sec, int64_t end_sec,
                           int64_t started_sec, int64_t now_sec)
{
    if (outcome != OUTCOME_DONE && outcome != OUTCOME_PARTIAL)
        return 0;

    bool is_running = end_sec == 0; /* unplanned work: what elapsed is all there is */
    int minutes = minutes_between(start_sec, is_running ? now_sec : end_sec);
    if (started_sec != 0) {
        int elapsed = minutes_between(started_sec, now_sec);
        minutes = is_running ? elapsed : MIN(minutes, elapsed);
    }
    return outcome == OUTCOME_PARTIAL ? minutes / 2 : minutes;
}

/* What was said, or what such an answer stands for by itself. */
static int row_minutes(const struct review_row *row)
{
    if (row->outcome != OUTCOME_DONE && row->outcome != OUTCOME_PARTIAL)
        return 0;
    if (row->minutes >= 0)
        return row->minutes;
    if (row->end_sec == 0)
        return 0;
    return review_default_minutes(row->outcome, row->start_sec, row->end_sec, 0, row->end_sec);
}

static int row_count(const struct review_row *row, bool is_tracked)
{
    if (!outcome_is_answer(row->outcome))
        return 0;
    if (row->count >= 0)
        return row->count;
    return row->outcome == OUTCOME_DONE && !is_tracked;
}

static bool row_is_of(const struct review_row *row, const char *activity)
{
    return !activity || streq(row->activity, activity);
}

int review_done_minutes(const struct review_row *rows, size_t n, const char *activity)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        if (row_is_of(&rows[i], activity))
            sum += row_minutes(&rows[i]);
    return (int)MIN(sum, (int64_t)INT_MAX);
}

void review_count_kept(const struct review_row *rows, size_t n, int64_t now_sec, int *ret_kept,
                       int *ret_of)
{
    int kept = 0, of = 0;

    for (size_t i = 0; i < n; i++) {
        enum outcome outcome = rows[i].outcome;

        if (rows[i].kind == BLOCK_UNPLANNED || outcome == OUTCOME_EXCUSED ||
            rows[i].start_sec > now_sec)
            continue;
        kept += outcome == OUTCOME_DONE || outcome == OUTCOME_PARTIAL;
        of++;
    }
    *ret_kept = kept;
    *ret_of = of;
}

double review_goal_actual(const struct review_goal *goal, const struct review_row *rows, size_t n)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        if (row_is_of(&rows[i], goal->activity))
            sum += goal->is_hours ? row_minutes(&rows[i]) : row_count(&rows[i], goal->is_tracked);
    return goal->is_hours ? (double)sum / 60 : (double)sum;
}
