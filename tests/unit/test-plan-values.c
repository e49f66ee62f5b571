/* The forms of values: what each reads as, and that what is written out reads back the same. */
#include <errno.h>

#include "base/duration.h"
#include "plan-fixture.h"

static void test_days(void **state _unused_)
{
    static const struct {
        const char *text;
        int days; /* -1: refused */
    } cases[] = {
        {"Mon", 0x01},
        {"Sunday", 0x40},
        {"mon, WED ,Fri", 0x15},
        {"Mon-Fri", 0x1f},
        {"Mon - Wed", 0x07},
        {"Sat-Mon", 0x61},
        {"Tue-Tue", 0x02},
        {"Mon-Tue,Sat", 0x23},
        {"Mon,Mon", 0x01},
        {"daily", DAYS_ALL},
        {"Weekdays", 0x1f},
        {"weekend,Wed", 0x64},
        {"", -1},
        {" ", -1},
        {",", -1},
        {"Mon,", -1},
        {",Mon", -1},
        {"Mon,,Tue", -1},
        {"Mon-", -1},
        {"-Fri", -1},
        {"-", -1},
        {"Mon-Wed-Fri", -1},
        {"Mon Tue", -1},
        {"M", -1},
        {"0", -1},
        {"daily-Fri", -1},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        unsigned days = 0xff;
        const char *expected = NULL;
        int r = plan_parse_days(cases[i].text, &days, &expected);

        if (cases[i].days < 0 ? r != -EINVAL || days != 0xff || !expected
                              : r != 0 || days != (unsigned)cases[i].days || expected)
            fail_msg("\"%s\": result %d, days %#x", cases[i].text, r, days);
    }
    assert_int_equal(plan_parse_days("x", &(unsigned){0}, NULL), -EINVAL);
}

/* All 127 sets, written as lists and as runs, read back. */
static void test_days_round_trip(void **state _unused_)
{
    for (unsigned set = 1; set <= DAYS_ALL; set++) {
        char list[64] = "", runs[64] = "";
        unsigned days;

        for (int day = MONDAY; day <= SUNDAY; day++)
            if (set & 1u << day)
                sprintf(list + strlen(list), "%s%s", *list ? "," : "", civil_weekday_name(day));
        for (int day = MONDAY, last; day <= SUNDAY; day = last + 1) {
            for (last = day; last < SUNDAY && set & 1u << day && set & 1u << (last + 1);)
                last++;
            if (set & 1u << day)
                sprintf(runs + strlen(runs), "%s%s-%s", *runs ? ", " : "", civil_weekday_name(day),
                        civil_weekday_long_name(last));
        }
        assert_int_equal(plan_parse_days(list, &days, NULL), 0);
        assert_int_equal(days, set);
        assert_int_equal(plan_parse_days(runs, &days, NULL), 0);
        assert_int_equal(days, set);
    }
}

static void format_times(const struct time_range *ranges, size_t n, char *buf)
{
    *buf = '\0';
    for (size_t i = 0; i < n; i++) {
        int end = ranges[i].end > DAY_MINUTES ? ranges[i].end - DAY_MINUTES : ranges[i].end;

        sprintf(buf + strlen(buf), "%s%02d:%02d-%02d:%02d", i ? ", " : "", ranges[i].start / 60,
                ranges[i].start % 60, end / 60, end % 60);
    }
}

