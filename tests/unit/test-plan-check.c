/* Whether sections are complete and the plan makes sense as a whole. */
#include "plan-fixture.h"

struct check_case {
    const char *text, *expected;
};

static void assert_cases(const struct check_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_diags(cases[i].text, cases[i].expected);
}

static void test_complete(void **state _unused_)
{
    static const struct check_case cases[] = {
        {"[activity a]\ntime = 09:00-10:00\n",
         "2:8: error: `time` without `days`: add its days, such as days = Mon-Fri\n"},
        {"[activity a]\ndays = Mon\n",
         "2:8: error: `days` without `time`: add its hours, such as time = 09:00-10:30, or give the "
         "days to a [window NAME] that it may lie in\n"},
        {"[window w]\n[activity a]\n",
         "1:2: error: the window has neither `days` nor `time`: add days = Mon-Fri and time = "
         "09:00-12:30, say\n"},
        {"[window w]\ndays = Mon\n[activity a]\n",
         "2:8: error: `days` without `time`: add its hours, such as time = 09:00-10:30\n"},
        {"[window w]\ntime = 9:00-10:00\n[activity a]\n",
         "2:8: error: `time` without `days`: add its days, such as days = Mon-Fri\n"},
        {"[calendar c]\nbuffer = 5m\n[activity a]\n",
         "1:2: error: the calendar has no `path`: add the folder or .ics file to read\n"},
        /* What could not be read may be what is missing: one problem, not two. */
        {"[activity a]\ntime = 09:00-10:00\ndasy = Mon\n",
         "3:1: error: `dasy` is not a key of [activity]: see jobsearchd.plan(5); did you mean "
         "`days`?\n"},
        {"[calendar c]\npath\n[activity a]\n",
         "2:1: error: neither `[section]` nor `key = value`; a comment begins with `;`\n"},
        {"[activity a]\ntime = 09:00-10:00\ndays = Mno\n",
         "3:8: error: `Mno` is not a day: write days as Mon, Mon-Fri, `Mon, Wed`, daily, weekdays "
         "or weekend; did you mean `Mon`?\n"},
    };

    assert_cases(cases, ARRAY_SIZE(cases));
}

static void test_fixed_or_flexible(void **state _unused_)
{
    static const struct check_case cases[] = {
        {"[activity a]\ndays = Mon\ntime = 09:00-10:00\nhours = 3\n",
         "4:9: error: `hours` beside `time` (line 3): a fixed activity has days and time, a "
         "flexible one hours; remove the one or the other\n"},
        {"[activity a]\ndays = Mon\nhours = 3\n",
         "2:8: error: `days` without `time`: add its hours, such as time = 09:00-10:30, or give the "
         "days to a [window NAME] that it may lie in\n"
         "3:9: error: `hours` beside `days` (line 2): a fixed activity has days and time, a "
         "flexible one hours; remove the one or the other\n"},
        {"[activity a]\ndays = Mon\ntime = 09:00-10:00\nblock = 1h\nmax-per-day = 2h\n",
         "4:9: warning: `block` does nothing here: it is for flexible activities, and `time` (line "
         "3) makes this one fixed\n"
         "5:15: warning: `max-per-day` does nothing here: it is for flexible activities, and `time` "
         "(line 3) makes this one fixed\n"},
        {"[activity a]\nhours = 30m\n",
         "2:9: error: 30m a week is less than one piece (45m): raise it, or write block = 30m-2h, "
         "say\n"},
        {"[activity a]\nhours = 30m\nblock = 30m\n", ""},
        {"[activity a]\nhours = 1h4m\nblock = 61m-2h\n",
         "2:9: error: 1h4m a week is less than one piece (1h1m): raise it, or write block = "
         "1h4m-2h, say\n"}, /* on the grid of five minutes */
        {"[activity a]\nhours = 30m\nblock = 2h-1h\n",
         "3:9: error: `2h-1h` has its longest piece shorter than its shortest: write the shortest "
         "and the longest piece, such as 45m-2h\n"},
        {"[activity a]\nmax-per-day = 40m\n",
         "2:15: error: 40m a day is less than one piece (45m): raise it, or lower `block`\n"},
        {"[activity a]\nmax-per-day = 45m\n", ""},
    };

    assert_cases(cases, ARRAY_SIZE(cases));
}

static void test_dates(void **state _unused_)
{
    static const struct check_case cases[] = {
        {"[plan]\nuntil = 2026-11-01\nfrom = 2026-11-02\n[activity a]\n",
         "2:9: error: the plan ends before it begins (2026-11-02): write a date from then on\n"},
        {"[plan]\nuntil = 2026-11-02\nfrom = 2026-11-02\n[activity a]\n", ""},
        {"[plan]\nuntil = 2026-11-02\n[activity a]\n", ""},
        {"[plan]\ntarget = 2026-11-01\nfrom = 2026-11-02\n[activity a]\n",
         "2:10: warning: the target lies before the plan begins (2026-11-02)\n"},
    };

    assert_cases(cases, ARRAY_SIZE(cases));
}

