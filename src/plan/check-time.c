/* Time as a sum: fixed blocks painted onto an ordinary week, and the week against the budget and
 * the goals. */
#include "plan/check.h"

#include "base/duration.h"

#define WEEK_MINUTES (7 * DAY_MINUTES)

/* The ordinary week, minute by minute from Monday 00:00: which activity's section has it. A block
 * over the end of the week comes back in at its beginning. */
struct painting {
    struct section *owners[WEEK_MINUTES];
};

/* Paints one block; returns the first minute that is someone's already, or -1. */
static int paint_block(struct painting *painting, struct section *section, int start, int length)
{
    int clash = -1;

    for (int i = start; i < start + length; i++) {
        struct section **owner = &painting->owners[i % WEEK_MINUTES];

        if (!*owner)
            *owner = section;
        else if (clash < 0)
            clash = i % WEEK_MINUTES;
    }
    return clash;
}

static int paint_activity(struct painting *painting, struct section *section,
                          const struct activity *activity)
{
    int first = -1;

    for (int day = MONDAY; day <= SUNDAY; day++) {
        if (!(activity->days & 1u << day))
            continue;
        for (size_t i = 0; i < activity->n_times; i++) {
            const struct time_range *range = &activity->times[i];
            int clash = paint_block(painting, section, day * DAY_MINUTES + range->start,
                                    range->end - range->start);
            if (first < 0)
                first = clash;
        }
    }
    return first;
}

static void report_clash(struct draft *draft, struct section *section, const struct section *owner,
                         int minute)
{
    const char *day = civil_weekday_name(minute / DAY_MINUTES);
    int hour = minute % DAY_MINUTES / 60;

    minute %= 60;
    if (owner == section)
        check_report(draft, section, "time", DIAG_ERROR,
                     "blocks of `%s` overlap each other on %s at %02d:%02d: shorten or move one",
                     section->name, day, hour, minute);
    else
        check_report(draft, section, "time", DIAG_ERROR,
                     "`%s` overlaps `%s` (line %u) on %s at %02d:%02d: shorten or move one",
                     section->name, owner->name, owner->line.number, day, hour, minute);
}

void check_overlaps(struct draft *draft, const struct plan *plan)
{
    _cleanup_(freep) struct painting *painting = calloc(1, sizeof(*painting));

    if (!painting) {
        draft->diags->out_of_memory = true;
        return;
    }

    struct section *section = NULL;
    while ((section = draft_next(draft, SECTION_ACTIVITY, section))) {
        int clash = paint_activity(painting, section, &plan->activities[section->index]);
        if (clash >= 0)
            report_clash(draft, section, painting->owners[clash], clash);
    }
}

static void check_budget(struct draft *draft, const struct plan *plan)
{
    struct section *section = draft_next(draft, SECTION_PLAN, NULL);
    int fixed = plan_fixed_minutes(plan), budget = plan_budget(plan);
    char fixed_text[DURATION_SIZE], budget_text[DURATION_SIZE];

    if (fixed <= budget)
        return;
    duration_format(fixed, fixed_text);
    duration_format(budget, budget_text);
    if (section)
        check_report(draft, section, section_find(section, "hours") ? "hours" : "priority",
                     DIAG_WARNING,
                     "fixed time is %s a week, the budget %s: raise `hours` or `priority`, or drop "
                     "something fixed",
                     fixed_text, budget_text);
    else
        draft_report(draft, NULL, 0, DIAG_WARNING,
                     "fixed time is %s a week, the budget %s: add a [plan] section with `hours`",
                     fixed_text, budget_text);
}

/* A week's minutes of the activity; PLAN_UNSET for a share of the budget. */
static int activity_minutes(const struct activity *activity)
{
    return activity_is_fixed(activity) ? activity_fixed_minutes(activity) : activity->hours_minutes;
}

static void check_goals(struct draft *draft, const struct plan *plan)
{
    int total = 0, room = MAX(plan_budget(plan), plan_fixed_minutes(plan));
    char goal[DURATION_SIZE], planned[DURATION_SIZE];

    struct section *section = NULL;
    while ((section = draft_next(draft, SECTION_ACTIVITY, section))) {
        const struct activity *activity = &plan->activities[section->index];
        int minutes = activity_minutes(activity);
        if (activity->goal.kind != GOAL_HOURS)
            continue;

        bool was_within = total <= room;
        total += activity->goal.amount;
        duration_format(activity->goal.amount, goal);
        duration_format(minutes == PLAN_UNSET ? room : minutes, planned);
        if (minutes != PLAN_UNSET && activity->goal.amount > minutes) {
            check_report(draft, section, "goal", DIAG_WARNING,
                         "the goal is %s, but only %s a week are planned: lower it, or plan more",
                         goal, planned);
        } else if (was_within && total > room) {
            duration_format(total, goal);
            duration_format(room, planned);
            check_report(draft, section, "goal", DIAG_WARNING,
                         "with this one the goals add up to %s, but only %s a week are planned",
                         goal, planned);
        }
    }
}

void check_time(struct draft *draft, const struct plan *plan)
{
    if (draft->diags->n_errors > 0)
        return; /* sums of half a plan mislead */
    check_budget(draft, plan);
    check_goals(draft, plan);
}
