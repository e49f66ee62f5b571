/* Who needs a call first, as a table, CSV and JSON. */
#include "cli/cohort.h"

#include "base/civil.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/format.h"

#define NAME_COLUMNS_MAX 28

/* ---- The table ---- */

static const char *week_sign(const struct cohort_person *person, int age)
{
    static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const struct cohort_week *week = &person->weeks[age];

    if (!person->has_week[age])
        return " ";
    if (week->planned_minutes == 0)
        return "·";
    if (week->answered == 0)
        return "○";
    if (week->goals == 0) /* the hours speak */
        return bars[MIN(7 * week->done_minutes / week->planned_minutes, 7)];
    return bars[7 * week->met / week->goals];
}

static enum paint reason_paint(enum cohort_reason reason)
{
    static const enum paint paints[] = {
        [COHORT_SILENT] = PAINT_BAD, [COHORT_FELL] = PAINT_BAD,  [COHORT_MISSED] = PAINT_HALF,
        [COHORT_LESS] = PAINT_HALF,  [COHORT_FINE] = PAINT_GOOD, [COHORT_OFF] = PAINT_DIM,
    };

    return paints[reason];
}

static void add_name(struct text *text, const struct cohort_entry *entry, size_t columns)
{
    _cleanup_(text_done) struct text name = {0};

    cohort_add_name(entry, &name);
    text_add_padded(text, name.data ? name.data : "", columns);
}

static void add_row(struct text *text, const struct view *view, const struct cohort *cohort,
                    const struct cohort_entry *entry, size_t columns)
{
    enum cohort_trend trend = entry->judgement.trend;
    enum paint paint = reason_paint(entry->judgement.reason);
    struct cohort_sums sums;
    char hours[32];

    cohort_sum(cohort, &entry->person, &sums);
    snprintf(hours, sizeof hours, "%d of %d h", (sums.done_minutes + 30) / 60,
             (sums.planned_minutes + 30) / 60);
    add_name(text, entry, columns);
    text_add(text, "  ");
    for (int age = cohort->weeks; age >= 0; age--)
        text_add(text, week_sign(&entry->person, age));
    text_addf(text, "  %2d of %-3d  %-6s  %12s  ", sums.met, sums.goals,
              trend == TREND_UNKNOWN ? "" : cohort_trend_name(trend), hours);
    paint_begin(text, view->screen, paint);
    cohort_add_words(&entry->person, &entry->judgement, text);
    paint_end(text, view->screen, paint);
    text_add_char(text, '\n');
}

static size_t name_columns(const struct cohort *cohort)
{
    size_t columns = strlen("who");

    for (size_t i = 0; i < cohort->n; i++) {
        _cleanup_(text_done) struct text name = {0};

        cohort_add_name(&cohort->items[i], &name);
        columns = MAX(columns, text_width(name.data ? name.data : ""));
    }
    return MIN(columns, (size_t)NAME_COLUMNS_MAX);
}

void render_cohort(struct text *text, const struct view *view, const struct cohort *cohort)
{
    size_t columns = name_columns(cohort), n = cohort_count_calls(cohort);
    char day[DAY_LONG_SIZE];

    day_format_long(cohort->today, day);
    paint_addf(text, view->screen, PAINT_BOLD, "%zu of %zu need%s a call", n, cohort->n,
               n == 1 ? "s" : "");
    text_addf(text, ", as of %s\n\n", day);
    if (cohort->n == 0)
        return;
    paint_addf(text, view->screen, PAINT_DIM, "%-*s  %-*s  %-8s  %-6s  %12s  %s\n", (int)columns,
               "who", cohort->weeks + 1, "weeks", "goals", "trend", "hours", "why");
    for (size_t i = 0; i < cohort->n; i++)
        add_row(text, view, cohort, &cohort->items[i], columns);
    paint_addf(text, view->screen, PAINT_DIM,
               "\nBars: goals met, the week that runs last; · off, ○ nothing answered, blank: not "
               "shared.\nGoals and hours: of the last %d week%s.\n",
               cohort->weeks, cohort->weeks == 1 ? "" : "s");
}

/* ---- CSV ---- */

