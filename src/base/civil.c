/* The calendar arithmetic counts years from 1 March, so that the leap day is the last of its year
 * and month lengths follow one line, (153 * m + 2) / 5; 400 years (an era) hold 146,097 days. */
#include "base/civil.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/macro.h"

#define ERA_DAYS       146097
#define ERA_YEARS      400
#define MARCH_0000_DAY (-719468) /* 0000-03-01 */

/* What four digits can show. */
#define FORMAT_MIN_DAY (-719528) /* 0000-01-01 */
#define FORMAT_MAX_DAY 2932896   /* 9999-12-31 */

static const char *const weekday_names[] = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
};

static const char *const weekday_short_names[] = {
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t floor_mod(int64_t a, int64_t b)
{
    return a % b + (a % b < 0 ? b : 0);
}

int32_t civil_day(int year, int month, int day_of_month)
{
    int64_t march_year = (int64_t)year - (month <= 2);
    int64_t march_month = month <= 2 ? month + 9 : month - 3;
    int64_t era = floor_div(march_year, ERA_YEARS);
    int64_t year_of_era = march_year - era * ERA_YEARS;
    int64_t day_of_year = (153 * march_month + 2) / 5 + day_of_month - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int32_t)(era * ERA_DAYS + day_of_era + MARCH_0000_DAY);
}

void civil_date(int32_t day, int *ret_year, int *ret_month, int *ret_day_of_month)
{
    int64_t since_march = (int64_t)day - MARCH_0000_DAY;
    int64_t era = floor_div(since_march, ERA_DAYS);
    int64_t day_of_era = since_march - era * ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (ERA_DAYS - 1)) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (int)((5 * day_of_year + 2) / 153);

    *ret_day_of_month = (int)day_of_year - (153 * march_month + 2) / 5 + 1;
    *ret_month = march_month < 10 ? march_month + 3 : march_month - 9;
    *ret_year = (int)(era * ERA_YEARS + year_of_era) + (*ret_month <= 2);
}

enum weekday civil_weekday(int32_t day)
{
    return (enum weekday)floor_mod((int64_t)day + THURSDAY, 7);
}

int32_t civil_week_start(int32_t day, enum weekday week_start)
{
    return day - (int32_t)floor_mod((int64_t)civil_weekday(day) - (int64_t)week_start, 7);
}

void civil_iso_week(int32_t day, int *ret_year, int *ret_week)
{
    /* A week belongs to the year of its Thursday. */
    int32_t thursday = civil_week_start(day, MONDAY) + THURSDAY;
    int year, month, day_of_month;
    civil_date(thursday, &year, &month, &day_of_month);
    *ret_year = year;
    *ret_week = (thursday - civil_day(year, 1, 1)) / 7 + 1;
}

int civil_iso_week_day(int year, int week, int32_t *ret_day)
{
    if (year < 1900 || year > 2199 || week < 1 || week > 53)
        return -ERANGE;

    int32_t monday = civil_week_start(civil_day(year, 1, 4), MONDAY) + (week - 1) * 7;
    int its_year, its_week;
    civil_iso_week(monday, &its_year, &its_week);
    if (its_year != year)
        return -ERANGE;
    *ret_day = monday;
    return 0;
}

int civil_parse_date(const char *s, int32_t *ret_day)
{
    int year, month, day_of_month;
    const char *p = ascii_read_digits(s, 4, &year);
    if (!p || *p != '-' || !(p = ascii_read_digits(p + 1, 2, &month)) || *p != '-' ||
        !(p = ascii_read_digits(p + 1, 2, &day_of_month)) || *p)
        return -EINVAL;
    if (year < 1900 || year > 2199 || month < 1 || month > 12)
        return -EINVAL;

    /* A day that its month does not have comes back as one of another month. */
    int32_t day = civil_day(year, month, day_of_month);
    int real_year, real_month, real_day;
    civil_date(day, &real_year, &real_month, &real_day);
    if (real_day != day_of_month)
        return -EINVAL;
    *ret_day = day;
    return 0;
}

void civil_format_date(int32_t day, char buf[static DATE_SIZE])
{
    int year, month, day_of_month;
    civil_date(MIN(MAX(day, FORMAT_MIN_DAY), FORMAT_MAX_DAY), &year, &month, &day_of_month);
    snprintf(buf, DATE_SIZE, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)month % 100,
             (unsigned)day_of_month % 100);
}

static bool equals_ignoring_case(const char *a, const char *b)
{
    while (*a && ascii_lower(*a) == ascii_lower(*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

int civil_parse_weekday(const char *s, enum weekday *ret)
{
    for (size_t i = 0; i < ARRAY_SIZE(weekday_names); i++) {
        if (equals_ignoring_case(s, weekday_names[i]) ||
            equals_ignoring_case(s, weekday_short_names[i])) {
            *ret = (enum weekday)i;
            return 0;
        }
    }
    return -EINVAL;
}

const char *civil_weekday_name(enum weekday weekday)
{
    return weekday <= SUNDAY ? weekday_short_names[weekday] : "?";
}

const char *civil_weekday_long_name(enum weekday weekday)
{
    return weekday <= SUNDAY ? weekday_names[weekday] : "?";
}

int32_t civil_local_day(int64_t local_sec)
{
    return (int32_t)floor_div(local_sec, DAY_SEC);
}

int32_t civil_local_second(int64_t local_sec)
{
    return (int32_t)floor_mod(local_sec, DAY_SEC);
}
