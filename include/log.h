/* The completion log and what else must survive a restart, in one SQLite database: completions with
 * their history, the job-search tracker, snoozes, what was announced, which bubbles are up, when
 * the daemon last ran.
 *
 * Every writing call is durable when it returns 0 (WAL, synchronous=FULL, one transaction) and has
 * changed nothing when it does not. Writing calls return negative errno for what the user can do
 * something about: -ENOSPC (disk full), -EROFS or -EACCES (may not write), -EIO, -EBUSY (another
 * program held it for a second), -ENOMEM; -EBADMSG if the file turns out corrupt, -EINVAL for an
 * entry that makes no sense (no id, an end before the start, an unknown word, negative minutes,
 * over a MiB of text); log_why() has the words, and the log stays usable. Instants are seconds
 * since 1970-01-01T00:00Z. Strings in entries that come out are borrowed: from log_find() and
 * log_undo() they live until the next of these two calls, from a cursor until its next step, the
 * last one included.
 *
 * A process opens a database once at a time, and does not open the file by itself meanwhile:
 * closing any descriptor of it would drop the log's locks. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/block.h"
#include "base/macro.h"
#include "base/track.h"

struct log;
struct log_cursor;

#define LOG_UNSET (-1)

/* The source of what was moved or deleted in a calendar program. */
#define LOG_SOURCE_CALENDAR "calendar"

struct log_entry {
    const char *id, *activity, *title; /* names and title as they were: snapshots. A string that is
                                          NULL goes in as "" */
    int64_t start_sec, end_sec;        /* end 0: unplanned work that still runs */
    enum block_kind kind;
    enum outcome outcome;
    int minutes, count;   /* LOG_UNSET: not said */
    const char *why;      /* "" or tired, unclear, avoided, clash, other */
    const char *note;     /* "" for none */
    const char *source;   /* what answered: "jsctl", "bubble", "daemon", "import", "pause", "fresh",
                             LOG_SOURCE_CALENDAR, "" */
    int64_t started_sec;  /* 0: the user did not say that it began */
    int64_t known_sec;    /* when the daemon first saw it begin; 0: never */
    int64_t answered_sec; /* 0: no outcome yet */
};

/* Opens or creates the database (file 0600, its folder must exist), checks application_id and
 * quick_check, migrates. Returns 0; 1 if the file was corrupt or not ours: it was set aside with
 * its -wal as *ret_set_aside (path; the caller frees) and a fresh one started; negative errno if
 * neither could be done. A database of a newer version is -EPROTO and stays untouched. */
int log_open(const char *path, struct log **ret, char **ret_set_aside);

/* A log in memory, for when there is no disk to write to: same calls, nothing survives. */
int log_open_memory(struct log **ret);

/* Cursors must be freed before. */
struct log *log_free(struct log *log);
DEFINE_CLEANUP(struct log, log_free);

/* Why the last call failed, in words: "database or disk is full". Never NULL. */
const char *log_why(const struct log *log);

/* ---- Completions ---- */

/* Records that a block began: inserts the entry unless its id is there already; no history. An open
 * or missed row whose start differs (the block moved) takes the new times, and is open again.
 * Returns 1 if anything changed, 0 if not, or negative errno. */
int log_begin(struct log *log, const struct log_entry *entry);

/* An open entry's end passed unseen and was seen now: known_sec becomes this. Returns 1 if anything
 * changed, 0 if not, or negative errno. */
int log_see(struct log *log, const char *id, int64_t known_sec);

/* Writes the entry over any earlier one of its id; what was there goes into the history, together
 * with `action` ("answer", "start", "missed", "edit", "import"). The strings may be those of an
 * entry that log_find() or log_undo() gave. */
int log_put(struct log *log, const struct log_entry *entry, const char *action, int64_t now_sec);

/* The same for many, all or nothing. */
int log_put_all(struct log *log, const struct log_entry *entries, size_t n, const char *action,
                int64_t now_sec);

/* Takes back the newest "answer", "start" or "edit" of the last 24 h that was not taken back yet;
 * what it undid stays in the history. What came from a calendar program takes its move or deletion
 * along. Returns 1 with *ret the restored entry (outcome open and is_gone true if there was none
 * before it), 0 if there is nothing to take back, or negative errno. */
int log_undo(struct log *log, int64_t now_sec, struct log_entry *ret, bool *ret_is_gone);

/* Returns 1 with *ret, 0 if there is no such entry, or negative errno. */
int log_find(struct log *log, const char *id, struct log_entry *ret);

