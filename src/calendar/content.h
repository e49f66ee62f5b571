/* Content lines (RFC 5545 3.1): how any iCalendar text is cut into lines, and a line into a name,
 * parameters and a value. Bytes may come from anyone. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct text;

/* A logical line as it lies in the file, folds and carriage returns inside; or what is left of a
 * text to be cut into such lines. */
struct line {
    const char *data; /* borrowed */
    size_t size;
    size_t number; /* of the first physical line, as an editor counts */
};

/* Cuts the next logical line off *rest: up to a line feed that no blank follows. */
bool line_next(struct line *rest, struct line *ret);

/* Takes the next character off a line, folds left out; false at the end. */
bool line_char(struct line *line, char *ret);

/* The property's name in capitals; "" if it is none or too long to be of interest. */
#define LINE_NAME_SIZE 32
void line_name(struct line line, char buf[static LINE_NAME_SIZE]);

/* True for a line that begins with this text, or is it but for blanks at the end: BEGIN:VEVENT. The
 * text is in capitals, the line in any case. */
bool line_starts(struct line line, const char *text);
bool line_is(struct line line, const char *text);

/* A line taken apart. Strings are borrowed from the text that property_parse() was given. */
struct property {
    char *value;
    const char *tzid, *range; /* parameters; NULL if not given */
    size_t line_number;
};

/* Takes a line apart, its characters copied to *text, which is emptied first. Returns 0, -EBADMSG
 * (no colon, an open quotation mark) or -ENOMEM. */
int property_parse(struct line line, struct text *text, struct property *ret);

/* Cuts the next value off a list by commas; NULL at the end. */
char *value_next(char **rest);

/* Takes the escapes of a TEXT value out in place (RFC 5545 3.3.11). */
void value_unescape(char *value);
