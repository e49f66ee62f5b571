/* A notification server for tests: it shows nothing, writes down every call, and does on command
 * what a person would do with a mouse, or a bad server by itself.
 *
 *   fake-server [OPTION]...      on the session bus ($DBUS_SESSION_BUS_ADDRESS)
 *
 *     --name NAME           what it calls itself (default: fake-server)
 *     --capabilities LIST   separated by commas (default: actions,body,body-markup,persistence)
 *     --inhibited yes|no    has KDE's property Inhibited, with this value (default: has none)
 *     --hang METHOD         never answers METHOD (Notify, Get, ...; `all`: any)
 *     --garble METHOD       answers METHOD with values of other types than the specification's
 *     --fail METHOD         answers METHOD with an error that carries a terminal escape
 *
 * On standard output, a line of JSON for each event:
 *
 *     {"ready":":1.7"}                                       the name is taken; by this connection
 *     {"call":"GetCapabilities","sender":":1.8","usec":12}   usec: CLOCK_MONOTONIC
 *     {"call":"Notify","sender":":1.8","usec":34,"app":"jobsearchd","replaces":0,"icon":"...",
 *      "summary":"...","body":"...","actions":["start","Start"],
 *      "hints":{"urgency":1,"category":"..."},"expire":-1,"id":1}
 *     {"call":"CloseNotification","sender":":1.8","usec":56,"id":1}
 *
 * On standard input, a line for each command (end of file changes nothing):
 *
 *     action ID KEY         somebody pressed that button
 *     close ID REASON       the bubble is gone (1 expired, 2 dismissed, 3 closed)
 *     inhibit 0|1           sets Inhibited; the signal carries the value
 *     invalidate 0|1        sets Inhibited; the signal says only that it has changed
 *     release               gives the name up, but stays
 *     quit
 *
 * Like real servers it honours any replaces-id, and counts its own from 1. */
#include <errno.h>
#include <getopt.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>
#include <time.h>

#include "base/json.h"
#include "base/macro.h"

#define NAME       "org.freedesktop.Notifications"
#define PATH       "/org/freedesktop/Notifications"
#define PROPERTIES "org.freedesktop.DBus.Properties"

struct fake {
    sd_event *event;
    sd_bus *bus;
    const char *name, *capabilities, *hang, *garble, *fail; /* borrowed from argv */
    bool has_inhibited, is_inhibited;
    uint32_t last_id;
};

