/* `review`: a week as a whole, and what the user answers to its questions: on a terminal they are
 * asked. */
#include "cli/verb.h"

#include <errno.h>

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/render.h"
#include "cli/value.h"

#define QUESTIONS_MAX 4

enum {
    OPT_ANSWER,
    OPT_JSON,
};

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

/* ---- Asking ---- */

/* What is asked, apart from the reply that it came in. */
struct asked {
    char week[DATE_SIZE];
    unsigned numbers[QUESTIONS_MAX];
    char *questions[QUESTIONS_MAX]; /* owned */
    size_t n;
};

static void asked_done(struct asked *asked)
{
    for (size_t i = 0; i < asked->n; i++)
        free(asked->questions[i]);
}

static int asked_fill(struct asked *asked, const struct zone *zone, const struct bus_review *review)
{
    civil_format_date(zone_day(zone, review->goals.from_sec), asked->week);
    for (size_t i = 0; i < review->n_questions && asked->n < QUESTIONS_MAX; i++) {
        char *question;

        if (*review->questions[i].answer)
            continue;
        question = strdup(review->questions[i].question);
        if (!question)
            return -ENOMEM;
        asked->numbers[asked->n] = review->questions[i].number;
        asked->questions[asked->n++] = question;
    }
    return 0;
}

/* One line; NULL at the end of the input, and for an empty one "". The caller frees. */
static char *read_line(void)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t n = getline(&line, &size, stdin);

    if (n < 0) {
        free(line);
        return NULL;
    }
    line[strcspn(line, "\r\n")] = '\0';
    return line;
}

static int put_answer(struct cli *cli, const struct asked *asked, size_t i, const char *said,
                      struct bus_refusal *refusal)
{
    const char *question;
    int64_t from_sec;

    return bus_client_answer_review(cli->client, asked->week, asked->numbers[i], said, &from_sec,
                                    &question, refusal);
}

/* One that is refused for its form is asked again. *ret_is_end: the input is over. */
static int ask(struct cli *cli, const struct asked *asked, size_t i, unsigned *n_kept,
               bool *ret_is_end)
{
    for (;;) {
        _cleanup_(text_done) struct text text = {0};
        _cleanup_(freep) char *line = NULL;
        struct bus_refusal refusal = {0};
        int status, r;

        text_add_escaped(&text, asked->questions[i]);
        text_add(&text, "\n> ");
        status = cli_print(cli, &text);
        fflush(cli->out);
        line = status == CLI_DONE ? read_line() : NULL;
        *ret_is_end = !line;
        if (!line || !line[strspn(line, " \t")])
            return status;
        r = put_answer(cli, asked, i, line, &refusal);
        status = cli_judge(cli, r, &refusal);
        if (r == 1 && refusal.error == BUS_ERROR_INVALID_ARGUMENT)
            continue;
        *n_kept += status == CLI_DONE;
        return status;
    }
}

static int ask_all(struct cli *cli, const struct asked *asked)
{
    unsigned n_kept = 0;
    bool is_end = false;
    int status = CLI_DONE;

    if (asked->n == 0)
        return CLI_DONE;
    fputs("\nA line each, for you and your coach; Enter leaves it open.\n", cli->out);
    for (size_t i = 0; i < asked->n && status == CLI_DONE && !is_end; i++)
        status = ask(cli, asked, i, &n_kept, &is_end);
    if (is_end)
        fputc('\n', cli->out);
    if (n_kept > 0)
        fprintf(cli->out, "%u answer%s kept.\n", n_kept, n_kept == 1 ? "" : "s");
    return status;
}

static int show(struct cli *cli, const char *week, bool is_json)
{
    _cleanup_(asked_done) struct asked asked = {0};
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
    status = cli_print(cli, &text);
    if (status != CLI_DONE || !isatty(STDIN_FILENO) || !isatty(fileno(cli->out)))
        return status;
    if (asked_fill(&asked, cli->zone, &review) < 0)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    return ask_all(cli, &asked);
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
