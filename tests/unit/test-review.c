/* Goals against the log, and the minutes that an answer stands for. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/macro.h"
#include "review.h"

#define START 1764000000
#define MIN_  *60

static void test_default_minutes(void **state)
{
    static const struct {
        enum outcome outcome;
        int64_t length_sec, started_after_sec, now_after_sec; /* from START; started -1: not */
        int expected;
    } cases[] = {
        /* The planned ones. */
        {OUTCOME_DONE, 90 MIN_, -1, 90 MIN_, 90},
        {OUTCOME_DONE, 90 MIN_, -1, 10 MIN_, 90},
        {OUTCOME_DONE, 90 MIN_, -1, 500 MIN_, 90},
        {OUTCOME_PARTIAL, 90 MIN_, -1, 90 MIN_, 45},
        {OUTCOME_PARTIAL, 45 MIN_, -1, 45 MIN_, 22},
        /* The elapsed ones, if it was started and they are fewer. */
        {OUTCOME_DONE, 90 MIN_, 1, 40 MIN_, 40},
        {OUTCOME_DONE, 90 MIN_, 30 MIN_, 90 MIN_, 60},
        {OUTCOME_DONE, 90 MIN_, 1, 500 MIN_, 90},
        {OUTCOME_DONE, 90 MIN_, -1 MIN_ * 30, 30 MIN_, 60},
        {OUTCOME_PARTIAL, 90 MIN_, 1, 40 MIN_, 20},
        /* To the nearest minute: answered two seconds before the end is the whole block. */
        {OUTCOME_DONE, 90 MIN_, 3, 90 MIN_ - 2, 90},
        {OUTCOME_DONE, 90 MIN_, 1, 30, 0},
        {OUTCOME_DONE, 90 MIN_, 1, 31, 1},
        /* The clock was set back: never negative. */
        {OUTCOME_DONE, 90 MIN_, 60 MIN_, 30 MIN_, 0},
        {OUTCOME_DONE, -90 MIN_, -1, 30 MIN_, 0},
        /* Nothing else counts. */
        {OUTCOME_SKIPPED, 90 MIN_, -1, 90 MIN_, 0},
        {OUTCOME_MISSED, 90 MIN_, -1, 90 MIN_, 0},
        {OUTCOME_EXCUSED, 90 MIN_, 1, 90 MIN_, 0},
        {OUTCOME_OPEN, 90 MIN_, 1, 90 MIN_, 0},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        int64_t started = cases[i].started_after_sec;
        int actual = review_default_minutes(cases[i].outcome, START, START + cases[i].length_sec,
                                            started == -1 ? 0 : START + started,
                                            START + cases[i].now_after_sec);
        if (actual != cases[i].expected)
            fail_msg("case %zu: %d minutes, expected %d", i, actual, cases[i].expected);
    }
}

static void test_default_minutes_of_running_work(void **state)
{
    (void)state;
    assert_int_equal(review_default_minutes(OUTCOME_DONE, START, 0, START, START + 50 MIN_), 50);
    assert_int_equal(review_default_minutes(OUTCOME_DONE, START, 0, 0, START + 50 MIN_), 50);
    assert_int_equal(review_default_minutes(OUTCOME_PARTIAL, START, 0, START, START + 50 MIN_), 25);
    assert_int_equal(review_default_minutes(OUTCOME_DONE, START, 0, START, START - 1), 0);
}

static void test_extremes_do_not_overflow(void **state)
{
    static const int64_t extremes[] = {INT64_MIN, INT64_MIN + 1, -1,       0,
                                       1,         INT64_MAX - 1, INT64_MAX};
    (void)state;
    for (size_t a = 0; a < ARRAY_SIZE(extremes); a++)
        for (size_t b = 0; b < ARRAY_SIZE(extremes); b++)
            for (size_t c = 0; c < ARRAY_SIZE(extremes); c++) {
                int64_t start = extremes[a], end = extremes[b], now = extremes[c];
                assert_true(review_default_minutes(OUTCOME_DONE, start, end, 0, now) >= 0);
                assert_true(review_default_minutes(OUTCOME_DONE, start, end, now, start) >= 0);
            }
    const struct review_row rows[] = {
        {"a", 0, INT64_MAX, OUTCOME_DONE, INT_MAX, -1, BLOCK_FIXED},
        {"a", 0, INT64_MAX, OUTCOME_DONE, -1, -1, BLOCK_FIXED},
    };
    assert_int_equal(review_done_minutes(rows, 2, NULL), INT_MAX);
}

