/* The figures for a spreadsheet: one figure a line, which a pivot table turns into anything. */
#include "cli/report.h"

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/format.h"
#include "share.h"

#define LINE_END "\r\n"

struct place {
    const char *section, *week, *name;
};

static void add_figure(struct text *text, struct place place, const char *figure, const char *value)
{
    text_add_csv(text, place.section);
    text_add_char(text, ',');
    text_add_csv(text, place.week);
    text_add_char(text, ',');
    text_add_csv(text, place.name);
    text_addf(text, ",%s,%s" LINE_END, figure, value);
}

static void add_count(struct text *text, struct place place, const char *figure, int64_t value)
{
    char number[NUMBER_SIZE];

    snprintf(number, sizeof number, "%lld", (long long)value);
    add_figure(text, place, figure, number);
}

static void add_decimal(struct text *text, struct place place, const char *figure, double value)
{
    char number[NUMBER_SIZE];

    number_format(value, number);
    add_figure(text, place, figure, number);
}

/* ---- Weeks ---- */

static void add_minutes(struct text *text, const char *week, const struct bus_minutes *minutes,
                        size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct place place = {"activity", week, minutes[i].activity};

        add_count(text, place, "planned_minutes", minutes[i].planned);
        add_count(text, place, "done_minutes", minutes[i].done);
        add_count(text, place, "partial_minutes", minutes[i].partial);
        add_count(text, place, "skipped_minutes", minutes[i].skipped);
        add_count(text, place, "missed_minutes", minutes[i].missed);
        add_count(text, place, "excused_minutes", minutes[i].excused);
        add_count(text, place, "open_minutes", minutes[i].open);
    }
}

static void add_week(struct text *text, const struct report *report, size_t i)
{
    const struct report_week *week = &report->weeks[i];
    char name[WEEK_NAME_SIZE];
    struct place place = {"week", name, ""};

    week_name(week->first_day, name);
    add_count(text, place, "planned_minutes", week->planned_minutes);
    add_count(text, place, "done_minutes", week->done_minutes);
    add_count(text, place, "excused_minutes", week->excused_minutes);
    add_count(text, place, "answered", week->answered);
    add_count(text, place, "applications", week->applications);
    add_count(text, place, "contacts", week->contacts);
    for (size_t j = 0; j < report->n_goals; j++) {
        const struct report_goal *goal = &report->goals[j];

        place = (struct place){"goal", name, goal->activity};
        add_decimal(text, place, "target", goal->weeks[i].target);
        add_decimal(text, place, "actual", goal->weeks[i].actual);
        add_count(text, place, "met", goal->weeks[i].is_met);
        add_count(text, place, "off", goal->weeks[i].is_off);
    }
    add_minutes(text, name, week->review.minutes, week->review.n_minutes);
}

/* ---- All weeks together ---- */

static void add_heat(struct text *text, const struct bus_review *review)
{
    for (size_t i = 0; i < review->n_heat; i++) {
        char name[64];
        struct place place = {"heat", "", name};

        snprintf(name, sizeof name, "%s %s", review->heat[i].weekday, review->heat[i].part);
        add_count(text, place, "kept", review->heat[i].kept);
        add_count(text, place, "of", review->heat[i].of);
    }
}

static void add_patterns(struct text *text, const struct bus_review *review)
{
    for (size_t i = 0; i < review->n_patterns; i++) {
        const struct bus_pattern *pattern = &review->patterns[i];
        _cleanup_(text_done) struct text name = {0};
        struct place place = {"pattern", "", ""};

        text_addf(&name, "%s %s", pattern->activity, pattern->kind);
        if (*pattern->weekday)
            text_addf(&name, " %s %s", pattern->weekday, pattern->part);
        place.name = name.data ?: "";
        add_count(text, place, "kept", pattern->kept);
        add_count(text, place, "of", pattern->of);
        add_count(text, place, "elsewhere_kept", pattern->elsewhere_kept);
        add_count(text, place, "elsewhere_of", pattern->elsewhere_of);
    }
}

static void add_changes(struct text *text, const struct report *report)
{
    for (size_t i = 0; i < report->tuning.n_applied; i++) {
        const struct bus_applied *applied = &report->tuning.applied[i];
        struct place place = {"change", "", applied->id};

        add_count(text, place, "kept", applied->kept);
        add_count(text, place, "of", applied->of);
        add_count(text, place, "before_kept", applied->before_kept);
        add_count(text, place, "before_of", applied->before_of);
    }
}

static void add_tracker(struct text *text, const struct report *report)
{
    const struct report_funnel *funnel = &report->funnel;
    struct place place = {"tracker", "", ""};

    add_count(text, place, "applications", funnel->applications);
    for (enum track_stage stage = STAGE_APPLIED; stage <= STAGE_OFFER; stage++)
        add_count(text, place, track_stage_name(stage), funnel->reached[stage]);
    add_count(text, place, "rejected", funnel->rejected);
    add_count(text, place, "withdrawn", funnel->withdrawn);
    add_count(text, place, "replied", funnel->replied);
    add_count(text, place, "reply_of", funnel->of);
    add_count(text, place, "waiting", funnel->waiting);
    if (funnel->reply_days >= 0)
        add_count(text, place, "reply_days", funnel->reply_days);
    for (size_t i = 0; !report->is_private && i < funnel->n_sources; i++) {
        place = (struct place){"source", "", funnel->sources[i].name};
        add_count(text, place, "applied", funnel->sources[i].applied);
        add_count(text, place, "replied", funnel->sources[i].replied);
        add_count(text, place, "interviews", funnel->sources[i].interviews);
    }
}

void report_add_csv(struct text *text, const struct report *report)
{
    text_add(text, "section,week,name,figure,value" LINE_END);
    for (size_t i = 0; i < report->n_weeks; i++)
        add_week(text, report, i);
    for (size_t i = 0; i < report->n_goals; i++) {
        add_count(text, (struct place){"goal", "", report->goals[i].activity}, "met",
                  report->goals[i].met);
        add_count(text, (struct place){"goal", "", report->goals[i].activity}, "of",
                  report->goals[i].of);
    }
    add_minutes(text, "", report->activities, report->n_activities);
    add_heat(text, report_last(report));
    add_patterns(text, report_last(report));
    add_changes(text, report);
    for (size_t i = 0; i < report->n_reasons; i++)
        add_count(text, (struct place){"reason", "", report->reasons[i].why}, "count",
                  report->reasons[i].count);
    add_tracker(text, report);
}
