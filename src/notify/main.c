/* jobsearchd-notify: shows the daemon's bubbles, and tells it what became of them.
 *
 * libnotify's calls wait for the notification server, up to 25 s for one that hangs. That is why
 * this is a process of its own: the daemon kills it when an acknowledgement is overdue, and nothing
 * here tries to be cleverer. It ends with status 0 when the daemon is gone (end of file) and when
 * no bubble has been up or held for a while; with 1 when the session bus is lost; with 2 when it is
 * not the daemon that started it. Bubbles stay on the screen: the daemon knows their ids. */
#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <libnotify/notify.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/macro.h"
#include "notify/board.h"
#include "records.h"

#define EXIT_NOT_STARTED_BY_DAEMON 2

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

/* Measured: 218 MiB, most of it heaps that GLib's threads reserve and do not use. */
#define ADDRESS_SPACE_MAX (512UL * 1024 * 1024)
#define FILES_MAX         64

struct notify {
    GMainLoop *loop;
    struct board *board;
    int status;
};

static void quit(struct notify *notify, int status)
{
    notify->status = status;
    g_main_loop_quit(notify->loop);
}

static gboolean on_record(int fd, GIOCondition condition _unused_, void *userdata)
{
    _cleanup_(record_done) struct record record = {0};
    struct notify *notify = userdata;

    int r = record_receive(fd, &record);
    if (r == 0)
        quit(notify, EXIT_SUCCESS);
    if (r > 0)
        r = board_take_record(notify->board, &record);
    if (r < 0 && r != -EAGAIN) {
        fprintf(stderr, "jobsearchd-notify: a bad record: %s\n", strerror(-r));
        quit(notify, EXIT_FAILURE);
    }
    return G_SOURCE_CONTINUE;
}

static void on_idle(void *userdata)
{
    quit(userdata, EXIT_SUCCESS);
}

static void on_bus_closed(GDBusConnection *bus _unused_, gboolean vanished _unused_,
                          GError *error _unused_, void *userdata)
{
    fprintf(stderr, "jobsearchd-notify: the session bus is gone\n");
    quit(userdata, EXIT_FAILURE);
}

static void set_limit(int resource, rlim_t limit)
{
    (void)setrlimit(resource, &(struct rlimit){limit, limit});
}

/* Dies with the daemon, also while a server keeps it waiting; is bounded, whatever a server sends.
 * (The sanitizers' shadow memory is larger than any bound.) */
static void set_limits(void)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    umask(077);
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_NOFILE, FILES_MAX);
#ifndef __SANITIZE_ADDRESS__
    set_limit(RLIMIT_AS, ADDRESS_SPACE_MAX);
#endif
}

/* libnotify takes itself for a part of a snap, with names changed to match, when the session was
 * started from a terminal that is one. */
static void forget_sandboxes(void)
{
    unsetenv("SNAP");
    unsetenv("SNAP_NAME");
    setenv("NOTIFY_IGNORE_PORTAL", "1", 1);
}

static int greet_daemon(void)
{
    int r = record_send_hello(HELPER_FD, "jobsearchd-notify");
    if (r < 0)
        return r;
    return record_receive_hello(HELPER_FD);
}

static GDBusConnection *connect_bus(struct notify *notify)
{
    g_autoptr(GError) error = NULL;

    /* The connection that libnotify uses, too. */
    GDBusConnection *bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &error);
    if (!bus) {
        fprintf(stderr, "jobsearchd-notify: no session bus: %s\n", error->message);
        return NULL;
    }
    g_dbus_connection_set_exit_on_close(bus, FALSE); /* it would be SIGTERM, and no word */
    g_signal_connect(bus, "closed", G_CALLBACK(on_bus_closed), notify);
    return bus;
}

static int run(void)
{
    struct notify notify = {.status = EXIT_FAILURE};

    g_autoptr(GDBusConnection) bus = connect_bus(&notify);
    if (!bus || !notify_init("jobsearchd"))
        return EXIT_FAILURE;
    _cleanup_(board_freep) struct board *board = NULL; /* borrows the bus: freed before it */
    int r = board_new(bus, HELPER_FD, on_idle, &notify, &board);
    if (r < 0) {
        fprintf(stderr, "jobsearchd-notify: %s\n", strerror(-r));
        return EXIT_FAILURE;
    }

    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    notify.loop = loop;
    notify.board = board;
    g_unix_fd_add(HELPER_FD, G_IO_IN | G_IO_HUP | G_IO_ERR, on_record, &notify);
    g_main_loop_run(loop);

    /* Closing a bubble waits for nothing; here it must have left. notify_uninit() is not called: it
     * would close what is up, and wait for that. */
    g_dbus_connection_flush_sync(bus, NULL, NULL);
    return notify.status;
}

int main(void)
{
    set_limits();
    forget_sandboxes();
    int r = greet_daemon();
    if (r < 0) {
        fprintf(stderr, "jobsearchd-notify: to be started by jobsearchd alone: %s\n", strerror(-r));
        return EXIT_NOT_STARTED_BY_DAEMON;
    }
    return run();
}
