/* Instants as text: ISO 8601 (RFC 3339) with the offset. Offsets before standard time had seconds,
 * which are then written too. */
#include "base/zone.h"

#include <errno.h>

#include "base/ascii.h"
#include "base/civil.h"

/* A buffer of fixed size cannot hold every year: what is out of range is shown as its end. */
static int64_t clamp_instant(int64_t utc_sec)
{
    return MIN(MAX(utc_sec, (int64_t)CIVIL_MIN_DAY * DAY_SEC),
               (int64_t)(CIVIL_MAX_DAY + 1) * DAY_SEC - 1);
}

/* `2026-11-24T09:00:00`, 19 characters. */
static int format_local(int64_t local_sec, char buf[static INSTANT_SIZE])
{
    char date[DATE_SIZE];
    unsigned second = (unsigned)civil_local_second(local_sec);
    civil_format_date(civil_local_day(local_sec), date);
    return snprintf(buf, INSTANT_SIZE, "%sT%02u:%02u:%02u", date, second / 3600 % 24,
                    second / 60 % 60, second % 60);
}

void zone_format(const struct zone *zone, int64_t utc_sec, char buf[static INSTANT_SIZE])
{
    int64_t instant = clamp_instant(utc_sec);
    int32_t offset = zone_offset(zone, instant);
    int n = format_local(instant + offset, buf);
    unsigned size = (unsigned)(offset < 0 ? -offset : offset);

    n += snprintf(buf + n, (size_t)(INSTANT_SIZE - n), "%c%02u:%02u", offset < 0 ? '-' : '+',
                  size / 3600, size / 60 % 60);
    if (size % 60)
        snprintf(buf + n, (size_t)(INSTANT_SIZE - n), ":%02u", size % 60);
}

void zone_format_utc(int64_t utc_sec, char buf[static INSTANT_SIZE])
{
    int n = format_local(clamp_instant(utc_sec), buf);
    snprintf(buf + n, (size_t)(INSTANT_SIZE - n), "Z");
}

/* `hh:mm` or `hh:mm:ss`. Returns what follows, or NULL. */
static const char *read_clock(const char *s, int max_hour, int32_t *ret)
{
    int hour, minute, second = 0;
    s = ascii_read_digits(s, 2, &hour);
    if (!s || *s != ':' || !(s = ascii_read_digits(s + 1, 2, &minute)))
        return NULL;
    if (*s == ':' && !(s = ascii_read_digits(s + 1, 2, &second)))
        return NULL;
    if (hour > max_hour || minute > 59 || second > 59)
        return NULL;
    *ret = hour * 3600 + minute * 60 + second;
    return s;
}

/* What follows the time. Returns 0, or -EINVAL. */
static int read_zone(const struct zone *zone, const char *s, int64_t local_sec,
                     int64_t *ret_utc_sec)
{
    int32_t offset = 0;
    char sign = *s;
    if (!sign && zone) {
        *ret_utc_sec = zone_to_utc(zone, local_sec);
        return 0;
    }
    if (sign == 'Z')
        s++;
    else if (sign != '+' && sign != '-')
        return -EINVAL;
    else if (!(s = read_clock(s + 1, 25, &offset)))
        return -EINVAL;
    if (*s)
        return -EINVAL;
    *ret_utc_sec = local_sec - (sign == '-' ? -offset : offset);
    return 0;
}

int zone_parse_instant(const struct zone *zone, const char *s, int64_t *ret_utc_sec)
{
    char date[DATE_SIZE];
    int32_t day, second;
    size_t n = strnlen(s, DATE_SIZE - 1);
    memcpy(date, s, n);
    date[n] = '\0';
    if (civil_parse_date(date, &day) < 0 || s[n] != 'T')
        return -EINVAL;
    s = read_clock(s + n + 1, 23, &second);
    return s ? read_zone(zone, s, (int64_t)day * DAY_SEC + second, ret_utc_sec) : -EINVAL;
}
