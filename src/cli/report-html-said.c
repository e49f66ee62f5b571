/* What was seen, what was changed, and what there is to talk about. */
#include "cli/report-html.h"

#include "base/text.h"
#include "base/zone.h"
#include "cli/format.h"

/* ---- Patterns ---- */

static const char *title_of(const struct report *report, const char *activity)
{
    for (size_t i = 0; i < report->n_activities; i++)
        if (streq(report->activities[i].activity, activity))
            return report->activities[i].title;
    return activity;
}

static void add_item(struct text *text, const char *head, const char *words)
{
    text_add(text, "<li><b>");
    text_add_markup(text, head);
    text_add(text, "</b>: ");
    text_add_markup(text, words);
}

static void add_reasons(struct text *text, const struct report *report)
{
    if (report->n_reasons == 0)
        return;
    text_add(text, "<p>What got in the way, when blocks were skipped or done in part: ");
    for (size_t i = 0; i < report->n_reasons; i++) {
        text_add(text, i > 0 ? ", " : "");
        text_add_markup(text, report->reasons[i].why);
        if (report->reasons[i].count == 1)
            text_add(text, " once");
        else
            text_addf(text, " %u times", report->reasons[i].count);
    }
    text_add(text, ".</p>\n");
}

void html_add_patterns(struct text *text, const struct report *report)
{
    const struct bus_review *review = report_last(report);

    html_section_begin(text, "patterns", "Patterns");
    if (review->n_patterns == 0)
        html_add_quiet(text, "No hour of the week is clearly kept less than the others, and no "
                             "goal was missed in 3 of the last 4 weeks.");
    else
        text_add(text, "<ul>\n");
    for (size_t i = 0; i < review->n_patterns; i++) {
        add_item(text, title_of(report, review->patterns[i].activity), review->patterns[i].words);
        text_add(text, "</li>\n");
    }
    if (review->n_patterns > 0)
        text_add(text, "</ul>\n");
    add_reasons(text, report);
    html_section_end(text);
}

/* ---- What was changed ---- */

static void add_change(struct text *text, const struct report *report,
                       const struct bus_applied *applied)
{
    const char *verb = streq(applied->unit, "weeks") ? "met in" : "kept";
    char day[DAY_SHORT_SIZE];

    day_format_short(zone_day(report->zone, applied->at_sec), day);
    text_addf(text, "<li>%s, ", day);
    text_add_markup(text, report_edit_words(applied->edit));
    text_add(text, " <b>");
    text_add_markup(text, title_of(report, applied->activity));
    text_add(text, "</b>: ");
    text_add_markup(text, applied->evidence);
    text_add(text, ".<br>Since then ");
    if (applied->of == 0)
        text_add(text, "nothing to count yet; ");
    else
        text_addf(text, "%s %u of %u ", verb, applied->kept, applied->of);
    if (applied->of > 0)
        text_add_markup(text, applied->unit);
    text_addf(text, "%sbefore, %u of %u: ", applied->of > 0 ? "; " : "", applied->before_kept,
              applied->before_of);
    text_addf(text, "<b>%s</b>.</li>\n", report_verdict(applied));
}

void html_add_changes(struct text *text, const struct report *report)
{
    html_section_begin(text, "changes", "What was changed, and whether it helped");
    if (report->tuning.n_applied == 0)
        html_add_quiet(text, "No suggested change of the plan was taken up yet.");
    else
        text_add(text, "<ul>\n");
    for (size_t i = 0; i < report->tuning.n_applied; i++)
        add_change(text, report, &report->tuning.applied[i]);
    if (report->tuning.n_applied > 0)
        text_add(text, "</ul>\n");
    html_section_end(text);
}

/* ---- The next talk ---- */

static void add_question(struct text *text, const struct report *report,
                         const struct bus_question *question)
{
    text_add(text, "<li>");
    text_add_markup(text, question->question);
    text_add(text, "\n");
    if (!*question->answer)
        text_add(text, "<p class=\"quiet\">Not answered yet.</p>");
    else if (report->is_private)
        text_add(text, "<p class=\"quiet\">Answered; the answer was left out.</p>");
    else {
        text_add(text, "<p class=\"answer\">");
        text_add_markup(text, question->answer);
        text_add(text, "</p>");
    }
    text_add(text, "</li>\n");
}

static bool has_answer(const struct bus_review *review)
{
    for (size_t i = 0; i < review->n_questions; i++)
        if (*review->questions[i].answer)
            return true;
    return false;
}

static void add_week_head(struct text *text, const struct report_week *week)
{
    char day[DAY_LONG_SIZE];

    day_format_long(week->first_day, day);
    text_addf(text, "<h3>The week from %s</h3>\n", day);
}

static void add_earlier_answers(struct text *text, const struct report *report)
{
    for (size_t i = report->n_weeks - 1; i-- > 0;) {
        const struct bus_review *review = &report->weeks[i].review;

        if (!has_answer(review))
            continue;
        add_week_head(text, &report->weeks[i]);
        text_add(text, "<ul>\n");
        for (size_t j = 0; j < review->n_questions; j++)
            if (*review->questions[j].answer)
                add_question(text, report, &review->questions[j]);
        text_add(text, "</ul>\n");
    }
}

static void add_notes(struct text *text, const struct report *report)
{
    size_t n = 0;
    char day[DAY_SHORT_SIZE];

    for (size_t i = 0; i < report->n_weeks; i++)
        n += report->weeks[i].review.n_notes;
    if (n == 0)
        return;
    html_table_begin(text, "Notes of these weeks", false);
    html_add_head(text, "Day");
    html_add_head(text, "Activity");
    html_add_head(text, "Note");
    html_table_rows(text);
    for (size_t i = report->n_weeks; i-- > 0;)
        for (size_t j = 0; j < report->weeks[i].review.n_notes; j++) {
            const struct bus_note *note = &report->weeks[i].review.notes[j];

            day_format_short(zone_day(report->zone, note->start_sec), day);
            html_row_begin(text, day);
            html_add_cell(text, title_of(report, note->activity));
            html_add_cell(text, note->note);
            html_row_end(text);
        }
    html_table_end(text);
}

void html_add_talk(struct text *text, const struct report *report)
{
    const struct bus_review *review = report_last(report);

    html_section_begin(text, "talk", "For the next talk");
    add_week_head(text, &report->weeks[report->n_weeks - 1]);
    text_add(text, "<ol>\n");
    for (size_t i = 0; i < review->n_questions; i++)
        add_question(text, report, &review->questions[i]);
    text_add(text, "</ol>\n");
    add_earlier_answers(text, report);
    add_notes(text, report);
    html_section_end(text);
}
