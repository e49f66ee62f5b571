/* CSV as RFC 4180 defines it, read record by record out of one buffer, which is unquoted in place:
 * no field is copied. Beyond the RFC only this: a lone LF ends a line too (RFC 4180 2.1 wants CRLF,
 * half of the world's programs write LF), a UTF-8 byte order mark at the start is skipped, and the
 * fields may be parted by another character than the comma. NUL and bytes that are not UTF-8 are
 * errors. */
#pragma once

#include <stddef.h>

struct csv_field {
    char *text;            /* NUL-terminated, quotes removed; in the buffer */
    unsigned line, column; /* where it begins; column in characters, both from 1 */
};

struct csv {
    char *next, *end;      /* what was not read yet */
    unsigned line, column; /* of next */
    char separator;        /* a comma; may be set to another ASCII character after csv_init() */

    /* After an error. */
    const char *error; /* what is wrong, and what would be right; static */
    unsigned error_line, error_column;
};

/* data[size] must be writable too: the reader terminates the last field there. Borrowed. */
void csv_init(struct csv *csv, char *data, size_t size);

/* Reads one record into at most max fields. Returns 1 with *ret_n, 0 at the end, or -EINVAL with
 * csv->error, after which there is nothing more to read. */
int csv_next(struct csv *csv, size_t max, struct csv_field *fields, size_t *ret_n);

/* Takes away the apostrophe with which text_add_csv() keeps spreadsheets from running a formula:
 * the text as it was. Borrowed from `field`. */
const char *csv_unguard(const char *field);
