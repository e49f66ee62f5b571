/* Applications: how far they came, how they were answered, and which are open. */
#include "cli/report-html.h"

#include "base/text.h"
#include "cli/format.h"
#include "cli/report-charts.h"

/* ---- Charts ---- */

static void add_funnel_chart(struct text *text, const struct report_funnel *funnel)
{
    static const char *const names[] = {"applied", "screen", "interview", "offer"};
    struct chart_row rows[ARRAY_SIZE(names)];

    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        rows[i] = (struct chart_row){names[i], funnel->reached[STAGE_APPLIED + i]};
    html_figure_begin(text, "How far applications came");
    text_addf(text, "All in the tracker; %u rejected, %u withdrawn", funnel->rejected,
              funnel->withdrawn);
    html_figure_go_on(text);
    chart_add_rows(text, "Applications that reached each stage", rows, ARRAY_SIZE(rows));
    html_figure_end(text);
}

static void add_week_chart(struct text *text, const struct report *report, const char *title,
                           size_t offset)
{
    struct chart_column columns[REPORT_WEEKS_MAX];
    unsigned sum = 0;

    for (size_t i = 0; i < report->n_weeks; i++) {
        unsigned count = *(const unsigned *)((const char *)&report->weeks[i] + offset);

        columns[i] = (struct chart_column){.day = report->weeks[i].first_day, .value = count};
        sum += count;
    }
    html_figure_begin(text, title);
    text_addf(text, "%u in these weeks", sum);
    html_figure_go_on(text);
    chart_add_columns(text, &(struct chart){.label = title,
                                            .unit = "a week",
                                            .is_whole = true,
                                            .columns = columns,
                                            .n = report->n_weeks});
    html_figure_end(text);
}

/* ---- Tables ---- */

static void add_stage_table(struct text *text, const struct report_funnel *funnel)
{
    html_table_begin(text, "The stages as a table", false);
    html_add_head(text, "Stage reached");
    html_add_head(text, "Applications");
    html_table_rows(text);
    for (enum track_stage stage = STAGE_APPLIED; stage <= STAGE_OFFER; stage++) {
        html_row_begin(text, track_stage_name(stage));
        html_add_cellf(text, "%u", funnel->reached[stage]);
        html_row_end(text);
    }
    html_table_end(text);
}

static void add_week_table(struct text *text, const struct report *report)
{
    char day[DAY_SHORT_SIZE];

    html_table_begin(text, "Applications and contacts by week, as a table", false);
    html_add_head(text, "Week from");
    html_add_head(text, "Applications sent");
    html_add_head(text, "Contacts made");
    html_table_rows(text);
    for (size_t i = 0; i < report->n_weeks; i++) {
        day_format_short(report->weeks[i].first_day, day);
        html_row_begin(text, day);
        html_add_cellf(text, "%u", report->weeks[i].applications);
        html_add_cellf(text, "%u", report->weeks[i].contacts);
        html_row_end(text);
    }
    html_table_end(text);
}

static void add_source_table(struct text *text, const struct report *report)
{
    const struct report_funnel *funnel = &report->funnel;

    if (report->is_private || funnel->n_sources == 0)
        return;
    html_table_begin(text, "By where they were found", true);
    html_add_head(text, "Found at");
    html_add_head(text, "Applied");
    html_add_head(text, "Replies");
    html_add_head(text, "Interviews");
    html_table_rows(text);
    for (size_t i = 0; i < funnel->n_sources; i++) {
        const struct report_source *source = &funnel->sources[i];

        html_row_begin(text, *source->name ? source->name : "not said");
        html_add_cellf(text, "%u", source->applied);
        html_add_cellf(text, "%u", source->replied);
        html_add_cellf(text, "%u", source->interviews);
        html_row_end(text);
    }
    html_table_end(text);
}

static void add_day_cell(struct text *text, int32_t day)
{
    char words[DAY_SHORT_SIZE] = "–";

    if (day != TRACK_NO_DAY)
        day_format_short(day, words);
    text_addf(text, "<td class=\"day\">%s</td>", words);
}

static bool is_open(const struct track_item *item, enum track_kind kind)
{
    return item->kind == kind && !track_item_is_over(item);
}

