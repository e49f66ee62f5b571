/* `track import`: applications and contacts out of a spreadsheet. The file is read and compared
 * here; the daemon gets what is new or changed, in one call that does all of it or nothing. */
#include "cli/verb.h"

#include "base/diag.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/input.h"
#include "cli/render-track-import.h"
#include "cli/track-csv.h"
#include "cli/track-list.h"
#include "cli/track-merge.h"
#include "cli/track-sheet.h"

enum { OPT_DRY_RUN, OPT_DATES, OPT_JSON };

/* What is unchanged stays here. */
static int put(struct cli *cli, const struct import_outcome *outcome)
{
    _cleanup_(freep) struct track_item *items = calloc(outcome->n + 1, sizeof(*items));
    _cleanup_(freep) enum track_effect *effects = calloc(outcome->n + 1, sizeof(*effects));
    struct bus_refusal refusal = {0};
    size_t n = 0;

    if (!items || !effects)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    for (size_t i = 0; i < outcome->n; i++)
        if (outcome->changes[i].effect != TRACK_UNCHANGED)
            items[n++] = outcome->changes[i].item;
    if (n == 0)
        return CLI_DONE;
    if (n > BUS_TRACK_MAX)
        return cli_fail(cli, CLI_REFUSED,
                        "there are more than %d applications and contacts: split the file, each "
                        "part with the first line",
                        BUS_TRACK_MAX);
    return cli_judge(
        cli,
        bus_client_put_many_track(cli->client, items, n, outcome->is_dry_run, effects, &refusal),
        &refusal);
}

static int print(struct cli *cli, const struct import_outcome *outcome, bool is_json)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = cli_view(cli, cli->now_sec);

    if (is_json) {
        render_track_import_json(cli->out, cli->zone, outcome);
        return CLI_DONE;
    }
    render_track_import(&text, &view, outcome);
    return cli_print(cli, &text);
}

static int import(struct cli *cli, const struct track_csv *csv, bool is_dry_run, bool is_json)
{
    _cleanup_(track_list_done) struct track_list items = {0};
    _cleanup_(freep) struct track_change *changes = NULL;
    struct import_outcome outcome = {.is_dry_run = is_dry_run};

    int status = track_list_read(cli, "", "", false, &items);
    if (status != CLI_DONE)
        return status;
    if (track_merge(csv, items.items, items.n, cli->now_sec, zone_day(cli->zone, cli->now_sec),
                    &changes, &outcome.n) < 0)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    outcome.changes = changes;
    status = put(cli, &outcome);
    return status == CLI_DONE ? print(cli, &outcome, is_json) : status;
}

static int parse(struct cli *cli, struct text *data, const char *file, enum date_order order,
                 struct track_csv *ret)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    int r = track_csv_parse(data->data, data->length, file, cli->zone,
                            zone_day(cli->zone, cli->now_sec), order, &diags, ret);
    if (r < 0)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    diag_sort(&diags);
    diag_print(&diags, cli->err);
    if (r > 0)
        return cli_fail(cli, CLI_REFUSED,
                        "nothing was imported from %s: put right what is named above", file);
    return CLI_DONE;
}

static enum date_order asked_order(const char *option)
{
    if (!option)
        return ORDER_UNKNOWN;
    return streq(option, "dmy") ? ORDER_DMY : ORDER_MDY;
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(text_done) struct text data = {0};
    _cleanup_(track_csv_done) struct track_csv csv = {0};
    const char *path = arguments->words[0];

    int status = input_read(cli, path, TRACK_SHEET_MAX_SIZE, &data);
    if (status == CLI_DONE)
        status = cli_open(cli);
    if (status == CLI_DONE)
        status =
            parse(cli, &data, input_name(path), asked_order(arguments->options[OPT_DATES]), &csv);
    if (status != CLI_DONE)
        return status;
    return import(cli, &csv, arguments->options[OPT_DRY_RUN], arguments->options[OPT_JSON]);
}

const struct verb verb_track_import = {
    .name = "track import",
    .arguments = "FILE|-",
    .min_words = 1,
    .max_words = 1,
    .help = "take applications and contacts from a spreadsheet's CSV, all of them or none",
    .options =
        {
            [OPT_DRY_RUN] = {"dry-run", NULL, "only say what would be added and changed", false},
            [OPT_DATES] = {"dates", "dmy|mdy", "whether 3/4/2026 is 3 April (dmy) or March 4 (mdy)",
                           false},
            [OPT_JSON] = OPTION_JSON,
        },
    .run = run,
};
