/* The inside of the log room: the open database, its prepared statements, transactions, and how
 * SQLite's results become errno. No other room includes this, so none sees a sqlite3 type. */
#pragma once

#include <sqlite3.h>

#include "base/macro.h"
#include "log.h"

/* Every statement that runs more than once; statement.c holds the texts. */
enum log_statement {
    LOG_SQL_BEGIN,
    LOG_SQL_COMMIT,
    LOG_SQL_ROLLBACK,
    LOG_SQL_COMPLETION_BEGIN,
    LOG_SQL_COMPLETION_PUT,
    LOG_SQL_COMPLETION_FIND,
    LOG_SQL_COMPLETION_DELETE,
    LOG_SQL_COMPLETION_SEE,
    LOG_SQL_HISTORY_SAVE,
    LOG_SQL_HISTORY_SAVE_NONE,
    LOG_SQL_HISTORY_NEWEST,
    LOG_SQL_HISTORY_RESTORE,
    LOG_SQL_HISTORY_SPEND,
    LOG_SQL_SNOOZE_SET,
    LOG_SQL_SNOOZE_GET,
    LOG_SQL_SNOOZE_FORGET,
    LOG_SQL_SNOOZE_EXPIRE,
    LOG_SQL_ANNOUNCED_ADD,
    LOG_SQL_ANNOUNCED_HAS,
    LOG_SQL_ANNOUNCED_EXPIRE,
    LOG_SQL_BUBBLE_SET,
    LOG_SQL_BUBBLE_EACH,
    LOG_SQL_BUBBLE_FORGET,
    LOG_SQL_PLACEMENT_CLEAR,
    LOG_SQL_PLACEMENT_PUT,
    LOG_SQL_PLACEMENT_EACH,
    LOG_SQL_PLACEMENT_HIGHEST,
    LOG_SQL_PLACEMENT_EXPIRE,
    LOG_SQL_MOVE_PUT,
    LOG_SQL_MOVE_FORGET,
    LOG_SQL_MOVE_RESTORE,
    LOG_SQL_MOVE_EACH,
    LOG_SQL_MOVE_EXPIRE,
    LOG_SQL_PAUSE_PUT,
    LOG_SQL_PAUSE_CUT,
    LOG_SQL_PAUSE_DROP,
    LOG_SQL_PAUSE_EACH,
    LOG_SQL_APPLIED_ADD,
    LOG_SQL_APPLIED_UNDO,
    LOG_SQL_APPLIED_EACH,
    LOG_SQL_REVIEW_PUT,
    LOG_SQL_REVIEW_FORGET,
    LOG_SQL_REVIEW_EACH,
    LOG_SQL_TRACK_PUT,
    LOG_SQL_TRACK_FIND,
    LOG_SQL_TRACK_EACH,
    LOG_SQL_TRACK_DELETE,
    LOG_SQL_TRACK_DEED_EACH,
    LOG_SQL_TRACK_CHANGE_ADD,
    LOG_SQL_TRACK_CHANGE_NEWEST,
    LOG_SQL_TRACK_CHANGE_SPEND,
    LOG_SQL_TRACK_VERSION_SAVE,
    LOG_SQL_TRACK_VERSION_EACH,
    LOG_SQL_TRACK_VERSION_FIRST,
    LOG_SQL_TRACK_UNDO_TO_BEFORE,
    LOG_SQL_TRACK_UNDO_TO_NOTHING,
    LOG_SQL_TRACK_UNDO_CLEAR,
    LOG_SQL_TRACK_UNDO_PUT,
    LOG_SQL_VALUE_SET,
    LOG_SQL_VALUE_GET,
    LOG_SQL_SERIAL_ADD,
    LOG_SQL_SERIAL_RAISE,
    LOG_SQL_MAX_,
};

struct log {
    sqlite3 *db;
    sqlite3_stmt *statements[LOG_SQL_MAX_];
    char *kept; /* the strings of the entry that log_find() or log_undo() returned last */
    struct track_item kept_track; /* a copy: what log_find_track() or log_undo_track() did */
    char why[200];
};

/* ---- error.c ---- */

/* Takes note of what SQLite says about the failed call for log_why(). Returns negative errno. */
int log_fail(struct log *log, int code);
/* The same for failures of our own. Returns r. */
int log_fail_errno(struct log *log, int r, const char *why);
/* Returns -ENOMEM. */
int log_fail_memory(struct log *log);

/* ---- statement.c ---- */

/* One value to bind; made by the LOG_ macros below. Binding copies the text. */
struct log_arg {
    enum { LOG_ARG_NULL, LOG_ARG_INT, LOG_ARG_TEXT } type;
    union {
        int64_t integer;
        const char *text;
    };
};

#define LOG_INT(i)      ((struct log_arg){.type = LOG_ARG_INT, .integer = (i)})
#define LOG_OPTIONAL(i) ((i) == LOG_UNSET ? (struct log_arg){.type = LOG_ARG_NULL} : LOG_INT(i))
#define LOG_DAY(day)    ((day) == TRACK_NO_DAY ? (struct log_arg){.type = LOG_ARG_NULL} : LOG_INT(day))
#define LOG_TEXT(s)     ((struct log_arg){.type = LOG_ARG_TEXT, .text = (s)}) /* NULL is "" */

