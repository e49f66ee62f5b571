#include "cli/verb.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/render.h"
#include "cli/value.h"

enum { OPT_FOR };

static int run(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    struct bus_block block;
    const char *length = arguments->options[OPT_FOR];
    int minutes = 0;

    if (length && (value_parse_minutes(length, &minutes) < 0 || minutes == 0))
        return cli_usage(cli, "--for `%s`: give how long, such as 45m or 1h30m", length);
    int status = cli_open(cli);
    if (status == CLI_DONE)
        status = cli_judge(
            cli,
            bus_client_start(cli->client, arguments->words[0], (unsigned)minutes, &block, &refusal),
            &refusal);
    if (status != CLI_DONE)
        return status;

    struct view view = cli_view(cli, cli->now_sec);
    text_add(&text, "Started: ");
    render_changed(&text, &view, &block);
    text_add(&text, ". When done: jsctl done. Undo: jsctl undo\n");
    return cli_print(cli, &text);
}

const struct verb verb_start = {
    .name = "start",
    .arguments = "[BLOCK|ACTIVITY]",
    .max_words = 1,
    .help = "begin: the current block, or an activity now, as unplanned work until `done`",
    .options = {[OPT_FOR] = {"for", "DURATION", "how long unplanned work is to last: 45m", false}},
    .run = run,
};
