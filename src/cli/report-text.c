/* The report on a terminal: the same figures as the page, a week a line. */
#include "cli/report.h"

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/format.h"
#include "cli/render.h"

#define BAR_COLUMNS  20
#define NAME_COLUMNS 28
#define LINE_WEEKS   8

static void add_section(struct text *text, const struct view *view, const char *head)
{
    text_add_char(text, '\n');
    paint_begin(text, view->screen, PAINT_BOLD);
    text_add(text, head);
    paint_end(text, view->screen, PAINT_BOLD);
    text_add_char(text, '\n');
}

static void add_name(struct text *text, const char *name)
{
    text_add(text, "  ");
    text_add_padded(text, name, NAME_COLUMNS);
    text_add(text, "  ");
}

/* ---- Head ---- */

static void add_head(struct text *text, const struct view *view, const struct report *report)
{
    char from[DAY_SIZE], to[DAY_SIZE], target[DAY_SIZE];

    day_format(view, report->weeks[0].first_day, from);
    day_format(view, report->weeks[report->n_weeks - 1].first_day + 6, to);
    paint_begin(text, view->screen, PAINT_BOLD);
    text_add_escaped(text, *report->name ? report->name : "Report");
    paint_end(text, view->screen, PAINT_BOLD);
    text_addf(text, "\n%zu week%s, %s to %s\n", report->n_weeks, report->n_weeks == 1 ? "" : "s",
              from, to);
    if (*report->why) {
        text_add_escaped(text, report->why);
        text_add_char(text, '\n');
    }
    if (report->target_day == TRACK_NO_DAY)
        return;
    day_format(view, report->target_day, target);
    if (report->weeks_left > 0)
        text_addf(text, "%u week%s left until %s\n", report->weeks_left,
                  report->weeks_left == 1 ? "" : "s", target);
    else
        text_addf(text, "The day aimed for was %s\n", target);
}

/* ---- Weeks ---- */

static void add_week(struct text *text, const struct view *view, const struct report_week *week)
{
    char day[DAY_SIZE], done[SPAN_SIZE], planned[SPAN_SIZE];

    day_format(view, week->first_day, day);
    text_add(text, "  ");
    text_add_padded(text, day, 12);
    if (week->answered == 0) {
        paint_addf(text, view->screen, PAINT_DIM, "%s\n",
                   week->excused_minutes > 0 ? "· off" : "· not known: nothing was answered");
        return;
    }
    span_format(week->done_minutes, done);
    span_format(week->planned_minutes, planned);
    text_add_bar(text, week->done_minutes, week->planned_minutes, BAR_COLUMNS);
    text_addf(text, "  %s of %s%s\n", done, planned, week->is_over ? "" : ", still running");
}

static void add_weeks(struct text *text, const struct view *view, const struct report *report)
{
    add_section(text, view, "Time by week");
    for (size_t i = 0; i < report->n_weeks; i++)
        add_week(text, view, &report->weeks[i]);
}

/* ---- Goals ---- */

/* `6, 10 ✓, off, ?`: oldest first. */
static void add_goal_week(struct text *text, const struct view *view, const struct report_week *own,
                          const struct report_goal_week *week)
{
    bool is_silent = own->answered == 0 && own->excused_minutes == 0;
    char number[NUMBER_SIZE];

    number_format(week->actual, number);
    if (week->is_off)
        paint_addf(text, view->screen, PAINT_DIM, "%s", is_silent ? "?" : "off");
    else
        paint_addf(text, view->screen, week->is_met ? PAINT_GOOD : PAINT_NONE, "%s%s", number,
                   week->is_met ? " ✓" : "");
}

static void add_goals(struct text *text, const struct view *view, const struct report *report)
{
    if (report->n_goals == 0)
        return;
    add_section(text, view, "Goals by week");
    for (size_t i = 0; i < report->n_goals; i++) {
        const struct report_goal *goal = &report->goals[i];
        _cleanup_(text_done) struct text unit = {0};

        report_add_unit(&unit, 2, goal->unit);
        text_add(text, "  ");
        text_add_escaped(text, goal->title);
        text_add(text, ", ");
        text_add_escaped(text, unit.data ?: "");
        text_add(text, ": ");
        report_add_met(text, goal);
        text_add(text, "\n    ");
        for (size_t j = 0; j < report->n_weeks; j++) {
            if (j > 0)
                text_add(text, j % LINE_WEEKS ? ", " : ",\n    ");
            add_goal_week(text, view, &report->weeks[j], &goal->weeks[j]);
        }
        text_add_char(text, '\n');
    }
}

