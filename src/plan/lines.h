/* The lines of a plan file, one by one: what each is, where its parts lie, and what is wrong with
 * it. Knows nothing of sections or keys that exist. The parser feeds sound lines to inih; an edit
 * of the file replaces one span and leaves every other byte alone. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum line_kind {
    LINE_BLANK,
    LINE_COMMENT,
    LINE_SECTION, /* name: what stands between the brackets */
    LINE_ENTRY,   /* name: the key; value: without the comment behind it, may be empty */
    LINE_BROKEN,  /* nothing of it can be used; problem says why */
};

/* Offsets are bytes from `text`; spans never begin or end with a blank. */
struct line {
    const char *text; /* borrowed from the file's text; no NUL, no line end */
    size_t length;
    unsigned number; /* from 1 */
    enum line_kind kind;
    size_t start; /* where the content begins: behind indentation and BOM */
    size_t name, name_length;
    size_t value, value_length;
    const char *problem; /* what is wrong and what would be right (static); NULL: sound */
    size_t problem_at;
};

struct line_reader {
    const char *text; /* borrowed */
    size_t size, offset;
    unsigned number;
};

void line_reader_init(struct line_reader *reader, const char *text, size_t size);

/* Returns false at the end of the text. */
bool line_reader_next(struct line_reader *reader, struct line *ret);

/* The column, in characters from 1, of a byte offset. */
unsigned line_column(const struct line *line, size_t offset);
