#include "cli/import.h"

#include <errno.h>

#include "base/block.h"
#include "base/diag.h"
#include "base/macro.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/csv.h"
#include "cli/render.h"
#include "cli/value.h"

#define MAX_DIAGNOSTICS 20

struct import {
    const char *file;
    const struct zone *zone;
    struct diag_list *diags;
    size_t n_columns; /* as the head has them */
    struct bus_entry *entries;
    size_t n, capacity;
};

enum column {
    COLUMN_ID,
    COLUMN_ACTIVITY,
    COLUMN_TITLE,
    COLUMN_START,
    COLUMN_END,
    COLUMN_OUTCOME,
    COLUMN_MINUTES,
    COLUMN_COUNT,
    COLUMN_NOTE,
    COLUMN_ANSWERED_AT,
    COLUMN_SOURCE,
    COLUMN_WHY,
};

#define MIN_COLUMNS COLUMN_WHY /* files without it are read too */

/* The remedy is `expected`, a sentence. */
static int refuse(struct import *import, const struct csv_field *field, enum column column,
                  const char *expected)
{
    diag_add(import->diags, import->file, field->line, field->column, DIAG_ERROR, "%s `%.60s`: %s",
             entry_columns[column], field->text, expected);
    return -EINVAL;
}

static int read_instant(struct import *import, const struct csv_field *fields, enum column column,
                        int64_t *ret)
{
    const struct csv_field *field = &fields[column];
    *ret = 0;
    if (!*field->text && column != COLUMN_START)
        return 0;
    if (zone_parse_instant(import->zone, field->text, ret) == 0 && *ret > 0)
        return 0;
    return refuse(import, field, column, "give a time such as 2026-11-24T09:00:00+01:00");
}

static int read_number(struct import *import, const struct csv_field *fields, enum column column,
                       int *ret)
{
    const struct csv_field *field = &fields[column];
    *ret = -1;
    if (!*field->text || value_parse_count(field->text, ret) == 0)
        return 0;
    return refuse(import, field, column, "give a whole number, or nothing");
}

/* The three forms of an id tell the three kinds apart: names have no capital and no sign. */
static enum block_kind id_kind(const char *id)
{
    const char *rest = strchr(id, '/');
    if (rest && rest[1] == '+')
        return BLOCK_UNPLANNED;
    return strchr(id, 'W') ? BLOCK_FLEXIBLE : BLOCK_FIXED;
}

static int read_words(struct import *import, const struct csv_field *fields, struct bus_block *ret)
{
    ret->id = csv_unguard(fields[COLUMN_ID].text); /* names may begin with a hyphen */
    ret->activity = csv_unguard(fields[COLUMN_ACTIVITY].text);
    ret->title = csv_unguard(fields[COLUMN_TITLE].text);
    if (!block_id_is_valid(ret->id))
        return refuse(import, &fields[COLUMN_ID], COLUMN_ID,
                      "give a block's id such as practice/2026-11-24/1");
    if (!activity_name_is_valid(ret->activity))
        return refuse(import, &fields[COLUMN_ACTIVITY], COLUMN_ACTIVITY,
                      "give 1 to 32 of a-z, 0-9 and -");
    if (outcome_parse(fields[COLUMN_OUTCOME].text, &ret->outcome) < 0)
        return refuse(import, &fields[COLUMN_OUTCOME], COLUMN_OUTCOME,
                      "give one of open, done, partial, skipped, missed, excused");
    ret->kind = id_kind(ret->id);
    return 0;
}

static int read_why(struct import *import, const struct csv_field *fields, const char **ret)
{
    *ret = import->n_columns > COLUMN_WHY ? fields[COLUMN_WHY].text : "";
    if (why_is_valid(*ret))
        return 0;
    return refuse(import, &fields[COLUMN_WHY], COLUMN_WHY,
                  "give one of tired, unclear, avoided, clash, other, or nothing");
}

