/* `day`: the evening sweep. What is open is asked about, one key each; what was done and has a
 * count is asked for it. Each question is made from the daemon's list of that moment, and looked up
 * again before it is answered: what a bubble answered meanwhile is not answered twice. */
#include "cli/verb.h"

#include <errno.h>

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/keys.h"
#include "cli/render.h"
#include "cli/sweep.h"
#include "cli/value.h"

#define UNIT_SIZE 64
#define LINE_SIZE 64

struct sweep {
    struct cli *cli;
    char date[DATE_SIZE];
    struct sweep_place place;
    struct bus_entry asked; /* the block in question: a copy */
    enum sweep_question question;
    char unit[UNIT_SIZE]; /* of its activity's goal; "": it counts nothing */
    unsigned n_answered, n_left;
    bool is_explained;
};

/* ---- What is asked ---- */

static int list_day(struct sweep *sweep, struct bus_span *ret)
{
    struct bus_refusal refusal = {0};
    int r = bus_client_list_day(sweep->cli->client, sweep->date, ret, &refusal);

    return cli_judge(sweep->cli, r, &refusal);
}

/* What the activity's goal counts; hours are not for the user to count. */
static int find_unit(struct sweep *sweep)
{
    _cleanup_(bus_status_done) struct bus_status status = {0};
    struct bus_refusal refusal = {0};
    int r = cli_judge(sweep->cli, bus_client_get_status(sweep->cli->client, &status, &refusal),
                      &refusal);

    *sweep->unit = '\0';
    for (size_t i = 0; r == CLI_DONE && i < status.n_goals; i++)
        if (streq(status.goals[i].activity, sweep->asked.block.activity) &&
            !streq(status.goals[i].unit, "hours"))
            snprintf(sweep->unit, sizeof(sweep->unit), "%s", status.goals[i].unit);
    return r;
}

/* The next question, if there is any: *ret_is_end says that there is none. */
static int find_question(struct sweep *sweep, bool *ret_is_end)
{
    *ret_is_end = false;
    do {
        _cleanup_(bus_span_done) struct bus_span span = {0};
        int status = list_day(sweep, &span);
        const struct bus_block *block;

        if (status != CLI_DONE)
            return status;
        block = sweep_next(&span, &sweep->place);
        *ret_is_end = !block;
        if (!block)
            return CLI_DONE;
        sweep->question = sweep_question_of(block, span.now_sec);
        sweep_place_set(&sweep->place, block);
        bus_entry_done(&sweep->asked);
        struct bus_entry entry = {.block = *block, .why = "", .note = "", .source = "jsctl"};
        if (bus_entry_copy(&entry, &sweep->asked) < 0)
            return cli_fail(sweep->cli, CLI_REFUSED, "out of memory");
        status = find_unit(sweep);
        if (status != CLI_DONE)
            return status;
    } while (sweep->question == SWEEP_COUNT && !*sweep->unit);
    return CLI_DONE;
}

/* What the tracker counts is not to be counted twice. */
static bool unit_is_tracked(const char *unit)
{
    for (enum track_deed deed = 0; deed < DEED_MAX_; deed++)
        if (streq(unit, track_deed_name(deed)))
            return true;
    return false;
}

static int print_question(struct sweep *sweep)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = cli_view(sweep->cli, sweep->cli->now_sec);

    if (!sweep->is_explained)
        text_add(&text, "d done, p partly, s skip, e excuse; a number of what the goal counts; "
                        "Enter leaves it open, q ends.\n");
    sweep->is_explained = true;
    render_changed(&text, &view, &sweep->asked.block);
    if (sweep->question == SWEEP_COUNT)
        text_addf(&text, " was %s: how many", outcome_label(sweep->asked.block.outcome));
    if (*sweep->unit) {
        text_add(&text, sweep->question == SWEEP_COUNT ? " " : ", ");
        text_add_escaped(&text, sweep->unit);
        text_add(&text, unit_is_tracked(sweep->unit) ? "s that the tracker does not have" : "s");
    }
    text_add(&text, "? ");
    int status = cli_print(sweep->cli, &text);
    fflush(sweep->cli->out);
    return status;
}