static int64_t now_usec(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static bool is_meant(const char *option, const char *method)
{
    return option && (streq(option, "all") || streq(option, method));
}

/* ---- Writing down ---- */

static int write_hint(struct json *json, sd_bus_message *message)
{
    const char *key, *type, *s;
    uint8_t byte;
    int64_t number;
    int boolean;

    int r = sd_bus_message_read(message, "s", &key);
    if (r < 0)
        return r;
    r = sd_bus_message_peek_type(message, NULL, &type);
    if (r < 0)
        return r;
    if (streq(type, "s")) {
        r = sd_bus_message_read(message, "v", "s", &s);
        json_string(json, key, r < 0 ? NULL : s);
    } else if (streq(type, "y")) {
        r = sd_bus_message_read(message, "v", "y", &byte);
        json_integer(json, key, r < 0 ? -1 : byte);
    } else if (streq(type, "b")) {
        r = sd_bus_message_read(message, "v", "b", &boolean);
        json_bool(json, key, r >= 0 && boolean);
    } else if (streq(type, "x")) {
        r = sd_bus_message_read(message, "v", "x", &number);
        json_integer(json, key, r < 0 ? -1 : number);
    } else {
        r = sd_bus_message_skip(message, "v");
        json_null(json, key);
    }
    return r;
}

static int write_hints(struct json *json, sd_bus_message *message)
{
    int r = sd_bus_message_enter_container(message, 'a', "{sv}");

    json_object_begin(json, "hints");
    while (r >= 0 && (r = sd_bus_message_enter_container(message, 'e', "sv")) > 0) {
        r = write_hint(json, message);
        if (r >= 0)
            r = sd_bus_message_exit_container(message);
    }
    json_object_end(json);
    return r < 0 ? r : sd_bus_message_exit_container(message);
}

static int write_notify(struct fake *fake, struct json *json, sd_bus_message *message,
                        uint32_t *ret_id)
{
    const char *app, *icon, *summary, *body, *action;
    uint32_t replaces;
    int32_t expire;

    int r = sd_bus_message_read(message, "susss", &app, &replaces, &icon, &summary, &body);
    if (r < 0)
        return r;
    json_string(json, "app", app);
    json_integer(json, "replaces", replaces);
    json_string(json, "icon", icon);
    json_string(json, "summary", summary);
    json_string(json, "body", body);

    r = sd_bus_message_enter_container(message, 'a', "s");
    json_array_begin(json, "actions");
    while (r >= 0 && (r = sd_bus_message_read(message, "s", &action)) > 0)
        json_string(json, NULL, action);
    json_array_end(json);
    if (r >= 0)
        r = sd_bus_message_exit_container(message);
    if (r >= 0)
        r = write_hints(json, message);
    if (r >= 0)
        r = sd_bus_message_read(message, "i", &expire);
    if (r < 0)
        return r;
    json_integer(json, "expire", expire);
    *ret_id = replaces ? replaces : ++fake->last_id;
    json_integer(json, "id", *ret_id);
    return 0;
}

/* Writes the call down; for Notify and CloseNotification *ret_id is the bubble's. */
static int write_call(struct fake *fake, sd_bus_message *message, uint32_t *ret_id)
{
    const char *method = sd_bus_message_get_member(message);
    struct json json;
    int r = 0;

    json_init(&json, stdout);
    json_object_begin(&json, NULL);
    json_string(&json, "call", method);
    json_string(&json, "sender", sd_bus_message_get_sender(message));
    json_integer(&json, "usec", now_usec());
    if (streq(method, "Notify")) {
        r = write_notify(fake, &json, message, ret_id);
    } else if (streq(method, "CloseNotification")) {
        r = sd_bus_message_read(message, "u", ret_id);
        json_integer(&json, "id", *ret_id);
    }
    json_object_end(&json);
    (void)json_finish(&json);
    fflush(stdout);
    return r;
}

/* ---- Answering ---- */

static int answer_capabilities(struct fake *fake, sd_bus_message *message)
{
    sd_bus_message *reply = NULL;
    _cleanup_(freep) char *list = strdup(fake->capabilities);
    char *rest = list, *capability;

    int r = sd_bus_message_new_method_return(message, &reply);
    if (r >= 0)
        r = sd_bus_message_open_container(reply, 'a', "s");
    while (r >= 0 && (capability = strsep(&rest, ",")))
        if (*capability)
            r = sd_bus_message_append(reply, "s", capability);
    if (r >= 0)
        r = sd_bus_message_close_container(reply);
    if (r >= 0)
        r = sd_bus_send(fake->bus, reply, NULL);
    sd_bus_message_unref(reply);
    return r;
}

static int emit_closed(struct fake *fake, uint32_t id, uint32_t reason)
{
    return sd_bus_emit_signal(fake->bus, PATH, NAME, "NotificationClosed", "uu", id, reason);
}

static int answer(struct fake *fake, sd_bus_message *message, uint32_t id)
{
    const char *method = sd_bus_message_get_member(message);

    if (streq(method, "GetCapabilities"))
        return answer_capabilities(fake, message);
    if (streq(method, "GetServerInformation"))
        return sd_bus_reply_method_return(message, "ssss", fake->name, "tests", "1", "1.2");
    if (streq(method, "Notify"))
        return sd_bus_reply_method_return(message, "u", id);
    if (streq(method, "CloseNotification")) {
        int r = sd_bus_reply_method_return(message, "");
        return r < 0 ? r : emit_closed(fake, id, 3);
    }
    if (streq(method, "Get") && fake->has_inhibited)
        return sd_bus_reply_method_return(message, "v", "b", fake->is_inhibited);
    return sd_bus_reply_method_errorf(message, SD_BUS_ERROR_UNKNOWN_METHOD, "no %s here", method);
}

/* Types that nobody expects; for Get a variant, but of a string. */
static int answer_garbled(sd_bus_message *message)
{
    if (streq(sd_bus_message_get_member(message), "Get"))
        return sd_bus_reply_method_return(message, "v", "s", "true");
    return sd_bus_reply_method_return(message, "a{sv}", 1, "id", "x", INT64_C(-1));
}

static int on_call(sd_bus_message *message, void *userdata, sd_bus_error *error _unused_)
{
    struct fake *fake = userdata;
    const char *method = sd_bus_message_get_member(message);
    uint32_t id = 0;

    if (!method || !sd_bus_message_is_method_call(message, NULL, NULL))
        return 0;
    int r = write_call(fake, message, &id);
    if (r < 0)
        return r;
    if (is_meant(fake->hang, method))
        return 1;
    if (is_meant(fake->garble, method))
        return answer_garbled(message);
    if (is_meant(fake->fail, method))
        return sd_bus_reply_method_errorf(message, SD_BUS_ERROR_FAILED, "\x1b[31mno\nway");
    r = answer(fake, message, id);
    return r < 0 ? r : 1;
}

/* ---- Commands ---- */

static int set_inhibited(struct fake *fake, bool is_inhibited, bool with_value)
{
    fake->has_inhibited = true;
    fake->is_inhibited = is_inhibited;
    if (with_value)
        return sd_bus_emit_signal(fake->bus, PATH, PROPERTIES, "PropertiesChanged", "sa{sv}as",
                                  NAME, 1, "Inhibited", "b", is_inhibited, 0);
    return sd_bus_emit_signal(fake->bus, PATH, PROPERTIES, "PropertiesChanged", "sa{sv}as", NAME, 0,
                              1, "Inhibited");
}

static int do_command(struct fake *fake, const char *line)
{
    unsigned id, value;
    char key[64];

    if (sscanf(line, "action %u %63s", &id, key) == 2)
        return sd_bus_emit_signal(fake->bus, PATH, NAME, "ActionInvoked", "us", id, key);
    if (sscanf(line, "close %u %u", &id, &value) == 2)
        return emit_closed(fake, id, value);
    if (sscanf(line, "inhibit %u", &value) == 1)
        return set_inhibited(fake, value, true);
    if (sscanf(line, "invalidate %u", &value) == 1)
        return set_inhibited(fake, value, false);
    if (strncmp(line, "release", 7) == 0)
        return sd_bus_release_name(fake->bus, NAME);
    if (strncmp(line, "quit", 4) == 0)
        return sd_event_exit(fake->event, 0);
    fprintf(stderr, "fake-server: not a command: %s", line);
    return 0;
}

static int on_command(sd_event_source *source, int fd _unused_, uint32_t events _unused_,
                      void *userdata)
{
    struct fake *fake = userdata;
    char line[256];

    /* Unbuffered: a second line in the buffer would not wake anybody. */
    if (!fgets(line, sizeof(line), stdin))
        return sd_event_source_set_enabled(source, SD_EVENT_OFF);
    return do_command(fake, line);
}

/* ---- Start ---- */

static int start(struct fake *fake)
{
    const char *unique;

    int r = sd_event_default(&fake->event);
    if (r >= 0)
        r = sd_bus_open_user(&fake->bus);
    if (r >= 0)
        r = sd_bus_set_exit_on_disconnect(fake->bus, true);
    if (r >= 0)
        r = sd_bus_attach_event(fake->bus, fake->event, 0);
    if (r >= 0)
        r = sd_bus_add_object(fake->bus, NULL, PATH, on_call, fake);
    if (r >= 0)
        r = sd_bus_request_name(fake->bus, NAME, 0);
    if (r >= 0)
        r = sd_bus_get_unique_name(fake->bus, &unique);
    if (r < 0)
        return r;

    setvbuf(stdin, NULL, _IONBF, 0);
    r = sd_event_add_io(fake->event, NULL, STDIN_FILENO, EPOLLIN, on_command, fake);
    if (r < 0 && r != -EPERM) /* /dev/null cannot be waited for */
        return r;
    printf("{\"ready\":\"%s\"}\n", unique);
    fflush(stdout);
    return 0;
}

static int parse_options(struct fake *fake, int argc, char **argv)
{
    static const struct option options[] = {
        {"name", required_argument, NULL, 'n'},
        {"capabilities", required_argument, NULL, 'c'},
        {"inhibited", required_argument, NULL, 'i'},
        {"hang", required_argument, NULL, 'h'},
        {"garble", required_argument, NULL, 'g'},
        {"fail", required_argument, NULL, 'f'},
        {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0)
        switch (option) {
        case 'n':
            fake->name = optarg;
            break;
        case 'c':
            fake->capabilities = optarg;
            break;
        case 'i':
            fake->has_inhibited = true;
            fake->is_inhibited = streq(optarg, "yes");
            break;
        case 'h':
            fake->hang = optarg;
            break;
        case 'g':
            fake->garble = optarg;
            break;
        case 'f':
            fake->fail = optarg;
            break;
        default:
            return -EINVAL;
        }
    return 0;
}

int main(int argc, char **argv)
{
    struct fake fake = {
        .name = "fake-server",
        .capabilities = "actions,body,body-markup,persistence",
    };

    if (parse_options(&fake, argc, argv) < 0)
        return 2;
    int r = start(&fake);
    if (r >= 0)
        r = sd_event_loop(fake.event);
    if (r < 0)
        fprintf(stderr, "fake-server: %s\n", strerror(-r));
    sd_bus_flush_close_unref(fake.bus);
    sd_event_unref(fake.event);
    return r < 0 ? 1 : r;
}
