/* Forgetting, so that the bytes are gone, too.
 *
 * Deleting alone does not do that. secure_delete (set in open.c) puts zeros over what is deleted,
 * but b-tree pages that were filled anew meanwhile may hold stale copies between their cells, and
 * the -wal holds every page as it was before. So the database is written anew without either
 * (VACUUM; its copy is in memory, by temp_store), and the -wal, which now has all of that, is
 * brought into the database and cut to nothing. See <https://sqlite.org/pragma.html> on
 * secure_delete and <https://sqlite.org/lang_vacuum.html>. What the disk itself keeps of blocks
 * that files gave back is beyond us, and said so in docs/privacy.md. */
#include "log/store.h"

#include <errno.h>
#include <stdio.h>

#define OPEN_IDS      "SELECT id FROM completion WHERE outcome = 'open'"
#define FORGOTTEN_IDS "SELECT id FROM completion WHERE start_sec < ?1 AND outcome <> 'open'"

/* What stays and was told is not told again: follow-ups, and the goals of a week that the day lies
 * in or follows. `risk` and `review` are of the week's first second and of its end; the half day is
 * for weeks in which a clock is changed. */
#define FOLLOW_UP_IDS "SELECT 'follow-up/' || n FROM track WHERE follow_up_day IS NOT NULL"
#define TOLD_OF_WEEK  "what IN ('risk', 'review') AND start_sec > ?1 - 13 * 43200"

/* A version of the tracker lasts until the next one; the last one of an item that is there still
 * does, and one that was replaced on the day or later is what undo brings back. */
#define NEW_CHANGES "SELECT change FROM track_change WHERE at_sec >= ?1"
#define LATER                              \
    "SELECT 1 FROM track_version AS later" \
    " WHERE later.n = track_version.n AND later.change > track_version.change"

/* Of each table the rows that lie before a day (?1 its first second, ?2 its number), and those that
 * go with everything. What is missing here stays: `bubble` says what is on the screen now. In
 * order: which versions go is asked of the blocks that are still there. */
static const struct rule {
    const char *table;
    const char *what; /* as it is counted for the user; NULL: not worth a word */
    const char *before, *all;
} rules[] = {
    {"history", "versions", "at_sec < ?1 OR start_sec < ?1 OR id IN (" FORGOTTEN_IDS ")", "1"},
    {"announced", NULL,
     "start_sec < ?1 AND id NOT IN (" OPEN_IDS ") AND id NOT IN (" FOLLOW_UP_IDS ")"
     " AND NOT (" TOLD_OF_WEEK ")",
     "1"},
    {"snooze", NULL, "until_sec < ?1 AND id NOT IN (" OPEN_IDS ")", "1"},
    {"move", NULL, "base_sec < ?1 AND start_sec < ?1 AND id NOT IN (" OPEN_IDS ")", "1"},
    {"completion", "blocks", "start_sec < ?1 AND outcome <> 'open'", "1"},
    /* Numbers of a week that is not over are not given again. */
    {"placement", NULL, "week + 7 <= ?2", "1"},
    {"track", "items",
     "changed_sec < ?1 AND coalesce(last_contact_day, ?2 - 1) < ?2 AND follow_up_day IS NULL"
     " AND (kind = 'contact' OR stage IN ('rejected', 'withdrawn'))",
     "1"},
    {"track_version", NULL,
     "change NOT IN (" NEW_CHANGES ") AND"
     " (EXISTS (" LATER " AND later.change NOT IN (" NEW_CHANGES "))"
     "  OR (NOT EXISTS (" LATER ") AND n NOT IN (SELECT n FROM track)))",
     "1"},
    {"track_change", NULL, "at_sec < ?1", "1"},
    {"pause", "pauses", "to_sec <= ?1", "1"},
    {"review_answer", "answers", "answered_sec < ?1 OR week + 7 <= ?2", "1"},
    {"applied", "suggestions", "at_sec < ?1", "1"},
    /* The calendars of others know our items by the one, and unplanned ones by the other. */
    {"value", NULL, "0", "name NOT IN ('install-id', 'last-serial')"},
};

/* Runs `verb` ("DELETE", "SELECT count(*)") on what goes of a table. Returns 1 with a row in *ret,
 * which the caller finalizes, 0 for none, or negative errno. */
static int rule_run(struct log *log, const struct rule *rule, const char *verb,
                    const struct log_before *before, sqlite3_stmt **ret)
{
    const struct log_arg args[] = {LOG_INT(before ? before->sec : 0),
                                   LOG_INT(before ? before->day : 0)};
    const char *condition = before ? rule->before : rule->all;
    char sql[600];
    int r;

    snprintf(sql, sizeof(sql), "%s FROM %s WHERE %s", verb, rule->table, condition);
    r = log_prepare(log, sql, ret);
    if (r >= 0)
        r = log_bind(log, *ret, args, (size_t)sqlite3_bind_parameter_count(*ret));
    return r < 0 ? r : log_step(log, *ret);
}

int log_count_forgettable(struct log *log, const struct log_before *before, struct log_amounts *ret)
{
    struct log_amounts amounts = {0};

    for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
        _cleanup_(sqlite3_finalizep) sqlite3_stmt *stmt = NULL;
        int r;

        if (!rules[i].what)
            continue;
        r = rule_run(log, &rules[i], "SELECT count(*)", before, &stmt);
        if (r < 0)
            return r;
        amounts.items[amounts.n].what = rules[i].what;
        amounts.items[amounts.n++].n = sqlite3_column_int64(stmt, 0);
    }
    *ret = amounts;
    return 0;
}

static int rows_delete(struct log *log, const struct log_before *before)
{
    int r = 0;

    for (size_t i = 0; r >= 0 && i < ARRAY_SIZE(rules); i++) {
        _cleanup_(sqlite3_finalizep) sqlite3_stmt *stmt = NULL;

        r = rule_run(log, &rules[i], "DELETE", before, &stmt);
    }
    return r;
}

/* A log in memory has no -wal and answers -1; a reader may keep ours from being cut. */
static int wal_truncate(struct log *log)
{
    _cleanup_(sqlite3_finalizep) sqlite3_stmt *stmt = NULL;
    int r = log_prepare(log, "PRAGMA wal_checkpoint(TRUNCATE)", &stmt);

    if (r >= 0)
        r = log_step(log, stmt);
    if (r > 0 && sqlite3_column_int(stmt, 0) != 0)
        return log_fail_errno(log, -EBUSY, "another program reads the log");
    return MIN(r, 0);
}

int log_forget(struct log *log, const struct log_before *before)
{
    int r = log_transaction_begin(log);

    if (r < 0)
        return r;
    r = log_transaction_end(log, rows_delete(log, before));
    free(log->kept);
    log->kept = NULL;
    track_item_done(&log->kept_track);
    if (r < 0)
        return r;
    r = log_run_text(log, "VACUUM");
    if (r >= 0)
        r = wal_truncate(log);
    return r < 0;
}
