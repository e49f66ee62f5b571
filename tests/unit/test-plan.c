/* A sound plan becomes what it says; what it leaves out is as plan(5) says. */
#include "plan-fixture.h"

static void test_whole_format(void **state _unused_)
{
    struct plan *plan = plan_sound("[plan]\n"
                                   "name = Job search\n"
                                   "priority = 4\n"
                                   "timezone = Europe/Berlin\n"
                                   "week-start = Sunday\n"
                                   "from = 2026-11-02\n"
                                   "until = 2027-03-31\n"
                                   "target = 2027-03-01\n"
                                   "days-off = 2026-12-24..2026-12-26, 2027-01-01\n"
                                   "days-off = 2027-02-05\n"
                                   "review = Fri 17:30\n"
                                   "freeze = 45m\n"
                                   "grace = 3h\n"
                                   "catch-up = no\n"
                                   "share = yes\n"
                                   "discreet = yes\n"
                                   "why = A job where I write C; every day ; not this\n"
                                   "\n"
                                   "[window morning]\n"
                                   "days = Mon-Fri\n"
                                   "time = 09:00-12:30\n"
                                   "\n"
                                   "[window late]\n"
                                   "days = Sat-Mon\n"
                                   "time = 22:00-02:00, 14:00-15:00\n"
                                   "\n"
                                   "[activity practice]           ; fixed\n"
                                   "title = Practise skills\n"
                                   "days = Mon-Fri\n"
                                   "time = 13:00-14:00,  9:00 - 10:30\n"
                                   "every = 2 weeks\n"
                                   "priority = 5\n"
                                   "goal = 6h\n"
                                   "first = Open the exercise page\n"
                                   "open = https://example.org/exercises?a=b\n"
                                   "remind = 0\n"
                                   "nag = 30m, 10m\n"
                                   "ask = no\n"
                                   "formerly = exercises\n"
                                   "\n"
                                   "[activity outreach]\n"
                                   "hours = 8\n"
                                   "window = late, morning\n"
                                   "block = 30m-1h30m\n"
                                   "max-per-day = 3h\n"
                                   "minimum = 10m\n"
                                   "goal = 10 contacts\n"
                                   "open = notes/companies.txt\n"
                                   "\n"
                                   "[calendar personal]\n"
                                   "path = calendars/personal\n"
                                   "path = /srv/work.ics\n"
                                   "buffer = 15m\n"
                                   "\n"
                                   "[publish]\n"
                                   "path = /srv/published\n"
                                   "alarms = yes\n"
                                   "flexible = free\n");
    char date[DATE_SIZE];

    assert_string_equal(plan->name, "Job search");
    assert_string_equal(plan->why, "A job where I write C; every day");
    assert_int_equal(plan->priority, 4);
    assert_string_equal(plan->zone_name, "Europe/Berlin");
    assert_true(plan->has_week_start && plan->has_from && plan->has_until && plan->has_target);
    assert_int_equal(plan->week_start, SUNDAY);
    civil_format_date(plan->from, date);
    assert_string_equal(date, "2026-11-02");
    civil_format_date(plan->until, date);
    assert_string_equal(date, "2027-03-31");
    civil_format_date(plan->target, date);
    assert_string_equal(date, "2027-03-01");
    assert_int_equal(plan->n_days_off, 3);
    assert_false(plan_is_day_off(plan, civil_day(2026, 12, 23)));
    assert_true(plan_is_day_off(plan, civil_day(2026, 12, 24)));
    assert_true(plan_is_day_off(plan, civil_day(2026, 12, 26)));
    assert_false(plan_is_day_off(plan, civil_day(2026, 12, 27)));
    assert_true(plan_is_day_off(plan, civil_day(2027, 1, 1)));
    assert_true(plan_is_day_off(plan, civil_day(2027, 2, 5)));
    assert_true(plan->has_review);
    assert_int_equal(plan->review_day, FRIDAY);
    assert_int_equal(plan->review_minute, 17 * 60 + 30);
    assert_int_equal(plan->freeze, 45);
    assert_int_equal(plan->grace, 180);
    assert_true(!plan->catch_up && plan->share && plan->discreet);

    assert_int_equal(plan->n_windows, 2);
    assert_string_equal(plan->windows[1].name, "late");
    assert_int_equal(plan->windows[1].days, 1 << SATURDAY | 1 << SUNDAY | 1 << MONDAY);
    assert_int_equal(plan->windows[1].n_times, 2);
    assert_int_equal(plan->windows[1].times[0].start, 14 * 60);
    assert_int_equal(plan->windows[1].times[1].end, 26 * 60);

    assert_int_equal(plan->n_activities, 2);
    const struct activity *a = &plan->activities[0];
    assert_ptr_equal(plan_find_activity(plan, "practice"), a);
    assert_true(activity_is_fixed(a));
    assert_string_equal(a->title, "Practise skills");
    assert_string_equal(a->first, "Open the exercise page");
    assert_string_equal(a->open, "https://example.org/exercises?a=b");
    assert_string_equal(a->formerly, "exercises");
    assert_int_equal(a->days, 0x1f);
    assert_int_equal(a->n_times, 2);
    assert_int_equal(a->times[0].start, 9 * 60); /* in the day's order */
    assert_int_equal(a->times[0].end, 10 * 60 + 30);
    assert_int_equal(a->times[1].start, 13 * 60);
    assert_int_equal(a->every_weeks, 2);
    assert_int_equal(a->goal.kind, GOAL_HOURS);
    assert_int_equal(a->goal.amount, 360);
    assert_string_equal(a->goal.unit, "hours");
    assert_int_equal(a->remind.n, 0);
    assert_int_equal(a->nag.n, 2);
    assert_int_equal(a->nag.minutes[0], 10);
    assert_int_equal(a->nag.minutes[1], 30);
    assert_false(a->ask);
    assert_int_equal(a->line, 27);

    a = &plan->activities[1];
    assert_false(activity_is_fixed(a));
    assert_string_equal(a->title, "outreach");
    assert_string_equal(a->open, BASE_DIR "/notes/companies.txt");
    assert_int_equal(a->hours_minutes, 480);
    assert_int_equal(a->n_windows, 2);
    assert_int_equal(a->windows[0], 1);
    assert_int_equal(a->windows[1], 0);
    assert_int_equal(a->block_min, 30);
    assert_int_equal(a->block_max, 90);
    assert_int_equal(a->max_per_day, 180);
    assert_int_equal(a->minimum, 10);
    assert_int_equal(a->goal.kind, GOAL_COUNT);
    assert_int_equal(a->goal.amount, 10);
    assert_string_equal(a->goal.unit, "contact");

    assert_int_equal(plan->n_calendars, 1);
    assert_int_equal(plan->calendars[0].n_paths, 2);
    assert_string_equal(plan->calendars[0].paths[0], BASE_DIR "/calendars/personal");
    assert_string_equal(plan->calendars[0].paths[1], "/srv/work.ics");
    assert_int_equal(plan->calendars[0].buffer, 15);
    assert_string_equal(plan->publish.path, "/srv/published");
    assert_true(plan->publish.alarms && !plan->publish.flexible_is_busy);
    plan_free(plan);
}

