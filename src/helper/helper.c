/* The life of a helper program:
 *
 *   STOPPED -> (WAITING ->) STARTING -> READY -> STOPPED
 *                       \-> FAILED ----------->
 *
 * The socket is read before the process's end is looked at (its event source has the higher
 * priority), so that a program's last words are heard. Whatever is wrong with a program, the way
 * out is one: SIGKILL, and the pidfd tells when it is gone.
 *
 * Callbacks may do anything, helper_free() included. So a call of one is the last thing that
 * happens to a helper in an event handler, or asks afterwards whether it is still there. */
#include "helper.h"

#include <errno.h>
#include <stdarg.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <systemd/sd-event.h>

#include "base/file.h"
#include "helper/outbox.h"
#include "helper/spawn.h"

#define SECOND_USEC          UINT64_C(1000000)
#define HELLO_TIMEOUT_USEC   (5 * SECOND_USEC)
#define HANG_UP_TIMEOUT_USEC (1 * SECOND_USEC)
#define DELAY_MAX_USEC       (300 * SECOND_USEC)
#define TIMER_ACCURACY_USEC  1000

enum helper_state {
    HELPER_STOPPED,
    HELPER_WAITING, /* for the back-off to end */
    HELPER_FAILED,  /* could not be started; ended() is due */
    HELPER_STARTING,
    HELPER_READY,
};

struct helper {
    struct sd_event *event; /* a reference */
    char *path;             /* owned */
    char **argv;            /* owned, as its strings; ends with NULL */
    struct helper_callbacks callbacks;
    void *userdata;
    bool *freed; /* set by helper_free() while a callback runs */

    enum helper_state state;
    unsigned n_failures;      /* in a row */
    uint64_t not_before_usec; /* CLOCK_MONOTONIC: no start earlier */
    sd_event_source *start_source;

    int pidfd, fd; /* -1: none. The socket may be closed while the process still ends */
    sd_event_source *end_source, *socket_source;
    struct outbox outbox;
    bool is_finishing; /* nothing more will be sent */
    bool is_killed;

    sd_event_source *deadline_source;
    char deadline_why[64];
    char why[128]; /* why it was killed or not started; "": see how it ended */
};

uint64_t helper_delay_usec(unsigned n_failures)
{
    if (n_failures == 0)
        return 0;
    unsigned shift = MIN(n_failures - 1, 16u);
    return MIN(SECOND_USEC << shift, DELAY_MAX_USEC);
}

/* ---- The end ---- */

static void helper_close_socket(struct helper *helper)
{
    helper->socket_source = sd_event_source_disable_unref(helper->socket_source);
    closep(&helper->fd);
    helper->fd = -1;
    outbox_done(&helper->outbox);
}

/* Lets go of the process, which must be dead and waited for, and of what belonged to its run. */
static void helper_reset(struct helper *helper)
{
    helper_close_socket(helper);
    helper->end_source = sd_event_source_disable_unref(helper->end_source);
    helper->deadline_source = sd_event_source_disable_unref(helper->deadline_source);
    helper->start_source = sd_event_source_disable_unref(helper->start_source);
    closep(&helper->pidfd);
    helper->pidfd = -1;
    helper->is_finishing = helper->is_killed = false;
    helper->why[0] = '\0';
    helper->state = HELPER_STOPPED;
}

/* Its last act tells the owner. */
static void helper_end(struct helper *helper, bool is_clean, const char *end)
{
    char why[sizeof(helper->why)];
    uint64_t now_usec = 0;

    snprintf(why, sizeof(why), "%s", helper->why[0] ? helper->why : end);
    helper_reset(helper);

    (void)sd_event_now(helper->event, CLOCK_MONOTONIC, &now_usec);
    helper->n_failures = is_clean ? 0 : helper->n_failures + 1;
    helper->not_before_usec = now_usec + helper_delay_usec(helper->n_failures);
    helper->callbacks.ended(helper, is_clean, why, helper->userdata);
}

static void helper_kill(struct helper *helper, const char *why)
{
    if (helper->is_killed)
        return;
    helper->is_killed = true;
    snprintf(helper->why, sizeof(helper->why), "killed: %s", why);
    helper->deadline_source = sd_event_source_disable_unref(helper->deadline_source);
    helper_close_socket(helper);
    (void)pidfd_send_signal(helper->pidfd, SIGKILL, NULL, 0);
}

static int on_end(sd_event_source *source _unused_, int fd, uint32_t events _unused_,
                  void *userdata)
{
    struct helper *helper = userdata;
    siginfo_t info = {0};
    char end[64];

    if (waitid(P_PIDFD, (id_t)fd, &info, WEXITED | WNOHANG) < 0)
        snprintf(end, sizeof(end), "ended, nobody knows how"); /* SIGCHLD is ignored */
    else if (info.si_pid == 0)
        return 0;
    else if (info.si_code == CLD_EXITED)
        snprintf(end, sizeof(end), "exit status %d", info.si_status);
    else
        snprintf(end, sizeof(end), "killed by signal %d", info.si_status);

    bool is_clean = helper->state == HELPER_READY && !helper->is_killed &&
                    info.si_code == CLD_EXITED && info.si_status == 0;
    helper_end(helper, is_clean, end);
    return 0;
}

