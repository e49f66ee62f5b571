/* One time range of a fixed activity as a weekly rule. This is the only place that knows what
 * `days`, `every`, `from` and `until` mean together: expand.c walks these rules, and the calendar
 * is published from them, so that both are the same set of times. */
#include "schedule.h"

/* Weeks that `every` skips are counted from this day's week where the plan has no `from`. */
#define EVERY_EPOCH_DAY 4 /* 1970-01-05, a Monday */

/* True if the weeks that the two days lie in are a multiple of `every` apart. */
static bool weeks_agree(int32_t a, int32_t b, enum weekday week_start, int every)
{
    if (every <= 1)
        return true;
    int32_t apart = civil_week_start(a, week_start) - civil_week_start(b, week_start);
    return apart / 7 % every == 0;
}

static bool has_weekday(unsigned days, int32_t day)
{
    return days & 1u << civil_weekday(day);
}

bool schedule_week_is_on(const struct plan *plan, const struct activity *activity, int32_t day)
{
    int32_t epoch = plan->has_from ? plan->from : EVERY_EPOCH_DAY;

    return weeks_agree(day, epoch, plan->week_start, activity->every_weeks);
}

/* The first day in [day, last] that `days` and `every` allow. */
static bool first_occurrence(const struct plan *plan, const struct activity *activity, int32_t day,
                             int32_t last, int32_t *ret)
{
    if (!(activity->days & DAYS_ALL))
        return false;
    for (; day <= last; day++)
        if (has_weekday(activity->days, day) && schedule_week_is_on(plan, activity, day)) {
            *ret = day;
            return true;
        }
    return false;
}

/* The first of `days` in a week that begins on week_start. Weeks counted from that day hold the
 * same days together, and libical 3.0.16 then counts them right: it begins a rule a week too early
 * where DTSTART lies between the first of BYDAY and a later WKST. */
static enum weekday first_weekday(unsigned days, enum weekday week_start)
{
    unsigned day = week_start;

    for (int i = 0; i < 7 && !(days & 1u << day); i++)
        day = (day + 1) % 7;
    return day;
}

int schedule_series(const struct plan *plan, const struct activity *activity, size_t range,
                    int32_t day, struct series *ret)
{
    int32_t first = MAX(day, CIVIL_MIN_DAY);
    int32_t last = plan->has_until ? MIN(plan->until, CIVIL_MAX_DAY) : CIVIL_MAX_DAY;

    if (range >= activity->n_times)
        return 0;
    if (plan->has_from)
        first = MAX(first, plan->from);
    if (!first_occurrence(plan, activity, first, last, &first))
        return 0;

    const struct time_range *times = &activity->times[range];
    *ret = (struct series){
        .activity = activity,
        .range = range,
        .first_day = first,
        .start_minute = times->start,
        .length_minutes = times->end - times->start,
        .days = activity->days,
        .every_weeks = activity->every_weeks,
        .week_start = first_weekday(activity->days, plan->week_start),
        .has_until = plan->has_until,
        .until = plan->until,
    };
    return 1;
}

bool series_has_day(const struct series *series, const struct zone *zone, int32_t day,
                    int64_t *ret_start_sec)
{
    if (day < series->first_day || (series->has_until && day > series->until))
        return false;
    if (!has_weekday(series->days, day))
        return false;
    if (!weeks_agree(day, series->first_day, series->week_start, series->every_weeks))
        return false;

    *ret_start_sec = zone_to_utc(zone, (int64_t)day * DAY_SEC + series->start_minute * 60);
    return true;
}
