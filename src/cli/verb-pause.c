/* What the user declares off: `pause`, `light`, `resume`, `fresh`. */
#include "cli/verb.h"

#include "base/text.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/format.h"

enum {
    OPT_NOTE,
};

/* The bus has "" for today. */
static const char *days_of(const struct arguments *arguments)
{
    const char *word = arguments->words[0];

    return streq(word, "today") ? "" : word;
}

/* "Tue 24 Nov", "Tue 24 Nov to Fri 27 Nov": the days of [from_sec, to_sec). */
static void add_days(struct text *text, const struct view *view, int64_t from_sec, int64_t to_sec)
{
    int32_t first = zone_day(view->zone, from_sec), last = zone_day(view->zone, to_sec - 1);
    char day[DAY_SIZE];

    day_format(view, first, day);
    text_add(text, day);
    if (last > first) {
        day_format(view, last, day);
        text_addf(text, " to %s", day);
    }
}

static int run_pause(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    const char *note = arguments->options[OPT_NOTE] ?: "";
    int64_t from_sec, to_sec;

    int status = cli_open(cli);
    if (status == CLI_DONE)
        status = cli_judge(
            cli,
            bus_client_pause(cli->client, days_of(arguments), note, &from_sec, &to_sec, &refusal),
            &refusal);
    if (status != CLI_DONE)
        return status;

    struct view view = cli_view(cli, cli->now_sec);
    text_add(&text, "Paused: ");
    add_days(&text, &view, from_sec, to_sec);
    text_add(&text, ". Its blocks are excused; goals scale down. End it: jsctl resume\n");
    return cli_print(cli, &text);
}

static int run_light(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    int64_t from_sec, to_sec;

    int status = cli_open(cli);
    if (status == CLI_DONE)
        status = cli_judge(
            cli, bus_client_light(cli->client, days_of(arguments), &from_sec, &to_sec, &refusal),
            &refusal);
    if (status != CLI_DONE)
        return status;

    struct view view = cli_view(cli, cli->now_sec);
    bool is_one = zone_day(view.zone, from_sec) == zone_day(view.zone, to_sec - 1);
    text_add(&text, is_one ? "A light day: " : "Light days: ");
    add_days(&text, &view, from_sec, to_sec);
    text_add(&text, ". What matters most stays, at its minimum; the rest is excused.\n"
                    "See it: jsctl today. End it: jsctl resume\n");
    return cli_print(cli, &text);
}

static int run_resume(struct cli *cli, _unused_ const struct arguments *arguments)
{
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    bool has_ended;

    int status = cli_open(cli);
    if (status == CLI_DONE)
        status = cli_judge(cli, bus_client_resume(cli->client, &has_ended, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;
    text_add(&text, has_ended ? "The plan goes on. What was excused so far stays so.\n"
                              : "There was no pause and no light day.\n");
    return cli_print(cli, &text);
}

static int run_fresh(struct cli *cli, _unused_ const struct arguments *arguments)
{
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    unsigned n;

    int status = cli_open(cli);
    if (status == CLI_DONE)
        status = cli_judge(cli, bus_client_fresh(cli->client, &n, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;
    if (n == 0)
        text_add(&text, "Nothing was open. A fresh start all the same.\n");
    else
        text_addf(&text, "A fresh start: %u open block%s excused.\n", n, n == 1 ? " is" : "s are");
    return cli_print(cli, &text);
}

const struct verb verb_pause = {
    .name = "pause",
    .arguments = "[today|DATE|FROM..TO]",
    .max_words = 1,
    .help = "declare days off (illness, an interview, a holiday): blocks are excused",
    .options = {{"note", "TEXT", "why, for the review", false}},
    .run = run_pause,
};

const struct verb verb_resume = {
    .name = "resume",
    .arguments = "",
    .help = "end the pause or the light day; what was excused so far stays so",
    .run = run_resume,
};

const struct verb verb_light = {
    .name = "light",
    .arguments = "[today|DATE|FROM..TO]",
    .max_words = 1,
    .help = "a day with little energy: what matters most, at its minimum",
    .run = run_light,
};

const struct verb verb_fresh = {
    .name = "fresh",
    .arguments = "",
    .help = "start over: every open block that lies behind is excused",
    .run = run_fresh,
};
