/* Which days of a period belong to it. Every BY part, whether RFC 5545's table (3.3.10) has it
 * expand or limit, comes to a condition that a day meets or not, as in python-dateutil. */
#include "calendar/recurrence-days.h"

#include "calendar/number-set.h"

/* A day with what the conditions ask of it. */
struct date {
    int32_t day;
    int year, month, day_of_month;
    enum weekday weekday;
};

static struct date date_of(int32_t day)
{
    struct date date = {.day = day, .weekday = civil_weekday(day)};

    civil_date(day, &date.year, &date.month, &date.day_of_month);
    return date;
}

static int32_t month_length(int year, int month)
{
    int32_t next = month < 12 ? civil_day(year, month + 1, 1) : civil_day(year + 1, 1, 1);

    return next - civil_day(year, month, 1);
}

/* The first day of a year's week 1, which has at least four of the year's days. */
static int32_t first_week(int year, enum weekday week_start)
{
    return civil_week_start(civil_day(year, 1, 4), week_start);
}

/* By the week's own year: the last days of December may be of week 1. */
static bool week_matches(const struct recurrence *rule, const struct date *date)
{
    int32_t week = civil_week_start(date->day, rule->week_start), first, next;
    int year;

    civil_date(week + 3, &year, &(int){0}, &(int){0});
    first = first_week(year, rule->week_start);
    next = first_week(year + 1, rule->week_start);
    return number_set_has(&rule->weeks, (week - first) / 7 + 1, (next - week) / 7);
}

static bool year_day_matches(const struct recurrence *rule, const struct date *date)
{
    return number_set_has(&rule->year_days, date->day - civil_day(date->year, 1, 1) + 1,
                          civil_day(date->year + 1, 1, 1) - date->day);
}

static bool month_day_matches(const struct recurrence *rule, const struct date *date)
{
    return number_set_has(&rule->month_days, date->day_of_month,
                          month_length(date->year, date->month) - date->day_of_month + 1);
}

/* The n-th such weekday of the year, if the rule is yearly and names no month; else of the month.
 */
static bool nth_matches(const struct recurrence *rule, const struct date *date)
{
    int32_t begin = civil_day(date->year, date->month, 1), end;

    if (rule->frequency == FREQUENCY_YEAR && !rule->months.is_given) {
        begin = civil_day(date->year, 1, 1);
        end = civil_day(date->year + 1, 1, 1);
    } else {
        end = begin + month_length(date->year, date->month);
    }
    return number_set_has(&rule->nth[date->weekday], (date->day - begin) / 7 + 1,
                          (end - 1 - date->day) / 7 + 1);
}

static bool weekday_matches(const struct recurrence *rule, const struct date *date)
{
    return number_set_has(&rule->weekdays, (int64_t)date->weekday, -1) ||
           (rule->has_nth && nth_matches(rule, date));
}

static bool date_matches(const struct recurrence *rule, const struct date *date)
{
    return (!rule->months.is_given || number_set_has(&rule->months, date->month, -1)) &&
           (!rule->weeks.is_given || week_matches(rule, date)) &&
           (!rule->year_days.is_given || year_day_matches(rule, date)) &&
           (!rule->month_days.is_given || month_day_matches(rule, date)) &&
           (!(rule->weekdays.is_given || rule->has_nth) || weekday_matches(rule, date));
}

size_t recurrence_days(const struct recurrence *rule, int32_t first, int32_t end, int32_t *ret,
                       int64_t *steps)
{
    size_t n = 0;

    for (int32_t day = first; day < end; day++) {
        struct date date = date_of(day);

        --*steps;
        if (rule->months.is_given && !number_set_has(&rule->months, date.month, -1))
            day += month_length(date.year, date.month) - date.day_of_month; /* past the month */
        else if (date_matches(rule, &date))
            ret[n++] = day;
    }
    return n;
}
