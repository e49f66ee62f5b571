/* Undo: every undoable change left the version before it in the history, marked as undoable. Undo
 * takes the newest mark, in the order of writing whatever the clock did since; keeps the present
 * version in the history as replaced by "undo"; restores the old one; and spends the mark, so that
 * the next undo finds the change before. */
#include "log/store.h"

#include <errno.h>

#define UNDO_SEC 86400

/* One mark: a version that can come back. */
struct mark {
    int64_t version;
    char *id; /* owned */
};

/* Returns 1 with the newest mark, 0 if there is none young enough, or negative errno. */
static int mark_find(struct log *log, int64_t now_sec, struct mark *ret)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, LOG_SQL_HISTORY_NEWEST, LOG_ARGS(LOG_INT(now_sec - UNDO_SEC)),
                               &stmt);
    if (r <= 0)
        return r;
    const char *id = (const char *)sqlite3_column_text(stmt, 1);
    char *copy = id ? strdup(id) : NULL;
    if (!copy)
        return log_fail_memory(log);
    *ret = (struct mark){.version = sqlite3_column_int64(stmt, 0), .id = copy};
    return 1;
}

/* Returns 1 if a version came back, 0 if there had been none and the entry is gone. */
static int mark_restore(struct log *log, const struct mark *mark, int64_t now_sec)
{
    const struct log_arg id = LOG_TEXT(mark->id), version = LOG_INT(mark->version);
    int r = log_history_save(log, mark->id, "undo", false, now_sec);
    if (r >= 0)
        r = log_statement_run(log, LOG_SQL_HISTORY_SPEND, &version, 1);
    if (r >= 0)
        r = log_statement_run(log, LOG_SQL_HISTORY_RESTORE, &version, 1);
    if (r < 0)
        return r;
    if (log_changes(log) > 0)
        return 1;
    return log_statement_run(log, LOG_SQL_COMPLETION_DELETE, &id, 1);
}

/* What the caller of undo sees of an entry that is gone. */
static void entry_reopen(struct log_entry *entry)
{
    entry->outcome = OUTCOME_OPEN;
    entry->minutes = entry->count = LOG_UNSET;
    entry->started_sec = entry->answered_sec = 0;
}

/* A deletion leaves the block where the user had moved it before, if at all. */
static int move_undo(struct log *log, const char *id, const struct log_entry *undone)
{
    if (!streq(undone->source, LOG_SOURCE_CALENDAR))
        return 0;
    if (undone->outcome == OUTCOME_OPEN)
        return log_forget_move(log, id);
    return log_statement_run(log, LOG_SQL_MOVE_RESTORE, LOG_ARGS(LOG_TEXT(id)));
}

static int undo_newest(struct log *log, int64_t now_sec, struct log_entry *ret, bool *ret_is_gone)
{
    struct mark mark = {0};
    int r = mark_find(log, now_sec, &mark);
    if (r <= 0)
        return r;
    _cleanup_(freep) char *id = mark.id;

    r = log_find(log, id, ret);
    if (r == 0)
        r = log_fail_errno(log, -EBADMSG, "the history knows an entry that the log does not");
    if (r >= 0)
        r = move_undo(log, id, ret);
    if (r >= 0)
        r = mark_restore(log, &mark, now_sec);
    if (r < 0)
        return r;

    *ret_is_gone = r == 0;
    if (!*ret_is_gone)
        return log_find(log, id, ret);
    entry_reopen(ret);
    return 1;
}

int log_undo(struct log *log, int64_t now_sec, struct log_entry *ret, bool *ret_is_gone)
{
    struct log_entry entry;
    bool is_gone = false;
    int r = log_transaction_begin(log);
    if (r < 0)
        return r;
    r = log_transaction_end(log, undo_newest(log, now_sec, &entry, &is_gone));
    if (r <= 0)
        return r;
    *ret = entry;
    *ret_is_gone = is_gone;
    return 1;
}