static void test_times(void **state _unused_)
{
    static const struct {
        const char *text, *back; /* NULL: refused */
    } cases[] = {
        {"09:00-12:30", "09:00-12:30"},
        {"9:00-9:05", "09:00-09:05"},
        {" 09:00 - 12:30 ", "09:00-12:30"},
        {"00:00-24:00", "00:00-24:00"},
        {"22:00-24:00", "22:00-24:00"},
        {"22:00-00:00", "22:00-24:00"},
        {"22:00-02:00", "22:00-02:00"},
        {"00:01-00:00", "00:01-24:00"},
        {"14:00-15:00,09:00-10:00", "09:00-10:00, 14:00-15:00"},
        {"09:00-10:00, 10:00-11:00", "09:00-10:00, 10:00-11:00"},
        {"0:00-0:01,0:02-0:03,0:04-0:05,0:06-0:07,0:08-0:09,0:10-0:11,0:12-0:13,0:14-0:15,"
         "0:16-0:17,0:18-0:19,0:20-0:21,0:22-0:23,0:24-0:25,0:26-0:27,0:28-0:29,0:30-0:31",
         "00:00-00:01, 00:02-00:03, 00:04-00:05, 00:06-00:07, 00:08-00:09, 00:10-00:11, "
         "00:12-00:13, 00:14-00:15, 00:16-00:17, 00:18-00:19, 00:20-00:21, 00:22-00:23, "
         "00:24-00:25, 00:26-00:27, 00:28-00:29, 00:30-00:31"},
        {"0:00-0:01,0:02-0:03,0:04-0:05,0:06-0:07,0:08-0:09,0:10-0:11,0:12-0:13,0:14-0:15,"
         "0:16-0:17,0:18-0:19,0:20-0:21,0:22-0:23,0:24-0:25,0:26-0:27,0:28-0:29,0:30-0:31,"
         "0:32-0:33",
         NULL},
        {"09:00-09:00", NULL},
        {"00:00-00:00", NULL},
        {"24:00-25:00", NULL},
        {"24:00-01:00", NULL},
        {"09:00-24:01", NULL},
        {"23:60-24:00", NULL},
        {"09:00-10:00, 09:59-11:00", NULL},
        {"22:00-02:00, 23:00-24:00", NULL},
        {"09:00-12:00, 10:00-11:00", NULL},
        {"", NULL},
        {"09:00", NULL},
        {"09:00-", NULL},
        {"-10:00", NULL},
        {"9-10", NULL},
        {"09:0-10:00", NULL},
        {"009:00-10:00", NULL},
        {"9:00am-10:00am", NULL},
        {"09:00-10:00-11:00", NULL},
        {"09.00-10.00", NULL},
        {"09:00\xe2\x80\x93"
         "10:00",
         NULL},
        {"+9:00-10:00", NULL},
        {"09:00-10:00,", NULL},
        {":-:", NULL},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct time_range ranges[PLAN_MAX_RANGES];
        size_t n = 99;
        char back[512] = "";
        const char *expected = NULL;
        int r = plan_parse_times(cases[i].text, ranges, &n, &expected);

        if (r == 0)
            format_times(ranges, n, back);
        if (cases[i].back ? r != 0 || !streq(back, cases[i].back)
                          : r != -EINVAL || n != 99 || !expected)
            fail_msg("\"%s\": result %d, %zu ranges \"%s\"", cases[i].text, r, n, back);
    }
}

/* Every start with every length of a grid reads back. */
static void test_times_round_trip(void **state _unused_)
{
    for (int start = 0; start < DAY_MINUTES; start += 13)
        for (int length = 1; length < DAY_MINUTES; length += 17) {
            struct time_range range = {start, start + length}, back[PLAN_MAX_RANGES];
            char text[32];
            size_t n;

            format_times(&range, 1, text);
            assert_int_equal(plan_parse_times(text, back, &n, NULL), 0);
            assert_int_equal(n, 1);
            assert_int_equal(back[0].start, range.start);
            assert_int_equal(back[0].end, range.end);
        }
}

static void test_goal(void **state _unused_)
{
    static const struct {
        const char *text;
        enum goal_kind kind; /* GOAL_NONE: refused */
        int amount;
        const char *unit;
    } cases[] = {
        {"6h", GOAL_HOURS, 360, "hours"},
        {"1h30m", GOAL_HOURS, 90, "hours"},
        {"45m", GOAL_HOURS, 45, "hours"},
        {"6 hours", GOAL_HOURS, 360, "hours"},
        {"1 Hour", GOAL_HOURS, 60, "hours"},
        {"10 contacts", GOAL_COUNT, 10, "contact"},
        {"1 contact", GOAL_COUNT, 1, "contact"},
        {"3\tcold calls", GOAL_COUNT, 3, "cold call"},
        {"2 addresses", GOAL_COUNT, 2, "addresse"},
        {"2 address", GOAL_COUNT, 2, "address"},
        {"100000 s", GOAL_COUNT, 100000, "s"},
        {"5 B\xc3\xbc"
         "cher",
         GOAL_COUNT, 5,
         "B\xc3\xbc"
         "cher"},
        {"", GOAL_NONE, 0, NULL},
        {"6", GOAL_NONE, 0, NULL},
        {"0", GOAL_NONE, 0, NULL},
        {"0h", GOAL_NONE, 0, NULL},
        {"0 contacts", GOAL_NONE, 0, NULL},
        {"100001 contacts", GOAL_NONE, 0, NULL},
        {"169 hours", GOAL_NONE, 0, NULL},
        {"169h", GOAL_NONE, 0, NULL},
        {"10contacts", GOAL_NONE, 0, NULL},
        {"ten contacts", GOAL_NONE, 0, NULL},
        {"-1 contacts", GOAL_NONE, 0, NULL},
        {"1.5 hours", GOAL_NONE, 0, NULL},
        {"99999999999999999999 contacts", GOAL_NONE, 0, NULL},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct goal goal = {0};
        const char *expected = NULL;
        int r = plan_parse_goal(cases[i].text, &goal, &expected);

        if (r != (cases[i].kind == GOAL_NONE ? -EINVAL : 0) || goal.kind != cases[i].kind ||
            goal.amount != cases[i].amount || !streq_null(goal.unit, cases[i].unit) ||
            !expected != !r)
            fail_msg("\"%s\": result %d, kind %d, %d \"%s\"", cases[i].text, r, goal.kind,
                     goal.amount, goal.unit);
        free(goal.unit);
    }
}

