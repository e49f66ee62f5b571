#include "cli/render.h"

#include "base/json.h"
#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/format.h"

static void add_instant(struct json *json, const char *key, const struct zone *zone, int64_t sec)
{
    char instant[INSTANT_SIZE];
    zone_format(zone, sec, instant);
    json_string(json, key, sec ? instant : NULL);
}

/* A number that may not have been said. */
static void add_number(struct json *json, const char *key, int value)
{
    if (value < 0)
        json_null(json, key);
    else
        json_integer(json, key, value);
}

static void add_block_members(struct json *json, const struct zone *zone,
                              const struct bus_block *block)
{
    json_string(json, "id", block->id);
    json_string(json, "activity", block->activity);
    json_string(json, "title", block->title);
    add_instant(json, "start", zone, block->start_sec);
    add_instant(json, "end", zone, block->end_sec);
    json_bool(json, "fixed", block->kind == BLOCK_FIXED);
    json_string(json, "outcome", outcome_name(block->outcome));
    add_instant(json, "started_at", zone, block->started_sec);
    add_number(json, "minutes", block->minutes);
    add_number(json, "count", block->count);
}

/* The block with one member more, which counts minutes to `until_sec`; null if there is none. */
static void add_block(struct json *json, const char *key, const struct zone *zone, bool exists,
                      const struct bus_block *block, const char *minutes_key, int64_t now_sec,
                      int64_t until_sec)
{
    if (!exists) {
        json_null(json, key);
        return;
    }
    json_object_begin(json, key);
    add_block_members(json, zone, block);
    if (minutes_key)
        json_integer(json, minutes_key, minutes_between(now_sec, until_sec));
    json_object_end(json);
}

static void add_paused(struct json *json, const struct zone *zone, const struct bus_status *status)
{
    if (!status->is_paused) {
        json_null(json, "paused");
        return;
    }
    json_object_begin(json, "paused");
    add_instant(json, "from", zone, status->paused_from_sec);
    add_instant(json, "to", zone, status->paused_to_sec);
    json_object_end(json);
}

static void add_week(struct json *json, const struct zone *zone, const struct bus_status *status)
{
    json_object_begin(json, "week");
    add_instant(json, "from", zone, status->week_from_sec);
    json_integer(json, "planned_minutes", status->week_planned_minutes);
    json_integer(json, "done_minutes", status->week_done_minutes);
    json_array_begin(json, "goals");
    for (size_t i = 0; i < status->n_goals; i++) {
        const struct bus_goal *goal = &status->goals[i];
        json_object_begin(json, NULL);
        json_string(json, "activity", goal->activity);
        json_string(json, "unit", goal->unit);
        json_decimal(json, "target", goal->target);
        json_decimal(json, "actual", goal->actual);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void add_problems(struct json *json, const struct bus_status *status)
{
    json_array_begin(json, "problems");
    for (size_t i = 0; i < status->n_problems; i++) {
        json_object_begin(json, NULL);
        json_string(json, "code", status->problems[i].code);
        json_string(json, "text", status->problems[i].text);
        json_string(json, "remedy", status->problems[i].remedy);
        json_object_end(json);
    }
    json_array_end(json);
}

void render_status_json(FILE *f, const struct zone *zone, const struct bus_status *status)
{
    struct json json;
    int64_t now = status->now_sec;

    json_init(&json, f);
    json_object_begin(&json, NULL);
    json_integer(&json, "schema", 1);
    add_instant(&json, "now", zone, now);
    json_string(&json, "plan", status->plan);
    json_string(&json, "timezone", status->timezone);
    add_block(&json, "current", zone, status->has_current, &status->current, "minutes_left", now,
              status->current.end_sec);
    add_block(&json, "next", zone, status->has_next, &status->next, "minutes_until", now,
              status->next.start_sec);
    add_block(&json, "unplanned", zone, status->has_unplanned, &status->unplanned, NULL, 0, 0);
    json_integer(&json, "open", status->open);
    add_paused(&json, zone, status);
    json_object_begin(&json, "today");
    json_integer(&json, "planned_minutes", status->today_planned_minutes);
    json_integer(&json, "done_minutes", status->today_done_minutes);
    json_object_end(&json);
    add_week(&json, zone, status);
    add_problems(&json, status);
    json_bool(&json, "discreet", status->is_discreet);
    json_object_end(&json);
    json_finish(&json);
}

static void add_span_arrays(struct json *json, const struct zone *zone, const struct bus_span *span)
{
    json_array_begin(json, "blocks");
    for (size_t i = 0; i < span->n_blocks; i++)
        add_block(json, NULL, zone, true, &span->blocks[i], NULL, 0, 0);
    json_array_end(json);

    json_array_begin(json, "busy");
    for (size_t i = 0; i < span->n_busy; i++) {
        json_object_begin(json, NULL);
        add_instant(json, "start", zone, span->busy[i].start_sec);
        add_instant(json, "end", zone, span->busy[i].end_sec);
        json_string(json, "summary", span->busy[i].summary);
        json_string(json, "calendar", span->busy[i].calendar);
        json_object_end(json);
    }
    json_array_end(json);

    json_array_begin(json, "unplaced");
    for (size_t i = 0; i < span->n_unplaced; i++) {
        json_object_begin(json, NULL);
        json_string(json, "activity", span->unplaced[i].activity);
        json_integer(json, "minutes", span->unplaced[i].minutes);
        json_string(json, "reason", span->unplaced[i].reason);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_follow_ups(struct json *json, const struct bus_span *span)
{
    char date[DATE_SIZE];

    json_array_begin(json, "follow_ups");
    for (size_t i = 0; i < span->n_follow_ups; i++) {
        const struct bus_follow_up *follow_up = &span->follow_ups[i];
        civil_format_date(follow_up->due, date);
        json_object_begin(json, NULL);
        json_integer(json, "n", follow_up->n);
        json_string(json, "kind", follow_up->kind);
        json_string(json, "name", follow_up->name);
        json_string(json, "due", date);
        json_string(json, "link", str_is_empty(follow_up->link) ? NULL : follow_up->link);
        json_object_end(json);
    }
    json_array_end(json);
}

void render_span_json(FILE *f, const struct zone *zone, const struct bus_span *span)
{
    struct json json;
    json_init(&json, f);
    json_object_begin(&json, NULL);
    json_integer(&json, "schema", 1);
    add_instant(&json, "from", zone, span->from_sec);
    add_instant(&json, "to", zone, span->to_sec);
    add_span_arrays(&json, zone, span);
    add_follow_ups(&json, span);
    json_object_end(&json);
    json_finish(&json);
}

void render_entry_json(struct json *json, const struct zone *zone, const struct bus_entry *entry)
{
    const struct bus_block *block = &entry->block;
    json_object_begin(json, NULL);
    json_string(json, "id", block->id);
    json_string(json, "activity", block->activity);
    json_string(json, "title", block->title);
    add_instant(json, "start", zone, block->start_sec);
    add_instant(json, "end", zone, block->end_sec);
    json_string(json, "outcome", outcome_name(block->outcome));
    add_number(json, "minutes", block->minutes);
    add_number(json, "count", block->count);
    json_string(json, "note", str_is_empty(entry->note) ? NULL : entry->note);
    add_instant(json, "answered_at", zone, entry->answered_sec);
    json_string(json, "source", entry->source);
    json_string(json, "why", str_is_empty(entry->why) ? NULL : entry->why);
    json_object_end(json);
}
