/* Tells when the plan file was edited: by writing in place, by an editor's rename-over, or behind a
 * symbolic link. */
#pragma once

#include "base/macro.h"

struct sd_event;
struct plan_watch;

/* `changed` is called from the event loop, once for a burst of events. The path's folder should
 * exist; where it cannot be watched SIGHUP and Reload remain. Returns 0 or negative errno. */
int plan_watch_new(struct sd_event *event, const char *path, void (*changed)(void *userdata),
                   void *userdata, struct plan_watch **ret);
struct plan_watch *plan_watch_free(struct plan_watch *watch);
DEFINE_CLEANUP(struct plan_watch, plan_watch_free);
