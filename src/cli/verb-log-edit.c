/* `log add` and `log edit`: what the log should say, put right by hand. */
#include "cli/verb.h"

#include <ctype.h>
#include <errno.h>

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/log-page.h"
#include "cli/render.h"
#include "cli/value.h"

enum { OPT_OUTCOME, OPT_MINUTES, OPT_COUNT, OPT_WHY, OPT_NOTE, OPT_START };

#define EDIT_OPTIONS(must_have_minutes)                                                         \
    [OPT_OUTCOME] = {"outcome", "done|partial|skipped|missed|excused|open", "how it ended",     \
                     false},                                                                    \
    [OPT_MINUTES] = {"minutes", "MINUTES", "how long it was: 45, or 1h30m", must_have_minutes}, \
    [OPT_COUNT] = {"count", "N", "how many of the goal's unit came of it", false},              \
    [OPT_WHY] = {"why", "tired|unclear|avoided|clash|other", "what got in the way", false},     \
    [OPT_NOTE] = {"note", "TEXT", "a note for the review", false}

/* Sets what the options say; the rest stays. */
static int apply(struct cli *cli, const struct arguments *arguments, struct bus_entry *entry)
{
    const char *const *options = arguments->options;

    if (options[OPT_OUTCOME])
        outcome_parse(options[OPT_OUTCOME], &entry->block.outcome); /* one of the choice */
    if (options[OPT_MINUTES] &&
        value_parse_minutes(options[OPT_MINUTES], &entry->block.minutes) < 0)
        return cli_usage(cli, "--minutes `%s`: give minutes, such as 45 or 1h30m",
                         options[OPT_MINUTES]);
    if (options[OPT_COUNT] && value_parse_count(options[OPT_COUNT], &entry->block.count) < 0)
        return cli_usage(cli, "--count `%s`: give a whole number, such as 3", options[OPT_COUNT]);
    if (options[OPT_WHY])
        entry->why = options[OPT_WHY];
    if (options[OPT_NOTE])
        entry->note = options[OPT_NOTE];
    entry->source = "jsctl";
    if (outcome_is_answer(entry->block.outcome) && entry->answered_sec == 0)
        entry->answered_sec = cli->now_sec;
    return CLI_DONE;
}

