/* `goals`: how the week's goals stand, and how they stood. */
#include "cli/verb.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/render.h"

enum { OPT_JSON };

static int run(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(bus_goals_done) struct bus_goals goals = {0};
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};

    int status = cli_connect(cli, true);
    if (status == CLI_DONE)
        status = cli_judge(
            cli, bus_client_list_goals(cli->client, arguments->words[0], &goals, &refusal),
            &refusal);
    if (status == CLI_DONE)
        status = cli_load_zone(cli, goals.timezone);
    if (status != CLI_DONE)
        return status;
    if (arguments->options[OPT_JSON]) {
        render_goals_json(cli->out, cli->zone, &goals);
        return CLI_DONE;
    }
    struct view view = cli_view(cli, goals.now_sec);
    render_goals(&text, &view, &goals);
    return cli_print(cli, &text);
}

const struct verb verb_goals = {
    .name = "goals",
    .arguments = "[+N|-N|DATE|YYYY-Wnn]",
    .max_words = 1,
    .help = "how the week's goals stand, and how they stood in the weeks before",
    .options = {[OPT_JSON] = OPTION_JSON},
    .run = run,
};
