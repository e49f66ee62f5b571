/* Folders are watched, not the file: a rename-over gives the name to another inode. A plan that is
 * a symbolic link has two folders, the link's and its target's; both are found anew after each
 * change, since the link may point elsewhere then. */
#include "daemon/plan-watch.h"

#include <errno.h>
#include <limits.h>
#include <sys/inotify.h>
#include <systemd/sd-event.h>

#include "daemon/journal.h"

/* Editors write in several steps: what is read a moment after the first is the whole. */
#define SETTLE_USEC (100 * 1000)

#define WATCH_NAMES (IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_MOVED_FROM)

/* The folder itself is another now, or events were lost: anything may have changed. */
#define WATCH_ALL (IN_MOVE_SELF | IN_DELETE_SELF | IN_Q_OVERFLOW | IN_IGNORED)

struct plan_watch {
    sd_event *event;
    char *path;
    char *names[2]; /* of the link and of its target */
    sd_event_source *folders[2];
    sd_event_source *settle;
    void (*changed)(void *userdata);
    void *userdata;
};

static void plan_watch_look(struct plan_watch *watch);

static int on_settled(sd_event_source *source _unused_, uint64_t usec _unused_, void *userdata)
{
    struct plan_watch *watch = userdata;

    plan_watch_look(watch);
    watch->changed(watch->userdata);
    return 0;
}

static int on_folder(sd_event_source *source _unused_, const struct inotify_event *event,
                     void *userdata)
{
    struct plan_watch *watch = userdata;
    bool is_ours = event->mask & WATCH_ALL;

    for (size_t i = 0; event->len > 0 && i < ARRAY_SIZE(watch->names); i++)
        is_ours = is_ours || (watch->names[i] && streq(event->name, watch->names[i]));
    if (!is_ours)
        return 0;
    if (sd_event_source_set_time_relative(watch->settle, SETTLE_USEC) >= 0)
        sd_event_source_set_enabled(watch->settle, SD_EVENT_ONESHOT);
    return 0;
}

/* The path's folder, or as long as that is missing the nearest one above it that is there. */
static int plan_watch_folder(struct plan_watch *watch, size_t i, const char *path)
{
    _cleanup_(freep) char *dir = strdup(path);
    char *slash;
    int r = -ENOENT;

    watch->folders[i] = sd_event_source_disable_unref(watch->folders[i]);
    if (!dir)
        return -ENOMEM;
    while (r == -ENOENT && (slash = strrchr(dir, '/'))) {
        if (str_replace(&watch->names[i], slash + 1) < 0)
            return -ENOMEM;
        *slash = '\0';
        r = sd_event_add_inotify(watch->event, &watch->folders[i], *dir ? dir : "/",
                                 WATCH_NAMES | IN_MOVE_SELF | IN_DELETE_SELF, on_folder, watch);
    }
    return r;
}

static void plan_watch_look(struct plan_watch *watch)
{
    char target[PATH_MAX];
    int r;

    r = plan_watch_folder(watch, 0, watch->path);
    if (realpath(watch->path, target)) { /* else gone for now: where it was it may come back */
        watch->folders[1] = sd_event_source_disable_unref(watch->folders[1]);
        if (r >= 0 && !streq(target, watch->path))
            r = plan_watch_folder(watch, 1, target);
    }
    if (r < 0)
        journal(JOURNAL_WARNING, "Edits of %s are not seen (%s): run `jsctl reload` after them",
                watch->path, strerror(-r));
}

int plan_watch_new(struct sd_event *event, const char *path, void (*changed)(void *userdata),
                   void *userdata, struct plan_watch **ret)
{
    _cleanup_(plan_watch_freep) struct plan_watch *watch = calloc(1, sizeof *watch);
    int r;

    if (!watch)
        return -ENOMEM;
    watch->event = event;
    watch->changed = changed;
    watch->userdata = userdata;
    r = str_replace(&watch->path, path);
    if (r < 0)
        return r;
    r = sd_event_add_time_relative(event, &watch->settle, CLOCK_MONOTONIC, SETTLE_USEC, 1000,
                                   on_settled, watch);
    if (r < 0)
        return r;
    r = sd_event_source_set_enabled(watch->settle, SD_EVENT_OFF);
    if (r < 0)
        return r;
    plan_watch_look(watch);
    *ret = TAKE_PTR(watch);
    return 0;
}

struct plan_watch *plan_watch_free(struct plan_watch *watch)
{
    if (!watch)
        return NULL;
    for (size_t i = 0; i < ARRAY_SIZE(watch->folders); i++) {
        sd_event_source_disable_unref(watch->folders[i]);
        free(watch->names[i]);
    }
    sd_event_source_disable_unref(watch->settle);
    free(watch->path);
    free(watch);
    return NULL;
}