static void test_overlaps(void **state _unused_)
{
    static const struct check_case cases[] = {
        {"[activity a]\ndays = Mon-Fri\ntime = 09:00-10:30\n"
         "[activity b]\ndays = Wed\ntime = 8:00-9:00, 10:00-11:00\n",
         "6:8: error: `b` overlaps `a` (line 1) on Wed at 10:00: shorten or move one\n"},
        {"[activity a]\ndays = Mon-Fri\ntime = 09:00-10:30\n"
         "[activity b]\ndays = daily\ntime = 10:30-11:00\n",
         ""},
        /* over midnight */
        {"[activity a]\ndays = Mon\ntime = 22:00-02:00\n"
         "[activity b]\ndays = Tue\ntime = 01:59-03:00\n",
         "6:8: error: `b` overlaps `a` (line 1) on Tue at 01:59: shorten or move one\n"},
        {"[activity a]\ndays = Mon\ntime = 22:00-02:00\n"
         "[activity b]\ndays = Tue\ntime = 02:00-03:00\n",
         ""},
        /* over the end of the week */
        {"[activity b]\ndays = Mon\ntime = 00:30-01:00\n"
         "[activity a]\ndays = Sun\ntime = 23:00-01:00\n",
         "6:8: error: `a` overlaps `b` (line 1) on Mon at 00:30: shorten or move one\n"},
        /* with itself */
        {"[activity a]\ndays = Mon,Tue\ntime = 00:00-01:00, 23:00-00:30\n",
         "3:8: error: blocks of `a` overlap each other on Tue at 00:00: shorten or move one\n"},
        {"[activity a]\ndays = Mon\ntime = 00:00-01:00, 23:00-00:30\n", ""},
        {"[plan]\nhours = 168\n[activity a]\ndays = daily\ntime = 00:00-24:00\n", ""},
        /* every counted in full; one problem an activity, others besides */
        {"[activity a]\ndays = Mon-Fri\ntime = 09:00-10:00\nevery = 2 weeks\n"
         "[activity b]\ndays = Mon-Fri\ntime = 09:30-10:30\nevery = 3 weeks\ngoal = x\n"
         "[activity c]\ndays = Fri\ntime = 10:00-11:00\n",
         "7:8: error: `b` overlaps `a` (line 1) on Mon at 09:30: shorten or move one\n"
         "9:8: error: `x` is not a goal: write hours such as 6h, or a number and what is counted: "
         "10 contacts\n"
         "12:8: error: `c` overlaps `b` (line 5) on Fri at 10:00: shorten or move one\n"},
    };

    assert_cases(cases, ARRAY_SIZE(cases));
}

/* Against a check by brute force, for random weeks: an error if and only if some minute is taken
 * twice. */
static void test_overlaps_property(void **state _unused_)
{
    unsigned seed = 20261124;

    for (int round = 0; round < 2000; round++) {
        char text[512] = "[plan]\nhours = 168\n";
        char week[7 * DAY_MINUTES] = "", *diags;
        bool is_taken_twice = false;

        for (int i = 0; i < 3; i++) {
            int day = rand_r(&seed) % 7, start = rand_r(&seed) % DAY_MINUTES;
            int length = 1 + rand_r(&seed) % (DAY_MINUTES - 1),
                end = (start + length) % DAY_MINUTES;

            sprintf(text + strlen(text), "[activity a%d]\ndays = %s\ntime = %02d:%02d-%02d:%02d\n",
                    i, civil_weekday_name(day), start / 60, start % 60, end / 60, end % 60);
            for (int m = 0; m < length; m++)
                is_taken_twice |= week[(day * DAY_MINUTES + start + m) % sizeof(week)]++ > 0;
        }
        struct plan *plan = plan_try(text, strlen(text), &diags);
        if (!plan != is_taken_twice)
            fail_msg("%s\n-- overlaps: %d, but:\n%s", text, is_taken_twice, diags);
        plan_free(plan);
        free(diags);
    }
}

