/* The least that a client of org.jobsearchd1 can do: connect to the session bus, one Ping, leave.
 * `jsctl status` is measured against it. */
#include <stdio.h>
#include <string.h>
#include <systemd/sd-bus.h>

int main(void)
{
    __attribute__((cleanup(sd_bus_close_unrefp))) sd_bus *bus = NULL;
    int r;

    r = sd_bus_open_user(&bus);
    if (r >= 0)
        r = sd_bus_call_method(bus, "org.jobsearchd1", "/org/jobsearchd1",
                               "org.freedesktop.DBus.Peer", "Ping", NULL, NULL, NULL);
    if (r < 0)
        fprintf(stderr, "bench-ping: %s\n", strerror(-r));
    return r < 0;
}
