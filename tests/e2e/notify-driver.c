/* Plays the daemon's part towards jobsearchd-notify, with the daemon's own means (helper.h).
 *
 *   notify-driver PATH-OF-JOBSEARCHD-NOTIFY
 *
 * starts it, and reads commands from standard input, one a line, fields separated by |, a literal
 * \n for a new line:
 *
 *     show|KEY|SUMMARY|BODY|SERVER-ID|SERVER-NAME|ACTION=LABEL,...|resident
 *     close|KEY|SERVER-ID|SERVER-NAME
 *     expect|MILLISECONDS     until the next record, else it is killed
 *     broken                  sends a record that no helper knows
 *     start | finish | quit   (end of file: quit)
 *
 * Fields at the end may be left out. What comes back, a line of JSON each:
 *
 *     {"event":"start","usec":N}         CLOCK_MONOTONIC
 *     {"event":"ready"}
 *     {"event":"shown","key":"k","id":1,"server":":1.7"}
 *     {"event":"held","key":"k"}
 *     {"event":"failed","key":"k","why":"..."}
 *     {"event":"action","key":"k","action":"start"}
 *     {"event":"closed","key":"k","reason":2}
 *     {"event":"ended","clean":true,"why":"exit status 0"} */
#include "helper.h"

#include <errno.h>
#include <systemd/sd-event.h>
#include <time.h>

#include "base/json.h"

#define FIELDS_MAX 8

struct driver {
    sd_event *event;
    struct helper *helper;
};

/* ---- What comes back ---- */

static void begin(struct json *json, const char *event)
{
    json_init(json, stdout);
    json_object_begin(json, NULL);
    json_string(json, "event", event);
}

static void end(struct json *json)
{
    json_object_end(json);
    (void)json_finish(json);
    fflush(stdout);
}

static void on_ready(struct helper *helper _unused_, void *userdata _unused_)
{
    struct json json;

    begin(&json, "ready");
    end(&json);
}

static void on_record(struct helper *helper, struct record *record, void *userdata _unused_)
{
    struct json json;
    int type = record_type(record);

    helper_calm(helper);
    begin(&json, type == RECORD_BUBBLE_SHOWN    ? "shown"
                 : type == RECORD_BUBBLE_HELD   ? "held"
                 : type == RECORD_BUBBLE_FAILED ? "failed"
                 : type == RECORD_BUBBLE_ACTION ? "action"
                 : type == RECORD_BUBBLE_CLOSED ? "closed"
                                                : "unknown");
    json_string(&json, "key", record_get_string(record));
    if (type == RECORD_BUBBLE_SHOWN) {
        json_integer(&json, "id", record_get_integer(record));
        json_string(&json, "server", record_get_string(record));
    } else if (type == RECORD_BUBBLE_FAILED) {
        json_string(&json, "why", record_get_string(record));
    } else if (type == RECORD_BUBBLE_ACTION) {
        json_string(&json, "action", record_get_string(record));
    } else if (type == RECORD_BUBBLE_CLOSED) {
        json_integer(&json, "reason", record_get_integer(record));
    }
    (void)record_end(record);
    end(&json);
}

static void on_ended(struct helper *helper _unused_, bool is_clean, const char *why,
                     void *userdata _unused_)
{
    struct json json;

    begin(&json, "ended");
    json_bool(&json, "clean", is_clean);
    json_string(&json, "why", why);
    end(&json);
}

/* ---- Commands ---- */

static void unescape(char *s)
{
    for (char *found; (found = strstr(s, "\\n")); s = found + 1) {
        *found = '\n';
        memmove(found + 1, found + 2, strlen(found + 2) + 1);
    }
}

/* Splits `start=Start,skip=Skip` in place. */
static void parse_actions(char *s, struct bubble *bubble)
{
    char *action;

    while ((action = strsep(&s, ",")) && bubble->n_actions < ARRAY_SIZE(bubble->actions)) {
        char *label = strchr(action, '=');
        if (!label)
            continue;
        *label++ = '\0';
        bubble->actions[bubble->n_actions++] = (struct bubble_action){action, label};
    }
}

