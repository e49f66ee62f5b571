/* Statements: their texts, what is bound to them, one step after the other, and transactions. */
#include "log/store.h"

#include <errno.h>

#define SET_VALUE(expression)                                 \
    "INSERT INTO value (name, value) VALUES (?1, " expression \
    ") ON CONFLICT (name) DO UPDATE SET value = "

/* Rows are changed in place, never replaced: a cursor that is under way sees each once. */
static const char *const texts[LOG_SQL_MAX_] = {
    [LOG_SQL_BEGIN] = "BEGIN IMMEDIATE",
    [LOG_SQL_COMMIT] = "COMMIT",
    [LOG_SQL_ROLLBACK] = "ROLLBACK",

    [LOG_SQL_COMPLETION_BEGIN] =
        "INSERT INTO completion (" LOG_ENTRY_COLUMNS ") VALUES (" LOG_ENTRY_PLACES ")"
        " ON CONFLICT (id) DO UPDATE SET"
        "  start_sec = excluded.start_sec, end_sec = excluded.end_sec,"
        "  known_sec = excluded.known_sec, outcome = 'open', answered_sec = 0,"
        "  minutes = NULL, count = NULL, source = ''"
        " WHERE outcome IN ('open', 'missed') AND start_sec <> excluded.start_sec",
    [LOG_SQL_COMPLETION_PUT] =
        "INSERT INTO completion (" LOG_ENTRY_COLUMNS ") VALUES (" LOG_ENTRY_PLACES ")"
        " ON CONFLICT (id) DO UPDATE SET (" LOG_ENTRY_COLUMNS ") = (" LOG_ENTRY_PLACES ")",
    [LOG_SQL_COMPLETION_FIND] = "SELECT " LOG_ENTRY_COLUMNS " FROM completion WHERE id = ?1",
    [LOG_SQL_COMPLETION_DELETE] = "DELETE FROM completion WHERE id = ?1",
    [LOG_SQL_COMPLETION_SEE] =
        "UPDATE completion SET known_sec = ?2 WHERE id = ?1 AND outcome = 'open'",

    [LOG_SQL_HISTORY_SAVE] =
        "INSERT INTO history (" LOG_ENTRY_COLUMNS ", action, at_sec, is_undoable)"
        " SELECT " LOG_ENTRY_COLUMNS ", ?2, ?3, ?4 FROM completion WHERE id = ?1",
    [LOG_SQL_HISTORY_SAVE_NONE] =
        "INSERT INTO history (id, action, at_sec, is_undoable) VALUES (?1, ?2, ?3, ?4)",
    [LOG_SQL_HISTORY_NEWEST] =
        "SELECT version, id FROM history"
        " WHERE version = (SELECT max(version) FROM history WHERE is_undoable = 1)"
        "  AND at_sec > ?1",
    [LOG_SQL_HISTORY_RESTORE] =
        "UPDATE completion SET (" LOG_ENTRY_COLUMNS ") ="
        "  (SELECT " LOG_ENTRY_COLUMNS " FROM history WHERE version = ?1)"
        " WHERE id = (SELECT id FROM history WHERE version = ?1 AND outcome IS NOT NULL)",
    [LOG_SQL_HISTORY_SPEND] = "UPDATE history SET is_undoable = 0 WHERE version = ?1",

    [LOG_SQL_SNOOZE_SET] = "INSERT INTO snooze (id, until_sec) VALUES (?1, ?2)"
                           " ON CONFLICT (id) DO UPDATE SET until_sec = ?2",
    [LOG_SQL_SNOOZE_GET] = "SELECT until_sec FROM snooze WHERE id = ?1",
    [LOG_SQL_SNOOZE_FORGET] = "DELETE FROM snooze WHERE id = ?1",
    [LOG_SQL_SNOOZE_EXPIRE] = "DELETE FROM snooze WHERE until_sec <"
                              " (SELECT value FROM value WHERE name = ?1) - 86400",

    [LOG_SQL_ANNOUNCED_ADD] = "INSERT INTO announced (id, what, start_sec) VALUES (?1, ?2, ?3)"
                              " ON CONFLICT DO NOTHING",
    [LOG_SQL_ANNOUNCED_HAS] =
        "SELECT 1 FROM announced WHERE id = ?1 AND what = ?2 AND start_sec = ?3",
    [LOG_SQL_ANNOUNCED_EXPIRE] = "DELETE FROM announced WHERE start_sec < ?1",

    [LOG_SQL_BUBBLE_SET] = "INSERT INTO bubble (key, server_id, server_name) VALUES (?1, ?2, ?3)"
                           " ON CONFLICT (key) DO UPDATE SET server_id = ?2, server_name = ?3",
    [LOG_SQL_BUBBLE_EACH] = "SELECT key, server_id, server_name FROM bubble ORDER BY key",
    [LOG_SQL_BUBBLE_FORGET] = "DELETE FROM bubble WHERE key = ?1",

    [LOG_SQL_PLACEMENT_CLEAR] = "UPDATE placement SET is_placed = 0 WHERE week = ?1",
    /* One that this week has already is left as it is: the list named it twice. */
    [LOG_SQL_PLACEMENT_PUT] =
        "INSERT INTO placement (id, activity, week, n, start_sec, end_sec, is_placed)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1)"
        " ON CONFLICT (id) DO UPDATE SET (activity, week, n, start_sec, end_sec, is_placed) ="
        "  (?2, ?3, ?4, ?5, ?6, 1)"
        " WHERE is_placed = 0 OR week <> ?3",
    [LOG_SQL_PLACEMENT_EACH] = "SELECT id, activity, week, n, start_sec, end_sec FROM placement"
                               " WHERE is_placed = 1 AND start_sec >= ?1 AND start_sec < ?2"
                               " ORDER BY start_sec, id",
    [LOG_SQL_PLACEMENT_HIGHEST] =
        "SELECT coalesce(max(n), 0) FROM placement WHERE activity = ?1 AND week = ?2",
    [LOG_SQL_PLACEMENT_EXPIRE] = "DELETE FROM placement WHERE week < ?1",

    [LOG_SQL_MOVE_PUT] = "INSERT INTO move (id, base_sec, start_sec, end_sec, is_deleted)"
                         " VALUES (?1, ?2, ?3, ?4, ?5)"
                         " ON CONFLICT (id) DO UPDATE SET"
                         "  (base_sec, start_sec, end_sec, is_deleted) = (?2, ?3, ?4, ?5)",
    [LOG_SQL_MOVE_FORGET] = "DELETE FROM move WHERE id = ?1",
    [LOG_SQL_MOVE_RESTORE] = "UPDATE move SET is_deleted = 0 WHERE id = ?1",
    [LOG_SQL_MOVE_EACH] = "SELECT id, base_sec, start_sec, end_sec, is_deleted FROM move"
                          " WHERE (base_sec >= ?1 AND base_sec < ?2)"
                          "  OR (start_sec >= ?1 AND start_sec < ?2)"
                          " ORDER BY start_sec, id",
    [LOG_SQL_MOVE_EXPIRE] = "DELETE FROM move WHERE base_sec < ?1",

    [LOG_SQL_PAUSE_PUT] = "INSERT INTO pause (from_sec, to_sec, is_light, note)"
                          " VALUES (?1, ?2, ?3, ?4)"
                          " ON CONFLICT (from_sec, is_light)"
                          " DO UPDATE SET to_sec = max(to_sec, excluded.to_sec),"
                          "  note = excluded.note",
    [LOG_SQL_PAUSE_CUT] = "UPDATE pause SET to_sec = ?1 WHERE from_sec < ?1 AND to_sec > ?1",
    [LOG_SQL_PAUSE_DROP] = "DELETE FROM pause WHERE from_sec >= ?1",
    [LOG_SQL_PAUSE_EACH] = "SELECT from_sec, to_sec, is_light, note FROM pause"
                           " WHERE to_sec > ?1 AND from_sec < ?2 ORDER BY from_sec, is_light",
    [LOG_SQL_APPLIED_ADD] = "INSERT INTO applied (at_sec, undone_sec, suggestion, activity, edit,"
                            "  evidence, is_goal, slots, n_kept, n_blocks, old_text, new_text)"
                            " VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [LOG_SQL_APPLIED_UNDO] = "UPDATE applied SET undone_sec = ?2 WHERE n = ?1",
    [LOG_SQL_APPLIED_EACH] = "SELECT n, at_sec, suggestion, activity, edit, evidence, is_goal,"
                             "  slots, n_kept, n_blocks, old_text, new_text"
                             " FROM applied WHERE undone_sec = 0 ORDER BY n DESC",
    [LOG_SQL_REVIEW_PUT] = "INSERT INTO review_answer"
                           " (week, number, question, answer, answered_sec)"
                           " VALUES (?1, ?2, ?3, ?4, ?5)"
                           " ON CONFLICT (week, number)"
                           " DO UPDATE SET question = excluded.question,"
                           "  answer = excluded.answer, answered_sec = excluded.answered_sec",
    [LOG_SQL_REVIEW_FORGET] = "DELETE FROM review_answer WHERE week = ?1 AND number = ?2",
    [LOG_SQL_REVIEW_EACH] = "SELECT week, number, question, answer, answered_sec"
                            " FROM review_answer WHERE week >= ?1 AND week < ?2"
                            " ORDER BY week, number",
    [LOG_SQL_TRACK_PUT] =
        "INSERT INTO track (" LOG_TRACK_COLUMNS ") VALUES (" LOG_TRACK_PLACES ")"
        " ON CONFLICT (n) DO UPDATE SET (" LOG_TRACK_COLUMNS ") = (" LOG_TRACK_PLACES ")",
    [LOG_SQL_TRACK_FIND] = "SELECT " LOG_TRACK_COLUMNS " FROM track WHERE n = ?1",
    [LOG_SQL_TRACK_EACH] = "SELECT " LOG_TRACK_COLUMNS " FROM track ORDER BY n",
    [LOG_SQL_TRACK_DELETE] = "DELETE FROM track WHERE n = ?1",
    /* The numbers are those of enum track_deed. Every version of a contact tells when it was last
     * made, but for those that an undo brought back: they were told, or undone, before. */
    [LOG_SQL_TRACK_DEED_EACH] =
        "SELECT applied_day, 0, n FROM track WHERE applied_day >= ?1 AND applied_day < ?2"
        " UNION SELECT last_contact_day, 1, n FROM track_version JOIN track_change USING (change)"
        "  WHERE last_contact_day >= ?1 AND last_contact_day < ?2"
        "   AND is_undone = 0 AND action <> 'undo' AND n IN (SELECT n FROM track)"
        " UNION SELECT day, 2, n FROM track_change JOIN track_version USING (change)"
        "  WHERE day >= ?1 AND day < ?2 AND is_undone = 0 AND n IN (SELECT n FROM track)"
        " ORDER BY 1, 2, 3",
    [LOG_SQL_TRACK_CHANGE_ADD] = "INSERT INTO track_change (action, day, at_sec, is_undone)"
                                 " VALUES (?1, ?2, ?3, 0)",
    [LOG_SQL_TRACK_CHANGE_NEWEST] = "SELECT change FROM track_change"
                                    " WHERE change = (SELECT max(change) FROM track_change"
                                    "                 WHERE is_undone = 0 AND action <> 'undo')"
                                    "  AND at_sec > ?1",
    [LOG_SQL_TRACK_CHANGE_SPEND] = "UPDATE track_change SET is_undone = 1 WHERE change = ?1",
    [LOG_SQL_TRACK_VERSION_SAVE] =
        "INSERT INTO track_version (n, change, is_there, " LOG_TRACK_FIELDS ")"
        " SELECT n, ?2, ?3, " LOG_TRACK_FIELDS " FROM track WHERE n = ?1",
    /* Of a version that still stands, forgetting may have taken what brought it about. */
    [LOG_SQL_TRACK_VERSION_EACH] =
        "SELECT " LOG_TRACK_COLUMNS ", coalesce(action, 'change'), coalesce(at_sec, changed_sec)"
        " FROM track_version LEFT JOIN track_change USING (change) WHERE n = ?1 ORDER BY change",
    [LOG_SQL_TRACK_VERSION_FIRST] =
        "SELECT " LOG_TRACK_COLUMNS ", is_there FROM track_version WHERE change = ?1"
        " ORDER BY n LIMIT 1",
    /* Undo, ?1 the change to take back, ?2 the undo's own: versions that it brings back; those that
     * went because there had been none; and `track` as they say. */
    [LOG_SQL_TRACK_UNDO_TO_BEFORE] =
        "INSERT INTO track_version (n, change, is_there, " LOG_TRACK_FIELDS ")"
        " SELECT n, ?2, 1, " LOG_TRACK_FIELDS " FROM track_version AS old"
        " WHERE is_there = 1 AND n IN (SELECT n FROM track_version WHERE change = ?1)"
        "  AND change = (SELECT max(change) FROM track_version"
        "                WHERE n = old.n AND change < ?1)",
    [LOG_SQL_TRACK_UNDO_TO_NOTHING] =
        "INSERT INTO track_version (n, change, is_there, " LOG_TRACK_FIELDS ")"
        " SELECT n, ?2, 0, " LOG_TRACK_FIELDS " FROM track_version AS new WHERE change = ?1"
        "  AND NOT EXISTS (SELECT 1 FROM track_version WHERE n = new.n AND change = ?2)",
    [LOG_SQL_TRACK_UNDO_CLEAR] =
        "DELETE FROM track WHERE n IN (SELECT n FROM track_version WHERE change = ?1)",
    [LOG_SQL_TRACK_UNDO_PUT] = "INSERT INTO track (" LOG_TRACK_COLUMNS ") SELECT " LOG_TRACK_COLUMNS
                               " FROM track_version WHERE change = ?1 AND is_there = 1",
    [LOG_SQL_VALUE_SET] = SET_VALUE("?2") "excluded.value",
    [LOG_SQL_VALUE_GET] = "SELECT value FROM value WHERE name = ?1",
    [LOG_SQL_SERIAL_ADD] = SET_VALUE("?2") "value + excluded.value",
    [LOG_SQL_SERIAL_RAISE] = SET_VALUE("?2") "max(value, excluded.value)",
};

