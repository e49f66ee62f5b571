#include "cli/verb.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/value.h"

#define DEFAULT_MINUTES 10

/* [BLOCK] [10m]: ids have a slash, durations have none. */
static int read_words(struct cli *cli, const struct arguments *arguments, const char **ret_block,
                      int *ret_minutes)
{
    const char *last = arguments->n_words > 0 ? arguments->words[arguments->n_words - 1] : "";
    bool has_duration = arguments->n_words == 2 || (*last && !strchr(last, '/'));

    *ret_minutes = DEFAULT_MINUTES;
    if (has_duration && (value_parse_minutes(last, ret_minutes) < 0 || *ret_minutes == 0))
        return cli_usage(cli, "`%s` is no duration: give one such as 10m", last);
    *ret_block = arguments->n_words == 2 || !has_duration ? arguments->words[0] : "";
    return CLI_DONE;
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    char moment[MOMENT_SIZE];
    const char *id = "";
    struct bus_block block;
    int64_t until_sec;
    int minutes;

    int status = read_words(cli, arguments, &id, &minutes);
    if (status == CLI_DONE)
        status = cli_open(cli);
    if (status == CLI_DONE)
        status = cli_judge(
            cli,
            bus_client_snooze(cli->client, id, (unsigned)minutes, &block, &until_sec, &refusal),
            &refusal);
    if (status != CLI_DONE)
        return status;

    struct view view = cli_view(cli, cli->now_sec);
    moment_format(&view, until_sec, moment);
    text_add(&text, "Snoozed: ");
    text_add_escaped(&text, block.title);
    text_addf(&text, " until %s. To begin before: jsctl start ", moment);
    text_add_escaped(&text, block.id);
    text_add_char(&text, '\n');
    return cli_print(cli, &text);
}

const struct verb verb_snooze = {
    .name = "snooze",
    .arguments = "[BLOCK] [10m]",
    .max_words = 2,
    .help = "be reminded of the block again later",
    .run = run,
};
