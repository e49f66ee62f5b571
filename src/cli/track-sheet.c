#include "cli/track-sheet.h"

#include <errno.h>
#include <stdarg.h>

#include "base/diag.h"
#include "base/text.h"
#include "cli/track-words.h"

#define MAX_DIAGNOSTICS 50

void track_sheet_done(struct track_sheet *sheet)
{
    free(sheet->rows);
    sheet->rows = NULL;
    sheet->n = sheet->capacity = 0;
}

static bool is_full(const struct track_sheet *sheet)
{
    return sheet->diags->n_errors > MAX_DIAGNOSTICS;
}

/* So many of a kind, and one more that says that there are more. */
static void add(struct track_sheet *sheet, enum diag_severity severity, unsigned line,
                unsigned column, const char *what)
{
    bool is_error = severity == DIAG_ERROR;
    size_t n = is_error ? sheet->diags->n_errors : sheet->diags->n - sheet->diags->n_errors;
    if (n < MAX_DIAGNOSTICS)
        diag_add(sheet->diags, sheet->file, line, column, severity, "%s", what);
    else if (n == MAX_DIAGNOSTICS)
        diag_add(sheet->diags, sheet->file, line, 0, severity,
                 is_error ? "there are more problems from here on: put these right first"
                          : "there is more like this from here on");
}

static void vadd(struct track_sheet *sheet, enum diag_severity severity,
                 const struct csv_field *cell, const char *format, va_list ap)
{
    _cleanup_(text_done) struct text text = {0};
    text_vaddf(&text, format, ap);
    add(sheet, severity, cell->line, cell->column,
        text.failed || !text.data ? "out of memory" : text.data);
}

void track_sheet_refuse(struct track_sheet *sheet, const struct csv_field *cell, const char *format,
                        ...)
{
    va_list ap;
    va_start(ap, format);
    vadd(sheet, DIAG_ERROR, cell, format, ap);
    va_end(ap);
}

void track_sheet_warn(struct track_sheet *sheet, const struct csv_field *cell, const char *format,
                      ...)
{
    va_list ap;
    va_start(ap, format);
    vadd(sheet, DIAG_WARNING, cell, format, ap);
    va_end(ap);
}

/* ---- The head ---- */

void track_sheet_init_own(struct track_sheet *sheet)
{
    *sheet = (struct track_sheet){.separator = ','};
    for (int i = 0; i < TRACK_COLUMNS; i++)
        sheet->head_cells[i].text = (char *)track_column_name(i);
    track_head_read(sheet->head_cells, TRACK_COLUMNS, &sheet->head);
}

/* Excel's own first line, `sep=;`, which is no record. Returns its separator, or 0. */
static char skip_sep_line(struct csv *csv)
{
    const char *s = csv->next;
    if (csv->end - s < 5 || strncasecmp(s, "sep=", 4) != 0)
        return 0;
    size_t ending = s[5] == '\r' && csv->end - s > 6 && s[6] == '\n' ? 2 : s[5] == '\n' ? 1 : 0;
    if (ending == 0 || !strchr(",;\t", s[4]))
        return 0;
    csv->next += 5 + ending;
    csv->line = 2;
    return s[4];
}

/* The character of the three that the first line with anything on it has most, outside quotes. */
static char find_separator(const struct csv *csv)
{
    size_t commas = 0, semicolons = 0, tabs = 0;
    bool is_quoted = false, has_text = false;
    for (const char *s = csv->next; s < csv->end; s++) {
        if (*s == '"')
            is_quoted = !is_quoted;
        has_text |= *s != '\r' && *s != '\n';
        if (is_quoted)
            continue;
        if (*s == '\n' && has_text)
            break;
        commas += *s == ',';
        semicolons += *s == ';';
        tabs += *s == '\t';
    }
    if (tabs > commas && tabs > semicolons)
        return '\t';
    return semicolons > commas ? ';' : ',';
}

static bool is_blank(const struct csv_field *fields, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fields[i].text[strspn(fields[i].text, " \t\r\n")])
            return false;
    return true;
}

/* Returns 1, 0 at the end, or -EINVAL, which was told. */
static int next_record(struct track_sheet *sheet, struct csv *csv,
                       struct csv_field fields[static TRACK_HEAD_MAX], size_t *ret_n)
{
    int r;
    do
        r = csv_next(csv, TRACK_HEAD_MAX, fields, ret_n);
    while (r > 0 && is_blank(fields, *ret_n));
    if (r < 0)
        add(sheet, DIAG_ERROR, csv->error_line, csv->error_column, csv->error);
    return r;
}

static bool read_head(struct track_sheet *sheet, struct csv *csv, char *data, size_t size)
{
    size_t n;
    csv_init(csv, data, size);
    char separator = skip_sep_line(csv);
    csv->separator = sheet->separator = separator ?: find_separator(csv);

    int r = next_record(sheet, csv, sheet->head_cells, &n);
    if (r == 0)
        add(sheet, DIAG_ERROR, 0, 0,
            "the file is empty: its first line is to name the columns, such as "
            "Company,Position,Status,Date applied");
    if (r <= 0)
        return false;
    for (size_t i = 0; i < n; i++)
        sheet->head_cells[i].text = (char *)csv_unguard(sheet->head_cells[i].text);
    track_head_read(sheet->head_cells, n, &sheet->head);
    return true;
}

bool track_sheet_read_head(struct track_sheet *sheet, char *data, size_t size)
{
    struct csv csv;
    return read_head(sheet, &csv, data, size);
}

