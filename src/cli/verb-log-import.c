#include "cli/verb.h"

#include <errno.h>

#include "base/diag.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/import.h"

/* Reads to the end of a file or pipe. *ret has one byte more than *ret_size. */
static int read_all(FILE *f, struct text *text)
{
    char buf[16384];
    size_t n;
    while ((n = fread(buf, 1, sizeof(buf), f)) > 0) {
        if (text->length + n > IMPORT_MAX_SIZE)
            return -EFBIG;
        text_add_bytes(text, buf, n);
        if (text->failed)
            return -ENOMEM;
    }
    return ferror(f) ? -(errno ?: EIO) : 0;
}

static int read_file(const char *path, struct text *text)
{
    _cleanup_(fclosep) FILE *f = NULL;
    if (streq(path, "-"))
        return read_all(stdin, text);
    f = fopen(path, "re");
    return f ? read_all(f, text) : -errno;
}

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

    int r = read_file(path, &data);
    if (r == -EFBIG)
        return cli_fail(cli, CLI_REFUSED, "%s is larger than %d MiB: split it", path,
                        IMPORT_MAX_SIZE >> 20);
    if (r < 0)
        return cli_fail(cli, CLI_REFUSED, "cannot read %s: %s", path, strerror(-r));
    text_add(&data, ""); /* an empty file has a terminator too */
    if (data.failed || !data.data)
        return cli_fail(cli, CLI_REFUSED, "%s is empty: nothing was imported", path);
    int status = cli_open(cli);
    return status == CLI_DONE ? import(cli, &data, streq(path, "-") ? "standard input" : path)
                              : status;
}

const struct verb verb_log_import = {
    .name = "log import",
    .arguments = "FILE|-",
    .min_words = 1,
    .max_words = 1,
    .help = "take entries from what `log --csv` has written, all of them or none",
    .run = run,
};
