/* Questions to others on the session bus, for who looks for what is wrong. Nobody is started by
 * them, and who hangs is not waited for as long as by others. */
#include <errno.h>

#include "bus/client.h"

#define ASK_USEC (3 * UINT64_C(1000000))

#define BUS_DAEMON      "org.freedesktop.DBus"
#define BUS_DAEMON_PATH "/org/freedesktop/DBus"
#define NOTIFIER        "org.freedesktop.Notifications"
#define NOTIFIER_PATH   "/org/freedesktop/Notifications"
#define SYSTEMD         "org.freedesktop.systemd1"
#define SYSTEMD_PATH    "/org/freedesktop/systemd1"
#define PROPERTIES      "org.freedesktop.DBus.Properties"

struct question {
    const char *name, *path, *interface, *member;
    const char *first, *second; /* its arguments, strings; NULL: not that many */
};

static bool is_absent(const sd_bus_error *error)
{
    return sd_bus_error_has_name(error, SD_BUS_ERROR_SERVICE_UNKNOWN) ||
           sd_bus_error_has_name(error, SD_BUS_ERROR_NAME_HAS_NO_OWNER);
}

/* Returns 0 with the reply, which the caller unrefs; -ENOENT: nobody is there, or does not know
 * such a thing; -ETIMEDOUT; or negative errno. */
static int ask(struct bus_client *client, const struct question *question, sd_bus_message **ret)
{
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL;
    _cleanup_(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
    int r = sd_bus_message_new_method_call(client->bus, &m, question->name, question->path,
                                           question->interface, question->member);

    if (r >= 0)
        r = sd_bus_message_set_auto_start(m, false);
    if (r >= 0 && question->first)
        r = sd_bus_message_append(m, "s", question->first);
    if (r >= 0 && question->second)
        r = sd_bus_message_append(m, "s", question->second);
    if (r < 0)
        return r;
    r = sd_bus_call(client->bus, m, ASK_USEC, &error, ret);
    if (r < 0 && is_absent(&error))
        return -ENOENT;
    return MIN(r, 0);
}

/* ---- Names ---- */

static int is_activatable(struct bus_client *client, const char *name)
{
    static const struct question question = {
        BUS_DAEMON, BUS_DAEMON_PATH, BUS_DAEMON, "ListActivatableNames", NULL, NULL};
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
    const char *found;
    int r = ask(client, &question, &reply);

    if (r >= 0)
        r = sd_bus_message_enter_container(reply, 'a', "s");
    while (r > 0 && (r = sd_bus_message_read(reply, "s", &found)) > 0)
        if (streq(found, name))
            return 1;
    return r;
}

int bus_client_find_name(struct bus_client *client, const char *name, enum bus_presence *ret)
{
    const struct question question = {BUS_DAEMON, BUS_DAEMON_PATH, BUS_DAEMON, "NameHasOwner", name,
                                      NULL};
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
    int has_owner = 0, r = ask(client, &question, &reply);

    if (r >= 0)
        r = sd_bus_message_read(reply, "b", &has_owner);
    if (r < 0)
        return r;
    if (has_owner) {
        *ret = BUS_PRESENT;
        return 0;
    }
    r = is_activatable(client, name);
    if (r >= 0)
        *ret = r > 0 ? BUS_STARTABLE : BUS_ABSENT;
    return MIN(r, 0);
}

/* ---- The notification server ---- */

static int read_capabilities(sd_bus_message *reply, struct bus_notifier *notifier)
{
    const char *capability;
    int r = sd_bus_message_enter_container(reply, 'a', "s");

    while (r > 0 && (r = sd_bus_message_read(reply, "s", &capability)) > 0)
        notifier->has_actions |= streq(capability, "actions");
    return MIN(r, 0);
}

/* A property that few servers have: false where it is not known. */
static bool read_inhibited(struct bus_client *client)
{
    static const struct question question = {NOTIFIER, NOTIFIER_PATH, PROPERTIES,
                                             "Get",    NOTIFIER,      "Inhibited"};
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
    int is_inhibited = 0;

    return ask(client, &question, &reply) >= 0 &&
           sd_bus_message_read(reply, "v", "b", &is_inhibited) >= 0 && is_inhibited;
}

int bus_client_ask_notifier(struct bus_client *client, struct bus_notifier *ret)
{
    static const struct question who = {NOTIFIER, NOTIFIER_PATH, NOTIFIER, "GetServerInformation",
                                        NULL,     NULL};
    static const struct question what = {NOTIFIER,          NOTIFIER_PATH, NOTIFIER,
                                         "GetCapabilities", NULL,          NULL};
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL, *capabilities = NULL;
    struct bus_notifier notifier = {0};
    const char *name, *version;
    int r = ask(client, &who, &reply);

    if (r >= 0)
        r = sd_bus_message_read(reply, "ssss", &name, NULL, &version, NULL);
    if (r >= 0)
        r = ask(client, &what, &capabilities);
    if (r >= 0)
        r = read_capabilities(capabilities, &notifier);
    if (r < 0)
        return r;
    notifier.is_inhibited = read_inhibited(client);
    snprintf(notifier.name, sizeof(notifier.name), "%s %s", name, version);
    *ret = notifier;
    return 0;
}

/* ---- systemd ---- */

static int read_unit_state(struct bus_client *client, struct bus_manager *manager)
{
    static const struct question question = {
        SYSTEMD, SYSTEMD_PATH, SYSTEMD ".Manager", "GetUnitFileState", "jobsearchd.service", NULL};
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
    const char *state = "";
    int r = ask(client, &question, &reply);

    if (r == -ETIMEDOUT)
        return r;
    if (r >= 0) /* else there is no such unit */
        sd_bus_message_read(reply, "s", &state);
    snprintf(manager->unit_state, sizeof(manager->unit_state), "%s", state);
    return 0;
}

/* True if programs that are started by systemd know of a screen. */
static int read_environment(struct bus_client *client, bool *ret_has_screen)
{
    static const struct question question = {SYSTEMD, SYSTEMD_PATH,       PROPERTIES,
                                             "Get",   SYSTEMD ".Manager", "Environment"};
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
    const char *variable;
    int r = ask(client, &question, &reply);

    if (r >= 0)
        r = sd_bus_message_enter_container(reply, 'v', "as");
    if (r >= 0)
        r = sd_bus_message_enter_container(reply, 'a', "s");
    while (r > 0 && (r = sd_bus_message_read(reply, "s", &variable)) > 0)
        if (strncmp(variable, "DISPLAY=", 8) == 0 || strncmp(variable, "WAYLAND_DISPLAY=", 16) == 0)
            *ret_has_screen = true;
    return MIN(r, 0);
}

int bus_client_ask_manager(struct bus_client *client, struct bus_manager *ret)
{
    struct bus_manager manager = {0};
    int r = read_environment(client, &manager.has_screen);

    if (r >= 0)
        r = read_unit_state(client, &manager);
    if (r >= 0)
        *ret = manager;
    return r;
}
