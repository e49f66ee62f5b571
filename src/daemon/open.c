/* `open` from an early reminder. The program that opens it must not inherit this daemon's seccomp
 * filter, so systemd is asked to start it as a unit of its own; where there is no systemd --user
 * there is no filter either, and it is spawned. */
#include "daemon/daemon.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "base/file.h"
#include "daemon/journal.h"

#define OPENER      "xdg-open"
#define OPENER_PATH "/usr/bin/" OPENER

extern char **environ;

/* One opening on its way, until systemd has answered. */
struct opening {
    struct sd_event *event;
    char *what;
};

static int on_opener_ended(sd_event_source *source, int fd, uint32_t revents _unused_,
                           void *userdata _unused_)
{
    siginfo_t info;

    waitid(P_PIDFD, (id_t)fd, &info, WEXITED);
    sd_event_source_disable_unref(source); /* closes the pidfd */
    return 0;
}

/* Reaped when it ends; nobody waits for it. */
static int watch_opener(struct sd_event *event, pid_t pid)
{
    _cleanup_(closep) int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    sd_event_source *source;
    int r;

    if (fd < 0)
        return -errno;
    r = sd_event_add_io(event, &source, fd, EPOLLIN, on_opener_ended, NULL);
    if (r < 0)
        return r;
    sd_event_source_set_io_fd_own(source, true);
    TAKE_FD(fd);
    return 0;
}

static int spawn_opener(struct sd_event *event, const char *what)
{
    char *argv[] = {(char *)OPENER, (char *)what, NULL};
    posix_spawnattr_t attributes;
    sigset_t none, pipe;
    pid_t pid;
    int r;

    r = posix_spawnattr_init(&attributes);
    if (r != 0)
        return -r;
    sigemptyset(&none);
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &pipe);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    r = posix_spawnp(&pid, OPENER, NULL, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    return r != 0 ? -r : watch_opener(event, pid);
}

static void opening_free(void *userdata)
{
    struct opening *opening = userdata;

    free(opening->what);
    free(opening);
}

static int on_unit_started(sd_bus_message *m, void *userdata, sd_bus_error *error _unused_)
{
    struct opening *opening = userdata;
    int r;

    if (!sd_bus_message_is_method_error(m, NULL))
        return 0;
    r = spawn_opener(opening->event, opening->what);
    if (r < 0)
        journal(JOURNAL_WARNING, "Cannot open %s with " OPENER ": %s", opening->what, strerror(-r));
    return 0;
}

/* StartTransientUnit(s name, s mode, a(sv) properties, a(sa(sv)) aux). */
static int ask_systemd(struct daemon *d, struct opening *opening)
{
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL;
    sd_bus_slot *slot = NULL;
    char name[64];
    int r;

    snprintf(name, sizeof name, "jobsearchd-open-%llx.service",
             (unsigned long long)(uintptr_t)opening ^ (unsigned long long)daemon_now());
    r = sd_bus_message_new_method_call(d->bus, &m, "org.freedesktop.systemd1",
                                       "/org/freedesktop/systemd1",
                                       "org.freedesktop.systemd1.Manager", "StartTransientUnit");
    if (r >= 0)
        r = sd_bus_message_append(m, "ssa(sv)a(sa(sv))", name, "fail", 3, "Description", "s",
                                  "Opened from a jobsearchd reminder", "CollectMode", "s",
                                  "inactive-or-failed", "ExecStart", "a(sasb)", 1, OPENER_PATH, 2,
                                  OPENER, opening->what, 0, 0);
    if (r >= 0)
        r = sd_bus_call_async(d->bus, &slot, m, on_unit_started, opening, 0);
    if (r >= 0) {
        sd_bus_slot_set_destroy_callback(slot, opening_free);
        sd_bus_slot_set_floating(slot, true);
        sd_bus_slot_unref(slot);
    }
    return r;
}

static bool is_url(const char *what)
{
    return strstr(what, "://") || strncasecmp(what, "mailto:", strlen("mailto:")) == 0;
}

void daemon_open(struct daemon *d, const char *what)
{
    struct opening *opening = calloc(1, sizeof *opening);
    int r = opening ? 0 : -ENOMEM;

    /* A URL goes as it is; a file by its whole path, so that it is never taken for an option. */
    if (r >= 0)
        r = is_url(what) ? str_replace(&opening->what, what)
                         : path_expand(what, getenv("HOME"), &opening->what);
    if (r >= 0) {
        opening->event = d->event;
        r = ask_systemd(d, opening);
    }
    if (r < 0) {
        journal(JOURNAL_WARNING, "Cannot open %s: %s", what, strerror(-r));
        if (opening)
            opening_free(opening);
    }
}