static void test_defaults(void **state _unused_)
{
    struct plan *plan = plan_sound("[activity a]\n[calendar c]\npath = /c\n");

    assert_string_equal(plan->name, "Plan");
    assert_null(plan->why);
    assert_null(plan->zone_name);
    assert_int_equal(plan->priority, 3);
    assert_int_equal(plan->hours_minutes, PLAN_UNSET);
    assert_true(!plan->has_week_start && !plan->has_from && !plan->has_until && !plan->has_target);
    assert_int_equal(plan->week_start, MONDAY);
    assert_int_equal(plan->n_days_off, 0);
    assert_true(plan->has_review);
    assert_int_equal(plan->review_day, SUNDAY);
    assert_int_equal(plan->review_minute, 18 * 60);
    assert_int_equal(plan->freeze, 30);
    assert_int_equal(plan->grace, 120);
    assert_true(plan->catch_up && !plan->share && !plan->discreet);
    assert_null(plan->publish.path);
    assert_true(!plan->publish.alarms && plan->publish.flexible_is_busy);
    assert_int_equal(plan->calendars[0].buffer, 0);

    const struct activity *a = &plan->activities[0];
    assert_false(activity_is_fixed(a));
    assert_string_equal(a->title, "a");
    assert_true(!a->first && !a->open && !a->formerly);
    assert_int_equal(a->priority, 3);
    assert_int_equal(a->every_weeks, 1);
    assert_int_equal(a->hours_minutes, PLAN_UNSET);
    assert_int_equal(a->n_windows, 0);
    assert_int_equal(a->block_min, 45);
    assert_int_equal(a->block_max, 120);
    assert_int_equal(a->max_per_day, PLAN_UNSET);
    assert_int_equal(a->goal.kind, GOAL_NONE);
    assert_null(a->goal.unit);
    assert_int_equal(a->minimum, 15);
    assert_int_equal(a->remind.n, 1);
    assert_int_equal(a->remind.minutes[0], 5);
    assert_int_equal(a->nag.n, 1);
    assert_int_equal(a->nag.minutes[0], 10);
    assert_true(a->ask);
    plan_free(plan);
}

