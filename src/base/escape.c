/* Text on its way out: each reader (terminal, markup, spreadsheet, the next program) gets only what
 * cannot command it. Where text must be valid, an invalid byte becomes U+FFFD. */
#include "base/text.h"

#include <errno.h>

#include "base/escape.h"

#define REPLACEMENT "\xef\xbf\xbd"

struct piece piece_next(const char *s, size_t size)
{
    struct piece piece = {.data = s};
    piece.size = utf8_decode(s, size, &piece.c);
    piece.is_valid = piece.size > 0;
    if (!piece.is_valid) {
        piece.size = 1;
        piece.c = (unsigned char)*s;
    }
    return piece;
}

bool char_is_unsafe(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x061c || c == 0x200e || c == 0x200f ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

const char *piece_escape(const struct piece *piece, char buf[static ESCAPE_SIZE], size_t *ret_size)
{
    if (piece->is_valid && !char_is_unsafe(piece->c)) {
        *ret_size = piece->size;
        return piece->data;
    }

    static const char short_forms[] = {['\t'] = 't', ['\n'] = 'n', ['\r'] = 'r'};
    int n;
    if (piece->c < sizeof(short_forms) && short_forms[piece->c])
        n = snprintf(buf, ESCAPE_SIZE, "\\%c", short_forms[piece->c]);
    else if (piece->c < 0x100)
        n = snprintf(buf, ESCAPE_SIZE, "\\x%02x", piece->c & 0xff);
    else
        n = snprintf(buf, ESCAPE_SIZE, "\\u%04x", piece->c & 0xffff);
    *ret_size = (size_t)n;
    return buf;
}

void text_add_escaped(struct text *text, const char *s)
{
    char buf[ESCAPE_SIZE];
    for (size_t size = strlen(s), n; size > 0;) {
        struct piece piece = piece_next(s, size);
        const char *shown = piece_escape(&piece, buf, &n);
        text_add_bytes(text, shown, n);
        s += piece.size;
        size -= piece.size;
    }
}

void print_escaped(FILE *f, const char *s)
{
    char buf[ESCAPE_SIZE];
    for (size_t size = strlen(s), n; size > 0;) {
        struct piece piece = piece_next(s, size);
        const char *shown = piece_escape(&piece, buf, &n);
        fwrite(shown, 1, n, f);
        s += piece.size;
        size -= piece.size;
    }
}

static void add_markup_piece(struct text *text, const struct piece *piece)
{
    if (!piece->is_valid)
        text_add(text, REPLACEMENT);
    else if (piece->c == '<')
        text_add(text, "&lt;");
    else if (piece->c == '>')
        text_add(text, "&gt;");
    else if (piece->c == '&')
        text_add(text, "&amp;");
    else if (piece->c == '"')
        text_add(text, "&quot;");
    else if (piece->c == '\'')
        text_add(text, "&#39;");
    else if (piece->c == '\t' || piece->c == '\n')
        text_add_char(text, ' ');
    else if (!char_is_unsafe(piece->c))
        text_add_bytes(text, piece->data, piece->size);
}

void text_add_markup(struct text *text, const char *s)
{
    for (size_t size = strlen(s); size > 0;) {
        struct piece piece = piece_next(s, size);
        add_markup_piece(text, &piece);
        s += piece.size;
        size -= piece.size;
    }
}

/* What a spreadsheet may take for a formula. An empty field is none. One that bears apostrophes
 * already gets one more, so that taking one off again gives what was there. */
static bool is_formula(const char *s)
{
    s += strspn(s, "'");
    s += strspn(s, " \n\v\f");
    return *s && strchr("=+-@\t\r", *s);
}

void text_add_csv_separated(struct text *text, const char *s, char separator)
{
    bool formula = is_formula(s);
    bool quoted = s[strcspn(s, ",\"\r\n")] || strchr(s, separator) || *s == ' ' || *s == '\t';
    if (quoted)
        text_add_char(text, '"');
    if (formula)
        text_add_char(text, '\'');
    for (; *s; s++) {
        if (*s == '"')
            text_add_char(text, '"');
        text_add_char(text, *s);
    }
    if (quoted)
        text_add_char(text, '"');
}

void text_add_csv(struct text *text, const char *s)
{
    text_add_csv_separated(text, s, ',');
}

/* The White_Space property of Unicode. */
static bool is_white(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

static void trim_end(char *s)
{
    size_t n = strlen(s);
    if (n > 0 && s[n - 1] == ' ')
        s[n - 1] = '\0';
}

int text_clean(const char *s, size_t max_bytes, char **ret)
{
    _cleanup_(text_done) struct text text = {0};
    bool blank_due = false;

    for (size_t size = strlen(s); size > 0 && text.length <= max_bytes;) {
        struct piece piece = piece_next(s, size);
        s += piece.size;
        size -= piece.size;
        if (piece.is_valid && is_white(piece.c)) {
            blank_due = text.length > 0;
        } else if (!piece.is_valid || !char_is_unsafe(piece.c)) {
            if (blank_due)
                text_add_char(&text, ' ');
            blank_due = false;
            if (piece.is_valid)
                text_add_bytes(&text, piece.data, piece.size);
            else
                text_add(&text, REPLACEMENT);
        }
        if (text.failed)
            return -ENOMEM;
    }

    char *clean;
    int r = text_take(&text, &clean);
    if (r < 0)
        return r;
    utf8_truncate(clean, max_bytes);
    trim_end(clean);
    *ret = clean;
    return 0;
}