static void add_activities(struct text *text, const struct view *view, const struct report *report)
{
    char done[SPAN_SIZE], planned[SPAN_SIZE];

    if (report->n_activities == 0)
        return;
    add_section(text, view, "Time by activity");
    for (size_t i = 0; i < report->n_activities; i++) {
        const struct bus_minutes *m = &report->activities[i];

        span_format(m->done + m->partial, done);
        span_format(m->planned - MIN(m->excused, m->planned), planned);
        add_name(text, m->title);
        text_addf(text, "%s of %s\n", done, planned);
    }
}

/* ---- The tracker ---- */

static void add_stages(struct text *text, const struct report_funnel *funnel)
{
    text_addf(text, "  %u in the tracker", funnel->applications);
    for (enum track_stage stage = STAGE_APPLIED; stage <= STAGE_OFFER; stage++)
        text_addf(text, ", %u %s", funnel->reached[stage], track_stage_name(stage));
    text_addf(text, "; %u rejected, %u withdrawn\n", funnel->rejected, funnel->withdrawn);
    if (funnel->of > 0)
        text_addf(text, "  %u of %u got a reply, %u more %s waiting\n", funnel->replied, funnel->of,
                  funnel->waiting, funnel->waiting == 1 ? "is" : "are");
    if (funnel->reply_days == 0)
        text_add(text, "  half of the replies came on the same day\n");
    else if (funnel->reply_days > 0)
        text_addf(text, "  half of the replies came within %d day%s\n", funnel->reply_days,
                  funnel->reply_days == 1 ? "" : "s");
}

static void add_tracker(struct text *text, const struct view *view, const struct report *report)
{
    const struct report_funnel *funnel = &report->funnel;

    if (report->tracker.n == 0)
        return;
    add_section(text, view, "Applications and contacts");
    if (funnel->applications > 0)
        add_stages(text, funnel);
    for (size_t i = 0; i < report->n_weeks; i++) {
        const struct report_week *week = &report->weeks[i];
        char day[DAY_SIZE];

        day_format(view, week->first_day, day);
        text_add(text, "  ");
        text_add_padded(text, day, 12);
        text_addf(text, "%u sent, %u contacted\n", week->applications, week->contacts);
    }
    for (size_t i = 0; !report->is_private && i < funnel->n_sources; i++) {
        const struct report_source *source = &funnel->sources[i];

        add_name(text, *source->name ? source->name : "not said where");
        text_addf(text, "%u applied, %u answered, %u to interviews\n", source->applied,
                  source->replied, source->interviews);
    }
}

/* ---- What was changed, and what was answered ---- */

static void add_changes(struct text *text, const struct view *view, const struct report *report)
{
    if (report->tuning.n_applied == 0)
        return;
    add_section(text, view, "What was changed, and whether it helped");
    for (size_t i = 0; i < report->tuning.n_applied; i++) {
        const struct bus_applied *applied = &report->tuning.applied[i];
        char day[DAY_SIZE];

        day_format(view, zone_day(report->zone, applied->at_sec), day);
        text_add(text, "  ");
        text_add_padded(text, day, 12);
        text_add_escaped(text, report_edit_words(applied->edit));
        text_add_char(text, ' ');
        text_add_escaped(text, applied->activity);
        text_addf(text, ": %u of %u, before %u of %u: %s\n", applied->kept, applied->of,
                  applied->before_kept, applied->before_of, report_verdict(applied));
    }
}

static void add_reasons(struct text *text, const struct view *view, const struct report *report)
{
    if (report->n_reasons == 0)
        return;
    add_section(text, view, "What got in the way");
    text_add(text, "  ");
    for (size_t i = 0; i < report->n_reasons; i++) {
        text_add(text, i > 0 ? ", " : "");
        text_add_escaped(text, report->reasons[i].why);
        text_addf(text, " (%u)", report->reasons[i].count);
    }
    text_add_char(text, '\n');
}

static void add_answers(struct text *text, const struct view *view, const struct report_week *week,
                        bool is_last)
{
    char day[DAY_SIZE];

    day_format(view, week->first_day, day);
    for (size_t i = 0; i < week->review.n_questions; i++) {
        const struct bus_question *question = &week->review.questions[i];

        if (!*question->answer && !is_last)
            continue;
        text_add(text, "  ");
        text_add_padded(text, day, 12);
        text_add_escaped(text, question->question);
        text_add(text, "\n      ");
        text_add_escaped(text, *question->answer ? question->answer : "not answered yet");
        text_add_char(text, '\n');
    }
}

void report_add_text(struct text *text, const struct view *view, const struct report *report)
{
    add_head(text, view, report);
    add_goals(text, view, report);
    add_weeks(text, view, report);
    add_activities(text, view, report);
    render_heat(text, view, report_last(report));
    add_tracker(text, view, report);
    render_patterns(text, view, report_last(report));
    add_changes(text, view, report);
    add_reasons(text, view, report);
    add_section(text, view, "For the next talk");
    for (size_t i = report->n_weeks; i-- > 0;)
        add_answers(text, view, &report->weeks[i], i + 1 == report->n_weeks);
}
