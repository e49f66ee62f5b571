#include "cli/verb.h"

#include "base/json.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/follow.h"
#include "cli/render.h"

enum { OPT_JSON, OPT_WAYBAR, OPT_FOLLOW };

static void add_plain_line(struct text *text, struct cli *cli, const struct bus_status *status)
{
    if (status) {
        struct view view = cli_view(cli, status->now_sec);
        render_summary(text, &view, status);
        text_add_char(text, '\n');
    } else {
        text_add(text, "jobsearchd is not running\n");
    }
}

/* Renderers of JSON write to streams; a line that is compared first is caught in memory. */
static void add_json_line(struct text *text, struct cli *cli, const struct bus_status *status,
                          bool is_waybar)
{
    char *line = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&line, &size);
    if (!f) {
        text->failed = true;
        return;
    }
    if (is_waybar) {
        struct view view = cli_view(cli, status ? status->now_sec : 0);
        render_waybar(f, &view, status);
    } else if (status) {
        render_status_json(f, cli->zone, status);
    } else {
        fputs("{\"schema\":1,\"now\":null}\n", f);
    }
    if (fclose(f) == 0)
        text_add_bytes(text, line, size);
    else
        text->failed = true;
    free(line);
}

static void add_status_line(struct text *text, struct cli *cli, const struct bus_status *status)
{
    add_json_line(text, cli, status, false);
}

static void add_waybar_line(struct text *text, struct cli *cli, const struct bus_status *status)
{
    add_json_line(text, cli, status, true);
}

static int print_status(struct cli *cli, const struct bus_status *status)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = cli_view(cli, status->now_sec);

    render_status(&text, &view, status);
    return cli_print(cli, &text);
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(bus_status_done) struct bus_status answer = {0};
    struct bus_refusal refusal = {0};
    bool is_json = arguments->options[OPT_JSON], is_waybar = arguments->options[OPT_WAYBAR];

    if (is_json && is_waybar)
        return cli_usage(cli, "--json and --waybar exclude each other");
    if (arguments->options[OPT_FOLLOW])
        return cli_follow(cli,
                          is_waybar ? add_waybar_line
                          : is_json ? add_status_line
                                    : add_plain_line,
                          is_json || is_waybar);

    int status = cli_connect(cli, !is_waybar);
    if (status == CLI_DONE)
        status = cli_judge(cli, bus_client_get_status(cli->client, &answer, &refusal), &refusal);
    if (status == CLI_DONE)
        status = cli_load_zone(cli, answer.timezone);
    if (status != CLI_DONE)
        return status;
    if (is_waybar) {
        struct view view = cli_view(cli, answer.now_sec);
        render_waybar(cli->out, &view, &answer);
    } else if (is_json) {
        render_status_json(cli->out, cli->zone, &answer);
    } else {
        return print_status(cli, &answer);
    }
    return CLI_DONE;
}

const struct verb verb_status = {
    .name = "status",
    .arguments = "",
    .help = "what now, what next, today, this week's goals; also without any verb",
    .options =
        {
            [OPT_JSON] = OPTION_JSON,
            [OPT_WAYBAR] = {"waybar", NULL, "print one line for waybar's custom module", false},
            [OPT_FOLLOW] = {"follow", NULL, "go on with a line for each change", false},
        },
    .run = run,
};
