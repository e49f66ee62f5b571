/* Folders are watched, not files: a rename-over gives the name to another inode. A path that is not
 * there is watched for in the nearest folder above it that is. */
#include "daemon/path-watch.h"

#include <errno.h>
#include <limits.h>
#include <sys/inotify.h>
#include <systemd/sd-event.h>

#include "base/file.h"

/* IN_CREATE for what is linked into the folder and never written there, IN_ATTRIB for a file that
 * becomes readable. */
#define WATCH_MASK                                                                      \
    (IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ATTRIB | IN_DELETE | IN_MOVED_FROM | \
     IN_MOVE_SELF | IN_DELETE_SELF)

#define TIMER_ACCURACY_USEC 1000

/* Of links in a row, as the kernel has it; and of folders that appear while we look for them. */
#define MAX_TRIES 40

/* What counts of the events in one folder. */
struct interest {
    struct path_watch *watch; /* borrowed */
    sd_event_source *source;
    char *name;         /* this one; or, if NULL, ... */
    const char *suffix; /* ... names that end so, and folders */
};

struct path_watch {
    sd_event *event; /* borrowed */
    sd_event_source *timer;
    uint64_t settle_usec, limit_usec;
    /* CLOCK_MONOTONIC: when the burst is told, and when at the latest; 0: there is none. */
    uint64_t due_usec, latest_usec;
    struct interest **interests;
    size_t n_interests, capacity;
    void (*changed)(void *userdata);
    void *userdata;
};

static int on_settled(sd_event_source *source _unused_, uint64_t usec _unused_, void *userdata)
{
    struct path_watch *watch = userdata;

    watch->due_usec = watch->latest_usec = 0;
    watch->changed(watch->userdata);
    return 0;
}

/* What has no name is the folder itself, or says that events were lost. */
static bool interest_has(const struct interest *interest, const struct inotify_event *event)
{
    if (event->len == 0)
        return true;
    if (interest->name)
        return streq(event->name, interest->name);
    return event->name[0] != '.' &&
           (event->mask & IN_ISDIR || str_has_suffix(event->name, interest->suffix));
}

/* A timer that is set again is not due any more, even if it was: so it is not, once it cannot be
 * later. */
static int path_watch_put_off(struct path_watch *watch)
{
    uint64_t now_usec;

    int r = sd_event_now(watch->event, CLOCK_MONOTONIC, &now_usec);
    if (r < 0)
        return r;
    if (watch->latest_usec == 0)
        watch->latest_usec = now_usec + watch->limit_usec;
    if (watch->due_usec == watch->latest_usec)
        return 0;
    watch->due_usec = MIN(now_usec + watch->settle_usec, watch->latest_usec);
    r = sd_event_source_set_time(watch->timer, watch->due_usec);
    return r < 0 ? r : sd_event_source_set_enabled(watch->timer, SD_EVENT_ONESHOT);
}

static int on_folder(sd_event_source *source _unused_, const struct inotify_event *event,
                     void *userdata)
{
    struct interest *interest = userdata;

    if (interest_has(interest, event))
        (void)path_watch_put_off(interest->watch); /* it fails with the event loop */
    return 0;
}

static struct interest *interest_free(struct interest *interest)
{
    if (!interest)
        return NULL;
    sd_event_source_disable_unref(interest->source);
    free(interest->name);
    free(interest);
    return NULL;
}
DEFINE_CLEANUP(struct interest, interest_free);

static int watch_folder(struct path_watch *watch, const char *folder, uint32_t mask,
                        const char *name, const char *suffix)
{
    _cleanup_(interest_freep) struct interest *interest = calloc(1, sizeof(*interest));

    if (!interest)
        return -ENOMEM;
    interest->watch = watch;
    interest->suffix = suffix;
    int r = str_replace(&interest->name, name);
    if (r >= 0)
        r = array_reserve((void **)&watch->interests, &watch->capacity, watch->n_interests,
                          sizeof(*watch->interests));
    if (r >= 0)
        r = sd_event_add_inotify(watch->event, &interest->source, folder, mask, on_folder,
                                 interest);
    if (r >= 0) /* a flood of events keeps nobody from other work */
        r = sd_event_source_set_priority(interest->source, SD_EVENT_PRIORITY_IDLE);
    if (r < 0)
        return r;
    watch->interests[watch->n_interests++] = TAKE_PTR(interest);
    return 0;
}

