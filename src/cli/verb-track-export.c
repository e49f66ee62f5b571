/* `track export`: the tracker as a spreadsheet reads it, in our columns or in somebody's. */
#include "cli/verb.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/input.h"
#include "cli/track-export.h"
#include "cli/track-list.h"
#include "cli/track-sheet.h"

enum { OPT_COLUMNS };

/* The rows below the head would be lost. */
static bool is_same_file(const char *a, const char *b)
{
    struct stat of_a, of_b;
    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
           of_a.st_ino == of_b.st_ino;
}

static bool has_known_column(const struct track_sheet *sheet)
{
    for (size_t i = 0; i < sheet->head.n; i++)
        if (sheet->head.columns[i] != COLUMN_NONE)
            return true;
    return false;
}

/* The head of another sheet; it borrows from data. */
static int read_columns(struct cli *cli, const char *path, struct text *data,
                        struct track_sheet *ret)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    *ret = (struct track_sheet){.file = input_name(path), .diags = &diags};

    int status = input_read(cli, path, TRACK_SHEET_MAX_SIZE, data);
    if (status != CLI_DONE)
        return status;
    bool has_head = track_sheet_read_head(ret, data->data, data->length);
    ret->diags = NULL;
    diag_print(&diags, cli->err);
    if (!has_head)
        return cli_fail(cli, CLI_REFUSED,
                        "nothing was exported: the first line of %s is to be "
                        "the head of the sheet",
                        ret->file);
    if (!has_known_column(ret))
        return cli_fail(cli, CLI_REFUSED,
                        "no column of %s is known, such as Company, Position, Status or Date "
                        "applied: see \"Bringing your spreadsheet\" in docs/tracker.md",
                        ret->file);
    return CLI_DONE;
}

static int export(struct cli *cli, const struct track_sheet *sheet, const char *path)
{
    _cleanup_(track_list_done) struct track_list items = {0};
    _cleanup_(text_done) struct text text = {0};
    size_t n_left = 0;

    int status = track_list_read(cli, "", "", false, &items);
    if (status != CLI_DONE)
        return status;
    track_export_head(&text, sheet);
    for (size_t i = 0; i < items.n; i++) {
        if (track_export_takes(sheet, &items.items[i]))
            track_export_item(&text, sheet, cli->zone, &items.items[i]);
        else
            n_left++;
    }
    status = output_write(cli, path, &text);
    if (status == CLI_DONE && n_left > 0)
        cli_fail(cli, CLI_DONE, "that sheet has no place for %s: %zu left out",
                 sheet->head.rows == ROWS_CONTACTS ? "applications" : "contacts", n_left);
    return status;
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(text_done) struct text data = {0};
    const char *columns = arguments->options[OPT_COLUMNS];
    const char *path = arguments->n_words > 0 ? arguments->words[0] : "-";
    struct track_sheet sheet;
    int status = CLI_DONE;

    track_sheet_init_own(&sheet);
    if (columns && is_same_file(columns, path))
        return cli_usage(cli, "%s has the columns: write the rows to another file", path);
    if (columns)
        status = read_columns(cli, columns, &data, &sheet);
    return status == CLI_DONE ? export(cli, &sheet, path) : status;
}

const struct verb verb_track_export = {
    .name = "track export",
    .arguments = "[FILE|-]",
    .max_words = 1,
    .help = "write applications and contacts as CSV, safe for spreadsheets",
    .options =
        {
            [OPT_COLUMNS] = {"columns", "FILE",
                             "in the columns of another sheet: a CSV file that begins with its "
                             "first line",
                             false},
        },
    .run = run,
};
