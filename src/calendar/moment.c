#include "calendar/moment.h"

#include <ctype.h>
#include <errno.h>
#include <libical/ical.h>

#include "base/civil.h"

static int read_digits(const char *s, int n)
{
    int value = 0;

    while (n-- > 0)
        value = value * 10 + (*s++ - '0');
    return value;
}

/* True if s begins with this form, in which 0 stands for any digit. */
static bool has_form(const char *s, const char *form)
{
    for (; *form; form++, s++)
        if (*form == '0' ? !isdigit((unsigned char)*s) : *s != *form)
            return false;
    return true;
}

static int parse_date(const char *s, int32_t *ret_day)
{
    int year = read_digits(s, 4), month = read_digits(s + 4, 2), day = read_digits(s + 6, 2);
    int read_year, read_month, read_day;

    if (year < 1 || month < 1 || month > 12 || day < 1)
        return -EINVAL;
    *ret_day = civil_day(year, month, day);
    civil_date(*ret_day, &read_year, &read_month, &read_day);
    return read_month == month && read_day == day ? 0 : -EINVAL; /* no 31 June */
}

static int parse_time(const char *s, int32_t *ret_sec)
{
    int hour = read_digits(s, 2), minute = read_digits(s + 2, 2), second = read_digits(s + 4, 2);

    if (hour > 23 || minute > 59 || second > 60) /* a leap second is the next minute's first */
        return -EINVAL;
    *ret_sec = hour * 3600 + minute * 60 + second;
    return 0;
}

int moment_parse(const char *s, const struct zone *zone, const struct zone *utc, struct moment *ret)
{
    static const char date_form[] = "00000000", time_form[] = "T000000";
    bool is_date, is_utc;
    int32_t day, second = 0;
    int r;

    if (!has_form(s, date_form))
        return -EINVAL;
    r = parse_date(s, &day);
    if (r < 0)
        return r;
    s += sizeof(date_form) - 1;
    is_date = !has_form(s, time_form);
    if (!is_date) {
        r = parse_time(s + 1, &second);
        if (r < 0)
            return r;
        s += sizeof(time_form) - 1;
    }
    is_utc = !is_date && *s == 'Z';
    s += is_utc;
    if (s[strspn(s, " \t")])
        return -EINVAL;
    *ret = (struct moment){
        .local_sec = (int64_t)day * DAY_SEC + second,
        .zone = is_utc ? utc : zone,
        .is_date = is_date,
        .is_utc = is_utc,
    };
    return 0;
}

int64_t moment_sec(const struct moment *moment)
{
    return moment->is_date ? zone_day_start(moment->zone, moment_day(moment))
                           : zone_to_utc(moment->zone, moment->local_sec);
}

int32_t moment_day(const struct moment *moment)
{
    return civil_local_day(moment->local_sec);
}

int64_t moment_end_sec(const struct moment *moment, const struct length *length)
{
    struct moment end = *moment;

    end.local_sec += length->days * DAY_SEC;
    return moment_sec(&end) + length->seconds;
}

int length_parse(const char *s, struct length *ret)
{
    struct icaldurationtype duration = icaldurationtype_from_string(s);
    int sign = duration.is_neg ? -1 : 1;

    if (icaldurationtype_is_bad_duration(duration))
        return -EINVAL;
    ret->days = sign * ((int64_t)duration.weeks * 7 + duration.days);
    ret->seconds =
        sign * ((int64_t)duration.hours * 3600 + (int64_t)duration.minutes * 60 + duration.seconds);
    return 0;
}

struct length length_between(const struct moment *start, const struct moment *end)
{
    if (start->is_date && end->is_date)
        return (struct length){.days = moment_day(end) - moment_day(start)};
    return (struct length){.seconds = moment_sec(end) - moment_sec(start)};
}
