#include "cli/render-track.h"

#include "base/civil.h"
#include "base/json.h"
#include "base/track.h"
#include "base/zone.h"
#include "bus.h"

static void add_day(struct json *json, const char *key, int32_t day)
{
    char date[DATE_SIZE];

    if (day != TRACK_NO_DAY)
        civil_format_date(day, date);
    json_string(json, key, day != TRACK_NO_DAY ? date : NULL);
}

static void add_instant(struct json *json, const char *key, const struct zone *zone, int64_t sec)
{
    char instant[INSTANT_SIZE];

    zone_format(zone, sec, instant);
    json_string(json, key, sec ? instant : NULL);
}

static void add_application(struct json *json, const struct zone *zone,
                            const struct track_item *item)
{
    json_string(json, "role", item->role);
    json_string(json, "source", item->source);
    json_string(json, "stage", track_stage_name(item->stage));
    json_object_begin(json, "dates");
    for (int i = 0; i < STAGE_MAX_; i++)
        if (item->days[i] != TRACK_NO_DAY)
            add_day(json, track_stage_name(i), item->days[i]);
    json_object_end(json);
    add_instant(json, "interview", zone, item->interview_sec);
    if (item->interview_sec)
        json_integer(json, "interview_minutes", item->interview_minutes);
    else
        json_null(json, "interview_minutes");
}

static void add_contact(struct json *json, const struct track_item *item)
{
    json_string(json, "company", item->company);
    json_string(json, "channel", item->channel);
    add_day(json, "last_contact", item->last_contact);
}

void render_track_item_json(struct json *json, const char *key, const struct zone *zone,
                            const struct track_item *item)
{
    json_object_begin(json, key);
    json_integer(json, "n", item->n);
    json_string(json, "name", item->name);
    if (item->kind == TRACK_CONTACT)
        add_contact(json, item);
    else
        add_application(json, zone, item);
    add_day(json, "follow_up", item->follow_up);
    json_string(json, "link", item->link);
    json_string(json, "note", item->note);
    add_instant(json, "changed_at", zone, item->changed_sec);
    json_object_end(json);
}

static void add_items(struct json *json, const char *key, enum track_kind kind,
                      const struct zone *zone, const struct track_item *items, size_t n)
{
    json_array_begin(json, key);
    for (size_t i = 0; i < n; i++)
        if (items[i].kind == kind)
            render_track_item_json(json, NULL, zone, &items[i]);
    json_array_end(json);
}

void render_track_list_json(FILE *f, const struct zone *zone, const struct track_item *items,
                            size_t n)
{
    struct json json;

    json_init(&json, f);
    json_object_begin(&json, NULL);
    json_integer(&json, "schema", 1);
    add_items(&json, "applications", TRACK_APPLICATION, zone, items, n);
    add_items(&json, "contacts", TRACK_CONTACT, zone, items, n);
    json_object_end(&json);
    json_finish(&json);
}

void render_track_history_json(FILE *f, const struct zone *zone,
                               const struct bus_track_history *history)
{
    struct json json;

    json_init(&json, f);
    json_object_begin(&json, NULL);
    json_integer(&json, "schema", 1);
    json_array_begin(&json, "versions");
    for (size_t i = 0; i < history->n_versions; i++) {
        const struct bus_track_version *version = &history->versions[i];

        json_object_begin(&json, NULL);
        add_instant(&json, "at", zone, version->at_sec);
        json_string(&json, "action", version->action);
        render_track_item_json(&json, "item", zone, &version->item);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}
