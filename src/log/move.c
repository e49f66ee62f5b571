/* What the user moved or deleted in a calendar program. */
#include "log/store.h"

#define KEEP_SEC (INT64_C(100) * 86400)

static int move_put(struct log *log, const struct log_move *move, int64_t now_sec)
{
    int r = log_statement_run(log, LOG_SQL_MOVE_EXPIRE, LOG_ARGS(LOG_INT(now_sec - KEEP_SEC)));
    if (r < 0)
        return r;
    return log_statement_run(log, LOG_SQL_MOVE_PUT,
                             LOG_ARGS(LOG_TEXT(move->id), LOG_INT(move->base_sec),
                                      LOG_INT(move->start_sec), LOG_INT(move->end_sec),
                                      LOG_INT(move->is_deleted)));
}

int log_put_move(struct log *log, const struct log_move *move, int64_t now_sec)
{
    int r = log_transaction_begin(log);
    return r < 0 ? r : log_transaction_end(log, move_put(log, move, now_sec));
}

int log_forget_move(struct log *log, const char *id)
{
    return log_statement_run(log, LOG_SQL_MOVE_FORGET, LOG_ARGS(LOG_TEXT(id)));
}

int log_each_move(struct log *log, int64_t from_sec, int64_t to_sec,
                  int (*callback)(const struct log_move *move, void *userdata), void *userdata)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, LOG_SQL_MOVE_EACH, LOG_ARGS(LOG_INT(from_sec), LOG_INT(to_sec)),
                               &stmt);
    for (; r > 0; r = log_step(log, stmt)) {
        const struct log_move move = {
            .id = (const char *)sqlite3_column_text(stmt, 0),
            .base_sec = sqlite3_column_int64(stmt, 1),
            .start_sec = sqlite3_column_int64(stmt, 2),
            .end_sec = sqlite3_column_int64(stmt, 3),
            .is_deleted = sqlite3_column_int64(stmt, 4) != 0,
        };
        if (!move.id)
            return log_fail_memory(log);
        int q = callback(&move, userdata);
        if (q != 0)
            return q;
    }
    return r;
}
