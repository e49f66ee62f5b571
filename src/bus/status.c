/* GetStatus's a{sv}: a dictionary, because what a status bar wants to know grows. docs/dbus.md has
 * the list of keys; the three tables here are its source. */
#include "bus/marshal.h"

#include <errno.h>

#define AT(member) offsetof(struct bus_status, member)

static const struct scalar {
    const char *key, *signature;
    enum wire_form form;
    size_t offset;
} scalars[] = {
    {"now", "t", WIRE_INSTANT, AT(now_sec)},
    {"plan", "s", WIRE_STRING, AT(plan)},
    {"timezone", "s", WIRE_STRING, AT(timezone)},
    {"discreet", "b", WIRE_BOOLEAN, AT(is_discreet)},
    {"open", "u", WIRE_UNSIGNED, AT(open)},
    {"paused_from", "t", WIRE_INSTANT, AT(paused_from_sec)},
    {"paused_to", "t", WIRE_INSTANT, AT(paused_to_sec)},
    {"quiet_until", "t", WIRE_INSTANT, AT(quiet_until_sec)},
    {"today_planned_minutes", "u", WIRE_UNSIGNED, AT(today_planned_minutes)},
    {"today_done_minutes", "u", WIRE_UNSIGNED, AT(today_done_minutes)},
    {"week_from", "t", WIRE_INSTANT, AT(week_from_sec)},
    {"week_planned_minutes", "u", WIRE_UNSIGNED, AT(week_planned_minutes)},
    {"week_done_minutes", "u", WIRE_UNSIGNED, AT(week_done_minutes)},
};

/* Absent where there is none. */
static const struct optional {
    const char *key;
    size_t has_offset, offset;
} optionals[] = {
    {"current", AT(has_current), AT(current)},
    {"next", AT(has_next), AT(next)},
    {"unplanned", AT(has_unplanned), AT(unplanned)},
};

static const struct array {
    const char *key, *signature;
    const struct wire_type *type;
    size_t offset, n_offset;
} arrays[] = {
    {"waiting", "a(" WIRE_BLOCK ")", &wire_block, AT(waiting), AT(n_waiting)},
    {"goals", "a(" WIRE_GOAL ")", &wire_goal, AT(goals), AT(n_goals)},
    {"problems", "a(" WIRE_PROBLEM ")", &wire_problem, AT(problems), AT(n_problems)},
};

static int open_pair(sd_bus_message *m, const char *key, const char *signature)
{
    int r;

    r = sd_bus_message_open_container(m, 'e', "sv");
    if (r >= 0)
        r = sd_bus_message_append_basic(m, 's', key);
    if (r >= 0)
        r = sd_bus_message_open_container(m, 'v', signature);
    return r < 0 ? r : 0;
}

static int close_pair(sd_bus_message *m)
{
    int r;

    r = sd_bus_message_close_container(m);
    if (r >= 0)
        r = sd_bus_message_close_container(m);
    return r < 0 ? r : 0;
}

static int append_scalar(sd_bus_message *m, const struct scalar *scalar, const void *status)
{
    return open_pair(m, scalar->key, scalar->signature) ?:
           marshal_append_value(m, scalar->form, (const char *)status + scalar->offset) ?:
           close_pair(m);
}

static int append_optional(sd_bus_message *m, const struct optional *optional, const void *status)
{
    if (!*(const bool *)((const char *)status + optional->has_offset))
        return 0;
    return open_pair(m, optional->key, "(" WIRE_BLOCK ")") ?:
           marshal_append(m, &wire_block, (const char *)status + optional->offset) ?:
           close_pair(m);
}

static int append_array(sd_bus_message *m, const struct array *array, const void *status)
{
    const void *items = *(const void *const *)((const char *)status + array->offset);
    size_t n = *(const size_t *)((const char *)status + array->n_offset);

    return open_pair(m, array->key, array->signature) ?:
           marshal_append_array(m, array->type, items, n) ?:
           close_pair(m);
}

int marshal_append_status(sd_bus_message *m, const struct bus_status *status)
{
    struct bus_status told = *status;
    int r;

    if (!told.is_paused)
        told.paused_from_sec = told.paused_to_sec = 0;

    r = sd_bus_message_open_container(m, 'a', "{sv}");
    for (size_t i = 0; r >= 0 && i < ARRAY_SIZE(scalars); i++)
        r = append_scalar(m, &scalars[i], &told);
    for (size_t i = 0; r >= 0 && i < ARRAY_SIZE(optionals); i++)
        r = append_optional(m, &optionals[i], &told);
    for (size_t i = 0; r >= 0 && i < ARRAY_SIZE(arrays); i++)
        r = append_array(m, &arrays[i], &told);
    if (r >= 0)
        r = sd_bus_message_close_container(m);
    return r < 0 ? r : 0;
}

static int enter_variant(sd_bus_message *m, const char *signature)
{
    int r;

    r = sd_bus_message_enter_container(m, 'v', signature);
    if (r == 0 || r == -ENXIO)
        return -EBADMSG;
    return r < 0 ? r : 0;
}

static int exit_variant(sd_bus_message *m)
{
    int r;

    r = sd_bus_message_exit_container(m);
    return r < 0 ? r : 0;
}

static int read_optional(sd_bus_message *m, const struct optional *optional, void *status)
{
    *(bool *)((char *)status + optional->has_offset) = true;
    return marshal_read(m, &wire_block, (char *)status + optional->offset);
}

static int read_array(sd_bus_message *m, const struct array *array, void *status)
{
    void **items = (void **)((char *)status + array->offset);

    free(*items); /* a key that comes twice */
    *items = NULL;
    return marshal_read_array(m, array->type, SIZE_MAX, items,
                              (size_t *)((char *)status + array->n_offset));
}

static int read_pair(sd_bus_message *m, const char *key, struct bus_status *status)
{
    for (size_t i = 0; i < ARRAY_SIZE(scalars); i++)
        if (streq(key, scalars[i].key))
            return enter_variant(m, scalars[i].signature) ?:
                   marshal_read_value(m, scalars[i].form, (char *)status + scalars[i].offset) ?:
                   exit_variant(m);
    for (size_t i = 0; i < ARRAY_SIZE(optionals); i++)
        if (streq(key, optionals[i].key))
            return enter_variant(m, "(" WIRE_BLOCK ")") ?:
                   read_optional(m, &optionals[i], status) ?:
                   exit_variant(m);
    for (size_t i = 0; i < ARRAY_SIZE(arrays); i++)
        if (streq(key, arrays[i].key))
            return enter_variant(m, arrays[i].signature) ?:
                   read_array(m, &arrays[i], status) ?:
                   exit_variant(m);
    return sd_bus_message_skip(m, "v");
}

int marshal_read_status(sd_bus_message *m, struct bus_status *ret)
{
    _cleanup_(bus_status_done) struct bus_status status = {.plan = "", .timezone = ""};
    const char *key;
    int r;

    r = sd_bus_message_enter_container(m, 'a', "{sv}");
    if (r < 0)
        return r;
    while ((r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
        r = marshal_read_value(m, WIRE_STRING, &key) ?: read_pair(m, key, &status);
        if (r >= 0)
            r = sd_bus_message_exit_container(m);
        if (r < 0)
            return r;
    }
    if (r >= 0)
        r = sd_bus_message_exit_container(m);
    if (r < 0)
        return r;

    status.is_paused = status.paused_from_sec != 0;
    *ret = status;
    status = (struct bus_status){0};
    return 0;
}
