/* `review`: a week as a whole, and what the user answers to its questions. */
#include "cli/verb.h"

#include "base/text.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/render.h"
#include "cli/value.h"

enum {
    OPT_ANSWER,
    OPT_JSON,
};

static int show(struct cli *cli, const char *week, bool is_json)
{
    _cleanup_(bus_review_done) struct bus_review review = {0};
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};

    int status = cli_connect(cli, true);
    if (status == CLI_DONE)
        status =
            cli_judge(cli, bus_client_get_review(cli->client, week, &review, &refusal), &refusal);
    if (status == CLI_DONE)
        status = cli_load_zone(cli, review.goals.timezone);
    if (status != CLI_DONE)
        return status;
    if (is_json) {
        render_review_json(cli->out, cli->zone, &review);
        return CLI_DONE;
    }
    struct view view = cli_view(cli, review.goals.now_sec);
    render_review(&text, &view, &review);
    return cli_print(cli, &text);
}

/* `Kept for the week from Mon 16 Nov: What got in the way this week?` */
static int tell_kept(struct cli *cli, int64_t from_sec, const char *question, bool is_taken_back)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = cli_view(cli, cli->now_sec);
    char day[DAY_SIZE];

    day_format(&view, zone_day(cli->zone, from_sec), day);
    text_addf(&text, "%s for the week from %s: ", is_taken_back ? "Taken back" : "Kept", day);
    text_add_escaped(&text, question);
    text_add_char(&text, '\n');
    return cli_print(cli, &text);
}

static int answer(struct cli *cli, const char *week, const char *number_text, const char *said)
{
    struct bus_refusal refusal = {0};
    const char *question;
    int64_t from_sec;
    int number;

    if (value_parse_count(number_text, &number) < 0)
        return cli_usage(cli, "--answer takes the number of a question, as `jsctl review` shows");
    int status = cli_open(cli);
    if (status == CLI_DONE)
        status = cli_judge(cli,
                           bus_client_answer_review(cli->client, week, (unsigned)number, said,
                                                    &from_sec, &question, &refusal),
                           &refusal);
    return status != CLI_DONE ? status : tell_kept(cli, from_sec, question, !*said);
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    const char *number = arguments->options[OPT_ANSWER];
    size_t n = arguments->n_words;

    if (!number && n > 1)
        return cli_usage(cli, "one week at a time");
    if (!number)
        return show(cli, arguments->words[0], arguments->options[OPT_JSON]);
    if (n == 0)
        return cli_usage(cli, "--answer %s wants the answer behind it, in quotes", number);
    return answer(cli, n > 1 ? arguments->words[0] : "", number, arguments->words[n - 1]);
}

const struct verb verb_review = {
    .name = "review",
    .arguments = "[+N|-N|DATE|YYYY-Wnn] [TEXT]",
    .max_words = 2,
    .help = "a week as a whole: time, goals, patterns, reasons, notes and questions",
    .options = {[OPT_ANSWER] = {"answer", "NUMBER", "keep TEXT as the answer to a question", false},
                [OPT_JSON] = OPTION_JSON},
    .run = run,
};
