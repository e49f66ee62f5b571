#include "daemon/ordinary-week.h"

#include "schedule.h"

#define SEARCH_WEEKS 104 /* how far ahead one is looked for */

static bool week_is_ordinary(const struct plan *plan, int32_t week)
{
    for (int32_t day = week; day < week + 7; day++)
        if (plan_is_day_off(plan, day) || (plan->has_from && day < plan->from) ||
            (plan->has_until && day > plan->until))
            return false;
    return true;
}

int32_t ordinary_week_first(const struct plan *plan, int32_t today)
{
    if (plan->has_from)
        today = MAX(today, plan->from - 1);
    return civil_week_start(today, plan->week_start) + 7;
}

bool ordinary_week_find(const struct plan *plan, const struct activity *activity,
                        int32_t first_week, int32_t *ret)
{
    int32_t last = MIN(first_week + SEARCH_WEEKS * 7, CIVIL_MAX_DAY - 14);

    for (int32_t week = first_week; week <= last; week += 7)
        if (week_is_ordinary(plan, week) && schedule_week_is_on(plan, activity, week)) {
            *ret = week;
            return true;
        }
    return false;
}