static size_t count_open(const struct report *report, enum track_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < report->tracker.n; i++)
        n += is_open(&report->tracker.items[i], kind);
    return report->is_private ? 0 : n;
}

/* Only what leads to the web: the page may be opened anywhere. */
static bool is_web_link(const char *link)
{
    return strncmp(link, "https://", 8) == 0 || strncmp(link, "http://", 7) == 0;
}

static void add_role_cell(struct text *text, const struct track_item *item)
{
    if (!is_web_link(item->link)) {
        html_add_cell(text, item->role);
        return;
    }
    text_add(text, "<td><a rel=\"noreferrer noopener\" href=\"");
    text_add_markup(text, item->link);
    text_add(text, "\">");
    text_add_markup(text, *item->role ? item->role : "link");
    text_add(text, "</a></td>");
}

static void add_open_applications(struct text *text, const struct report *report)
{
    static const char *const heads[] = {"Company", "Role", "Stage", "Since", "Follow up", "Note"};

    if (count_open(report, TRACK_APPLICATION) == 0)
        return;
    html_table_begin(text, "Open applications", true);
    for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
        html_add_head(text, heads[i]);
    html_table_rows(text);
    for (size_t i = 0; i < report->tracker.n; i++) {
        const struct track_item *item = &report->tracker.items[i];

        if (!is_open(item, TRACK_APPLICATION))
            continue;
        html_row_begin(text, item->name);
        add_role_cell(text, item);
        html_add_cell(text, track_stage_name(item->stage));
        add_day_cell(text, track_item_since(item));
        add_day_cell(text, item->follow_up);
        html_add_cell(text, item->note);
        html_row_end(text);
    }
    html_table_end(text);
}

static void add_contacts(struct text *text, const struct report *report)
{
    static const char *const heads[] = {"Name",         "Company",   "By",
                                        "Last contact", "Follow up", "Note"};

    if (count_open(report, TRACK_CONTACT) == 0)
        return;
    html_table_begin(text, "Contacts", false);
    for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
        html_add_head(text, heads[i]);
    html_table_rows(text);
    for (size_t i = 0; i < report->tracker.n; i++) {
        const struct track_item *item = &report->tracker.items[i];

        if (!is_open(item, TRACK_CONTACT))
            continue;
        html_row_begin(text, item->name);
        html_add_cell(text, item->company);
        html_add_cell(text, item->channel);
        add_day_cell(text, item->last_contact);
        add_day_cell(text, item->follow_up);
        html_add_cell(text, item->note);
        html_row_end(text);
    }
    html_table_end(text);
}

/* ---- All of it ---- */

static void add_replies(struct text *text, const struct report_funnel *funnel)
{
    if (funnel->of == 0)
        return;
    text_addf(text,
              "<p><b>%u of %u</b> applications that were sent %d days ago or more, or were "
              "answered before, got a reply (%.0f %%)",
              funnel->replied, funnel->of, REPORT_REPLY_DAYS, 100.0 * funnel->replied / funnel->of);
    if (funnel->reply_days >= 0)
        text_addf(text, "; half of the replies came within <b>%d days</b>", funnel->reply_days);
    text_addf(text, ". %u more %s waiting.</p>\n", funnel->waiting,
              funnel->waiting == 1 ? "is" : "are");
}

void html_add_tracker(struct text *text, const struct report *report)
{
    if (report->tracker.n == 0)
        return;
    html_section_begin(text, "applications", "Applications and contacts");
    add_replies(text, &report->funnel);
    text_add(text, "<div class=\"charts\">\n");
    if (report->funnel.applications > 0) {
        add_funnel_chart(text, &report->funnel);
        add_week_chart(text, report, "Applications sent",
                       offsetof(struct report_week, applications));
    }
    add_week_chart(text, report, "Contacts made", offsetof(struct report_week, contacts));
    text_add(text, "</div>\n");
    if (report->funnel.applications > 0)
        add_stage_table(text, &report->funnel);
    add_week_table(text, report);
    add_source_table(text, report);
    add_open_applications(text, report);
    add_contacts(text, report);
    html_section_end(text);
}
