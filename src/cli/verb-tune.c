/* `tune`: edits of the plan that answer what the log shows, one of them done or taken back by the
 * daemon; and a plan that a coach made, in the place of the one that is there. */
#include "cli/verb.h"

#include <errno.h>
#include <libgen.h>

#include "base/diff.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/plan-file.h"
#include "cli/render.h"

enum { OPT_APPLY, OPT_UNDO, OPT_FROM, OPT_YES, OPT_JSON };

/* ---- What the daemon does ---- */

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

/* ---- A coach's plan ---- */

struct exchange {
    char *path;            /* the plan's; owned, as the texts */
    char *old_text, *text; /* what is there, what is to be */
    size_t old_size, size;
};

static void exchange_done(struct exchange *exchange)
{
    free(exchange->path);
    free(exchange->old_text);
    free(exchange->text);
}

static int read_file(struct cli *cli, const char *path, char **ret, size_t *ret_size)
{
    int r = file_read(path, PLAN_FILE_MAX_SIZE, ret, ret_size);

    return r < 0 ? cli_fail(cli, CLI_REFUSED, "cannot read %s: %s", path, strerror(-r)) : CLI_DONE;
}

/* Reads both plans; the new one must be sound. */
static int open_both(struct cli *cli, const char *from, struct exchange *exchange)
{
    int status = plan_file_find(cli, &exchange->path);

    if (status == CLI_DONE)
        status = read_file(cli, exchange->path, &exchange->old_text, &exchange->old_size);
    if (status == CLI_DONE)
        status = read_file(cli, from, &exchange->text, &exchange->size);
    if (status != CLI_DONE)
        return status;
    int r = plan_file_check(from);
    if (r < 0)
        return cli_fail(cli, CLI_REFUSED,
                        "the plan could not be checked (%s): install jobsearchd again",
                        strerror(-r));
    return r > 0 ? cli_fail(cli, CLI_REFUSED, "%s has errors: nothing was changed", from)
                 : CLI_DONE;
}

static int show(struct cli *cli, const struct exchange *exchange)
{
    _cleanup_(text_done) struct text diff = {0}, text = {0};
    _cleanup_(freep) char *copy = strdup(exchange->path);
    struct view view = cli_view(cli, 0);

    if (!copy || text_add_diff(&diff, basename(copy), exchange->old_text, exchange->text) < 0)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    render_diff(&text, &view, diff.data ?: "");
    return cli_print(cli, &text);
}

static bool wants_it(struct cli *cli)
{
    char line[64];

    fputs("\nTake this plan? [y]es, [N]o: ", cli->out);
    fflush(cli->out);
    if (!fgets(line, sizeof line, stdin)) {
        fputc('\n', cli->out);
        return false;
    }
    return *line == 'y' || *line == 'Y';
}

static int write_plan(struct cli *cli, const struct exchange *exchange)
{
    _cleanup_(freep) char *backup = NULL;
    _cleanup_(text_done) struct text text = {0};
    int r = file_replace(exchange->path, exchange->old_text, exchange->old_size, exchange->text,
                         exchange->size, &backup);

    if (r < 0)
        return cli_fail(cli, CLI_REFUSED, "cannot write %s: %s", exchange->path,
                        r == -ESTALE ? "it was changed meanwhile" : strerror(-r));
    text_add(&text, "Done. The plan before it is kept as ");
    text_add_escaped(&text, backup);
    text_add(&text, ".\n");
    return cli_print(cli, &text);
}

static int take_from(struct cli *cli, const char *from, bool is_asked)
{
    _cleanup_(exchange_done) struct exchange exchange = {0};

    int status = open_both(cli, from, &exchange);
    if (status != CLI_DONE)
        return status;
    if (exchange.size == exchange.old_size &&
        memcmp(exchange.text, exchange.old_text, exchange.size) == 0) {
        fputs("That is the plan that you have.\n", cli->out);
        return CLI_DONE;
    }
    status = show(cli, &exchange);
    if (status != CLI_DONE)
        return status;
    if (!is_asked && !wants_it(cli))
        return cli_fail(cli, CLI_REFUSED, "nothing was changed");
    return write_plan(cli, &exchange);
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    const char *const *options = arguments->options;

    if (!!options[OPT_APPLY] + !!options[OPT_UNDO] + !!options[OPT_FROM] + !!options[OPT_JSON] > 1)
        return cli_usage(cli, "one of --apply, --undo, --from and --json at a time");
    if (options[OPT_YES] && !options[OPT_FROM])
        return cli_usage(cli, "--yes goes with --from");
    if (options[OPT_FROM])
        return take_from(cli, options[OPT_FROM], options[OPT_YES]);
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
            [OPT_FROM] = {"from", "FILE", "show how a plan differs from yours, and take it", false},
            [OPT_YES] = {"yes", NULL, "with --from: do not ask", false},
            [OPT_JSON] = OPTION_JSON,
        },
    .run = run,
};
