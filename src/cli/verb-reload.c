#include "cli/verb.h"

#include "base/text.h"
#include "cli/cli.h"

static void add_diagnostic(struct text *text, const struct bus_diagnostic *diagnostic)
{
    text_add_escaped(text, diagnostic->file);
    if (diagnostic->line)
        text_addf(text, ":%u", diagnostic->line);
    if (diagnostic->column)
        text_addf(text, ":%u", diagnostic->column);
    text_addf(text, ": ");
    text_add_escaped(text, diagnostic->severity);
    text_add(text, ": ");
    text_add_escaped(text, diagnostic->message);
    text_add_char(text, '\n');
}

static int run(struct cli *cli, _unused_ const struct arguments *arguments)
{
    _cleanup_(bus_reload_done) struct bus_reload reload = {0};
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};

    int status = cli_connect(cli, true);
    if (status == CLI_DONE)
        status = cli_judge(cli, bus_client_reload(cli->client, &reload, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;

    for (size_t i = 0; i < reload.n_diagnostics; i++)
        add_diagnostic(&text, &reload.diagnostics[i]);
    if (text.data)
        screen_put(cli_screen(cli), text.data, cli->err);
    if (!reload.is_taken)
        return cli_fail(cli, CLI_REFUSED,
                        "the plan was not taken, the one before goes on: jsctl edit");
    fputs("The plan was taken\n", cli->out);
    return CLI_DONE;
}

const struct verb verb_reload = {
    .name = "reload",
    .arguments = "",
    .help = "have the daemon read the plan again, and tell its problems",
    .run = run,
};
