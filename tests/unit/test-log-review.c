/* Answers that are kept of weekly reviews. */
#include "log-fixture.h"

#define WEEK 20780

static int print_answer(const struct log_review_answer *answer, void *userdata)
{
    FILE *f = userdata;

    fprintf(f, "%+d/%d %s %s at %+d\n", (int)answer->week - WEEK, answer->number, answer->question,
            answer->answer, (int)(answer->answered_sec - NOW));
    return 0;
}

static void assert_answers(struct log *log, int32_t from, int32_t to, const char *expected)
{
    _cleanup_(freep) char *actual = NULL;
    size_t size;
    FILE *f = open_memstream(&actual, &size);

    assert_non_null(f);
    assert_int_equal(log_each_review_answer(log, WEEK + from, WEEK + to, print_answer, f), 0);
    fclose(f);
    assert_string_equal(actual, expected);
}

static int put(struct log *log, int32_t week, int number, const char *answer, int64_t sec)
{
    return log_put_review_answer(
        log, &(struct log_review_answer){WEEK + week, number, "Why?", answer, NOW + sec});
}

static void test_by_week_and_number(void **state)
{
    struct log *log = *state;

    assert_int_equal(put(log, 7, 1, "later", 9), 0);
    assert_int_equal(put(log, 0, 2, "two", 5), 0);
    assert_int_equal(put(log, 0, 1, "one", 4), 0);
    assert_answers(log, 0, 1, "+0/1 Why? one at +4\n+0/2 Why? two at +5\n");
    assert_answers(log, 1, 7, "");
    assert_answers(log, 1, 8, "+7/1 Why? later at +9\n");
}

static void test_the_newer_stands(void **state)
{
    struct log *log = *state;

    assert_int_equal(put(log, 0, 1, "one", 1), 0);
    assert_int_equal(put(log, 0, 1, "another", 2), 0);
    assert_answers(log, 0, 1, "+0/1 Why? another at +2\n");
    assert_int_equal(put(log, 0, 1, "", 3), 0);
    assert_answers(log, 0, 1, "");
    assert_int_equal(put(log, 0, 1, "", 4), 0); /* nothing to take back is no error */
}

static int stop(const struct log_review_answer *answer _unused_, void *userdata)
{
    ++*(int *)userdata;
    return 7;
}

static void test_stop_and_nonsense(void **state)
{
    struct log *log = *state;
    int n = 0;

    assert_int_equal(put(log, 0, 0, "none", 1), -EINVAL);
    assert_answers(log, 0, 1, "");
    assert_int_equal(put(log, 0, 1, "one", 1), 0);
    assert_int_equal(put(log, 0, 2, "two", 1), 0);
    assert_int_equal(log_each_review_answer(log, WEEK, WEEK + 1, stop, &n), 7);
    assert_int_equal(n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MEMORY_TEST(test_by_week_and_number),
        MEMORY_TEST(test_the_newer_stands),
        MEMORY_TEST(test_stop_and_nonsense),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
