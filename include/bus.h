/* org.jobsearchd1 on the session bus: names, the service's vtables for the daemon and the calls for
 * the client. docs/dbus.md is the public description; a test holds the two against each other. What
 * crosses is in include/bus-data.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/block.h"
#include "base/macro.h"
#include "bus-data.h"

struct sd_bus;

#define BUS_NAME      "org.jobsearchd1"
#define BUS_PATH      "/org/jobsearchd1"
#define BUS_SCHEDULER "org.jobsearchd1.Scheduler"
#define BUS_LOG       "org.jobsearchd1.Log"
#define BUS_REVIEW    "org.jobsearchd1.Review"
#define BUS_TRACKER   "org.jobsearchd1.Tracker"

#define BUS_PAGE_MAX    1000  /* entries in one reply of Log.List */
#define BUS_PUT_MAX     50000 /* entries in one call of Log.Put */
#define BUS_SHARED_MAX  26    /* weeks before the running one */
#define BUS_NOTES_MAX   200   /* notes in a review: the week's first ones */
#define BUS_WAITING_MAX 5     /* blocks in the status that wait for an answer */
#define BUS_TRACK_MAX   10000 /* items in one call of Tracker.PutMany */

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
    BUS_ERROR_NO_SUCH_ITEM,       /* NoSuchItem: the tracker has none of this number */
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

    int (*list_track)(void *userdata, const struct bus_track_query *query, struct bus_tracker *ret,
                      struct bus_refusal *refusal);
    /* n 0 adds, else replaces what has this n and changed_sec; the number is returned. */
    int (*put_track)(void *userdata, const struct track_item *item, int64_t *ret_n,
                     struct bus_refusal *refusal);
    /* All or nothing, taken back by one undo. ret_effects has room for n; is_dry_run only tells. */
    int (*put_many_track)(void *userdata, const struct track_item *items, size_t n, bool is_dry_run,
                          enum track_effect *ret_effects, struct bus_refusal *refusal);
    int (*remove_track)(void *userdata, int64_t n, struct bus_refusal *refusal);
    int (*track_history)(void *userdata, int64_t n, struct bus_track_history *ret,
                         struct bus_refusal *refusal);
    int (*undo_track)(void *userdata, struct bus_track_undo *ret, struct bus_refusal *refusal);
    /* It was done today. */
    int (*finish_follow_up)(void *userdata, int64_t n, struct bus_refusal *refusal);
    /* weeks: 0 to BUS_SHARED_MAX. Of the week that runs, so many before it, and those ahead that
     * are off as a whole: what a coach sees, or would, if the plan had `share`. */
    int (*list_shared)(void *userdata, unsigned weeks, struct bus_shared *ret,
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
/* n 0: more than one item may have changed. */
void bus_service_emit_tracker_changed(struct bus_service *service, int64_t n);
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
int bus_client_list_shared(struct bus_client *client, unsigned weeks, struct bus_shared *ret,
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
int bus_client_list_track(struct bus_client *client, const struct bus_track_query *query,
                          struct bus_tracker *ret, struct bus_refusal *refusal);
int bus_client_put_track(struct bus_client *client, const struct track_item *item, int64_t *ret_n,
                         struct bus_refusal *refusal);
int bus_client_put_many_track(struct bus_client *client, const struct track_item *items, size_t n,
                              bool is_dry_run, enum track_effect *ret_effects,
                              struct bus_refusal *refusal);
int bus_client_remove_track(struct bus_client *client, int64_t n, struct bus_refusal *refusal);
int bus_client_track_history(struct bus_client *client, int64_t n, struct bus_track_history *ret,
                             struct bus_refusal *refusal);
int bus_client_undo_track(struct bus_client *client, struct bus_track_undo *ret,
                          struct bus_refusal *refusal);
int bus_client_finish_follow_up(struct bus_client *client, int64_t n, struct bus_refusal *refusal);
int bus_client_get_plan_file(struct bus_client *client, char **ret, struct bus_refusal *refusal);
int bus_client_get_calendar_folder(struct bus_client *client, char **ret,
                                   struct bus_refusal *refusal);

/* ---- What is around: asks others than the daemon. Nobody is started. Each returns 0 with *ret,
 * -ENOENT (nobody is there), -ETIMEDOUT (no answer within 3 s), or negative errno. ---- */

int bus_client_find_name(struct bus_client *client, const char *name, enum bus_presence *ret);

/* The notification server. */
int bus_client_ask_notifier(struct bus_client *client, struct bus_notifier *ret);

/* systemd, the user's. */
int bus_client_ask_manager(struct bus_client *client, struct bus_manager *ret);

/* Waits until something changed that status would show (a signal of ours, the daemon coming or
 * going) or until deadline_sec (0: none). Returns 1 changed, 0 deadline reached, -ENOTCONN the bus
 * is gone, or negative errno. The first call subscribes; so that no change falls between it and the
 * first look, make one with a deadline that has passed (1) before that. */
int bus_client_wait(struct bus_client *client, int64_t deadline_sec);
