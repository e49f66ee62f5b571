/* Text that comes from outside and text on its way out: UTF-8 checks, escaping for terminals and
 * CSV, display width, and a growable buffer. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/macro.h"

/* A growable string. An allocation failure sticks: later calls do nothing, text_take() says so. */
struct text {
    char *data; /* NUL-terminated once anything was added; NULL before */
    size_t length, capacity;
    bool failed;
};

void text_add(struct text *text, const char *s);
void text_add_bytes(struct text *text, const void *data, size_t size);
void text_add_char(struct text *text, char c);
void text_addf(struct text *text, const char *format, ...) _printf_(2, 3);
void text_vaddf(struct text *text, const char *format, va_list ap) _printf_(2, 0);

/* Hands the string over (an empty one is "", never NULL) and empties the buffer. Returns 0 or
 * -ENOMEM; the caller frees. */
int text_take(struct text *text, char **ret);
void text_done(struct text *text);

/* Length in bytes of the valid UTF-8 character at s (no surrogates, nothing above U+10FFFF, no
 * overlong form), 1 to 4; 0 if there is none; *ret is its code point. s[size] is never read. */
size_t utf8_decode(const char *s, size_t size, uint32_t *ret);

/* The offset of the first byte that is not part of valid UTF-8, or size if all is well. */
size_t utf8_check(const char *s, size_t size);

/* Cuts to at most max_bytes bytes, between characters. */
void utf8_truncate(char *s, size_t max_bytes);

/* Characters in a valid string; invalid bytes count one each. */
size_t utf8_length(const char *s);

/* True if both are the same, or s has `part` somewhere, to a person who does not mind capitals
 * (letters of the Latin, Greek and Cyrillic alphabets). Everything has "". Any bytes will do. */
bool str_equals_folded(const char *a, const char *b);
bool str_contains_folded(const char *s, const char *part);

/* An order in which what str_equals_folded() calls the same is the same: less than, equal to or
 * greater than 0. */
int str_compare_folded(const char *a, const char *b);

/* True for what must not reach a terminal, a notification or a log line raw: C0, DEL, C1, the bidi
 * controls (U+061C, U+200E, U+200F, U+202A-202E, U+2066-2069) and line and paragraph separators. */
bool char_is_unsafe(uint32_t c);

/* Adds s with unsafe characters and invalid bytes shown as \n, \t, \x1b, \u202e. Safe on any
 * terminal and in any log line; other text is unchanged. */
void text_add_escaped(struct text *text, const char *s);

/* The same to a stream. */
void print_escaped(FILE *f, const char *s);

/* Adds s with <, >, &, ", ' as entities and unsafe characters dropped (tab and newline become a
 * blank): for Pango markup and HTML. */
void text_add_markup(struct text *text, const char *s);

/* Adds one CSV field (RFC 4180), quoted where needed. A field that begins, also after blanks, with
 * = + - @ TAB or CR gets a leading apostrophe, so that no spreadsheet runs it; so does one that has
 * such an apostrophe already, so that the guard can be taken off again. Plain numbers ("-5") are
 * for text_addf(). */
void text_add_csv(struct text *text, const char *s);

/* The same for a file whose fields are parted by another ASCII character than the comma. */
void text_add_csv_separated(struct text *text, const char *s, char separator);

/* Columns that s takes on a terminal once escaped: wide characters two, combining marks none.
 * Independent of the process's locale. */
size_t text_width(const char *s);

/* Adds s escaped, cut with an ellipsis or padded with blanks to exactly `width` columns. */
void text_add_padded(struct text *text, const char *s, size_t width);

/* A copy with unsafe characters dropped, runs of white space as one blank, none at the ends, and
 * at most max_bytes bytes: for one-line text that goes on to others. Returns 0 or -ENOMEM. */
int text_clean(const char *s, size_t max_bytes, char **ret);