/* One value in place, and the complaint about it: column and words. */
static void test_complaints(void **state _unused_)
{
    static const struct {
        const char *section, *line; /* the line is the second */
        const char *expected;       /* without "2:", all lines of it */
    } cases[] = {
        {"[plan]", "priority = 0", "12: error: `0` is not a priority: write 1 (low) to 5 (high)\n"},
        {"[plan]", "priority = 6", "12: error: `6` is not a priority: write 1 (low) to 5 (high)\n"},
        {"[plan]", "priority = 4294967299", /* 3 in 32 bits */
         "12: error: `4294967299` is not a priority: write 1 (low) to 5 (high)\n"},
        {"[plan]", "priority = 3 # high",
         "12: error: `3 # high` is not a priority: write 1 (low) to 5 (high) (a comment behind a "
         "value begins with ` ;`)\n"},
        {"[plan]", "hours = 0",
         "9: error: `0` is no time at all: write hours a week such as 8, 8h or 7h30m\n"},
        {"[plan]", "hours = 169",
         "9: error: `169` is not a duration: write hours a week such as 8, 8h or 7h30m\n"},
        {"[plan]", "hours = 169h",
         "9: error: `169h` is more than a week: write hours a week such as 8, 8h or 7h30m\n"},
        {"[plan]", "timezone = Europe/Berln",
         "12: error: `Europe/Berln` is not a time zone of this system: write a name such as "
         "Europe/Berlin, or leave the line out to follow the system's; did you mean "
         "`Europe/Berlin`?\n"},
        {"[plan]", "timezone = Vienna",
         "12: error: `Vienna` is not a time zone of this system: write a name such as "
         "Europe/Berlin, or leave the line out to follow the system's; did you mean "
         "`Europe/Vienna`?\n"},
        {"[plan]", "timezone = ../../etc/passwd",
         "12: error: `../../etc/passwd` is not a time zone of this system: write a name such as "
         "Europe/Berlin, or leave the line out to follow the system's\n"},
        {"[plan]", "week-start = Mondya",
         "14: error: `Mondya` is not a day: write a day as Mon, Tue, Wed, Thu, Fri, Sat or Sun; "
         "did you mean `Monday`?\n"},
        {"[plan]", "from = 24.11.2026",
         "8: error: `24.11.2026` is not a date: write a date as 2026-11-24\n"},
        {"[plan]", "until = 2026-02-29",
         "9: error: `2026-02-29` is not a date: write a date as 2026-11-24\n"},
        {"[plan]", "days-off = 2026-12-24...2026-12-26",
         "24: error: `.2026-12-26` is not a date: write dates as 2026-12-24 or "
         "2026-12-24..2026-12-26\n"},
        {"[plan]", "days-off = 2026-12-26 .. 2026-12-24, 2027-02-30",
         "12: error: `2026-12-26 .. 2026-12-24` ends before it begins: put the earlier date "
         "first\n"
         "2:38: error: `2027-02-30` is not a date: write dates as 2026-12-24 or "
         "2026-12-24..2026-12-26\n"},
        {"[plan]", "review = Sun",
         "13: error: something is missing here: write the moment of the weekly review as Sun "
         "18:00, or no\n"},
        {"[plan]", "review = Sun 24:00",
         "14: error: `24:00` is not a time of day: write the moment of the weekly review as Sun "
         "18:00, or no\n"},
        {"[plan]", "review = never",
         "10: error: `never` is not a day: write a day as Mon, Tue, Wed, Thu, Fri, Sat or Sun\n"},
        {"[plan]", "freeze = 30",
         "10: error: `30` is not a duration: write a duration such as 45m, 1h30m or 2h\n"},
        {"[plan]", "grace = 8d",
         "9: error: `8d` is not a duration: write a duration such as 45m, 1h30m or 2h\n"},
        {"[plan]", "share = Yes",
         "9: error: `Yes` is not one of the choices: write yes or no; did you mean `yes`?\n"},
        {"[plan]", "discreet = true",
         "12: error: `true` is not one of the choices: write yes or no\n"},
        {"[plan]", "remind = 10m, 5",
         "15: error: `5` is not a duration: write durations such as 10m or 1h, 10m; or 0 for "
         "none\n"},
        {"[plan]", "nag = 10m, 10m, 0",
         "12: error: `10m` is there twice: remove one of them\n"
         "2:17: error: `0` stands beside 0, which means none: remove one of them\n"},
        {"[window w]", "days = Mo\xc3\xb1, wekend, Weekend-Mon, Mon-Fry",
         "8: error: `Mo\xc3\xb1` is not a day: write days as Mon, Mon-Fri, `Mon, Wed`, daily, "
         "weekdays or weekend\n"
         "2:13: error: `wekend` is not a day: write days as Mon, Mon-Fri, `Mon, Wed`, daily, "
         "weekdays or weekend; did you mean `weekend`?\n"
         "2:21: error: `Weekend` is not a day: write a day as Mon, Tue, Wed, Thu, Fri, Sat or "
         "Sun\n"
         "2:38: error: `Fry` is not a day: write a day as Mon, Tue, Wed, Thu, Fri, Sat or Sun; "
         "did you mean `Fri`?\n"},
        {"[activity a]", "every = 0",
         "9: error: `0` is not a number of weeks: write 1 to 52 weeks, such as 2 weeks\n"},
        {"[activity a]", "every = 2 months",
         "9: error: `2 months` is not a number of weeks: write 1 to 52 weeks, such as 2 weeks\n"},
        {"[activity a]", "window = nowhere",
         "10: error: `nowhere` is not a window of this plan: write the NAME of a [window NAME] "
         "section\n"},
        {"[activity a]", "block = 2h-45m",
         "9: error: `2h-45m` has its longest piece shorter than its shortest: write the shortest "
         "and the longest piece, such as 45m-2h\n"},
        {"[activity a]", "block = 4m-2h",
         "9: error: `4m` is too short for a piece: write 5m or more\n"},
        {"[activity a]", "block = 46m-49m",
         "9: error: `46m-49m` holds no multiple of five minutes: pieces are placed in steps of "
         "five minutes: write 45m-50m, say\n"},
        {"[activity a]", "block = 1h-25h",
         "12: error: `25h` is longer than a day: write the shortest and the longest piece, such "
         "as 45m-2h\n"},
        {"[activity a]", "block = 1h-",
         "12: error: something is missing here: write the shortest and the longest piece, such as "
         "45m-2h\n"},
        {"[activity a]", "goal = 10",
         "8: error: `10` does not say what is counted: write hours such as 6h, or a number and "
         "what is counted: 10 contacts\n"},
        {"[activity a]", "formerly = Old Name",
         "12: error: `Old Name` is not a name: write the former name of this activity (a-z, 0-9 "
         "and -, at most 32)\n"},
        {"[publish]", "flexible = bussy",
         "12: error: `bussy` is not one of the choices: write busy or free; did you mean "
         "`busy`?\n"},
        {"[publish]", "path = ~/published",
         "8: error: `~/published` begins with `~`, but HOME is not set: write the whole path, "
         "beginning with `/`\n"},
    };

    unsetenv("HOME");
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char text[512], expected[1024];

        sprintf(text, "%s\n%s\n", cases[i].section, cases[i].line);
        if (streq(cases[i].section, "[window w]"))
            strcat(text, "time = 09:00-10:00\n");
        sprintf(expected, "2:%s", cases[i].expected);
        assert_diags(text, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),  cmocka_unit_test(test_days_round_trip),
        cmocka_unit_test(test_times), cmocka_unit_test(test_times_round_trip),
        cmocka_unit_test(test_goal),  cmocka_unit_test(test_complaints),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
