/* `today` and `week`: the blocks of a span of days. */
#include "cli/verb.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/render.h"

enum { OPT_JSON };

typedef int list_call(struct bus_client *client, const char *when, struct bus_span *ret,
                      struct bus_refusal *refusal);
typedef void render_call(struct text *text, const struct view *view, const struct bus_span *span);

static int print_span(struct cli *cli, const struct arguments *arguments, list_call *list,
                      render_call *render)
{
    _cleanup_(bus_span_done) struct bus_span span = {0};
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};

    int status = cli_connect(cli, true);
    if (status == CLI_DONE)
        status = cli_judge(cli, list(cli->client, arguments->words[0], &span, &refusal), &refusal);
    if (status == CLI_DONE)
        status = cli_load_zone(cli, span.timezone);
    if (status != CLI_DONE)
        return status;
    if (arguments->options[OPT_JSON]) {
        render_span_json(cli->out, cli->zone, &span);
        return CLI_DONE;
    }
    struct view view = cli_view(cli, span.now_sec);
    render(&text, &view, &span);
    return cli_print(cli, &text);
}

static void render_week(struct text *text, const struct view *view, const struct bus_span *span)
{
    if (!render_week_grid(text, view, span))
        render_week_list(text, view, span);
}

static int run_today(struct cli *cli, const struct arguments *arguments)
{
    return print_span(cli, arguments, bus_client_list_day, render_today);
}

static int run_week(struct cli *cli, const struct arguments *arguments)
{
    return print_span(cli, arguments, bus_client_list_week, render_week);
}

const struct verb verb_today = {
    .name = "today",
    .arguments = "",
    .help = "today's blocks with their outcomes, busy time beside them",
    .options = {[OPT_JSON] = OPTION_JSON},
    .run = run_today,
};

const struct verb verb_week = {
    .name = "week",
    .arguments = "[+N|-N|DATE|YYYY-Wnn]",
    .max_words = 1,
    .help = "a week's blocks: a grid where the terminal is wide enough, else a list",
    .options = {[OPT_JSON] = OPTION_JSON},
    .run = run_week,
};
