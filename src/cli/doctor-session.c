#include "cli/doctor.h"

#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"

#define NOTIFIER "org.freedesktop.Notifications"

/* ---- The daemon, and what it has to tell ---- */

static const struct {
    const char *code, *check;
    enum finding_state state;
} known_problems[] = {
    {"log-not-saved", "log", FINDING_FAIL},
    {"log-set-aside", "log", FINDING_WARN},
    {"no-notification-server", "notifications", FINDING_FAIL},
    {"not-published", "calendar", FINDING_WARN},
    {"calendar-edit", "calendar", FINDING_WARN},
    {"calendar-unreadable", "appointments", FINDING_WARN},
    {"calendar-file", "appointments", FINDING_WARN},
    {"unplaced", "week", FINDING_WARN},
    {"not-placed", "week", FINDING_FAIL},
};

/* What is wrong with the plan is looked at apart, with or without a daemon. */
static void add_problem(struct doctor *doctor, const struct bus_problem *problem)
{
    const char *check = "daemon";
    enum finding_state state = FINDING_WARN;

    if (streq(problem->code, "no-plan") || streq(problem->code, "plan-invalid"))
        return;
    for (size_t i = 0; i < ARRAY_SIZE(known_problems); i++)
        if (streq(problem->code, known_problems[i].code)) {
            check = known_problems[i].check;
            state = known_problems[i].state;
        }
    doctor_add(doctor, check, state, problem->remedy, "%s", problem->text);
}

static void look_at_daemon(struct doctor *doctor)
{
    _cleanup_(bus_status_done) struct bus_status status = {0};
    struct bus_refusal refusal = {0};
    enum bus_presence presence = BUS_ABSENT;
    int r = bus_client_get_status(doctor->cli->client, &status, &refusal);

    if (r == 0) {
        doctor->is_running = true;
        doctor->timezone = strdup(status.timezone);
        doctor_add(doctor, "daemon", FINDING_OK, NULL, "jobsearchd runs and answers");
        for (size_t i = 0; i < status.n_problems; i++)
            add_problem(doctor, &status.problems[i]);
        return;
    }
    if (r != -EHOSTDOWN) {
        doctor_add(doctor, "daemon", FINDING_FAIL,
                   "Restart it: systemctl --user restart jobsearchd",
                   "jobsearchd does not answer as it should: %s",
                   r > 0 || r == -EBADMSG ? refusal.text : strerror(-r));
        return;
    }
    bus_client_find_name(doctor->cli->client, BUS_NAME, &presence);
    if (presence == BUS_PRESENT)
        doctor_add(doctor, "daemon", FINDING_FAIL,
                   "See what it says: journalctl --user -u jobsearchd; restart it",
                   "jobsearchd runs, but does not answer");
    else
        doctor_add(doctor, "daemon", FINDING_FAIL,
                   "Start it, now and at each login: systemctl --user enable --now jobsearchd",
                   "jobsearchd does not run%s",
                   presence == BUS_STARTABLE ? " (any command that asks it would start it)" : "");
}

/* ---- Who starts it ---- */

static bool has_autostart(void)
{
    _cleanup_(freep) char *ours = NULL, *file = NULL;

    /* The configuration's folder is ours' parent. */
    return path_config_dir(&ours) >= 0 &&
           path_join(ours, "../autostart/jobsearchd-autostart.desktop", &file) >= 0 &&
           access(file, R_OK) == 0;
}

static void look_without_systemd(struct doctor *doctor)
{
    if (has_autostart())
        doctor_add(doctor, "login", FINDING_OK, NULL,
                   "the desktop starts jobsearchd at each login");
    else
        doctor_add(doctor, "login", FINDING_WARN,
                   "Copy jobsearchd-autostart.desktop to ~/.config/autostart/",
                   "there is no systemd on this bus: nothing starts jobsearchd at login");
}

