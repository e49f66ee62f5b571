#include "base/text.h"

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

size_t utf8_decode(const char *s, size_t size, uint32_t *ret)
{
    /* By length: the smallest code point that needs it; anything below is an overlong form. */
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};

    if (size == 0)
        return 0;
    unsigned char lead = (unsigned char)s[0];
    if (lead < 0x80) {
        *ret = lead;
        return 1;
    }

    size_t n = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || n > size)
        return 0;

    uint32_t c = lead & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if (!is_continuation(s[i]))
            return 0;
        c = c << 6 | ((unsigned char)s[i] & 0x3f);
    }
    if (c < smallest[n] || (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff)
        return 0;
    *ret = c;
    return n;
}

size_t utf8_check(const char *s, size_t size)
{
    uint32_t c;
    size_t i = 0;
    for (size_t n; i < size && (n = utf8_decode(s + i, size - i, &c)) > 0; i += n)
        ;
    return i;
}

void utf8_truncate(char *s, size_t max_bytes)
{
    if (strnlen(s, max_bytes + 1) <= max_bytes)
        return;
    /* A character has at most 3 continuation bytes: more are not UTF-8, and cut anywhere. */
    size_t end = max_bytes;
    while (end > 0 && max_bytes - end < 3 && is_continuation(s[end]))
        end--;
    s[is_continuation(s[end]) ? max_bytes : end] = '\0';
}

size_t utf8_length(const char *s)
{
    uint32_t c;
    size_t length = 0;
    for (size_t size = strlen(s); size > 0; length++) {
        size_t n = MAX(utf8_decode(s, size, &c), (size_t)1);
        s += n;
        size -= n;
    }
    return length;
}
