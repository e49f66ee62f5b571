/* org.jobsearchd1 on the session bus: names, what crosses it as plain structs, the service's
 * vtables for the daemon and the calls for the client. docs/dbus.md is the public description; a
 * test holds the two against each other.
 *
 * Here instants are seconds since 1970-01-01T00:00Z; on the bus they are microseconds. 0 is "none"
 * for an instant, -1 "not said" for minutes and counts, "" "none" for text. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/block.h"
#include "base/macro.h"

struct sd_bus;

#define BUS_NAME      "org.jobsearchd1"
#define BUS_PATH      "/org/jobsearchd1"
#define BUS_SCHEDULER "org.jobsearchd1.Scheduler"
#define BUS_LOG       "org.jobsearchd1.Log"
#define BUS_REVIEW    "org.jobsearchd1.Review"

#define BUS_PAGE_MAX    1000  /* entries in one reply of Log.List */
#define BUS_PUT_MAX     50000 /* entries in one call of Log.Put */
#define BUS_NOTES_MAX   200   /* notes in a review: the week's first ones */
#define BUS_WAITING_MAX 5     /* blocks in the status that wait for an answer */

/* ---- What crosses ---- */

struct bus_block { /* (sssttsstii) */
    const char *id, *activity, *title;
    int64_t start_sec, end_sec; /* end 0: unplanned work that still runs */
    enum block_kind kind;
    enum outcome outcome;
    int64_t started_sec;
    int minutes, count;
};

struct bus_entry { /* (sssttsstiissts): a block, then why, note, answered_at, source */
    struct bus_block block;
    const char *why, *note;
    int64_t answered_sec;
    const char *source;
};

/* A copy whose strings are its own, for bus_entry_done() to free. Returns 0 or -ENOMEM. */
int bus_entry_copy(const struct bus_entry *entry, struct bus_entry *ret);
void bus_entry_done(struct bus_entry *copy);

struct bus_goal { /* (ssdd) */
    const char *activity, *unit;
    double target, actual;
};

struct bus_problem {    /* (sss) */
    const char *code;   /* stable, for programs: "plan-invalid", "no-notification-server" */
    const char *text;   /* one sentence */
    const char *remedy; /* one sentence: what to do */
};

struct bus_busy { /* (ttss) */
    int64_t start_sec, end_sec;
    const char *summary, *calendar;
};

struct bus_unplaced { /* (sus) */
    const char *activity;
    unsigned minutes;
    const char *reason;
};

struct bus_diagnostic { /* (suuss) */
    const char *file;
    unsigned line, column;
    const char *severity, *message;
};

struct bus_status { /* a{sv} */
    int64_t now_sec;
    const char *plan, *timezone;
    bool has_current, has_next, has_unplanned, is_paused, is_discreet;
    struct bus_block current, next, unplanned;
    unsigned open;             /* past and unanswered */
    struct bus_block *waiting; /* the newest of them, newest first; owned */
    size_t n_waiting;          /* at most BUS_WAITING_MAX */
    int64_t paused_from_sec, paused_to_sec, quiet_until_sec;
    unsigned today_planned_minutes, today_done_minutes;
    int64_t week_from_sec;
    unsigned week_planned_minutes, week_done_minutes;
    struct bus_goal *goals; /* owned */
    size_t n_goals;
    struct bus_problem *problems; /* owned */
    size_t n_problems;
};
void bus_status_done(struct bus_status *status);

struct bus_span { /* a day's or a week's blocks */
    int64_t now_sec, from_sec, to_sec;
    const char *timezone;
    struct bus_block *blocks; /* owned */
    size_t n_blocks;
    struct bus_busy *busy; /* owned */
    size_t n_busy;
    struct bus_unplaced *unplaced; /* owned */
    size_t n_unplaced;
};
void bus_span_done(struct bus_span *span);

/* A goal in one week: how it stands, and how it stood. */
struct bus_progress {
    const char *activity, *unit;
    double target, actual; /* the target as pauses have left it */
    double pace;           /* what should be there by now */
    double behind;         /* how much of that is missing */
    unsigned free_slots;   /* blocks of the activity that are left in the week */
    unsigned met, of;      /* of the weeks before that are judged */
};

struct bus_goal_week { /* of an activity's goal, one of the eight weeks before */
    const char *activity;
    int64_t from_sec;
    double target, actual;
    const char *state; /* "met", "missed", "off": excused, or without any answer */
};