static void add_words_csv(struct text *text, const struct cohort_entry *entry)
{
    _cleanup_(text_done) struct text words = {0};

    cohort_add_words(&entry->person, &entry->judgement, &words);
    text_add_csv(text, words.data ? words.data : "");
}

static void add_row_csv(struct text *text, const struct cohort *cohort,
                        const struct cohort_entry *entry)
{
    char last[WEEK_NAME_SIZE] = "";
    struct cohort_sums sums;

    cohort_sum(cohort, &entry->person, &sums);
    cohort_last_week(&entry->person, last);
    text_add_csv(text, entry->person.name);
    text_add_char(text, ',');
    text_add_csv(text, entry->person.folder);
    text_addf(text, ",%s,", cohort_reason_name(entry->judgement.reason));
    add_words_csv(text, entry);
    text_addf(text, ",%d,%s,%d,%d,%d,%d,%s\r\n", entry->judgement.weight,
              cohort_trend_name(entry->judgement.trend), sums.met, sums.goals, sums.done_minutes,
              sums.planned_minutes, last);
}

void render_cohort_csv(struct text *text, const struct cohort *cohort)
{
    text_add(text, "name,folder,reason,why,weight,trend,goals_met,goals,done_minutes,"
                   "planned_minutes,last_shared\r\n");
    for (size_t i = 0; i < cohort->n; i++)
        add_row_csv(text, cohort, &cohort->items[i]);
}

/* ---- JSON ---- */

static void add_week_json(struct json *json, const struct cohort_week *week)
{
    char name[WEEK_NAME_SIZE], date[DATE_SIZE];

    week_name(week->from, name);
    civil_format_date(week->from, date);
    json_object_begin(json, NULL);
    json_string(json, "week", name);
    json_string(json, "from", date);
    json_integer(json, "planned_minutes", week->planned_minutes);
    json_integer(json, "done_minutes", week->done_minutes);
    json_integer(json, "excused_minutes", week->excused_minutes);
    json_integer(json, "answered", week->answered);
    json_integer(json, "goals_met", week->met);
    json_integer(json, "goals", week->goals);
    json_object_end(json);
}

static void add_words_json(struct json *json, const struct cohort_entry *entry)
{
    _cleanup_(text_done) struct text words = {0};

    cohort_add_words(&entry->person, &entry->judgement, &words);
    json_string(json, "why", words.data);
}

static void add_person_json(struct json *json, const struct cohort *cohort,
                            const struct cohort_entry *entry)
{
    char last[WEEK_NAME_SIZE];
    struct cohort_sums sums;

    cohort_sum(cohort, &entry->person, &sums);
    json_object_begin(json, NULL);
    json_string(json, "name", entry->person.name);
    json_string(json, "folder", entry->person.folder);
    json_bool(json, "call", cohort_needs_call(entry));
    json_string(json, "reason", cohort_reason_name(entry->judgement.reason));
    add_words_json(json, entry);
    json_integer(json, "weight", entry->judgement.weight);
    json_string(json, "trend", cohort_trend_name(entry->judgement.trend));
    json_integer(json, "goals_met", sums.met);
    json_integer(json, "goals", sums.goals);
    json_integer(json, "done_minutes", sums.done_minutes);
    json_integer(json, "planned_minutes", sums.planned_minutes);
    json_string(json, "last_shared", cohort_last_week(&entry->person, last) ? last : NULL);
    json_array_begin(json, "weeks");
    for (int age = cohort->weeks; age >= 0; age--)
        if (entry->person.has_week[age])
            add_week_json(json, &entry->person.weeks[age]);
    json_array_end(json);
    json_object_end(json);
}

void render_cohort_json(struct json *json, const struct cohort *cohort, unsigned n_left_out)
{
    char date[DATE_SIZE];

    civil_format_date(cohort->today, date);
    json_object_begin(json, NULL);
    json_integer(json, "schema", 1);
    json_string(json, "today", date);
    json_integer(json, "left_out", n_left_out);
    json_array_begin(json, "people");
    for (size_t i = 0; i < cohort->n; i++)
        add_person_json(json, cohort, &cohort->items[i]);
    json_array_end(json);
    json_object_end(json);
}