static int on_deadline(sd_event_source *source _unused_, uint64_t usec _unused_, void *userdata)
{
    struct helper *helper = userdata;

    helper_kill(helper, helper->deadline_why);
    return 0;
}

/* Replaces the deadline that may run. */
static int helper_set_deadline(struct helper *helper, uint64_t timeout_usec, const char *why)
{
    helper->deadline_source = sd_event_source_disable_unref(helper->deadline_source);
    snprintf(helper->deadline_why, sizeof(helper->deadline_why), "%s", why);
    return sd_event_add_time_relative(helper->event, &helper->deadline_source, CLOCK_MONOTONIC,
                                      timeout_usec, TIMER_ACCURACY_USEC, on_deadline, helper);
}

/* ---- The socket ---- */

static void helper_flush(struct helper *helper)
{
    int r = outbox_flush(&helper->outbox, helper->fd);
    if (r == -EAGAIN)
        return;
    if (r < 0)
        outbox_done(&helper->outbox); /* it is gone; the end is told in its own time */

    (void)sd_event_source_set_io_events(helper->socket_source, EPOLLIN);
    if (helper->is_finishing)
        (void)shutdown(helper->fd, SHUT_WR);
}

static void helper_take_hello(struct helper *helper, struct record *record)
{
    if (record_check_hello(record) < 0) {
        helper_kill(helper, "it does not speak this protocol's version");
        return;
    }
    helper->deadline_source = sd_event_source_disable_unref(helper->deadline_source);
    helper->state = HELPER_READY;
    helper->callbacks.ready(helper, helper->userdata);
}

static void helper_take_record(struct helper *helper, struct record *record)
{
    bool freed = false;

    helper->freed = &freed;
    helper->callbacks.record(helper, record, helper->userdata);
    if (freed)
        return;
    helper->freed = NULL;
    if (record->error < 0)
        helper_kill(helper, "it sent a malformed record");
}

static void helper_take_hang_up(struct helper *helper)
{
    helper_close_socket(helper);
    if (helper_set_deadline(helper, HANG_UP_TIMEOUT_USEC, "it hung up, but did not end") < 0)
        helper_kill(helper, "it hung up");
}

static int on_socket(sd_event_source *source _unused_, int fd, uint32_t events, void *userdata)
{
    _cleanup_(record_done) struct record record = {0};
    struct helper *helper = userdata;

    if (events & EPOLLOUT)
        helper_flush(helper);
    if (!(events & ~(uint32_t)EPOLLOUT))
        return 0;

    int r = record_receive(fd, &record);
    if (r == -EAGAIN || r == -ENOMEM)
        return 0;
    if (r < 0)
        helper_kill(helper, "it sent a malformed record");
    else if (r == 0)
        helper_take_hang_up(helper);
    else if (helper->state == HELPER_STARTING)
        helper_take_hello(helper, &record);
    else
        helper_take_record(helper, &record);
    return 0;
}

/* ---- The start ---- */

static int on_failed(sd_event_source *source _unused_, void *userdata)
{
    helper_end(userdata, false, "");
    return 0;
}

static int helper_watch(struct helper *helper)
{
    /* One that has ended already says why by its end. */
    int r = record_send_hello(helper->fd, "jobsearchd");
    if (r < 0 && r != -EPIPE)
        return r;
    r = sd_event_add_io(helper->event, &helper->socket_source, helper->fd, EPOLLIN, on_socket,
                        helper);
    if (r < 0)
        return r;
    r = sd_event_add_io(helper->event, &helper->end_source, helper->pidfd, EPOLLIN, on_end, helper);
    if (r < 0)
        return r;
    r = sd_event_source_set_priority(helper->end_source, SD_EVENT_PRIORITY_NORMAL + 1);
    if (r < 0)
        return r;
    return helper_set_deadline(helper, HELLO_TIMEOUT_USEC, "no hello within 5 s");
}

static int helper_launch(struct helper *helper)
{
    int r = helper_spawn(helper->path, helper->argv, &helper->pidfd, &helper->fd);
    if (r >= 0) {
        helper->state = HELPER_STARTING;
        r = helper_watch(helper);
        if (r >= 0)
            return 0;
        helper_destroy(helper->pidfd);
    }

    /* The owner hears of it from the loop, as of any other end. */
    helper_reset(helper);
    snprintf(helper->why, sizeof(helper->why), "cannot be started: %s", strerror(-r));
    r = sd_event_add_defer(helper->event, &helper->start_source, on_failed, helper);
    if (r >= 0)
        helper->state = HELPER_FAILED;
    return r;
}