/* Watches for the path's name in its folder, or for the next folder's on the way there. Returns 1
 * if that one appeared just now, perhaps unseen. */
static int watch_nearest(struct path_watch *watch, const char *path)
{
    _cleanup_(freep) char *folder = strdup(path);
    bool is_missing = false;
    char *slash;
    int r = -ENOENT;

    if (!folder)
        return -ENOMEM;
    while ((slash = strrchr(folder, '/'))) {
        *slash = '\0';
        r = watch_folder(watch, *folder ? folder : "/", WATCH_MASK, slash + 1, NULL);
        if (r != -ENOENT && r != -ENOTDIR && r != -EACCES)
            break;
        is_missing = r == -ENOENT;
    }
    if (r < 0 || !is_missing)
        return r;
    *slash = '/';
    return access(folder, F_OK) >= 0;
}

/* The folders above the path's: one that is moved takes the path with it. Nothing else that happens
 * in them is told, or wakes. */
static int watch_above(struct path_watch *watch, const char *path)
{
    _cleanup_(freep) char *folder = strdup(path);
    char *slash;
    int r = 0;

    if (!folder)
        return -ENOMEM;
    while (r != -ENOMEM && (slash = strrchr(folder, '/')) && slash > folder) {
        *slash = '\0';
        r = watch_folder(watch, folder, IN_MOVE_SELF, NULL, "");
    }
    return r == -ENOMEM ? r : 0;
}

static int watch_name(struct path_watch *watch, const char *path)
{
    int r = 1;

    for (int n = 0; r > 0 && n < MAX_TRIES; n++)
        r = watch_nearest(watch, path);
    return r < 0 ? r : watch_above(watch, path);
}

/* Where the link points. Returns 1, 0 if the path is none, or -ENOMEM. */
static int link_target(const char *path, char **ret)
{
    _cleanup_(freep) char *folder = NULL;
    char target[PATH_MAX];

    ssize_t n = readlink(path, target, sizeof(target) - 1);
    if (n < 0)
        return 0;
    target[n] = '\0';
    folder = strndup(path, (size_t)(strrchr(path, '/') + 1 - path));
    if (!folder)
        return -ENOMEM;
    int r = target[0] == '/' ? str_replace(ret, target) : path_join(folder, target, ret);
    return r < 0 ? r : 1;
}

int path_watch_add(struct path_watch *watch, const char *path)
{
    _cleanup_(freep) char *at = strdup(path);

    if (!at)
        return -ENOMEM;
    for (int n = 0; n < MAX_TRIES; n++) {
        char *target = NULL;
        int r = watch_name(watch, at);
        if (r >= 0)
            r = link_target(at, &target);
        if (r <= 0)
            return r;
        free(at);
        at = target;
    }
    return -ELOOP;
}

int path_watch_add_folder(struct path_watch *watch, const char *folder, const char *suffix)
{
    return watch_folder(watch, folder, WATCH_MASK, NULL, suffix);
}

void path_watch_clear(struct path_watch *watch)
{
    for (size_t i = 0; i < watch->n_interests; i++)
        interest_free(watch->interests[i]);
    watch->n_interests = 0;
}

int path_watch_new(struct sd_event *event, uint64_t settle_usec, uint64_t limit_usec,
                   void (*changed)(void *userdata), void *userdata, struct path_watch **ret)
{
    _cleanup_(path_watch_freep) struct path_watch *watch = calloc(1, sizeof(*watch));

    if (!watch)
        return -ENOMEM;
    watch->event = event;
    watch->settle_usec = settle_usec;
    watch->limit_usec = limit_usec;
    watch->changed = changed;
    watch->userdata = userdata;
    int r = sd_event_add_time(event, &watch->timer, CLOCK_MONOTONIC, 0, TIMER_ACCURACY_USEC,
                              on_settled, watch);
    if (r >= 0)
        r = sd_event_source_set_enabled(watch->timer, SD_EVENT_OFF);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(watch);
    return 0;
}

struct path_watch *path_watch_free(struct path_watch *watch)
{
    if (!watch)
        return NULL;
    path_watch_clear(watch);
    free(watch->interests);
    sd_event_source_disable_unref(watch->timer);
    free(watch);
    return NULL;
}
