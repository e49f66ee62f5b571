/* Plan and clock to blocks, and blocks to what is due when. Pure: no clock, no files; the daemon
 * and --dry-run drive the same code, one with the real time and one with a virtual clock.
 *
 * Instants are seconds since 1970-01-01T00:00Z. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/block.h"
#include "base/civil.h"
#include "base/macro.h"
#include "base/zone.h"
#include "plan.h"

struct block {
    char id[BLOCK_ID_SIZE];
    enum block_kind kind;
    const struct activity *activity; /* borrowed from the plan; never NULL here */
    size_t range;                    /* fixed: which of the activity's times */
    int32_t day;                     /* the plan-zone day that its range belongs to */
    int64_t start_sec, end_sec;      /* start < end */
    bool is_cut;                     /* ends early because the next fixed block begins */
};

struct block_list {
    struct block *items; /* by start, then plan order */
    size_t n, capacity;
};

void block_list_done(struct block_list *list);

/* The fixed blocks that start in [from_sec, to_sec), added to *list. DST as DESIGN says: a start
 * that a zone skips is read with the offset before the gap (RFC 5545 3.3.5), a repeated one is the
 * first; a block lasts its range's length in elapsed minutes (RFC 5545 3.8.5.3) and is cut where
 * the next fixed block begins; one cut to nothing is dropped. Days off, from, until and every are
 * honoured. n in the id is the place of the range among the activity's times of that day, from 1.
 * Returns 0 or -ENOMEM (list unchanged). */
int schedule_expand(const struct plan *plan, const struct zone *zone, int64_t from_sec,
                    int64_t to_sec, struct block_list *list);

/* One time range of one fixed activity as a weekly rule, the form in which it is published. */
struct series {
    const struct activity *activity; /* borrowed */
    size_t range;                    /* which of its times; range + 1 is its number in ids */
    int32_t first_day;               /* the first occurrence on or after the day asked for */
    int start_minute, length_minutes;
    unsigned days;
    int every_weeks;
    enum weekday week_start; /* of the weeks that every_weeks counts: the first of `days` in the
                              * plan's week, which comes to the same (see series.c) */
    bool has_until;
    int32_t until; /* last day, included */
};

/* Series `range` of `activity` from `day` on. Returns 1 and fills *ret, or 0 if it has no
 * occurrence on or after that day (plan over, or no days). */
int schedule_series(const struct plan *plan, const struct activity *activity, size_t range,
                    int32_t day, struct series *ret);

/* True if the series, as a recurrence rule would have it (days off and cuts left aside), has an
 * occurrence on this day; *ret_start_sec is its instant. */
bool series_has_day(const struct series *series, const struct zone *zone, int32_t day,
                    int64_t *ret_start_sec);

/* True if `every` has the activity in the week that `day` lies in. */
bool schedule_week_is_on(const struct plan *plan, const struct activity *activity, int32_t day);

/* ---- The agenda: blocks with what is known of them, and what is due ---- */

struct agenda_item {
    char id[BLOCK_ID_SIZE];
    enum block_kind kind;
    const struct activity *activity; /* borrowed from the plan; NULL: no longer in it */
    char *activity_name, *title;     /* snapshots; owned */
    int64_t start_sec, end_sec;
    enum outcome outcome;
    bool is_logged;      /* the log has a row: it began, or was answered */
    int64_t known_sec;   /* when the daemon first saw it begin; 0: not yet */
    int64_t started_sec; /* the user said it began; 0: not */
    int64_t snoozed_sec; /* remind again at; 0: not */
    int minutes, count;  /* as answered; PLAN_UNSET: not said */
    int64_t base_sec;    /* the user moved or deleted it in a calendar program, where it started
                          * then; 0: neither */
    bool is_deleted;     /* the latter */
    bool is_paused;      /* excused by a pause or a light day; the log may not know it yet */
    bool is_light;       /* shortened to its minimum by a light day */
};

/* In the order in which those of one instant are listed. */
enum due_kind {
    DUE_END,
    DUE_REMIND, /* `offset` minutes before the start */
    DUE_START,
    DUE_NAG, /* `offset` minutes after the start */
    DUE_SNOOZE,
    DUE_MISSED, /* see agenda_item_deadline() */
    DUE_REVIEW,
    DUE_KIND_MAX_,
};

const char *due_kind_name(enum due_kind kind); /* "remind", "start", "nag", ... */

struct due {
    int64_t at_sec;
    enum due_kind kind;
    int offset;  /* minutes, for DUE_REMIND and DUE_NAG */
    size_t item; /* index into the agenda's items; SIZE_MAX for DUE_REVIEW */
};

struct due_list {
    struct due *items; /* by time, then kind, then item */
    size_t n, capacity;
};

struct agenda {
    const struct plan *plan;   /* borrowed */
    const struct zone *zone;   /* borrowed */
    struct agenda_item *items; /* by start, then plan order, then id */
    size_t n, capacity;
    bool is_lull; /* the user is silent: notices are few, see agenda_lull_notice() */
};

