/* The edits that answer a pattern: what they would write, and when there is nothing to say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "review-fixture.h"

#define KEPT    "kkkkkkkkkk"
#define SKIPPED "sssssskssk" /* 2 of 10 */
#define N_WEEKS 10

#define AT(hour)          ((hour)*60)
#define DAYS(first, last) ((1u << ((last) + 1)) - (1u << (first)))
#define FIXED(name_, days_, start_, end_)                                                 \
    {                                                                                     \
        .name = name_, .priority = 3, .stretch = {days_, start_, end_}, .is_simple = true \
    }

/* One line for each: "move: [activity a] days = Mon; +45: EVIDENCE". */
static char *suggest(struct logged *logged, const struct review_plan *plan,
                     const struct review_pattern *patterns, size_t n_patterns)
{
    _cleanup_(freep) struct review_suggestion *items = NULL;
    struct text text = {0};
    char *words;
    size_t n;

    sort_rows(logged);
    assert_int_equal(review_suggestions(plan, patterns, n_patterns, logged->rows, logged->n,
                                        logged->zone, week_day(N_WEEKS - 1), &items, &n),
                     0);
    for (size_t i = 0; i < n; i++) {
        text_addf(&text, "%s:", review_edit_name(items[i].edit));
        for (size_t j = 0; j < items[i].n_changes; j++)
            text_addf(&text, " [%s] %s = %s;", items[i].changes[j].section, items[i].changes[j].key,
                      items[i].changes[j].value);
        text_addf(&text, " %+.0f; %s\n", items[i].gain_minutes, items[i].evidence);
    }
    assert_int_equal(text_take(&text, &words), 0);
    return words;
}

/* By the log's own patterns. */
static char *suggest_for_slots(struct logged *logged, const struct review_plan *plan)
{
    _cleanup_(freep) struct review_pattern *patterns = NULL;
    size_t n;

    sort_rows(logged);
    assert_int_equal(review_slot_patterns(logged->rows, logged->n, logged->zone,
                                          week_day(N_WEEKS - 1), &patterns, &n),
                     0);
    assert_true(n > 0);
    return suggest(logged, plan, patterns, n);
}

static void expect_lines(const char *actual, const char *expected)
{
    if (!streq(actual, expected))
        fail_msg("\n%s\ninstead of\n%s", actual, expected);
}

/* Practice on Monday to Wednesday at 09:00, outreach on Thursday and Friday at 11:00, letters every
 * day at 14:00; practice is skipped on Tuesday mornings. */
static const struct review_activity fixed[] = {
    FIXED("practice", DAYS(MONDAY, WEDNESDAY), AT(9), AT(10)),
    FIXED("outreach", DAYS(THURSDAY, FRIDAY), AT(11), AT(12)),
    FIXED("letters", DAYS(MONDAY, FRIDAY), AT(14), AT(15)),
};

static void add_fixed(struct logged *logged)
{
    for (enum weekday day = MONDAY; day <= FRIDAY; day++) {
        if (day <= WEDNESDAY)
            add_weeks(logged, "practice", day, AT(9), 0, day == TUESDAY ? SKIPPED : KEPT);
        else
            add_weeks(logged, "outreach", day, AT(11), 0, KEPT);
        add_weeks(logged, "letters", day, AT(14), 0, KEPT);
    }
}

#define TUESDAYS "kept 2 of 10 on Tuesday mornings; elsewhere 20 of 20"

static void test_fixed(void **state)
{
    struct review_plan plan = {fixed, ARRAY_SIZE(fixed), NULL, 0};
    _cleanup_(logged_done) struct logged logged;
    _cleanup_(freep) char *words = NULL;

    (void)state;
    logged_init(&logged);
    add_fixed(&logged);
    words = suggest_for_slots(&logged, &plan);
    expect_lines(words,
                 "move: [activity practice] days = Mon,Wed,Thu; +24; " TUESDAYS
                 "; of all activities on Thursday mornings 10 of 10\n"
                 "move: [activity practice] time = 12:00-13:00; +24; " TUESDAYS
                 "; of all activities in afternoons 30 of 30\n"
                 "move: [activity practice] days = Mon,Wed; [activity practice] time = 09:00-10:30;"
                 " +24; " TUESDAYS "\n");
}

/* What else the week holds is no place to move to; nor is a weekday that the plan does not use. */
static void test_taken(void **state)
{
    static const struct review_stretch taken[] = {
        {DAYS(THURSDAY, FRIDAY), AT(8), AT(11)},
        {DAYS(MONDAY, WEDNESDAY), AT(10), AT(11)},
        {DAYS(MONDAY, WEDNESDAY), AT(8), AT(9)},
        {DAYS(MONDAY, WEDNESDAY), AT(11), AT(14)},
    };
    struct review_plan plan = {fixed, ARRAY_SIZE(fixed), taken, ARRAY_SIZE(taken)};
    _cleanup_(logged_done) struct logged logged;
    _cleanup_(freep) char *words = NULL;

    (void)state;
    logged_init(&logged);
    add_fixed(&logged);
    words = suggest_for_slots(&logged, &plan);
    expect_lines(words, "");
}

