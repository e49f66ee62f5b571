/* Comparing as a person does who does not mind capitals: Unicode's simple case folding of the
 * Latin, Greek and Cyrillic letters in common use (CaseFolding.txt, status C). The C library would
 * know more, but only of the process's locale. */
#include "base/text.h"

/* In [first, last] each letter (step 1), or each second one from `first` on (step 2), becomes the
 * one that lies `delta` ahead. */
static const struct {
    uint32_t first, last;
    unsigned step;
    int32_t delta;
} ranges[] = {
    {'A', 'Z', 1, 32},          {0xc0, 0xd6, 1, 32},     {0xd8, 0xde, 1, 32},
    {0x100, 0x12e, 2, 1},       {0x132, 0x136, 2, 1},    {0x139, 0x147, 2, 1},
    {0x14a, 0x176, 2, 1},       {0x178, 0x178, 1, -121}, {0x179, 0x17d, 2, 1},
    {0x218, 0x21a, 2, 1},       {0x386, 0x386, 1, 38},   {0x388, 0x38a, 1, 37},
    {0x38c, 0x38c, 1, 64},      {0x38e, 0x38f, 1, 63},   {0x391, 0x3a1, 1, 32},
    {0x3a3, 0x3ab, 1, 32},      {0x3c2, 0x3c2, 1, 1},    {0x400, 0x40f, 1, 80},
    {0x410, 0x42f, 1, 32},      {0x490, 0x490, 1, 1},    {0x1e00, 0x1e94, 2, 1},
    {0x1e9e, 0x1e9e, 1, -7615}, {0x1ea0, 0x1efe, 2, 1},
};

static uint32_t char_fold(uint32_t c)
{
    for (size_t i = 0; i < ARRAY_SIZE(ranges) && c >= ranges[i].first; i++)
        if (c <= ranges[i].last)
            return (c - ranges[i].first) % ranges[i].step == 0 ? c + (uint32_t)ranges[i].delta : c;
    return c;
}

/* The next character of *s, folded; 0 at the end. An invalid byte is a character of its own. */
static uint32_t next_folded(const char **s)
{
    uint32_t c;
    if (!**s)
        return 0;
    size_t n = utf8_decode(*s, strnlen(*s, 4), &c);
    if (n == 0)
        return 0x110000 + (unsigned char)*(*s)++;
    *s += n;
    return char_fold(c);
}

/* What follows `part` in s, or NULL if s does not begin with it. */
static const char *after_folded(const char *s, const char *part)
{
    while (*part)
        if (next_folded(&s) != next_folded(&part))
            return NULL;
    return s;
}

bool str_equals_folded(const char *a, const char *b)
{
    const char *rest = after_folded(a, b);
    return rest && !*rest;
}

bool str_contains_folded(const char *s, const char *part)
{
    for (;; next_folded(&s)) {
        if (after_folded(s, part))
            return true;
        if (!*s)
            return false;
    }
}

int str_compare_folded(const char *a, const char *b)
{
    uint32_t c, d;
    do {
        c = next_folded(&a);
        d = next_folded(&b);
    } while (c != 0 && c == d);
    return c < d ? -1 : c > d;
}
