/* The tables, as a list of steps from one version of the database to the next. A step that was
 * ever released is not edited: the next version is a new text at the end. So each spells out its
 * columns and words, and takes none from a macro that may change. */
#include "log/store.h"

#include <errno.h>
#include <stdio.h>

#define APPLICATION_ID 0x6a736c67 /* "jslg": file(1) and we know the database by it */

static const char *const migrations[] = {
    /* 1: Times are seconds since 1970-01-01T00:00Z, 0 for none. Paging by (start_sec, id), alone,
     * for one activity, and for what is still to be answered, follows an index without sorting. */
    "CREATE TABLE completion ("
    " id TEXT NOT NULL UNIQUE CHECK (id <> ''),"
    " activity TEXT NOT NULL,"
    " title TEXT NOT NULL,"
    " start_sec INTEGER NOT NULL,"
    " end_sec INTEGER NOT NULL CHECK (end_sec = 0 OR end_sec >= start_sec),"
    " kind TEXT NOT NULL CHECK (kind IN ('fixed', 'flexible', 'unplanned')),"
    " outcome TEXT NOT NULL"
    "  CHECK (outcome IN ('open', 'done', 'partial', 'skipped', 'missed', 'excused')),"
    " minutes INTEGER CHECK (minutes >= 0),"
    " count INTEGER CHECK (count >= 0),"
    " why TEXT NOT NULL"
    "  CHECK (why IN ('', 'tired', 'unclear', 'avoided', 'clash', 'other')),"
    " note TEXT NOT NULL,"
    " source TEXT NOT NULL,"
    " started_sec INTEGER NOT NULL,"
    " known_sec INTEGER NOT NULL,"
    " answered_sec INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX completion_by_start ON completion (start_sec, id);"
    "CREATE INDEX completion_by_activity ON completion (activity, start_sec, id);"
    "CREATE INDEX completion_open ON completion (start_sec, id)"
    " WHERE outcome IN ('open', 'missed');"

    /* The versions that were replaced, by what, when. Where there was no entry before, only its id
     * is set: undo has to know that. */
    "CREATE TABLE history ("
    " version INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL,"
    " activity TEXT, title TEXT, start_sec INTEGER, end_sec INTEGER, kind TEXT, outcome TEXT,"
    " minutes INTEGER, count INTEGER, why TEXT, note TEXT, source TEXT,"
    " started_sec INTEGER, known_sec INTEGER, answered_sec INTEGER,"
    " action TEXT NOT NULL"
    "  CHECK (action IN ('answer', 'start', 'missed', 'edit', 'import', 'undo')),"
    " at_sec INTEGER NOT NULL,"
    " is_undoable INTEGER NOT NULL CHECK (is_undoable IN (0, 1))"
    ") STRICT;"
    "CREATE INDEX history_by_id ON history (id, version);"
    "CREATE INDEX history_undoable ON history (version) WHERE is_undoable = 1;"

    "CREATE TABLE snooze ("
    " id TEXT NOT NULL PRIMARY KEY,"
    " until_sec INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE announced ("
    " id TEXT NOT NULL,"
    " what TEXT NOT NULL,"
    " start_sec INTEGER NOT NULL,"
    " PRIMARY KEY (id, what, start_sec)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX announced_by_start ON announced (start_sec);"

    "CREATE TABLE bubble ("
    " key TEXT NOT NULL PRIMARY KEY,"
    " server_id INTEGER NOT NULL,"
    " server_name TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE value ("
    " name TEXT NOT NULL PRIMARY KEY,"
    " value ANY NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    /* A random UUID (RFC 9562, version 4) that tells our calendar items from another machine's. */
    "INSERT INTO value (name, value)"
    " SELECT 'install-id', substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-4' ||"
    "  substr(hex, 14, 3) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex, 18, 3) ||"
    "  '-' || substr(hex, 21, 12)"
    " FROM (SELECT lower(hex(randomblob(16))) AS hex);",

    /* 2: Where flexible blocks lie. `week` is a day since 1970-01-01. A block that is not placed
     * any more keeps its row, which says that its number was given. */
    "CREATE TABLE placement ("
    " id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),"
    " activity TEXT NOT NULL,"
    " week INTEGER NOT NULL CHECK (week BETWEEN -2147483648 AND 2147483647),"
    " n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 4294967295),"
    " start_sec INTEGER NOT NULL,"
    " end_sec INTEGER NOT NULL CHECK (end_sec >= start_sec),"
    " is_placed INTEGER NOT NULL CHECK (is_placed IN (0, 1))"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX placement_by_start ON placement (start_sec, id) WHERE is_placed = 1;"
    "CREATE INDEX placement_by_number ON placement (week, activity, n);"

    /* What a calendar program moved or deleted: few, so without an index by time. */
    "CREATE TABLE move ("
    " id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),"
    " base_sec INTEGER NOT NULL,"
    " start_sec INTEGER NOT NULL,"
    " end_sec INTEGER NOT NULL CHECK (end_sec >= start_sec),"
    " is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1))"
    ") STRICT, WITHOUT ROWID;",

    /* 3: Stretches declared off, or light. */
    "CREATE TABLE pause ("
    " from_sec INTEGER NOT NULL,"
    " to_sec INTEGER NOT NULL CHECK (to_sec > from_sec),"
    " is_light INTEGER NOT NULL CHECK (is_light IN (0, 1)),"
    " note TEXT NOT NULL,"
    " PRIMARY KEY (from_sec, is_light)"
    ") STRICT, WITHOUT ROWID;",

    /* 4: Suggestions that were applied to the plan: when, what had been kept until then, where to
     * look since, and the plan's text before and after. */
    "CREATE TABLE applied ("
    " n INTEGER PRIMARY KEY,"
    " at_sec INTEGER NOT NULL,"
    " undone_sec INTEGER NOT NULL,"
    " suggestion TEXT NOT NULL,"
    " activity TEXT NOT NULL,"
    " edit TEXT NOT NULL,"
    " evidence TEXT NOT NULL,"
    " is_goal INTEGER NOT NULL CHECK (is_goal IN (0, 1)),"
    " slots INTEGER NOT NULL,"
    " n_kept INTEGER NOT NULL,"
    " n_blocks INTEGER NOT NULL,"
    " old_text TEXT NOT NULL,"
    " new_text TEXT NOT NULL"
    ") STRICT;",

    /* 5: What was answered in weekly reviews, each with its question as it was asked. `week` is a
     * day since 1970-01-01. */
    "CREATE TABLE review_answer ("
    " week INTEGER NOT NULL CHECK (week BETWEEN -2147483648 AND 2147483647),"
    " number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 2147483647),"
    " question TEXT NOT NULL,"
    " answer TEXT NOT NULL CHECK (answer <> ''),"
    " answered_sec INTEGER NOT NULL,"
    " PRIMARY KEY (week, number)"
    ") STRICT, WITHOUT ROWID;",

    /* 6: The job-search tracker. Days are since 1970-01-01, NULL for none; a number is never given
     * twice. What a kind of item does not have is '', NULL or 0. */
    "CREATE TABLE track ("
    " n INTEGER PRIMARY KEY AUTOINCREMENT,"
    " kind TEXT NOT NULL CHECK (kind IN ('application', 'contact')),"
    " name TEXT NOT NULL CHECK (name <> ''),"
    " company TEXT NOT NULL,"
    " channel TEXT NOT NULL,"
    " role TEXT NOT NULL,"
    " link TEXT NOT NULL,"
    " source TEXT NOT NULL,"
    " note TEXT NOT NULL,"
    " stage TEXT NOT NULL CHECK (stage IN"
    "  ('interested', 'applied', 'screen', 'interview', 'offer', 'rejected', 'withdrawn')),"
    " interested_day INTEGER, applied_day INTEGER, screen_day INTEGER, interview_day INTEGER,"
    " offer_day INTEGER, rejected_day INTEGER, withdrawn_day INTEGER,"
    " last_contact_day INTEGER,"
    " follow_up_day INTEGER,"
    " interview_sec INTEGER NOT NULL,"
    " interview_minutes INTEGER NOT NULL CHECK (interview_minutes > 0),"
    " changed_sec INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX track_by_applied ON track (applied_day) WHERE applied_day IS NOT NULL;"

    /* What was done, to one item or to many at once; `day`: on which a follow-up was done. */
    "CREATE TABLE track_change ("
    " change INTEGER PRIMARY KEY AUTOINCREMENT,"
    " action TEXT NOT NULL"
    "  CHECK (action IN ('add', 'change', 'follow-up', 'import', 'remove', 'undo')),"
    " at_sec INTEGER NOT NULL,"
    " day INTEGER,"
    " is_undone INTEGER NOT NULL CHECK (is_undone IN (0, 1))"
    ") STRICT;"
    "CREATE INDEX track_change_by_day ON track_change (day) WHERE day IS NOT NULL;"

    /* Each item as a change left it; where that took it away, as it had been. So an item's newest
     * version is what stands in `track`, and the one before a change is what undo brings back. */
    "CREATE TABLE track_version ("
    " n INTEGER NOT NULL,"
    " change INTEGER NOT NULL,"
    " is_there INTEGER NOT NULL CHECK (is_there IN (0, 1)),"
    " kind TEXT NOT NULL, name TEXT NOT NULL, company TEXT NOT NULL, channel TEXT NOT NULL,"
    " role TEXT NOT NULL, link TEXT NOT NULL, source TEXT NOT NULL, note TEXT NOT NULL,"
    " stage TEXT NOT NULL,"
    " interested_day INTEGER, applied_day INTEGER, screen_day INTEGER, interview_day INTEGER,"
    " offer_day INTEGER, rejected_day INTEGER, withdrawn_day INTEGER,"
    " last_contact_day INTEGER, follow_up_day INTEGER,"
    " interview_sec INTEGER NOT NULL, interview_minutes INTEGER NOT NULL,"
    " changed_sec INTEGER NOT NULL,"
    " PRIMARY KEY (n, change)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX track_version_by_change ON track_version (change);"
    "CREATE INDEX track_version_by_contact ON track_version (last_contact_day)"
    " WHERE last_contact_day IS NOT NULL;",
};