/* Once moved, the old slot's pattern is answered. */
static void test_moved_already(void **state)
{
    static const struct review_activity moved[] = {
        FIXED("practice", 1u << MONDAY | 1u << WEDNESDAY | 1u << THURSDAY, AT(9), AT(10)),
    };
    struct review_plan plan = {moved, 1, NULL, 0};
    _cleanup_(logged_done) struct logged logged;
    _cleanup_(freep) char *words = NULL;

    (void)state;
    logged_init(&logged);
    add_fixed(&logged);
    words = suggest_for_slots(&logged, &plan);
    expect_lines(words, "");
}

/* A blog of one slot is skipped: nobody can tell whether it is the hour, unless others who share
 * the hour tell. Smaller steps claim nothing. */
static void test_alone(void **state)
{
    static const struct {
        int hour;
        const char *practice; /* on Fridays at 09:00 */
        bool has_move;
        const char *shorter;
    } cases[] = {
        {11, KEPT, false, "shorten: [activity blog] time = 11:00-11:30; +0; kept 2"},
        {11, SKIPPED, true, "shorten: [activity blog] time = 11:00-11:30; +0; kept 2"},
        {18, KEPT, false, "shorten: [activity blog] time = 18:00-18:30; +0; kept 2"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const struct review_activity activities[] = {
            FIXED("blog", DAYS(FRIDAY, FRIDAY), AT(cases[i].hour), AT(cases[i].hour + 1)),
            FIXED("practice", DAYS(MONDAY, FRIDAY), AT(9), AT(10)),
        };
        struct review_plan plan = {activities, ARRAY_SIZE(activities), NULL, 0};
        _cleanup_(logged_done) struct logged logged;
        _cleanup_(freep) char *words = NULL;

        logged_init(&logged);
        add_weeks(&logged, "blog", FRIDAY, AT(cases[i].hour), 0, SKIPPED);
        for (enum weekday day = MONDAY; day <= FRIDAY; day++) {
            add_weeks(&logged, "practice", day, AT(9), 0, day == FRIDAY ? cases[i].practice : KEPT);
            add_weeks(&logged, "letters", day, AT(14), 0, KEPT);
        }
        words = suggest_for_slots(&logged, &plan);
        assert_int_equal(strstr(words, "move: [activity blog]") != NULL, cases[i].has_move);
        assert_non_null(strstr(words, cases[i].shorter));
    }
}

/* Its own window, without the weekday, while that has room for the hours. */
static void test_flexible(void **state)
{
    static const struct review_stretch window = {DAYS(MONDAY, FRIDAY), AT(9), AT(13)};
    struct review_activity activity = {.name = "outreach",
                                       .priority = 3,
                                       .is_flexible = true,
                                       .hours_minutes = 600,
                                       .block_min = 45,
                                       .block_max = 120,
                                       .windows = &window,
                                       .n_windows = 1};
    struct review_plan plan = {&activity, 1, NULL, 0};
    _cleanup_(logged_done) struct logged logged;
    _cleanup_(freep) char *words = NULL;

    (void)state;
    logged_init(&logged);
    for (enum weekday day = MONDAY; day <= FRIDAY; day++) {
        add_weeks(&logged, "outreach", day, AT(9), 0, day == TUESDAY ? SKIPPED : KEPT);
        add_weeks(&logged, "letters", day, AT(14), 0, KEPT);
    }
    words = suggest_for_slots(&logged, &plan);
    expect_lines(words,
                 "move: [window outreach] days = Mon,Wed-Fri; [window outreach] time = 09:00-13:00;"
                 " [activity outreach] window = outreach; +96; kept 2 of 10 on Tuesday mornings;"
                 " elsewhere 40 of 40\n"
                 "split: [activity outreach] block = 20m-1h; +0; kept 2 of 10 on Tuesday mornings;"
                 " elsewhere 40 of 40\n");
    free(TAKE_PTR(words));

    activity.hours_minutes = 15 * 60; /* of the 16 that would be left */
    words = suggest_for_slots(&logged, &plan);
    assert_null(strstr(words, "move"));
}

static void test_goals(void **state)
{
    static const struct review_goal hours = {"outreach", true, 8, false},
                                    count = {"outreach", false, 10, false};
    static const struct {
        const struct review_goal *goal;
        enum review_pattern_kind kind;
        double level;
        bool is_flexible;
        int priority;
        const char *expected;
    } cases[] = {
        {&count, PATTERN_GOAL, 6.5, false, 3,
         "lower-goal: [activity outreach] goal = 6 contacts; +0; W\n"},
        {&count, PATTERN_GOAL, 0, false, 3,
         "lower-goal: [activity outreach] goal = 1 contact; +0; W\n"},
        {&count, PATTERN_GOAL, 6, true, 4,
         "lower-goal: [activity outreach] goal = 6 contacts; +0; W\n"
         "raise-priority: [activity outreach] priority = 5; +0; W\n"},
        {&count, PATTERN_GOAL, 6, true, 5,
         "lower-goal: [activity outreach] goal = 6 contacts; +0; W\n"},
        {&hours, PATTERN_GOAL, 5.7, false, 3,
         "lower-goal: [activity outreach] goal = 5h30m; +0; W\n"},
        {&hours, PATTERN_GOAL, 8, false, 3, ""},
        {&count, PATTERN_GOAL_EASY, 14.5, true, 3,
         "raise-goal: [activity outreach] goal = 14 contacts; +0; W\n"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct review_activity activity = {.name = "outreach",
                                           .goal = cases[i].goal,
                                           .goal_unit = "contact",
                                           .is_flexible = cases[i].is_flexible,
                                           .priority = cases[i].priority};
        struct review_plan plan = {&activity, 1, NULL, 0};
        struct review_pattern pattern = {.kind = cases[i].kind,
                                         .activity = "outreach",
                                         .missed = 3,
                                         .weeks = 4,
                                         .goal = *cases[i].goal,
                                         .level = cases[i].level};
        _cleanup_(logged_done) struct logged logged;
        _cleanup_(text_done) struct text expected = {0}, words = {0};
        _cleanup_(freep) char *actual = NULL;

        logged_init(&logged);
        actual = suggest(&logged, &plan, &pattern, 1);
        review_pattern_add_words(&pattern, &words);
        text_add(&expected, "");
        for (const char *p = cases[i].expected; *p; p++)
            if (*p == 'W')
                text_add(&expected, words.data);
            else
                text_add_char(&expected, *p);
        expect_lines(actual, expected.data ?: "");
    }
}

/* What passes its goal with ease gives time, if another activity misses its goal and can take it.
 */
static void test_lower_priority(void **state)
{
    static const struct review_goal goals[] = {{"outreach", false, 10, false},
                                               {"letters", false, 4, false}};
    static const struct {
        bool is_flexible, is_other_flexible;
        int priority;
        enum review_pattern_kind other;
        const char *expected; /* the first edit for outreach */
    } cases[] = {
        {true, true, 3, PATTERN_GOAL, "lower-priority: [activity outreach] priority = 2;"},
        {true, true, 1, PATTERN_GOAL, "raise-goal: "},
        {false, true, 3, PATTERN_GOAL, "raise-goal: "},
        {true, false, 3, PATTERN_GOAL, "raise-goal: "},
        {true, true, 3, PATTERN_GOAL_EASY, "raise-goal: "},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct review_activity activities[] = {
            {.name = "outreach",
             .goal = &goals[0],
             .goal_unit = "contact",
             .is_flexible = cases[i].is_flexible,
             .priority = cases[i].priority},
            {.name = "letters",
             .goal = &goals[1],
             .goal_unit = "letter",
             .is_flexible = cases[i].is_other_flexible,
             .priority = 5},
        };
        struct review_plan plan = {activities, 2, NULL, 0};
        struct review_pattern patterns[] = {
            {.kind = PATTERN_GOAL_EASY,
             .activity = "outreach",
             .weeks = 4,
             .goal = goals[0],
             .level = 13},
            {.kind = cases[i].other,
             .activity = "letters",
             .missed = 3,
             .weeks = 4,
             .goal = goals[1],
             .level = 2},
        };
        _cleanup_(logged_done) struct logged logged;
        _cleanup_(freep) char *actual = NULL;

        logged_init(&logged);
        actual = suggest(&logged, &plan, patterns, 2);
        if (strncmp(actual, cases[i].expected, strlen(cases[i].expected)) != 0)
            fail_msg("case %zu:\n%s", i, actual);
    }
}

/* The same edit has the same id in another week, another edit has another. */
static void test_ids(void **state)
{
    struct review_plan plan = {fixed, ARRAY_SIZE(fixed), NULL, 0};
    char ids[2][REVIEW_ID_SIZE];

    (void)state;
    for (int i = 0; i < 2; i++) {
        _cleanup_(logged_done) struct logged logged;
        _cleanup_(freep) struct review_pattern *patterns = NULL;
        _cleanup_(freep) struct review_suggestion *items = NULL;
        size_t n_patterns, n;
        int32_t week = week_day(N_WEEKS - 1 - i);

        logged_init(&logged);
        add_fixed(&logged);
        sort_rows(&logged);
        assert_int_equal(
            review_slot_patterns(logged.rows, logged.n, logged.zone, week, &patterns, &n_patterns),
            0);
        assert_int_equal(review_suggestions(&plan, patterns, n_patterns, logged.rows, logged.n,
                                            logged.zone, week, &items, &n),
                         0);
        assert_true(n >= 2);
        assert_string_not_equal(items[0].id, items[1].id);
        memcpy(ids[i], items[0].id, sizeof(ids[i]));
    }
    assert_string_equal(ids[0], ids[1]);
    assert_int_equal(strncmp(ids[0], "practice-move-", 14), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixed),          cmocka_unit_test(test_taken),
        cmocka_unit_test(test_moved_already),  cmocka_unit_test(test_alone),
        cmocka_unit_test(test_flexible),       cmocka_unit_test(test_goals),
        cmocka_unit_test(test_lower_priority), cmocka_unit_test(test_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
