/* One bubble as libnotify's object: what the daemon wants to say, in what the server can show. */
#pragma once

#include <libnotify/notify.h>
#include <stdbool.h>
#include <stdint.h>

struct bubble;

/* `replaces` is the server's id of the bubble that this one takes the place of, or 0. Every text is
 * cleaned of what must not reach a screen; the body is escaped where the server reads markup. An
 * action calls on_action(notification, action's key, userdata). Returns NULL when out of memory. */
NotifyNotification *bubble_build(const struct bubble *bubble, uint32_t replaces, bool has_actions,
                                 bool has_body_markup, NotifyActionCallback on_action,
                                 void *userdata);

/* The id that the server gave it; 0 before it is shown. */
uint32_t bubble_id(NotifyNotification *notification);

/* For _cleanup_(): lets go of the object; on the screen the bubble stays. */
void bubble_unrefp(NotifyNotification **notification);