/* The first of n (1 or more) numbers for the next unplanned blocks; none is ever given twice, even
 * if no entry follows, nor one that an imported entry brought along. */
int log_next_serials(struct log *log, uint32_t n, uint32_t *ret_first);

struct log_filter {
    int64_t from_sec, to_sec; /* by start, to not included; 0: open */
    const char *activity;     /* NULL: all. Matches the name as it was logged */
    bool has_outcome;
    enum outcome outcome;
    bool is_open_only;       /* open (started or not) and missed ones: what may still be answered */
    bool is_newest_first;    /* the order, and with it what "after" means */
    int64_t after_start_sec; /* paging: only entries after (start, id); after_id NULL: from the */
    const char *after_id;    /* beginning */
};

/* Entries by start, then id, upwards or downwards. The cursor holds a read transaction from its
 * first step to its end: use it up or free it soon, or page with after_start_sec and after_id.
 * Writing meanwhile is allowed; whether the cursor still sees what was written is not said. Returns
 * 0 or negative errno.
 */
int log_list(struct log *log, const struct log_filter *filter, struct log_cursor **ret);
/* The versions that an entry had, oldest first, each with the time and action ("undo" is one more)
 * that replaced it. */
int log_history(struct log *log, const char *id, struct log_cursor **ret);

/* Returns 1 with the next entry, 0 at the end (and ever after), or negative errno. */
int log_cursor_next(struct log_cursor *cursor, struct log_entry *ret);
/* For log_history() only: what replaced the entry just returned, and when. "" and *ret_at_sec
 * untouched where there is none. */
const char *log_cursor_action(const struct log_cursor *cursor, int64_t *ret_at_sec);
struct log_cursor *log_cursor_free(struct log_cursor *cursor);
DEFINE_CLEANUP(struct log_cursor, log_cursor_free);

/* ---- What else survives ---- */

/* A snooze ends at until_sec; 0 takes it away. Snoozes that ended a day before LOG_LAST_LOOK go by
 * themselves. */
int log_set_snooze(struct log *log, const char *id, int64_t until_sec);
/* Returns 1 with *ret, 0 if there is none. */
int log_get_snooze(struct log *log, const char *id, int64_t *ret);

/* Announcements are remembered by (id, what, start): `what` is the due's kind and offset. Adding
 * returns 1 if it is new, 0 if it was there. Those older than 30 days before `now_sec` go. */
int log_add_announced(struct log *log, const char *id, const char *what, int64_t start_sec,
                      int64_t now_sec);
/* The same for many, in one transaction. Returns 0 or negative errno. */
struct log_announced {
    const char *id, *what; /* borrowed */
    int64_t start_sec;
};
int log_add_announced_all(struct log *log, const struct log_announced *told, size_t n,
                          int64_t now_sec);
int log_has_announced(struct log *log, const char *id, const char *what, int64_t start_sec);

/* Which bubble is up under a key: its id and the unique name of the server that gave it. */
int log_set_bubble(struct log *log, const char *key, uint32_t server_id, const char *server_name);
int log_forget_bubble(struct log *log, const char *key);
/* Calls back for each, by key; a non-zero result stops and is returned. The callback may set and
 * forget bubbles, but not call this. */
int log_each_bubble(struct log *log,
                    int (*callback)(const char *key, uint32_t server_id, const char *server_name,
                                    void *userdata),
                    void *userdata);

/* ---- Where flexible blocks lie, and what a calendar program moved ---- */

struct log_placement {
    const char *id, *activity;
    int32_t week; /* the Monday of the ISO week that its id names */
    unsigned n;   /* of its id */
    int64_t start_sec, end_sec;
};

/* The placements of one week become these, all or nothing; what they say of their week themselves
 * is not looked at. Ids that go are remembered: their numbers are not given again. Weeks that began
 * over 100 days before `week` are forgotten. -EINVAL also for an id twice or without a number. */
int log_put_placements(struct log *log, int32_t week, const struct log_placement *placements,
                       size_t n);

/* Calls back for each placement that starts in [from_sec, to_sec), by start, then id; a non-zero
 * result stops and is returned. The callback may not write to the log. */
int log_each_placement(struct log *log, int64_t from_sec, int64_t to_sec,
                       int (*callback)(const struct log_placement *placement, void *userdata),
                       void *userdata);

/* The highest number that the activity's ids of this week ever had; 0: none. Returns 0 or negative
 * errno. */
int log_get_highest_number(struct log *log, const char *activity, int32_t week, unsigned *ret);

