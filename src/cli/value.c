#include "cli/value.h"

#include <ctype.h>
#include <errno.h>

#include "base/civil.h"
#include "base/duration.h"
#include "base/macro.h"
#include "base/zone.h"

#define MAX_COUNT    1000000
#define MAX_DISTANCE 5000 /* days or weeks */

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

/* `7d`, `2w`: in days. */
static int parse_distance(const char *s, int *ret)
{
    size_t length = strlen(s);
    char digits[8];
    int n;

    if (length < 2 || length > sizeof(digits) || !strchr("dw", s[length - 1]))
        return -EINVAL;
    snprintf(digits, sizeof(digits), "%.*s", (int)length - 1, s);
    if (value_parse_count(digits, &n) < 0 || n > MAX_DISTANCE)
        return -EINVAL;
    *ret = s[length - 1] == 'w' ? 7 * n : n;
    return 0;
}

int value_parse_day_ahead(const char *s, const struct zone *zone, int64_t now_sec, int32_t *ret)
{
    int32_t today = zone_day(zone, now_sec);
    enum weekday weekday;
    int days;

    if (streq(s, "tomorrow"))
        *ret = today + 1;
    else if (parse_distance(s, &days) >= 0)
        *ret = today + days;
    else if (civil_parse_weekday(s, &weekday) >= 0)
        *ret = today + 1 + (7 + (int)weekday - (int)civil_weekday(today + 1)) % 7;
    else
        return value_parse_day(s, zone, now_sec, ret);
    return 0;
}

int value_parse_day_ago(const char *s, const struct zone *zone, int64_t now_sec, int32_t *ret)
{
    int32_t today = zone_day(zone, now_sec);
    enum weekday weekday;
    int days;

    if (streq(s, "tomorrow"))
        *ret = today + 1;
    else if (parse_distance(s, &days) >= 0)
        *ret = today - days;
    else if (civil_parse_weekday(s, &weekday) >= 0)
        *ret = today - (7 + (int)civil_weekday(today) - (int)weekday) % 7;
    else
        return value_parse_day(s, zone, now_sec, ret);
    return 0;
}

typedef int parse_day_function(const char *s, const struct zone *zone, int64_t now_sec,
                               int32_t *ret);

static int parse_moment(const char *s, const struct zone *zone, int64_t now_sec,
                        parse_day_function *parse_day, int64_t *ret_sec)
{
    char word[16], date[DATE_SIZE], instant[64];
    const char *clock = strchr(s, ' ');
    int32_t day;

    if (isdigit((unsigned char)*s) && strchr(s, 'T'))
        return zone_parse_instant(zone, s, ret_sec);

    snprintf(word, sizeof(word), "%.*s", clock ? (int)MIN(clock - s, 15) : 15, clock ? s : "today");
    clock = clock ? clock + 1 : s;
    if (parse_day(word, zone, now_sec, &day) < 0)
        return -EINVAL;
    civil_format_date(day, date);
    int n = snprintf(instant, sizeof(instant), "%sT%s", date, clock);
    return n < (int)sizeof(instant) ? zone_parse_instant(zone, instant, ret_sec) : -EINVAL;
}

int value_parse_moment(const char *s, const struct zone *zone, int64_t now_sec, int64_t *ret_sec)
{
    return parse_moment(s, zone, now_sec, value_parse_day, ret_sec);
}

int value_parse_moment_ahead(const char *s, const struct zone *zone, int64_t now_sec,
                             int64_t *ret_sec)
{
    return parse_moment(s, zone, now_sec, value_parse_day_ahead, ret_sec);
}
