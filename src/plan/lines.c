/* What is a section, a key, a value and a comment is inih's to say; this reader follows its rules
 * (find_chars_or_comment() in ini.c: `;` begins a comment only behind a blank) to know where the
 * parts lie, and refuses what inih would misread in silence:
 *
 *   - a line that overflows its buffer: the rest would be parsed as a line of its own;
 *   - a NUL, which ends the text; a BOM, which it skips;
 *   - an indented line, which continues the key above it;
 *   - text behind `]`, which it drops.
 */
#include "plan/lines.h"

#include <string.h>

#include "base/text.h"
#include "plan.h"

#define BOM "\xef\xbb\xbf"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

void line_reader_init(struct line_reader *reader, const char *text, size_t size)
{
    *reader = (struct line_reader){.text = text, .size = size};
}

unsigned line_column(const struct line *line, size_t offset)
{
    unsigned column = 1;
    size_t at = 0;

    while (at < offset && at < line->length) {
        uint32_t c;
        size_t n = utf8_decode(line->text + at, line->length - at, &c);

        at += n ? n : 1;
        if (at <= offset)
            column++;
    }
    return column;
}

static void line_complain(struct line *line, size_t at, const char *problem)
{
    if (line->problem)
        return;
    line->problem = problem;
    line->problem_at = at;
}

static void line_break(struct line *line, size_t at, const char *problem)
{
    line->kind = LINE_BROKEN;
    line_complain(line, at, problem);
}

/* False if the line breaks: too long, or bytes that no text file has. */
static bool line_check_bytes(struct line *line)
{
    if (line->length > PLAN_MAX_LINE) {
        line_break(line, PLAN_MAX_LINE, "the line is longer than 190 bytes: shorten it");
        return false;
    }

    for (size_t i = 0, n; i < line->length; i += n) {
        uint32_t c;

        n = utf8_decode(line->text + i, line->length - i, &c);
        if (n == 0)
            line_break(line, i, "not valid UTF-8: save the file with UTF-8 as its encoding");
        else if (c == 0)
            line_break(line, i, "a NUL byte: a plan is plain text");
        else if ((c < 0x20 && c != '\t') || c == 0x7f)
            line_break(line, i, "a control character: a plan is plain text, remove it");
        if (line->problem)
            return false;
    }
    return true;
}

/* The offset of the first of `chars`, or of a comment's `;`, or the line's length. */
static size_t line_find(const struct line *line, size_t from, const char *chars)
{
    bool after_blank = false;
    size_t i;

    for (i = from; i < line->length; i++) {
        char c = line->text[i];

        if (strchr(chars, c) || (after_blank && c == ';'))
            break;
        after_blank = is_blank(c);
    }
    return i;
}

static void line_trim(const struct line *line, size_t from, size_t to, size_t *ret, size_t *ret_n)
{
    while (from < to && is_blank(line->text[from]))
        from++;
    while (to > from && is_blank(line->text[to - 1]))
        to--;
    *ret = from;
    *ret_n = to - from;
}

static void line_split_section(struct line *line)
{
    size_t close = line_find(line, line->start + 1, "]"), rest, rest_length;

    line->kind = LINE_SECTION;
    line_trim(line, line->start + 1, close, &line->name, &line->name_length);
    if (close == line->length || line->text[close] != ']') {
        line_complain(line, line->start, "the section is not closed: end it with `]`");
        return;
    }

    line_trim(line, close + 1, line->length, &rest, &rest_length);
    if (rest_length > 0 && !strchr(";#", line->text[rest]))
        line_complain(line, rest, "text behind `]`: put it on a line of its own");
}

static void line_split_entry(struct line *line)
{
    size_t sign = line_find(line, line->start, "=:");

    if (sign == line->length || line->text[sign] == ';') {
        line_break(line, line->start,
                   "neither `[section]` nor `key = value`; a comment begins with `;`");
        return;
    }

    line->kind = LINE_ENTRY;
    line_trim(line, line->start, sign, &line->name, &line->name_length);
    line_trim(line, sign + 1, line_find(line, sign + 1, ""), &line->value, &line->value_length);
    if (line->name_length == 0)
        line_break(line, sign, "a value without a key: write `key = value`");
}

static void line_classify(struct line *line)
{
    if (!line_check_bytes(line))
        return;

    if (line->number == 1 && line->length >= strlen(BOM) &&
        memcmp(line->text, BOM, strlen(BOM)) == 0) {
        line->start = strlen(BOM);
        line_complain(line, 0, "a byte order mark: save the file as UTF-8 without BOM");
    }

    size_t margin = line->start;
    while (line->start < line->length && is_blank(line->text[line->start]))
        line->start++;

    if (line->start == line->length) {
        line->kind = LINE_BLANK;
        return;
    }

    char first = line->text[line->start];
    if (first == ';' || first == '#') {
        line->kind = LINE_COMMENT;
        return;
    }

    if (line->start > margin)
        line_complain(line, line->start, "indented: begin the line in its first column");
    if (first == '[')
        line_split_section(line);
    else
        line_split_entry(line);
}

bool line_reader_next(struct line_reader *reader, struct line *ret)
{
    if (reader->offset >= reader->size)
        return false;

    const char *text = reader->text + reader->offset;
    size_t rest = reader->size - reader->offset;
    const char *newline = memchr(text, '\n', rest);
    size_t length = newline ? (size_t)(newline - text) : rest;

    reader->offset += newline ? length + 1 : length;
    if (length > 0 && text[length - 1] == '\r')
        length--;

    *ret = (struct line){.text = text, .length = length, .number = ++reader->number};
    line_classify(ret);
    return true;
}
