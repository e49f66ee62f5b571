/* How goals stand, week by week, and the patterns in that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "review-fixture.h"

/* Outreach at 10:00 on Monday to Friday of week 8, a letter a day; `count` with the answers. */
struct pace_case {
    const char *name;
    const char *days;
    int count; /* in each kept one */
    struct review_goal goal;
    double after_days; /* since Monday 00:00 */
    double target, actual, pace, behind;
    int blocks_left;
    bool is_at_risk;
    enum review_goal_state state;
};

static const struct pace_case pace_cases[] = {
    {"4 of 10 contacts, Wednesday noon: 2 behind",
     "kksoo",
     2,
     {"outreach", false, 10, false},
     2.5,
     10,
     4,
     6,
     2,
     2,
     true,
     GOAL_WEEK_MISSED},
    {"on its way",
     "kkkoo",
     2,
     {"outreach", false, 10, false},
     2.5,
     10,
     6,
     6,
     0,
     2,
     false,
     GOAL_WEEK_MISSED},
    {"too early to tell",
     "soooo",
     2,
     {"outreach", false, 10, false},
     0.5,
     10,
     0,
     2,
     2,
     4,
     false,
     GOAL_WEEK_MISSED},
    {"too late to help",
     "kssss",
     2,
     {"outreach", false, 10, false},
     6.5,
     10,
     2,
     10,
     8,
     0,
     false,
     GOAL_WEEK_MISSED},
    {"met", "kkkkk", 2, {"outreach", false, 10, false}, 7, 10, 10, 10, 0, 0, false, GOAL_WEEK_MET},
    {"hours",
     "kksoo",
     2,
     {"outreach", true, 4, false},
     2.5,
     4,
     2,
     2.4,
     0.4,
     2,
     false,
     GOAL_WEEK_MISSED},
    {"two days excused: 6 of 10",
     "xxkkk",
     2,
     {"outreach", false, 10, false},
     7,
     6,
     6,
     6,
     0,
     0,
     false,
     GOAL_WEEK_MET},
    {"a rounded count",
     "kxxkk",
     1,
     {"outreach", false, 4, false},
     7,
     2,
     3,
     2,
     0,
     0,
     false,
     GOAL_WEEK_MET},
    {"at least one",
     "kxxxx",
     0,
     {"outreach", false, 2, false},
     7,
     1,
     0,
     1,
     1,
     0,
     false,
     GOAL_WEEK_MISSED},
    {"all excused: off",
     "xxxxx",
     0,
     {"outreach", false, 10, false},
     7,
     0,
     0,
     0,
     0,
     0,
     false,
     GOAL_WEEK_OFF},
    {"nobody answered: off",
     "mmmmm",
     0,
     {"outreach", false, 10, false},
     7,
     10,
     0,
     10,
     10,
     0,
     false,
     GOAL_WEEK_OFF},
    {"nothing planned: by the days",
     "uu---",
     1,
     {"outreach", false, 7, false},
     3,
     7,
     2,
     3,
     1,
     0,
     false,
     GOAL_WEEK_MISSED},
};

static void add_days(struct logged *logged, int week, const char *days, int count)
{
    for (int day = 0; days[day]; day++) {
        size_t n = logged->n;
        add_block(logged, "outreach", instant(logged, week_day(week) + day, 600), 60, days[day]);
        if (logged->n > n && logged->rows[n].outcome == OUTCOME_DONE)
            logged->rows[n].count = count;
    }
}

static void expect_near(const char *name, const char *what, double actual, double expected)
{
    if (actual < expected - 1e-6 || actual > expected + 1e-6)
        fail_msg("%s: %s %g, expected %g", name, what, actual, expected);
}

static void test_pace(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(pace_cases); i++) {
        const struct pace_case *c = &pace_cases[i];
        _cleanup_(logged_done) struct logged logged;
        struct review_goal_progress p;

        logged_init(&logged);
        add_days(&logged, 7, "kkkkk", 99); /* the week before is none of its business */
        add_days(&logged, 8, c->days, c->count);
        review_goal_progress(&c->goal, logged.rows, logged.n, logged.zone, week_day(8),
                             instant(&logged, week_day(8), (int)(c->after_days * DAY_MINUTES)), &p);
        expect_near(c->name, "target", p.week.target, c->target);
        expect_near(c->name, "actual", p.week.actual, c->actual);
        expect_near(c->name, "pace", p.pace, c->pace);
        expect_near(c->name, "behind", p.behind, c->behind);
        expect_near(c->name, "blocks left", p.blocks_left, c->blocks_left);
        expect_near(c->name, "at risk", p.is_at_risk, c->is_at_risk);
        expect_near(c->name, "state", p.week.state, c->state);
    }
}

/* Weeks 0 to 8, + met, - missed, = passed by half, x excused, m unanswered, space: nothing. */
struct past_case {
    const char *weeks;
    int met, of; /* of weeks 0 to 7 */
    const char *pattern;
};

