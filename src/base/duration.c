#include "base/duration.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/macro.h"

/* Reads `12h` or `12m`. A number too large for any duration sticks at one that is just too large.
 * Returns what follows, or NULL if there is no such part. */
static const char *read_part(const char *s, char unit, int *ret)
{
    int value = 0;
    if (!ascii_is_digit(*s))
        return NULL;
    for (; ascii_is_digit(*s); s++)
        value = MIN(value * 10 + (*s - '0'), DURATION_MAX_MINUTES + 1);
    if (*s != unit)
        return NULL;
    *ret = value;
    return s + 1;
}

int duration_parse(const char *s, int *ret_minutes)
{
    if (streq(s, "0")) {
        *ret_minutes = 0;
        return 0;
    }

    int hours = 0, minutes = 0;
    const char *end = read_part(s, 'h', &hours);
    if (!end || *end)
        end = read_part(end ? end : s, 'm', &minutes);
    if (!end || *end)
        return -EINVAL;
    if (hours * 60 + minutes > DURATION_MAX_MINUTES)
        return -ERANGE;
    *ret_minutes = hours * 60 + minutes;
    return 0;
}

void duration_format(int minutes, char buf[static DURATION_SIZE])
{
    const char *sign = minutes < 0 ? "-" : "";
    unsigned total = minutes < 0 ? -(unsigned)minutes : (unsigned)minutes;
    unsigned hours = total / 60, rest = total % 60;

    if (hours == 0)
        snprintf(buf, DURATION_SIZE, "%s%um", sign, rest);
    else if (rest == 0)
        snprintf(buf, DURATION_SIZE, "%s%uh", sign, hours);
    else
        snprintf(buf, DURATION_SIZE, "%s%uh%um", sign, hours, rest);
}
