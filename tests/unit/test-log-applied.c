/* Suggestions that were applied. */
#include "log-fixture.h"

static int print_applied(const struct log_applied *applied, void *userdata)
{
    fprintf(userdata, "%s %s %s \"%s\" %d %u %d/%d [%s] [%s] %+d\n", applied->suggestion,
            applied->activity, applied->edit, applied->evidence, applied->is_goal, applied->slots,
            applied->kept, applied->of, applied->before, applied->after,
            (int)(applied->at_sec - NOW));
    return 0;
}

static void assert_applied(struct log *log, const char *expected)
{
    _cleanup_(freep) char *actual = NULL;
    size_t size;
    FILE *f = open_memstream(&actual, &size);

    assert_non_null(f);
    assert_int_equal(log_each_applied(log, print_applied, f), 0);
    fclose(f);
    assert_string_equal(actual, expected);
}

static int keep_number(const struct log_applied *applied, void *userdata)
{
    *(int64_t *)userdata = applied->n;
    return 1;
}

#define FIRST  "a-move-1 a move \"kept 1 of 8\" 0 5 1/8 [one] [two] +0\n"
#define SECOND "b-lower-goal-2 b lower-goal \"missed\" 1 0 1/4 [two] [three] +5\n"

static void test_the_newest_first_and_back(void **state)
{
    const struct log_applied first = {.at_sec = NOW,
                                      .suggestion = "a-move-1",
                                      .activity = "a",
                                      .edit = "move",
                                      .evidence = "kept 1 of 8",
                                      .slots = 5,
                                      .kept = 1,
                                      .of = 8,
                                      .before = "one",
                                      .after = "two"};
    const struct log_applied second = {.at_sec = NOW + 5,
                                       .suggestion = "b-lower-goal-2",
                                       .activity = "b",
                                       .edit = "lower-goal",
                                       .evidence = "missed",
                                       .is_goal = true,
                                       .kept = 1,
                                       .of = 4,
                                       .before = "two",
                                       .after = "three"};
    struct log *log = *state;
    int64_t n;

    assert_applied(log, "");
    assert_int_equal(log_add_applied(log, &first), 0);
    assert_int_equal(log_add_applied(log, &second), 0);
    assert_applied(log, SECOND FIRST);
    assert_int_equal(log_each_applied(log, keep_number, &n), 1);
    assert_int_equal(log_undo_applied(log, n, NOW + 10), 0);
    assert_applied(log, FIRST);
    assert_int_equal(log_each_applied(log, keep_number, &n), 1);
    assert_int_equal(log_undo_applied(log, n, NOW + 11), 0);
    assert_applied(log, "");
    /* The same again is another. */
    assert_int_equal(log_add_applied(log, &first), 0);
    assert_applied(log, FIRST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {MEMORY_TEST(test_the_newest_first_and_back)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