/* ---- What is said ---- */

/* Keys up to the one that ends the line, shown as they come. The end of the input is `q`. */
static int read_keys(struct sweep *sweep, char line[static LINE_SIZE])
{
    size_t n = 0;
    char key = '\n';
    int r = 1;

    while (n + 2 < LINE_SIZE && (r = key_read(STDIN_FILENO, &key)) > 0) {
        bool is_erase = key == '\b' || key == 0x7f;

        if (is_erase && n > 0)
            fputs("\b \b", sweep->cli->out);
        n -= is_erase && n > 0;
        if (!is_erase && key > ' ')
            fputc(line[n++] = key, sweep->cli->out);
        fflush(sweep->cli->out);
        if (key == '\x04' || (!is_erase && sweep_key_ends(key)))
            break;
    }
    line[n] = '\0';
    if (r == 0 || key == '\x04')
        strcpy(line, "q");
    fputc('\n', sweep->cli->out);
    return r;
}

static int read_line(struct sweep *sweep, char line[static LINE_SIZE])
{
    if (!fgets(line, LINE_SIZE, stdin))
        strcpy(line, "q");
    fputc('\n', sweep->cli->out); /* the reply is not to be seen there */
    return 1;
}

/* Asks until the reply makes sense. */
static int ask(struct sweep *sweep, struct sweep_reply *ret)
{
    for (;;) {
        char line[LINE_SIZE];
        int status = print_question(sweep), r;

        if (status != CLI_DONE)
            return status;
        r = isatty(STDIN_FILENO) ? read_keys(sweep, line) : read_line(sweep, line);
        if (r == -EINTR) /* stopped, and back */
            continue;
        if (r < 0)
            return cli_fail(sweep->cli, CLI_REFUSED, "cannot read a key: %s", strerror(-r));
        if (sweep_parse(line, sweep->question, *sweep->unit, ret) >= 0)
            return CLI_DONE;
        sweep->is_explained = false;
    }
}

/* ---- What is done ---- */

/* True if the block is as it was when it was asked about. */
static int is_still_so(struct sweep *sweep, bool *ret)
{
    _cleanup_(bus_span_done) struct bus_span span = {0};
    const struct bus_block *asked = &sweep->asked.block;
    int status = list_day(sweep, &span);

    *ret = false;
    for (size_t i = 0; status == CLI_DONE && i < span.n_blocks; i++)
        if (streq(span.blocks[i].id, asked->id))
            *ret = span.blocks[i].outcome == asked->outcome && span.blocks[i].count == asked->count;
    return status;
}

/* The row of a block that is done: its note and reason stay. */
static int put_count(struct sweep *sweep, int count, struct bus_refusal *refusal)
{
    const struct bus_block *asked = &sweep->asked.block;
    struct bus_log_query query = {
        .from_sec = asked->start_sec,
        .to_sec = asked->start_sec + 1,
        .activity = asked->activity,
        .outcome = "",
        .cursor = "",
        .limit = BUS_PAGE_MAX,
    };
    _cleanup_(bus_page_done) struct bus_page page = {0};
    int r = bus_client_list_log(sweep->cli->client, &query, &page, refusal);

    for (size_t i = 0; r == 0 && i < page.n_entries; i++) {
        _cleanup_(bus_entry_done) struct bus_entry copy = {0};

        if (!streq(page.entries[i].block.id, asked->id))
            continue;
        r = bus_entry_copy(&page.entries[i], &copy);
        copy.block.count = count;
        return r < 0 ? r : bus_client_put_log(sweep->cli->client, &copy, 1, false, refusal);
    }
    return r ?: bus_refuse(refusal, BUS_ERROR_NO_SUCH_BLOCK, "%s is not in the log.", asked->id);
}

