/* A week's review for programs. */
#include "cli/render.h"

#include "base/civil.h"
#include "base/json.h"
#include "base/zone.h"
#include "bus.h"

static void add_day(struct json *json, const char *key, const struct zone *zone, int64_t sec)
{
    char date[DATE_SIZE];

    civil_format_date(zone_day(zone, sec), date);
    json_string(json, key, date);
}

static void add_plan(struct json *json, const struct zone *zone, const struct bus_review *review)
{
    json_string(json, "plan", review->plan);
    json_string(json, "why", review->why);
    if (review->target_sec == 0) {
        json_null(json, "target");
        json_null(json, "weeks_left");
        return;
    }
    add_day(json, "target", zone, review->target_sec);
    json_integer(json, "weeks_left", review->weeks_left);
}

static void add_activities(struct json *json, const struct bus_review *review)
{
    json_array_begin(json, "activities");
    for (size_t i = 0; i < review->n_minutes; i++) {
        const struct bus_minutes *minutes = &review->minutes[i];

        json_object_begin(json, NULL);
        json_string(json, "activity", minutes->activity);
        json_string(json, "title", minutes->title);
        json_integer(json, "planned_minutes", minutes->planned);
        json_integer(json, "done_minutes", minutes->done);
        json_integer(json, "partial_minutes", minutes->partial);
        json_integer(json, "skipped_minutes", minutes->skipped);
        json_integer(json, "missed_minutes", minutes->missed);
        json_integer(json, "excused_minutes", minutes->excused);
        json_integer(json, "open_minutes", minutes->open);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_weeks(struct json *json, const struct zone *zone, const struct bus_review *review)
{
    json_array_begin(json, "weeks");
    for (size_t i = 0; i < review->n_weeks; i++) {
        const struct bus_week *week = &review->weeks[i];

        json_object_begin(json, NULL);
        add_day(json, "from", zone, week->from_sec);
        json_integer(json, "planned_minutes", week->planned_minutes);
        json_integer(json, "done_minutes", week->done_minutes);
        json_integer(json, "answered", week->answered);
        json_object_end(json);
    }
    json_array_end(json);
}

void render_heat_json(struct json *json, const struct bus_review *review)
{
    json_array_begin(json, "heat");
    for (size_t i = 0; i < review->n_heat; i++) {
        json_object_begin(json, NULL);
        json_string(json, "weekday", review->heat[i].weekday);
        json_string(json, "part", review->heat[i].part);
        json_integer(json, "kept", review->heat[i].kept);
        json_integer(json, "of", review->heat[i].of);
        json_object_end(json);
    }
    json_array_end(json);
}

void render_patterns_json(struct json *json, const struct bus_review *review)
{
    json_array_begin(json, "patterns");
    for (size_t i = 0; i < review->n_patterns; i++) {
        const struct bus_pattern *pattern = &review->patterns[i];

        json_object_begin(json, NULL);
        json_string(json, "activity", pattern->activity);
        json_string(json, "kind", pattern->kind);
        json_string(json, "weekday", pattern->weekday);
        json_string(json, "part", pattern->part);
        json_integer(json, "kept", pattern->kept);
        json_integer(json, "of", pattern->of);
        json_integer(json, "elsewhere_kept", pattern->elsewhere_kept);
        json_integer(json, "elsewhere_of", pattern->elsewhere_of);
        json_string(json, "words", pattern->words);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_said(struct json *json, const struct zone *zone, const struct bus_review *review)
{
    json_array_begin(json, "reasons");
    for (size_t i = 0; i < review->n_reasons; i++) {
        json_object_begin(json, NULL);
        json_string(json, "why", review->reasons[i].why);
        json_integer(json, "count", review->reasons[i].count);
        json_object_end(json);
    }
    json_array_end(json);
    json_array_begin(json, "notes");
    for (size_t i = 0; i < review->n_notes; i++) {
        json_object_begin(json, NULL);
        add_day(json, "day", zone, review->notes[i].start_sec);
        json_string(json, "activity", review->notes[i].activity);
        json_string(json, "note", review->notes[i].note);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_questions(struct json *json, const struct bus_review *review)
{
    json_array_begin(json, "questions");
    for (size_t i = 0; i < review->n_questions; i++) {
        const struct bus_question *question = &review->questions[i];

        json_object_begin(json, NULL);
        json_integer(json, "number", question->number);
        json_string(json, "question", question->question);
        if (*question->answer)
            json_string(json, "answer", question->answer);
        else
            json_null(json, "answer");
        json_object_end(json);
    }
    json_array_end(json);
}

void render_review_json(FILE *f, const struct zone *zone, const struct bus_review *review)
{
    struct json json;

    json_init(&json, f);
    json_object_begin(&json, NULL);
    json_integer(&json, "schema", 1);
    json_week(&json, zone, review->goals.from_sec);
    add_day(&json, "from", zone, review->goals.from_sec);
    add_plan(&json, zone, review);
    add_activities(&json, review);
    render_goal_list_json(&json, zone, &review->goals);
    add_weeks(&json, zone, review);
    render_heat_json(&json, review);
    render_patterns_json(&json, review);
    add_said(&json, zone, review);
    add_questions(&json, review);
    json_object_end(&json);
    json_finish(&json);
}