static int put(struct cli *cli, const struct bus_entry *entry, const char *what)
{
    struct bus_block shown = entry->block;
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    struct view view = cli_view(cli, cli->now_sec);

    int status =
        cli_judge(cli, bus_client_put_log(cli->client, entry, 1, false, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;
    text_addf(&text, "%s %s: ", what, outcome_label(entry->block.outcome));
    if (!*shown.title) /* the daemon knows it, we do not */
        shown.title = shown.activity;
    render_changed(&text, &view, &shown);
    text_add(&text, ". Undo: jsctl undo\n");
    return cli_print(cli, &text);
}

static int run_add(struct cli *cli, const struct arguments *arguments)
{
    const char *start = arguments->options[OPT_START];
    struct bus_entry entry = {.why = "", .note = ""};
    struct bus_block *block = &entry.block;

    /* An empty id asks the daemon for the next number, an empty title for the activity's. */
    *block = (struct bus_block){
        .id = "",
        .activity = arguments->words[0],
        .title = "",
        .kind = BLOCK_UNPLANNED,
        .outcome = OUTCOME_DONE,
        .minutes = -1,
        .count = -1,
    };
    int status = cli_open(cli);
    if (status == CLI_DONE)
        status = apply(cli, arguments, &entry);
    if (status != CLI_DONE)
        return status;
    if (block->minutes == 0)
        return cli_usage(cli, "--minutes 0: give how long it was");
    if (value_parse_moment(start, cli->zone, cli->now_sec, &block->start_sec) < 0)
        return cli_usage(cli, "--start `%s`: give a time such as 09:00 or \"2026-11-24 09:00\"",
                         start);
    block->end_sec = block->start_sec + (int64_t)block->minutes * 60;
    return put(cli, &entry, "Logged as");
}

/* The part of the log in which a planned block's id says that it lies, a few days wider: a moved
 * block keeps its id. Without a date in the id all of it. */
static void query_near(struct cli *cli, const char *id, struct bus_log_query *query)
{
    const char *slash = strchr(id, '/');
    char date[DATE_SIZE];
    int32_t day;
    int year, week;

    snprintf(date, sizeof(date), "%.10s", slash ? slash + 1 : "");
    if (sscanf(date, "%4d-W%2d", &year, &week) == 2) {
        if (civil_iso_week_day(year, week, &day) < 0)
            return;
    } else if (civil_parse_date(date, &day) < 0) {
        return;
    }
    query->from_sec = zone_day_start(cli->zone, day - 7);
    query->to_sec = zone_day_start(cli->zone, day + 14);
}

/* Returns 1 with a copy of the entry if the page has it, else 0, or -ENOMEM. */
static int find_in_page(const struct bus_page *page, const char *id, struct bus_entry *ret)
{
    for (size_t i = 0; i < page->n_entries; i++)
        if (streq(page->entries[i].block.id, id))
            return bus_entry_copy(&page->entries[i], ret) < 0 ? -ENOMEM : 1;
    return 0;
}

/* *ret is a copy. What is corrected is rather new than old. */
static int find_entry(struct cli *cli, const char *id, struct bus_entry *ret)
{
    struct bus_log_query query = {
        .activity = "", .outcome = "", .is_newest_first = true, .limit = BUS_PAGE_MAX};
    _cleanup_(freep) char *cursor = NULL;
    int found = 0;

    query_near(cli, id, &query);
    do {
        _cleanup_(bus_page_done) struct bus_page page = {0};
        int status = log_page_read(cli, &query, &cursor, &page);
        if (status != CLI_DONE)
            return status;
        found = find_in_page(&page, id, ret);
        if (found < 0)
            return cli_fail(cli, CLI_REFUSED, "out of memory");
    } while (!found && *cursor);
    if (!found)
        return cli_fail(cli, CLI_REFUSED, "%s is not in the log: `jsctl log` lists what is", id);
    return CLI_DONE;
}

/* What a new outcome counts where --minutes does not say: as for answers, from the plan. */
static int planned_minutes(const struct bus_block *block)
{
    int minutes = (int)minutes_between(block->start_sec, block->end_sec);
    if (block->outcome == OUTCOME_DONE && block->end_sec)
        return minutes;
    if (block->outcome == OUTCOME_PARTIAL && block->end_sec)
        return minutes / 2;
    return block->outcome == OUTCOME_SKIPPED ? 0 : -1;
}

static int run_edit(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(bus_entry_done) struct bus_entry found = {0};

    int status = cli_open(cli);
    if (status == CLI_DONE)
        status = find_entry(cli, arguments->words[0], &found);
    if (status != CLI_DONE)
        return status;
    struct bus_entry entry = found;
    enum outcome before = entry.block.outcome;
    status = apply(cli, arguments, &entry);
    if (status != CLI_DONE)
        return status;
    if (entry.block.outcome != before && !arguments->options[OPT_MINUTES])
        entry.block.minutes = planned_minutes(&entry.block);
    return put(cli, &entry, "Log says");
}

const struct verb verb_log_add = {
    .name = "log add",
    .arguments = "ACTIVITY",
    .min_words = 1,
    .max_words = 1,
    .help = "add work that was not planned",
    .options =
        {
            EDIT_OPTIONS(true),
            [OPT_START] = {"start", "TIME", "when: 09:00 (today), or \"2026-11-24 09:00\"", true},
        },
    .run = run_add,
};

const struct verb verb_log_edit = {
    .name = "log edit",
    .arguments = "BLOCK",
    .min_words = 1,
    .max_words = 1,
    .help = "correct an entry; its history is kept",
    .options = {EDIT_OPTIONS(false)},
    .run = run_edit,
};
