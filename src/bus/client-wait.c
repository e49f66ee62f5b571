/* Waiting for something to change, without polling: the bus's messages and one timer. */
#include <errno.h>
#include <poll.h>
#include <sys/timerfd.h>

#include "bus/client.h"

static int on_change(_unused_ sd_bus_message *m, void *userdata, _unused_ sd_bus_error *error)
{
    struct bus_client *client = userdata;

    client->has_changed = true;
    return 0;
}

/* Everything that our object says, and its coming and going. The slots float: they live as long as
 * the connection. */
static int subscribe(struct bus_client *client)
{
    static const char *const matches[] = {
        "type='signal',sender='" BUS_NAME "',path='" BUS_PATH "'",
        "type='signal',sender='org.freedesktop.DBus',path='/org/freedesktop/DBus',"
        "interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='" BUS_NAME "'",
    };
    int r;

    for (size_t i = 0; i < ARRAY_SIZE(matches); i++) {
        r = sd_bus_add_match(client->bus, NULL, matches[i], on_change, client);
        if (r < 0)
            return r;
    }
    client->is_subscribed = true;
    return 0;
}

/* On the wall clock, so that sleep and a clock being set move it as they move the deadline. */
static int arm_timer(int64_t deadline_sec, int *ret_fd)
{
    const struct itimerspec when = {.it_value.tv_sec = deadline_sec};
    _cleanup_(closep) int fd = -1;

    fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (fd < 0 || timerfd_settime(fd, TFD_TIMER_ABSTIME, &when, NULL) < 0)
        return -errno;
    *ret_fd = TAKE_FD(fd);
    return 0;
}

/* Returns 1 when the timer rang, 0 when the bus may have something, or negative errno. */
static int wait_for_input(sd_bus *bus, int timer_fd)
{
    struct pollfd fds[] = {
        {.fd = sd_bus_get_fd(bus)}, {.fd = timer_fd, .events = POLLIN}, /* -1 is ignored */
    };
    int events;

    events = sd_bus_get_events(bus);
    if (fds[0].fd < 0 || events < 0)
        return fds[0].fd < 0 ? fds[0].fd : events;
    fds[0].events = (short)events;
    if (poll(fds, ARRAY_SIZE(fds), -1) < 0)
        return -errno;
    return fds[0].revents == 0 && fds[1].revents != 0;
}

/* Handles all that has arrived: a burst of signals is one change. Returns 0 or negative errno. */
static int process_all(sd_bus *bus)
{
    int r;

    do {
        r = sd_bus_process(bus, NULL);
    } while (r > 0);
    return r;
}

int bus_client_wait(struct bus_client *client, int64_t deadline_sec)
{
    _cleanup_(closep) int timer_fd = -1;
    int r;

    if (!client->is_subscribed) {
        r = subscribe(client);
        if (r < 0)
            return r;
    }
    if (deadline_sec > 0) {
        r = arm_timer(deadline_sec, &timer_fd);
        if (r < 0)
            return r;
    }
    for (;;) {
        r = process_all(client->bus);
        if (r < 0)
            return r == -ECONNRESET ? -ENOTCONN : r;
        if (client->has_changed) {
            client->has_changed = false;
            return 1;
        }
        r = wait_for_input(client->bus, timer_fd);
        if (r != 0)
            return r < 0 ? r : 0;
    }
}