static void put_show(struct record *record, char **fields)
{
    struct bubble bubble = {
        .key = fields[1],
        .summary = fields[2],
        .body = fields[3],
        .server_id = atoll(fields[4]),
        .server_name = fields[5],
        .icon = "appointment-soon",
        .category = "x-jobsearchd.start",
        .expire_ms = -1,
        .is_resident = streq(fields[7], "resident"),
    };

    parse_actions(fields[6], &bubble);
    record_put_bubble(record, &bubble);
}

static int start(struct driver *driver)
{
    struct timespec now;
    struct json json;

    clock_gettime(CLOCK_MONOTONIC, &now);
    begin(&json, "start");
    json_integer(&json, "usec", now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000);
    end(&json);
    return helper_start(driver->helper);
}

static int send_command(struct driver *driver, char **fields)
{
    _cleanup_(record_done) struct record record = {0};

    if (streq(fields[0], "show")) {
        put_show(&record, fields);
    } else if (streq(fields[0], "close")) {
        record_begin(&record, RECORD_BUBBLE_CLOSE);
        record_put_string(&record, fields[1]);
        record_put_integer(&record, atoll(fields[2]));
        record_put_string(&record, fields[3]);
    } else if (streq(fields[0], "broken")) {
        record_begin(&record, RECORD_PUBLISH_END);
    } else {
        return -EINVAL;
    }
    return helper_send(driver->helper, &record);
}

static int do_command(struct driver *driver, char *line)
{
    static char empty[1];
    char *fields[FIELDS_MAX];

    line[strcspn(line, "\n")] = '\0';
    unescape(line);
    for (size_t i = 0; i < FIELDS_MAX; i++) {
        fields[i] = strsep(&line, "|");
        if (!fields[i])
            fields[i] = empty;
    }

    if (streq(fields[0], "quit"))
        return sd_event_exit(driver->event, 0);
    if (streq(fields[0], "start"))
        return start(driver);
    if (streq(fields[0], "expect"))
        return helper_expect(driver->helper, (uint64_t)atoll(fields[1]) * 1000);
    if (streq(fields[0], "finish")) {
        helper_finish(driver->helper);
        return 0;
    }
    return send_command(driver, fields);
}

static int on_command(sd_event_source *source _unused_, int fd _unused_, uint32_t events _unused_,
                      void *userdata)
{
    struct driver *driver = userdata;
    char line[4096];

    if (!fgets(line, sizeof(line), stdin))
        return sd_event_exit(driver->event, 0);
    int r = do_command(driver, line);
    if (r < 0)
        fprintf(stderr, "notify-driver: %s\n", strerror(-r));
    return 0;
}

static int run(struct driver *driver, const char *program)
{
    static const struct helper_callbacks callbacks = {on_ready, on_record, on_ended};

    int r = sd_event_default(&driver->event);
    if (r < 0)
        return r;
    r = helper_new(driver->event, program, NULL, &callbacks, driver, &driver->helper);
    if (r < 0)
        return r;
    /* Unbuffered: a second line in the buffer would not wake anybody. */
    setvbuf(stdin, NULL, _IONBF, 0);
    r = sd_event_add_io(driver->event, NULL, STDIN_FILENO, EPOLLIN, on_command, driver);
    if (r < 0)
        return r;
    r = start(driver);
    return r < 0 ? r : sd_event_loop(driver->event);
}

int main(int argc, char **argv)
{
    struct driver driver = {0};

    if (argc != 2) {
        fprintf(stderr, "usage: notify-driver PATH-OF-JOBSEARCHD-NOTIFY\n");
        return 2;
    }
    int r = run(&driver, argv[1]);
    if (r < 0)
        fprintf(stderr, "notify-driver: %s\n", strerror(-r));
    helper_free(driver.helper);
    sd_event_unref(driver.event);
    return r < 0 ? 1 : 0;
}
