/* Stretches declared off (a pause) or light. */
#include "log/store.h"

#include <errno.h>

int log_add_pause(struct log *log, const struct log_pause *pause)
{
    if (pause->to_sec <= pause->from_sec)
        return log_fail_errno(log, -EINVAL, "a pause ends after it begins");
    return log_statement_run(log, LOG_SQL_PAUSE_PUT,
                             LOG_ARGS(LOG_INT(pause->from_sec), LOG_INT(pause->to_sec),
                                      LOG_INT(pause->is_light), LOG_TEXT(pause->note)));
}

/* Returns how many pauses were shortened or dropped. */
static int pauses_end(struct log *log, int64_t now_sec)
{
    int n = 0;
    int r = log_statement_run(log, LOG_SQL_PAUSE_CUT, LOG_ARGS(LOG_INT(now_sec)));
    if (r < 0)
        return r;
    n += log_changes(log);
    r = log_statement_run(log, LOG_SQL_PAUSE_DROP, LOG_ARGS(LOG_INT(now_sec)));
    if (r < 0)
        return r;
    return n + log_changes(log);
}

int log_end_pauses(struct log *log, int64_t now_sec)
{
    int r = log_transaction_begin(log);
    if (r < 0)
        return r;
    int n = pauses_end(log, now_sec);
    r = log_transaction_end(log, n);
    return r < 0 ? r : n > 0;
}

int log_each_pause(struct log *log, int64_t from_sec, int64_t to_sec,
                   int (*callback)(const struct log_pause *pause, void *userdata), void *userdata)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, LOG_SQL_PAUSE_EACH,
                               LOG_ARGS(LOG_INT(from_sec), LOG_INT(to_sec)), &stmt);
    for (; r > 0; r = log_step(log, stmt)) {
        const struct log_pause pause = {
            .from_sec = sqlite3_column_int64(stmt, 0),
            .to_sec = sqlite3_column_int64(stmt, 1),
            .is_light = sqlite3_column_int64(stmt, 2) != 0,
            .note = (const char *)sqlite3_column_text(stmt, 3),
        };
        if (!pause.note)
            return log_fail_memory(log);
        int q = callback(&pause, userdata);
        if (q != 0)
            return q;
    }
    return r;
}
