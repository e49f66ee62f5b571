#include "notify/hold.h"

#include <errno.h>

#include "notify/server.h"

#define PROPERTIES_INTERFACE "org.freedesktop.DBus.Properties"
#define GNOME_SCHEMA         "org.gnome.desktop.notifications"
#define GNOME_KEY            "show-banners"

struct hold {
    GDBusConnection *bus; /* borrowed */
    hold_ended_func *ended;
    void *userdata;

    bool by_server, by_gnome;
    char *owner; /* owned; the server that is followed, or NULL */
    guint subscription;
    GSettings *settings; /* owned; NULL unless the server is GNOME Shell */
};

bool hold_is_on(const struct hold *hold)
{
    return hold->by_server || hold->by_gnome;
}

/* ---- The server's Inhibited ---- */

static bool read_inhibited(struct hold *hold)
{
    g_autoptr(GVariant) value = NULL;

    g_autoptr(GVariant) reply = g_dbus_connection_call_sync(
        hold->bus, hold->owner, SERVER_OBJECT_PATH, PROPERTIES_INTERFACE, "Get",
        g_variant_new("(ss)", SERVER_INTERFACE, "Inhibited"), G_VARIANT_TYPE("(v)"),
        G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL);
    if (!reply)
        return false;
    g_variant_get(reply, "(v)", &value);
    return g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean(value);
}

static void on_properties_changed(GDBusConnection *bus _unused_, const char *sender _unused_,
                                  const char *path _unused_, const char *interface _unused_,
                                  const char *signal _unused_, GVariant *arguments, void *userdata)
{
    struct hold *hold = userdata;
    g_autoptr(GVariant) changed = NULL;
    g_autofree const char **invalidated = NULL;
    gboolean is_inhibited;

    if (!g_variant_is_of_type(arguments, G_VARIANT_TYPE("(sa{sv}as)")))
        return;
    g_variant_get(arguments, "(&s@a{sv}^a&s)", NULL, &changed, &invalidated);
    if (g_variant_lookup(changed, "Inhibited", "b", &is_inhibited))
        hold->by_server = is_inhibited;
    else if (g_strv_contains(invalidated, "Inhibited"))
        hold->by_server = read_inhibited(hold);
    else
        return;
    hold->ended(hold->userdata);
}

/* ---- GNOME's show-banners ---- */

static void on_show_banners(GSettings *settings, const char *key, void *userdata)
{
    struct hold *hold = userdata;

    hold->by_gnome = !g_settings_get_boolean(settings, key);
    hold->ended(hold->userdata);
}

/* GSettings ends the process over a schema, a key or a type that is not there: look first. */
static bool gnome_schema_is_usable(void)
{
    GSettingsSchemaSource *source = g_settings_schema_source_get_default();
    if (!source)
        return false;
    g_autoptr(GSettingsSchema) schema = g_settings_schema_source_lookup(source, GNOME_SCHEMA, TRUE);
    if (!schema || !g_settings_schema_has_key(schema, GNOME_KEY))
        return false;
    g_autoptr(GSettingsSchemaKey) key = g_settings_schema_get_key(schema, GNOME_KEY);
    return g_variant_type_equal(g_settings_schema_key_get_value_type(key), G_VARIANT_TYPE_BOOLEAN);
}

static void watch_gnome(struct hold *hold)
{
    if (!gnome_schema_is_usable())
        return;
    hold->settings = g_settings_new(GNOME_SCHEMA);
    g_signal_connect(hold->settings, "changed::" GNOME_KEY, G_CALLBACK(on_show_banners), hold);
    /* Read after connecting: GSettings reports only changes of keys that were read since. */
    hold->by_gnome = !g_settings_get_boolean(hold->settings, GNOME_KEY);
}

/* ---- Which server ---- */

void hold_watch_server(struct hold *hold, const char *owner, bool is_gnome_shell)
{
    if (streq_null(hold->owner, owner))
        return;
    hold_forget_server(hold);

    hold->owner = g_strdup(owner);
    hold->subscription = g_dbus_connection_signal_subscribe(
        hold->bus, owner, PROPERTIES_INTERFACE, "PropertiesChanged", SERVER_OBJECT_PATH,
        SERVER_INTERFACE, G_DBUS_SIGNAL_FLAGS_NONE, on_properties_changed, hold, NULL);
    hold->by_server = read_inhibited(hold);
    if (is_gnome_shell)
        watch_gnome(hold);
}

void hold_forget_server(struct hold *hold)
{
    if (hold->subscription)
        g_dbus_connection_signal_unsubscribe(hold->bus, hold->subscription);
    hold->subscription = 0;
    g_clear_pointer(&hold->owner, g_free);
    if (hold->settings)
        g_signal_handlers_disconnect_by_data(hold->settings, hold);
    g_clear_object(&hold->settings);
    hold->by_server = hold->by_gnome = false;
}

int hold_new(GDBusConnection *bus, hold_ended_func *ended, void *userdata, struct hold **ret)
{
    struct hold *hold = calloc(1, sizeof(*hold));
    if (!hold)
        return -ENOMEM;

    hold->bus = bus;
    hold->ended = ended;
    hold->userdata = userdata;
    *ret = hold;
    return 0;
}

struct hold *hold_free(struct hold *hold)
{
    if (!hold)
        return NULL;
    hold_forget_server(hold);
    free(hold);
    return NULL;
}
