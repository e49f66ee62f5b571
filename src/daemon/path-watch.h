/* Tells when something happens to paths, whether they are there yet or not: one call for a burst of
 * events, and none at all, nor a wake-up, while nothing happens. */
#pragma once

#include <stdint.h>

#include "base/macro.h"

struct sd_event;
struct path_watch;

/* `changed` is called from the event loop, settle_usec after the last event of a burst, but at the
 * latest limit_usec after its first. It says that something may be other than it was, not what: the
 * caller adds its paths anew, since folders may have come and links may point elsewhere, and looks
 * only then, so that nothing is lost between. Returns 0 or negative errno. */
int path_watch_new(struct sd_event *event, uint64_t settle_usec, uint64_t limit_usec,
                   void (*changed)(void *userdata), void *userdata, struct path_watch **ret);
struct path_watch *path_watch_free(struct path_watch *watch);
DEFINE_CLEANUP(struct path_watch, path_watch_free);

/* Watches nothing any more; a change that was not told yet still is. */
void path_watch_clear(struct path_watch *watch);

/* Watches one file or folder by its absolute path: that it comes, goes, or is another, and a file's
 * bytes too. A symbolic link is watched, and what it points to. Returns 0 or negative errno. */
int path_watch_add(struct path_watch *watch, const char *path);

/* Watches what lies in a folder: the files whose names end with `suffix` (static) and the folders;
 * hidden ones do not count. Returns 0 or negative errno. */
int path_watch_add_folder(struct path_watch *watch, const char *folder, const char *suffix);
