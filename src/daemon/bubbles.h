/* The bubbles that are up or on their way, through jobsearchd-notify: sending, acknowledging,
 * replacing, closing. What they say is the announcer's. A bubble's key is the caller's name for it;
 * showing a key again replaces the bubble in place, also across restarts of helper and daemon as
 * long as the notification server is the same. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"
#include "records.h"

struct sd_event;
struct log;
struct bubbles;

/* Called from the event loop. Keys are borrowed. */
struct bubbles_callbacks {
    void (*ready)(void *userdata);                  /* bubbles can be shown now */
    void (*shown)(const char *key, void *userdata); /* it is on the screen */
    void (*held)(const char *key, void *userdata);  /* the desktop shows none now; it waits */
    void (*lost)(const char *key, void *userdata);  /* nobody saw it, or its buttons died with the
                                                     * helper */
    void (*action)(const char *key, const char *action, void *userdata);
    void (*closed)(const char *key, void *userdata); /* it went, whoever closed it */
    /* Bubbles reach nobody (why), or somebody again (NULL). */
    void (*reach_changed)(const char *why, void *userdata);
};

/* Starts nothing yet. The log (borrowed) remembers ids across restarts. */
int bubbles_new(struct sd_event *event, struct log *const *log,
                const struct bubbles_callbacks *callbacks, void *userdata, struct bubbles **ret);
struct bubbles *bubbles_free(struct bubbles *bubbles);
DEFINE_CLEANUP(struct bubbles, bubbles_free);

/* True if bubbles can be shown now; else the helper is started (when its back-off allows) and
 * `ready` follows. */
bool bubbles_are_ready(struct bubbles *bubbles);

/* True if one of this key is up or on its way. */
bool bubbles_has(const struct bubbles *bubbles, const char *key);

/* Shows or replaces. server_id and server_name of the bubble are filled in here. Returns 0 or
 * negative errno; the outcome follows as shown, held or lost. */
int bubbles_show(struct bubbles *bubbles, const struct bubble *bubble);

/* Closes it if it is up or on its way; no `closed` follows. */
void bubbles_close(struct bubbles *bubbles, const char *key);

/* The notification server's owner is new ("" for none): its ids mean nothing any more. */
void bubbles_server_changed(struct bubbles *bubbles, const char *owner);

/* Calls back for each bubble that was up when the daemon ended and whose server still runs. */
void bubbles_each(struct bubbles *bubbles, void (*callback)(const char *key, void *userdata),
                  void *userdata);