struct bus_goals {
    int64_t now_sec, from_sec; /* when the week began */
    const char *timezone;
    struct bus_progress *goals; /* owned; in plan order */
    size_t n_goals;
    struct bus_goal_week *weeks; /* owned; by goal, oldest first */
    size_t n_weeks;
};
void bus_goals_done(struct bus_goals *goals);

/* One edit of the plan that answers a pattern. */
struct bus_suggestion {
    const char *id, *activity;
    const char *edit;           /* "move", "lower-goal"... */
    const char *evidence;       /* one sentence */
    const char *diff;           /* of the plan file; lines as they are in it: escape them */
    const char *before, *after; /* the activity's blocks in an ordinary week */
    const char *weekday, *part; /* of the pattern: "Tue", "morning"; "" for a goal's */
    unsigned kept, of;          /* blocks in that slot; weeks, for a goal's */
    unsigned elsewhere_kept, elsewhere_of;
};

/* One that was applied and not taken back. */
struct bus_applied {
    const char *id, *activity, *edit, *evidence;
    int64_t at_sec;
    const char *unit; /* what is counted: "blocks", "weeks" */
    unsigned kept, of, before_kept, before_of;
};

struct bus_tuning {
    int64_t now_sec;
    const char *timezone;
    struct bus_suggestion *suggestions; /* owned */
    size_t n_suggestions;
    struct bus_applied *applied; /* owned; newest first */
    size_t n_applied;
};
void bus_tuning_done(struct bus_tuning *tuning);

/* ---- A week's review ---- */

struct bus_minutes { /* (ssuuuuuuu) of an activity, in the week */
    const char *activity, *title;
    unsigned planned;                        /* excused ones too */
    unsigned done, partial;                  /* what was done, unplanned work too */
    unsigned skipped, missed, excused, open; /* of the blocks of which that came */
};

struct bus_week { /* (tuuu) all activities' */
    int64_t from_sec;
    unsigned planned_minutes; /* without the excused ones */
    unsigned done_minutes;
    unsigned answered; /* blocks; 0: nothing is known of the week */
};

struct bus_heat {               /* (ssuu) the last eight weeks' blocks */
    const char *weekday, *part; /* "Mon"; "morning", "afternoon", "evening" */
    unsigned kept, of;
};

struct bus_pattern { /* (sssssuuuu) */
    const char *activity;
    const char *kind;           /* "slot", "goal" (missed), "goal-easy" (passed with ease) */
    const char *weekday, *part; /* of a slot, else "" */
    const char *words;          /* the evidence: "kept 1 of 7 on Tuesday mornings; ..." */
    unsigned kept, of;          /* blocks of the slot; weeks of the goal */
    unsigned elsewhere_kept, elsewhere_of; /* blocks, for a slot */
};

struct bus_reason { /* (su) why blocks were skipped or done in part */
    const char *why;
    unsigned count;
};

struct bus_note { /* (tss) */
    int64_t start_sec;
    const char *activity, *note;
};

struct bus_question { /* (uss) */
    unsigned number;
    const char *question, *answer; /* "": not answered */
};

struct bus_review {         /* a{sv} */
    struct bus_goals goals; /* with now, from and timezone */
    const char *plan, *why;
    int64_t target_sec;          /* the day when the user wants to be there; 0: none */
    unsigned weeks_left;         /* until then, from now; a begun week counts */
    struct bus_minutes *minutes; /* owned, as are all below; in plan order */
    size_t n_minutes;
    struct bus_week *weeks; /* the eight before and this one, oldest first */
    size_t n_weeks;
    struct bus_heat *heat; /* where `of` is not 0 */
    size_t n_heat;
    struct bus_pattern *patterns; /* slots, the clearest first; then goals */
    size_t n_patterns;
    struct bus_reason *reasons; /* the most frequent first */
    size_t n_reasons;
    struct bus_note *notes;
    size_t n_notes;
    struct bus_question *questions;
    size_t n_questions;
};
void bus_review_done(struct bus_review *review);

struct bus_answer {
    const char *block;    /* id; "": the default block (DESIGN section 6) */
    enum outcome outcome; /* done, partial or skipped */
    int minutes, count;   /* -1: not said */
    const char *why, *note;
};

