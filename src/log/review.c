/* What was answered in weekly reviews. */
#include "log/store.h"

#include <errno.h>

int log_put_review_answer(struct log *log, const struct log_review_answer *answer)
{
    if (answer->number < 1)
        return log_fail_errno(log, -EINVAL, "questions are numbered from 1");
    if (str_is_empty(answer->answer))
        return log_statement_run(log, LOG_SQL_REVIEW_FORGET,
                                 LOG_ARGS(LOG_INT(answer->week), LOG_INT(answer->number)));
    return log_statement_run(log, LOG_SQL_REVIEW_PUT,
                             LOG_ARGS(LOG_INT(answer->week), LOG_INT(answer->number),
                                      LOG_TEXT(answer->question), LOG_TEXT(answer->answer),
                                      LOG_INT(answer->answered_sec)));
}

int log_each_review_answer(struct log *log, int32_t from_day, int32_t to_day,
                           int (*callback)(const struct log_review_answer *answer, void *userdata),
                           void *userdata)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, LOG_SQL_REVIEW_EACH,
                               LOG_ARGS(LOG_INT(from_day), LOG_INT(to_day)), &stmt);
    for (; r > 0; r = log_step(log, stmt)) {
        const struct log_review_answer answer = {
            .week = (int32_t)sqlite3_column_int64(stmt, 0),
            .number = (int)sqlite3_column_int64(stmt, 1),
            .question = (const char *)sqlite3_column_text(stmt, 2),
            .answer = (const char *)sqlite3_column_text(stmt, 3),
            .answered_sec = sqlite3_column_int64(stmt, 4),
        };
        if (!answer.question || !answer.answer)
            return log_fail_memory(log);
        int q = callback(&answer, userdata);
        if (q != 0)
            return q;
    }
    return r;
}
