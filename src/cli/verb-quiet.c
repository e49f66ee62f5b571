#include "cli/verb.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/value.h"

#define DEFAULT_MINUTES 60

static int run(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    const char *word = arguments->words[0];
    bool is_off = streq(word, "off");
    char moment[MOMENT_SIZE];
    int minutes = is_off ? 0 : DEFAULT_MINUTES;
    int64_t until_sec;

    if (*word && !is_off && (value_parse_minutes(word, &minutes) < 0 || minutes == 0))
        return cli_usage(cli, "`%s` is no duration: give one such as 1h, or off", word);
    int status = cli_open(cli);
    if (status == CLI_DONE)
        status = cli_judge(
            cli, bus_client_quiet(cli->client, (unsigned)minutes, &until_sec, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;

    struct view view = cli_view(cli, cli->now_sec);
    if (until_sec > cli->now_sec) {
        moment_format(&view, until_sec, moment);
        text_addf(&text, "Quiet until %s; nothing is excused. End it: jsctl quiet off\n", moment);
    } else {
        text_add(&text, "Quiet is over: reminders show again\n");
    }
    return cli_print(cli, &text);
}

const struct verb verb_quiet = {
    .name = "quiet",
    .arguments = "[1h|off]",
    .max_words = 1,
    .help = "no bubbles for a while; silences and excuses nothing",
    .run = run,
};
