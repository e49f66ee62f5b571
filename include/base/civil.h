/* Civil time: dates, weekdays and weeks of the proleptic Gregorian calendar, without any zone.
 *
 * A `day` counts days from 1970-01-01 (day 0, a Thursday). A `local_sec` counts seconds from
 * 1970-01-01T00:00 on the wall clock of some zone, every day being 86,400 seconds long; zone.h
 * turns it into an instant. Years 1900 to 2199 are accepted from outside. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define DAY_SEC       86400
#define DAY_MINUTES   1440
#define CIVIL_MIN_DAY (-25567) /* 1900-01-01 */
#define CIVIL_MAX_DAY 84005    /* 2199-12-31 */

enum weekday {
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    THURSDAY,
    FRIDAY,
    SATURDAY,
    SUNDAY,
};

/* Sets of weekdays: bit 1 << enum weekday. */
#define DAYS_NONE 0x00
#define DAYS_ALL  0x7f

int32_t civil_day(int year, int month, int day_of_month);
void civil_date(int32_t day, int *ret_year, int *ret_month, int *ret_day_of_month);
enum weekday civil_weekday(int32_t day);

/* The first day of the week that `day` lies in, weeks beginning on week_start. */
int32_t civil_week_start(int32_t day, enum weekday week_start);

/* ISO 8601 week: weeks begin on Monday, week 1 holds 4 January. */
void civil_iso_week(int32_t day, int *ret_year, int *ret_week);

/* The Monday of an ISO week. Returns 0, or -ERANGE if the year has no such week. */
int civil_iso_week_day(int year, int week, int32_t *ret_day);

/* `2026-11-24`, nothing before or after. Returns 0 or -EINVAL (form, month, day or year). */
int civil_parse_date(const char *s, int32_t *ret_day);

#define DATE_SIZE 11
void civil_format_date(int32_t day, char buf[static DATE_SIZE]);

/* `Mon` and `Monday`, any case. Returns 0 or -EINVAL. */
int civil_parse_weekday(const char *s, enum weekday *ret);

/* `Mon`; `Monday`. Static strings. */
const char *civil_weekday_name(enum weekday weekday);
const char *civil_weekday_long_name(enum weekday weekday);

/* Floor division: the day that a local time lies in, and the seconds since its midnight. */
int32_t civil_local_day(int64_t local_sec);
int32_t civil_local_second(int64_t local_sec);
