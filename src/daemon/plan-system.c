#include "daemon/plan-system.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>

#include "daemon/journal.h"

int plan_load_zone(const struct plan *plan, struct zone **ret)
{
    _cleanup_(freep) char *name = NULL;
    int r;

    if (plan->zone_name)
        return zone_load(plan->zone_name, ret);
    r = zone_system_name(&name);
    if (r < 0)
        return r;
    r = zone_load(name, ret);
    if (r < 0 && r != -ENOMEM) {
        journal(JOURNAL_WARNING, "The system's time zone \"%s\" cannot be read; using UTC", name);
        r = zone_load("UTC", ret);
    }
    return r;
}

/* The C locale begins weeks on Sunday for want of a better idea: it is nobody's choice. */
static bool locale_is_chosen(void)
{
    const char *name = setlocale(LC_TIME, NULL);

    return !streq(name, "POSIX") && !(name[0] == 'C' && (!name[1] || name[1] == '.'));
}

/* glibc: _NL_TIME_WEEK_1STDAY is a date whose weekday numbers day 1 (19971130, a Sunday, or
 * 19971201, a Monday), and _NL_TIME_FIRST_WEEKDAY is the number of the day that a calendar's week
 * begins on. */
void plan_follow_locale(struct plan *plan)
{
    unsigned day_one = (unsigned)(uintptr_t)nl_langinfo(_NL_TIME_WEEK_1STDAY);
    int first = *nl_langinfo(_NL_TIME_FIRST_WEEKDAY);
    int day_one_weekday = day_one == 19971130 ? SUNDAY : MONDAY;

    if (!plan->has_week_start && locale_is_chosen() && first >= 1 && first <= 7)
        plan->week_start = (enum weekday)((day_one_weekday + first - 1) % 7);
}

int plan_open(const char *path, struct plan **ret_plan, struct zone **ret_zone)
{
    _cleanup_(plan_freep) struct plan *plan = NULL;
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    int r;

    r = plan_load(path, NULL, &diags, &plan);
    diag_print(&diags, stderr);
    if (r != 0)
        return r;
    plan_follow_locale(plan);
    r = plan_load_zone(plan, ret_zone);
    if (r >= 0)
        *ret_plan = TAKE_PTR(plan);
    return r;
}
