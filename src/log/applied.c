/* Suggestions that were applied to the plan: few, and kept for ever. */
#include "log/store.h"

int log_add_applied(struct log *log, const struct log_applied *applied)
{
    return log_statement_run(
        log, LOG_SQL_APPLIED_ADD,
        LOG_ARGS(LOG_INT(applied->at_sec), LOG_TEXT(applied->suggestion),
                 LOG_TEXT(applied->activity), LOG_TEXT(applied->edit), LOG_TEXT(applied->evidence),
                 LOG_INT(applied->is_goal), LOG_INT(applied->slots), LOG_INT(applied->kept),
                 LOG_INT(applied->of), LOG_TEXT(applied->before), LOG_TEXT(applied->after)));
}

int log_undo_applied(struct log *log, int64_t n, int64_t now_sec)
{
    return log_statement_run(log, LOG_SQL_APPLIED_UNDO, LOG_ARGS(LOG_INT(n), LOG_INT(now_sec)));
}

static const char *column_text(sqlite3_stmt *stmt, int column)
{
    return (const char *)sqlite3_column_text(stmt, column);
}

int log_each_applied(struct log *log,
                     int (*callback)(const struct log_applied *applied, void *userdata),
                     void *userdata)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, LOG_SQL_APPLIED_EACH, LOG_NO_ARGS, &stmt);
    for (; r > 0; r = log_step(log, stmt)) {
        const struct log_applied applied = {
            .n = sqlite3_column_int64(stmt, 0),
            .at_sec = sqlite3_column_int64(stmt, 1),
            .suggestion = column_text(stmt, 2),
            .activity = column_text(stmt, 3),
            .edit = column_text(stmt, 4),
            .evidence = column_text(stmt, 5),
            .is_goal = sqlite3_column_int64(stmt, 6) != 0,
            .slots = (unsigned)sqlite3_column_int64(stmt, 7),
            .kept = sqlite3_column_int(stmt, 8),
            .of = sqlite3_column_int(stmt, 9),
            .before = column_text(stmt, 10),
            .after = column_text(stmt, 11),
        };
        if (!applied.suggestion || !applied.activity || !applied.edit || !applied.evidence ||
            !applied.before || !applied.after)
            return log_fail_memory(log);
        int q = callback(&applied, userdata);
        if (q != 0)
            return q;
    }
    return r;
}