static int read_entry(struct import *import, const struct csv_field *fields, struct bus_entry *ret)
{
    struct bus_entry entry = {
        .note = csv_unguard(fields[COLUMN_NOTE].text),
        .source = csv_unguard(fields[COLUMN_SOURCE].text),
    };
    struct bus_block *block = &entry.block;

    int r = read_words(import, fields, block)
                ?: read_instant(import, fields, COLUMN_START, &block->start_sec)
                ?: read_instant(import, fields, COLUMN_END, &block->end_sec)
                ?: read_number(import, fields, COLUMN_MINUTES, &block->minutes)
                ?: read_number(import, fields, COLUMN_COUNT, &block->count)
                ?: read_instant(import, fields, COLUMN_ANSWERED_AT, &entry.answered_sec)
                ?: read_why(import, fields, &entry.why);
    if (r < 0)
        return r;
    if (block->end_sec != 0 && block->end_sec <= block->start_sec)
        return refuse(import, &fields[COLUMN_END], COLUMN_END, "give a time after the start");
    *ret = entry;
    return 0;
}

static void check_head(struct import *import, const struct csv_field *fields, size_t n)
{
    import->n_columns = n < ENTRY_COLUMNS ? MIN_COLUMNS : ENTRY_COLUMNS;
    for (size_t i = 0; i < import->n_columns; i++) {
        if (i < n && streq(fields[i].text, entry_columns[i]))
            continue;
        diag_add(
            import->diags, import->file, 1, i < n ? fields[i].column : 0, DIAG_ERROR,
            "column %zu is to be `%s`: the first line is the one that `jsctl log --csv` writes",
            i + 1, entry_columns[i]);
        return;
    }
}

/* Rows that are wrong are told and left out. Returns 0, or -ENOMEM. */
static int add_row(struct import *import, const struct csv_field *fields, size_t n)
{
    if (n != import->n_columns) {
        diag_add(import->diags, import->file, fields[0].line, fields[0].column, DIAG_ERROR,
                 "there are %zu fields in this row: there are to be %zu", n, import->n_columns);
        return 0;
    }
    if (import->n == BUS_PUT_MAX) {
        diag_add(import->diags, import->file, fields[0].line, 0, DIAG_ERROR,
                 "there are more than %d rows: split the file, each part with the first line",
                 BUS_PUT_MAX);
        return 0;
    }
    int r = array_reserve((void **)&import->entries, &import->capacity, import->n,
                          sizeof(*import->entries));
    if (r < 0)
        return r;
    if (read_entry(import, fields, &import->entries[import->n]) == 0)
        import->n++;
    return 0;
}

static int read_rows(struct import *import, struct csv *csv)
{
    struct csv_field fields[ENTRY_COLUMNS + 1];
    size_t n;
    int r = csv_next(csv, ARRAY_SIZE(fields), fields, &n);

    if (r == 0)
        diag_add(import->diags, import->file, 0, 0, DIAG_ERROR,
                 "the file is empty: it is to begin with the line that `jsctl log --csv` writes");
    if (r > 0)
        check_head(import, fields, n);
    while (r > 0 && import->diags->n < MAX_DIAGNOSTICS && import->n <= BUS_PUT_MAX) {
        r = csv_next(csv, ARRAY_SIZE(fields), fields, &n);
        if (r > 0 && add_row(import, fields, n) < 0)
            return -ENOMEM;
    }
    if (r < 0)
        diag_add(import->diags, import->file, csv->error_line, csv->error_column, DIAG_ERROR, "%s",
                 csv->error);
    return 0;
}

int import_parse(char *data, size_t size, const char *file, const struct zone *zone,
                 struct diag_list *diags, struct bus_entry **ret, size_t *ret_n)
{
    struct import import = {.file = file, .zone = zone, .diags = diags};
    struct csv csv;

    csv_init(&csv, data, size);
    int r = read_rows(&import, &csv);
    if (r < 0 || diag_has_error(diags)) {
        free(import.entries);
        return r < 0 ? r : 1;
    }
    *ret = import.entries;
    *ret_n = import.n;
    return 0;
}
