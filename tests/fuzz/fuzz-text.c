/* Any bytes as text on its way out: whatever comes in, what goes out is harmless where it goes. */
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static bool is_safe(const char *s)
{
    uint32_t c;
    for (size_t size = strlen(s), n; size > 0; s += n, size -= n)
        if ((n = utf8_decode(s, size, &c)) == 0 || char_is_unsafe(c))
            return false;
    return true;
}

static void check_escaped(const char *s)
{
    _cleanup_(freep) char *out = NULL;
    struct text text = {0};
    text_add_escaped(&text, s);
    check(text_take(&text, &out) == 0);
    check(is_safe(out));
    check(text_width(out) == text_width(s));
}

static void check_markup(const char *s)
{
    _cleanup_(freep) char *out = NULL;
    struct text text = {0};
    text_add_markup(&text, s);
    check(text_take(&text, &out) == 0);
    check(is_safe(out) && !strpbrk(out, "<>\"'"));
    for (const char *p = out; (p = strchr(p, '&')); p++)
        check(strncmp(p, "&lt;", 4) == 0 || strncmp(p, "&gt;", 4) == 0 ||
              strncmp(p, "&amp;", 5) == 0 || strncmp(p, "&quot;", 6) == 0 ||
              strncmp(p, "&#39;", 5) == 0);
}

static void check_clean(const char *s, size_t max)
{
    _cleanup_(freep) char *out = NULL, *again = NULL;
    check(text_clean(s, max, &out) == 0);
    check(strlen(out) <= max && is_safe(out) && !strstr(out, "  "));
    check(out[0] != ' ' && (!out[0] || out[strlen(out) - 1] != ' '));
    check(text_clean(out, max, &again) == 0 && streq(out, again));
}

static void check_padded(const char *s, size_t width)
{
    _cleanup_(freep) char *out = NULL;
    struct text text = {0};
    text_add_padded(&text, s, width);
    check(text_take(&text, &out) == 0);
    check(is_safe(out) && text_width(out) == width);
}

/* As a spreadsheet reads it: the field must be one, must not be a formula, and hold the text. */
static void check_csv(const char *s)
{
    _cleanup_(freep) char *out = NULL;
    struct text text = {0};
    text_add_csv(&text, s);
    check(text_take(&text, &out) == 0);

    bool quoted = *out == '"';
    const char *p = out + quoted;
    const char *first = p + strspn(p, " \n\v\f");
    check(!*first || !strchr("=+-@\t\r", *first));
    size_t n_guards = strspn(p, "'") - strspn(s, "'");
    check(n_guards <= 1);
    p += n_guards;
    for (; *s; s++, p++) {
        check(*p == *s);
        check(quoted || !strchr(",\"\r\n", *p));
        if (*p == '"')
            check(*++p == '"');
    }
    check(streq(p, quoted ? "\"" : ""));
}

static void check_json(const char *s)
{
    _cleanup_(freep) char *out = NULL;
    size_t size;
    FILE *f = open_memstream(&out, &size);
    struct json json;
    check(f);
    json_init(&json, f);
    json_string(&json, NULL, s);
    check(json_finish(&json) == 0 && fclose(f) == 0);
    out[size - 1] = '\0'; /* the newline */
    check(is_safe(out));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(freep) char *s = malloc(size + 1);
    check(s);
    memcpy(s, data, size);
    s[size] = '\0';

    check_escaped(s);
    check_markup(s);
    check_clean(s, size / 2);
    check_padded(s, size / 3);
    check_csv(s);
    check_json(s);
    utf8_truncate(s, size / 2);
    check(strlen(s) <= size / 2);
    return 0;
}
