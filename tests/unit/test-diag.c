#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/diag.h"
#include "base/text.h"

static void assert_prints(const struct diag_list *list, const char *expected)
{
    char *actual = NULL;
    size_t size;
    FILE *f = open_memstream(&actual, &size);
    assert_non_null(f);
    diag_print(list, f);
    assert_int_equal(fclose(f), 0);
    assert_string_equal(actual, expected);
    free(actual);
}

static void test_print(void **state _unused_)
{
    _cleanup_(diag_list_done) struct diag_list list = {0};
    assert_prints(&list, "");
    diag_add(&list, "plan.ini", 12, 8, DIAG_ERROR, "unknown key \"%s\"", "windwo");
    diag_add(&list, "plan.ini", 3, 0, DIAG_WARNING, "long line");
    diag_add(&list, "a\nb.ini", 0, 7, DIAG_ERROR, "evil \x1b[2J title");
    assert_prints(&list, "plan.ini:12:8: error: unknown key \"windwo\"\n"
                         "plan.ini:3: warning: long line\n"
                         "a\\nb.ini: error: evil \\x1b[2J title\n");
}

static void test_message_is_one_valid_line(void **state _unused_)
{
    _cleanup_(diag_list_done) struct diag_list list = {0};
    diag_add(&list, "f", 1, 1, DIAG_ERROR, "%.4s|%s",
             "Stra\xc3\x9f"
             "e",
             "two\r\nlines\xff");
    diag_add(&list, "f", 1, 1, DIAG_ERROR, "%.6s", "Strau\xc3\x9f");
    assert_string_equal(list.items[0].message, "Stra|two  lines?");
    assert_string_equal(list.items[1].message, "Strau?");
}

static void test_errors_are_counted(void **state _unused_)
{
    _cleanup_(diag_list_done) struct diag_list list = {0};
    assert_false(diag_has_error(&list));
    diag_add(&list, "f", 1, 1, DIAG_WARNING, "w");
    assert_false(diag_has_error(&list));
    diag_add(&list, "f", 1, 1, DIAG_ERROR, "e");
    assert_true(diag_has_error(&list));
    assert_int_equal(list.n, 2);
    assert_int_equal(list.n_errors, 1);

    diag_list_done(&list);
    assert_int_equal(list.n, 0);
    assert_false(diag_has_error(&list));
    list.out_of_memory = true;
    assert_true(diag_has_error(&list));
    assert_prints(&list, "error: out of memory, not every problem is listed\n");
}

static void test_sort(void **state _unused_)
{
    _cleanup_(diag_list_done) struct diag_list list = {0};
    diag_sort(&list);

    /* Enough for any sort to show that it is stable: the message is the order of arrival. */
    for (unsigned i = 0; i < 3000; i++)
        diag_add(&list, "f", i * 7919 % 13, i * 104729 % 3, DIAG_WARNING, "%04u", i);
    diag_sort(&list);

    assert_int_equal(list.n, 3000);
    for (size_t i = 1; i < list.n; i++) {
        const struct diag *a = &list.items[i - 1], *b = &list.items[i];
        assert_true(a->line <= b->line);
        if (a->line == b->line)
            assert_true(a->column <= b->column);
        if (a->line == b->line && a->column == b->column)
            assert_true(strcmp(a->message, b->message) < 0);
    }
    diag_add(&list, "f", 1, 1, DIAG_ERROR, "still usable");
    assert_int_equal(list.n, 3001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_message_is_one_valid_line),
        cmocka_unit_test(test_errors_are_counted),
        cmocka_unit_test(test_sort),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