static const struct past_case past_cases[] = {
    {"+++++++++", 8, 8, ""},
    {"+++---++-", 5, 8, ""},
    {"++++++---", 6, 8, "missed in 3 of the last 4 weeks; usual were 4 of 10"},
    {"+++++-+--", 6, 8, "missed in 3 of the last 4 weeks; usual were 4 of 10"},
    {"+++++----", 5, 8, "missed in 4 of the last 4 weeks; usual were 4 of 10"},
    {"----x----", 0, 7, "missed in 4 of the last 4 weeks; usual were 4 of 10"},
    {"-----x---", 0, 7, "missed in 3 of the last 3 weeks; usual were 4 of 10"},
    {"-----xm--", 0, 6, ""},
    {"     ----", 0, 3, "missed in 4 of the last 4 weeks; usual were 4 of 10"},
    {"      ---", 0, 2, "missed in 3 of the last 3 weeks; usual were 4 of 10"},
    {"--xxm++++", 3, 5, ""},
    {"+++++====", 8, 8,
     "passed by a quarter or more in each of the last 4 weeks; at least 15 instead of 10"},
    {"+++++=+==", 8, 8, ""},
};

static void add_goal_week(struct logged *logged, int week, char letter)
{
    switch (letter) {
    case '+':
        add_days(logged, week, "kkkkk", 2);
        break;
    case '=':
        add_days(logged, week, "kkkkk", 3);
        break;
    case '-':
        add_days(logged, week, "kksss", 2);
        break;
    case 'x':
        add_days(logged, week, "xxxxx", 0);
        break;
    case 'm':
        add_days(logged, week, "mmmmm", 0);
        break;
    }
}

static void test_past(void **state)
{
    static const struct review_goal goal = {"outreach", false, 10, false};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(past_cases); i++) {
        const struct past_case *c = &past_cases[i];
        _cleanup_(logged_done) struct logged logged;
        _cleanup_(text_done) struct text text = {0};
        struct review_goal_progress p;
        struct review_pattern pattern;

        logged_init(&logged);
        for (int week = 0; c->weeks[week]; week++)
            add_goal_week(&logged, week, c->weeks[week]);
        review_goal_progress(&goal, logged.rows, logged.n, logged.zone, week_day(8),
                             instant(&logged, week_day(9), 0), &p);
        expect_near(c->weeks, "met", p.met, c->met);
        expect_near(c->weeks, "of", p.of, c->of);
        text_add(&text, "");
        if (review_goal_pattern(&goal, &p, &pattern))
            review_pattern_add_words(&pattern, &text);
        if (!streq(text.data ?: "", c->pattern))
            fail_msg("\"%s\": %s", c->weeks, text.data);
    }
}

/* Of a week in which nothing was answered but a tracker has something, the tracker's goals alone
 * are judged; blocks, days and patterns know nothing of what it has. */
static void test_deeds(void **state _unused_)
{
    static const struct review_goal goals[] = {
        {"outreach", false, 2, true}, {"outreach", false, 2, false}, {"outreach", true, 2, false}};
    static const enum review_goal_state states[] = {GOAL_WEEK_MET, GOAL_WEEK_OFF, GOAL_WEEK_OFF};
    _cleanup_(logged_done) struct logged logged;
    struct review_minutes minutes;
    struct review_heat heat;
    int kept, of;

    logged_init(&logged);
    add_days(&logged, 8, "mmmmm", 0);
    for (int i = 0; i < 2; i++) {
        add_block(&logged, "outreach", instant(&logged, week_day(8), 12 * 60), 0, 'u');
        logged.rows[logged.n - 1].minutes = 0;
        logged.rows[logged.n - 1].count = 1;
        assert_true(review_row_is_deed(&logged.rows[logged.n - 1]));
    }
    sort_rows(&logged);
    for (size_t i = 0; i < ARRAY_SIZE(goals); i++) {
        struct review_goal_progress p;

        review_goal_progress(&goals[i], logged.rows, logged.n, logged.zone, week_day(8),
                             instant(&logged, week_day(9), 0), &p);
        assert_int_equal(p.week.state, states[i]);
        expect_near("deeds", "actual", p.week.actual, goals[i].is_hours ? 0 : 2);
        assert_false(p.is_at_risk);
    }
    review_count_minutes(logged.rows, logged.n, logged.zone, week_day(8), NULL, &minutes);
    assert_int_equal(minutes.answered, 0);
    assert_int_equal(minutes.done, 0);
    review_count_kept(logged.rows, logged.n, INT64_MAX, &kept, &of);
    assert_int_equal(of, 5);
    assert_int_equal(review_heat_fill(logged.rows, logged.n, logged.zone, week_day(8), 1, &heat),
                     0);
    for (enum day_part part = 0; part < PART_MAX_; part++)
        assert_int_equal(heat.of[MONDAY][part], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pace),
        cmocka_unit_test(test_past),
        cmocka_unit_test(test_deeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
