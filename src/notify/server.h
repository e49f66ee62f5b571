/* The notification server: who it is at the moment and what it can do.
 *
 * Bubble ids belong to one server process. The unique name of the bus connection that owns
 * org.freedesktop.Notifications stands for it: such names are never used twice, so an id kept with
 * its server's unique name cannot be mistaken for another's. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"

#define SERVER_BUS_NAME    "org.freedesktop.Notifications"
#define SERVER_OBJECT_PATH "/org/freedesktop/Notifications"
#define SERVER_INTERFACE   "org.freedesktop.Notifications"

struct server;

/* The owner of the name is another one, or none: ids and capabilities of before are void. Also
 * called from inside server_refresh() and server_is_still(). */
typedef void server_changed_func(void *userdata);

/* `bus` is borrowed. Returns 0 or -ENOMEM. */
int server_new(GDBusConnection *bus, server_changed_func *changed, void *userdata,
               struct server **ret);
struct server *server_free(struct server *server);
DEFINE_CLEANUP(struct server, server_free);

/* Asks the bus who the server is, starts one if the bus can, and asks a new one what it can do.
 * Blocks for as long as the server takes (at most 25 s a call: the daemon's patience is shorter).
 * Returns 0, -ENOENT (there is none), -EIO (it does not answer properly); *ret_why is set on
 * failure alone and freed with g_free(). */
int server_refresh(struct server *server, char **ret_why);

/* Asks the bus whether this unique name is still the server's. */
bool server_is_still(struct server *server, const char *owner);

/* Its unique name; NULL when none is known. Borrowed. */
const char *server_owner(const struct server *server);

/* As server_refresh() last learned. */
bool server_has_actions(const struct server *server);
bool server_has_body_markup(const struct server *server);
bool server_is_gnome_shell(const struct server *server);

/* Tells the server of that unique name, and no other, to close a bubble. Waits for nothing. */
void server_close(struct server *server, const char *owner, uint32_t id);
