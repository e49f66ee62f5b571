/* Whether bubbles are to be held back at the moment: because the server is inhibited (the property
 * `Inhibited` of KDE's), or because GNOME shows no banners.
 *
 * What cannot be read counts as "show" (fail open). GNOME's switch counts only when GNOME Shell is
 * the server: no other server obeys it, and one who left GNOME with the switch off would never see
 * a bubble again. Changes come as signals; nothing is polled. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>

#include "base/macro.h"

struct hold;

/* The answer of hold_is_on() may have become "no". */
typedef void hold_ended_func(void *userdata);

/* `bus` is borrowed. Returns 0 or -ENOMEM. */
int hold_new(GDBusConnection *bus, hold_ended_func *ended, void *userdata, struct hold **ret);
struct hold *hold_free(struct hold *hold);
DEFINE_CLEANUP(struct hold, hold_free);

bool hold_is_on(const struct hold *hold);

/* Asks this server (a unique name; blocks for an answer) and follows its changes, until it is
 * another's turn or hold_forget_server(). Asking again for the same one does nothing. */
void hold_watch_server(struct hold *hold, const char *owner, bool is_gnome_shell);

/* The server is gone: its reasons are void. */
void hold_forget_server(struct hold *hold);
