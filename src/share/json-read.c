#include "share/json-read.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

static bool fail(struct json_reader *reader)
{
    reader->has_failed = true;
    reader->at = reader->end;
    return false;
}

static void skip_blanks(struct json_reader *reader)
{
    while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) && *reader->at)
        reader->at++;
}

/* The next character; NUL at the end, and for a NUL, which is nowhere allowed. */
static char peek(struct json_reader *reader)
{
    skip_blanks(reader);
    return reader->at < reader->end ? *reader->at : '\0';
}

static bool take(struct json_reader *reader, char c)
{
    if (peek(reader) != c)
        return false;
    reader->at++;
    return true;
}

static bool take_word(struct json_reader *reader, const char *word)
{
    size_t n = strlen(word);

    if ((size_t)(reader->end - reader->at) < n || memcmp(reader->at, word, n) != 0)
        return false;
    reader->at += n;
    return true;
}

/* Invalid UTF-8 anywhere is no JSON (RFC 8259 8.1). */
void json_reader_init(struct json_reader *reader, const char *data, size_t size)
{
    *reader = (struct json_reader){.at = data, .end = data + size};
    if (utf8_check(data, size) != size)
        fail(reader);
}

/* ---- Strings ---- */

/* What is written of a string: as much of it as has room. */
struct target {
    char *buf;
    size_t size, n;
    bool is_full;
};

static void put(struct target *target, const char *bytes, size_t n)
{
    target->is_full |= target->n + n >= target->size;
    if (target->is_full)
        return;
    memcpy(target->buf + target->n, bytes, n);
    target->n += n;
}

