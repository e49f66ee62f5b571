/* The report as one page. What stands around it is report.html, how it looks report.css; both are
 * in the program. Every string goes through text_add_markup(), also those that could do no harm. */
#include "cli/report-html.h"

#include <errno.h>

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/format.h"

static const char page[] =
#include "cli/report.html.h"
    ;

/* ---- Small pieces ---- */

void html_section_begin(struct text *text, const char *id, const char *head)
{
    text_addf(text, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", id, id, head);
}

void html_section_end(struct text *text)
{
    text_add(text, "</section>\n");
}

void html_add_quiet(struct text *text, const char *words)
{
    text_addf(text, "<p class=\"quiet\">%s</p>\n", words);
}

void html_figure_begin(struct text *text, const char *title)
{
    text_add(text, "<figure>\n<figcaption>\n<h3>");
    text_add_markup(text, title);
    text_add(text, "</h3>\n<p>");
}

void html_figure_go_on(struct text *text)
{
    text_add(text, "</p>\n</figcaption>\n");
}

void html_figure_end(struct text *text)
{
    text_add(text, "</figure>\n");
}

/* ---- Tables ---- */

void html_table_begin(struct text *text, const char *summary, bool is_open)
{
    text_addf(text,
              "<details%s>\n<summary>%s</summary>\n"
              "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">\n"
              "<table>\n<thead>\n<tr>",
              is_open ? " open" : "", summary, summary);
}

void html_add_head(struct text *text, const char *head)
{
    text_add(text, "<th scope=\"col\">");
    text_add_markup(text, head);
    text_add(text, "</th>");
}

void html_table_rows(struct text *text)
{
    text_add(text, "</tr>\n</thead>\n<tbody>\n");
}

void html_row_begin(struct text *text, const char *head)
{
    text_add(text, "<tr><th scope=\"row\">");
    text_add_markup(text, head);
    text_add(text, "</th>");
}

void html_row_end(struct text *text)
{
    text_add(text, "</tr>\n");
}

void html_table_end(struct text *text)
{
    text_add(text, "</tbody>\n</table>\n</div>\n</details>\n");
}

void html_add_cell(struct text *text, const char *s)
{
    text_add(text, "<td>");
    text_add_markup(text, *s ? s : "–");
    text_add(text, "</td>");
}

void html_add_cellf(struct text *text, const char *format, ...)
{
    _cleanup_(text_done) struct text cell = {0};
    va_list ap;

    va_start(ap, format);
    text_vaddf(&cell, format, ap);
    va_end(ap);
    if (cell.failed)
        text->failed = true;
    else
        html_add_cell(text, cell.data);
}

/* ---- The head ---- */

static void add_fact_begin(struct text *text, const char *name)
{
    text_addf(text, "<li><span>%s</span>", name);
}

static void add_fact_end(struct text *text)
{
    text_add(text, "</li>\n");
}

static void add_time_fact(struct text *text, const struct report *report)
{
    int64_t done_minutes = 0, planned_minutes = 0;

    for (size_t i = 0; i < report->n_weeks; i++) {
        done_minutes += report->weeks[i].done_minutes;
        planned_minutes += report->weeks[i].planned_minutes;
    }
    add_fact_begin(text, "Time done");
    text_addf(text, "<b>%.0f h</b> of %.0f h", (double)done_minutes / 60,
              (double)planned_minutes / 60);
    add_fact_end(text);
}

static void add_goal_fact(struct text *text, const struct report *report)
{
    unsigned met = 0, of = 0;

    for (size_t i = 0; i < report->n_goals; i++) {
        met += report->goals[i].met;
        of += report->goals[i].of;
    }
    if (of == 0)
        return;
    add_fact_begin(text, "Weekly goals met");
    text_addf(text, "<b>%u</b> of %u", met, of);
    add_fact_end(text);
}

static void add_tracker_facts(struct text *text, const struct report *report)
{
    const struct report_funnel *funnel = &report->funnel;
    unsigned sent = 0;

    for (size_t i = 0; i < report->n_weeks; i++)
        sent += report->weeks[i].applications;
    if (funnel->applications > 0) {
        add_fact_begin(text, "Applications sent");
        text_addf(text, "<b>%u</b> in these weeks", sent);
        add_fact_end(text);
    }
    if (funnel->of > 0) {
        add_fact_begin(text, "Replies");
        text_addf(text, "<b>%u</b> to %u sent", funnel->replied, funnel->of);
        add_fact_end(text);
    }
}

static void add_title(struct text *text, const struct report *report)
{
    text_add_markup(text, *report->name ? report->name : "Report");
}

static void add_range(struct text *text, const struct report *report)
{
    char from[DAY_LONG_SIZE], to[DAY_LONG_SIZE];

    day_format_long(report->weeks[0].first_day, from);
    day_format_long(report->weeks[report->n_weeks - 1].first_day + 6, to);
    text_addf(text, "%zu week%s, from %s to %s", report->n_weeks, report->n_weeks == 1 ? "" : "s",
              from, to);
}

static void add_target(struct text *text, const struct report *report)
{
    char day[DAY_LONG_SIZE];

    if (report->target_day == TRACK_NO_DAY)
        return;
    day_format_long(report->target_day, day);
    if (report->weeks_left > 0)
        text_addf(text, "<p>%u week%s left until %s</p>\n", report->weeks_left,
                  report->weeks_left == 1 ? "" : "s", day);
    else
        text_addf(text, "<p>The day aimed for was %s</p>\n", day);
}

static void add_header(struct text *text, const struct report *report)
{
    text_add(text, "<header>\n<h1>");
    add_title(text, report);
    text_add(text, "</h1>\n<p>");
    add_range(text, report);
    text_add(text, "</p>\n");
    if (*report->why) {
        text_add(text, "<p class=\"why\">");
        text_add_markup(text, report->why);
        text_add(text, "</p>\n");
    }
    add_target(text, report);
    text_add(text, "<ul class=\"facts\">\n");
    add_time_fact(text, report);
    add_goal_fact(text, report);
    add_tracker_facts(text, report);
    text_add(text, "</ul>\n</header>\n");
}

/* ---- The foot ---- */

static void add_footer(struct text *text, const struct report *report)
{
    char day[DAY_LONG_SIZE];

    day_format_long(zone_day(report->zone, report->now_sec), day);
    text_addf(
        text,
        "<footer>\n<p>Made by jobsearchd on %s. A question mark is a week without any answer: "
        "nothing is known of it, and it counts for nothing.</p>\n",
        day);
    if (report->is_private)
        text_add(text, "<p>Companies, people, links, notes and answers were left out.</p>\n");
    text_add(text, "</footer>\n");
}

/* ---- All of it ---- */

static void add_body(struct text *text, const struct report *report)
{
    add_header(text, report);
    html_add_goals(text, report);
    html_add_time(text, report);
    html_add_heat(text, report);
    html_add_tracker(text, report);
    html_add_patterns(text, report);
    html_add_changes(text, report);
    html_add_talk(text, report);
    add_footer(text, report);
}

/* Nothing in it can end the element that it stands in: `<` is in strings alone. */
static int add_json(struct text *text, const struct report *report)
{
    _cleanup_(freep) char *data = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&data, &size);

    if (!f)
        return -ENOMEM;
    report_write_json(f, report);
    if (fclose(f) != 0)
        return -ENOMEM;
    for (const char *s = data; *s; s++)
        if (*s == '<')
            text_add(text, "\\u003c");
        else if (*s != '\n')
            text_add_char(text, *s);
    return 0;
}

static const char *add_until(struct text *text, const char *from, const char *mark)
{
    const char *to = strstr(from, mark);

    text_add_bytes(text, from, (size_t)(to - from));
    return to + strlen(mark);
}

int report_add_html(struct text *text, const struct report *report)
{
    const char *rest = add_until(text, page, "@TITLE@");
    int r;

    add_title(text, report);
    rest = add_until(text, rest, "@BODY@\n");
    add_body(text, report);
    rest = add_until(text, rest, "@JSON@");
    r = add_json(text, report);
    text_add(text, rest);
    return r < 0 ? r : text->failed ? -ENOMEM : 0;
}
