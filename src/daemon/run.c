/* jobsearchd as a service: builds the daemon, joins its rooms on one event loop, and takes them
 * apart again. The order at start is load state, add vtables, request the name, READY=1, so that a
 * client that activates us never meets half a daemon. */
#include "daemon/run.h"

#include <errno.h>
#include <signal.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>

#include "base/file.h"
#include "daemon/daemon.h"
#include "daemon/journal.h"
#include "daemon/tuning.h"

#define NOTIFICATIONS "org.freedesktop.Notifications"

/* ---- What the parts tell ---- */

static void on_wake(bool clock_was_set, void *userdata)
{
    struct daemon *d = userdata;

    if (clock_was_set) {
        journal(JOURNAL_INFO, "The clock was set, or the machine resumed");
        daemon_refill(d);
    }
    daemon_look(d);
}

static void on_resumed(void *userdata)
{
    on_wake(true, userdata);
}

static void on_look(void *userdata)
{
    daemon_look(userdata);
}

static void on_zone_changed(void *userdata)
{
    struct daemon *d = userdata;

    if (!daemon_follow_zone(d))
        return;
    daemon_refill(d);
    bus_service_emit_plan_changed(d->service);
    d->must_publish = true;
    daemon_look(d);
}

static void on_plan_edited(void *userdata)
{
    struct diag_list diags = {0};

    daemon_take_edit(userdata, &diags);
    diag_list_done(&diags);
}

static int take_action(struct daemon *d, const char *id, const char *action,
                       struct bus_refusal *refusal)
{
    const struct agenda_item *item = agenda_find(&d->rounds.agenda, id);
    struct bus_answer answer = {.block = id, .minutes = -1, .count = -1, .why = "", .note = ""};
    struct bus_block block;
    int64_t until_sec;

    if (streq(action, "start"))
        return daemon_start_block(d, id, 0, "bubble", &block, refusal);
    if (streq(action, "snooze"))
        return daemon_snooze(d, id, SNOOZE_MINUTES, &block, &until_sec, refusal);
    if (outcome_parse(action, &answer.outcome) >= 0 && outcome_is_answer(answer.outcome))
        return daemon_answer(d, &answer, "bubble", &block, refusal);
    if (streq(action, "open") && item && item->activity && item->activity->open)
        daemon_open(d, item->activity->open);
    return 0;
}

static int on_action(const char *block_id, const char *action, void *userdata)
{
    struct bus_refusal refusal = {0};
    int r;

    daemon_note_word(userdata);
    r = take_action(userdata, block_id, action, &refusal);
    if (r == 0)
        return 0;
    journal(JOURNAL_WARNING, "The answer to %s was not taken: %s", block_id,
            r < 0 ? strerror(-r) : refusal.text);
    return r < 0 ? r : -ECANCELED;
}

static void on_reach_changed(const char *why, void *userdata)
{
    struct daemon *d = userdata;

    if (why)
        problem_set(&d->problems, "no-notification-server",
                    "Start a notification daemon (your desktop's, dunst, mako); what still matters "
                    "is shown then.",
                    "Reminders cannot be shown: %s.", why);
    else
        problem_clear(&d->problems, "no-notification-server");
    daemon_tell_problems(d);
}

/* Each knows its own key. */
static void on_told(const char *key, void *userdata)
{
    (void)(daemon_changes_told(userdata, key) || daemon_lull_told(userdata, key) ||
           daemon_review_told(userdata, key));
}

static int on_choice(const char *key, const char *action, void *userdata)
{
    struct bus_refusal refusal = {0};
    int r;

    daemon_note_word(userdata);
    r = daemon_take_choice(userdata, action, &refusal);
    if (r == 0)
        return 0;
    journal(JOURNAL_WARNING, "The answer to %s was not taken: %s", key,
            r < 0 ? strerror(-r) : refusal.text);
    return r < 0 ? r : -ECANCELED;
}

static void on_calendars_read(bool has_changed, void *userdata)
{
    struct daemon *d = userdata;

    d->must_place |= has_changed;
    if (d->must_place)
        daemon_look(d);
}

static void on_problems_changed(void *userdata)
{
    daemon_tell_problems(userdata);
}

static void on_publish_failed(int error, const char *path, const char *what, void *userdata)
{
    struct daemon *d = userdata;

    problem_set(&d->problems, "not-published",
                "Make the folder writable; it is tried again then, and with the next change.",
                "The calendar could not be published: %s%s%s%s%s.", path, *path ? ": " : "", what,
                error ? ": " : "", error ? strerror(error) : "");
    daemon_tell_problems(d);
}

static void on_published(void *userdata)
{
    struct daemon *d = userdata;

    problem_clear(&d->problems, "not-published");
    daemon_tell_problems(d);
}

/* Somebody wrote between our comparing and our writing: compared once more. */
static void on_foreign_edit(const char *name, void *userdata)
{
    struct daemon *d = userdata;

    journal(JOURNAL_INFO, "%s was changed by another program meanwhile", name);
    publisher_forget(d->publisher);
    daemon_publish(d);
}

