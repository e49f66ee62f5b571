/* A spreadsheet of applications and contacts as CSV, taken apart: its head, and of its rows the
 * columns that are known. What the cells mean is track-csv.h's. Pure. */
#pragma once

#include <stddef.h>

#include "base/macro.h"
#include "cli/csv.h"
#include "cli/track-columns.h"

struct diag_list;

#define TRACK_SHEET_MAX_SIZE (16 << 20) /* bytes */
#define TRACK_SHEET_MAX_ROWS 10000

struct sheet_row {
    struct csv_field cells[TRACK_COLUMNS]; /* "" where there is none; the place is right */
};

struct track_sheet {
    const char *file;        /* its name for diagnostics; borrowed */
    struct diag_list *diags; /* borrowed */
    char separator;
    struct track_head head;
    struct csv_field head_cells[TRACK_HEAD_MAX];
    struct sheet_row *rows;
    size_t n, capacity;
};

/* Reads the whole of data, which is unquoted in place and has one writable byte more; all text is
 * borrowed from it. What separates the fields, comma, semicolon or tab, is found from the head.
 * Rows that are blank are left out. Lines end as LF in the cells, other control characters are
 * blanks; blanks around a text go, but not where the head is our own. Problems go to the sheet's
 * diags. Returns 0, or -ENOMEM. */
int track_sheet_read(struct track_sheet *sheet, char *data, size_t size);

/* The head alone, whatever comes after it; it need not name anything that is known. Returns false
 * if there is none, which the diags tell. */
bool track_sheet_read_head(struct track_sheet *sheet, char *data, size_t size);

/* The head of what `jsctl track export` writes. */
void track_sheet_init_own(struct track_sheet *sheet);

void track_sheet_done(struct track_sheet *sheet);

/* Adds an error at a cell, in words that say what would be right. After many only one more says
 * so. */
void track_sheet_refuse(struct track_sheet *sheet, const struct csv_field *cell, const char *format,
                        ...) _printf_(3, 4);

/* The same for what is left out and hinders nothing. */
void track_sheet_warn(struct track_sheet *sheet, const struct csv_field *cell, const char *format,
                      ...) _printf_(3, 4);

/* The name of a column as the sheet spells it; ours where it has none. */
const char *track_sheet_column(const struct track_sheet *sheet, enum track_column column);