/* [plan] may stand anywhere; activities take over what they do not say themselves. */
static void test_inheritance(void **state _unused_)
{
    struct plan *plan = plan_sound("[activity a]\n"
                                   "[activity b]\nremind = 1h\nask = yes\n"
                                   "[plan]\nremind = 15m, 0h5m\nnag = 0\nask = no\n");

    assert_int_equal(plan->activities[0].remind.n, 2);
    assert_int_equal(plan->activities[0].remind.minutes[0], 5);
    assert_int_equal(plan->activities[0].remind.minutes[1], 15);
    assert_int_equal(plan->activities[0].nag.n, 0);
    assert_false(plan->activities[0].ask);
    assert_int_equal(plan->activities[1].remind.n, 1);
    assert_int_equal(plan->activities[1].remind.minutes[0], 60);
    assert_true(plan->activities[1].ask);
    plan_free(plan);
}

static void test_no_review(void **state _unused_)
{
    struct plan *plan = plan_sound("[plan]\nreview = no\n[activity a]\n");

    assert_false(plan->has_review);
    plan_free(plan);
}

/* What the file looks like does not matter: ends of lines, comments, blanks. */
static void test_layout(void **state _unused_)
{
    static const char *const texts[] = {
        "[window w]\ndays=Mon\ntime=09:00-10:00\n[activity a]\nwindow=w\ntitle=A b\n",
        "[window w]\r\ndays = Mon\r\ntime = 09:00-10:00\r\n[activity a]\r\nwindow = w\r\n"
        "title = A b\r\n",
        "; top\n# also\n\n  ; indented\n[ window   w ] ; c\ndays\t=\tMon\t; c\n\ntime : 9:00-10:00 ;\n"
        "[activity a];\nwindow = w ; , x\ntitle =   A b  ; = ]",
        "[activity a]\ntitle = A b\nwindow = w\n[window w]\ntime = 09:00-10:00\ndays = mon\n",
    };

    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        struct plan *plan = plan_sound(texts[i]);

        assert_string_equal(plan->windows[0].name, "w");
        assert_int_equal(plan->windows[0].days, 1 << MONDAY);
        assert_int_equal(plan->windows[0].times[0].end, 600);
        assert_string_equal(plan->activities[0].title, "A b");
        assert_int_equal(plan->activities[0].n_windows, 1);
        plan_free(plan);
    }
}

static void test_budget(void **state _unused_)
{
    static const struct {
        const char *text;
        int minutes;
    } cases[] = {
        {"[plan]\npriority = 1\n[activity a]\n", 8 * 60},
        {"[plan]\npriority = 2\n[activity a]\n", 14 * 60},
        {"[activity a]\n", 20 * 60},
        {"[plan]\npriority = 4\n[activity a]\n", 26 * 60},
        {"[plan]\npriority = 5\n[activity a]\n", 32 * 60},
        {"[plan]\npriority = 5\nhours = 7h30m\n[activity a]\n", 450},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct plan *plan = plan_sound(cases[i].text);

        assert_int_equal(plan_budget(plan), cases[i].minutes);
        plan_free(plan);
    }
}

static void test_fixed_minutes(void **state _unused_)
{
    struct plan *plan = plan_sound("[activity a]\ndays = Mon-Fri\ntime = 09:00-10:30\n"
                                   "[activity b]\ndays = Sun\ntime = 23:00-01:00, 10:00-11:00\n"
                                   "every = 4 weeks\n"
                                   "[activity c]\nhours = 3\n");

    assert_int_equal(plan_fixed_minutes(plan), 5 * 90 + 180);
    assert_int_equal(activity_fixed_minutes(&plan->activities[1]), 180);
    assert_int_equal(activity_fixed_minutes(&plan->activities[2]), 0);
    assert_null(plan_find_activity(plan, "d"));
    plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_format),  cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_inheritance),   cmocka_unit_test(test_no_review),
        cmocka_unit_test(test_layout),        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_fixed_minutes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
