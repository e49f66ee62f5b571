/* `tune`: edits of the plan that answer what the log shows, one of them done or taken back by the
 * daemon; and a plan that a coach made, in the place of the one that is there. */
#include "cli/verb.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/render.h"
#include "cli/tune-from.h"

enum { OPT_APPLY, OPT_UNDO, OPT_FROM, OPT_YES, OPT_JSON };

static int list(struct cli *cli, bool is_json)
{
    _cleanup_(bus_tuning_done) struct bus_tuning tuning = {0};
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};

    int status =
        cli_judge(cli, bus_client_list_suggestions(cli->client, &tuning, &refusal), &refusal);
    if (status == CLI_DONE)
        status = cli_load_zone(cli, tuning.timezone);
    if (status != CLI_DONE)
        return status;
    if (is_json) {
        render_tuning_json(cli->out, cli->zone, &tuning);
        return CLI_DONE;
    }
    struct view view = cli_view(cli, tuning.now_sec);
    render_tuning(&text, &view, &tuning);
    return cli_print(cli, &text);
}

static int apply(struct cli *cli, const char *id)
{
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    const char *backup;

    int status =
        cli_judge(cli, bus_client_apply_suggestion(cli->client, id, &backup, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;
    text_add(&text, "Done. The plan before it is kept as ");
    text_add_escaped(&text, backup);
    text_add(&text, "; jsctl tune --undo takes it back.\n");
    return cli_print(cli, &text);
}

static int undo(struct cli *cli)
{
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    const char *id;

    int status = cli_judge(cli, bus_client_undo_suggestion(cli->client, &id, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;
    text_add(&text, "Taken back: ");
    text_add_escaped(&text, id);
    text_add(&text, ". The plan is as it was before.\n");
    return cli_print(cli, &text);
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    const char *const *options = arguments->options;

    if (!!options[OPT_APPLY] + !!options[OPT_UNDO] + !!options[OPT_FROM] + !!options[OPT_JSON] > 1)
        return cli_usage(cli, "one of --apply, --undo, --from and --json at a time");
    if (options[OPT_YES] && !options[OPT_FROM])
        return cli_usage(cli, "--yes goes with --from");
    if (options[OPT_FROM])
        return tune_from(cli, options[OPT_FROM], options[OPT_YES]);
    int status = cli_connect(cli, true);
    if (status != CLI_DONE)
        return status;
    if (options[OPT_APPLY])
        return apply(cli, options[OPT_APPLY]);
    return options[OPT_UNDO] ? undo(cli) : list(cli, options[OPT_JSON]);
}

const struct verb verb_tune = {
    .name = "tune",
    .arguments = "",
    .help = "suggest edits of the plan that the log speaks for; apply one, or take it back",
    .options =
        {
            [OPT_APPLY] = {"apply", "ID", "edit the plan as that suggestion says", false},
            [OPT_UNDO] = {"undo", NULL, "take back the last suggestion that was applied", false},
            [OPT_FROM] = {"from", "FILE",
                          "show how a plan differs from yours, and take changes of it", false},
            [OPT_YES] = {"yes", NULL, "with --from: take all changes, do not ask", false},
            [OPT_JSON] = OPTION_JSON,
        },
    .run = run,
};