void agenda_init(struct agenda *agenda, const struct plan *plan, const struct zone *zone);
void agenda_done(struct agenda *agenda);

/* Drops all items and fills in the plan's blocks that overlap [from_sec, to_sec). Returns 0 or
 * -ENOMEM. */
int agenda_fill(struct agenda *agenda, int64_t from_sec, int64_t to_sec);

/* Adds a flexible block where it was placed; its activity is one of the plan's. Returns 0 or
 * -ENOMEM. */
int agenda_add_block(struct agenda *agenda, const struct block *block);

/* The user moved the block of this id, which started at base_sec, in a calendar program, or deleted
 * it there (is_deleted: the times stay). Nothing happens where the block starts elsewhere by now
 * (the plan was edited since), or was moved back to its place. A fixed block of another day is
 * fetched. Returns 0 or -ENOMEM. */
int agenda_move(struct agenda *agenda, const char *id, int64_t base_sec, int64_t start_sec,
                int64_t end_sec, bool is_deleted);

/* Excuses what starts in [from_sec, to_sec) and was neither answered nor begun. */
void agenda_pause(struct agenda *agenda, int64_t from_sec, int64_t to_sec);

/* Light days, each by itself: of what agenda_pause() would excuse, that of the day's highest
 * priority stays, shortened to its activity's minimum. */
void agenda_lighten(struct agenda *agenda, int64_t from_sec, int64_t to_sec);

/* Drops what does not lie in [from_sec, to_sec), not even in part, after moves and log. */
void agenda_clip(struct agenda *agenda, int64_t from_sec, int64_t to_sec);

/* The plan's activity to which the log's rows of this name belong: that of the name, or the one
 * that had it formerly. NULL: none. */
const struct activity *schedule_find_activity(const struct plan *plan, const char *name);

/* Joins one row of the log, which the item describes (its strings are copied, its activity is
 * looked up in the plan). The rules, in this order, for a plan block of the same id, or of the id
 * that it would have had under its activity's former name:
 *   - the row is an answer or excused: the row's times and outcome stand;
 *   - the row is open or missed and the plan's block now begins after now_sec: the plan was edited
 *     and the block has moved; it is open again at its new time, its row's start notwithstanding;
 *   - else the row's times and outcome stand.
 * Without a plan block of that id the row stands by itself. Returns 0 or -ENOMEM. */
int agenda_join(struct agenda *agenda, const struct agenda_item *row, int64_t now_sec);

/* The item of that id, or NULL. Borrowed; valid until the agenda changes. */
struct agenda_item *agenda_find(const struct agenda *agenda, const char *id);

/* Sorts again after start times were changed by hand. */
void agenda_sort(struct agenda *agenda);

/* Everything due in (after_sec, until_sec], added to *list. What an answer, a start or a kind of
 * block makes needless is left out: an item that has an outcome has only its end (an excused one
 * not even that), a started one no remind, start or nag; unplanned work has only an end, and that
 * only where end_sec is known (start_sec < end_sec) and it has no outcome yet; nags are at or
 * before the end; an item whose end lies at or before known_sec passed unseen and has only missed;
 * one that is not logged has everything up to its end, but was never missed. Returns 0 or -ENOMEM
 * (list unchanged). */
int agenda_due(const struct agenda *agenda, int64_t after_sec, int64_t until_sec,
               struct due_list *list);
void due_list_done(struct due_list *list);

/* When an unanswered item is missed: `grace` after its end, or after it was seen (known_sec) or
 * begun, if that came later. */
int64_t agenda_item_deadline(const struct agenda *agenda, const struct agenda_item *item);

/* The first instant after after_sec at which anything is due, or INT64_MAX. */
int64_t agenda_next(const struct agenda *agenda, int64_t after_sec);

/* The weekly review's instants: the first one after after_sec; INT64_MAX if the plan has none. */
int64_t plan_next_review(const struct plan *plan, const struct zone *zone, int64_t after_sec);

/* What runs, what comes: the open block that covers now_sec (the latest begun, where one was
 * started ahead of its time; unplanned work runs beside it and does not count), the first open one
 * that starts after it. NULL: none. */
const struct agenda_item *agenda_current(const struct agenda *agenda, int64_t now_sec);
const struct agenda_item *agenda_next_item(const struct agenda *agenda, int64_t now_sec);

/* The block that a command without BLOCK means (DESIGN section 6): a started one without outcome;
 * else the one that ended under 30 minutes ago unanswered; else the current. NULL: none. */
const struct agenda_item *agenda_default_item(const struct agenda *agenda, int64_t now_sec);

/* ---- Notices: what should be said of an item at this moment ---- */

/* Level, not edge: computed from the state alone, so that silence, sleep, a lost server, a clock
 * that was set and a restart need no rules of their own: what was held back shows again as long as
 * it still matters, and who remembers (notice, start) says nothing twice. */