static void on_edits_read(const struct edits_found *found, void *userdata)
{
    daemon_edits_read(userdata, found);
}

/* What could not be written may be writable now. A run that fails writes less each time, and none
 * follows one that wrote nothing. */
static void on_published_touched(void *userdata)
{
    struct daemon *d = userdata;

    if (problem_is_there(&d->problems, "not-published"))
        daemon_publish(d);
    else
        edits_read(d->edits);
}

/* ---- The notification server's comings and goings ---- */

static int on_server_owner(sd_bus_message *m, void *userdata, sd_bus_error *error _unused_)
{
    struct daemon *d = userdata;
    const char *name, *old_owner, *new_owner;

    if (sd_bus_message_read(m, "sss", &name, &old_owner, &new_owner) <= 0)
        return 0;
    announcer_server_changed(d->announcer, new_owner);
    if (*new_owner)
        daemon_look(d);
    return 0;
}

static int on_first_owner(sd_bus_message *m, void *userdata, sd_bus_error *error _unused_)
{
    struct daemon *d = userdata;
    const char *owner = "";

    if (sd_bus_message_is_method_error(m, NULL) || sd_bus_message_read(m, "s", &owner) <= 0)
        owner = "";
    announcer_server_changed(d->announcer, owner);
    daemon_look(d);
    return 0;
}

static int watch_server(struct daemon *d)
{
    int r = sd_bus_add_match_async(d->bus, NULL,
                                   "type='signal',sender='org.freedesktop.DBus',"
                                   "interface='org.freedesktop.DBus',member='NameOwnerChanged',"
                                   "arg0='" NOTIFICATIONS "'",
                                   on_server_owner, NULL, d);

    if (r < 0)
        return r;
    return sd_bus_call_method_async(d->bus, NULL, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                    "org.freedesktop.DBus", "GetNameOwner", on_first_owner, d, "s",
                                    NOTIFICATIONS);
}

/* ---- Signals and the bus ---- */

static int on_terminate(sd_event_source *source, const struct signalfd_siginfo *info,
                        void *userdata _unused_)
{
    journal(JOURNAL_INFO, "Ending on signal %u", info->ssi_signo);
    return sd_event_exit(sd_event_source_get_event(source), 0);
}

static int on_hangup(sd_event_source *source _unused_, const struct signalfd_siginfo *info _unused_,
                     void *userdata)
{
    on_plan_edited(userdata);
    return 0;
}

static int on_disconnected(sd_bus_message *m _unused_, void *userdata, sd_bus_error *error _unused_)
{
    struct daemon *d = userdata;

    journal(JOURNAL_ERROR, "The session bus is gone");
    return sd_event_exit(d->event, EXIT_BUS_LOST);
}

static int catch_signals(struct daemon *d)
{
    static const int terminating[] = {SIGTERM, SIGINT};
    sigset_t set;
    int r;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
        return -errno;
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < ARRAY_SIZE(terminating); i++) {
        r = sd_event_add_signal(d->event, NULL, terminating[i], on_terminate, d);
        if (r < 0)
            return r;
    }
    return sd_event_add_signal(d->event, NULL, SIGHUP, on_hangup, d);
}

static int say_failed(int r)
{
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot start: %s", strerror(-r));
    return r;
}

static int open_bus(struct daemon *d)
{
    int r = sd_bus_open_user(&d->bus);

    if (r >= 0)
        r = sd_bus_attach_event(d->bus, d->event, SD_EVENT_PRIORITY_NORMAL);
    if (r >= 0)
        r = sd_bus_match_signal(d->bus, NULL, "org.freedesktop.DBus.Local",
                                "/org/freedesktop/DBus/Local", "org.freedesktop.DBus.Local",
                                "Disconnected", on_disconnected, d);
    if (r < 0) {
        journal(JOURNAL_ERROR,
                "There is no session bus to connect to (%s). Log in to a desktop session, or run "
                "`dbus-run-session jobsearchd`.",
                strerror(-r));
        return r;
    }
    return say_failed(bus_service_new(d->bus, &daemon_handlers, d, &d->service));
}

static int take_name(struct daemon *d)
{
    int r = sd_bus_request_name(d->bus, BUS_NAME, 0);

    if (r == -EEXIST || r == -EALREADY)
        journal(JOURNAL_ERROR,
                "jobsearchd runs already (%s is taken). End that one first: "
                "`systemctl --user stop jobsearchd`.",
                BUS_NAME);
    else if (r < 0)
        journal(JOURNAL_ERROR, "Cannot take the name %s: %s", BUS_NAME, strerror(-r));
    return r;
}

/* ---- Building and taking apart ---- */