struct bus_log_query {
    int64_t from_sec, to_sec;       /* 0: open */
    const char *activity, *outcome; /* "": all */
    bool is_newest_first;
    const char *cursor; /* "": from the beginning; else as the page before returned it */
    unsigned limit;     /* 1 to BUS_PAGE_MAX */
};

struct bus_page {
    struct bus_entry *entries; /* owned */
    size_t n_entries;
    const char *cursor; /* "": that was all */
};
void bus_page_done(struct bus_page *page);

struct bus_amount {   /* (su) */
    const char *what; /* "blocks", "versions", "pauses", "answers", "suggestions", "set-aside" */
    unsigned n;
};

struct bus_amounts {          /* what was forgotten, or would be */
    struct bus_amount *items; /* owned */
    size_t n;
};
void bus_amounts_done(struct bus_amounts *amounts);

struct bus_reload {
    bool is_taken;                      /* false: the plan has errors, the one before goes on */
    struct bus_diagnostic *diagnostics; /* owned */
    size_t n_diagnostics;
};
void bus_reload_done(struct bus_reload *reload);

/* Why the daemon would not: named errors org.jobsearchd1.Error.NAME with one line of text that says
 * what and what to do. */
enum bus_error {
    BUS_ERROR_FAILED,             /* Failed: something inside went wrong */
    BUS_ERROR_INVALID_ARGUMENT,   /* InvalidArgument */
    BUS_ERROR_NO_SUCH_BLOCK,      /* NoSuchBlock */
    BUS_ERROR_NO_SUCH_ACTIVITY,   /* NoSuchActivity */
    BUS_ERROR_NO_BLOCK_NOW,       /* NoBlockNow: no BLOCK was named and none is meant */
    BUS_ERROR_NOT_BEGUN,          /* NotBegun: that block lies in the future */
    BUS_ERROR_NOTHING_TO_UNDO,    /* NothingToUndo */
    BUS_ERROR_NOT_SAVED,          /* NotSaved: the log could not be written; nothing was changed */
    BUS_ERROR_NO_PLAN,            /* NoPlan */
    BUS_ERROR_NO_SUCH_SUGGESTION, /* NoSuchSuggestion: not, or not any more */
    BUS_ERROR_PLAN_NOT_WRITTEN, /* PlanNotWritten: it was edited meanwhile, or cannot be written */
    BUS_ERROR_MAX_,
};
const char *bus_error_name(enum bus_error error); /* "org.jobsearchd1.Error.NoSuchBlock" */

struct bus_refusal {
    enum bus_error error;
    char text[512];
};
/* Fills the refusal and returns 1, the value for "refused" of every handler and call below. */
int bus_refuse(struct bus_refusal *refusal, enum bus_error error, const char *format, ...)
    _printf_(3, 4);

/* ---- The service (daemon) ---- */

/* What the daemon does for each method. Each returns 0 with its output filled, 1 with the refusal
 * filled, or negative errno (which becomes Error.Failed). Strings in outputs are borrowed from the
 * daemon and are read before it returns to the event loop; arrays are handed over (freed by the
 * service with the _done function). Arguments have been checked for form only. */
