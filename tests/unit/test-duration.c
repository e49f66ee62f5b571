#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/duration.h"
#include "base/macro.h"

static void test_parse(void **state _unused_)
{
    static const struct {
        const char *text;
        int r, minutes;
    } cases[] = {
        {"0", 0, 0},
        {"0m", 0, 0},
        {"0h", 0, 0},
        {"45m", 0, 45},
        {"90m", 0, 90},
        {"1h", 0, 60},
        {"2h", 0, 120},
        {"1h30m", 0, 90},
        {"1h90m", 0, 150},
        {"168h", 0, DURATION_MAX_MINUTES},
        {"10080m", 0, DURATION_MAX_MINUTES},
        {"168h1m", -ERANGE, -1},
        {"10081m", -ERANGE, -1},
        {"99999999999999999999m", -ERANGE, -1},
        {"99999999999999999999h99999999999999999999m", -ERANGE, -1},
        {"", -EINVAL, -1},
        {"00", -EINVAL, -1},
        {"45", -EINVAL, -1},
        {"m", -EINVAL, -1},
        {"h", -EINVAL, -1},
        {"1hm", -EINVAL, -1},
        {"1h30", -EINVAL, -1},
        {"6.5h", -EINVAL, -1},
        {"30m1h", -EINVAL, -1},
        {"1h1h", -EINVAL, -1},
        {"1m1m", -EINVAL, -1},
        {"1h30m ", -EINVAL, -1},
        {" 1h", -EINVAL, -1},
        {"1h 30m", -EINVAL, -1},
        {"-1h", -EINVAL, -1},
        {"+1h", -EINVAL, -1},
        {"1H", -EINVAL, -1},
        {"1d", -EINVAL, -1},
        {"1h30m5s", -EINVAL, -1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        int minutes = -1;
        int r = duration_parse(cases[i].text, &minutes);
        if (r != cases[i].r || minutes != cases[i].minutes)
            fail_msg("\"%s\": result %d, minutes %d", cases[i].text, r, minutes);
    }
}

static void test_format(void **state _unused_)
{
    static const struct {
        int minutes;
        const char *text;
    } cases[] = {
        {0, "0m"},     {1, "1m"},       {45, "45m"},     {60, "1h"},
        {90, "1h30m"}, {10080, "168h"}, {-90, "-1h30m"}, {INT_MIN, "-35791394h8m"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char buf[DURATION_SIZE];
        duration_format(cases[i].minutes, buf);
        assert_string_equal(buf, cases[i].text);
    }
}

static void test_round_trip(void **state _unused_)
{
    for (int minutes = 0; minutes <= DURATION_MAX_MINUTES; minutes++) {
        char buf[DURATION_SIZE];
        int parsed;
        duration_format(minutes, buf);
        assert_int_equal(duration_parse(buf, &parsed), 0);
        assert_int_equal(parsed, minutes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
