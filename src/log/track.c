/* The job-search tracker: one row an item in `track`, and every change with the versions that it
 * made, in the same transaction. */
#include "log/store.h"

#include <errno.h>

int log_track_change_begin(struct log *log, const char *action, int32_t day, int64_t now_sec,
                           int64_t *ret_change)
{
    int r = log_statement_run(log, LOG_SQL_TRACK_CHANGE_ADD,
                              LOG_ARGS(LOG_TEXT(action), LOG_DAY(day), LOG_INT(now_sec)));
    if (r < 0)
        return r;
    *ret_change = sqlite3_last_insert_rowid(log->db);
    return 0;
}

/* Returns 1 with *ret, whose strings live until the statement is reset, or 0. */
static int item_step(struct log *log, int64_t n, sqlite3_stmt **ret_stmt, struct track_item *ret)
{
    int r = log_statement_step(log, LOG_SQL_TRACK_FIND, LOG_ARGS(LOG_INT(n)), ret_stmt);
    if (r <= 0)
        return r;
    r = log_track_from_row(log, *ret_stmt, ret);
    return r < 0 ? r : 1;
}

int log_find_track(struct log *log, int64_t n, struct track_item *ret)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    struct track_item item;
    int r = item_step(log, n, &stmt, &item);
    if (r <= 0)
        return r;
    r = log_track_keep(log, &item);
    if (r < 0)
        return r;
    *ret = item;
    return 1;
}

/* What the item does to the tracker, and its next changed_sec: later than that of the version
 * before, whatever the clock says, so that no two can be taken for each other. */
static int item_weigh(struct log *log, const struct track_item *item, int64_t now_sec,
                      enum track_effect *ret_effect, int64_t *ret_next_sec)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    struct track_item before;
    const char *fault = track_item_fault(item);
    if (fault)
        return log_fail_errno(log, -EINVAL, fault);
    *ret_effect = TRACK_ADDED;
    *ret_next_sec = now_sec;
    if (item->n == 0)
        return 0;

    int r = item_step(log, item->n, &stmt, &before);
    if (r < 0)
        return r;
    if (r == 0)
        return log_fail_errno(log, -ESTALE, "it was removed meanwhile");
    if (before.changed_sec != item->changed_sec)
        return log_fail_errno(log, -ESTALE, "it was changed meanwhile");
    *ret_effect = track_item_equals(&before, item) ? TRACK_UNCHANGED : TRACK_CHANGED;
    *ret_next_sec = MAX(now_sec, before.changed_sec + 1);
    return 0;
}

int log_compare_track(struct log *log, const struct track_item *item, int64_t now_sec,
                      enum track_effect *ret)
{
    struct track_item settled = *item;
    int64_t next_sec;
    track_item_settle(&settled, now_sec);
    return item_weigh(log, &settled, now_sec, ret, &next_sec);
}

static int version_save(struct log *log, int64_t n, int64_t change, bool is_there)
{
    return log_statement_run(log, LOG_SQL_TRACK_VERSION_SAVE,
                             LOG_ARGS(LOG_INT(n), LOG_INT(change), LOG_INT(is_there)));
}

/* Writes the item, whose number and changed_sec become what they are in the log. */
static int item_write(struct log *log, struct track_item *item, int64_t change)
{
    struct log_arg args[LOG_TRACK_N_COLUMNS];
    log_track_to_args(item, args);
    int r = log_statement_run(log, LOG_SQL_TRACK_PUT, args, ARRAY_SIZE(args));
    if (r < 0)
        return r;
    if (item->n == 0)
        item->n = sqlite3_last_insert_rowid(log->db);
    return version_save(log, item->n, change, true);
}

/* A change that many items may share; it begins with the first that differs. */
struct change {
    const char *action; /* NULL: as the item has it */
    int64_t number;     /* 0: not begun */
    int64_t now_sec;
};

static int item_put(struct log *log, const struct track_item *item, struct change *change,
                    int64_t *ret_n)
{
    struct track_item settled = *item;
    enum track_effect effect;
    int64_t next_sec;
    track_item_settle(&settled, change->now_sec);
    int r = item_weigh(log, &settled, change->now_sec, &effect, &next_sec);
    if (r >= 0 && effect != TRACK_UNCHANGED) {
        const char *action = change->action ?: effect == TRACK_ADDED ? "add" : "change";
        if (change->number == 0)
            r = log_track_change_begin(log, action, TRACK_NO_DAY, change->now_sec, &change->number);
        settled.changed_sec = next_sec;
        if (r >= 0)
            r = item_write(log, &settled, change->number);
    }
    if (r >= 0)
        *ret_n = settled.n;
    return r;
}

int log_put_track(struct log *log, const struct track_item *item, int64_t now_sec, int64_t *ret_n)
{
    struct change change = {.now_sec = now_sec};
    int64_t n = 0;
    int r = log_transaction_begin(log);
    if (r < 0)
        return r;
    r = log_transaction_end(log, item_put(log, item, &change, &n));
    if (r >= 0)
        *ret_n = n;
    return r;
}

int log_put_track_all(struct log *log, const struct track_item *items, size_t n, int64_t now_sec)
{
    struct change change = {.action = "import", .now_sec = now_sec};
    int64_t number;
    int r = log_transaction_begin(log);
    if (r < 0)
        return r;
    for (size_t i = 0; i < n && r >= 0; i++)
        r = item_put(log, &items[i], &change, &number);
    return log_transaction_end(log, r);
}

static int follow_up_finish(struct log *log, int64_t n, int32_t day, int64_t now_sec)
{
    _cleanup_(log_statement_resetp) sqlite3_stmt *stmt = NULL;
    struct track_item item;
    int64_t change;
    int r = item_step(log, n, &stmt, &item);
    if (r <= 0)
        return r;
    item.follow_up = TRACK_NO_DAY;
    if (item.kind == TRACK_CONTACT)
        item.last_contact = MAX(item.last_contact, day);
    item.changed_sec = MAX(now_sec, item.changed_sec + 1);

    r = log_track_change_begin(log, "follow-up", day, now_sec, &change);
    if (r >= 0)
        r = item_write(log, &item, change);
    return r < 0 ? r : 1;
}

int log_finish_follow_up(struct log *log, int64_t n, int32_t day, int64_t now_sec)
{
    int r = log_transaction_begin(log);
    return r < 0 ? r : log_transaction_end(log, follow_up_finish(log, n, day, now_sec));
}

static int item_remove(struct log *log, int64_t n, int64_t now_sec)
{
    int64_t change;
    int r = log_track_change_begin(log, "remove", TRACK_NO_DAY, now_sec, &change);
    if (r >= 0)
        r = version_save(log, n, change, false);
    if (r >= 0 && log_changes(log) == 0)
        return log_fail_errno(log, -ENOENT, "there is no such item");
    if (r >= 0)
        r = log_statement_run(log, LOG_SQL_TRACK_DELETE, LOG_ARGS(LOG_INT(n)));
    return r;
}

int log_remove_track(struct log *log, int64_t n, int64_t now_sec)
{
    int r = log_transaction_begin(log);
    if (r < 0)
        return r;
    r = log_transaction_end(log, item_remove(log, n, now_sec)); /* none: rolled back */
    if (r == -ENOENT)
        return 0;
    return r < 0 ? r : 1;
}
