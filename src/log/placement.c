/* Where flexible blocks lie. A week is replaced as a whole: all its rows are cleared, those that
 * are still placed come back, and the rest stays behind as the memory of numbers that were given.
 */
#include "log/store.h"

#include <errno.h>

#define KEEP_DAYS 100

static int placement_put(struct log *log, int32_t week, const struct log_placement *placement)
{
    int r = log_statement_run(log, LOG_SQL_PLACEMENT_PUT,
                              LOG_ARGS(LOG_TEXT(placement->id), LOG_TEXT(placement->activity),
                                       LOG_INT(week), LOG_INT(placement->n),
                                       LOG_INT(placement->start_sec), LOG_INT(placement->end_sec)));
    if (r < 0)
        return r;
    return log_changes(log) > 0 ? 0 : log_fail_errno(log, -EINVAL, "one block is placed twice");
}

static int week_replace(struct log *log, int32_t week, const struct log_placement *placements,
                        size_t n)
{
    int r = log_statement_run(log, LOG_SQL_PLACEMENT_EXPIRE,
                              LOG_ARGS(LOG_INT((int64_t)week - KEEP_DAYS)));
    if (r >= 0)
        r = log_statement_run(log, LOG_SQL_PLACEMENT_CLEAR, LOG_ARGS(LOG_INT(week)));
    for (size_t i = 0; i < n && r >= 0; i++)
        r = placement_put(log, week, &placements[i]);
    return r;
}

int log_put_placements(struct log *log, int32_t week, const struct log_placement *placements,
                       size_t n)
{
    int r = log_transaction_begin(log);
    return r < 0 ? r : log_transaction_end(log, week_replace(log, week, placements, n));
}

int log_each_placement(struct log *log, int64_t from_sec, int64_t to_sec,
                       int (*callback)(const struct log_placement *placement, void *userdata),
                       void *userdata)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, LOG_SQL_PLACEMENT_EACH,
                               LOG_ARGS(LOG_INT(from_sec), LOG_INT(to_sec)), &stmt);
    for (; r > 0; r = log_step(log, stmt)) {
        const struct log_placement placement = {
            .id = (const char *)sqlite3_column_text(stmt, 0),
            .activity = (const char *)sqlite3_column_text(stmt, 1),
            .week = (int32_t)sqlite3_column_int64(stmt, 2),
            .n = (unsigned)sqlite3_column_int64(stmt, 3),
            .start_sec = sqlite3_column_int64(stmt, 4),
            .end_sec = sqlite3_column_int64(stmt, 5),
        };
        if (!placement.id || !placement.activity)
            return log_fail_memory(log);
        int q = callback(&placement, userdata);
        if (q != 0)
            return q;
    }
    return r;
}

int log_get_highest_number(struct log *log, const char *activity, int32_t week, unsigned *ret)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, LOG_SQL_PLACEMENT_HIGHEST,
                               LOG_ARGS(LOG_TEXT(activity), LOG_INT(week)), &stmt);
    if (r < 0)
        return r;
    *ret = (unsigned)sqlite3_column_int64(stmt, 0);
    return 0;
}
