#include "calendar/content.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static bool is_fold(const char *line_feed, const char *end)
{
    return line_feed + 1 < end && (line_feed[1] == ' ' || line_feed[1] == '\t');
}

bool line_next(struct line *rest, struct line *ret)
{
    const char *end, *at = rest->data;
    size_t n_lines = 1;

    if (rest->size == 0) /* its data may be NULL, to which nothing may be added */
        return false;
    end = rest->data + rest->size;
    while ((at = memchr(at, '\n', (size_t)(end - at))) && is_fold(at, end)) {
        at += 2;
        n_lines++;
    }
    if (!at)
        at = end;
    *ret = (struct line){rest->data, (size_t)(at - rest->data), rest->number};
    if (at < end)
        at++;
    *rest = (struct line){at, (size_t)(end - at), rest->number + n_lines};
    return true;
}

bool line_char(struct line *line, char *ret)
{
    while (line->size > 0) {
        char c = *line->data;
        size_t n = c == '\n' ? 2 : 1; /* a fold is a line feed and one blank */

        n = MIN(n, line->size);
        line->data += n;
        line->size -= n;
        if (c == '\n' || c == '\r')
            continue;
        *ret = c;
        return true;
    }
    return false;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

void line_name(struct line line, char buf[static LINE_NAME_SIZE])
{
    char c;

    for (size_t n = 0; n < LINE_NAME_SIZE && line_char(&line, &c); n++) {
        buf[n] = upper(c);
        if (c == ':' || c == ';') {
            buf[n] = '\0';
            return;
        }
    }
    buf[0] = '\0';
}

/* Takes the text off the line; false if it does not begin so. */
static bool skip_text(struct line *line, const char *text)
{
    char c;

    for (; *text; text++)
        if (!line_char(line, &c) || upper(c) != *text)
            return false;
    return true;
}

bool line_starts(struct line line, const char *text)
{
    return skip_text(&line, text);
}

bool line_is(struct line line, const char *text)
{
    char c;

    if (!skip_text(&line, text))
        return false;
    while (line_char(&line, &c))
        if (c != ' ' && c != '\t')
            return false;
    return true;
}

/* The whole line, without its folds. A fold is looked for, not each character. */
static int unfold(struct line line, struct text *text)
{
    text->length = 0;
    while (line.size > 0) {
        const char *feed = memchr(line.data, '\n', line.size);
        size_t n = feed ? (size_t)(feed - line.data) : line.size, kept = n;

        while (kept > 0 && line.data[kept - 1] == '\r')
            kept--;
        text_add_bytes(text, line.data, kept);
        n = MIN(feed ? n + 2 : n, line.size);
        line.data += n;
        line.size -= n;
    }
    text_add_bytes(text, "", 0); /* an empty line is "", not NULL */
    return text->failed ? -ENOMEM : 0;
}

/* The parameter's value begins at s: ends it by a NUL and returns where the next character is,
 * `;`, `:` or `,`, which comes in *ret_next; NULL if there is none. */
static char *end_parameter(char *s, char **ret_value, char *ret_next)
{
    bool is_quoted = *s == '"';
    char *end;

    if (is_quoted)
        s++;
    end = s + strcspn(s, is_quoted ? "\"" : ";:,");
    *ret_value = s;
    if (is_quoted && *end)
        *end++ = '\0';
    *ret_next = *end;
    if (*end != ';' && *end != ':' && *end != ',')
        return NULL;
    *end = '\0';
    return end + 1;
}

static void take_parameter(struct property *property, const char *name, const char *value)
{
    if (strcasecmp(name, "TZID") == 0)
        property->tzid = value;
    else if (strcasecmp(name, "RANGE") == 0)
        property->range = value;
}

/* Reads NAME=VALUE[,VALUE...]; of several values the last counts. Returns where the next character
 * is, which comes in *ret_next, or NULL. */
static char *read_parameter(char *s, struct property *property, char *ret_next)
{
    char *name = s, *value;

    s += strcspn(s, "=;:");
    if (*s != '=')
        return NULL;
    *s++ = '\0';
    do {
        s = end_parameter(s, &value, ret_next);
        if (!s)
            return NULL;
    } while (*ret_next == ',');
    take_parameter(property, name, value);
    return s;
}

/* Reads the parameters that begin at s; returns the property's value, or NULL. */
static char *read_parameters(char *s, struct property *property)
{
    char next = ';';

    while (s && next == ';')
        s = read_parameter(s, property, &next);
    return s;
}

int property_parse(struct line line, struct text *text, struct property *ret)
{
    struct property property = {.line_number = line.number};
    char *s;
    int r;

    r = unfold(line, text);
    if (r < 0)
        return r;
    s = text->data + strcspn(text->data, ";:");
    if (*s == ':')
        property.value = s + 1;
    else if (*s == ';')
        property.value = read_parameters(s + 1, &property);
    if (!property.value)
        return -EBADMSG;
    *ret = property;
    return 0;
}

char *value_next(char **rest)
{
    char *value = *rest, *comma;

    if (!value)
        return NULL;
    comma = strchr(value, ',');
    if (comma)
        *comma++ = '\0';
    *rest = comma;
    return value;
}

void value_unescape(char *value)
{
    char *to = value;

    for (const char *from = value; *from; from++) {
        if (*from == '\\' && from[1]) {
            from++;
            *to++ = *from == 'n' || *from == 'N' ? '\n' : *from;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
}
