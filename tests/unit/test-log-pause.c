/* Stretches declared off, or light. */
#include "log-fixture.h"

static int print_pause(const struct log_pause *pause, void *userdata)
{
    FILE *f = userdata;

    fprintf(f, "%+d..%+d%s %s\n", (int)(pause->from_sec - NOW), (int)(pause->to_sec - NOW),
            pause->is_light ? " light" : "", pause->note);
    return 0;
}

static void assert_pauses(struct log *log, int64_t from_sec, int64_t to_sec, const char *expected)
{
    _cleanup_(freep) char *actual = NULL;
    size_t size;
    FILE *f = open_memstream(&actual, &size);

    assert_non_null(f);
    assert_int_equal(log_each_pause(log, NOW + from_sec, NOW + to_sec, print_pause, f), 0);
    fclose(f);
    assert_string_equal(actual, expected);
}

static int add(struct log *log, int64_t from_sec, int64_t to_sec, bool is_light, const char *note)
{
    return log_add_pause(log, &(struct log_pause){NOW + from_sec, NOW + to_sec, is_light, note});
}

static void test_overlap(void **state)
{
    struct log *log = *state;

    assert_int_equal(add(log, 100, 200, false, "ill"), 0);
    assert_int_equal(add(log, 100, 150, true, ""), 0);
    assert_pauses(log, 0, 100, "");
    assert_pauses(log, 0, 101, "+100..+200 ill\n+100..+150 light \n");
    assert_pauses(log, 199, 300, "+100..+200 ill\n");
    assert_pauses(log, 200, 300, "");
}

static void test_the_longer_stands(void **state)
{
    struct log *log = *state;

    assert_int_equal(add(log, 100, 200, false, "ill"), 0);
    assert_int_equal(add(log, 100, 150, false, "well"), 0);
    assert_pauses(log, 0, 1000, "+100..+200 well\n");
    assert_int_equal(add(log, 100, 300, false, NULL), 0);
    assert_pauses(log, 0, 1000, "+100..+300 \n");
}

static void test_end(void **state)
{
    struct log *log = *state;

    assert_int_equal(log_end_pauses(log, NOW), 0);
    assert_int_equal(add(log, -200, -100, false, "over"), 0);
    assert_int_equal(add(log, -50, 50, false, "runs"), 0);
    assert_int_equal(add(log, -20, 50, true, "light"), 0);
    assert_int_equal(add(log, 100, 200, false, "comes"), 0);
    assert_int_equal(log_end_pauses(log, NOW), 1);
    assert_pauses(log, -1000, 1000, "-200..-100 over\n-50..+0 runs\n-20..+0 light light\n");
    assert_int_equal(log_end_pauses(log, NOW), 0);
}

static void test_nonsense(void **state)
{
    struct log *log = *state;

    assert_int_equal(add(log, 100, 100, false, ""), -EINVAL);
    assert_int_equal(add(log, 100, 50, false, ""), -EINVAL);
    assert_pauses(log, -1000, 1000, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MEMORY_TEST(test_overlap),
        MEMORY_TEST(test_the_longer_stands),
        MEMORY_TEST(test_end),
        MEMORY_TEST(test_nonsense),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
