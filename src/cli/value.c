#include "cli/value.h"

#include <ctype.h>
#include <errno.h>

#include "base/civil.h"
#include "base/duration.h"
#include "base/macro.h"
#include "base/zone.h"

#define MAX_COUNT 1000000

int value_parse_count(const char *s, int *ret)
{
    int n = 0;
    if (!*s)
        return -EINVAL;
    for (; *s; s++) {
        if (!isdigit((unsigned char)*s))
            return -EINVAL;
        n = n * 10 + (*s - '0');
        if (n > MAX_COUNT)
            return -EINVAL;
    }
    *ret = n;
    return 0;
}

int value_parse_minutes(const char *s, int *ret)
{
    int minutes;
    if (value_parse_count(s, &minutes) < 0 && duration_parse(s, &minutes) < 0)
        return -EINVAL;
    if (minutes > DURATION_MAX_MINUTES)
        return -EINVAL;
    *ret = minutes;
    return 0;
}

int value_parse_day(const char *s, const struct zone *zone, int64_t now_sec, int32_t *ret)
{
    int32_t today = zone_day(zone, now_sec);
    if (streq(s, "today"))
        *ret = today;
    else if (streq(s, "yesterday"))
        *ret = today - 1;
    else
        return civil_parse_date(s, ret);
    return 0;
}

int value_parse_moment(const char *s, const struct zone *zone, int64_t now_sec, int64_t *ret_sec)
{
    char word[16], date[DATE_SIZE], instant[64];
    const char *clock = strchr(s, ' ');
    int32_t day;

    if (strchr(s, 'T'))
        return zone_parse_instant(zone, s, ret_sec);

    snprintf(word, sizeof(word), "%.*s", clock ? (int)MIN(clock - s, 15) : 15, clock ? s : "today");
    clock = clock ? clock + 1 : s;
    if (value_parse_day(word, zone, now_sec, &day) < 0)
        return -EINVAL;
    civil_format_date(day, date);
    int n = snprintf(instant, sizeof(instant), "%sT%s", date, clock);
    return n < (int)sizeof(instant) ? zone_parse_instant(zone, instant, ret_sec) : -EINVAL;
}
