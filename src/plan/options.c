#include "plan/options.h"

#include "plan/setters.h"

#define PLAN(m)     offsetof(struct plan, m)
#define WINDOW(m)   offsetof(struct window, m)
#define ACTIVITY(m) offsetof(struct activity, m)
#define CALENDAR(m) offsetof(struct calendar_source, m)
#define PUBLISH(m)  offsetof(struct publish_options, m)

#define WHOLE 0 /* the setter takes the section's struct */

/* Section, key, type, default, may it repeat, help; setter, field, flag. The order is
 * that of plan(5). Defaults are texts: they are set by the same functions as what users write. */
static const struct option options[] = {
    /* clang-format off */
    {{"plan", "name", "text", "Plan", false, "What the plan is called."}, set_text, PLAN(name), 0},
    {{"plan", "why", "text", NULL, false, "Why you do it; shown in reviews."}, set_text, PLAN(why), 0},
    {{"plan", "priority", "1-5", "3", false, "How high it stands in your life now: 8, 14, 20, 26 or 32 hours a week, if `hours` does not say otherwise."}, set_priority, PLAN(priority), 0},
    {{"plan", "hours", "hours", NULL, false, "The weekly budget, in place of what `priority` gives; fixed time is part of it."}, set_hours, PLAN(hours_minutes), 0},
    {{"plan", "timezone", "zone", NULL, false, "The zone of all times; without it the system's is followed."}, set_zone, PLAN(zone_name), 0},
    {{"plan", "week-start", "day", NULL, false, "The first day of the week; without it as your locale has it."}, set_weekday, PLAN(week_start), PLAN(has_week_start)},
    {{"plan", "from", "date", NULL, false, "The first day of the plan."}, set_date, PLAN(from), PLAN(has_from)},
    {{"plan", "until", "date", NULL, false, "The last day of the plan."}, set_date, PLAN(until), PLAN(has_until)},
    {{"plan", "target", "date", NULL, false, "When you want to have the job; reviews show the weeks that are left."}, set_date, PLAN(target), PLAN(has_target)},
    {{"plan", "days-off", "dates", NULL, true, "Days without any block: dates and ranges A..B, both ends included."}, set_days_off, WHOLE, 0},
    {{"plan", "review", "day and time", "Sun 18:00", false, "When to look back at the week; `no` for never."}, set_review, WHOLE, 0},
    {{"plan", "freeze", "duration", "30m", false, "Blocks that start within this time are not moved any more."}, set_minutes, PLAN(freeze), 0},
    {{"plan", "grace", "duration", "2h", false, "How long after its end a block can go unanswered before it counts as missed."}, set_minutes, PLAN(grace), 0},
    {{"plan", "interview-prepare", "duration", "1h", false, "How long a block to place before each interview of the tracker, to prepare for it; `0` for none."}, set_minutes, PLAN(interview_prepare), 0},
    {{"plan", "catch-up", "yes/no", "yes", false, "Offer missed time again later in the week."}, set_yes_no, PLAN(catch_up), 0},
    {{"plan", "share", "yes/no", "no", false, "Publish weekly totals for a coach."}, set_yes_no, PLAN(share), 0},
    {{"plan", "discreet", "yes/no", "no", false, "Notifications, bars and published events say only \"Block\"."}, set_yes_no, PLAN(discreet), 0},
    {{"plan", "remind", "durations", "5m", false, "How long before a block to remind of it; `0` for not at all."}, set_offsets, PLAN(remind), 0},
    {{"plan", "nag", "durations", "10m", false, "How long after the start to ask again while a block is not started; `0` for not at all."}, set_offsets, PLAN(nag), 0},
    {{"plan", "ask", "yes/no", "yes", false, "Ask at a block's end how it went."}, set_yes_no, PLAN(ask), 0},

    {{"window", "days", "days", NULL, false, "The days of the window; required."}, set_days, WINDOW(days), 0},
    {{"window", "time", "times", NULL, false, "Its hours, such as 09:00-12:30; one over midnight belongs to the day it begins on; required."}, set_window_time, WHOLE, 0},

    {{"activity", "title", "text", NULL, false, "What people read; the activity's name if there is none."}, set_text, ACTIVITY(title), 0},
    {{"activity", "first", "text", NULL, false, "The first small step, what to get ready; shown in the early reminder."}, set_text, ACTIVITY(first), 0},
    {{"activity", "open", "URL or file", NULL, false, "What to open for it, from the early reminder."}, set_url_or_path, ACTIVITY(open), 0},
    {{"activity", "days", "days", NULL, false, "Fixed: its days."}, set_days, ACTIVITY(days), 0},
    {{"activity", "time", "times", NULL, false, "Fixed: its hours on each of these days, such as 09:00-10:30, 14:00-15:00."}, set_activity_time, WHOLE, 0},
    {{"activity", "every", "weeks", "1", false, "Every how many weeks, such as `2 weeks`; counted from the week of `from`, else of 1970-01-05."}, set_weeks, ACTIVITY(every_weeks), 0},
    {{"activity", "hours", "hours", NULL, false, "Flexible: hours a week; without it a share of what the budget leaves, by priority."}, set_hours, ACTIVITY(hours_minutes), 0},
    {{"activity", "window", "names", NULL, false, "Flexible: the windows it may lie in; all of them if none is named, and Mon-Fri 09:00-18:00 if the plan has none."}, set_windows, WHOLE, 0},
    {{"activity", "block", "durations A-B", "45m-2h", false, "Flexible: its shortest and longest piece."}, set_block, WHOLE, 0},
    {{"activity", "max-per-day", "duration", NULL, false, "Flexible: the most of it on one day."}, set_minutes, ACTIVITY(max_per_day), 0},
    {{"activity", "priority", "1-5", "3", false, "How high it stands among the activities; low ones give way first."}, set_priority, ACTIVITY(priority), 0},
    {{"activity", "goal", "goal", NULL, false, "A weekly target: hours such as `6h`, or a count such as `10 contacts`."}, set_goal, ACTIVITY(goal), 0},
    {{"activity", "minimum", "duration", "15m", false, "What counts as kept on a light day."}, set_minutes, ACTIVITY(minimum), 0},
    {{"activity", "formerly", "name", NULL, false, "Its former name, so that the log of before is still its own."}, set_name, ACTIVITY(formerly), 0},
    {{"activity", "remind", "durations", NULL, false, "As in [plan], for this activity alone."}, set_offsets, ACTIVITY(remind), 0},
    {{"activity", "nag", "durations", NULL, false, "As in [plan], for this activity alone."}, set_offsets, ACTIVITY(nag), 0},
    {{"activity", "ask", "yes/no", NULL, false, "As in [plan], for this activity alone."}, set_yes_no, ACTIVITY(ask), 0},

    {{"calendar", "path", "path", NULL, true, "A vdir folder or an .ics file with events that blocks must not overlap; required."}, add_path, WHOLE, 0},
    {{"calendar", "buffer", "duration", "0m", false, "Time kept free before and after each of its events."}, set_minutes, CALENDAR(buffer), 0},

    {{"publish", "path", "path", NULL, false, "The folder to publish into; without it calendar/ in the program's data folder."}, set_path, PUBLISH(path), 0},
    {{"publish", "alarms", "yes/no", "no", false, "Publish alarms with the events, for phones; `no` avoids being reminded twice."}, set_yes_no, PUBLISH(alarms), 0},
    {{"publish", "flexible", "busy/free", "busy", false, "Whether flexible blocks show as busy to others."}, set_busy_free, PUBLISH(flexible_is_busy), 0},
    /* clang-format on */
};

