/* `help` and `version`: what needs no daemon. */
#include "cli/verb.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"

enum { OPT_TABLE };

static int run_help(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(text_done) struct text text = {0};
    char *words[] = {(char *)arguments->words[0], (char *)arguments->words[1]};
    size_t used = 0;
    const struct verb *verb = verb_find(arguments->n_words, words, &used);

    if (arguments->n_words > 0 && (!verb || used != arguments->n_words))
        return cli_fail(cli, CLI_USAGE, "there is no verb `%s%s%s`: `jsctl help` lists them",
                        words[0], *words[1] ? " " : "", words[1]);
    if (arguments->options[OPT_TABLE])
        verb_add_table(&text);
    else if (verb)
        verb_add_help(&text, verb);
    else
        verb_add_list(&text);
    return cli_print(cli, &text);
}

static int run_version(struct cli *cli, _unused_ const struct arguments *arguments)
{
    fputs("jsctl " VERSION "\n", cli->out);
    return CLI_DONE;
}

const struct verb verb_help = {
    .name = "help",
    .arguments = "[VERB]",
    .max_words = 2,
    .help = "all verbs, or one with its options",
    .options = {[OPT_TABLE] = {"table", NULL, "all verbs and options, tab-separated", false}},
    .run = run_help,
};

const struct verb verb_version = {
    .name = "version",
    .arguments = "",
    .help = "which version this is",
    .run = run_version,
};