static int on_start(sd_event_source *source _unused_, uint64_t usec _unused_, void *userdata)
{
    struct helper *helper = userdata;

    helper->start_source = sd_event_source_disable_unref(helper->start_source);
    helper->state = HELPER_STOPPED;
    if (helper_launch(helper) < 0)
        helper_end(helper, false, "");
    return 0;
}

int helper_start(struct helper *helper)
{
    uint64_t now_usec;

    if (helper->state != HELPER_STOPPED)
        return 0;
    int r = sd_event_now(helper->event, CLOCK_MONOTONIC, &now_usec);
    if (r < 0)
        return r;
    if (now_usec >= helper->not_before_usec)
        return helper_launch(helper);

    r = sd_event_add_time(helper->event, &helper->start_source, CLOCK_MONOTONIC,
                          helper->not_before_usec, TIMER_ACCURACY_USEC, on_start, helper);
    if (r >= 0)
        helper->state = HELPER_WAITING;
    return r;
}

void helper_reset_backoff(struct helper *helper)
{
    helper->n_failures = 0;
    helper->not_before_usec = 0;
    if (helper->state == HELPER_WAITING)
        (void)sd_event_source_set_time(helper->start_source, 0);
}

/* ---- What the owner says ---- */

bool helper_is_ready(const struct helper *helper)
{
    return helper->state == HELPER_READY;
}

int helper_send(struct helper *helper, const struct record *record)
{
    if (helper->state != HELPER_READY)
        return -ENOTCONN;
    if (helper->fd < 0 || helper->is_finishing)
        return -EPIPE;
    if (record->error < 0)
        return record->error;

    if (outbox_is_empty(&helper->outbox)) {
        int r = record_send(helper->fd, record);
        if (r != -EAGAIN)
            return r;
    }
    int r = outbox_add(&helper->outbox, record);
    if (r < 0)
        return r;
    return sd_event_source_set_io_events(helper->socket_source, EPOLLIN | EPOLLOUT);
}

int helper_expect(struct helper *helper, uint64_t timeout_usec)
{
    char why[sizeof(helper->deadline_why)];

    if (helper->state != HELPER_READY)
        return -ENOTCONN;
    if (helper->deadline_source || helper->is_killed)
        return 0;
    snprintf(why, sizeof(why), "no answer within %g s", (double)timeout_usec / SECOND_USEC);
    return helper_set_deadline(helper, timeout_usec, why);
}

void helper_calm(struct helper *helper)
{
    if (helper->state == HELPER_READY && helper->fd >= 0)
        helper->deadline_source = sd_event_source_disable_unref(helper->deadline_source);
}

void helper_finish(struct helper *helper)
{
    if (helper->state == HELPER_WAITING)
        helper_reset(helper);
    if (helper->fd < 0)
        return;
    helper->is_finishing = true;
    if (outbox_is_empty(&helper->outbox))
        (void)shutdown(helper->fd, SHUT_WR);
}

/* ---- Making and freeing ---- */

static int find_program(const char *program, char **ret)
{
    _cleanup_(freep) char *folder = NULL;

    if (strchr(program, '/'))
        return str_replace(ret, program);
    int r = path_helper_dir(&folder);
    return r < 0 ? r : path_join(folder, program, ret);
}

static int copy_arguments(const char *program, const char *const *arguments, char ***ret)
{
    size_t n = 0;

    while (arguments && arguments[n])
        n++;
    char **argv = calloc(n + 2, sizeof(*argv));
    if (!argv)
        return -ENOMEM;
    *ret = argv; /* half-built is for helper_free() */

    const char *slash = strrchr(program, '/');
    int r = str_replace(&argv[0], slash ? slash + 1 : program);
    for (size_t i = 0; r >= 0 && i < n; i++)
        r = str_replace(&argv[i + 1], arguments[i]);
    return r;
}

int helper_new(struct sd_event *event, const char *program, const char *const *arguments,
               const struct helper_callbacks *callbacks, void *userdata, struct helper **ret)
{
    _cleanup_(helper_freep) struct helper *helper = calloc(1, sizeof(*helper));
    if (!helper)
        return -ENOMEM;

    helper->event = sd_event_ref(event);
    helper->callbacks = *callbacks;
    helper->userdata = userdata;
    helper->pidfd = helper->fd = -1;
    int r = find_program(program, &helper->path);
    if (r < 0)
        return r;
    r = copy_arguments(program, arguments, &helper->argv);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(helper);
    return 0;
}

struct helper *helper_free(struct helper *helper)
{
    if (!helper)
        return NULL;
    if (helper->freed)
        *helper->freed = true;

    if (helper->pidfd >= 0)
        helper_destroy(helper->pidfd);
    helper_reset(helper);
    for (char **argument = helper->argv; argument && *argument; argument++)
        free(*argument);
    free(helper->argv);
    free(helper->path);
    sd_event_unref(helper->event);
    free(helper);
    return NULL;
}