struct notice {
    enum due_kind
        kind;          /* DUE_REMIND, DUE_START, DUE_NAG, DUE_SNOOZE; DUE_END: asks how it went;
                        * DUE_MISSED: it passed while nobody looked (known_sec at or after its end) */
    int offset;        /* minutes, for DUE_REMIND and DUE_NAG */
    int64_t at_sec;    /* when it became due */
    int64_t until_sec; /* when it stops to matter */
};

/* The one notice that an item has at now_sec: the latest that is due, nothing for an item with an
 * outcome, a started one before its end, or while a snooze runs. Returns true and fills *ret. */
bool agenda_item_notice(const struct agenda *agenda, const struct agenda_item *item,
                        int64_t now_sec, struct notice *ret);

/* ---- Silence: the user answers nothing ---- */

/* From so many silent days on it is a lull. */
#define LULL_DAYS 2

/* The days before now_sec's that were silent since the user's last word (an instant): planned
 * blocks were missed, and none of the day's still waits for an answer. Days without planned blocks
 * and excused ones neither count nor end a silence. */
unsigned agenda_silent_days(const struct agenda *agenda, int64_t last_word_sec, int64_t now_sec);

/* The first planned block of a day that takes place. NULL: none. */
const struct agenda_item *agenda_day_first(const struct agenda *agenda, int32_t day);

/* What agenda_item_notice() says in a lull: the start of the day's first block while it runs, and
 * nothing else. */
bool agenda_lull_notice(const struct agenda *agenda, const struct agenda_item *item,
                        int64_t now_sec, struct notice *ret);

/* "remind5", "start", "nag10", "snooze1764000000", "end", "missed": what the memory of
 * announcements keeps. */
#define NOTICE_NAME_SIZE 32
void notice_format_name(const struct notice *notice, char buf[static NOTICE_NAME_SIZE]);

/* ---- Placement: where the flexible activities of one week lie ---- */

/* The question is put to the letter in docs/placement.md. All times are whole units of 5 minutes:
 * starts and shortest pieces round up, ends, longest pieces and sums down. */

struct busy_time {
    int64_t start_sec, end_sec;
    int buffer_minutes; /* kept free before and after */
};

/* A flexible block of the week that stays where it is: past, running, or too soon to move. */
struct kept_block {
    const struct activity *activity; /* of the plan */
    int64_t start_sec, end_sec;
    int minutes; /* what counts of its activity's hours and of the budget: 0 for one that was
                  * missed and is to be caught up */
    unsigned n;  /* of its id */
};

struct placement {
    const struct plan *plan;
    const struct zone *zone;
    int32_t week;              /* its first day: a civil_week_start() */
    int64_t now_sec;           /* nothing is placed before */
    const struct block *fixed; /* what schedule_expand() gives for the week and the days around */
    size_t n_fixed;
    const struct busy_time *busy;
    size_t n_busy;
    const struct kept_block *kept;
    size_t n_kept;
    const struct block *previous; /* the flexible blocks of the week's last placement, without the
                                   * kept ones: where nothing better is found they stay */
    size_t n_previous;
    const unsigned *used; /* by the activity's place in the plan, the highest n that this week's ids
                           * ever had; NULL: those of kept and previous blocks */
    int budget_minutes;   /* what the plan has for the week; 0: plan_budget() */
    unsigned effort;      /* how many nodes to search at most in a level; 0: the default */
};

/* In this order where one activity has several. */
enum unplaced_reason {
    UNPLACED_CUT,     /* its hours cannot be cut into pieces of the length it wants */
    UNPLACED_WINDOW,  /* its windows have no room for it, were it alone in the week */
    UNPLACED_DAY_CAP, /* max-per-day */
    UNPLACED_BUDGET,  /* the plan's hours are used up */
    UNPLACED_CROWDED, /* what matters more, or as much, has the room */
    UNPLACED_REASON_MAX_,
};

/* "cut", "window", "day-cap", "budget", "crowded-out"; static strings. */
const char *unplaced_reason_name(enum unplaced_reason reason);

struct unplaced {
    const struct activity *activity; /* borrowed */
    int minutes;                     /* > 0 */
    enum unplaced_reason reason;
};

struct placed {
    struct block_list blocks;  /* by start; kind flexible, `range` is the n of the id */
    struct unplaced *unplaced; /* in plan order, then by reason */
    size_t n_unplaced, capacity_unplaced;
    bool is_best; /* no placement gives any priority more minutes: proven */
};

void placed_done(struct placed *placed);

/* Places the week. Returns 0, -EINVAL (a week or a time beyond the years that civil.h knows), or
 * -ENOMEM; *ret is untouched on failure. The same question always gets the same answer, however
 * long the machine takes for it. */
int schedule_place(const struct placement *question, struct placed *ret);

/* The weekly minutes of every activity, by its place in the plan: `hours`; for a flexible activity
 * without, its share of what the budget leaves when `fixed_minutes` and all that have hours are
 * served, by priority; 0 for fixed ones. */
void schedule_shares(const struct plan *plan, int budget_minutes, int fixed_minutes, int minutes[]);
