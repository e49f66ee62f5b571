#include "cli/init-preview.h"

#include <errno.h>
#include <time.h>

#include "base/text.h"
#include "base/zone.h"
#include "cli/cli.h"
#include "cli/program.h"
#include "cli/render.h"

#define MAX_OUTPUT (4 * 1024 * 1024)
#define MAX_FIELDS 7
#define DAY_ONE    "outreach" /* what a search begins with */

void init_preview_done(struct init_preview *preview)
{
    bus_span_done(&preview->first);
    bus_span_done(&preview->ordinary);
    free(preview->output);
    *preview = (struct init_preview){0};
}

/* ---- Reading: lines of fields, a week's line before its blocks' ---- */

struct reading {
    struct cli *cli;
    struct init_preview *preview;
    struct bus_span *span; /* that the lines are about; NULL before the first */
    int64_t now_sec;
};

static int read_instants(const struct reading *reading, char *const fields[], int64_t *ret_from,
                         int64_t *ret_to)
{
    int r = zone_parse_instant(reading->cli->zone, fields[1], ret_from);
    return r < 0 ? r : zone_parse_instant(reading->cli->zone, fields[2], ret_to);
}

/* `week FROM TO ZONE` */
static int read_week(struct reading *reading, char *const fields[])
{
    struct init_preview *preview = reading->preview;

    if (reading->span == &preview->ordinary)
        return -EBADMSG;
    if (!reading->span && cli_load_zone(reading->cli, fields[3]) != CLI_DONE)
        return -EBADMSG;
    reading->span = reading->span ? &preview->ordinary : &preview->first;
    reading->span->timezone = fields[3];
    reading->span->now_sec = reading->now_sec;
    return read_instants(reading, fields, &reading->span->from_sec, &reading->span->to_sec);
}

/* `block START END KIND ID ACTIVITY TITLE` */
static int read_block(struct reading *reading, char *const fields[])
{
    struct bus_span *span = reading->span;
    struct bus_block block = {
        .id = fields[4], .activity = fields[5], .title = fields[6], .minutes = -1, .count = -1};
    size_t capacity = span->n_blocks; /* at least: bus_span keeps none */
    int r;

    r = read_instants(reading, fields, &block.start_sec, &block.end_sec);
    if (r >= 0)
        r = block_kind_parse(fields[3], &block.kind);
    if (r >= 0)
        r = array_reserve((void **)&span->blocks, &capacity, span->n_blocks, sizeof *span->blocks);
    if (r >= 0)
        span->blocks[span->n_blocks++] = block;
    return r;
}

/* `unplaced ACTIVITY MINUTES REASON` */
static int read_unplaced(struct reading *reading, char *const fields[])
{
    struct bus_span *span = reading->span;
    size_t capacity = span->n_unplaced;
    int r = array_reserve((void **)&span->unplaced, &capacity, span->n_unplaced,
                          sizeof *span->unplaced);
    if (r >= 0)
        span->unplaced[span->n_unplaced++] =
            (struct bus_unplaced){fields[1], (unsigned)strtoul(fields[2], NULL, 10), fields[3]};
    return r;
}

static int read_line(struct reading *reading, char *line)
{
    char *fields[MAX_FIELDS] = {0};
    size_t n = 0;

    while (n < MAX_FIELDS && line)
        fields[n++] = strsep(&line, "\t");
    if (n == 4 && streq(fields[0], "week"))
        return read_week(reading, fields);
    if (n == 7 && streq(fields[0], "block") && reading->span)
        return read_block(reading, fields);
    if (n == 4 && streq(fields[0], "unplaced") && reading->span)
        return read_unplaced(reading, fields);
    return -EBADMSG;
}

static int read_output(struct reading *reading)
{
    char *rest = reading->preview->output, *line;

    while ((line = strsep(&rest, "\n")) && rest) {
        int r = read_line(reading, line);
        if (r < 0)
            return r;
    }
    return reading->span == &reading->preview->ordinary ? 0 : -EBADMSG;
}

int init_preview_read(struct cli *cli, const char *plan_path, struct init_preview *ret)
{
    _cleanup_(init_preview_done) struct init_preview preview = {0};
    struct reading reading = {.cli = cli, .preview = &preview, .now_sec = time(NULL)};
    _cleanup_(freep) char *program = NULL;
    char *argv[] = {"jobsearchd", "--preview", (char *)plan_path, NULL};

    int r = program_find("jobsearchd", false, &program);
    if (r >= 0)
        r = program_read(program, argv, MAX_OUTPUT, &preview.output);
    if (r == 0)
        r = read_output(&reading);
    if (r != 0)
        return cli_fail(cli, CLI_REFUSED,
                        "the plan's week cannot be shown (%s): install jobsearchd again",
                        r < 0 ? strerror(-r) : "jobsearchd --preview failed");
    cli->now_sec = reading.now_sec;
    *ret = preview;
    preview = (struct init_preview){0};
    return CLI_DONE;
}

/* ---- Showing ---- */

static void add_sum(struct text *text, const struct bus_span *span)
{
    int64_t sec = 0;
    char sum[SPAN_SIZE];

    for (size_t i = 0; i < span->n_blocks; i++)
        sec += span->blocks[i].end_sec - span->blocks[i].start_sec;
    span_format(sec / 60, sum);
    text_add(text, sum);
}

static const struct bus_block *find_first(const struct bus_span *span, const char *activity)
{
    for (size_t i = 0; i < span->n_blocks; i++)
        if (streq(span->blocks[i].activity, activity))
            return &span->blocks[i];
    return NULL;
}

/* `Your first outreach: tomorrow at 13:00` */
static void add_day_one(struct text *text, const struct view *view,
                        const struct init_preview *preview)
{
    const struct bus_block *block = find_first(&preview->first, DAY_ONE);
    char moment[MOMENT_SIZE];

    if (!block)
        block = find_first(&preview->ordinary, DAY_ONE);
    if (!block)
        return;
    bool is_today = zone_day(view->zone, block->start_sec) == zone_day(view->zone, view->now_sec);
    moment_format(view, block->start_sec, moment);
    text_add(text, "\nYour first outreach: ");
    paint_addf(text, view->screen, PAINT_BOLD, "%s%s", is_today ? "today at " : "", moment);
    text_add_char(text, '\n');
}

void init_preview_render(struct text *text, struct cli *cli, const struct init_preview *preview)
{
    struct view view = cli_view(cli, cli->now_sec);
    struct bus_span first = preview->first;

    text_add(text, "\nAn ordinary week, ");
    add_sum(text, &preview->ordinary);
    text_add(text, ":\n\n");
    if (!render_week_grid(text, &view, &preview->ordinary))
        render_week_list(text, &view, &preview->ordinary);

    text_add(text, "\nThis week, from now on: ");
    if (first.n_blocks == 0) {
        text_add(text, "nothing any more.\n");
    } else {
        add_sum(text, &first);
        text_add(text, ". The week in which jobsearchd first runs has at most 60 % of the "
                       "hours.\n\n");
        first.from_sec = zone_day_start(cli->zone, zone_day(cli->zone, cli->now_sec));
        first.n_unplaced = 0; /* on purpose, this week */
        render_week_list(text, &view, &first);
    }
    add_day_one(text, &view, preview);
}