static const char *const section_names[] = {
    [SECTION_PLAN] = "plan",         [SECTION_WINDOW] = "window",   [SECTION_ACTIVITY] = "activity",
    [SECTION_CALENDAR] = "calendar", [SECTION_PUBLISH] = "publish",
};

const char *section_kind_name(enum section_kind kind)
{
    return section_names[kind];
}

bool section_kind_has_name(enum section_kind kind)
{
    return kind != SECTION_PLAN && kind != SECTION_PUBLISH;
}

const struct option *option_at(size_t i)
{
    return i < ARRAY_SIZE(options) ? &options[i] : NULL;
}

const struct plan_option *plan_option(size_t i)
{
    return i < ARRAY_SIZE(options) ? &options[i].face : NULL;
}

bool option_is_in(const struct option *option, enum section_kind section)
{
    return streq(option->face.section, section_kind_name(section));
}

const struct option *option_find(enum section_kind section, const char *key)
{
    for (size_t i = 0; i < ARRAY_SIZE(options); i++)
        if (option_is_in(&options[i], section) && streq(options[i].face.key, key))
            return &options[i];
    return NULL;
}

int option_set(const struct option *option, const struct setting *setting, void *object)
{
    int r = option->set(setting, (char *)object + option->field);

    if (r >= 0 && option->flag)
        *(bool *)((char *)object + option->flag) = true;
    return r;
}
