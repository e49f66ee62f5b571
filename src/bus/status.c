/* GetStatus's a{sv}: a dictionary, because what a status bar wants to know grows. docs/dbus.md has
 * the list of keys; the three tables here are its source. */
#include "bus/dictionary.h"

#define AT(member) offsetof(struct bus_status, member)

static const struct wire_scalar scalars[] = {
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
static const struct wire_optional optionals[] = {
    {"current", AT(has_current), AT(current)},
    {"next", AT(has_next), AT(next)},
    {"unplanned", AT(has_unplanned), AT(unplanned)},
};

static const struct wire_array arrays[] = {
    {"waiting", "a(" WIRE_BLOCK ")", &wire_block, AT(waiting), AT(n_waiting)},
    {"goals", "a(" WIRE_GOAL ")", &wire_goal, AT(goals), AT(n_goals)},
    {"problems", "a(" WIRE_PROBLEM ")", &wire_problem, AT(problems), AT(n_problems)},
};

static const struct wire_dictionary dictionary = {
    scalars, ARRAY_SIZE(scalars), optionals, ARRAY_SIZE(optionals), arrays, ARRAY_SIZE(arrays),
};

int marshal_append_status(sd_bus_message *m, const struct bus_status *status)
{
    struct bus_status told = *status;

    if (!told.is_paused)
        told.paused_from_sec = told.paused_to_sec = 0;
    return marshal_append_dictionary(m, &dictionary, &told);
}

int marshal_read_status(sd_bus_message *m, struct bus_status *ret)
{
    _cleanup_(bus_status_done) struct bus_status status = {.plan = "", .timezone = ""};
    int r = marshal_read_dictionary(m, &dictionary, &status);

    if (r < 0)
        return r;
    status.is_paused = status.paused_from_sec != 0;
    *ret = status;
    status = (struct bus_status){0};
    return 0;
}
