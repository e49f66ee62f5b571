/* `log`: the completion log, oldest first. All of it streams page by page: a million rows take no
 * more memory than one page. The newest few come newest first and are kept to be turned round. */
#include "cli/verb.h"

#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/log-page.h"
#include "cli/render.h"
#include "cli/value.h"

enum { OPT_JSON, OPT_CSV, OPT_FROM, OPT_TO, OPT_ACTIVITY, OPT_OUTCOME, OPT_LIMIT };

enum form { FORM_TEXT, FORM_JSON, FORM_CSV };

struct listing {
    struct cli *cli;
    enum form form;
    struct json json;
    struct text text; /* of one entry after the other */
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

/* A file gets every byte; a terminal none that it would act on. */
static void print_csv(const struct text *text, FILE *f)
{
    if (!isatty(fileno(f))) {
        fputs(text->data, f);
        return;
    }
    text->data[text->length - strlen("\r\n")] = 0;
    print_escaped(f, text->data);
    fputc('\n', f);
}

static int print_entry(struct listing *listing, const struct bus_entry *entry)
{
    struct cli *cli = listing->cli;
    struct text *text = &listing->text;
    struct view view = cli_view(cli, cli->now_sec);

    if (listing->form == FORM_JSON) {
        render_entry_json(&listing->json, view.zone, entry);
        return CLI_DONE;
    }
    text->length = 0;
    if (listing->form == FORM_CSV)
        render_entry_csv(text, view.zone, entry);
    else
        render_entry(text, &view, entry);
    if (text->failed)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    if (listing->form == FORM_CSV)
        print_csv(text, cli->out);
    else
        screen_put(view.screen, text->data, cli->out);
    return CLI_DONE;
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

static int list_all(struct listing *listing, struct bus_log_query *query)
{
    _cleanup_(freep) char *cursor = NULL;
    int status;

    do {
        _cleanup_(bus_page_done) struct bus_page page = {0};
        status = log_page_read(listing->cli, query, &cursor, &page);
        for (size_t i = 0; status == CLI_DONE && i < page.n_entries; i++)
            status = print_entry(listing, &page.entries[i]);
    } while (status == CLI_DONE && *cursor && cli_can_write(listing->cli));
    return status;
}

/* ---- The newest entries ---- */

struct newest {
    struct bus_entry *entries; /* copies, newest first */
    size_t n, capacity;
};

static void newest_done(struct newest *newest)
{
    for (size_t i = 0; i < newest->n; i++)
        bus_entry_done(&newest->entries[i]);
    free(newest->entries);
}

static int newest_add(struct newest *newest, const struct bus_page *page)
{
    for (size_t i = 0; i < page->n_entries; i++) {
        int r = array_reserve((void **)&newest->entries, &newest->capacity, newest->n,
                              sizeof(*newest->entries));
        if (r >= 0)
            r = bus_entry_copy(&page->entries[i], &newest->entries[newest->n]);
        if (r < 0)
            return r;
        newest->n++;
    }
    return 0;
}

static int newest_read(struct newest *newest, struct cli *cli, struct bus_log_query *query,
                       size_t limit)
{
    _cleanup_(freep) char *cursor = NULL;

    query->is_newest_first = true;
    while (newest->n < limit && !streq_null(cursor, "")) {
        _cleanup_(bus_page_done) struct bus_page page = {0};
        query->limit = (unsigned)MIN(limit - newest->n, (size_t)BUS_PAGE_MAX);
        int status = log_page_read(cli, query, &cursor, &page);
        if (status == CLI_DONE && newest_add(newest, &page) < 0)
            status = cli_fail(cli, CLI_REFUSED, "out of memory");
        if (status != CLI_DONE)
            return status;
    }
    return CLI_DONE;
}

static int list_newest(struct listing *listing, struct bus_log_query *query, size_t limit)
{
    _cleanup_(newest_done) struct newest newest = {0};

    int status = newest_read(&newest, listing->cli, query, limit);
    for (size_t i = newest.n; status == CLI_DONE && i-- > 0;)
        status = print_entry(listing, &newest.entries[i]);
    return status;
}

/* limit -1: none */
static int list(struct cli *cli, enum form form, struct bus_log_query *query, int limit)
{
    struct listing listing = {.cli = cli, .form = form};

    begin(&listing);
    int status =
        limit < 0 ? list_all(&listing, query) : list_newest(&listing, query, (size_t)limit);
    if (status == CLI_DONE)
        end(&listing);
    text_done(&listing.text);
    return status;
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    struct bus_log_query query = {0};
    const char *limit_text = arguments->options[OPT_LIMIT];
    bool is_json = arguments->options[OPT_JSON], is_csv = arguments->options[OPT_CSV];
    int limit = -1;

    if (is_json && is_csv)
        return cli_usage(cli, "--json and --csv exclude each other");
    if (limit_text && value_parse_count(limit_text, &limit) < 0)
        return cli_usage(cli, "--limit `%s`: give a whole number, such as 20", limit_text);

    int status = cli_open(cli);
    if (status == CLI_DONE)
        status = read_query(cli, arguments, &query);
    if (status != CLI_DONE)
        return status;
    return list(cli, is_json ? FORM_JSON : is_csv ? FORM_CSV : FORM_TEXT, &query, limit);
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
            [OPT_LIMIT] = {"limit", "N", "only the newest so many", false},
        },
    .run = run,
};