static int query_integer(struct log *log, const char *sql, int64_t *ret)
{
    _cleanup_(sqlite3_finalizep) sqlite3_stmt *stmt = NULL;
    int r = log_prepare(log, sql, &stmt);
    if (r >= 0)
        r = log_step(log, stmt);
    if (r > 0)
        *ret = sqlite3_column_int64(stmt, 0);
    return MIN(r, 0);
}

int log_schema_identify(struct log *log, int *ret_version)
{
    static const char *const sql[] = {
        "PRAGMA application_id",
        "PRAGMA user_version",
        "SELECT count(*) FROM sqlite_schema",
    };
    int64_t found[ARRAY_SIZE(sql)] = {0};
    for (size_t i = 0; i < ARRAY_SIZE(sql); i++) {
        int r = query_integer(log, sql[i], &found[i]);
        if (r < 0)
            return r;
    }
    int64_t id = found[0], version = found[1], n_tables = found[2];

    if (id == APPLICATION_ID && version > (int64_t)ARRAY_SIZE(migrations))
        return log_fail_errno(log, -EPROTO, "the log was written by a newer version");
    bool is_ours = id == APPLICATION_ID && version > 0;
    bool is_empty = id == 0 && version == 0 && n_tables == 0;
    if (!is_ours && !is_empty)
        return log_fail_errno(log, -EBADMSG, "the database is not a log of ours");
    *ret_version = (int)version;
    return 0;
}

static int migrate_one(struct log *log, size_t from)
{
    char stamp[80];
    snprintf(stamp, sizeof(stamp), "PRAGMA application_id = %d; PRAGMA user_version = %zu",
             APPLICATION_ID, from + 1);

    int r = log_run_text(log, "BEGIN IMMEDIATE");
    if (r < 0)
        return r;
    r = log_run_text(log, migrations[from]);
    if (r >= 0)
        r = log_run_text(log, stamp);
    if (r >= 0)
        r = log_run_text(log, "COMMIT");
    if (r < 0 && !sqlite3_get_autocommit(log->db))
        sqlite3_exec(log->db, "ROLLBACK", NULL, NULL, NULL);
    return r;
}

int log_schema_migrate(struct log *log, int version)
{
    for (size_t from = (size_t)version; from < ARRAY_SIZE(migrations); from++) {
        int r = migrate_one(log, from);
        if (r < 0)
            return r;
    }
    return 0;
}
