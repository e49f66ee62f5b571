#include "daemon/plan-watch.h"

#include <errno.h>

#include "daemon/journal.h"
#include "daemon/path-watch.h"

/* Editors write in several steps: what is read a moment after the last is the whole. */
#define SETTLE_USEC (100 * 1000)
#define LIMIT_USEC  (1000 * 1000)

struct plan_watch {
    struct path_watch *watch;
    char *path;
    void (*changed)(void *userdata);
    void *userdata;
};

static void plan_watch_look(struct plan_watch *watch)
{
    path_watch_clear(watch->watch);
    int r = path_watch_add(watch->watch, watch->path);
    if (r < 0)
        journal(JOURNAL_WARNING, "Edits of %s are not seen (%s): run `jsctl reload` after them",
                watch->path, strerror(-r));
}

static void on_changed(void *userdata)
{
    struct plan_watch *watch = userdata;

    plan_watch_look(watch);
    watch->changed(watch->userdata);
}

int plan_watch_new(struct sd_event *event, const char *path, void (*changed)(void *userdata),
                   void *userdata, struct plan_watch **ret)
{
    _cleanup_(plan_watch_freep) struct plan_watch *watch = calloc(1, sizeof *watch);

    if (!watch)
        return -ENOMEM;
    watch->changed = changed;
    watch->userdata = userdata;
    int r = str_replace(&watch->path, path);
    if (r >= 0)
        r = path_watch_new(event, SETTLE_USEC, LIMIT_USEC, on_changed, watch, &watch->watch);
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
    path_watch_free(watch->watch);
    free(watch->path);
    free(watch);
    return NULL;
}