/* activity, length, outcome, minutes, count */
#define ROW(activity, minutes, outcome, said, count)                                       \
    {                                                                                      \
        activity, START, START + (minutes)*60, OUTCOME_##outcome, said, count, BLOCK_FIXED \
    }

static const struct review_row week[] = {
    ROW("practice", 90, DONE, 80, -1),
    ROW("practice", 90, PARTIAL, 30, -1),
    ROW("practice", 90, DONE, -1, -1),
    ROW("practice", 90, PARTIAL, -1, -1),
    ROW("practice", 90, SKIPPED, -1, 5),
    ROW("practice", 90, MISSED, 60, 7),
    ROW("practice", 90, OPEN, 60, 7),
    ROW("practice", 90, EXCUSED, 60, 7),
    ROW("outreach", 60, DONE, 60, 4),
    ROW("outreach", 60, DONE, 60, 0),
    ROW("outreach", 60, PARTIAL, -1, 3),
    {"outreach", START, 0, OUTCOME_DONE, -1, -1, BLOCK_UNPLANNED},
};

static void test_done_minutes(void **state)
{
    (void)state;
    assert_int_equal(review_done_minutes(week, ARRAY_SIZE(week), "practice"), 80 + 30 + 90 + 45);
    assert_int_equal(review_done_minutes(week, ARRAY_SIZE(week), "outreach"), 60 + 60 + 30);
    assert_int_equal(review_done_minutes(week, ARRAY_SIZE(week), NULL), 245 + 150);
    assert_int_equal(review_done_minutes(week, ARRAY_SIZE(week), "blog"), 0);
    assert_int_equal(review_done_minutes(NULL, 0, NULL), 0);
}

static void test_goal_actual(void **state)
{
    static const struct {
        struct review_goal goal;
        double expected;
    } cases[] = {
        {{"practice", true, 6, false}, 245.0 / 60},
        {{"outreach", true, 8, false}, 2.5},
        /* Two done ones that said nothing count 1 each; 5 contacts came with a skip. */
        {{"practice", false, 5, false}, 2 + 5},
        {{"outreach", false, 10, false}, 4 + 0 + 3 + 1},
        /* What a tracker counts, a done one does not count by itself. */
        {{"practice", false, 5, true}, 5},
        {{"outreach", false, 10, true}, 4 + 0 + 3},
        {{"blog", true, 1, false}, 0},
        {{"blog", false, 1, false}, 0},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        double actual = review_goal_actual(&cases[i].goal, week, ARRAY_SIZE(week));
        assert_float_equal(actual, cases[i].expected, 1e-9);
    }
}

static void test_kept(void **state _unused_)
{
    static const struct review_row rows[] = {
        {"a", 100, 200, OUTCOME_DONE, 60, -1, BLOCK_FIXED},
        {"a", 200, 300, OUTCOME_PARTIAL, 30, -1, BLOCK_FLEXIBLE},
        {"a", 300, 400, OUTCOME_SKIPPED, 0, -1, BLOCK_FIXED},
        {"a", 400, 500, OUTCOME_MISSED, -1, -1, BLOCK_FIXED},
        {"a", 500, 600, OUTCOME_OPEN, -1, -1, BLOCK_FIXED},
        {"a", 500, 600, OUTCOME_DONE, 90, -1, BLOCK_UNPLANNED},
        {"a", 550, 600, OUTCOME_EXCUSED, -1, -1, BLOCK_FIXED},
        {"a", 700, 800, OUTCOME_OPEN, -1, -1, BLOCK_FIXED}, /* ahead */
    };
    int kept = -1, of = -1;

    review_count_kept(rows, ARRAY_SIZE(rows), 600, &kept, &of);
    assert_int_equal(kept, 2);
    assert_int_equal(of, 5);
    review_count_kept(rows, 0, 600, &kept, &of);
    assert_int_equal(kept, 0);
    assert_int_equal(of, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_default_minutes),
        cmocka_unit_test(test_default_minutes_of_running_work),
        cmocka_unit_test(test_extremes_do_not_overflow),
        cmocka_unit_test(test_done_minutes),
        cmocka_unit_test(test_goal_actual),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
