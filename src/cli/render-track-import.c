#include "cli/render-track-import.h"

#include "base/civil.h"
#include "base/json.h"
#include "base/text.h"
#include "base/track.h"
#include "cli/format.h"
#include "cli/track-merge.h"

static size_t count(const struct import_outcome *outcome, enum track_effect effect)
{
    size_t n = 0;
    for (size_t i = 0; i < outcome->n; i++)
        n += outcome->changes[i].effect == effect;
    return n;
}

/* `Acme, C developer`; `Ada Berg, Acme`. */
static void add_name(struct text *text, const struct track_item *item)
{
    const char *more = item->kind == TRACK_CONTACT ? item->company : item->role;
    text_add_escaped(text, item->name);
    if (!*more)
        return;
    text_add(text, ", ");
    text_add_escaped(text, more);
}

/* ---- What differs ---- */

struct differences {
    struct text *text;
    size_t n;
};

static void add_difference(struct differences *to, const char *name)
{
    text_add(to->text, to->n++ ? ", " : ": ");
    text_add(to->text, name);
}

static void compare_day(struct differences *to, const char *name, int32_t before, int32_t after)
{
    char date[DATE_SIZE] = "none";
    if (before == after)
        return;
    add_difference(to, name);
    if (after != TRACK_NO_DAY)
        civil_format_date(after, date);
    text_addf(to->text, " %s", date);
}

static void add_differences(struct text *text, const struct track_item *before,
                            const struct track_item *after)
{
    struct differences to = {.text = text};
    if (before->stage != after->stage) {
        add_difference(&to, track_stage_name(before->stage));
        text_addf(text, " → %s", track_stage_name(after->stage));
    }
    for (int i = 0; i < STAGE_MAX_; i++)
        compare_day(&to, track_stage_name(i), before->days[i], after->days[i]);
    compare_day(&to, "last contact", before->last_contact, after->last_contact);
    compare_day(&to, "follow-up", before->follow_up, after->follow_up);
    if (before->interview_sec != after->interview_sec ||
        before->interview_minutes != after->interview_minutes)
        add_difference(&to, "time of the interview");
    for (int i = 0; i < TRACK_TEXT_MAX_; i++)
        if (!streq(track_item_get_text(before, i), track_item_get_text(after, i)))
            add_difference(&to, track_text_name(i));
}

/* ---- For people ---- */

static void add_change(struct text *text, const struct view *view,
                       const struct track_change *change)
{
    enum paint paint = change->effect == TRACK_ADDED ? PAINT_GOOD : PAINT_HALF;
    paint_addf(text, view->screen, paint, "%-8s", track_effect_name(change->effect));
    add_name(text, &change->item);
    if (change->before)
        add_differences(text, change->before, &change->item);
    text_add_char(text, '\n');
}

static void add_kept(struct text *text, const struct track_change *change)
{
    text_add(text, "kept    ");
    add_name(text, &change->item);
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

static void write_change(struct json *json, const struct track_change *change)
{
    const struct track_item *item = &change->item;
    bool is_application = item->kind == TRACK_APPLICATION;

    json_object_begin(json, NULL);
    json_string(json, "effect", track_effect_name(change->effect));
    json_integer(json, "line", change->line);
    json_string(json, "kind", track_kind_name(item->kind));
    json_string(json, "name", item->name);
    json_string(json, "company", is_application ? NULL : item->company);
    json_string(json, "role", is_application ? item->role : NULL);
    json_string(json, "stage", is_application ? track_stage_name(item->stage) : NULL);
    json_bool(json, "stage_kept", change->is_stage_kept);
    json_object_end(json);
}

void render_track_import_json(FILE *f, const struct import_outcome *outcome)
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
        write_change(&json, &outcome->changes[i]);
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}