/* A block that lies elsewhere because the user moved it in a calendar program, or that the user
 * deleted there. It holds while the block would otherwise start at base_sec. */
struct log_move {
    const char *id;
    int64_t base_sec;
    int64_t start_sec, end_sec; /* where it lies now; with is_deleted where it lay */
    bool is_deleted;
};

/* Adds or replaces the move of its id. Moves whose base_sec lies over 100 days before now_sec are
 * forgotten. */
int log_put_move(struct log *log, const struct log_move *move, int64_t now_sec);
int log_forget_move(struct log *log, const char *id);

/* As log_each_placement(), for the moves whose base_sec or start_sec lies in [from_sec, to_sec). */
int log_each_move(struct log *log, int64_t from_sec, int64_t to_sec,
                  int (*callback)(const struct log_move *move, void *userdata), void *userdata);

/* A stretch declared off, whose blocks are excused, or light. */
struct log_pause {
    int64_t from_sec, to_sec; /* to not included */
    bool is_light;
    const char *note; /* "" for none */
};

/* Adds a pause; one that begins at the same time becomes the longer of both. */
int log_add_pause(struct log *log, const struct log_pause *pause);

/* Every pause, light or not, ends now; those that lie ahead are dropped. Returns 1 if there was
 * any, 0 if not, or negative errno. */
int log_end_pauses(struct log *log, int64_t now_sec);

/* Calls back for each pause that overlaps [from_sec, to_sec), by its beginning; a non-zero result
 * stops and is returned. The callback may not write to the log. */
int log_each_pause(struct log *log, int64_t from_sec, int64_t to_sec,
                   int (*callback)(const struct log_pause *pause, void *userdata), void *userdata);

/* A suggestion that was applied to the plan. */
struct log_applied {
    int64_t n; /* given by the log */
    int64_t at_sec;
    const char *suggestion, *activity, *edit, *evidence;
    bool is_goal;               /* what is counted: weeks in which the goal was met, else blocks */
    unsigned slots;             /* of the week, in which blocks are counted since; 0: in all */
    int kept, of;               /* before */
    const char *before, *after; /* the plan's text */
};

int log_add_applied(struct log *log, const struct log_applied *applied);

/* It was taken back. */
int log_undo_applied(struct log *log, int64_t n, int64_t now_sec);

/* Calls back for each that was not taken back, the newest first; a non-zero result stops and is
 * returned. The callback may not write to the log. */
int log_each_applied(struct log *log,
                     int (*callback)(const struct log_applied *applied, void *userdata),
                     void *userdata);

/* ---- Tracker ---- */

/* Applications and contacts. Every change keeps the version that it makes, so that it can be taken
 * back and told. What is put in is settled (track_item_settle()) and must be well-formed
 * (track_item_fault()), else -EINVAL with log_why() saying what would be right. Items that come out
 * are borrowed: from log_find_track() and log_undo_track() until the next of these two calls, in a
 * callback until it returns. Callbacks may not write to the log; a non-zero result stops and is
 * returned. */

/* Writes an item. n 0 adds it, whatever its changed_sec says; else it replaces the one of this
 * number, if that has the same changed_sec: -ESTALE if it was changed or removed meanwhile. One
 * that says what is there already changes nothing, and there is nothing to take back. */
int log_put_track(struct log *log, const struct track_item *item, int64_t now_sec, int64_t *ret_n);

/* The same for many, all or nothing; one log_undo_track() takes all of it back. */
int log_put_track_all(struct log *log, const struct track_item *items, size_t n, int64_t now_sec);

/* What log_put_track() would do now. Returns 0 or negative errno, as it would. */
int log_compare_track(struct log *log, const struct track_item *item, int64_t now_sec,
                      enum track_effect *ret);

/* The follow-up was done on `day`: none is ahead any more, it counts as a deed, and a contact was
 * contacted. Returns 1, or 0 if there is no such item. */
int log_finish_follow_up(struct log *log, int64_t n, int32_t day, int64_t now_sec);

/* Takes an item out. What was done for it does not count any more. Returns 1, or 0 if there was
 * none. */
int log_remove_track(struct log *log, int64_t n, int64_t now_sec);

/* Takes back the newest change of the last 24 h that was not taken back yet. Returns how many items
 * that changed, with the first of them as it is now or, if *ret_is_gone, as it was; 0 if there is
 * nothing to take back; or negative errno. */
int log_undo_track(struct log *log, int64_t now_sec, struct track_item *ret, bool *ret_is_gone);

/* Returns 1 with *ret, 0 if there is none, or negative errno. */
int log_find_track(struct log *log, int64_t n, struct track_item *ret);

