/* Completions: one row an id. What a change replaces goes into the history first, in the same
 * transaction. */
#include "log/store.h"

#include <errno.h>

#define SERIAL_NAME "last-serial"

/* What may replace an entry, and whether the user may take it back. */
struct action {
    const char *name;
    bool is_undoable;
};

static const struct action *action_find(const char *name)
{
    static const struct action actions[] = {
        {"answer", true}, {"start", true}, {"edit", true}, {"missed", false}, {"import", false},
    };
    for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
        if (streq_null(name, actions[i].name))
            return &actions[i];
    return NULL;
}

int log_begin(struct log *log, const struct log_entry *entry)
{
    struct log_arg args[LOG_ENTRY_N_COLUMNS];
    log_entry_to_args(entry, args);
    int r = log_statement_run(log, LOG_SQL_COMPLETION_BEGIN, args, ARRAY_SIZE(args));
    return r < 0 ? r : log_changes(log) > 0;
}

int log_see(struct log *log, const char *id, int64_t known_sec)
{
    int r =
        log_statement_run(log, LOG_SQL_COMPLETION_SEE, LOG_ARGS(LOG_TEXT(id), LOG_INT(known_sec)));
    return r < 0 ? r : log_changes(log) > 0;
}

/* An entry that comes from elsewhere may carry a serial that we have not given yet. The upper half
 * of the numbers is left alone, so that no import can use them up. */
static int serial_raise(struct log *log, const char *id)
{
    const char *plus = id ? strstr(id, "/+") : NULL;
    unsigned long serial = plus ? strtoul(plus + 2, NULL, 10) : 0;
    if (serial == 0 || serial > INT32_MAX)
        return 0;
    return log_statement_run(log, LOG_SQL_SERIAL_RAISE,
                             LOG_ARGS(LOG_TEXT(SERIAL_NAME), LOG_INT((int64_t)serial)));
}

int log_history_save(struct log *log, const char *id, const char *action, bool is_undoable,
                     int64_t now_sec)
{
    const struct log_arg args[] = {
        LOG_TEXT(id),
        LOG_TEXT(action),
        LOG_INT(now_sec),
        LOG_INT(is_undoable),
    };
    int r = log_statement_run(log, LOG_SQL_HISTORY_SAVE, args, ARRAY_SIZE(args));
    if (r < 0 || log_changes(log) > 0 || !is_undoable)
        return r;
    return log_statement_run(log, LOG_SQL_HISTORY_SAVE_NONE, args, ARRAY_SIZE(args));
}

static int entry_put(struct log *log, const struct log_entry *entry, const struct action *action,
                     int64_t now_sec)
{
    int r = log_history_save(log, entry->id, action->name, action->is_undoable, now_sec);
    if (r < 0)
        return r;
    if (entry->kind == BLOCK_UNPLANNED) {
        r = serial_raise(log, entry->id);
        if (r < 0)
            return r;
    }
    struct log_arg args[LOG_ENTRY_N_COLUMNS];
    log_entry_to_args(entry, args);
    return log_statement_run(log, LOG_SQL_COMPLETION_PUT, args, ARRAY_SIZE(args));
}

int log_put_all(struct log *log, const struct log_entry *entries, size_t n, const char *action,
                int64_t now_sec)
{
    const struct action *known = action_find(action);
    if (!known)
        return log_fail_errno(log, -EINVAL, "unknown action");
    int r = log_transaction_begin(log);
    if (r < 0)
        return r;
    for (size_t i = 0; i < n && r >= 0; i++)
        r = entry_put(log, &entries[i], known, now_sec);
    return log_transaction_end(log, r);
}

int log_put(struct log *log, const struct log_entry *entry, const char *action, int64_t now_sec)
{
    return log_put_all(log, entry, 1, action, now_sec);
}

int log_find(struct log *log, const char *id, struct log_entry *ret)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, LOG_SQL_COMPLETION_FIND, LOG_ARGS(LOG_TEXT(id)), &stmt);
    if (r <= 0)
        return r;
    struct log_entry entry;
    r = log_entry_from_row(log, stmt, &entry);
    if (r >= 0)
        r = log_entry_keep(log, &entry);
    if (r < 0)
        return r;
    *ret = entry;
    return 1;
}

/* *ret is the last number given. */
static int serial_add(struct log *log, uint32_t n, int64_t *ret)
{
    const struct log_arg name = LOG_TEXT(SERIAL_NAME);
    int r = log_statement_run(log, LOG_SQL_SERIAL_ADD, LOG_ARGS(name, LOG_INT(n)));
    if (r < 0)
        return r;
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    r = log_statement_step(log, LOG_SQL_VALUE_GET, &name, 1, &stmt);
    if (r < 0)
        return r;
    *ret = sqlite3_column_int64(stmt, 0);
    if (*ret < 1 || *ret > UINT32_MAX)
        return log_fail_errno(log, -ERANGE, "no number is left for unplanned work");
    return 0;
}

int log_next_serials(struct log *log, uint32_t n, uint32_t *ret_first)
{
    int64_t last = 0;
    int r = log_transaction_begin(log);
    if (r < 0)
        return r;
    r = log_transaction_end(log, serial_add(log, n, &last));
    if (r < 0)
        return r;
    *ret_first = (uint32_t)(last - n + 1);
    return 0;
}
