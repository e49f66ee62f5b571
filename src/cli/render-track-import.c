#include "cli/render-track-import.h"

#include "base/json.h"
#include "base/text.h"
#include "base/track.h"
#include "cli/format.h"
#include "cli/render-track.h"
#include "cli/track-merge.h"

static size_t count(const struct import_outcome *outcome, enum track_effect effect)
{
    size_t n = 0;
    for (size_t i = 0; i < outcome->n; i++)
        n += outcome->changes[i].effect == effect;
    return n;
}

/* ---- For people ---- */

static void add_change(struct text *text, const struct view *view,
                       const struct track_change *change)
{
    enum paint paint = change->effect == TRACK_ADDED ? PAINT_GOOD : PAINT_HALF;
    paint_addf(text, view->screen, paint, "%-8s", track_effect_name(change->effect));
    render_track_name(text, &change->item);
    if (change->before)
        render_track_changes(text, view, change->before, &change->item);
    text_add_char(text, '\n');
}

static void add_kept(struct text *text, const struct track_change *change)
{
    text_add(text, "kept    ");
    render_track_name(text, &change->item);
    text_addf(text, ": the tracker says %s, line %u says %s: %s stays\n",
              track_stage_name(change->item.stage), change->line,
              track_stage_name(change->file_stage), track_stage_name(change->item.stage));
}

void render_track_import(struct text *text, const struct view *view,
                         const struct import_outcome *outcome)
{
    size_t n_added = count(outcome, TRACK_ADDED), n_changed = count(outcome, TRACK_CHANGED);
    size_t n_unchanged = count(outcome, TRACK_UNCHANGED);

    for (size_t i = 0; i < outcome->n; i++)
        if (outcome->is_dry_run && outcome->changes[i].effect != TRACK_UNCHANGED)
            add_change(text, view, &outcome->changes[i]);
    for (size_t i = 0; i < outcome->n; i++)
        if (outcome->changes[i].is_stage_kept)
            add_kept(text, &outcome->changes[i]);
    if (outcome->is_dry_run)
        text_addf(text, "%zu to add, %zu to change, %zu unchanged. Nothing was written yet.\n",
                  n_added, n_changed, n_unchanged);
    else
        text_addf(text, "%zu added, %zu changed, %zu unchanged.%s\n", n_added, n_changed,
                  n_unchanged, n_added + n_changed > 0 ? " Undo: jsctl track undo" : "");
}

/* ---- For programs ---- */

static void write_change(struct json *json, const struct zone *zone,
                         const struct track_change *change)
{
    json_object_begin(json, NULL);
    json_string(json, "effect", track_effect_name(change->effect));
    json_integer(json, "line", change->line);
    json_bool(json, "stage_kept", change->is_stage_kept);
    json_string(json, "kind", track_kind_name(change->item.kind));
    render_track_item_json(json, "item", zone, &change->item);
    json_object_end(json);
}

void render_track_import_json(FILE *f, const struct zone *zone,
                              const struct import_outcome *outcome)
{
    struct json json;

    json_init(&json, f);
    json_object_begin(&json, NULL);
    json_integer(&json, "schema", 1);
    json_bool(&json, "dry_run", outcome->is_dry_run);
    json_integer(&json, "added", (int64_t)count(outcome, TRACK_ADDED));
    json_integer(&json, "changed", (int64_t)count(outcome, TRACK_CHANGED));
    json_integer(&json, "unchanged", (int64_t)count(outcome, TRACK_UNCHANGED));
    json_array_begin(&json, "items");
    for (size_t i = 0; i < outcome->n; i++)
        write_change(&json, zone, &outcome->changes[i]);
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}