/* Calls back for each item, by number. */
int log_each_track(struct log *log, int (*callback)(const struct track_item *item, void *userdata),
                   void *userdata);

/* Calls back for each version of an item, oldest first, the present one too, with what made it:
 * "add", "change", "follow-up", "import", "remove" (the item is what was removed), "undo" (the item
 * is what came back; after an undone "add" it is what went). Where that was forgotten: "change", at
 * the version's changed_sec. */
int log_each_track_version(struct log *log, int64_t n,
                           int (*callback)(const struct track_item *item, const char *action,
                                           int64_t at_sec, void *userdata),
                           void *userdata);

/* Calls back for what counts for goals, of the days [from_day, to_day), by day, deed and number:
 * the day on which an application was sent; each day on which a contact was made, also when another
 * followed; each follow-up that was done. At most once a day for an item and deed; only of items
 * that are there. What was taken back does not count. */
int log_each_track_deed(struct log *log, int32_t from_day, int32_t to_day,
                        int (*callback)(int32_t day, enum track_deed deed, int64_t n,
                                        void *userdata),
                        void *userdata);

/* ---- Weekly reviews ---- */

/* What the user answered to a question of a week's review. */
struct log_review_answer {
    int32_t week; /* its first day */
    int number;   /* of the question, from 1 */
    const char *question, *answer;
    int64_t answered_sec;
};

/* Writes it over an earlier one of the same week and number; an empty answer takes that back. */
int log_put_review_answer(struct log *log, const struct log_review_answer *answer);

/* Calls back for each answer of the weeks that begin in [from_day, to_day), in order; a non-zero
 * result stops and is returned. The callback may not write to the log. */
int log_each_review_answer(struct log *log, int32_t from_day, int32_t to_day,
                           int (*callback)(const struct log_review_answer *answer, void *userdata),
                           void *userdata);

/* Single values: instants and short texts. Getting returns 1 with *ret, 0 if it was never set, or
 * negative errno; the text is the caller's to free. */
enum log_value {
    LOG_FIRST_RUN,   /* instant: nothing from before it is missed */
    LOG_LAST_LOOK,   /* instant: everything due until then was handled */
    LOG_QUIET_UNTIL, /* instant */
    LOG_INSTALL_ID,  /* text: UUID, made by log_open() */
    LOG_LAST_WORD,   /* instant: on its day the user last said anything */
    LOG_LULL_TOLD,   /* instant: the last word after which a silence was spoken to */
    LOG_VALUE_MAX_,
};
int log_set_instant(struct log *log, enum log_value value, int64_t sec);
int log_get_instant(struct log *log, enum log_value value, int64_t *ret_sec);
int log_get_text(struct log *log, enum log_value value, char **ret);

/* ---- Forgetting ---- */

/* What lies before a day. NULL in its place is everything. */
struct log_before {
    int64_t sec; /* when that day begins */
    int32_t day;
};

#define LOG_AMOUNTS_MAX 12

/* How many of each. */
struct log_amounts {
    struct {
        const char *what; /* "blocks", "versions" (of blocks), "items" (of the tracker),
                             "pauses", "answers" (in reviews), "suggestions" (that were applied);
                             static */
        int64_t n;
    } items[LOG_AMOUNTS_MAX];
    size_t n;
};

/* What log_forget() would take. Returns 0 or negative errno. */
int log_count_forgettable(struct log *log, const struct log_before *before,
                          struct log_amounts *ret);

/* Takes out what is of a time before that day, so that its bytes are in none of the log's files any
 * more. Open blocks stay, as do applications that are not over and contacts that are to be followed
 * up, and what lies on both sides: a pause, the numbers of a week's blocks. Of
 * everything the install id and the last number of unplanned work stay, since other calendars may
 * hold our items by them. Returns 0; 1 if it is all out of the log, but the files could not be
 * written anew (a full disk, another program that reads them; log_why() says it): a second call
 * takes care of that; or negative errno. No cursor may be open. */
int log_forget(struct log *log, const struct log_before *before);

/* Removes the logs that were once set aside beside this one, with their -wal and -shm; with
 * is_dry_run it only counts them. Returns 0 with their number, or negative errno. */
int log_remove_set_aside(const char *path, bool is_dry_run, unsigned *ret_n);

/* LOG_FIRST_RUN of the log at this path, which another process may have open: it is only read.
 * False if there is no such log, or it does not say. Not for a process that has it open itself. */
bool log_peek_first_run(const char *path, int64_t *ret_sec);
