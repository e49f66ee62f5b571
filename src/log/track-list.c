/* Going through the tracker: its items, the versions of one, and what was done. */
#include "log/store.h"

#include <errno.h>

int log_each_track(struct log *log, int (*callback)(const struct track_item *item, void *userdata),
                   void *userdata)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    struct track_item item;
    int r = log_statement_step(log, LOG_SQL_TRACK_EACH, LOG_NO_ARGS, &stmt);
    for (; r > 0; r = log_step(log, stmt)) {
        r = log_track_from_row(log, stmt, &item);
        if (r < 0)
            return r;
        int q = callback(&item, userdata);
        if (q != 0)
            return q;
    }
    return r;
}

int log_each_track_version(struct log *log, int64_t n,
                           int (*callback)(const struct track_item *item, const char *action,
                                           int64_t at_sec, void *userdata),
                           void *userdata)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    struct track_item item;
    int r = log_statement_step(log, LOG_SQL_TRACK_VERSION_EACH, LOG_ARGS(LOG_INT(n)), &stmt);
    for (; r > 0; r = log_step(log, stmt)) {
        r = log_track_from_row(log, stmt, &item);
        if (r < 0)
            return r;
        const char *action = (const char *)sqlite3_column_text(stmt, LOG_TRACK_N_COLUMNS);
        int64_t at_sec = sqlite3_column_int64(stmt, LOG_TRACK_N_COLUMNS + 1);
        if (!action)
            return log_fail_memory(log);
        int q = callback(&item, action, at_sec, userdata);
        if (q != 0)
            return q;
    }
    return r;
}

_Static_assert(DEED_APPLICATION == 0 && DEED_CONTACT == 1 && DEED_FOLLOW_UP == 2,
               "the deeds are not numbered as LOG_SQL_TRACK_DEED_EACH has them");

int log_each_track_deed(struct log *log, int32_t from_day, int32_t to_day,
                        int (*callback)(int32_t day, enum track_deed deed, int64_t n,
                                        void *userdata),
                        void *userdata)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, LOG_SQL_TRACK_DEED_EACH,
                               LOG_ARGS(LOG_INT(from_day), LOG_INT(to_day)), &stmt);
    for (; r > 0; r = log_step(log, stmt)) {
        int q = callback(sqlite3_column_int(stmt, 0), (enum track_deed)sqlite3_column_int(stmt, 1),
                         sqlite3_column_int64(stmt, 2), userdata);
        if (q != 0)
            return q;
    }
    return r;
}
