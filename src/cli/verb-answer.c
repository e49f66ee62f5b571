/* `done`, `partial`, `skip`: how a block went. */
#include "cli/verb.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/render.h"
#include "cli/value.h"

enum { OPT_MINUTES, OPT_COUNT, OPT_WHY, OPT_NOTE };

static int read_answer(struct cli *cli, const struct arguments *arguments, struct bus_answer *ret)
{
    const char *minutes = arguments->options[OPT_MINUTES], *count = arguments->options[OPT_COUNT];
    const char *why = arguments->options[OPT_WHY], *note = arguments->options[OPT_NOTE];

    ret->block = arguments->words[0];
    ret->minutes = ret->count = -1;
    ret->why = why ? why : "";
    ret->note = note ? note : "";
    if (minutes && value_parse_minutes(minutes, &ret->minutes) < 0)
        return cli_usage(cli, "--minutes `%s`: give minutes, such as 45 or 1h30m", minutes);
    if (count && value_parse_count(count, &ret->count) < 0)
        return cli_usage(cli, "--count `%s`: give a whole number, such as 3", count);
    return CLI_DONE;
}

static int print_marked(struct cli *cli, enum outcome outcome, const struct bus_block *block)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = cli_view(cli, cli->now_sec);

    text_addf(&text, "Marked %s: ", outcome_label(outcome));
    render_changed(&text, &view, block);
    text_add(&text, ". Undo: jsctl undo\n");
    return cli_print(cli, &text);
}

static int answer(struct cli *cli, const struct arguments *arguments, enum outcome outcome)
{
    struct bus_answer said = {.outcome = outcome};
    struct bus_refusal refusal = {0};
    struct bus_block block;

    int status = read_answer(cli, arguments, &said);
    if (status == CLI_DONE)
        status = cli_open(cli);
    if (status == CLI_DONE)
        status = cli_judge(cli, bus_client_answer(cli->client, &said, &block, &refusal), &refusal);
    return status == CLI_DONE ? print_marked(cli, outcome, &block) : status;
}

static int run_done(struct cli *cli, const struct arguments *arguments)
{
    return answer(cli, arguments, OUTCOME_DONE);
}

static int run_partial(struct cli *cli, const struct arguments *arguments)
{
    return answer(cli, arguments, OUTCOME_PARTIAL);
}

static int run_skip(struct cli *cli, const struct arguments *arguments)
{
    return answer(cli, arguments, OUTCOME_SKIPPED);
}

#define ANSWER_OPTIONS                                                                          \
    {                                                                                           \
        [OPT_MINUTES] = {"minutes", "MINUTES", "how long it was: 45, or 1h30m", false},         \
        [OPT_COUNT] = {"count", "N", "how many of the goal's unit came of it", false},          \
        [OPT_WHY] = {"why", "tired|unclear|avoided|clash|other", "what got in the way", false}, \
        [OPT_NOTE] = {"note", "TEXT", "a note for the review", false},                          \
    }

const struct verb verb_done = {
    .name = "done",
    .arguments = "[BLOCK]",
    .max_words = 1,
    .help = "the block was done; no BLOCK: the started, the just ended, or the current one",
    .options = ANSWER_OPTIONS,
    .run = run_done,
};

const struct verb verb_partial = {
    .name = "partial",
    .arguments = "[BLOCK]",
    .max_words = 1,
    .help = "the block was done in part: half of it counts, if --minutes does not say",
    .options = ANSWER_OPTIONS,
    .run = run_partial,
};

const struct verb verb_skip = {
    .name = "skip",
    .arguments = "[BLOCK]",
    .max_words = 1,
    .help = "the block was not or will not be done",
    .options = ANSWER_OPTIONS,
    .run = run_skip,
};