struct bus_handlers {
    int (*get_status)(void *userdata, struct bus_status *ret, struct bus_refusal *refusal);
    /* day: "" today, or a date; week: "" this one, "+1", "-2", a date in it, "2026-W48". */
    int (*list_day)(void *userdata, const char *day, struct bus_span *ret,
                    struct bus_refusal *refusal);
    int (*list_week)(void *userdata, const char *week, struct bus_span *ret,
                     struct bus_refusal *refusal);
    /* target: "" the default block, a block id, or an activity's name; minutes: 0 no limit. */
    int (*start)(void *userdata, const char *target, unsigned minutes, struct bus_block *ret,
                 struct bus_refusal *refusal);
    int (*answer)(void *userdata, const struct bus_answer *answer, struct bus_block *ret,
                  struct bus_refusal *refusal);
    int (*snooze)(void *userdata, const char *block, unsigned minutes, struct bus_block *ret,
                  int64_t *ret_until_sec, struct bus_refusal *refusal);
    int (*undo)(void *userdata, struct bus_block *ret, struct bus_refusal *refusal);
    /* minutes: 0 ends it. */
    int (*quiet)(void *userdata, unsigned minutes, int64_t *ret_until_sec,
                 struct bus_refusal *refusal);
    /* days: "" today, a date, or FROM..TO, both included; the stretch that is paused is returned.
     * Light takes the same days. Resume ends both and tells whether there was any. Fresh excuses
     * every open block that lies behind, and tells how many. */
    int (*pause)(void *userdata, const char *days, const char *note, int64_t *ret_from_sec,
                 int64_t *ret_to_sec, struct bus_refusal *refusal);
    int (*light)(void *userdata, const char *days, int64_t *ret_from_sec, int64_t *ret_to_sec,
                 struct bus_refusal *refusal);
    int (*resume)(void *userdata, bool *ret_has_ended, struct bus_refusal *refusal);
    int (*fresh)(void *userdata, unsigned *ret_n_excused, struct bus_refusal *refusal);
    int (*reload)(void *userdata, struct bus_reload *ret, struct bus_refusal *refusal);
    int (*list_log)(void *userdata, const struct bus_log_query *query, struct bus_page *ret,
                    struct bus_refusal *refusal);
    int (*log_history)(void *userdata, const char *block, struct bus_page *ret,
                       struct bus_refusal *refusal);
    /* Unplanned work without an id gets the next one, an empty title becomes the activity's. */
    int (*put_log)(void *userdata, const struct bus_entry *entries, size_t n, bool is_import,
                   struct bus_refusal *refusal);
    /* before: a date, or "" for everything. With is_dry_run it only tells what would go. */
    int (*forget)(void *userdata, const char *before, bool is_dry_run, struct bus_amounts *ret,
                  struct bus_refusal *refusal);
    int (*get_goals)(void *userdata, const char *week, int64_t *ret_from_sec,
                     struct bus_goal **ret_goals, size_t *ret_n, struct bus_refusal *refusal);
    int (*list_goals)(void *userdata, const char *week, struct bus_goals *ret,
                      struct bus_refusal *refusal);
    int (*list_suggestions)(void *userdata, struct bus_tuning *ret, struct bus_refusal *refusal);
    /* Edits the plan file; the path of the one before is returned. */
    int (*apply_suggestion)(void *userdata, const char *id, const char **ret_backup,
                            struct bus_refusal *refusal);
    /* Takes the last one back; its id is returned. */
    int (*undo_suggestion)(void *userdata, const char **ret_id, struct bus_refusal *refusal);

    /* week as for list_week, but "" is the one to look back on: this one from the day of the plan's
     * review (from its last two days at the latest) or while it is the first, else the last. */
    int (*get_review)(void *userdata, const char *week, struct bus_review *ret,
                      struct bus_refusal *refusal);
    /* answer: "" takes it back. The question is returned as it is kept. */
    int (*answer_review)(void *userdata, const char *week, unsigned number, const char *answer,
                         int64_t *ret_from_sec, const char **ret_question,
                         struct bus_refusal *refusal);
    /* For properties. */
    const char *(*plan_file)(void *userdata);
    const char *(*calendar_folder)(void *userdata);
};

struct bus_service;

/* Adds the vtables to a bus; requests no name. bus and handlers are borrowed and outlive the
 * service. Returns 0 or negative errno. */
int bus_service_new(struct sd_bus *bus, const struct bus_handlers *handlers, void *userdata,
                    struct bus_service **ret);
struct bus_service *bus_service_free(struct bus_service *service);
DEFINE_CLEANUP(struct bus_service, bus_service_free);

/* Signals; failures are the bus's own and show there. block_* also send PropertiesChanged for
 * Current, Next, Unplanned and Open. */
void bus_service_emit_block_started(struct bus_service *service, const struct bus_block *block);
void bus_service_emit_block_ended(struct bus_service *service, const struct bus_block *block);
void bus_service_emit_log_changed(struct bus_service *service, const char *block_id);
void bus_service_emit_plan_changed(struct bus_service *service);
void bus_service_emit_problems_changed(struct bus_service *service);
void bus_service_emit_quiet_changed(struct bus_service *service);

/* ---- The client (jsctl) ---- */

struct bus_client;

/* Connects to the session bus; calls start a stopped daemon by activation unless !may_activate.
 * Returns 0, or -ENOTCONN if there is no bus to connect to. */
