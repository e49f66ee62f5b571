/* Who needs a call first, as a page: cohort.html with what its marks stand for put in their place.
 * Every figure is in a cell of a table; colour says nothing that the text does not. */
#include "cli/cohort.h"

#include "base/civil.h"
#include "base/text.h"
#include "cli/format.h"

static const char page[] =
#include "cli/cohort.html.h"
    ;

/* What of the page is filled in. */
struct filling {
    const struct cohort *cohort;
    unsigned n_left_out;
};

static void add_head(struct text *text, const struct filling *filling)
{
    const struct cohort *cohort = filling->cohort;
    size_t n = cohort_count_calls(cohort);
    char day[DAY_LONG_SIZE];

    day_format_long(cohort->today, day);
    text_addf(text, "%zu of %zu need%s a call, as of %s.", n, cohort->n, n == 1 ? "s" : "", day);
    if (filling->n_left_out > 0)
        text_addf(text, " %u files or folders could not be read and do not count.",
                  filling->n_left_out);
}

/* Weeks of one age begin within seven days of each other: named by the one that began last. */
static void add_columns(struct text *text, const struct filling *filling)
{
    char name[WEEK_NAME_SIZE];

    text_add(text,
             "<th scope=\"col\">Who</th><th scope=\"col\">Why</th>"
             "<th scope=\"col\" class=\"number\">Goals met</th><th scope=\"col\">Trend</th>"
             "<th scope=\"col\" class=\"number\">Hours</th><th scope=\"col\">Last shared</th>");
    for (int age = filling->cohort->weeks; age >= 0; age--) {
        int32_t monday = civil_week_start(filling->cohort->today, MONDAY);

        week_name(monday - 7 * age, name);
        text_addf(text, "<th scope=\"col\" class=\"week\">%s%s</th>", name + 5,
                  age == 0 ? "*" : "");
    }
}

static const char *reason_class(enum cohort_reason reason)
{
    static const char *const classes[] = {
        [COHORT_SILENT] = "bad", [COHORT_FELL] = "bad",  [COHORT_MISSED] = "half",
        [COHORT_LESS] = "half",  [COHORT_FINE] = "good", [COHORT_OFF] = "off",
    };

    return classes[reason];
}

static const char *week_class(const struct cohort_person *person, int age)
{
    const struct cohort_week *week = &person->weeks[age];

    if (!person->has_week[age] || week->planned_minutes == 0 || age == 0)
        return "off";
    if (week->answered == 0)
        return "bad";
    if (week->goals == 0)
        return "off";
    return week->met == week->goals ? "good" : 2 * week->met >= week->goals ? "half" : "bad";
}

static void add_cells(struct text *text, const struct cohort *cohort,
                      const struct cohort_person *person)
{
    char cell[COHORT_CELL_SIZE];

    for (int age = cohort->weeks; age >= 0; age--) {
        cohort_cell(person, age, cell);
        text_addf(text, "<td class=\"week %s\">%s</td>", week_class(person, age), cell);
    }
}

static void add_name(struct text *text, const struct cohort_entry *entry)
{
    _cleanup_(text_done) struct text name = {0};

    cohort_add_name(entry, &name);
    text_add_markup(text, name.data ? name.data : "");
    text->failed |= name.failed;
}

static void add_row(struct text *text, const struct cohort *cohort,
                    const struct cohort_entry *entry)
{
    enum cohort_trend trend = entry->judgement.trend;
    char last[WEEK_NAME_SIZE] = "";
    struct cohort_sums sums;

    cohort_sum(cohort, &entry->person, &sums);
    cohort_last_week(&entry->person, last);
    text_add(text, "<tr><th scope=\"row\">");
    add_name(text, entry);
    text_addf(text, "</th><td class=\"why %s\">", reason_class(entry->judgement.reason));
    cohort_add_words(&entry->person, &entry->judgement, text);
    text_addf(text,
              "</td><td class=\"number\">%d of %d</td><td>%s</td>"
              "<td class=\"number\">%d of %d h</td><td>%s</td>",
              sums.met, sums.goals, trend == TREND_UNKNOWN ? "" : cohort_trend_name(trend),
              (sums.done_minutes + 30) / 60, (sums.planned_minutes + 30) / 60,
              *last ? last + 5 : "never");
    add_cells(text, cohort, &entry->person);
    text_add(text, "</tr>\n");
}

static void add_rows(struct text *text, const struct filling *filling)
{
    for (size_t i = 0; i < filling->cohort->n; i++)
        add_row(text, filling->cohort, &filling->cohort->items[i]);
}

static const struct {
    const char *mark;
    void (*add)(struct text *text, const struct filling *filling);
} marks[] = {
    {"@HEAD@", add_head},
    {"@COLUMNS@", add_columns},
    {"@ROWS@", add_rows},
};

/* The marks stand in the page in this order, once each. */
void render_cohort_html(struct text *text, const struct cohort *cohort, unsigned n_left_out)
{
    const struct filling filling = {cohort, n_left_out};
    const char *from = page;

    for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
        const char *mark = strstr(from, marks[i].mark);

        if (!mark)
            continue;
        text_add_bytes(text, from, (size_t)(mark - from));
        marks[i].add(text, &filling);
        from = mark + strlen(marks[i].mark);
    }
    text_add(text, from);
}
