/* Suggestions with their diffs, and whether those that were applied have helped. */
#include "cli/render.h"

#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/format.h"

static void add_line(struct text *text, const struct view *view, const char *line)
{
    enum paint paint = *line == '+' ? PAINT_GOOD : *line == '-' ? PAINT_BAD : PAINT_DIM;

    paint_begin(text, view->screen, paint);
    text_add_escaped(text, line);
    paint_end(text, view->screen, paint);
    text_add_char(text, '\n');
}

void render_diff(struct text *text, const struct view *view, const char *diff)
{
    while (*diff) {
        size_t n = strcspn(diff, "\n");
        _cleanup_(freep) char *line = strndup(diff, n);

        if (!line) {
            text->failed = true;
            return;
        }
        add_line(text, view, line);
        diff += n + (diff[n] == '\n');
    }
}

#define NAME_COLUMNS 6

static void add_field(struct text *text, const char *name, size_t columns, const char *value)
{
    text_addf(text, "       %-*s ", (int)columns, name);
    text_add_escaped(text, value);
    text_add_char(text, '\n');
}

/* A line "Tue, Wed", before, after, with tabs between, cut apart in place. NULL: there is none. */
struct day_change {
    const char *days, *before, *after;
};

static char *day_change_next(char *s, struct day_change *ret)
{
    char *end = strchr(s, '\n'), *tab = strchr(s, '\t');
    char *second = tab ? strchr(tab + 1, '\t') : NULL;

    if (!end || !second || second > end)
        return NULL;
    *end = *tab = *second = '\0';
    *ret = (struct day_change){s, tab + 1, second + 1};
    return end + 1;
}

static const char *or_nothing(const char *blocks)
{
    return *blocks ? blocks : "nothing";
}

static void add_days(struct text *text, const char *lines)
{
    _cleanup_(freep) char *copy = strdup(lines);
    struct day_change change;

    text->failed |= !copy;
    for (char *s = copy; s && (s = day_change_next(s, &change));) {
        size_t columns = MAX(text_width(change.days), (size_t)NAME_COLUMNS);

        add_field(text, change.days, columns, or_nothing(change.before));
        add_field(text, "then", columns, or_nothing(change.after));
    }
}

static void add_weeks(struct text *text, const struct bus_suggestion *suggestion)
{
    bool is_same = streq(suggestion->before, suggestion->after);

    add_field(text, "now", NAME_COLUMNS, suggestion->before);
    add_field(text, "then", NAME_COLUMNS, is_same ? "the same blocks" : suggestion->after);
    add_days(text, suggestion->days);
}

static void add_suggestion(struct text *text, const struct view *view,
                           const struct bus_suggestion *suggestion)
{
    paint_begin(text, view->screen, PAINT_BOLD);
    text_add_escaped(text, suggestion->id);
    paint_end(text, view->screen, PAINT_BOLD);
    text_add(text, "\n       ");
    text_add_escaped(text, suggestion->evidence);
    text_add_char(text, '\n');
    add_weeks(text, suggestion);
    text_add_char(text, '\n');
    render_diff(text, view, suggestion->diff);
    text_add_char(text, '\n');
}

/* "since then kept 7 of 8 blocks, before 2 of 8" */
static void add_applied(struct text *text, const struct view *view,
                        const struct bus_applied *applied)
{
    bool is_weeks = streq(applied->unit, "weeks");
    char day[DAY_SIZE];

    day_format(view, zone_day(view->zone, applied->at_sec), day);
    text_add_escaped(text, applied->id);
    text_addf(text, ", %s\n       ", day);
    if (applied->of == 0)
        text_addf(text, "nothing to count since then; before %s %u of %u %s\n",
                  is_weeks ? "met in" : "kept", applied->before_kept, applied->before_of,
                  is_weeks ? "weeks" : "blocks");
    else
        text_addf(text, "since then %s %u of %u %s, before %u of %u\n",
                  is_weeks ? "met in" : "kept", applied->kept, applied->of,
                  is_weeks ? "weeks" : "blocks", applied->before_kept, applied->before_of);
}

