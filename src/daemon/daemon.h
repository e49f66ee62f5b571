/* The daemon's one object and the parts of its way that lie in files of their own. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"
#include "base/zone.h"
#include "bus.h"
#include "daemon/announcer.h"
#include "daemon/calendars.h"
#include "daemon/changes.h"
#include "daemon/edits.h"
#include "daemon/placer.h"
#include "daemon/plan-watch.h"
#include "daemon/presence.h"
#include "daemon/problems.h"
#include "daemon/publisher.h"
#include "daemon/rounds.h"
#include "daemon/store.h"
#include "daemon/tracked.h"
#include "daemon/wake.h"
#include "plan.h"

struct row_list;
struct sd_event;
struct sd_bus;
struct text;
struct tuning;

#define EXIT_BUS_LOST  75 /* EX_TEMPFAIL: the unit restarts it */
#define SNOOZE_MINUTES 10

/* A page copied out of the log, and where the next one begins. */
struct lent_page {
    struct bus_entry *entries;
    size_t n, capacity;
    char *cursor;
};

/* Items copied out of the tracker, and where the next page begins. */
struct lent_track {
    struct bus_track_version *versions;
    size_t n, capacity;
    char cursor[24];
};

/* Texts that the answer to a question borrows. */
struct lent_texts {
    char **items;
    size_t n, capacity;
};

/* Follow-ups that the bubble is about. */
struct follow_ups {
    struct asked {
        int64_t n;   /* the item's */
        int32_t day; /* on which it was due */
    } * asked;
    size_t n_asked;
    bool is_told; /* the bubble was seen */
};
void follow_ups_done(struct follow_ups *follow_ups);

struct daemon {
    struct sd_event *event;
    struct sd_bus *bus;
    struct bus_service *service;

    char *plan_path, *data_dir, *calendar_dir;
    struct plan *plan; /* never NULL once loaded: an empty one where there is none */
    struct zone *zone; /* never NULL once loaded */
    bool has_plan;     /* a plan file was taken */

    struct store store;
    struct rounds rounds;
    struct announcer *announcer;
    struct publisher *publisher;
    struct edits *edits;
    struct calendars *calendars;
    struct tracked tracked;
    struct follow_ups follow_ups;
    struct placer placer;
    struct change_list changes; /* of the placement, not told yet */
    struct plan_watch *plan_watch;
    struct presence *presence;
    struct wake *wake;
    struct problem_list problems;

    int64_t first_run_sec;
    int64_t handled_sec;     /* what was due until then is of earlier runs, or of none */
    int64_t quiet_until_sec; /* as it was asked for: see daemon_quiet_until() */
    int64_t last_word_sec;   /* on its day the user last said anything */
    int64_t lull_told_sec; /* the last word after which a lull was spoken to; 0: not in this run */
    bool is_lull;          /* at this look */
    int64_t review_sec;    /* the review that is being told */
    int64_t reviewed_sec;  /* the one that was told in this run; 0: none */
    bool must_place;       /* at the next look, once the calendars are read */
    bool must_publish;     /* at the end of the look */
    bool is_publish_due;   /* once what calendar programs changed is read */
    bool is_taking_edits;  /* publishing follows by itself */
    unsigned n_edits_failed; /* comparisons in a row */

    /* What answers to the bus borrow: lives until the next question of the same kind. */
    struct agenda lent;
    struct diag_list lent_diags;
    struct lent_page lent_page;
    struct lent_track lent_track;
    struct tuning *lent_tuning;
    char *lent_backup;
    struct lent_texts lent_review, lent_shared;
};

/* Seconds since 1970 on the wall clock, exactly. */
int64_t daemon_now(void);

/* ---- daemon.c: the way of a look ---- */

/* Takes what became due, says what is to be said, arms the next alarm. */
void daemon_look(struct daemon *d);

/* Another log was opened: the first run is what it says, or else is written into it. */
void daemon_join_first_run(struct daemon *d);

/* After the log or the plan changed: fills the agenda anew, and what the tracker has ahead. Returns
 * 0 or negative errno. */
int daemon_refill(struct daemon *d);

/* Reads an edited plan: daemon_reload_plan() and all that follows from it. */
int daemon_take_edit(struct daemon *d, struct diag_list *diags);

/* After the log changed under id: everything follows. */
void daemon_log_changed(struct daemon *d, const char *id);

/* Until when the user asked for quiet; 0: it is not quiet. */
int64_t daemon_quiet_until(const struct daemon *d, int64_t now_sec);

/* The end of the latest event that the user is in; 0: none. A day's event silences nobody. */
int64_t daemon_busy_until(const struct daemon *d, int64_t now_sec);

/* Tells the bus if the problems changed. */
void daemon_tell_problems(struct daemon *d);