static int load_state(struct daemon *d)
{
    int64_t now_sec = daemon_now(), looked_sec = INT64_MIN;
    int r;

    r = path_data_dir(&d->data_dir);
    if (r >= 0)
        r = path_join(d->data_dir, "calendar", &d->calendar_dir);
    if (r >= 0)
        r = store_open(&d->store, d->data_dir, &d->problems);
    if (r < 0)
        return r;
    d->first_run_sec = now_sec;
    daemon_join_first_run(d);
    daemon_join_last_word(d);
    log_get_instant(d->store.log, LOG_LAST_LOOK, &looked_sec);
    log_get_instant(d->store.log, LOG_QUIET_UNTIL, &d->quiet_until_sec);
    d->handled_sec = MAX(looked_sec, d->first_run_sec);
    d->rounds.looked_sec = MIN(d->handled_sec, now_sec);
    return daemon_load_plan(d);
}

static int build_parts(struct daemon *d)
{
    static const struct announcer_callbacks announcer_callbacks = {
        on_action, on_look, on_reach_changed, on_told, on_choice};
    static const struct calendars_callbacks calendars_callbacks = {on_calendars_read,
                                                                   on_problems_changed};
    static const struct publisher_callbacks publisher_callbacks = {on_publish_failed, on_published,
                                                                   on_foreign_edit};
    static const struct edits_callbacks edits_callbacks = {on_edits_read, on_published_touched};
    static const struct presence_callbacks presence_callbacks = {on_look, on_resumed,
                                                                 on_zone_changed};
    int r;

    r = announcer_new(d->event, &d->store.log, &announcer_callbacks, d, &d->announcer);
    if (r >= 0)
        r = publisher_new(d->event, &publisher_callbacks, d, &d->publisher);
    if (r >= 0)
        r = edits_new(d->event, &edits_callbacks, d, &d->edits);
    if (r >= 0)
        r = calendars_new(d->event, &d->problems, &calendars_callbacks, d, &d->calendars);
    if (r >= 0)
        r = presence_new(d->event, d->bus, &presence_callbacks, d, &d->presence);
    if (r >= 0)
        r = wake_new(d->event, on_wake, d, &d->wake);
    if (r >= 0)
        r = plan_watch_new(d->event, d->plan_path, on_plan_edited, d, &d->plan_watch);
    return r;
}

static int daemon_prepare(struct daemon *d, const char *plan_path)
{
    int r;

    r = sd_event_new(&d->event);
    if (r >= 0)
        r = catch_signals(d);
    if (r >= 0)
        r = str_replace(&d->plan_path, plan_path);
    return r < 0 ? r : load_state(d);
}

/* Says what fails. */
static int daemon_build(struct daemon *d, const char *plan_path)
{
    int r;

    r = say_failed(daemon_prepare(d, plan_path));
    if (r >= 0)
        r = open_bus(d);
    if (r >= 0)
        r = say_failed(build_parts(d));
    if (r < 0)
        return r;
    daemon_follow_calendars(d);
    daemon_follow_published(d);
    daemon_refill(d); /* tried again at the next look */
    r = take_name(d);
    return r < 0 ? r : say_failed(watch_server(d));
}

static void daemon_done(struct daemon *d)
{
    sd_notify(false, "STOPPING=1");
    plan_watch_free(d->plan_watch);
    wake_free(d->wake);
    presence_free(d->presence);
    publisher_free(d->publisher);
    edits_free(d->edits);
    calendars_free(d->calendars);
    placer_done(&d->placer);
    change_list_done(&d->changes);
    announcer_free(d->announcer);
    bus_service_free(d->service);
    sd_bus_flush_close_unref(d->bus);
    rounds_done(&d->rounds);
    agenda_done(&d->lent);
    diag_list_done(&d->lent_diags);
    lent_page_done(&d->lent_page);
    lent_track_done(&d->lent_track);
    tuning_free(d->lent_tuning);
    free(d->lent_backup);
    lent_texts_done(&d->lent_review);
    lent_texts_done(&d->lent_shared);
    store_done(&d->store);
    problem_list_done(&d->problems);
    plan_free(d->plan);
    zone_free(d->zone);
    free(d->plan_path);
    free(d->data_dir);
    free(d->calendar_dir);
    sd_event_unref(d->event);
}

int run_main(const char *plan_path)
{
    _cleanup_(daemon_done) struct daemon d = {0};
    int r = daemon_build(&d, plan_path);

    if (r < 0 && d.bus && sd_bus_is_open(d.bus) <= 0) {
        journal(JOURNAL_ERROR, "The session bus is gone");
        return EXIT_BUS_LOST;
    }
    if (r < 0)
        return EXIT_FAILURE;
    d.must_publish = true;
    daemon_look(&d);
    sd_event_set_watchdog(d.event, true);
    sd_notify(false, "READY=1");
    r = sd_event_loop(d.event);
    if (r < 0)
        journal(JOURNAL_ERROR, "The event loop failed: %s", strerror(-r));
    return r < 0 ? EXIT_FAILURE : r;
}