static void test_time(void **state _unused_)
{
    static const struct check_case cases[] = {
        {"[plan]\npriority = 1\n[activity a]\ndays = Mon-Fri\ntime = 09:00-11:00\n",
         "2:12: warning: fixed time is 10h a week, the budget 8h: raise `hours` or `priority`, or "
         "drop something fixed\n"},
        {"[plan]\nname = x\n[activity a]\ndays = daily\ntime = 09:00-17:00\n",
         "1:2: warning: fixed time is 56h a week, the budget 20h: raise `hours` or `priority`, or "
         "drop something fixed\n"},
        {"[activity a]\ndays = daily\ntime = 09:00-17:00\n",
         "0:0: warning: fixed time is 56h a week, the budget 20h: add a [plan] section with "
         "`hours`\n"},
        {"[plan]\nhours = 9h59m\npriority = 5\n[activity a]\ndays = Mon-Fri\ntime = 09:00-11:00\n",
         "2:9: warning: fixed time is 10h a week, the budget 9h59m: raise `hours` or `priority`, or "
         "drop something fixed\n"},
        {"[plan]\nhours = 10\n[activity a]\ndays = Mon-Fri\ntime = 09:00-11:00\n", ""},
        {"[activity a]\ndays = Mon-Fri\ntime = 09:00-10:00\ngoal = 6h\n",
         "4:8: warning: the goal is 6h, but only 5h a week are planned: lower it, or plan more\n"},
        {"[activity a]\nhours = 3\ngoal = 3h\n", ""},
        {"[activity a]\nhours = 3\ngoal = 4h\n",
         "3:8: warning: the goal is 4h, but only 3h a week are planned: lower it, or plan more\n"},
        {"[plan]\nhours = 10\n[activity a]\ngoal = 6h\n[activity b]\ngoal = 5h\n[activity c]\n"
         "goal = 1h\n",
         "6:8: warning: with this one the goals add up to 11h, but only 10h a week are planned\n"},
        {"[plan]\nhours = 10\n[activity a]\ngoal = 6h\n[activity b]\ngoal = 4h\n", ""},
        {"[activity a]\nhours = 3\ngoal = 100 contacts\n", ""},
        /* sums of half a plan mislead */
        {"[plan]\npriority = 0\n[activity a]\ndays = daily\ntime = 09:00-17:00\n",
         "2:12: error: `0` is not a priority: write 1 (low) to 5 (high)\n"},
    };

    assert_cases(cases, ARRAY_SIZE(cases));
}

static void test_formerly(void **state _unused_)
{
    static const struct check_case cases[] = {
        {"[activity a]\nformerly = a\n",
         "2:12: error: `a` is what it is called now: write its former name, or remove the line\n"},
        {"[activity a]\nformerly = b\n[activity b]\n",
         "2:12: error: `b` is another activity of this plan (line 3), which keeps its own log\n"},
        {"[activity a]\nformerly = old\n[activity b]\nformerly = old\n",
         "4:12: error: [activity a] (line 1) already continues `old`: only one can\n"},
        {"[activity a]\nformerly = old\n[window old]\ndays = Mon\ntime = 9:00-10:00\n", ""},
    };

    assert_cases(cases, ARRAY_SIZE(cases));
}

/* Our own published calendar is no calendar to read, by whatever name. */
static void test_own_calendar(void **state _unused_)
{
    static const struct {
        const char *publish, *path;
        bool is_own;
    } cases[] = {
        {NULL, DATA_DIR "/calendar", true},
        {NULL, DATA_DIR "/calendar/", true},
        {NULL, DATA_DIR "//./x/../calendar/practice.ics", true},
        {NULL, DATA_DIR "/calendar/jobsearchd.ics", true},
        {NULL, DATA_DIR "/jobsearchd.ics", true},
        {NULL, "../data/jobsearchd/calendar", true},
        {NULL, "~/data/jobsearchd/calendar", true},
        {NULL, DATA_DIR "/calendars", false},
        {NULL, DATA_DIR "/calendar.ics", false},
        {NULL, DATA_DIR, false},
        {NULL, "/", false},
        {NULL, "/../..", false},
        {"/srv/p", "/srv/p", true},
        {"/srv/p/", "/srv/p/a.ics", true},
        {"/srv/p", "/srv/jobsearchd.ics", true},
        {"/srv/p", "/srv/private", false},
        {"/srv/p", DATA_DIR "/calendar", true},
        {"published", "./published/x", true},
    };

    setenv("HOME", "/home/anna", 1);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char text[512] = "", expected[512] = "";

        if (cases[i].publish)
            sprintf(text, "[publish]\npath = %s\n", cases[i].publish);
        sprintf(text + strlen(text), "[activity a]\n[calendar c]\npath = /fine\npath = %s\n",
                cases[i].path);
        if (cases[i].is_own)
            sprintf(expected,
                    "%d:8: error: `%s` is where this program publishes its own blocks: name a "
                    "calendar of yours\n",
                    cases[i].publish ? 6 : 4, cases[i].path);
        assert_diags(text, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete),
        cmocka_unit_test(test_fixed_or_flexible),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_overlaps),
        cmocka_unit_test(test_overlaps_property),
        cmocka_unit_test(test_time),
        cmocka_unit_test(test_formerly),
        cmocka_unit_test(test_own_calendar),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
