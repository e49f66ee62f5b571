/* A week in words. */
#include "share.h"

#include <stdio.h>

#include "base/civil.h"
#include "base/text.h"

void week_name(int32_t from, char buf[static WEEK_NAME_SIZE])
{
    int year, week;

    civil_iso_week(from + 3, &year, &week);
    snprintf(buf, WEEK_NAME_SIZE, "%04u-W%02u", (unsigned)year % 10000, (unsigned)week % 100);
}

bool share_week_is_off(const struct share_week *week)
{
    return week->planned_minutes == 0;
}

void cohort_week_take(const struct share_week *week, struct cohort_week *ret)
{
    *ret = (struct cohort_week){
        .from = week->from,
        .planned_minutes = week->planned_minutes,
        .done_minutes = week->done_minutes,
        .excused_minutes = week->excused_minutes,
        .answered = week->answered,
    };
    for (size_t i = 0; i < week->n_goals; i++) {
        ret->goals += !week->goals[i].is_off;
        ret->met += !week->goals[i].is_off && week->goals[i].is_met;
    }
}

/* "11 h", "6.5 h", "50 min". */
static void add_hours(struct text *text, int minutes)
{
    int tenths = (minutes + 3) / 6;

    if (minutes % 60 == 0)
        text_addf(text, "%d h", minutes / 60);
    else if (minutes < 60)
        text_addf(text, "%d min", minutes);
    else if (tenths % 10 == 0)
        text_addf(text, "%d h", tenths / 10);
    else
        text_addf(text, "%d.%d h", tenths / 10, tenths % 10);
}

void share_week_add_summary(const struct share_week *week, struct text *text)
{
    struct cohort_week sums;

    cohort_week_take(week, &sums);
    text_addf(text, "Week %d: ", atoi(week->name + strcspn(week->name, "W") + 1));
    if (share_week_is_off(week)) {
        text_add(text, "off");
        return;
    }
    if (sums.goals > 0)
        text_addf(text, "%d of %d goal%s met, ", sums.met, sums.goals, sums.goals == 1 ? "" : "s");
    if (sums.answered == 0)
        text_add(text, "nothing answered, ");
    add_hours(text, week->done_minutes);
    text_add(text, " of ");
    add_hours(text, week->planned_minutes);
}

/* At most two decimals, without a locale's comma. */
static void add_number(struct text *text, double value)
{
    int hundredths = (int)(value * 100 + 0.5);

    text_addf(text, "%d", hundredths / 100);
    if (hundredths % 100)
        text_addf(text, hundredths % 10 ? ".%02d" : ".%d",
                  hundredths % 10 ? hundredths % 100 : hundredths % 100 / 10);
}

/* "outreach: 8 of 10 contacts, not met". Only counts have a plural to be made. */
static void add_goal(struct text *text, const struct share_goal *goal)
{
    bool is_plural = *goal->unit && !streq(goal->unit, "hours") && goal->target != 1;

    text_addf(text, "%s: ", goal->activity);
    add_number(text, goal->actual);
    text_add(text, " of ");
    add_number(text, goal->target);
    text_addf(text, "%s%s%s, %s\n", *goal->unit ? " " : "", goal->unit, is_plural ? "s" : "",
              goal->is_off   ? "does not count"
              : goal->is_met ? "met"
                             : "not met");
}

void share_week_add_description(const struct share_week *week, struct text *text)
{
    text_add(text, "Planned ");
    add_hours(text, week->planned_minutes);
    text_add(text, ", done ");
    add_hours(text, week->done_minutes);
    if (week->excused_minutes > 0) {
        text_add(text, ", excused ");
        add_hours(text, week->excused_minutes);
    }
    text_addf(text, "; %d block%s answered.\n", week->answered, week->answered == 1 ? "" : "s");
    for (size_t i = 0; i < week->n_goals; i++)
        add_goal(text, &week->goals[i]);
}
