#include "plan/check.h"

#include <errno.h>
#include <stdarg.h>

#include "base/duration.h"
#include "base/text.h"

void check_report(struct draft *draft, struct section *section, const char *key,
                  enum diag_severity severity, const char *format, ...)
{
    const struct entry *entry = section_find(section, key);
    const struct line *line = entry ? &entry->line : &section->line;
    _cleanup_(text_done) struct text message = {};
    va_list ap;

    va_start(ap, format);
    text_vaddf(&message, format, ap);
    va_end(ap);
    if (message.failed)
        draft->diags->out_of_memory = true;
    else
        draft_report(draft, line, entry ? line->value : line->name, severity, "%s", message.data);
}

static void check_dates(struct draft *draft, struct section *section, const struct plan *plan)
{
    char from[DATE_SIZE];

    if (!plan->has_from)
        return;
    civil_format_date(plan->from, from);
    if (plan->has_until && plan->until < plan->from)
        check_report(draft, section, "until", DIAG_ERROR,
                     "the plan ends before it begins (%s): write a date from then on", from);
    if (plan->has_target && plan->target < plan->from)
        check_report(draft, section, "target", DIAG_WARNING,
                     "the target lies before the plan begins (%s)", from);
}

/* Both `days` and `time`, or an error at the one that is there. */
static void check_days_and_time(struct draft *draft, struct section *section)
{
    bool has_days = section_find(section, "days"), has_time = section_find(section, "time");

    if (section->has_lost || has_days == has_time)
        return;
    if (has_time)
        check_report(draft, section, "time", DIAG_ERROR,
                     "`time` without `days`: add its days, such as days = Mon-Fri");
    else
        check_report(draft, section, "days", DIAG_ERROR,
                     "`days` without `time`: add its hours, such as time = 09:00-10:30%s",
                     section->kind == SECTION_ACTIVITY
                         ? ", or give the days to a [window NAME] that it may lie in"
                         : "");
}

static void check_window(struct draft *draft, struct section *section)
{
    if (!section->has_lost && !section_find(section, "days") && !section_find(section, "time"))
        check_report(draft, section, "days", DIAG_ERROR,
                     "the window has neither `days` nor `time`: add days = Mon-Fri and "
                     "time = 09:00-12:30, say");
    check_days_and_time(draft, section);
}

/* Fixed and flexible keys do not mix. */
static void check_kind(struct draft *draft, struct section *section)
{
    static const char *const idle[] = {"window", "block", "max-per-day"};
    const struct entry *time = section_find(section, "time"), *days = section_find(section, "days");

    if (!time && !days)
        return;
    if (section_find(section, "hours"))
        check_report(
            draft, section, "hours", DIAG_ERROR,
            "`hours` beside `%s` (line %u): a fixed activity has days and time, a flexible "
            "one hours; remove the one or the other",
            time ? "time" : "days", time ? time->line.number : days->line.number);
    for (size_t i = 0; time && i < ARRAY_SIZE(idle); i++)
        if (section_find(section, idle[i]))
            check_report(draft, section, idle[i], DIAG_WARNING,
                         "`%s` does nothing here: it is for flexible activities, and `time` (line "
                         "%u) makes this one fixed",
                         idle[i], time->line.number);
}

/* The time that is given must hold the shortest piece. */
static void check_pieces(struct draft *draft, struct section *section,
                         const struct activity *activity)
{
    char shortest[DURATION_SIZE], given[DURATION_SIZE];

    const struct entry *block = section_find(section, "block");

    if (activity_is_fixed(activity) || (block && block->is_bad))
        return;
    duration_format(activity->block_min, shortest);
    if (activity->hours_minutes != PLAN_UNSET &&
        !piece_fits(activity->hours_minutes, activity->block_min)) {
        duration_format(activity->hours_minutes, given);
        check_report(draft, section, "hours", DIAG_ERROR,
                     "%s a week is less than one piece (%s): raise it, or write block = %s-2h, say",
                     given, shortest, given);
    }
    if (activity->max_per_day != PLAN_UNSET &&
        !piece_fits(activity->max_per_day, activity->block_min)) {
        duration_format(activity->max_per_day, given);
        check_report(draft, section, "max-per-day", DIAG_ERROR,
                     "%s a day is less than one piece (%s): raise it, or lower `block`", given,
                     shortest);
    }
}

static struct section *section_of_activity(struct draft *draft, const char *name)
{
    struct section *section = NULL;

    while ((section = draft_next(draft, SECTION_ACTIVITY, section)))
        if (streq(section->name, name))
            break;
    return section;
}

/* The first section that claims this former name. */
static struct section *section_with_formerly(struct draft *draft, const char *formerly)
{
    struct section *section = NULL;

    while ((section = draft_next(draft, SECTION_ACTIVITY, section))) {
        const struct entry *entry = section_find(section, "formerly");

        if (entry && streq(entry->value, formerly))
            break;
    }
    return section;
}

static void check_formerly(struct draft *draft, struct section *section,
                           const struct activity *activity)
{
    const char *formerly = activity->formerly;
    const struct section *other;

    if (!formerly)
        return;
    if (streq(formerly, activity->name)) {
        check_report(draft, section, "formerly", DIAG_ERROR,
                     "`%s` is what it is called now: write its former name, or remove the line",
                     formerly);
        return;
    }
    other = section_of_activity(draft, formerly);
    if (other) {
        check_report(draft, section, "formerly", DIAG_ERROR,
                     "`%s` is another activity of this plan (line %u), which keeps its own log",
                     formerly, other->line.number);
        return;
    }
    other = section_with_formerly(draft, formerly);
    if (other != section)
        check_report(draft, section, "formerly", DIAG_ERROR,
                     "[activity %s] (line %u) already continues `%s`: only one can", other->name,
                     other->line.number, formerly);
}

/* Its log would be taken for that of the preparations. */
static void check_name(struct draft *draft, struct section *section)
{
    if (streq(section->name, PLAN_PREPARATION))
        check_report(draft, section, "", DIAG_ERROR,
                     "`" PLAN_PREPARATION "` is what the blocks before interviews are called, and "
                     "they are placed without a section: give this activity another name");
}

static void check_activity(struct draft *draft, struct section *section,
                           const struct activity *activity)
{
    check_name(draft, section);
    check_kind(draft, section);
    check_days_and_time(draft, section);
    check_pieces(draft, section, activity);
    check_formerly(draft, section, activity);
}

static void check_calendar(struct draft *draft, struct section *section)
{
    if (!section->has_lost && !section_find(section, "path"))
        check_report(draft, section, "path", DIAG_ERROR,
                     "the calendar has no `path`: add the folder or .ics file to read");
}

int plan_check(struct draft *draft, const char *data_dir, const struct plan *plan)
{
    struct section *section = draft_next(draft, SECTION_PLAN, NULL);

    if (section)
        check_dates(draft, section, plan);
    for (section = NULL; (section = draft_next(draft, SECTION_WINDOW, section));)
        check_window(draft, section);
    for (section = NULL; (section = draft_next(draft, SECTION_ACTIVITY, section));)
        check_activity(draft, section, &plan->activities[section->index]);
    for (section = NULL; (section = draft_next(draft, SECTION_CALENDAR, section));)
        check_calendar(draft, section);

    if (plan->n_activities == 0 && draft->diags->n_errors == 0)
        draft_report(draft, NULL, 0, DIAG_WARNING,
                     "no activity, so no blocks: add a section such as [activity practice]");
    check_overlaps(draft, plan);
    check_time(draft, plan);
    return check_publishing(draft, data_dir, plan);
}
