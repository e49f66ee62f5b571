/* The report for programs, and for the page on which a coach drops reports. */
#include "cli/report.h"

#include "base/civil.h"
#include "base/json.h"
#include "base/zone.h"
#include "cli/render.h"

/* TRACK_NO_DAY comes out as null, as "" does below. */
static void add_day(struct json *json, const char *key, int32_t day)
{
    char date[DATE_SIZE];

    if (day == TRACK_NO_DAY) {
        json_null(json, key);
        return;
    }
    civil_format_date(day, date);
    json_string(json, key, date);
}

static void add_text(struct json *json, const char *key, const char *s)
{
    json_string(json, key, *s ? s : NULL);
}

/* ---- Weeks ---- */

static void add_minutes(struct json *json, const struct bus_minutes *minutes, size_t n)
{
    json_array_begin(json, "activities");
    for (size_t i = 0; i < n; i++) {
        json_object_begin(json, NULL);
        json_string(json, "activity", minutes[i].activity);
        json_string(json, "title", minutes[i].title);
        json_integer(json, "planned_minutes", minutes[i].planned);
        json_integer(json, "done_minutes", minutes[i].done);
        json_integer(json, "partial_minutes", minutes[i].partial);
        json_integer(json, "skipped_minutes", minutes[i].skipped);
        json_integer(json, "missed_minutes", minutes[i].missed);
        json_integer(json, "excused_minutes", minutes[i].excused);
        json_integer(json, "open_minutes", minutes[i].open);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_week_goals(struct json *json, const struct report *report, size_t week)
{
    json_array_begin(json, "goals");
    for (size_t i = 0; i < report->n_goals; i++) {
        const struct report_goal *goal = &report->goals[i];

        json_object_begin(json, NULL);
        json_string(json, "activity", goal->activity);
        json_string(json, "unit", goal->unit);
        json_decimal(json, "target", goal->weeks[week].target);
        json_decimal(json, "actual", goal->weeks[week].actual);
        json_bool(json, "met", goal->weeks[week].is_met);
        json_bool(json, "off", goal->weeks[week].is_off);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_questions(struct json *json, const struct report *report,
                          const struct bus_review *review)
{
    json_array_begin(json, "questions");
    for (size_t i = 0; i < review->n_questions; i++) {
        const struct bus_question *question = &review->questions[i];

        json_object_begin(json, NULL);
        json_integer(json, "number", question->number);
        json_string(json, "question", question->question);
        json_bool(json, "answered", *question->answer);
        add_text(json, "answer", report->is_private ? "" : question->answer);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_notes(struct json *json, const struct report *report,
                      const struct bus_review *review)
{
    json_array_begin(json, "notes");
    for (size_t i = 0; i < review->n_notes; i++) {
        json_object_begin(json, NULL);
        add_day(json, "day", zone_day(report->zone, review->notes[i].start_sec));
        json_string(json, "activity", review->notes[i].activity);
        json_string(json, "note", review->notes[i].note);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_week(struct json *json, const struct report *report, size_t i)
{
    const struct report_week *week = &report->weeks[i];

    json_object_begin(json, NULL);
    json_week(json, report->zone, week->review.goals.from_sec);
    add_day(json, "from", week->first_day);
    json_integer(json, "planned_minutes", week->planned_minutes);
    json_integer(json, "done_minutes", week->done_minutes);
    json_integer(json, "excused_minutes", week->excused_minutes);
    json_integer(json, "answered", week->answered);
    json_bool(json, "over", week->is_over);
    add_week_goals(json, report, i);
    add_minutes(json, week->review.minutes, week->review.n_minutes);
    json_integer(json, "applications", week->applications);
    json_integer(json, "contacts", week->contacts);
    add_questions(json, report, &week->review);
    add_notes(json, report, &week->review);
    json_object_end(json);
}

/* ---- All weeks together ---- */

static void add_goals(struct json *json, const struct report *report)
{
    json_array_begin(json, "goals");
    for (size_t i = 0; i < report->n_goals; i++) {
        json_object_begin(json, NULL);
        json_string(json, "activity", report->goals[i].activity);
        json_string(json, "title", report->goals[i].title);
        json_string(json, "unit", report->goals[i].unit);
        json_integer(json, "met", report->goals[i].met);
        json_integer(json, "of", report->goals[i].of);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_changes(struct json *json, const struct report *report)
{
    json_array_begin(json, "changes");
    for (size_t i = 0; i < report->tuning.n_applied; i++) {
        const struct bus_applied *applied = &report->tuning.applied[i];

        json_object_begin(json, NULL);
        json_string(json, "id", applied->id);
        json_string(json, "activity", applied->activity);
        json_string(json, "edit", applied->edit);
        json_string(json, "evidence", applied->evidence);
        add_day(json, "date", zone_day(report->zone, applied->at_sec));
        json_string(json, "unit", applied->unit);
        json_integer(json, "kept", applied->kept);
        json_integer(json, "of", applied->of);
        json_integer(json, "before_kept", applied->before_kept);
        json_integer(json, "before_of", applied->before_of);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_reasons(struct json *json, const struct report *report)
{
    json_array_begin(json, "reasons");
    for (size_t i = 0; i < report->n_reasons; i++) {
        json_object_begin(json, NULL);
        json_string(json, "why", report->reasons[i].why);
        json_integer(json, "count", report->reasons[i].count);
        json_object_end(json);
    }
    json_array_end(json);
}

/* ---- The tracker ---- */

static void add_funnel(struct json *json, const struct report_funnel *funnel)
{
    json_integer(json, "applications", funnel->applications);
    for (enum track_stage stage = STAGE_APPLIED; stage <= STAGE_OFFER; stage++)
        json_integer(json, track_stage_name(stage), funnel->reached[stage]);
    json_integer(json, "rejected", funnel->rejected);
    json_integer(json, "withdrawn", funnel->withdrawn);
    json_integer(json, "replied", funnel->replied);
    json_integer(json, "reply_of", funnel->of);
    json_integer(json, "waiting", funnel->waiting);
    if (funnel->reply_days >= 0)
        json_integer(json, "reply_days", funnel->reply_days);
    else
        json_null(json, "reply_days");
}

static void add_sources(struct json *json, const struct report_funnel *funnel)
{
    json_array_begin(json, "sources");
    for (size_t i = 0; i < funnel->n_sources; i++) {
        json_object_begin(json, NULL);
        add_text(json, "source", funnel->sources[i].name);
        json_integer(json, "applied", funnel->sources[i].applied);
        json_integer(json, "replied", funnel->sources[i].replied);
        json_integer(json, "interviews", funnel->sources[i].interviews);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_application(struct json *json, const struct track_item *item)
{
    json_object_begin(json, NULL);
    json_string(json, "company", item->name);
    add_text(json, "role", item->role);
    json_string(json, "stage", track_stage_name(item->stage));
    add_day(json, "since", track_item_since(item));
    add_day(json, "follow_up", item->follow_up);
    add_text(json, "source", item->source);
    add_text(json, "link", item->link);
    add_text(json, "note", item->note);
    json_object_end(json);
}

static void add_contact(struct json *json, const struct track_item *item)
{
    json_object_begin(json, NULL);
    json_string(json, "name", item->name);
    add_text(json, "company", item->company);
    add_text(json, "channel", item->channel);
    add_day(json, "last_contact", item->last_contact);
    add_day(json, "follow_up", item->follow_up);
    add_text(json, "note", item->note);
    json_object_end(json);
}

static void add_items(struct json *json, const char *key, const struct report *report,
                      enum track_kind kind)
{
    json_array_begin(json, key);
    for (size_t i = 0; !report->is_private && i < report->tracker.n; i++) {
        const struct track_item *item = &report->tracker.items[i];

        if (item->kind != kind || track_item_is_over(item))
            continue;
        if (kind == TRACK_APPLICATION)
            add_application(json, item);
        else
            add_contact(json, item);
    }
    json_array_end(json);
}

static void add_tracker(struct json *json, const struct report *report)
{
    json_object_begin(json, "tracker");
    add_funnel(json, &report->funnel);
    add_sources(json, &report->funnel);
    add_items(json, "open", report, TRACK_APPLICATION);
    add_items(json, "contacts", report, TRACK_CONTACT);
    json_object_end(json);
}

/* ---- All of it ---- */

static void add_head(struct json *json, const struct report *report)
{
    bool has_target = report->target_day != TRACK_NO_DAY;

    json_integer(json, "schema", 1);
    json_string(json, "kind", "jobsearchd-report");
    json_string(json, "name", report->name);
    add_day(json, "made", zone_day(report->zone, report->now_sec));
    json_string(json, "timezone", zone_name(report->zone));
    json_bool(json, "private", report->is_private);
    add_day(json, "from", report->weeks[0].first_day);
    add_day(json, "to", report->weeks[report->n_weeks - 1].first_day + 6);
    add_text(json, "why", report->why);
    add_day(json, "target", report->target_day);
    if (has_target)
        json_integer(json, "weeks_left", report->weeks_left);
    else
        json_null(json, "weeks_left");
}

void report_write_json(FILE *f, const struct report *report)
{
    struct json json;

    json_init(&json, f);
    json_object_begin(&json, NULL);
    add_head(&json, report);
    json_array_begin(&json, "weeks");
    for (size_t i = 0; i < report->n_weeks; i++)
        add_week(&json, report, i);
    json_array_end(&json);
    add_goals(&json, report);
    add_minutes(&json, report->activities, report->n_activities);
    render_heat_json(&json, report_last(report));
    render_patterns_json(&json, report_last(report));
    add_changes(&json, report);
    add_reasons(&json, report);
    add_tracker(&json, report);
    json_object_end(&json);
    json_finish(&json);
}
