/* What --check says of a plan that wants more than its week holds. */
#include "daemon/check-fit.h"
#include "plan-fixture.h"

#define MORNINGS "[window w]\ndays = Mon-Fri\ntime = 09:00-11:00\n" /* 10 hours, lines 3 to 5 */
#define HEAD     "[plan]\nhours = 30\n"
#define WINDOW   "its windows have no room left; widen its window, or lower its `hours`\n"
#define BUDGET                                                                           \
    "the week's budget is used up; raise `hours` or `priority` in [plan], or lower its " \
    "`hours`\n"

static const struct fit_case {
    const char *name, *plan, *expected;
} cases[] = {
    {"all fits", HEAD MORNINGS "[activity a]\nhours = 10\nblock = 2h-2h\n", ""},
    {"no flexible activity", HEAD "[activity a]\ndays = Mon\ntime = 09:00-10:00\n", ""},
    {"the window", HEAD MORNINGS "[activity a]\nhours = 11h30m\nblock = 30m-2h\n",
     "6:2: warning: a: 1h30m of its 11h30m a week have no place: " WINDOW},
    {"each part by itself",
     HEAD MORNINGS "[activity a]\nhours = 12h10m\nblock = 1h-1h\nmax-per-day = 1h\n",
     "6:2: warning: a: 10m of its 12h10m a week have no place: they cannot be cut into pieces of its "
     "`block` length; change its `hours` or `block`\n"
     "6:2: warning: a: 7h of its 12h10m a week have no place: " WINDOW},
    {"a cap on the day", HEAD MORNINGS "[activity a]\nhours = 8\nblock = 1h-2h\nmax-per-day = 1h\n",
     "6:2: warning: a: 3h of its 8h a week have no place: `max-per-day` allows no more; raise its "
     "`max-per-day`, or lower its `hours`\n"},
    {"the budget", "[plan]\nhours = 5\n" MORNINGS "[activity a]\nhours = 8\nblock = 1h-2h\n",
     "6:2: warning: a: 3h of its 8h a week have no place: " BUDGET},
    {"others, by priority",
     HEAD MORNINGS "[activity a]\nhours = 4\nblock = 2h-2h\npriority = 2\n"
                   "[activity b]\nhours = 8\nblock = 2h-2h\npriority = 4\n",
     "6:2: warning: a: 2h of its 4h a week have no place: what matters as much or more has the "
     "room; widen its window, or raise its `priority`\n"},
    {"fixed time exceeds the budget: that was said",
     "[plan]\nhours = 5\n" MORNINGS
     "[activity a]\nhours = 2\n[activity f]\ndays = daily\ntime = 12:00-13:00\n",
     "2:9: warning: fixed time is 7h a week, the budget 5h: raise `hours` or `priority`, or drop "
     "something fixed\n"},
    {"a share takes what there is; its rest is nobody's wish",
     "[plan]\nhours = 3h30m\n" MORNINGS "[activity a]\nblock = 1h-1h\n", ""},
    {"but not if it is too short for any piece",
     "[plan]\nhours = 30m\n" MORNINGS "[activity a]\nblock = 1h-1h\n",
     "6:2: warning: a: 30m of its share a week have no place: they cannot be cut into pieces of its "
     "`block` length; change its `hours` or `block`\n"},
    /* The week is an ordinary one. */
    {"the next week has a day off: the one after it is asked",
     HEAD "days-off = 2026-12-01\n[window w]\ndays = Tue\ntime = 09:00-11:00\n"
          "[activity a]\nhours = 2\nblock = 2h-2h\n",
     ""},
    {"the plan begins later", HEAD "from = 2027-03-03\n" MORNINGS "[activity a]\nhours = 10\n", ""},
    {"it ends before a whole week",
     HEAD "until = 2026-12-05\n" MORNINGS "[activity a]\nhours = 40\n", ""},
    {"it is off in the next week: the one after it is asked",
     HEAD "from = 2026-11-23\n" MORNINGS "[activity a]\nhours = 11\nevery = 2 weeks\n"
          "[activity b]\nhours = 1\npriority = 5\n",
     "7:2: warning: a: 1h of its 11h a week have no place: " WINDOW
     "7:2: warning: a: 1h of its 11h a week have no place: what matters as much or more has the "
     "room; widen its window, or raise its `priority`\n"},
};

static char *fit_of(const char *text)
{
    struct diag_list diags = {0};
    _cleanup_(plan_freep) struct plan *plan = NULL;
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int64_t now_sec;

    assert_int_equal(plan_parse(text, strlen(text), "plan.ini", BASE_DIR, DATA_DIR, &diags, &plan),
                     0);
    assert_int_equal(zone_load("Europe/Berlin", &zone), 0);
    assert_int_equal(zone_parse_instant(zone, "2026-11-24T12:00", &now_sec), 0);
    assert_int_equal(check_fit(plan, zone, now_sec, "plan.ini", &diags), 0);
    return diags_to_text(&diags);
}

static void test_fit(void **state _unused_)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(freep) char *actual = fit_of(cases[i].plan);

        if (!streq(actual, cases[i].expected))
            fail_msg("%s:\n%sexpected:\n%s", cases[i].name, actual, cases[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fit)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
