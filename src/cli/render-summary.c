/* Status in one line: for bars, for --follow, for watch. Nothing in it counts, so that it changes
 * only when something happens. */
#include "cli/render.h"

#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/format.h"

static void add_until(struct text *text, const struct view *view, const struct bus_block *block,
                      int64_t sec, const char *format)
{
    char moment[MOMENT_SIZE];
    text_add(text, block->title);
    if (sec == 0)
        return;
    moment_format(view, sec, moment);
    text_addf(text, format, moment);
}

/* The line, not escaped: its readers differ. */
static void add_summary(struct text *text, const struct view *view, const struct bus_status *status)
{
    char moment[MOMENT_SIZE];
    if (status->has_unplanned) {
        text_add(text, status->unplanned.title);
    } else if (status->has_current) {
        add_until(text, view, &status->current, status->current.end_sec, " until %s");
    } else if (status->is_paused) {
        moment_format(view, status->paused_to_sec, moment);
        text_addf(text, "paused until %s", moment);
    } else if (status->has_next) {
        add_until(text, view, &status->next, status->next.start_sec, ", %s");
    } else {
        text_add(text, "nothing planned");
    }
}

void render_summary(struct text *text, const struct view *view, const struct bus_status *status)
{
    _cleanup_(text_done) struct text raw = {0};
    add_summary(&raw, view, status);
    text->failed = text->failed || raw.failed;
    if (raw.data)
        text_add_escaped(text, raw.data);
}

static const char *bar_class(const struct bus_status *status)
{
    if (status->has_unplanned || (status->has_current && status->current.started_sec))
        return "started";
    if (status->has_current)
        return "current";
    if (status->is_paused)
        return "paused";
    return status->n_problems > 0 ? "problem" : "idle";
}

/* A bar is seen by whoever stands behind the user. */
static struct bus_status status_discreet(const struct bus_status *status)
{
    struct bus_status told = *status;
    told.current.title = told.next.title = told.unplanned.title = "Block";
    return told;
}

/* Problems speak of activities and files. */
static void add_tooltip_problems(struct text *text, const struct bus_status *status)
{
    if (status->is_discreet && status->n_problems > 0) {
        text_add(text, "\nproblems: see jsctl status");
        return;
    }
    for (size_t i = 0; i < status->n_problems; i++) {
        text_add_char(text, '\n');
        text_add_markup(text, status->problems[i].text);
    }
}

static void add_tooltip(struct text *text, const struct view *view, const struct bus_status *status)
{
    char moment[MOMENT_SIZE], done[SPAN_SIZE], planned[SPAN_SIZE];
    span_format(status->today_done_minutes, done);
    span_format(status->today_planned_minutes, planned);
    text_addf(text, "today %s of %s", done, planned);
    if (status->has_next) {
        moment_format(view, status->next.start_sec, moment);
        text_addf(text, "\nnext %s, ", moment);
        text_add_markup(text, status->next.title);
    }
    if (status->open > 0)
        text_addf(text, "\n%u to answer", status->open);
    add_tooltip_problems(text, status);
}

static void add_text(struct json *json, const char *key, const struct text *text)
{
    json_string(json, key, text->data ? text->data : "");
}

static unsigned percentage(const struct bus_status *status)
{
    unsigned planned = MAX(status->today_planned_minutes, 1U);
    return (unsigned)MIN((uint64_t)status->today_done_minutes * 100 / planned, (uint64_t)100);
}

void render_waybar(FILE *f, const struct view *view, const struct bus_status *status)
{
    _cleanup_(text_done) struct text summary = {0}, markup = {0}, tooltip = {0};
    struct json json;

    if (status) {
        struct bus_status told = status->is_discreet ? status_discreet(status) : *status;
        add_summary(&summary, view, &told);
        text_add_markup(&markup, summary.data ? summary.data : "");
        add_tooltip(&tooltip, view, &told);
    } else {
        text_add(&tooltip, "jobsearchd is not running");
    }

    json_init(&json, f);
    json_object_begin(&json, NULL);
    add_text(&json, "text", &markup);
    add_text(&json, "tooltip", &tooltip);
    json_string(&json, "class", status ? bar_class(status) : "stopped");
    json_integer(&json, "percentage", status ? percentage(status) : 0);
    json_object_end(&json);
    json_finish(&json);
}
