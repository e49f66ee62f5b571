#include "base/json.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"

void json_init(struct json *json, FILE *file)
{
    *json = (struct json){.file = file};
}

static void write_string(FILE *f, const char *s)
{
    uint32_t c;
    fputc('"', f);
    for (size_t size = strlen(s); size > 0;) {
        size_t n = utf8_decode(s, size, &c);
        if (n == 0)
            fputs("\\ufffd", f);
        else if (c == '"' || c == '\\')
            fprintf(f, "\\%c", (char)c);
        else if (c == '\n')
            fputs("\\n", f);
        else if (c == '\t')
            fputs("\\t", f);
        else if (char_is_unsafe(c)) /* more than JSON asks for: it may be printed on a terminal */
            fprintf(f, "\\u%04x", c);
        else
            fwrite(s, 1, n, f);
        n = MAX(n, (size_t)1);
        s += n;
        size -= n;
    }
    fputc('"', f);
}

/* Comma and key of the next value. */
static void value_begin(struct json *json, const char *key)
{
    if (json->has_item[json->depth])
        fputc(',', json->file);
    json->has_item[json->depth] = true;
    if (key) {
        write_string(json->file, key);
        fputc(':', json->file);
    }
}

static void container_begin(struct json *json, const char *key, char open)
{
    value_begin(json, key);
    fputc(open, json->file);
    if (json->depth < JSON_MAX_DEPTH - 1)
        json->depth++;
    json->has_item[json->depth] = false;
}

static void container_end(struct json *json, char close)
{
    if (json->depth > 0)
        json->depth--;
    fputc(close, json->file);
}

void json_object_begin(struct json *json, const char *key)
{
    container_begin(json, key, '{');
}

void json_object_end(struct json *json)
{
    container_end(json, '}');
}

void json_array_begin(struct json *json, const char *key)
{
    container_begin(json, key, '[');
}

void json_array_end(struct json *json)
{
    container_end(json, ']');
}

void json_string(struct json *json, const char *key, const char *value)
{
    value_begin(json, key);
    if (value)
        write_string(json->file, value);
    else
        fputs("null", json->file);
}

void json_integer(struct json *json, const char *key, int64_t value)
{
    value_begin(json, key);
    fprintf(json->file, "%" PRId64, value);
}

void json_bool(struct json *json, const char *key, bool value)
{
    value_begin(json, key);
    fputs(value ? "true" : "false", json->file);
}

void json_null(struct json *json, const char *key)
{
    json_string(json, key, NULL);
}

/* By whole hundredths: printf's %f would write the locale's comma. */
static void write_hundredths(FILE *f, int64_t hundredths)
{
    uint64_t n = hundredths < 0 ? -(uint64_t)hundredths : (uint64_t)hundredths;
    fprintf(f, "%s%" PRIu64, hundredths < 0 ? "-" : "", n / 100);
    if (n % 100)
        fprintf(f, n % 10 ? ".%02" PRIu64 : ".%" PRIu64, n % 10 ? n % 100 : n % 100 / 10);
}

void json_decimal(struct json *json, const char *key, double value)
{
    if (!isfinite(value)) {
        json_null(json, key);
        return;
    }
    value_begin(json, key);
    if (value > 1e15 || value < -1e15)
        fprintf(json->file, "%.0f", value);
    else
        write_hundredths(json->file, (int64_t)(value * 100 + (value < 0 ? -0.5 : 0.5)));
}

int json_finish(struct json *json)
{
    fputc('\n', json->file);
    if (fflush(json->file) != 0 || ferror(json->file))
        return -EIO;
    return 0;
}
