/* Goals: target, what is there, what should be; the weeks before as a row of bars. */
#include "cli/render.h"

#include "base/civil.h"
#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/format.h"
#include "share.h"

#define BAR_COLUMNS 10

void goal_add_amount(struct text *text, double actual, double target, const char *unit)
{
    char actual_text[NUMBER_SIZE], target_text[NUMBER_SIZE];
    size_t length = strlen(unit);

    number_format(actual, actual_text);
    number_format(target, target_text);
    text_addf(text, "%s of %s ", actual_text, target_text);
    text_add_escaped(text, unit);
    if (target != 1 && length > 0 && unit[length - 1] != 's')
        text_add_char(text, 's');
}

/* Eighths of the target; a dot for a week that is not judged. */
static const char *week_bar(const struct bus_goal_week *week)
{
    static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double part = week->target > 0 ? week->actual / week->target : 1;
    int i = (int)(MIN(MAX(part, 0.0), 1.0) * 7 + 0.5);

    return streq(week->state, "off") ? "·" : bars[i];
}

static void add_history(struct text *text, const struct view *view, const struct bus_goals *goals,
                        const struct bus_progress *goal)
{
    if (goal->of == 0)
        return;
    text_addf(text, "       met %u of the last %u week%s  ", goal->met, goal->of,
              goal->of == 1 ? "" : "s");
    for (size_t i = 0; i < goals->n_weeks; i++) {
        const struct bus_goal_week *week = &goals->weeks[i];
        bool is_met = streq(week->state, "met");

        if (!streq(week->activity, goal->activity))
            continue;
        paint_begin(text, view->screen, is_met ? PAINT_GOOD : PAINT_DIM);
        text_add(text, week_bar(week));
        paint_end(text, view->screen, is_met ? PAINT_GOOD : PAINT_DIM);
    }
    text_add_char(text, '\n');
}

/* "2 behind; 2 blocks are left this week". */
static void add_pace(struct text *text, const struct bus_progress *goal)
{
    char behind[NUMBER_SIZE];

    if (goal->actual >= goal->target)
        text_add(text, "met");
    else if (goal->behind > 0) {
        number_format(goal->behind, behind);
        text_addf(text, "%s behind", behind);
    } else {
        text_add(text, "on the way");
    }
    if (goal->actual < goal->target && goal->free_slots > 0)
        text_addf(text, "; %u block%s left this week", goal->free_slots,
                  goal->free_slots == 1 ? " is" : "s are");
}

static void add_goal(struct text *text, const struct view *view, const struct bus_goals *goals,
                     const struct bus_progress *goal)
{
    enum paint paint = goal->actual >= goal->target ? PAINT_GOOD
                       : goal->behind > 0           ? PAINT_HALF
                                                    : PAINT_NONE;

    paint_begin(text, view->screen, PAINT_BOLD);
    text_add_escaped(text, goal->activity);
    paint_end(text, view->screen, PAINT_BOLD);
    text_add(text, "\n       ");
    paint_begin(text, view->screen, paint);
    text_add_bar(text, goal->actual, goal->target, BAR_COLUMNS);
    text_add(text, "  ");
    goal_add_amount(text, goal->actual, goal->target, goal->unit);
    text_add(text, ": ");
    add_pace(text, goal);
    paint_end(text, view->screen, paint);
    text_add_char(text, '\n');
    add_history(text, view, goals, goal);
}

void render_goal_list(struct text *text, const struct view *view, const struct bus_goals *goals)
{
    for (size_t i = 0; i < goals->n_goals; i++) {
        text_add_char(text, '\n');
        add_goal(text, view, goals, &goals->goals[i]);
    }
}

void render_goals(struct text *text, const struct view *view, const struct bus_goals *goals)
{
    int32_t first = zone_day(view->zone, goals->from_sec);
    char day[DAY_SIZE];
    int year, week;

    civil_iso_week(first + 3, &year, &week);
    day_format(view, first, day);
    text_addf(text, "Week %d, from %s\n", week, day);
    if (goals->n_goals == 0)
        text_add(text, "\nThe plan has no goals. Give an activity one: goal = 10 contacts\n");
    render_goal_list(text, view, goals);
}

/* ---- For programs ---- */

static void add_history_json(struct json *json, const struct zone *zone,
                             const struct bus_goals *goals, const struct bus_progress *goal)
{
    char date[DATE_SIZE];

    json_array_begin(json, "history");
    for (size_t i = 0; i < goals->n_weeks; i++) {
        const struct bus_goal_week *week = &goals->weeks[i];

        if (!streq(week->activity, goal->activity))
            continue;
        civil_format_date(zone_day(zone, week->from_sec), date);
        json_object_begin(json, NULL);
        json_string(json, "from", date);
        json_decimal(json, "target", week->target);
        json_decimal(json, "actual", week->actual);
        json_string(json, "state", week->state);
        json_object_end(json);
    }
    json_array_end(json);
}

void render_goal_list_json(struct json *json, const struct zone *zone,
                           const struct bus_goals *goals)
{
    json_array_begin(json, "goals");
    for (size_t i = 0; i < goals->n_goals; i++) {
        const struct bus_progress *goal = &goals->goals[i];

        json_object_begin(json, NULL);
        json_string(json, "activity", goal->activity);
        json_string(json, "unit", goal->unit);
        json_decimal(json, "target", goal->target);
        json_decimal(json, "actual", goal->actual);
        json_decimal(json, "pace", goal->pace);
        json_decimal(json, "behind", goal->behind);
        json_integer(json, "free_slots", goal->free_slots);
        json_integer(json, "met", goal->met);
        json_integer(json, "of", goal->of);
        add_history_json(json, zone, goals, goal);
        json_object_end(json);
    }
    json_array_end(json);
}

void json_week(struct json *json, const struct zone *zone, int64_t from_sec)
{
    char name[WEEK_NAME_SIZE];

    week_name(zone_day(zone, from_sec), name);
    json_string(json, "week", name);
}

void render_goals_json(FILE *f, const struct zone *zone, const struct bus_goals *goals)
{
    struct json json;

    json_init(&json, f);
    json_object_begin(&json, NULL);
    json_integer(&json, "schema", 1);
    json_week(&json, zone, goals->from_sec);
    render_goal_list_json(&json, zone, goals);
    json_object_end(&json);
    json_finish(&json);
}
