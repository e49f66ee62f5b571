/* `forget`: takes what lies before a day, or everything, out of the log for good. What goes, and
 * how much of it, is shown first, and only the whole word `yes` is a yes. */
#include "cli/verb.h"

#include <unistd.h>

#include "base/civil.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/format.h"
#include "cli/value.h"

enum { OPT_BEFORE, OPT_ALL, OPT_YES };

#define LINE_SIZE 16

/* One and many, in the order in which they are told. */
static const struct {
    const char *what, *one, *many;
} names[] = {
    {"blocks", "block, with its note", "blocks, with their notes"},
    {"versions", "earlier version of one", "earlier versions of them"},
    {"items", "application or contact, with its history",
     "applications and contacts, with their history"},
    {"pauses", "pause or light day", "pauses and light days"},
    {"answers", "answer to a weekly review", "answers to weekly reviews"},
    {"suggestions", "suggestion that was applied: it cannot be taken back then",
     "suggestions that were applied: they cannot be taken back then"},
    {"set-aside", "damaged log that was set aside", "damaged logs that were set aside"},
};

static void add_amount(struct text *text, unsigned n, const char *what)
{
    text_addf(text, "%8u ", n);
    text_add_escaped(text, what);
    text_add_char(text, '\n');
}

/* What a newer daemon counts besides goes by its own name. */
static bool is_known(const char *what)
{
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (streq(what, names[i].what))
            return true;
    return false;
}

static void add_amounts(struct text *text, const struct bus_amounts *amounts)
{
    size_t length = text->length;

    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        for (size_t j = 0; j < amounts->n; j++) {
            const struct bus_amount *amount = &amounts->items[j];

            if (amount->n > 0 && streq(amount->what, names[i].what))
                add_amount(text, amount->n, amount->n == 1 ? names[i].one : names[i].many);
        }
    for (size_t i = 0; i < amounts->n; i++)
        if (amounts->items[i].n > 0 && !is_known(amounts->items[i].what))
            add_amount(text, amounts->items[i].n, amounts->items[i].what);
    if (text->length == length)
        text_add(text, "         nothing\n");
}

static int show(struct cli *cli, int32_t day, bool is_all, const struct bus_amounts *amounts)
{
    _cleanup_(text_done) struct text text = {0};
    char date[DAY_LONG_SIZE];

    day_format_long(day, date);
    if (is_all)
        text_add(&text, "This forgets all that the log holds, for good:\n\n");
    else
        text_addf(&text, "This forgets what lies before %s, for good:\n\n", date);
    add_amounts(&text, amounts);
    text_add(&text, is_all
                        ? "\nThe plan stays, with its backups beside it, and the daemon goes on "
                          "as on its first day.\n"
                        : "\nOpen blocks stay, and so does the plan. The week of that day counts "
                          "from that day on.\n");
    text_add(&text, "Copies elsewhere are not reached: exports, reports, calendars that were "
                    "synchronised,\nthe coach's. jobsearchd's docs/privacy.md lists them.\n\n");
    return cli_print(cli, &text);
}

static int confirm(struct cli *cli)
{
    char line[LINE_SIZE];

    if (!isatty(STDIN_FILENO))
        return cli_fail(cli, CLI_REFUSED,
                        "nothing was forgotten: this is no terminal to ask at; say it with --yes");
    fputs("It cannot be undone. Type yes to forget: ", cli->out);
    fflush(cli->out);
    if (!fgets(line, sizeof(line), stdin))
        fputc('\n', cli->out);
    else if (streq(line, "yes\n"))
        return CLI_DONE;
    return cli_fail(cli, CLI_REFUSED, "nothing was forgotten");
}

static int forget(struct cli *cli, const char *before)
{
    _cleanup_(bus_amounts_done) struct bus_amounts amounts = {0};
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    int status =
        cli_judge(cli, bus_client_forget(cli->client, before, false, &amounts, &refusal), &refusal);

    if (status != CLI_DONE)
        return status;
    text_add(&text, "Forgotten. No byte of it is in the log's files any more.\n");
    return cli_print(cli, &text);
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    const char *word = arguments->options[OPT_BEFORE];
    _cleanup_(bus_amounts_done) struct bus_amounts amounts = {0};
    struct bus_refusal refusal = {0};
    bool is_all = arguments->options[OPT_ALL];
    char before[DATE_SIZE] = "";
    int32_t day = 0;

    if (!word == !is_all)
        return cli_usage(cli, "say what: --before DATE, or --all");
    int status = cli_open(cli);
    if (status != CLI_DONE)
        return status;
    if (word && value_parse_day(word, cli->zone, cli->now_sec, &day) < 0)
        return cli_usage(cli, "`%s`: give a day, such as 2026-11-24 or today", word);
    if (word)
        civil_format_date(day, before);
    status =
        cli_judge(cli, bus_client_forget(cli->client, before, true, &amounts, &refusal), &refusal);
    if (status == CLI_DONE)
        status = show(cli, day, is_all, &amounts);
    if (status == CLI_DONE && !arguments->options[OPT_YES])
        status = confirm(cli);
    return status == CLI_DONE ? forget(cli, before) : status;
}

const struct verb verb_forget = {
    .name = "forget",
    .arguments = "",
    .help = "take what lies before a day, or everything, out of the log for good",
    .options =
        {
            [OPT_BEFORE] = {"before", "DATE", "what lies before that day; open blocks stay", false},
            [OPT_ALL] = {"all", NULL, "everything that the log holds", false},
            [OPT_YES] = {"yes", NULL, "do not ask, for scripts", false},
        },
    .run = run,
};
