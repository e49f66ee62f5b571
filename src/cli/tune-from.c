#include "cli/tune-from.h"

#include <errno.h>
#include <libgen.h>

#include "base/diff.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/plan-file.h"
#include "cli/render.h"

#define LINE_SIZE 64

struct exchange {
    char *path;            /* the plan's; owned, as is all below */
    char *old_text, *text; /* what is there, what is to be */
    size_t old_size, size;
    struct diff *diff; /* borrows the texts */
    bool *is_taken;    /* of its hunks */
    size_t n_taken;
};

static void exchange_done(struct exchange *exchange)
{
    diff_free(exchange->diff);
    free(exchange->is_taken);
    free(exchange->path);
    free(exchange->old_text);
    free(exchange->text);
}

/* ---- Both plans ---- */

/* Text with a NUL in it would be compared to there. */
static int read_file(struct cli *cli, const char *path, char **ret, size_t *ret_size)
{
    int r = file_read(path, PLAN_FILE_MAX_SIZE, ret, ret_size);

    if (r == 0 && strlen(*ret) != *ret_size)
        r = -EBADMSG;
    return r < 0 ? cli_fail(cli, CLI_REFUSED, "cannot read %s: %s", path,
                            r == -EBADMSG ? "it is no text" : strerror(-r))
                 : CLI_DONE;
}

static int judge_check(struct cli *cli, int r, const char *what)
{
    if (r == 0)
        return CLI_DONE;
    if (r < 0)
        return cli_fail(cli, CLI_REFUSED,
                        "the plan could not be checked (%s): install jobsearchd again",
                        strerror(-r));
    return cli_fail(cli, CLI_REFUSED, "%s has errors: nothing was changed", what);
}

/* Reads both; the new one must be sound. */
static int open_both(struct cli *cli, const char *from, struct exchange *exchange)
{
    int status = plan_file_find(cli, &exchange->path);

    if (status == CLI_DONE)
        status = read_file(cli, exchange->path, &exchange->old_text, &exchange->old_size);
    if (status == CLI_DONE)
        status = read_file(cli, from, &exchange->text, &exchange->size);
    return status == CLI_DONE ? judge_check(cli, plan_file_check(from), from) : status;
}

static int compare(struct cli *cli, struct exchange *exchange)
{
    if (diff_new(exchange->old_text, exchange->text, &exchange->diff) < 0)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    exchange->is_taken = calloc(diff_count(exchange->diff) + 1, sizeof *exchange->is_taken);
    return exchange->is_taken ? CLI_DONE : cli_fail(cli, CLI_REFUSED, "out of memory");
}

/* ---- What is taken ---- */

static int show_head(struct cli *cli, const struct exchange *exchange, const char *from)
{
    _cleanup_(text_done) struct text text = {0};
    _cleanup_(freep) char *plan = strdup(exchange->path), *other = strdup(from);

    if (!plan || !other)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    text_add(&text, "--- ");
    text_add_escaped(&text, basename(plan));
    text_add(&text, ", yours\n+++ ");
    text_add_escaped(&text, basename(other));
    text_add_char(&text, '\n');
    return cli_print(cli, &text);
}

static int show_hunk(struct cli *cli, const struct exchange *exchange, size_t n)
{
    _cleanup_(text_done) struct text hunk = {0}, text = {0};
    struct view view = cli_view(cli, 0);

    diff_add_hunk(exchange->diff, n, &hunk);
    if (hunk.failed)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    render_diff(&text, &view, hunk.data);
    return cli_print(cli, &text);
}

/* 'y', 'n', 'a' (this one and all behind it), 'q' (neither); 0 at the end of the input. */
static char ask(struct cli *cli, size_t n, size_t of)
{
    char line[LINE_SIZE];

    for (;;) {
        fprintf(cli->out, "(%zu/%zu) Take this change? [y]es, [n]o, [a]ll, [q]uit: ", n + 1, of);
        fflush(cli->out);
        if (!fgets(line, sizeof line, stdin)) {
            fputc('\n', cli->out);
            return 0;
        }
        if (*line && strchr("ynaq", *line) && line[1] == '\n')
            return *line;
        fputs("y takes it, n leaves it; a takes it and all that follow, q leaves it and all that "
              "follow.\n",
              cli->out);
    }
}

/* The end of the input is no answer: nothing is taken then. */
static int choose(struct cli *cli, struct exchange *exchange, bool is_all)
{
    size_t of = diff_count(exchange->diff);
    char answer = is_all ? 'a' : 'y';

    for (size_t i = 0; i < of && answer != 'q'; i++) {
        int status = show_hunk(cli, exchange, i);

        if (status != CLI_DONE)
            return status;
        if (answer != 'a')
            answer = ask(cli, i, of);
        if (answer == 0)
            return cli_fail(cli, CLI_REFUSED, "nothing was changed");
        exchange->is_taken[i] = answer == 'y' || answer == 'a';
        exchange->n_taken += exchange->is_taken[i];
    }
    return exchange->n_taken > 0 ? CLI_DONE : cli_fail(cli, CLI_REFUSED, "nothing was changed");
}

/* ---- Writing ---- */

static int write_plan(struct cli *cli, const struct exchange *exchange, const char *text)
{
    _cleanup_(freep) char *backup = NULL;
    _cleanup_(text_done) struct text told = {0};
    size_t of = diff_count(exchange->diff);
    int r = file_replace(exchange->path, exchange->old_text, exchange->old_size, text, strlen(text),
                         &backup);

    if (r < 0)
        return cli_fail(cli, CLI_REFUSED, "cannot write %s: %s", exchange->path,
                        r == -ESTALE ? "it was changed meanwhile" : strerror(-r));
    text_addf(&told, "Done: %zu of %zu change%s. To take it back: jsctl tune --yes --from ",
              exchange->n_taken, of, of == 1 ? "" : "s");
    text_add_escaped(&told, backup);
    text_add_char(&told, '\n');
    return cli_print(cli, &told);
}

static int write_taken(struct cli *cli, const struct exchange *exchange)
{
    _cleanup_(text_done) struct text text = {0};
    _cleanup_(freep) char *plan = NULL;

    diff_apply(exchange->diff, exchange->is_taken, &text);
    if (text_take(&text, &plan) < 0)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    int status = judge_check(cli, plan_file_check_text(exchange->path, plan), "what you took");
    return status == CLI_DONE ? write_plan(cli, exchange, plan) : status;
}

int tune_from(struct cli *cli, const char *from, bool is_all)
{
    _cleanup_(exchange_done) struct exchange exchange = {0};

    int status = open_both(cli, from, &exchange);
    if (status == CLI_DONE)
        status = compare(cli, &exchange);
    if (status != CLI_DONE)
        return status;
    if (diff_count(exchange.diff) == 0) {
        fputs("That is the plan that you have.\n", cli->out);
        return CLI_DONE;
    }
    status = show_head(cli, &exchange, from);
    if (status == CLI_DONE)
        status = choose(cli, &exchange, is_all);
    return status == CLI_DONE ? write_taken(cli, &exchange) : status;
}
