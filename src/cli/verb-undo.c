#include "cli/verb.h"

#include "base/text.h"
#include "cli/cli.h"
#include "cli/render.h"

static int run(struct cli *cli, _unused_ const struct arguments *arguments)
{
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    struct bus_block block;

    int status = cli_open(cli);
    if (status == CLI_DONE)
        status = cli_judge(cli, bus_client_undo(cli->client, &block, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;

    struct view view = cli_view(cli, cli->now_sec);
    text_addf(&text, "Taken back; now %s: ",
              block.outcome == OUTCOME_OPEN && block.started_sec ? "started"
                                                                 : outcome_label(block.outcome));
    render_changed(&text, &view, &block);
    text_add_char(&text, '\n');
    return cli_print(cli, &text);
}

const struct verb verb_undo = {
    .name = "undo",
    .arguments = "",
    .help = "take back the last answer",
    .run = run,
};
