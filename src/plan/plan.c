#include "plan.h"

#include <errno.h>
#include <stdlib.h>

#include "plan/values.h"

static void window_done(struct window *window)
{
    free(window->name);
}

static void activity_done(struct activity *activity)
{
    free(activity->name);
    free(activity->title);
    free(activity->first);
    free(activity->open);
    free(activity->formerly);
    free(activity->windows);
    free(activity->goal.unit);
}

static void calendar_done(struct calendar_source *calendar)
{
    for (size_t i = 0; i < calendar->n_paths; i++)
        free(calendar->paths[i]);
    free(calendar->paths);
    free(calendar->name);
}

struct plan *plan_free(struct plan *plan)
{
    if (!plan)
        return NULL;

    for (size_t i = 0; i < plan->n_windows; i++)
        window_done(&plan->windows[i]);
    for (size_t i = 0; i < plan->n_activities; i++)
        activity_done(&plan->activities[i]);
    activity_done(&plan->preparation);
    for (size_t i = 0; i < plan->n_calendars; i++)
        calendar_done(&plan->calendars[i]);
    free(plan->windows);
    free(plan->activities);
    free(plan->calendars);
    free(plan->days_off);
    free(plan->publish.path);
    free(plan->zone_name);
    free(plan->name);
    free(plan->why);
    free(plan);
    return NULL;
}

int plan_budget(const struct plan *plan)
{
    static const int hours[] = {8, 14, 20, 26, 32}; /* by priority, 1 to 5 */

    return plan->hours_minutes != PLAN_UNSET ? plan->hours_minutes : hours[plan->priority - 1] * 60;
}

bool activity_is_fixed(const struct activity *activity)
{
    return activity->n_times > 0;
}

int activity_fixed_minutes(const struct activity *activity)
{
    int minutes = 0;

    for (size_t i = 0; i < activity->n_times; i++)
        minutes += activity->times[i].end - activity->times[i].start;
    return minutes * __builtin_popcount(activity->days);
}

int plan_fixed_minutes(const struct plan *plan)
{
    int minutes = 0;

    for (size_t i = 0; i < plan->n_activities; i++)
        minutes += activity_fixed_minutes(&plan->activities[i]);
    return minutes;
}

const struct activity *plan_find_activity(const struct plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->n_activities; i++)
        if (streq(plan->activities[i].name, name))
            return &plan->activities[i];
    return streq(name, PLAN_PREPARATION) ? &plan->preparation : NULL;
}

bool plan_is_day_off(const struct plan *plan, int32_t day)
{
    for (size_t i = 0; i < plan->n_days_off; i++)
        if (day >= plan->days_off[i].first && day <= plan->days_off[i].last)
            return true;
    return false;
}

static int answer(int r, const struct complaints *complaints, const char **ret_expected)
{
    if (r == -EINVAL && ret_expected)
        *ret_expected = complaints->items[0].expected;
    return r;
}

int plan_parse_days(const char *s, unsigned *ret_days, const char **ret_expected)
{
    struct complaints complaints = {};

    return answer(days_parse(s, ret_days, &complaints), &complaints, ret_expected);
}

int plan_parse_times(const char *s, struct time_range ret[static PLAN_MAX_RANGES], size_t *ret_n,
                     const char **ret_expected)
{
    struct complaints complaints = {};

    return answer(times_parse(s, ret, ret_n, &complaints), &complaints, ret_expected);
}

int plan_parse_goal(const char *s, struct goal *ret, const char **ret_expected)
{
    struct complaints complaints = {};

    return answer(goal_parse(s, ret, &complaints), &complaints, ret_expected);
}
