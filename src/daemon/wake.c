#include "daemon/wake.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <systemd/sd-event.h>

/* Far enough to be never, near enough for every kernel's arithmetic: the year 2242. */
#define WAKE_NEVER_SEC (INT64_C(1) << 33)

struct wake {
    sd_event_source *source;
    int fd;
    wake_callback callback;
    void *userdata;
};

static int on_timer(sd_event_source *source _unused_, int fd, uint32_t revents _unused_,
                    void *userdata)
{
    struct wake *wake = userdata;
    uint64_t expirations;
    bool clock_was_set = false;

    if (read(fd, &expirations, sizeof expirations) < 0) {
        if (errno == EAGAIN || errno == EINTR)
            return 0;
        clock_was_set = errno == ECANCELED;
        if (!clock_was_set)
            return -errno;
    }
    wake->callback(clock_was_set, wake->userdata);
    return 0;
}

int wake_new(struct sd_event *event, wake_callback callback, void *userdata, struct wake **ret)
{
    _cleanup_(wake_freep) struct wake *wake = calloc(1, sizeof *wake);
    int r;

    if (!wake)
        return -ENOMEM;
    wake->callback = callback;
    wake->userdata = userdata;
    wake->fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (wake->fd < 0)
        return -errno;
    r = sd_event_add_io(event, &wake->source, wake->fd, EPOLLIN, on_timer, wake);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(wake);
    return 0;
}

struct wake *wake_free(struct wake *wake)
{
    if (!wake)
        return NULL;
    sd_event_source_disable_unref(wake->source);
    closep(&wake->fd);
    free(wake);
    return NULL;
}

int wake_at(struct wake *wake, int64_t utc_sec)
{
    struct itimerspec when = {
        /* A zero would disarm: an alarm in the past is due at once all the same. */
        .it_value.tv_sec = MAX(1, MIN(utc_sec, WAKE_NEVER_SEC)),
    };

    if (timerfd_settime(wake->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) >= 0)
        return 0;
    /* The clock was set since the last look: the timer is armed all the same (timerfd_create(2));
     * the caller has read the clock just now. */
    return errno == ECANCELED ? 0 : -errno;
}
