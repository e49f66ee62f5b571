/* Character classes of ASCII alone: <ctype.h> follows the process's locale, in which (Turkish, for
 * one) "FRI" is not "fri". */
#pragma once

#include <stdbool.h>

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool ascii_is_alnum(char c)
{
    return ascii_is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
}

/* Reads exactly n digits (at most 9). Returns what follows them, or NULL. */
static inline const char *ascii_read_digits(const char *s, int n, int *ret)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (!ascii_is_digit(s[i]))
            return NULL;
        value = value * 10 + (s[i] - '0');
    }
    *ret = value;
    return s + n;
}