static void look_at_unit(struct doctor *doctor, const char *state)
{
    bool is_enabled = strncmp(state, "enabled", 7) == 0 || streq(state, "static") ||
                      streq(state, "alias") || streq(state, "generated");

    if (is_enabled)
        doctor_add(doctor, "login", FINDING_OK, NULL, "systemd starts jobsearchd at each login");
    else if (!*state)
        doctor_add(doctor, "login", FINDING_WARN,
                   "Install it: make install; then systemctl --user daemon-reload",
                   "systemd knows no jobsearchd.service");
    else if (has_autostart())
        doctor_add(doctor, "login", FINDING_OK, NULL,
                   "the desktop starts jobsearchd at each login");
    else
        doctor_add(doctor, "login", FINDING_WARN, "systemctl --user enable jobsearchd",
                   "jobsearchd.service is %s: it is not started at login", state);
}

/* The daemon runs outside of the desktop; what reminders open has to find the screen. */
static void look_at_screen(struct doctor *doctor, bool has_screen)
{
    if (!has_screen)
        doctor_add(doctor, "screen", FINDING_WARN,
                   "systemctl --user import-environment DISPLAY WAYLAND_DISPLAY",
                   "systemd knows no screen: what a reminder opens cannot be shown");
    else
        doctor_add(doctor, "screen", FINDING_OK, NULL, "what a reminder opens finds the screen");
}

static void look_at_manager(struct doctor *doctor)
{
    struct bus_manager manager;
    int r = bus_client_ask_manager(doctor->cli->client, &manager);

    if (r < 0) {
        look_without_systemd(doctor);
        return;
    }
    look_at_unit(doctor, manager.unit_state);
    look_at_screen(doctor, manager.has_screen);
}

/* ---- The notification server ---- */

static bool has_failure(const struct doctor *doctor, const char *check)
{
    for (size_t i = 0; i < doctor->n; i++)
        if (doctor->findings[i].state == FINDING_FAIL && streq(doctor->findings[i].check, check))
            return true;
    return false;
}

/* Where the daemon has found out already, its words are enough. */
static void look_at_absent_notifier(struct doctor *doctor)
{
    enum bus_presence presence = BUS_ABSENT;

    bus_client_find_name(doctor->cli->client, NOTIFIER, &presence);
    if (presence == BUS_STARTABLE)
        doctor_add(doctor, "notifications", FINDING_OK, NULL,
                   "no notification server runs yet; the bus starts one with the first reminder");
    else if (!has_failure(doctor, "notifications"))
        doctor_add(doctor, "notifications", FINDING_FAIL,
                   "Start your desktop's, or install dunst or mako",
                   "there is no notification server: no reminder can be shown");
}

static void look_at_notifier(struct doctor *doctor)
{
    struct bus_notifier notifier;
    int r = bus_client_ask_notifier(doctor->cli->client, &notifier);

    if (r == -ENOENT)
        look_at_absent_notifier(doctor);
    else if (r < 0)
        doctor_add(doctor, "notifications", FINDING_FAIL, "Restart the notification server",
                   "the notification server does not answer: %s", strerror(-r));
    else if (!notifier.has_actions)
        doctor_add(doctor, "notifications", FINDING_WARN,
                   "Answer with the commands that reminders name, or use a server with buttons",
                   "%s shows no buttons", notifier.name);
    else
        doctor_add(doctor, "notifications", FINDING_OK, NULL, "%s shows reminders, with buttons",
                   notifier.name);
    if (r >= 0 && notifier.is_inhibited)
        doctor_add(doctor, "notifications", FINDING_WARN,
                   "Switch off do-not-disturb; reminders that still matter come then",
                   "%s holds notifications back", notifier.name);
}

void doctor_look_at_session(struct doctor *doctor)
{
    int r = bus_client_new(false, &doctor->cli->client);

    if (r < 0) {
        doctor_add(doctor, "bus", FINDING_FAIL,
                   "Run it in your desktop session, or set DBUS_SESSION_BUS_ADDRESS",
                   "there is no session bus here (%s)", strerror(-r));
        return;
    }
    doctor_add(doctor, "bus", FINDING_OK, NULL, "there is a session bus");
    look_at_daemon(doctor);
    look_at_manager(doctor);
    look_at_notifier(doctor);
}
