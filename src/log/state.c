/* What else must survive a restart: snoozes, announcements, bubbles, single values. */
#include "log/store.h"

#include <errno.h>

#define ANNOUNCED_KEEP_SEC (30 * 86400)

static const char *const value_names[LOG_VALUE_MAX_] = {
    [LOG_FIRST_RUN] = "first-run",     [LOG_LAST_LOOK] = "last-look",
    [LOG_QUIET_UNTIL] = "quiet-until", [LOG_INSTALL_ID] = "install-id",
    [LOG_LAST_WORD] = "last-word",     [LOG_LULL_TOLD] = "lull-told",
};

/* ---- Snoozes ---- */

static int snooze_set(struct log *log, const char *id, int64_t until_sec)
{
    /* The last look is the room's only notion of now: nothing older is still of use. */
    int r = log_statement_run(log, LOG_SQL_SNOOZE_EXPIRE,
                              LOG_ARGS(LOG_TEXT(value_names[LOG_LAST_LOOK])));
    if (r < 0)
        return r;
    if (until_sec == 0)
        return log_statement_run(log, LOG_SQL_SNOOZE_FORGET, LOG_ARGS(LOG_TEXT(id)));
    return log_statement_run(log, LOG_SQL_SNOOZE_SET, LOG_ARGS(LOG_TEXT(id), LOG_INT(until_sec)));
}

int log_set_snooze(struct log *log, const char *id, int64_t until_sec)
{
    int r = log_transaction_begin(log);
    return r < 0 ? r : log_transaction_end(log, snooze_set(log, id, until_sec));
}

int log_get_snooze(struct log *log, const char *id, int64_t *ret)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, LOG_SQL_SNOOZE_GET, LOG_ARGS(LOG_TEXT(id)), &stmt);
    if (r > 0)
        *ret = sqlite3_column_int64(stmt, 0);
    return r;
}

/* ---- Announcements ---- */

static int announced_add(struct log *log, const char *id, const char *what, int64_t start_sec,
                         int64_t now_sec)
{
    int r = log_statement_run(log, LOG_SQL_ANNOUNCED_EXPIRE,
                              LOG_ARGS(LOG_INT(now_sec - ANNOUNCED_KEEP_SEC)));
    if (r < 0)
        return r;
    r = log_statement_run(log, LOG_SQL_ANNOUNCED_ADD,
                          LOG_ARGS(LOG_TEXT(id), LOG_TEXT(what), LOG_INT(start_sec)));
    return r < 0 ? r : log_changes(log) > 0;
}

int log_add_announced(struct log *log, const char *id, const char *what, int64_t start_sec,
                      int64_t now_sec)
{
    int r = log_transaction_begin(log);
    return r < 0 ? r : log_transaction_end(log, announced_add(log, id, what, start_sec, now_sec));
}

int log_add_announced_all(struct log *log, const struct log_announced *told, size_t n,
                          int64_t now_sec)
{
    int r = log_transaction_begin(log);
    if (r < 0)
        return r;
    for (size_t i = 0; i < n && r >= 0; i++)
        r = announced_add(log, told[i].id, told[i].what, told[i].start_sec, now_sec);
    return log_transaction_end(log, MIN(r, 0));
}

int log_has_announced(struct log *log, const char *id, const char *what, int64_t start_sec)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    return log_statement_step(log, LOG_SQL_ANNOUNCED_HAS,
                              LOG_ARGS(LOG_TEXT(id), LOG_TEXT(what), LOG_INT(start_sec)), &stmt);
}

/* ---- Bubbles ---- */

int log_set_bubble(struct log *log, const char *key, uint32_t server_id, const char *server_name)
{
    return log_statement_run(log, LOG_SQL_BUBBLE_SET,
                             LOG_ARGS(LOG_TEXT(key), LOG_INT(server_id), LOG_TEXT(server_name)));
}

int log_forget_bubble(struct log *log, const char *key)
{
    return log_statement_run(log, LOG_SQL_BUBBLE_FORGET, LOG_ARGS(LOG_TEXT(key)));
}

int log_each_bubble(struct log *log,
                    int (*callback)(const char *key, uint32_t server_id, const char *server_name,
                                    void *userdata),
                    void *userdata)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = log_statement_step(log, LOG_SQL_BUBBLE_EACH, LOG_NO_ARGS, &stmt);
    for (; r > 0; r = log_step(log, stmt)) {
        const char *key = (const char *)sqlite3_column_text(stmt, 0);
        const char *server_name = (const char *)sqlite3_column_text(stmt, 2);
        if (!key || !server_name)
            return log_fail_memory(log);
        int q = callback(key, (uint32_t)sqlite3_column_int64(stmt, 1), server_name, userdata);
        if (q != 0)
            return q;
    }
    return r;
}

/* ---- Values ---- */

static int value_get(struct log *log, enum log_value value, int type, sqlite3_stmt **ret)
{
    int r = log_statement_step(log, LOG_SQL_VALUE_GET, LOG_ARGS(LOG_TEXT(value_names[value])), ret);
    if (r > 0 && sqlite3_column_type(*ret, 0) != type)
        return log_fail_errno(log, -EBADMSG, "a value in the database has the wrong type");
    return r;
}

int log_set_instant(struct log *log, enum log_value value, int64_t sec)
{
    return log_statement_run(log, LOG_SQL_VALUE_SET,
                             LOG_ARGS(LOG_TEXT(value_names[value]), LOG_INT(sec)));
}

int log_get_instant(struct log *log, enum log_value value, int64_t *ret_sec)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = value_get(log, value, SQLITE_INTEGER, &stmt);
    if (r > 0)
        *ret_sec = sqlite3_column_int64(stmt, 0);
    return r;
}

int log_get_text(struct log *log, enum log_value value, char **ret)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    int r = value_get(log, value, SQLITE_TEXT, &stmt);
    if (r <= 0)
        return r;
    const char *text = (const char *)sqlite3_column_text(stmt, 0);
    char *copy = text ? strdup(text) : NULL;
    if (!copy)
        return log_fail_memory(log);
    *ret = copy;
    return 1;
}
