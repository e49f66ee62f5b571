#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <cmocka.h>

#include "base/civil.h"
#include "base/macro.h"

/* Every day that the program accepts, against the C library. */
static void test_days_agree_with_libc(void **state _unused_)
{
    for (int32_t day = CIVIL_MIN_DAY; day <= CIVIL_MAX_DAY; day++) {
        time_t time = (time_t)day * DAY_SEC;
        struct tm tm;
        char week[16], expected[16], date[DATE_SIZE], expected_date[DATE_SIZE];
        int year, month, day_of_month, iso_year, iso_week;

        assert_non_null(gmtime_r(&time, &tm));
        civil_date(day, &year, &month, &day_of_month);
        assert_int_equal(year, tm.tm_year + 1900);
        assert_int_equal(month, tm.tm_mon + 1);
        assert_int_equal(day_of_month, tm.tm_mday);
        assert_int_equal(civil_day(year, month, day_of_month), day);
        assert_int_equal(civil_weekday(day), (tm.tm_wday + 6) % 7);

        civil_iso_week(day, &iso_year, &iso_week);
        snprintf(week, sizeof(week), "%04d-W%02d", iso_year, iso_week);
        strftime(expected, sizeof(expected), "%G-W%V", &tm);
        assert_string_equal(week, expected);

        civil_format_date(day, date);
        strftime(expected_date, sizeof(expected_date), "%Y-%m-%d", &tm);
        assert_string_equal(date, expected_date);
    }
}

static void test_dates_round_trip(void **state _unused_)
{
    for (int32_t day = CIVIL_MIN_DAY; day <= CIVIL_MAX_DAY; day += 13) {
        char date[DATE_SIZE];
        int32_t parsed;
        civil_format_date(day, date);
        assert_int_equal(civil_parse_date(date, &parsed), 0);
        assert_int_equal(parsed, day);
    }
}

static void test_parse_date(void **state _unused_)
{
    static const struct {
        const char *text;
        int32_t day; /* -1: refused */
    } cases[] = {
        {"1970-01-01", 0},
        {"2026-11-24", 20781},
        {"1900-01-01", CIVIL_MIN_DAY},
        {"2024-02-29", 19782},
        {"2000-02-29", 11016},
        {"2199-12-31", CIVIL_MAX_DAY},
        {"", -1},
        {"2026", -1},
        {"2026-11", -1},
        {"2026-11-2", -1},
        {"2026-11-24 ", -1},
        {" 2026-11-24", -1},
        {"2026-11-24T", -1},
        {"2026/11/24", -1},
        {"2026-1-024", -1},
        {"26-11-24", -1},
        {"2026-13-01", -1},
        {"2026-00-01", -1},
        {"2026-01-00", -1},
        {"2026-01-32", -1},
        {"2026-02-29", -1},
        {"2100-02-29", -1},
        {"2026-04-31", -1},
        {"1899-12-31", -1},
        {"2200-01-01", -1},
        {"-026-11-24", -1},
        {"+026-11-24", -1},
        {"2026-11-\xd9\xa1", -1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        int32_t day = -1;
        int r = civil_parse_date(cases[i].text, &day);
        if (r != (cases[i].day == -1 ? -EINVAL : 0) || day != cases[i].day)
            fail_msg("%s: result %d, day %d", cases[i].text, r, day);
    }
}

static void test_format_stays_in_its_buffer(void **state _unused_)
{
    char date[DATE_SIZE];
    civil_format_date(INT32_MAX, date);
    assert_string_equal(date, "9999-12-31");
    civil_format_date(INT32_MIN, date);
    assert_string_equal(date, "0000-01-01");
}

static void test_week_start(void **state _unused_)
{
    for (int32_t day = -15; day < 15; day++) {
        for (int start = MONDAY; start <= SUNDAY; start++) {
            int32_t first = civil_week_start(day, (enum weekday)start);
            assert_int_equal(civil_weekday(first), start);
            assert_in_range(day - first, 0, 6);
        }
    }
}

static void test_iso_week_day(void **state _unused_)
{
    static const struct {
        int year, week;
        const char *monday; /* NULL: no such week */
    } cases[] = {
        {2026, 48, "2026-11-23"}, {2026, 1, "2025-12-29"}, {2026, 53, "2026-12-28"},
        {2020, 53, "2020-12-28"}, {2021, 1, "2021-01-04"}, {2021, 53, NULL},
        {2025, 53, NULL},         {2026, 0, NULL},         {2026, 54, NULL},
        {2026, -1, NULL},         {1899, 1, NULL},         {2200, 1, NULL},
        {INT32_MAX, 1, NULL},     {2026, INT32_MAX, NULL},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        int32_t day, expected;
        int r = civil_iso_week_day(cases[i].year, cases[i].week, &day);
        assert_int_equal(r, cases[i].monday ? 0 : -ERANGE);
        if (cases[i].monday) {
            assert_int_equal(civil_parse_date(cases[i].monday, &expected), 0);
            assert_int_equal(day, expected);
        }
    }
}

static void test_weekday_names(void **state _unused_)
{
    static const char *const refused[] = {"", "M", "Mo", "Mond", "Mondays", "Mon ", " Mon", "Tues"};
    enum weekday parsed;

    for (int i = MONDAY; i <= SUNDAY; i++) {
        enum weekday weekday = (enum weekday)i;
        assert_int_equal(civil_parse_weekday(civil_weekday_name(weekday), &parsed), 0);
        assert_int_equal(parsed, weekday);
        assert_int_equal(civil_parse_weekday(civil_weekday_long_name(weekday), &parsed), 0);
        assert_int_equal(parsed, weekday);
    }
    assert_int_equal(civil_parse_weekday("fRI", &parsed), 0);
    assert_int_equal(parsed, FRIDAY);
    assert_int_equal(civil_parse_weekday("SUNDAY", &parsed), 0);
    assert_int_equal(parsed, SUNDAY);
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        assert_int_equal(civil_parse_weekday(refused[i], &parsed), -EINVAL);
}

static void test_local_time_is_floored(void **state _unused_)
{
    static const struct {
        int64_t local_sec;
        int32_t day, second;
    } cases[] = {
        {0, 0, 0},         {DAY_SEC - 1, 0, DAY_SEC - 1},   {DAY_SEC, 1, 0}, {-1, -1, DAY_SEC - 1},
        {-DAY_SEC, -1, 0}, {-DAY_SEC - 1, -2, DAY_SEC - 1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        assert_int_equal(civil_local_day(cases[i].local_sec), cases[i].day);
        assert_int_equal(civil_local_second(cases[i].local_sec), cases[i].second);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_agree_with_libc),
        cmocka_unit_test(test_dates_round_trip),
        cmocka_unit_test(test_parse_date),
        cmocka_unit_test(test_format_stays_in_its_buffer),
        cmocka_unit_test(test_week_start),
        cmocka_unit_test(test_iso_week_day),
        cmocka_unit_test(test_weekday_names),
        cmocka_unit_test(test_local_time_is_floored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
