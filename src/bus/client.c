#include "bus/client.h"

#include <errno.h>
#include <stdarg.h>
#include <time.h>

#include "base/text.h"
#include "bus/marshal.h"
#include "bus/names.h"

/* A person waits: past this the daemon, or the bus, is as good as gone. */
#define CALL_TIMEOUT_USEC (10 * UINT64_C(1000000))

#define DBUS_ERROR_PREFIX "org.freedesktop.DBus.Error."

static uint64_t now_usec(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

/* sd-bus connects in the background and waits for the bus's greeting for as long as it takes; we do
 * not. Returns 0 or negative errno. */
static int wait_until_ready(sd_bus *bus)
{
    uint64_t now, deadline = now_usec() + CALL_TIMEOUT_USEC;
    int r;

    while ((r = sd_bus_is_ready(bus)) == 0) {
        r = sd_bus_process(bus, NULL);
        if (r < 0)
            return r;
        if (r > 0)
            continue;
        now = now_usec();
        if (now >= deadline)
            return -ETIMEDOUT;
        r = sd_bus_wait(bus, deadline - now);
        if (r < 0)
            return r;
    }
    return r < 0 ? r : 0;
}

int bus_client_new(bool may_activate, struct bus_client **ret)
{
    _cleanup_(bus_client_freep) struct bus_client *client = NULL;
    int r;

    client = calloc(1, sizeof(*client));
    if (!client)
        return -ENOMEM;
    client->may_activate = may_activate;
    r = sd_bus_open_user(&client->bus);
    if (r >= 0)
        r = wait_until_ready(client->bus);
    if (r < 0)
        return r == -ENOMEM ? r : -ENOTCONN;
    *ret = TAKE_PTR(client);
    return 0;
}

struct bus_client *bus_client_free(struct bus_client *client)
{
    if (!client)
        return NULL;
    sd_bus_message_unref(client->reply);
    sd_bus_close_unref(client->bus);
    free(client);
    return NULL;
}

/* ---- What went wrong ---- */

static bool has_prefix(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

static const char bus_closed[] = "the session bus closed the connection: try again";

/* Errors of the bus itself that mean: nobody is there, and why. NULL for any other error. */
static const char *why_down(const char *name)
{
    static const char not_running[] =
        "jobsearchd is not running: start it with `systemctl --user start jobsearchd`";
    static const char no_answer[] =
        "jobsearchd does not answer: see `systemctl --user status jobsearchd`";
    static const char no_start[] =
        "jobsearchd could not be started: see `systemctl --user status jobsearchd`";
    static const struct {
        const char *prefix, *why;
    } table[] = {
        {DBUS_ERROR_PREFIX "ServiceUnknown", not_running},
        {DBUS_ERROR_PREFIX "NameHasNoOwner", not_running},
        {DBUS_ERROR_PREFIX "NoReply", no_answer},
        {DBUS_ERROR_PREFIX "Timeout", no_answer},
        {DBUS_ERROR_PREFIX "TimedOut", no_answer},
        {DBUS_ERROR_PREFIX "Disconnected", bus_closed},
        {DBUS_ERROR_PREFIX "Spawn.", no_start},
        {"org.freedesktop.systemd1.", no_start},
    };

    for (size_t i = 0; i < ARRAY_SIZE(table); i++)
        if (has_prefix(name, table[i].prefix))
            return table[i].why;
    return NULL;
}

/* r is what the call itself gave: the connection's own failures have no error message. */
static int map_failure(int r, const sd_bus_error *error, struct bus_refusal *refusal)
{
    const char *name = error->name ?: "", *why = why_down(name);
    enum bus_error known;

    if (bus_error_parse(name, &known))
        return bus_refuse(refusal, known, "%s", error->message ?: name);
    if (!why && (r == -ECONNRESET || r == -ENOTCONN))
        why = bus_closed;
    if (why) {
        bus_refuse(refusal, BUS_ERROR_FAILED, "%s", why);
        return -EHOSTDOWN;
    }
    if (has_prefix(name, DBUS_ERROR_PREFIX "Unknown") ||
        has_prefix(name, DBUS_ERROR_PREFIX "InvalidArgs"))
        return bus_refuse(refusal, BUS_ERROR_FAILED,
                          "the running jobsearchd is of another version: restart it with "
                          "`systemctl --user restart jobsearchd`");
    if (*name)
        return bus_refuse(refusal, BUS_ERROR_FAILED, "%s (%s)", error->message ?: "failed", name);
    return r;
}

int client_check_reply(int r, struct bus_refusal *refusal)
{
    if (r == -EBADMSG || r == -ENXIO) {
        bus_refuse(refusal, BUS_ERROR_FAILED,
                   "jobsearchd's answer makes no sense: is it of another version? Restart it with "
                   "`systemctl --user restart jobsearchd`");
        return -EBADMSG;
    }
    return r;
}

/* ---- Calling ---- */

int client_new_call(struct bus_client *client, const char *interface, const char *member,
                    sd_bus_message **ret)
{
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL;
    int r;

    r = sd_bus_message_new_method_call(client->bus, &m, BUS_NAME, BUS_PATH, interface, member);
    if (r >= 0)
        r = sd_bus_message_set_auto_start(m, client->may_activate);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(m);
    return 0;
}

int client_send(struct bus_client *client, sd_bus_message *m, struct bus_refusal *refusal)
{
    _cleanup_(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
    int r;

    client->reply = sd_bus_message_unref(client->reply);
    r = sd_bus_call(client->bus, m, CALL_TIMEOUT_USEC, &error, &client->reply);
    return r < 0 ? map_failure(r, &error, refusal) : 0;
}

int client_check_text(const char *s, struct bus_refusal *refusal)
{
    size_t size = strlen(s), good = utf8_check(s, size);

    if (good == size)
        return 0;
    return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                      "text must be UTF-8: it is not after \"%.*s\"", (int)MIN(good, 60U), s);
}

static int append_text(sd_bus_message *m, const char *s, struct bus_refusal *refusal)
{
    return client_check_text(s, refusal) ?: marshal_append_string(m, s);
}

int client_call(struct bus_client *client, struct bus_refusal *refusal, const char *interface,
                const char *member, const char *types, ...)
{
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL;
    va_list ap;
    int r;

    r = client_new_call(client, interface, member, &m);
    va_start(ap, types);
    for (; r == 0 && *types; types++) {
        if (*types == 's')
            r = append_text(m, va_arg(ap, const char *), refusal);
        else if (*types == 'u')
            r = marshal_append_value(m, WIRE_UNSIGNED, &(unsigned){va_arg(ap, unsigned)});
        else if (*types == 'b')
            r = marshal_append_value(m, WIRE_BOOLEAN, &(bool){va_arg(ap, int)});
        else if (*types == 'x')
            r = marshal_append_value(m, WIRE_NUMBER, &(int64_t){va_arg(ap, int64_t)});
        else
            r = marshal_append_instant(m, va_arg(ap, int64_t));
    }
    va_end(ap);
    return r ?: client_send(client, m, refusal);
}
