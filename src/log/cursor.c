/* Listing: a SELECT made to measure, stepped through by a statement of its own. */
#include "log/store.h"

#include <errno.h>

#include "base/text.h"

struct log_cursor {
    struct log *log;    /* borrowed */
    sqlite3_stmt *stmt; /* its own: several cursors may be open at once */
    bool has_action;    /* of the history: two more columns */
    int end;            /* 1 while there may be more; then what ended it: 0 or negative errno */
};

/* A SELECT that grows by conditions. Its text holds only those that are asked for, so that SQLite
 * sees which index gives them in the wanted order. */
struct query {
    struct text sql;
    struct log_arg args[8];
    size_t n;
};

static void query_and(struct query *query, const char *condition, struct log_arg arg)
{
    text_add(&query->sql, " AND ");
    text_add(&query->sql, condition);
    query->args[query->n++] = arg;
}

/* A page goes on behind an entry, which bounds it on the side from which it is read. Of two bounds
 * on one side only the narrower is said: SQLite seeks by one and would test the other on every row
 * between them. */
static void query_bounds(struct query *query, const struct log_filter *filter)
{
    int64_t from_sec = filter->from_sec, to_sec = filter->to_sec;
    bool is_down = filter->is_newest_first, has_after = filter->after_id;

    if (has_after && is_down) {
        has_after = to_sec == 0 || to_sec > filter->after_start_sec;
        to_sec = has_after ? 0 : to_sec;
    } else if (has_after) {
        has_after = from_sec == 0 || from_sec <= filter->after_start_sec;
        from_sec = has_after ? 0 : from_sec;
    }

    if (has_after) {
        query_and(query, is_down ? "(start_sec, id) < (?, ?)" : "(start_sec, id) > (?, ?)",
                  LOG_INT(filter->after_start_sec));
        query->args[query->n++] = LOG_TEXT(filter->after_id);
    }
    if (from_sec != 0)
        query_and(query, "start_sec >= ?", LOG_INT(from_sec));
    if (to_sec != 0)
        query_and(query, "start_sec < ?", LOG_INT(to_sec));
}

static void query_filter(struct query *query, const struct log_filter *filter)
{
    text_add(&query->sql, "SELECT " LOG_ENTRY_COLUMNS " FROM completion WHERE ");
    text_add(&query->sql, filter->is_open_only ? "outcome IN ('open', 'missed')" : "true");
    if (filter->activity) /* the open ones are few: + keeps SQLite to their own index */
        query_and(query, filter->is_open_only ? "+activity = ?" : "activity = ?",
                  LOG_TEXT(filter->activity));
    if (filter->has_outcome)
        query_and(query, "outcome = ?", LOG_TEXT(outcome_name(filter->outcome)));
    query_bounds(query, filter);
    text_add(&query->sql, filter->is_newest_first ? " ORDER BY start_sec DESC, id DESC"
                                                  : " ORDER BY start_sec, id");
}

static int cursor_open(struct log *log, const char *sql, const struct log_arg *args, size_t n,
                       struct log_cursor **ret)
{
    _cleanup_(log_cursor_freep) struct log_cursor *cursor = calloc(1, sizeof(*cursor));
    if (!cursor)
        return log_fail_memory(log);
    cursor->log = log;
    cursor->end = 1;

    int r = log_prepare(log, sql, &cursor->stmt);
    if (r >= 0)
        r = log_bind(log, cursor->stmt, args, n);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(cursor);
    return 0;
}

int log_list(struct log *log, const struct log_filter *filter, struct log_cursor **ret)
{
    _cleanup_(freep) char *sql = NULL;
    struct query query = {0};
    query_filter(&query, filter);
    if (text_take(&query.sql, &sql) < 0)
        return log_fail_memory(log);
    return cursor_open(log, sql, query.args, query.n, ret);
}

int log_history(struct log *log, const char *id, struct log_cursor **ret)
{
    static const char sql[] = "SELECT " LOG_ENTRY_COLUMNS ", action, at_sec FROM history"
                              " WHERE id = ? AND outcome IS NOT NULL ORDER BY version";
    int r = cursor_open(log, sql, LOG_ARGS(LOG_TEXT(id)), ret);
    if (r >= 0)
        (*ret)->has_action = true;
    return r;
}

int log_cursor_next(struct log_cursor *cursor, struct log_entry *ret)
{
    if (cursor->end <= 0)
        return cursor->end; /* another step would begin anew */

    struct log_entry entry;
    int r = log_step(cursor->log, cursor->stmt);
    if (r > 0) {
        r = log_entry_from_row(cursor->log, cursor->stmt, &entry);
        if (r >= 0) {
            *ret = entry;
            return 1;
        }
    }
    sqlite3_reset(cursor->stmt); /* ends the read transaction */
    cursor->end = r;
    return r;
}

const char *log_cursor_action(const struct log_cursor *cursor, int64_t *ret_at_sec)
{
    bool has_row = cursor->has_action && sqlite3_data_count(cursor->stmt) > 0;
    const unsigned char *action = NULL;
    if (has_row) {
        action = sqlite3_column_text(cursor->stmt, LOG_ENTRY_N_COLUMNS);
        *ret_at_sec = sqlite3_column_int64(cursor->stmt, LOG_ENTRY_N_COLUMNS + 1);
    }
    return action ? (const char *)action : "";
}

struct log_cursor *log_cursor_free(struct log_cursor *cursor)
{
    if (!cursor)
        return NULL;
    sqlite3_finalize(cursor->stmt);
    free(cursor);
    return NULL;
}
