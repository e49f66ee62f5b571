#include "cli/csv.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

void csv_init(struct csv *csv, char *data, size_t size)
{
    *csv = (struct csv){.next = data, .end = data + size, .line = 1, .column = 1, .separator = ','};
    if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
        csv->next += 3;
    *csv->end = '\0';
}

static int fail(struct csv *csv, unsigned line, unsigned column, const char *error)
{
    csv->error = error;
    csv->error_line = line;
    csv->error_column = column;
    csv->next = csv->end;
    return -EINVAL;
}

static int fail_here(struct csv *csv, const char *error)
{
    return fail(csv, csv->line, csv->column, error);
}

/* Bytes of the line end here: 0 if there is none. */
static size_t line_end(const struct csv *csv)
{
    if (csv->next < csv->end && *csv->next == '\n')
        return 1;
    return csv->end - csv->next >= 2 && memcmp(csv->next, "\r\n", 2) == 0 ? 2 : 0;
}

static bool field_ends(const struct csv *csv)
{
    return csv->next == csv->end || *csv->next == csv->separator || line_end(csv) > 0;
}

/* Moves one character, which is not the end, to *to (never beyond where it is). */
static int copy_character(struct csv *csv, char **to)
{
    uint32_t c;
    size_t n = utf8_decode(csv->next, (size_t)(csv->end - csv->next), &c);
    if (n == 0)
        return fail_here(csv, "this is not UTF-8: save the file in UTF-8");
    if (c == 0)
        return fail_here(csv, "there is a NUL byte: this is not a CSV file");
    memmove(*to, csv->next, n);
    *to += n;
    csv->next += n;
    csv->column++;
    if (c == '\n') {
        csv->line++;
        csv->column = 1;
    }
    return 0;
}

static int read_plain(struct csv *csv, char **to)
{
    int r = 0;
    while (r == 0 && !field_ends(csv)) {
        if (*csv->next == '"')
            return fail_here(csv, "a quote inside a field: put the whole field in quotes, and two "
                                  "quotes for one in it");
        if (*csv->next == '\r')
            return fail_here(csv, "a carriage return inside a field: put the field in quotes");
        r = copy_character(csv, to);
    }
    return r;
}

static int read_quoted(struct csv *csv, char **to)
{
    unsigned line = csv->line, column = csv->column;
    csv->next++;
    csv->column++;
    for (;;) {
        if (csv->next == csv->end)
            return fail(csv, line, column, "this quoted field has no end: close the quote");
        if (*csv->next == '"') {
            csv->next++;
            csv->column++;
            if (csv->next == csv->end || *csv->next != '"')
                break;
        }
        int r = copy_character(csv, to);
        if (r < 0)
            return r;
    }
    return field_ends(csv)
               ? 0
               : fail_here(csv, "text after a closing quote: the separator or the line's end "
                                "belongs here");
}

/* Reads one field; *ret_is_last is whether it ended the record. */
static int read_field(struct csv *csv, struct csv_field *ret, bool *ret_is_last)
{
    struct csv_field field = {.text = csv->next, .line = csv->line, .column = csv->column};
    char *to = csv->next;
    bool is_quoted = csv->next < csv->end && *csv->next == '"';

    int r = is_quoted ? read_quoted(csv, &to) : read_plain(csv, &to);
    if (r < 0)
        return r;

    size_t ending = line_end(csv);
    *ret_is_last = csv->next == csv->end || ending > 0;
    if (ending > 0) {
        csv->next += ending;
        csv->line++;
        csv->column = 1;
    } else if (csv->next < csv->end) {
        csv->next++;
        csv->column++;
    }
    *to = '\0'; /* where the separator stood, or before it */
    *ret = field;
    return 0;
}

int csv_next(struct csv *csv, size_t max, struct csv_field *fields, size_t *ret_n)
{
    bool is_last = false;
    size_t n = 0;

    if (csv->next == csv->end)
        return csv->error ? -EINVAL : 0;
    while (!is_last) {
        if (n == max)
            return fail_here(csv, "there are more fields than columns");
        int r = read_field(csv, &fields[n++], &is_last);
        if (r < 0)
            return r;
    }
    *ret_n = n;
    return 1;
}

const char *csv_unguard(const char *field)
{
    if (*field != '\'')
        return field;
    const char *first = field + strspn(field, "'");
    first += strspn(first, " \n\v\f");
    return *first && strchr("=+-@\t\r", *first) ? field + 1 : field;
}
