/* Goals and time, a column a week, and the heat map. */
#include "cli/report-html.h"

#include "base/civil.h"
#include "base/text.h"
#include "cli/format.h"
#include "cli/render.h"
#include "cli/report-charts.h"

static void add_week_head(struct text *text, const struct report *report, size_t i)
{
    char day[DAY_SHORT_SIZE];

    day_format_short(report->weeks[i].first_day, day);
    html_row_begin(text, day);
}

/* ---- Goals ---- */

/* A week that still runs may yet become one in which the goal is met. */
static enum column_state goal_state(const struct report *report, const struct report_goal *goal,
                                    size_t i)
{
    const struct report_week *week = &report->weeks[i];

    if (goal->weeks[i].is_off)
        return week->answered == 0 && week->excused_minutes == 0 ? COLUMN_SILENT : COLUMN_OFF;
    if (goal->weeks[i].is_met)
        return COLUMN_MET;
    return week->is_over ? COLUMN_MISSED : COLUMN_PLAIN;
}

static const char *goal_word(enum column_state state)
{
    static const char *const words[] = {[COLUMN_PLAIN] = "still running",
                                        [COLUMN_MET] = "met",
                                        [COLUMN_MISSED] = "not met",
                                        [COLUMN_OFF] = "off",
                                        [COLUMN_SILENT] = "not known"};

    return words[state];
}

/* "10 contacts a week; met in 5 of 7 weeks" */
static void add_goal_words(struct text *text, const struct report *report,
                           const struct report_goal *goal)
{
    double target = 0;
    char number[NUMBER_SIZE];

    for (size_t i = 0; i < report->n_weeks; i++)
        target = MAX(target, goal->weeks[i].target);
    number_format(target, number);
    text_addf(text, "%s ", number);
    report_add_unit(text, target, goal->unit);
    text_add(text, " a week; ");
    report_add_met(text, goal);
}

static void add_goal_chart(struct text *text, const struct report *report,
                           const struct report_goal *goal)
{
    _cleanup_(text_done) struct text words = {0}, label = {0}, unit = {0};
    struct chart_column columns[REPORT_WEEKS_MAX];

    add_goal_words(&words, report, goal);
    report_add_unit(&unit, 2, goal->unit);
    text_addf(&label, "%s: %s", goal->title, words.data ?: "");
    for (size_t i = 0; i < report->n_weeks; i++)
        columns[i] = (struct chart_column){report->weeks[i].first_day, goal->weeks[i].actual,
                                           goal->weeks[i].target, goal_state(report, goal, i)};
    html_figure_begin(text, goal->title);
    text_add_markup(text, words.data ?: "");
    html_figure_go_on(text);
    chart_add_columns(text, &(struct chart){.label = label.data ?: "",
                                            .unit = unit.data ?: "",
                                            .limit_label = "goal",
                                            .is_whole = !streq(goal->unit, "hours"),
                                            .columns = columns,
                                            .n = report->n_weeks});
    html_figure_end(text);
}

static void add_goal_cell(struct text *text, const struct report *report,
                          const struct report_goal *goal, size_t i)
{
    char actual[NUMBER_SIZE], target[NUMBER_SIZE];

    number_format(goal->weeks[i].actual, actual);
    number_format(goal->weeks[i].target, target);
    html_add_cellf(text, "%s of %s, %s", actual, target, goal_word(goal_state(report, goal, i)));
}

static void add_goal_table(struct text *text, const struct report *report)
{
    html_table_begin(text, "The goals as a table", false);
    html_add_head(text, "Week from");
    for (size_t i = 0; i < report->n_goals; i++)
        html_add_head(text, report->goals[i].title);
    html_table_rows(text);
    for (size_t i = 0; i < report->n_weeks; i++) {
        add_week_head(text, report, i);
        for (size_t j = 0; j < report->n_goals; j++)
            add_goal_cell(text, report, &report->goals[j], i);
        html_row_end(text);
    }
    html_table_end(text);
}

void html_add_goals(struct text *text, const struct report *report)
{
    if (report->n_goals == 0)
        return;
    html_section_begin(text, "goals", "Goals by week");
    html_add_quiet(text, "A full column with a check mark met its goal, a hatched one did not. "
                         "<i>Off</i> is a week that was excused.");
    if (!report->weeks[report->n_weeks - 1].is_over)
        html_add_quiet(text, "The last week is still running.");
    text_add(text, "<div class=\"charts\">\n");
    for (size_t i = 0; i < report->n_goals; i++)
        add_goal_chart(text, report, &report->goals[i]);
    text_add(text, "</div>\n");
    add_goal_table(text, report);
    html_section_end(text);
}

/* ---- Time ---- */

static const struct bus_minutes *find_minutes(const struct report_week *week, const char *activity)
{
    for (size_t i = 0; i < week->review.n_minutes; i++)
        if (streq(week->review.minutes[i].activity, activity))
            return &week->review.minutes[i];
    return NULL;
}

static struct chart_column time_column(const struct report_week *week, const char *activity)
{
    struct chart_column column = {.day = week->first_day};
    const struct bus_minutes *m = activity ? find_minutes(week, activity) : NULL;

    if (!activity) {
        column.value = week->done_minutes / 60.0;
        column.limit = week->planned_minutes / 60.0;
    } else if (m) {
        column.value = (m->done + m->partial) / 60.0;
        column.limit = (m->planned - MIN(m->excused, m->planned)) / 60.0;
    }
    if (week->answered == 0)
        column.state = week->excused_minutes > 0 ? COLUMN_OFF : COLUMN_SILENT;
    return column;
}