/* ---- publish.c: the calendar as others see it ---- */

/* Where it is published, by the plan. */
void daemon_follow_published(struct daemon *d);

/* Publishes, once what calendar programs changed there is read and taken. */
void daemon_publish(struct daemon *d);

/* What calendar programs changed was read, or could not be. */
void daemon_edits_read(struct daemon *d, const struct edits_found *found);

/* ---- plan-load.c ---- */

/* The first load: a plan, or an empty one with a problem. Returns 0 or negative errno. */
int daemon_load_plan(struct daemon *d);

/* Reads the plan anew. A plan with errors changes nothing but the problems. diags holds what was
 * found; returns 1 if a new plan runs now, 0 if the one before goes on, or negative errno. */
int daemon_reload_plan(struct daemon *d, struct diag_list *diags);

/* The system's zone changed: follows it if the plan names none. True if there is another now. */
bool daemon_follow_zone(struct daemon *d);

/* ---- place.c: flexible blocks ---- */

/* Has the plan's calendars read for the weeks around now; nothing while there is no event loop. */
void daemon_follow_calendars(struct daemon *d);

/* Places what is to be placed; tells what changed. True if blocks lie elsewhere now. */
bool daemon_place(struct daemon *d, int64_t now_sec);

/* True if something has no room because the first week has a smaller budget. */
bool daemon_is_lighter(const struct daemon *d, int32_t week, enum unplaced_reason reason);

/* The message of this key was shown. False if it is not that of the changes. */
bool daemon_changes_told(struct daemon *d, const char *key);

/* ---- answers.c: what the user says (bus and bubbles) ---- */

int daemon_start_block(struct daemon *d, const char *target, unsigned minutes, const char *source,
                       struct bus_block *ret, struct bus_refusal *refusal);
int daemon_answer(struct daemon *d, const struct bus_answer *answer, const char *source,
                  struct bus_block *ret, struct bus_refusal *refusal);
int daemon_snooze(struct daemon *d, const char *block, unsigned minutes, struct bus_block *ret,
                  int64_t *ret_until_sec, struct bus_refusal *refusal);
int daemon_undo(struct daemon *d, struct bus_block *ret, struct bus_refusal *refusal);

/* 0 if what is written now lasts, else 1 with the refusal. */
int daemon_require_store(struct daemon *d, struct bus_refusal *refusal);
int daemon_refuse_write(struct daemon *d, int error, struct bus_refusal *refusal);

/* ---- queries.c, handlers.c: what the bus asks ---- */

extern const struct bus_handlers daemon_handlers;

int daemon_get_status(struct daemon *d, struct bus_status *ret, struct bus_refusal *refusal);
int daemon_list_days(struct daemon *d, int32_t first_day, int n_days, struct bus_span *ret);
int daemon_get_goals(struct daemon *d, int32_t week_day, int64_t *ret_from_sec,
                     struct bus_goal **ret_goals, size_t *ret_n);

/* ---- goals.c ---- */

/* How the week's goals stand by the rows of it and of the eight weeks before. Returns 0 or -ENOMEM.
 */
int daemon_fill_goals(const struct daemon *d, int32_t week, const struct row_list *rows,
                      int64_t now_sec, struct bus_goals *ret);

int daemon_list_goals(struct daemon *d, int32_t week_day, struct bus_goals *ret);

/* Says, once a week and goal, that a goal is behind while it can still be met. */
void daemon_tell_risks(struct daemon *d, int64_t now_sec);

/* Says, once, that the week can be looked back at: at the plan's `review` time, or up to a day
 * later. */
void daemon_tell_review(struct daemon *d, int64_t now_sec);

/* The message of this key was shown. False if it is not the review's. */
bool daemon_review_told(struct daemon *d, const char *key);

/* "" is today or this week; see bus.h. Return 0 or 1 with the refusal. */
int daemon_parse_day(struct daemon *d, const char *s, int32_t *ret_day,
                     struct bus_refusal *refusal);
int daemon_parse_week(struct daemon *d, const char *s, int32_t *ret_day,
                      struct bus_refusal *refusal);

/* ---- pauses.c ---- */

int handle_pause(void *userdata, const char *days, const char *note, int64_t *ret_from_sec,
                 int64_t *ret_to_sec, struct bus_refusal *refusal);
int handle_light(void *userdata, const char *days, int64_t *ret_from_sec, int64_t *ret_to_sec,
                 struct bus_refusal *refusal);
int handle_resume(void *userdata, bool *ret_has_ended, struct bus_refusal *refusal);
int handle_fresh(void *userdata, unsigned *ret_n_excused, struct bus_refusal *refusal);

/* The pause that now_sec lies in, light days left aside. Returns 1, 0 if there is none, or negative
 * errno. */
