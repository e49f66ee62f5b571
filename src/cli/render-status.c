#include "cli/render.h"

#include "base/text.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/format.h"

#define BAR_COLUMNS 24

static void add_remaining(struct text *text, const struct view *view, int64_t until_sec,
                          const char *format)
{
    char span[SPAN_SIZE];
    span_format(minutes_between(view->now_sec, until_sec), span);
    text_addf(text, format, span);
}

static void add_current(struct text *text, const struct view *view, const struct bus_block *block)
{
    char moment[MOMENT_SIZE];
    paint_begin(text, view->screen, PAINT_NOW);
    text_add(text, "Now    ");
    text_add_escaped(text, block->title);
    paint_end(text, view->screen, PAINT_NOW);
    if (block->end_sec) {
        moment_format(view, block->end_sec, moment);
        text_addf(text, " until %s", moment);
        add_remaining(text, view, block->end_sec, ", %s left");
    }
    text_add_char(text, '\n');

    paint_begin(text, view->screen, PAINT_DIM);
    text_add(text, "       ");
    text_add_escaped(text, block->id);
    text_add(text, block->started_sec ? ", started; jsctl done" : "; jsctl start, jsctl done");
    paint_end(text, view->screen, PAINT_DIM);
    text_add_char(text, '\n');
}

static void add_unplanned(struct text *text, const struct view *view, const struct bus_block *block)
{
    char moment[MOMENT_SIZE];
    moment_format(view, block->start_sec, moment);
    paint_begin(text, view->screen, PAINT_NOW);
    text_add(text, "Now    ");
    text_add_escaped(text, block->title);
    paint_end(text, view->screen, PAINT_NOW);
    text_addf(text, ", unplanned, since %s; jsctl done\n", moment);
}

static void add_next(struct text *text, const struct view *view, const struct bus_block *block)
{
    char moment[MOMENT_SIZE];
    moment_format(view, block->start_sec, moment);
    text_add(text, "Next   ");
    text_add_escaped(text, block->title);
    text_addf(text, "%s%s", moment[0] >= '0' && moment[0] <= '9' ? " at " : " ", moment);
    if (zone_day(view->zone, block->start_sec) == zone_day(view->zone, view->now_sec))
        add_remaining(text, view, block->start_sec, ", in %s");
    text_add_char(text, '\n');
}

static void add_paused(struct text *text, const struct view *view, const struct bus_status *status)
{
    char moment[MOMENT_SIZE];
    if (status->is_paused) {
        moment_format(view, status->paused_to_sec, moment);
        text_addf(text, "Paused until %s\n", moment);
    }
    if (status->quiet_until_sec > view->now_sec) {
        moment_format(view, status->quiet_until_sec, moment);
        text_addf(text, "Quiet until %s; jsctl quiet off\n", moment);
    }
}

static void add_progress(struct text *text, const char *label, unsigned done, unsigned planned)
{
    char done_text[SPAN_SIZE], planned_text[SPAN_SIZE];
    span_format(done, done_text);
    span_format(planned, planned_text);
    text_addf(text, "%-6s ", label);
    text_add_bar(text, done, planned, BAR_COLUMNS);
    text_addf(text, "  %s of %s\n", done_text, planned_text);
}

static size_t goal_columns(const struct bus_status *status)
{
    size_t columns = 0;
    for (size_t i = 0; i < status->n_goals; i++)
        columns = MAX(columns, text_width(status->goals[i].activity));
    return MIN(columns, (size_t)ACTIVITY_NAME_MAX);
}

static void add_goal(struct text *text, const struct view *view, const struct bus_goal *goal,
                     size_t columns)
{
    bool is_met = goal->actual >= goal->target;

    text_add(text, "       ");
    text_add_padded(text, goal->activity, columns);
    text_add(text, "  ");
    paint_begin(text, view->screen, is_met ? PAINT_GOOD : PAINT_NONE);
    text_add_bar(text, goal->actual, goal->target, 10);
    text_add(text, "  ");
    goal_add_amount(text, goal->actual, goal->target, goal->unit);
    paint_end(text, view->screen, is_met ? PAINT_GOOD : PAINT_NONE);
    text_add_char(text, '\n');
}

static void add_problems(struct text *text, const struct view *view,
                         const struct bus_status *status)
{
    if (status->n_problems > 0)
        text_add_char(text, '\n');
    for (size_t i = 0; i < status->n_problems; i++) {
        paint_addf(text, view->screen, PAINT_BAD, "Problem");
        text_add(text, ": ");
        text_add_escaped(text, status->problems[i].text);
        if (!str_is_empty(status->problems[i].remedy)) {
            text_add(text, "\n         ");
            text_add_escaped(text, status->problems[i].remedy);
        }
        text_add_char(text, '\n');
    }
}

/* The newest blocks that wait for an answer, each with the command that gives it. */
static void add_waiting(struct text *text, const struct view *view, const struct bus_status *status)
{
    char moment[MOMENT_SIZE];

    if (status->open == 0)
        return;
    if (status->open == 1)
        text_add(text, "\n1 block waits for an answer (done, partial or skip):\n");
    else
        text_addf(text, "\n%u blocks wait for an answer (done, partial or skip):\n", status->open);
    for (size_t i = 0; i < status->n_waiting; i++) {
        const struct bus_block *block = &status->waiting[i];
        moment_format(view, block->start_sec, moment);
        text_add(text, "  jsctl done ");
        text_add_escaped(text, block->id);
        paint_begin(text, view->screen, PAINT_DIM);
        text_add(text, "   ");
        text_add_escaped(text, block->title);
        text_addf(text, ", %s", moment);
        paint_end(text, view->screen, PAINT_DIM);
        text_add_char(text, '\n');
    }
    if (status->open > status->n_waiting)
        text_add(text, "  all of them: jsctl log --outcome open\n");
}

void render_status(struct text *text, const struct view *view, const struct bus_status *status)
{
    size_t columns = goal_columns(status);

    add_paused(text, view, status);
    if (status->has_current)
        add_current(text, view, &status->current);
    if (status->has_unplanned)
        add_unplanned(text, view, &status->unplanned);
    if (!status->has_current && !status->has_unplanned)
        text_add(text, "Now    nothing planned\n");
    if (status->has_next)
        add_next(text, view, &status->next);

    text_add_char(text, '\n');
    add_progress(text, "Today", status->today_done_minutes, status->today_planned_minutes);
    add_progress(text, "Week", status->week_done_minutes, status->week_planned_minutes);
    for (size_t i = 0; i < status->n_goals; i++)
        add_goal(text, view, &status->goals[i], columns);
    add_problems(text, view, status);
    add_waiting(text, view, status);
}
