/* Sources: logind's PrepareForSleep and LockedHint, timedate1's Timezone (system bus);
 * ActiveChanged of the screen savers of GNOME and freedesktop.org (session bus); inotify on
 * /etc/localtime for systems without timedated. The resume also shows as a clock that was set
 * (wake.h); both lead to the same look. */
#include "daemon/presence.h"

#include <errno.h>
#include <sys/inotify.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#define LOGIN_NAME    "org.freedesktop.login1"
#define LOGIN_SESSION "/org/freedesktop/login1/session/auto" /* ours, or the user's display's */

struct presence {
    sd_event *event;
    sd_bus *system; /* NULL: none */
    sd_event_source *localtime;
    struct presence_callbacks callbacks;
    void *userdata;
    bool is_session_locked, is_saver_active;
};

bool presence_is_locked(const struct presence *presence)
{
    return presence->is_session_locked || presence->is_saver_active;
}

static void presence_set(struct presence *presence, bool *state, bool value)
{
    bool before = presence_is_locked(presence);

    *state = value;
    if (presence_is_locked(presence) != before)
        presence->callbacks.lock_changed(presence->userdata);
}

static int on_locked_hint(sd_bus_message *m, void *userdata, sd_bus_error *error _unused_)
{
    struct presence *presence = userdata;
    int locked;

    if (sd_bus_message_is_method_error(m, NULL))
        return 0;
    if (sd_bus_message_enter_container(m, 'v', "b") > 0 && sd_bus_message_read(m, "b", &locked) > 0)
        presence_set(presence, &presence->is_session_locked, locked);
    return 0;
}

static void presence_ask_lock(struct presence *presence)
{
    sd_bus_call_method_async(presence->system, NULL, LOGIN_NAME, LOGIN_SESSION,
                             "org.freedesktop.DBus.Properties", "Get", on_locked_hint, presence,
                             "ss", LOGIN_NAME ".Session", "LockedHint");
}

static int on_session_properties(sd_bus_message *m _unused_, void *userdata,
                                 sd_bus_error *error _unused_)
{
    presence_ask_lock(userdata);
    return 0;
}

/* Who told is gone: what it told last is no reason for silence. */
static int on_system_lost(sd_bus_message *m _unused_, void *userdata, sd_bus_error *error _unused_)
{
    struct presence *presence = userdata;

    presence_set(presence, &presence->is_session_locked, false);
    return 0;
}

static int on_saver_owner(sd_bus_message *m _unused_, void *userdata, sd_bus_error *error _unused_)
{
    struct presence *presence = userdata;

    presence_set(presence, &presence->is_saver_active, false);
    return 0;
}

static int on_prepare_for_sleep(sd_bus_message *m, void *userdata, sd_bus_error *error _unused_)
{
    struct presence *presence = userdata;
    int is_going;

    if (sd_bus_message_read(m, "b", &is_going) > 0 && !is_going)
        presence->callbacks.resumed(presence->userdata);
    return 0;
}

static int on_timedate_properties(sd_bus_message *m _unused_, void *userdata,
                                  sd_bus_error *error _unused_)
{
    struct presence *presence = userdata;

    presence->callbacks.zone_changed(presence->userdata);
    return 0;
}

static int on_saver_changed(sd_bus_message *m, void *userdata, sd_bus_error *error _unused_)
{
    struct presence *presence = userdata;
    int is_active;

    if (sd_bus_message_read(m, "b", &is_active) > 0)
        presence_set(presence, &presence->is_saver_active, is_active);
    return 0;
}

static void presence_watch_localtime(struct presence *presence);

/* The link is replaced by another: its old inode goes, and the watch with it. */
static int on_localtime(sd_event_source *source _unused_, const struct inotify_event *event,
                        void *userdata)
{
    struct presence *presence = userdata;

    if (!(event->mask & (IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_CLOSE_WRITE)))
        return 0;
    presence_watch_localtime(presence);
    presence->callbacks.zone_changed(presence->userdata);
    return 0;
}

static void presence_watch_localtime(struct presence *presence)
{
    presence->localtime = sd_event_source_disable_unref(presence->localtime);
    sd_event_add_inotify(presence->event, &presence->localtime, "/etc/localtime",
                         IN_DONT_FOLLOW | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF |
                             IN_CLOSE_WRITE,
                         on_localtime, presence);
}

static void presence_watch_system(struct presence *presence)
{
    if (sd_bus_open_system(&presence->system) < 0 ||
        sd_bus_attach_event(presence->system, presence->event, SD_EVENT_PRIORITY_NORMAL) < 0) {
        presence->system = sd_bus_flush_close_unref(presence->system);
        return;
    }
    sd_bus_match_signal_async(presence->system, NULL, "org.freedesktop.DBus.Local",
                              "/org/freedesktop/DBus/Local", "org.freedesktop.DBus.Local",
                              "Disconnected", on_system_lost, NULL, presence);
    sd_bus_match_signal_async(presence->system, NULL, LOGIN_NAME, "/org/freedesktop/login1",
                              LOGIN_NAME ".Manager", "PrepareForSleep", on_prepare_for_sleep, NULL,
                              presence);
    sd_bus_add_match_async(presence->system, NULL,
                           "type='signal',sender='" LOGIN_NAME
                           "',interface='org.freedesktop.DBus.Properties',"
                           "member='PropertiesChanged',arg0='" LOGIN_NAME ".Session'",
                           on_session_properties, NULL, presence);
    sd_bus_add_match_async(presence->system, NULL,
                           "type='signal',sender='org.freedesktop.timedate1',"
                           "interface='org.freedesktop.DBus.Properties',"
                           "member='PropertiesChanged',arg0='org.freedesktop.timedate1'",
                           on_timedate_properties, NULL, presence);
    presence_ask_lock(presence);
}

static void presence_watch_savers(struct presence *presence, sd_bus *session)
{
    static const char *const savers[] = {"org.gnome.ScreenSaver", "org.freedesktop.ScreenSaver"};
    char owner[256];

    for (size_t i = 0; i < ARRAY_SIZE(savers); i++) {
        sd_bus_match_signal_async(session, NULL, NULL, NULL, savers[i], "ActiveChanged",
                                  on_saver_changed, NULL, presence);
        snprintf(owner, sizeof owner,
                 "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
                 "member='NameOwnerChanged',arg0='%s'",
                 savers[i]);
        sd_bus_add_match_async(session, NULL, owner, on_saver_owner, NULL, presence);
    }
}

int presence_new(struct sd_event *event, struct sd_bus *session,
                 const struct presence_callbacks *callbacks, void *userdata, struct presence **ret)
{
    _cleanup_(presence_freep) struct presence *presence = calloc(1, sizeof *presence);

    if (!presence)
        return -ENOMEM;
    presence->event = event;
    presence->callbacks = *callbacks;
    presence->userdata = userdata;
    presence_watch_savers(presence, session);
    presence_watch_system(presence);
    presence_watch_localtime(presence);
    *ret = TAKE_PTR(presence);
    return 0;
}

struct presence *presence_free(struct presence *presence)
{
    if (!presence)
        return NULL;
    sd_event_source_disable_unref(presence->localtime);
    sd_bus_flush_close_unref(presence->system);
    free(presence);
    return NULL;
}
