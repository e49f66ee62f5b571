#include "notify/server.h"

#include <errno.h>

#define BUS_NAME      "org.freedesktop.DBus"
#define BUS_PATH      "/org/freedesktop/DBus"
#define BUS_INTERFACE "org.freedesktop.DBus"

struct server {
    GDBusConnection *bus; /* borrowed */
    server_changed_func *changed;
    void *userdata;
    guint subscription;

    char *owner;      /* owned; NULL: none is known */
    bool is_examined; /* the rest is of this owner */
    bool has_actions, has_body_markup, is_gnome_shell;
};

static GVariant *bus_call(struct server *server, const char *method, GVariant *arguments,
                          const char *reply_type, GError **error)
{
    return g_dbus_connection_call_sync(server->bus, BUS_NAME, BUS_PATH, BUS_INTERFACE, method,
                                       arguments, G_VARIANT_TYPE(reply_type),
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
}

/* To the owner by its unique name: an answer of another one would be about something else. */
static GVariant *server_call(struct server *server, const char *method, const char *reply_type,
                             GError **error)
{
    return g_dbus_connection_call_sync(server->bus, server->owner, SERVER_OBJECT_PATH,
                                       SERVER_INTERFACE, method, NULL, G_VARIANT_TYPE(reply_type),
                                       G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, error);
}

/* The owner as the bus knows it now; NULL if there is none. The caller frees by g_free(). */
static char *find_owner(struct server *server)
{
    char *owner;

    g_autoptr(GVariant) reply =
        bus_call(server, "GetNameOwner", g_variant_new("(s)", SERVER_BUS_NAME), "(s)", NULL);
    if (!reply)
        return NULL;
    g_variant_get(reply, "(s)", &owner);
    return owner;
}

/* `owner` is consumed. */
static void server_set_owner(struct server *server, char *owner)
{
    if (streq_null(server->owner, owner)) {
        g_free(owner);
        return;
    }
    g_free(server->owner);
    server->owner = owner;
    server->is_examined = false;
    server->changed(server->userdata);
}

/* The signal is old news by the time it is read (a call may have learned of a later owner): it says
 * that it is time to ask, and no more. */
static void on_name_owner_changed(GDBusConnection *bus _unused_, const char *sender _unused_,
                                  const char *path _unused_, const char *interface _unused_,
                                  const char *signal _unused_, GVariant *arguments _unused_,
                                  void *userdata)
{
    struct server *server = userdata;

    server_set_owner(server, find_owner(server));
}

static bool server_examine(struct server *server, GError **error)
{
    const char *name;

    g_autoptr(GVariant) capabilities = server_call(server, "GetCapabilities", "(as)", error);
    if (!capabilities)
        return false;
    g_autoptr(GVariant) information = server_call(server, "GetServerInformation", "(ssss)", error);
    if (!information)
        return false;

    g_autofree const char **names = NULL;
    g_variant_get(capabilities, "(^a&s)", &names);
    server->has_actions = g_strv_contains(names, "actions");
    server->has_body_markup = g_strv_contains(names, "body-markup");
    g_variant_get(information, "(&s&s&s&s)", &name, NULL, NULL, NULL);
    server->is_gnome_shell = streq(name, "gnome-shell");
    server->is_examined = true;
    return true;
}

/* Asks the bus to start a server, as its service files say. */
static bool server_activate(struct server *server, GError **error)
{
    g_autoptr(GVariant) reply = bus_call(server, "StartServiceByName",
                                         g_variant_new("(su)", SERVER_BUS_NAME, 0), "(u)", error);
    return reply != NULL;
}

int server_refresh(struct server *server, char **ret_why)
{
    g_autoptr(GError) error = NULL;

    char *owner = find_owner(server);
    if (!owner && server_activate(server, &error))
        owner = find_owner(server);
    server_set_owner(server, owner);
    if (error)
        g_dbus_error_strip_remote_error(error);
    if (!server->owner) {
        *ret_why = g_strdup_printf("no notification server: %s", error ? error->message : "");
        return -ENOENT;
    }
    if (!server->is_examined && !server_examine(server, &error)) {
        g_dbus_error_strip_remote_error(error);
        *ret_why = g_strdup_printf("the notification server fails: %s", error->message);
        return -EIO;
    }
    return 0;
}

bool server_is_still(struct server *server, const char *owner)
{
    server_set_owner(server, find_owner(server));
    return streq_null(server->owner, owner);
}

const char *server_owner(const struct server *server)
{
    return server->owner;
}

bool server_has_actions(const struct server *server)
{
    return server->has_actions;
}

bool server_has_body_markup(const struct server *server)
{
    return server->has_body_markup;
}

bool server_is_gnome_shell(const struct server *server)
{
    return server->is_gnome_shell;
}

void server_close(struct server *server, const char *owner, uint32_t id)
{
    g_dbus_connection_call(server->bus, owner, SERVER_OBJECT_PATH, SERVER_INTERFACE,
                           "CloseNotification", g_variant_new("(u)", id), NULL,
                           G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

int server_new(GDBusConnection *bus, server_changed_func *changed, void *userdata,
               struct server **ret)
{
    struct server *server = calloc(1, sizeof(*server));
    if (!server)
        return -ENOMEM;

    server->bus = bus;
    server->changed = changed;
    server->userdata = userdata;
    server->subscription = g_dbus_connection_signal_subscribe(
        bus, BUS_NAME, BUS_INTERFACE, "NameOwnerChanged", BUS_PATH, SERVER_BUS_NAME,
        G_DBUS_SIGNAL_FLAGS_NONE, on_name_owner_changed, server, NULL);
    *ret = server;
    return 0;
}

struct server *server_free(struct server *server)
{
    if (!server)
        return NULL;
    g_dbus_connection_signal_unsubscribe(server->bus, server->subscription);
    g_free(server->owner);
    free(server);
    return NULL;
}
