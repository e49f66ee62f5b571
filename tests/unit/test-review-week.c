/* A week in numbers, the heat map, and the questions. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/macro.h"
#include "base/text.h"
#include "review.h"

#define WEEK 20780 /* Monday, 2026-11-23 */
#define ROW(activity, day, hour, minutes, outcome, done, kind)                         \
    {                                                                                  \
        activity, AT(day, hour), AT(day, hour) + (minutes)*60, outcome, done, -1, kind \
    }
#define AT(day, hour) ((int64_t)(WEEK + (day)) * DAY_SEC + (hour)*3600)

static struct zone *utc;

static int setup(void **state _unused_)
{
    return zone_load("UTC", &utc);
}

static int teardown(void **state _unused_)
{
    zone_free(utc);
    return 0;
}

static const struct review_row rows[] = {
    ROW("b", -8, 10, 60, OUTCOME_DONE, 60, BLOCK_FIXED),
    ROW("a", -1, 23, 60, OUTCOME_SKIPPED, 0, BLOCK_FIXED), /* begins in the week before */
    ROW("a", 0, 9, 90, OUTCOME_DONE, 80, BLOCK_FIXED),
    ROW("a", 0, 14, 60, OUTCOME_PARTIAL, 30, BLOCK_FLEXIBLE),
    ROW("b", 0, 18, 60, OUTCOME_SKIPPED, 0, BLOCK_FIXED),
    ROW("b", 1, 1, 30, OUTCOME_DONE, 25, BLOCK_UNPLANNED),
    ROW("a", 2, 9, 45, OUTCOME_MISSED, -1, BLOCK_FIXED), /* a day without any answer */
    ROW("b", 3, 9, 20, OUTCOME_EXCUSED, -1, BLOCK_FIXED),
    ROW("a", 4, 9, 15, OUTCOME_OPEN, -1, BLOCK_FIXED),
    ROW("a", 7, 5, 500, OUTCOME_DONE, 500, BLOCK_FIXED), /* the week after */
};

static void test_minutes(void **state _unused_)
{
    struct review_minutes m;

    review_count_minutes(rows, ARRAY_SIZE(rows), utc, WEEK, "a", &m);
    assert_int_equal(m.planned, 210);
    assert_true(m.done == 80 && m.partial == 30 && m.missed == 45 && m.open == 15);
    assert_true(m.skipped == 0 && m.excused == 0 && m.answered == 2);

    review_count_minutes(rows, ARRAY_SIZE(rows), utc, WEEK, NULL, &m);
    assert_int_equal(m.planned, 290);
    assert_true(m.done == 105 && m.partial == 30 && m.skipped == 60 && m.excused == 20);
    assert_int_equal(m.answered, 4);

    review_count_minutes(rows, ARRAY_SIZE(rows), utc, WEEK - 21, NULL, &m);
    assert_true(m.planned == 0 && m.answered == 0);
    review_count_minutes(NULL, 0, utc, WEEK, NULL, &m);
    assert_int_equal(m.planned, 0);
}

static void test_nonsense(void **state _unused_)
{
    static const struct review_row bad[] = {
        {"a", AT(0, 9), AT(0, 8), OUTCOME_DONE, -1, -1, BLOCK_FIXED}, /* ends before it begins */
        {"a", AT(0, 9), AT(90000, 0), OUTCOME_DONE, INT_MAX, -1, BLOCK_FIXED},
        {"a", AT(0, 9), AT(90000, 0), OUTCOME_DONE, INT_MAX, -1, BLOCK_FIXED},
    };
    struct review_minutes m;

    review_count_minutes(bad, ARRAY_SIZE(bad), utc, WEEK, NULL, &m);
    assert_int_equal(m.done, 2 * (int64_t)INT_MAX);
    assert_int_equal(m.planned, 2 * (AT(90000, 0) - AT(0, 9)) / 60);
}

static void test_heat(void **state _unused_)
{
    struct review_heat heat;
    int of = 0;

    assert_int_equal(review_heat_fill(rows, ARRAY_SIZE(rows), utc, WEEK, 1, &heat), 0);
    assert_true(heat.kept[MONDAY][PART_MORNING] == 1 && heat.of[MONDAY][PART_MORNING] == 1);
    assert_true(heat.kept[MONDAY][PART_AFTERNOON] == 1 && heat.of[MONDAY][PART_AFTERNOON] == 1);
    assert_true(heat.kept[MONDAY][PART_EVENING] == 0 && heat.of[MONDAY][PART_EVENING] == 1);
    for (int i = 0; i < 7; i++)
        for (int part = 0; part < PART_MAX_; part++)
            of += heat.of[i][part];
    assert_int_equal(of, 3); /* nothing else counts */

    assert_int_equal(review_heat_fill(rows, ARRAY_SIZE(rows), utc, WEEK, 3, &heat), 0);
    assert_int_equal(heat.of[SUNDAY][PART_MORNING], 1);
    assert_int_equal(heat.of[SUNDAY][PART_EVENING], 1);
}

static void test_questions(void **state _unused_)
{
    static const struct review_pattern slot = {
        .kind = PATTERN_SLOT, .activity = "outreach", .weekday = TUESDAY, .part = PART_MORNING};
    static const struct review_pattern goal = {.kind = PATTERN_GOAL, .activity = "outreach"};
    static const struct review_pattern easy = {.kind = PATTERN_GOAL_EASY, .activity = "blog"};
    static const struct {
        int number;
        const struct review_pattern *pattern;
        struct review_minutes week;
        const char *expected;
    } cases[] = {
        {1, &slot, {0}, "What gets in the way of outreach on Tuesday mornings?"},
        {1, &goal, {0}, "What keeps the goal of outreach out of reach?"},
        {1, &easy, {0}, "What makes blog go so well?"},
        {1, NULL, {0}, "How was this week?"},
        {1, NULL, {.answered = 3, .missed = 60}, "What got in the way this week?"},
        {1, NULL, {.answered = 3, .skipped = 60}, "What got in the way this week?"},
        {1, NULL, {.answered = 3, .done = 60}, "What made this week work?"},
        {2, &slot, {0}, "What is one thing that you will do differently next week?"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(text_done) struct text text = {0};

        review_question_add_words(cases[i].number, cases[i].pattern, &cases[i].week, &text);
        assert_string_equal(text.data, cases[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_minutes),
        cmocka_unit_test(test_nonsense),
        cmocka_unit_test(test_heat),
        cmocka_unit_test(test_questions),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