int bus_client_new(bool may_activate, struct bus_client **ret);
struct bus_client *bus_client_free(struct bus_client *client);
DEFINE_CLEANUP(struct bus_client, bus_client_free);

/* Each call returns 0 with its output, 1 with the refusal, -EHOSTDOWN (no daemon there, or it did
 * not answer within 10 s) or -EBADMSG (its answer makes no sense), where the refusal's text says
 * what to do, or negative errno. Refusals are text from another process: escape what you print.
 * Strings in outputs live until the client's next call; arrays are freed with the _done
 * functions. */
int bus_client_get_status(struct bus_client *client, struct bus_status *ret,
                          struct bus_refusal *refusal);
int bus_client_list_day(struct bus_client *client, const char *day, struct bus_span *ret,
                        struct bus_refusal *refusal);
int bus_client_list_week(struct bus_client *client, const char *week, struct bus_span *ret,
                         struct bus_refusal *refusal);
int bus_client_list_goals(struct bus_client *client, const char *week, struct bus_goals *ret,
                          struct bus_refusal *refusal);
int bus_client_list_suggestions(struct bus_client *client, struct bus_tuning *ret,
                                struct bus_refusal *refusal);
int bus_client_apply_suggestion(struct bus_client *client, const char *id, const char **ret_backup,
                                struct bus_refusal *refusal);
int bus_client_undo_suggestion(struct bus_client *client, const char **ret_id,
                               struct bus_refusal *refusal);

int bus_client_get_review(struct bus_client *client, const char *week, struct bus_review *ret,
                          struct bus_refusal *refusal);
int bus_client_answer_review(struct bus_client *client, const char *week, unsigned number,
                             const char *answer, int64_t *ret_from_sec, const char **ret_question,
                             struct bus_refusal *refusal);
int bus_client_start(struct bus_client *client, const char *target, unsigned minutes,
                     struct bus_block *ret, struct bus_refusal *refusal);
int bus_client_answer(struct bus_client *client, const struct bus_answer *answer,
                      struct bus_block *ret, struct bus_refusal *refusal);
int bus_client_snooze(struct bus_client *client, const char *block, unsigned minutes,
                      struct bus_block *ret, int64_t *ret_until_sec, struct bus_refusal *refusal);
int bus_client_undo(struct bus_client *client, struct bus_block *ret, struct bus_refusal *refusal);
int bus_client_quiet(struct bus_client *client, unsigned minutes, int64_t *ret_until_sec,
                     struct bus_refusal *refusal);
int bus_client_pause(struct bus_client *client, const char *days, const char *note,
                     int64_t *ret_from_sec, int64_t *ret_to_sec, struct bus_refusal *refusal);
int bus_client_light(struct bus_client *client, const char *days, int64_t *ret_from_sec,
                     int64_t *ret_to_sec, struct bus_refusal *refusal);
int bus_client_resume(struct bus_client *client, bool *ret_has_ended, struct bus_refusal *refusal);
int bus_client_fresh(struct bus_client *client, unsigned *ret_n_excused,
                     struct bus_refusal *refusal);
int bus_client_reload(struct bus_client *client, struct bus_reload *ret,
                      struct bus_refusal *refusal);
int bus_client_list_log(struct bus_client *client, const struct bus_log_query *query,
                        struct bus_page *ret, struct bus_refusal *refusal);
int bus_client_log_history(struct bus_client *client, const char *block, struct bus_page *ret,
                           struct bus_refusal *refusal);
int bus_client_put_log(struct bus_client *client, const struct bus_entry *entries, size_t n,
                       bool is_import, struct bus_refusal *refusal);
int bus_client_forget(struct bus_client *client, const char *before, bool is_dry_run,
                      struct bus_amounts *ret, struct bus_refusal *refusal);
int bus_client_get_plan_file(struct bus_client *client, char **ret, struct bus_refusal *refusal);
int bus_client_get_calendar_folder(struct bus_client *client, char **ret,
                                   struct bus_refusal *refusal);

/* Waits until something changed that status would show (a signal of ours, the daemon coming or
 * going) or until deadline_sec (0: none). Returns 1 changed, 0 deadline reached, -ENOTCONN the bus
 * is gone, or negative errno. The first call subscribes; so that no change falls between it and the
 * first look, make one with a deadline that has passed (1) before that. */
int bus_client_wait(struct bus_client *client, int64_t deadline_sec);
