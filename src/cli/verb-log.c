/* `log`: streams the completion log page by page; a million rows take no more memory than one
 * page. */
#include "cli/verb.h"

#include <errno.h>

#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/render.h"
#include "cli/value.h"

enum { OPT_JSON, OPT_CSV, OPT_FROM, OPT_TO, OPT_ACTIVITY, OPT_OUTCOME, OPT_LIMIT };

enum form { FORM_TEXT, FORM_JSON, FORM_CSV };

struct listing {
    struct cli *cli;
    enum form form;
    struct json json;
    int left; /* entries until the limit; -1: none */
};

/* A day's option as the instant at which that day, or (days 1) the day after, begins. */
static int read_day(struct cli *cli, const char *name, const char *value, int days,
                    int64_t *ret_sec)
{
    int32_t day;
    *ret_sec = 0;
    if (!value)
        return CLI_DONE;
    if (value_parse_day(value, cli->zone, cli->now_sec, &day) < 0)
        return cli_usage(cli, "--%s `%s`: give a date such as 2026-11-24, today or yesterday", name,
                         value);
    *ret_sec = zone_day_start(cli->zone, day + days);
    return CLI_DONE;
}

static int read_query(struct cli *cli, const struct arguments *arguments, struct bus_log_query *ret)
{
    const char *activity = arguments->options[OPT_ACTIVITY];
    const char *outcome = arguments->options[OPT_OUTCOME];

    ret->activity = activity ? activity : "";
    ret->outcome = outcome ? outcome : "";
    ret->limit = BUS_PAGE_MAX;
    int status = read_day(cli, "from", arguments->options[OPT_FROM], 0, &ret->from_sec);
    if (status == CLI_DONE)
        status = read_day(cli, "to", arguments->options[OPT_TO], 1, &ret->to_sec);
    if (status == CLI_DONE && ret->to_sec && ret->to_sec <= ret->from_sec)
        status = cli_usage(cli, "--to lies before --from");
    return status;
}

static int print_entry(struct listing *listing, const struct view *view, struct text *text,
                       const struct bus_entry *entry)
{
    if (listing->form == FORM_JSON) {
        render_entry_json(&listing->json, view->zone, entry);
        return CLI_DONE;
    }
    if (listing->form == FORM_CSV)
        render_entry_csv(text, view->zone, entry);
    else
        render_entry(text, view, entry);
    if (text->failed)
        return cli_fail(listing->cli, CLI_REFUSED, "out of memory");
    if (listing->form == FORM_CSV)
        fputs(text->data, listing->cli->out);
    else
        screen_put(view->screen, text->data, listing->cli->out);
    text->length = 0;
    return CLI_DONE;
}

static int print_page(struct listing *listing, const struct bus_page *page)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = cli_view(listing->cli, listing->cli->now_sec);
    int status = CLI_DONE;

    for (size_t i = 0; i < page->n_entries && status == CLI_DONE && listing->left != 0; i++) {
        status = print_entry(listing, &view, &text, &page->entries[i]);
        if (listing->left > 0)
            listing->left--;
    }
    return status;
}

/* Asks for one page and prints it; *cursor becomes the next one's, "" at the end. */
static int list_page(struct listing *listing, struct bus_log_query *query, char **cursor)
{
    _cleanup_(bus_page_done) struct bus_page page = {0};
    struct bus_refusal refusal = {0};
    struct cli *cli = listing->cli;

    query->cursor = *cursor;
    if (listing->left > 0)
        query->limit = (unsigned)MIN(listing->left, BUS_PAGE_MAX);
    int status = cli_judge(cli, bus_client_list_log(cli->client, query, &page, &refusal), &refusal);
    if (status == CLI_DONE)
        status = print_page(listing, &page);
    if (status == CLI_DONE && str_replace(cursor, page.cursor) < 0)
        status = cli_fail(cli, CLI_REFUSED, "out of memory");
    return status;
}

static void begin(struct listing *listing)
{
    _cleanup_(text_done) struct text head = {0};
    if (listing->form == FORM_JSON) {
        json_init(&listing->json, listing->cli->out);
        json_object_begin(&listing->json, NULL);
        json_integer(&listing->json, "schema", 1);
        json_array_begin(&listing->json, "entries");
    } else if (listing->form == FORM_CSV) {
        render_entry_csv_head(&head);
        fputs(head.data ? head.data : "", listing->cli->out);
    }
}

static void end(struct listing *listing)
{
    if (listing->form != FORM_JSON)
        return;
    json_array_end(&listing->json);
    json_object_end(&listing->json);
    json_finish(&listing->json);
}

static int list(struct listing *listing, struct bus_log_query *query)
{
    _cleanup_(freep) char *cursor = strdup("");
    int status = cursor ? CLI_DONE : cli_fail(listing->cli, CLI_REFUSED, "out of memory");

    begin(listing);
    while (status == CLI_DONE && listing->left != 0 && cli_can_write(listing->cli)) {
        status = list_page(listing, query, &cursor);
        if (status == CLI_DONE && !*cursor)
            break;
    }
    if (status == CLI_DONE)
        end(listing);
    return status;
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    struct listing listing = {.cli = cli, .left = -1};
    struct bus_log_query query = {0};
    const char *limit = arguments->options[OPT_LIMIT];

    if (arguments->options[OPT_JSON] && arguments->options[OPT_CSV])
        return cli_usage(cli, "--json and --csv exclude each other");
    if (arguments->options[OPT_JSON])
        listing.form = FORM_JSON;
    if (arguments->options[OPT_CSV])
        listing.form = FORM_CSV;
    if (limit && value_parse_count(limit, &listing.left) < 0)
        return cli_usage(cli, "--limit `%s`: give a whole number, such as 20", limit);

    int status = cli_open(cli);
    if (status == CLI_DONE)
        status = read_query(cli, arguments, &query);
    return status == CLI_DONE ? list(&listing, &query) : status;
}

const struct verb verb_log = {
    .name = "log",
    .arguments = "",
    .help = "the completion log, oldest first",
    .options =
        {
            [OPT_JSON] = OPTION_JSON,
            [OPT_CSV] = {"csv", NULL, "print CSV, safe for spreadsheets", false},
            [OPT_FROM] = {"from", "DATE", "the first day: a date, today or yesterday", false},
            [OPT_TO] = {"to", "DATE", "the last day", false},
            [OPT_ACTIVITY] = {"activity", "NAME", "only this activity", false},
            [OPT_OUTCOME] = {"outcome", "open|done|partial|skipped|missed|excused",
                             "only blocks that ended so", false},
            [OPT_LIMIT] = {"limit", "N", "at most so many", false},
        },
    .run = run,
};
