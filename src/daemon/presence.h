/* What the machine and the desktop tell: the session is locked, the machine resumed, the zone
 * changed. All of it is optional: where nobody tells, nothing is locked (fail open). */
#pragma once

#include <stdbool.h>

#include "base/macro.h"

struct sd_bus;
struct sd_event;
struct presence;

struct presence_callbacks {
    void (*lock_changed)(void *userdata);
    void (*resumed)(void *userdata);
    void (*zone_changed)(void *userdata);
};

/* Connects to the system bus if there is one, subscribes on both, watches /etc/localtime. session
 * is borrowed. Returns 0 or negative errno (no system bus is no error). */
int presence_new(struct sd_event *event, struct sd_bus *session,
                 const struct presence_callbacks *callbacks, void *userdata, struct presence **ret);
struct presence *presence_free(struct presence *presence);
DEFINE_CLEANUP(struct presence, presence_free);

bool presence_is_locked(const struct presence *presence);