int daemon_get_pause(struct daemon *d, int64_t now_sec, int64_t *ret_from_sec, int64_t *ret_to_sec);

/* ---- lull.c: when the user says nothing ---- */

/* Another log was opened: what it knows of the user's last word counts. */
void daemon_join_last_word(struct daemon *d);

/* The user said something: it ends a lull. */
void daemon_note_word(struct daemon *d);

bool daemon_is_lull(const struct daemon *d, int64_t now_sec);

/* Asks, once in a lull, how it shall go on; takes the question back when the lull is over. */
void daemon_tell_lull(struct daemon *d, int64_t now_sec);

/* The message of this key was shown. False if it is none of a lull's. */
bool daemon_lull_told(struct daemon *d, const char *key);

/* What the user chose then: "fresh", "light" or "pause". Returns 0, 1 with the refusal, or negative
 * errno. */
int daemon_take_choice(struct daemon *d, const char *action, struct bus_refusal *refusal);

/* ---- follow-ups.c ---- */

/* Tells, once an item and day, what is to be followed up. */
void daemon_tell_follow_ups(struct daemon *d, int64_t now_sec);

/* When that is to be told next; INT64_MAX: not before midnight. */
int64_t daemon_follow_up_next(const struct daemon *d, int64_t now_sec);

/* True if this is the key of the follow-ups' bubble. */
bool daemon_is_follow_up(const char *key);

/* The message of this key was shown. False if it is not that of the follow-ups. */
bool daemon_follow_up_told(struct daemon *d, const char *key);

/* A button of it: "done", "later" or "open". Returns 0, 1 with the refusal, or negative errno. */
int daemon_take_follow_up(struct daemon *d, const char *action, struct bus_refusal *refusal);

/* ---- review.c ---- */

int handle_get_review(void *userdata, const char *week, struct bus_review *ret,
                      struct bus_refusal *refusal);
int handle_answer_review(void *userdata, const char *week, unsigned number, const char *answer,
                         int64_t *ret_from_sec, const char **ret_question,
                         struct bus_refusal *refusal);
/* Takes the text over, and lends it until lent_texts_done(). Returns 0 or -ENOMEM. */
int lent_texts_add(struct lent_texts *lent, struct text *text, const char **ret);
void lent_texts_done(struct lent_texts *lent);

/* ---- shared-weeks.c ---- */

int handle_list_shared(void *userdata, unsigned weeks, struct bus_shared *ret,
                       struct bus_refusal *refusal);

/* ---- log-pages.c ---- */

int handle_list_log(void *userdata, const struct bus_log_query *query, struct bus_page *ret,
                    struct bus_refusal *refusal);
int handle_log_history(void *userdata, const char *block, struct bus_page *ret,
                       struct bus_refusal *refusal);
int handle_put_log(void *userdata, const struct bus_entry *entries, size_t n, bool is_import,
                   struct bus_refusal *refusal);
void lent_page_done(struct lent_page *lent);

/* ---- forget.c ---- */

int handle_forget(void *userdata, const char *before, bool is_dry_run, struct bus_amounts *ret,
                  struct bus_refusal *refusal);

/* ---- tracker.c ---- */

/* After the tracker changed under n (0: perhaps more than one item): everything follows. */
void daemon_tracker_changed(struct daemon *d, int64_t n);

int handle_list_track(void *userdata, const struct bus_track_query *query, struct bus_tracker *ret,
                      struct bus_refusal *refusal);
int handle_put_track(void *userdata, const struct track_item *item, int64_t *ret_n,
                     struct bus_refusal *refusal);
int handle_put_many_track(void *userdata, const struct track_item *items, size_t n, bool is_dry_run,
                          enum track_effect *ret_effects, struct bus_refusal *refusal);
int handle_remove_track(void *userdata, int64_t n, struct bus_refusal *refusal);
int handle_track_history(void *userdata, int64_t n, struct bus_track_history *ret,
                         struct bus_refusal *refusal);
int handle_undo_track(void *userdata, struct bus_track_undo *ret, struct bus_refusal *refusal);
int handle_finish_follow_up(void *userdata, int64_t n, struct bus_refusal *refusal);
void lent_track_done(struct lent_track *lent);

/* ---- tune.c ---- */

int handle_list_suggestions(void *userdata, struct bus_tuning *ret, struct bus_refusal *refusal);
int handle_apply_suggestion(void *userdata, const char *id, const char **ret_backup,
                            struct bus_refusal *refusal);
int handle_undo_suggestion(void *userdata, const char **ret_id, struct bus_refusal *refusal);

/* ---- open.c ---- */

/* Opens an activity's `open` (a URL or a file) with the desktop's program for it. */
void daemon_open(struct daemon *d, const char *what);