static int put_excuse(struct sweep *sweep, struct bus_refusal *refusal)
{
    struct bus_entry entry = sweep->asked;

    entry.block.outcome = OUTCOME_EXCUSED;
    entry.block.minutes = 0;
    entry.answered_sec = sweep->cli->now_sec;
    if (entry.block.end_sec == 0) /* unplanned work that ran */
        entry.block.end_sec = MAX(sweep->cli->now_sec, entry.block.start_sec + 60);
    return bus_client_put_log(sweep->cli->client, &entry, 1, false, refusal);
}

static int put_answer(struct sweep *sweep, const struct sweep_reply *reply,
                      struct bus_refusal *refusal)
{
    struct bus_answer answer = {
        .block = sweep->asked.block.id,
        .outcome = reply->outcome,
        .minutes = -1,
        .count = reply->count,
        .why = "",
        .note = "",
    };
    struct bus_block block;

    return bus_client_answer(sweep->cli->client, &answer, &block, refusal);
}

static int take_reply(struct sweep *sweep, const struct sweep_reply *reply)
{
    struct bus_refusal refusal = {0};
    bool is_so;
    int status = is_still_so(sweep, &is_so), r;

    if (status != CLI_DONE)
        return status;
    if (!is_so) {
        _cleanup_(text_done) struct text text = {0};
        text_add(&text, "It was answered meanwhile: that stands.\n");
        return cli_print(sweep->cli, &text);
    }
    if (sweep->question == SWEEP_COUNT)
        r = put_count(sweep, reply->count, &refusal);
    else if (reply->outcome == OUTCOME_EXCUSED)
        r = put_excuse(sweep, &refusal);
    else
        r = put_answer(sweep, reply, &refusal);
    status = cli_judge(sweep->cli, r, &refusal);
    sweep->n_answered += status == CLI_DONE;
    return status;
}

static int print_end(struct sweep *sweep)
{
    _cleanup_(text_done) struct text text = {0};

    if (sweep->n_answered == 0 && sweep->n_left == 0)
        text_add(&text, "Nothing is open.\n");
    else
        text_addf(&text, "%u answered, %u left open.%s\n", sweep->n_answered, sweep->n_left,
                  sweep->n_answered > 0 ? " Undo the last: jsctl undo" : "");
    return cli_print(sweep->cli, &text);
}

static int sweep_run(struct sweep *sweep)
{
    for (;;) {
        struct sweep_reply reply;
        bool is_end;
        int status = find_question(sweep, &is_end);

        if (status == CLI_DONE && !is_end)
            status = ask(sweep, &reply);
        if (status != CLI_DONE)
            return status;
        if (is_end)
            return print_end(sweep);
        if (reply.word != SWEEP_ANSWER)
            sweep->n_left += sweep->question == SWEEP_OUTCOME;
        if (reply.word == SWEEP_END)
            return print_end(sweep);
        if (reply.word == SWEEP_ANSWER)
            status = take_reply(sweep, &reply);
        if (status != CLI_DONE)
            return status;
    }
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    struct sweep sweep = {.cli = cli};
    const char *word = arguments->n_words > 0 ? arguments->words[0] : "today";
    int32_t day;
    int status = cli_open(cli);

    if (status != CLI_DONE)
        return status;
    if (value_parse_day(word, cli->zone, cli->now_sec, &day) < 0)
        return cli_usage(cli, "`%s`: give a day, such as yesterday or 2026-11-24", word);
    civil_format_date(day, sweep.date);
    status = sweep_run(&sweep);
    bus_entry_done(&sweep.asked);
    return status;
}

const struct verb verb_day = {
    .name = "day",
    .arguments = "[today|yesterday|DATE]",
    .max_words = 1,
    .help = "the evening sweep: what is open and what was counted, one key each",
    .run = run,
};
