/* Undo of the tracker: the newest change that was not taken back is taken back as a whole. Each of
 * its items becomes the version before, or goes if there was none. That is a change of its own, so
 * that the history tells it; it is never taken back itself, and the next undo finds the change
 * before. */
#include "log/store.h"

#include <errno.h>

#define UNDO_SEC 86400

static int newest_change(struct log *log, int64_t now_sec, int64_t *ret)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, LOG_SQL_TRACK_CHANGE_NEWEST,
                               LOG_ARGS(LOG_INT(now_sec - UNDO_SEC)), &stmt);
    if (r > 0)
        *ret = sqlite3_column_int64(stmt, 0);
    return r;
}

static int first_version(struct log *log, int64_t change, struct track_item *ret,
                         bool *ret_is_there)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, LOG_SQL_TRACK_VERSION_FIRST, LOG_ARGS(LOG_INT(change)), &stmt);
    if (r == 0)
        return log_fail_errno(log, -EBADMSG, "the tracker knows a change that changed nothing");
    if (r > 0)
        r = log_track_from_row(log, stmt, ret);
    if (r >= 0)
        r = log_track_keep(log, ret);
    if (r >= 0)
        *ret_is_there = sqlite3_column_int(stmt, LOG_TRACK_N_COLUMNS) != 0;
    return r;
}

/* Writes the versions that stand after the undo. Returns how many. */
static int versions_restore(struct log *log, int64_t undone, int64_t undo)
{
    static const enum log_statement steps[] = {LOG_SQL_TRACK_UNDO_TO_BEFORE,
                                               LOG_SQL_TRACK_UNDO_TO_NOTHING};
    int n = 0;
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        int r = log_statement_run(log, steps[i], LOG_ARGS(LOG_INT(undone), LOG_INT(undo)));
        if (r < 0)
            return r;
        n += log_changes(log);
    }
    return n;
}

static int undo_newest(struct log *log, int64_t now_sec, struct track_item *ret, bool *ret_is_there)
{
    int64_t undone, undo;
    int r = newest_change(log, now_sec, &undone);
    if (r <= 0)
        return r;
    r = log_track_change_begin(log, "undo", TRACK_NO_DAY, now_sec, &undo);
    if (r < 0)
        return r;
    int n = versions_restore(log, undone, undo);
    if (n < 0)
        return n;

    r = log_statement_run(log, LOG_SQL_TRACK_UNDO_CLEAR, LOG_ARGS(LOG_INT(undo)));
    if (r >= 0)
        r = log_statement_run(log, LOG_SQL_TRACK_UNDO_PUT, LOG_ARGS(LOG_INT(undo)));
    if (r >= 0)
        r = log_statement_run(log, LOG_SQL_TRACK_CHANGE_SPEND, LOG_ARGS(LOG_INT(undone)));
    if (r >= 0)
        r = first_version(log, undo, ret, ret_is_there);
    return r < 0 ? r : n;
}

int log_undo_track(struct log *log, int64_t now_sec, struct track_item *ret, bool *ret_is_gone)
{
    struct track_item item;
    bool is_there = false;
    int r = log_transaction_begin(log);
    if (r < 0)
        return r;
    r = log_transaction_end(log, undo_newest(log, now_sec, &item, &is_there));
    if (r <= 0)
        return r;
    *ret = item;
    *ret_is_gone = !is_there;
    return r;
}
