#include "cli/verb.h"

#include <errno.h>

#include "base/diag.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/import.h"
#include "cli/input.h"

static int put(struct cli *cli, const struct bus_entry *entries, size_t n)
{
    struct bus_refusal refusal = {0};
    int status = CLI_DONE;
    if (n > 0)
        status =
            cli_judge(cli, bus_client_put_log(cli->client, entries, n, true, &refusal), &refusal);
    if (status == CLI_DONE)
        fprintf(cli->out, "Imported %zu %s\n", n, n == 1 ? "entry" : "entries");
    return status;
}

static int import(struct cli *cli, struct text *data, const char *file)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(freep) struct bus_entry *entries = NULL;
    size_t n;

    int r = import_parse(data->data, data->length, file, cli->zone, &diags, &entries, &n);
    if (r == 0)
        return put(cli, entries, n);
    if (r < 0)
        return cli_fail(cli, CLI_REFUSED, "%s cannot be imported: %s", file, strerror(-r));
    diag_sort(&diags);
    diag_print(&diags, cli->err);
    return cli_fail(cli, CLI_REFUSED, "nothing was imported from %s: put right what is named above",
                    file);
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(text_done) struct text data = {0};
    const char *path = arguments->words[0];

    int status = input_read(cli, path, IMPORT_MAX_SIZE, &data);
    if (status == CLI_DONE && data.length == 0)
        status = cli_fail(cli, CLI_REFUSED, "%s is empty: nothing was imported", path);
    if (status == CLI_DONE)
        status = cli_open(cli);
    return status == CLI_DONE ? import(cli, &data, input_name(path)) : status;
}

const struct verb verb_log_import = {
    .name = "log import",
    .arguments = "FILE|-",
    .min_words = 1,
    .max_words = 1,
    .help = "take entries from what `log --csv` has written, all of them or none",
    .run = run,
};