int log_run_text(struct log *log, const char *sql)
{
    errno = 0;
    int code = sqlite3_exec(log->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? 0 : log_fail(log, code);
}

int log_prepare(struct log *log, const char *sql, sqlite3_stmt **ret)
{
    errno = 0;
    int code = sqlite3_prepare_v2(log->db, sql, -1, ret, NULL);
    return code == SQLITE_OK ? 0 : log_fail(log, code);
}

int log_statements_prepare(struct log *log)
{
    for (size_t i = 0; i < LOG_SQL_MAX_; i++) {
        errno = 0;
        int code = sqlite3_prepare_v3(log->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                                      &log->statements[i], NULL);
        if (code != SQLITE_OK)
            return log_fail(log, code);
    }
    return 0;
}

void log_statements_finalize(struct log *log)
{
    for (size_t i = 0; i < LOG_SQL_MAX_; i++)
        sqlite3_finalize(log->statements[i]);
}

static int bind_one(sqlite3_stmt *stmt, int index, const struct log_arg *arg)
{
    switch (arg->type) {
    case LOG_ARG_INT:
        return sqlite3_bind_int64(stmt, index, arg->integer);
    case LOG_ARG_TEXT:
        return sqlite3_bind_text(stmt, index, arg->text ? arg->text : "", -1, SQLITE_TRANSIENT);
    case LOG_ARG_NULL:
        break;
    }
    return sqlite3_bind_null(stmt, index);
}

int log_bind(struct log *log, sqlite3_stmt *stmt, const struct log_arg *args, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int code = bind_one(stmt, (int)i + 1, &args[i]);
        if (code != SQLITE_OK)
            return log_fail(log, code);
    }
    return 0;
}