void render_tuning(struct text *text, const struct view *view, const struct bus_tuning *tuning)
{
    if (tuning->n_suggestions == 0)
        text_add(text, "Nothing to suggest: no hour of the week is clearly kept less than the "
                       "others, and no goal\nwas missed in 3 of the last 4 weeks.\n");
    for (size_t i = 0; i < tuning->n_suggestions; i++)
        add_suggestion(text, view, &tuning->suggestions[i]);
    if (tuning->n_suggestions > 0) {
        text_add(text, "Nothing changes by itself: jsctl tune --apply ");
        text_add_escaped(text, tuning->suggestions[0].id);
        text_add_char(text, '\n');
    }
    if (tuning->n_applied > 0)
        text_add(text, "\nApplied\n\n");
    for (size_t i = 0; i < tuning->n_applied; i++)
        add_applied(text, view, &tuning->applied[i]);
}

/* ---- For programs ---- */

static void add_pattern_json(struct json *json, const struct bus_suggestion *suggestion)
{
    bool is_slot = *suggestion->weekday;

    json_object_begin(json, "pattern");
    json_string(json, "weekday", is_slot ? suggestion->weekday : NULL);
    json_string(json, "part", is_slot ? suggestion->part : NULL);
    json_integer(json, "kept", suggestion->kept);
    json_integer(json, "of", suggestion->of);
    json_integer(json, "elsewhere_kept", suggestion->elsewhere_kept);
    json_integer(json, "elsewhere_of", suggestion->elsewhere_of);
    json_object_end(json);
}

static void add_days_json(struct json *json, const char *lines)
{
    _cleanup_(freep) char *copy = strdup(lines);
    struct day_change change;

    json_array_begin(json, "days");
    for (char *s = copy; s && (s = day_change_next(s, &change));) {
        json_object_begin(json, NULL);
        json_string(json, "weekdays", change.days);
        json_string(json, "before", change.before);
        json_string(json, "after", change.after);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_suggestion_json(struct json *json, const struct bus_suggestion *suggestion)
{
    json_object_begin(json, NULL);
    json_string(json, "id", suggestion->id);
    json_string(json, "activity", suggestion->activity);
    add_pattern_json(json, suggestion);
    json_string(json, "edit", suggestion->edit);
    json_string(json, "evidence", suggestion->evidence);
    json_string(json, "before", suggestion->before);
    json_string(json, "after", suggestion->after);
    add_days_json(json, suggestion->days);
    json_string(json, "diff", suggestion->diff);
    json_object_end(json);
}

static void add_applied_json(struct json *json, const struct zone *zone,
                             const struct bus_applied *applied)
{
    char at[INSTANT_SIZE];

    zone_format(zone, applied->at_sec, at);
    json_object_begin(json, NULL);
    json_string(json, "id", applied->id);
    json_string(json, "activity", applied->activity);
    json_string(json, "edit", applied->edit);
    json_string(json, "evidence", applied->evidence);
    json_string(json, "applied_at", at);
    json_string(json, "unit", applied->unit);
    json_integer(json, "kept", applied->kept);
    json_integer(json, "of", applied->of);
    json_integer(json, "before_kept", applied->before_kept);
    json_integer(json, "before_of", applied->before_of);
    json_object_end(json);
}

void render_tuning_json(FILE *f, const struct zone *zone, const struct bus_tuning *tuning)
{
    struct json json;

    json_init(&json, f);
    json_object_begin(&json, NULL);
    json_integer(&json, "schema", 1);
    json_array_begin(&json, "suggestions");
    for (size_t i = 0; i < tuning->n_suggestions; i++)
        add_suggestion_json(&json, &tuning->suggestions[i]);
    json_array_end(&json);
    json_array_begin(&json, "applied");
    for (size_t i = 0; i < tuning->n_applied; i++)
        add_applied_json(&json, zone, &tuning->applied[i]);
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}