static bool read_hex(struct json_reader *reader, uint32_t *ret)
{
    uint32_t value = 0;

    if (reader->end - reader->at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        char c = *reader->at++;

        if (c >= '0' && c <= '9')
            value = value << 4 | (uint32_t)(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            value = value << 4 | (uint32_t)((c | 0x20) - 'a' + 10);
        else
            return false;
    }
    *ret = value;
    return true;
}

static size_t utf8_encode(uint32_t c, char buf[static 4])
{
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const uint8_t heads[] = {0, 0, 0xc0, 0xe0, 0xf0};

    for (size_t i = n; i-- > 1; c >>= 6)
        buf[i] = (char)(0x80 | (c & 0x3f));
    buf[0] = (char)(heads[n] | c);
    return n;
}

/* Behind "\u". Halves of a surrogate pair belong together; a lone one is no character, nor is NUL.
 */
static bool read_code(struct json_reader *reader, struct target *target)
{
    uint32_t c, low;
    char bytes[4];

    if (!read_hex(reader, &c) || c == 0 || (c >= 0xdc00 && c < 0xe000))
        return false;
    if (c >= 0xd800 && c < 0xdc00) {
        if (!take_word(reader, "\\u") || !read_hex(reader, &low) || low < 0xdc00 || low >= 0xe000)
            return false;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    put(target, bytes, utf8_encode(c, bytes));
    return true;
}

static bool read_escape(struct json_reader *reader, struct target *target)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *found;
    char c = reader->at < reader->end ? *reader->at++ : '\0';

    if (c == 'u')
        return read_code(reader, target);
    found = c ? strchr(from, c) : NULL;
    if (found)
        put(target, &to[found - from], 1);
    return found != NULL;
}

/* Behind the quotation mark. */
static bool read_string(struct json_reader *reader, struct target *target)
{
    uint32_t c;

    while (reader->at < reader->end && *reader->at != '"') {
        const char *from = reader->at;

        if ((unsigned char)*from < 0x20)
            return false;
        if (*from == '\\') {
            reader->at++;
            if (!read_escape(reader, target))
                return false;
        } else {
            reader->at += utf8_decode(from, (size_t)(reader->end - from), &c);
            put(target, from, (size_t)(reader->at - from));
        }
    }
    return take(reader, '"');
}

bool json_read_text(struct json_reader *reader, char *buf, size_t size)
{
    struct target target = {.buf = buf, .size = size};

    if (!take(reader, '"') || !read_string(reader, &target))
        return fail(reader);
    if (size > 0)
        buf[target.n] = '\0';
    return true;
}

/* ---- Numbers ---- */

/* Adds digits to *value; false if there is none. */
static bool read_digits(struct json_reader *reader, double *value, int *ret_n)
{
    *ret_n = 0;
    for (; reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9'; reader->at++) {
        *value = *value * 10 + (*reader->at - '0');
        *ret_n += *ret_n < 400;
    }
    return *ret_n > 0;
}

static double scale(double value, int exponent)
{
    for (; exponent > 0; exponent--)
        value *= 10;
    if (exponent < 0) {
        double power = 1;

        for (; exponent < 0; exponent++)
            power *= 10;
        value /= power;
    }
    return value;
}

/* Behind e or E. */
static bool read_exponent(struct json_reader *reader, int *exponent)
{
    bool is_negative = reader->at < reader->end && *reader->at == '-';
    double value = 0;
    int n;

    if (reader->at < reader->end && (*reader->at == '-' || *reader->at == '+'))
        reader->at++;
    if (!read_digits(reader, &value, &n))
        return false;
    if (value > 400)
        value = 400;
    *exponent += is_negative ? -(int)value : (int)value;
    return true;
}

/* RFC 8259 6: no leading zeros, no bare point. */
static bool read_number(struct json_reader *reader, double *ret)
{
    bool is_negative = take(reader, '-');
    const char *from = reader->at;
    double value = 0;
    int n, exponent = 0;

    if (!read_digits(reader, &value, &n) || (*from == '0' && n > 1))
        return false;
    if (reader->at < reader->end && *reader->at == '.') {
        reader->at++;
        if (!read_digits(reader, &value, &n))
            return false;
        exponent = -n;
    }
    if (reader->at < reader->end && (*reader->at == 'e' || *reader->at == 'E')) {
        reader->at++;
        if (!read_exponent(reader, &exponent))
            return false;
    }
    value = scale(value, exponent);
    *ret = is_negative ? -value : value;
    return true;
}

bool json_read_number(struct json_reader *reader, double *ret)
{
    double value;

    skip_blanks(reader);
    if (!read_number(reader, &value))
        return fail(reader);
    *ret = value;
    return true;
}

bool json_read_bool(struct json_reader *reader, bool *ret)
{
    bool is_true = peek(reader) == 't';

    if (!take_word(reader, is_true ? "true" : "false"))
        return fail(reader);
    *ret = is_true;
    return true;
}

/* ---- Containers ---- */

static bool begin(struct json_reader *reader, char open)
{
    if (!take(reader, open) || reader->depth == JSON_READ_DEPTH)
        return fail(reader);
    reader->depth++;
    reader->is_first = true;
    return true;
}

/* True if another value comes. */
static bool next(struct json_reader *reader, char close)
{
    if (reader->has_failed)
        return false;
    if (take(reader, close)) {
        reader->depth--;
        reader->is_first = false;
        return false;
    }
    if (!reader->is_first && !take(reader, ','))
        return fail(reader);
    reader->is_first = false;
    return true;
}

bool json_read_object(struct json_reader *reader)
{
    return begin(reader, '{');
}

bool json_read_member(struct json_reader *reader, char *buf, size_t size)
{
    if (!next(reader, '}') || !json_read_text(reader, buf, size))
        return false;
    return take(reader, ':') || fail(reader);
}

bool json_read_array(struct json_reader *reader)
{
    return begin(reader, '[');
}

bool json_read_element(struct json_reader *reader)
{
    return next(reader, ']');
}

/* As deep as containers go. */
bool json_read_skip(struct json_reader *reader)
{
    char c = peek(reader), unused[1];
    double number;
    bool boolean;

    if (c == '{') {
        json_read_object(reader);
        while (json_read_member(reader, unused, sizeof unused))
            json_read_skip(reader);
    } else if (c == '[') {
        json_read_array(reader);
        while (json_read_element(reader))
            json_read_skip(reader);
    } else if (c == '"') {
        json_read_text(reader, unused, sizeof unused);
    } else if (c == 't' || c == 'f') {
        json_read_bool(reader, &boolean);
    } else if (c == 'n') {
        return take_word(reader, "null") || fail(reader);
    } else {
        json_read_number(reader, &number);
    }
    return !reader->has_failed;
}

bool json_read_is_done(struct json_reader *reader)
{
    return !reader->has_failed && reader->depth == 0 && peek(reader) == '\0' &&
           reader->at == reader->end;
}