/* The first column of the head that is this one, or NULL. */
static const struct csv_field *find_column(const struct track_sheet *sheet,
                                           enum track_column column)
{
    for (size_t i = 0; i < sheet->head.n; i++)
        if (sheet->head.columns[i] == column)
            return &sheet->head_cells[i];
    return NULL;
}

const char *track_sheet_column(const struct track_sheet *sheet, enum track_column column)
{
    const struct csv_field *cell = find_column(sheet, column);
    return cell ? cell->text : track_column_name(column);
}

static void check_column(struct track_sheet *sheet, size_t i)
{
    enum track_column column = sheet->head.columns[i];
    const struct csv_field *cell = &sheet->head_cells[i], *first = find_column(sheet, column);

    if (column == COLUMN_NONE && *cell->text)
        track_sheet_warn(sheet, cell, "column `%.60s` is ignored: the tracker keeps no such thing",
                         cell->text);
    else if (column != COLUMN_NONE && first != cell)
        track_sheet_refuse(
            sheet, cell,
            "`%.60s` and `%.60s` both stand for %s: rename the one that is to be ignored",
            first->text, cell->text, track_column_name(column));
}

/* Returns false if there is no use in reading the rows. */
static bool check_head(struct track_sheet *sheet)
{
    const char *fault = NULL;
    if (sheet->head.rows == ROWS_NONE)
        fault = "no column here names a company or a person: the first line is to name the "
                "columns, such as Company,Position,Status,Date applied; delete what stands above "
                "it";
    else if (sheet->head.rows == ROWS_APPLICATIONS && !find_column(sheet, COLUMN_COMPANY))
        fault = "no column here names the company: call one Company";
    if (fault)
        track_sheet_refuse(sheet, &sheet->head_cells[0], "%s", fault);
    for (size_t i = 0; i < sheet->head.n && !fault; i++)
        check_column(sheet, i);
    return !fault;
}

/* ---- The rows ---- */

/* In place: what comes out is never longer. */
static void clean_lines(char *s)
{
    char *to = s;
    for (; *s; s++) {
        if (s[0] == '\r' && s[1] == '\n')
            continue;
        *to++ = *s == '\r' ? '\n' : *s;
    }
    *to = '\0';
}

static void clean_controls(char *s, bool may_have_lines)
{
    for (; *s; s++) {
        bool is_layout = may_have_lines && (*s == '\n' || *s == '\t');
        if (((unsigned char)*s < 0x20 || *s == 0x7f) && !is_layout)
            *s = ' ';
    }
}

static char *trim(char *s)
{
    s += strspn(s, " \t\n");
    size_t n = strlen(s);
    while (n > 0 && strchr(" \t\n", s[n - 1]))
        n--;
    s[n] = '\0';
    return s;
}

static void clean_cell(struct csv_field *cell, enum track_column column, bool is_own)
{
    char *s = (char *)csv_unguard(cell->text);
    clean_lines(s);
    clean_controls(s, column == COLUMN_NOTE);
    cell->text = is_own ? s : trim(s);
}

/* Sorts the fields of a record by what they are. */
static void take_cells(struct track_sheet *sheet, const struct csv_field *fields, size_t n,
                       struct sheet_row *ret)
{
    for (int i = 0; i < TRACK_COLUMNS; i++)
        ret->cells[i] = (struct csv_field){"", fields[0].line, fields[0].column};
    for (size_t i = 0; i < n && i < sheet->head.n; i++) {
        enum track_column column = sheet->head.columns[i];
        if (column == COLUMN_NONE)
            continue;
        ret->cells[column] = fields[i];
        clean_cell(&ret->cells[column], column, sheet->head.is_own);
    }
    if (n > sheet->head.n && !is_blank(fields + sheet->head.n, n - sheet->head.n))
        track_sheet_refuse(sheet, &fields[sheet->head.n],
                           "there are %zu fields in this row, and %zu columns: give the column a "
                           "name in the first line, or put the text in quotes",
                           n, sheet->head.n);
}

/* A row of a template that was not filled in yet may have boxes that are not ticked. */
static bool is_unused(const struct sheet_row *row)
{
    for (int i = 0; i < TRACK_COLUMNS; i++) {
        bool may_be_box = i >= COLUMN_DAY && word_is_no(row->cells[i].text);
        if (*row->cells[i].text && !may_be_box)
            return false;
    }
    return true;
}

static int add_row(struct track_sheet *sheet, const struct csv_field *fields, size_t n)
{
    if (sheet->n == TRACK_SHEET_MAX_ROWS) {
        track_sheet_refuse(sheet, &fields[0],
                           "there are more than %d rows: split the file, each part with the first "
                           "line",
                           TRACK_SHEET_MAX_ROWS);
        return -E2BIG;
    }
    if (array_reserve((void **)&sheet->rows, &sheet->capacity, sheet->n, sizeof(*sheet->rows)) < 0)
        return -ENOMEM;
    take_cells(sheet, fields, n, &sheet->rows[sheet->n]);
    sheet->n += !is_unused(&sheet->rows[sheet->n]);
    return 0;
}

int track_sheet_read(struct track_sheet *sheet, char *data, size_t size)
{
    struct csv_field fields[TRACK_HEAD_MAX];
    struct csv csv;
    size_t n;

    if (!read_head(sheet, &csv, data, size) || !check_head(sheet))
        return 0;
    int r = 0;
    while (r == 0 && !is_full(sheet) && next_record(sheet, &csv, fields, &n) > 0)
        r = add_row(sheet, fields, n);
    return r == -ENOMEM ? r : 0;
}