int log_step(struct log *log, sqlite3_stmt *stmt)
{
    errno = 0;
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        return 1;
    return code == SQLITE_DONE ? 0 : log_fail(log, code);
}

void log_statement_resetp(sqlite3_stmt **p)
{
    if (!*p)
        return;
    sqlite3_reset(*p); /* repeats the result of the last step, which was looked at then */
    sqlite3_clear_bindings(*p);
}

int log_statement_step(struct log *log, enum log_statement which, const struct log_arg *args,
                       size_t n, sqlite3_stmt **ret)
{
    *ret = log->statements[which];
    int r = log_bind(log, *ret, args, n);
    return r < 0 ? r : log_step(log, *ret);
}

int log_statement_run(struct log *log, enum log_statement which, const struct log_arg *args,
                      size_t n)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, which, args, n, &stmt);
    return MIN(r, 0);
}

int log_changes(const struct log *log)
{
    return sqlite3_changes(log->db);
}

int log_transaction_begin(struct log *log)
{
    return log_statement_run(log, LOG_SQL_BEGIN, LOG_NO_ARGS);
}

int log_transaction_end(struct log *log, int r)
{
    if (r >= 0) {
        int q = log_statement_run(log, LOG_SQL_COMMIT, LOG_NO_ARGS);
        if (q >= 0)
            return r;
        r = q;
    }

    /* A full disk, an I/O error, want of memory or a lock may have rolled back already. Whether or
     * not the rollback is heard, log_why() keeps the first cause. */
    if (!sqlite3_get_autocommit(log->db)) {
        sqlite3_step(log->statements[LOG_SQL_ROLLBACK]);
        sqlite3_reset(log->statements[LOG_SQL_ROLLBACK]);
    }
    return r;
}