/* Of one activity or (NULL) of all. */
static void add_time_chart(struct text *text, const struct report *report, const char *activity,
                           const char *title, unsigned done, unsigned planned)
{
    _cleanup_(text_done) struct text label = {0};
    struct chart_column columns[REPORT_WEEKS_MAX];
    char done_span[SPAN_SIZE], planned_span[SPAN_SIZE];

    for (size_t i = 0; i < report->n_weeks; i++)
        columns[i] = time_column(&report->weeks[i], activity);
    span_format(done, done_span);
    span_format(planned, planned_span);
    text_addf(&label, "%s: %s of %s planned", title, done_span, planned_span);
    html_figure_begin(text, title);
    text_addf(text, "%s of %s planned", done_span, planned_span);
    html_figure_go_on(text);
    chart_add_columns(text, &(struct chart){.label = label.data ?: "",
                                            .unit = "hours",
                                            .limit_label = "planned",
                                            .is_area = true,
                                            .columns = columns,
                                            .n = report->n_weeks});
    html_figure_end(text);
}

static void add_activity_charts(struct text *text, const struct report *report)
{
    for (size_t i = 0; i < report->n_activities; i++) {
        const struct bus_minutes *m = &report->activities[i];

        add_time_chart(text, report, m->activity, m->title, m->done + m->partial,
                       m->planned - MIN(m->excused, m->planned));
    }
}

static void add_all_chart(struct text *text, const struct report *report)
{
    unsigned done = 0, planned = 0;

    for (size_t i = 0; i < report->n_weeks; i++) {
        done += report->weeks[i].done_minutes;
        planned += report->weeks[i].planned_minutes;
    }
    add_time_chart(text, report, NULL, "All together", done, planned);
}

static void add_time_cell(struct text *text, const struct chart_column *column)
{
    char done[NUMBER_SIZE], planned[NUMBER_SIZE];

    number_format(column->value, done);
    number_format(column->limit, planned);
    html_add_cellf(text, "%s of %s h", done, planned);
}

static void add_time_table(struct text *text, const struct report *report)
{
    html_table_begin(text, "The hours as a table", false);
    html_add_head(text, "Week from");
    for (size_t i = 0; i < report->n_activities; i++)
        html_add_head(text, report->activities[i].title);
    html_add_head(text, "All together");
    html_table_rows(text);
    for (size_t i = 0; i < report->n_weeks; i++) {
        struct chart_column column = time_column(&report->weeks[i], NULL);

        add_week_head(text, report, i);
        for (size_t j = 0; j < report->n_activities; j++) {
            struct chart_column one =
                time_column(&report->weeks[i], report->activities[j].activity);

            add_time_cell(text, &one);
        }
        add_time_cell(text, &column);
        html_row_end(text);
    }
    html_table_end(text);
}

static void add_minutes_cell(struct text *text, unsigned minutes)
{
    char span[SPAN_SIZE];

    span_format(minutes, span);
    html_add_cell(text, minutes > 0 ? span : "");
}

/* What became of the planned time. */
static void add_outcome_table(struct text *text, const struct report *report)
{
    static const char *const heads[] = {"Activity", "Planned",   "Done",    "Partly",
                                        "Skipped",  "No answer", "Excused", "Open"};

    html_table_begin(text, "What became of the planned time, as a table", false);
    for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
        html_add_head(text, heads[i]);
    html_table_rows(text);
    for (size_t i = 0; i < report->n_activities; i++) {
        const struct bus_minutes *m = &report->activities[i];

        html_row_begin(text, m->title);
        add_minutes_cell(text, m->planned);
        add_minutes_cell(text, m->done);
        add_minutes_cell(text, m->partial);
        add_minutes_cell(text, m->skipped);
        add_minutes_cell(text, m->missed);
        add_minutes_cell(text, m->excused);
        add_minutes_cell(text, m->open);
        html_row_end(text);
    }
    html_table_end(text);
}

void html_add_time(struct text *text, const struct report *report)
{
    if (report->n_activities == 0)
        return;
    html_section_begin(text, "time", "Time by activity");
    html_add_quiet(text, "The full column is what was done, the pale one behind it what was "
                         "planned.");
    text_add(text, "<div class=\"charts\">\n");
    if (report->n_activities > 1)
        add_all_chart(text, report);
    add_activity_charts(text, report);
    text_add(text, "</div>\n");
    add_time_table(text, report);
    add_outcome_table(text, report);
    html_section_end(text);
}

/* ---- Heat ---- */

static void add_heat_table(struct text *text, const struct bus_review *review)
{
    html_table_begin(text, "The blocks as a table", false);
    html_add_head(text, "Weekday");
    html_add_head(text, "Part of the day");
    html_add_head(text, "Kept");
    html_add_head(text, "Of");
    html_table_rows(text);
    for (size_t i = 0; i < review->n_heat; i++) {
        html_row_begin(text, review->heat[i].weekday);
        html_add_cell(text, review->heat[i].part);
        html_add_cellf(text, "%u", review->heat[i].kept);
        html_add_cellf(text, "%u", review->heat[i].of);
        html_row_end(text);
    }
    html_table_end(text);
}

void html_add_heat(struct text *text, const struct report *report)
{
    const struct bus_review *review = report_last(report);
    int first = civil_weekday(report->weeks[0].first_day);

    if (review->n_heat == 0)
        return;
    html_section_begin(text, "heat", "When blocks are kept");
    text_add(text, "<div class=\"charts\">\n");
    html_figure_begin(text, "Blocks kept, of how many");
    text_addf(text,
              "The last %d weeks, by weekday and part of the day; a stronger blue: more were kept",
              REPORT_HEAT_WEEKS);
    html_figure_go_on(text);
    chart_add_heat(text, "Blocks kept by weekday and part of the day", review->heat, review->n_heat,
                   first);
    html_figure_end(text);
    text_add(text, "</div>\n");
    add_heat_table(text, review);
    html_section_end(text);
}