/* A list of values and its length, as the functions below take them. */
#define LOG_ARGS(...)                \
    (struct log_arg[]){__VA_ARGS__}, \
        sizeof((struct log_arg[]){__VA_ARGS__}) / sizeof(struct log_arg)
#define LOG_NO_ARGS NULL, 0

/* Runs SQL text that gives no rows. */
int log_run_text(struct log *log, const char *sql);
/* Prepares a statement that is needed once or belongs to a cursor; the caller finalizes it. */
int log_prepare(struct log *log, const char *sql, sqlite3_stmt **ret);
DEFINE_CLEANUP(sqlite3_stmt, sqlite3_finalize);

/* Prepares every statement. A schema that does not know them is not ours: -EBADMSG. */
int log_statements_prepare(struct log *log);
void log_statements_finalize(struct log *log);

int log_bind(struct log *log, sqlite3_stmt *stmt, const struct log_arg *args, size_t n);
/* Returns 1 for a row, 0 at the end, or negative errno. */
int log_step(struct log *log, sqlite3_stmt *stmt);

/* Binds and steps once. Returns 1 with a row in *ret, 0 for none, or negative errno. *ret is
 * borrowed and must be reset in any case: declare it with _cleanup_(log_statement_resetp). */
int log_statement_step(struct log *log, enum log_statement which, const struct log_arg *args,
                       size_t n, sqlite3_stmt **ret);
void log_statement_resetp(sqlite3_stmt **p);

/* Binds and runs a statement that gives no rows. Returns 0 or negative errno; log_changes() has
 * the number of rows that it wrote. */
int log_statement_run(struct log *log, enum log_statement which, const struct log_arg *args,
                      size_t n);
int log_changes(const struct log *log);

int log_transaction_begin(struct log *log);
/* Commits if r is not negative, else rolls back. Returns r, or why the commit failed. */
int log_transaction_end(struct log *log, int r);

/* ---- schema.c ---- */

/* Reads whose database this is. *ret_version is 0 for an empty one. Returns 0, -EBADMSG (not ours)
 * or -EPROTO (newer than we are). Writes nothing. */
int log_schema_identify(struct log *log, int *ret_version);

/* Brings the database from `version` to ours, each step in a transaction of its own. */
int log_schema_migrate(struct log *log, int version);

/* ---- aside.c ---- */

/* Moves the database with its -wal, -shm and -journal to a dated name that is free. Returns 0 with
 * the new path (the caller frees) or negative errno. */
int log_files_set_aside(const char *path, char **ret);

/* Undoes that: what was set aside takes the place of a fresh database that could not be made. */
void log_files_put_back(const char *aside, const char *path);

/* ---- entry.c ---- */

/* The columns that completion and history share, in the order of struct log_entry. */
#define LOG_ENTRY_COLUMNS                                                           \
    "id, activity, title, start_sec, end_sec, kind, outcome, minutes, count, why, " \
    "note, source, started_sec, known_sec, answered_sec"
#define LOG_ENTRY_PLACES    "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15"
#define LOG_ENTRY_N_COLUMNS 15

void log_entry_to_args(const struct log_entry *entry, struct log_arg args[LOG_ENTRY_N_COLUMNS]);

/* Reads the row that the statement stands on; the strings live as long as it stands there. Returns
 * 0, -EBADMSG (words that we do not know) or -ENOMEM. */
int log_entry_from_row(struct log *log, sqlite3_stmt *stmt, struct log_entry *ret);

/* Moves the strings of an entry into log->kept, so that no statement has to stay open for them. */
int log_entry_keep(struct log *log, struct log_entry *entry);

/* ---- completion.c ---- */

/* Copies the entry of this id, if there is one, into the history, as replaced by `action`. That
 * there was none is worth a row only where it can be undone. */
int log_history_save(struct log *log, const char *id, const char *action, bool is_undoable,
                     int64_t now_sec);

/* ---- track-row.c ---- */

/* The columns of track and track_version that hold struct track_item, its number first. */
#define LOG_TRACK_FIELDS                                                               \
    "kind, name, company, channel, role, link, source, note, stage, interested_day,"   \
    " applied_day, screen_day, interview_day, offer_day, rejected_day, withdrawn_day," \
    " last_contact_day, follow_up_day, interview_sec, interview_minutes, changed_sec"
#define LOG_TRACK_COLUMNS "n, " LOG_TRACK_FIELDS
#define LOG_TRACK_PLACES                                                                    \
    "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19," \
    " ?20, ?21, ?22"
#define LOG_TRACK_N_COLUMNS 22

/* Number 0 is left to the database to give. */
void log_track_to_args(const struct track_item *item, struct log_arg args[LOG_TRACK_N_COLUMNS]);

/* As log_entry_from_row() and log_entry_keep(), with log->kept_track. */
int log_track_from_row(struct log *log, sqlite3_stmt *stmt, struct track_item *ret);
int log_track_keep(struct log *log, struct track_item *item);

/* ---- track.c ---- */

/* Begins a change, to which the versions belong that are saved under its number. */
int log_track_change_begin(struct log *log, const char *action, int32_t day, int64_t now_sec,
                           int64_t *ret_change);
