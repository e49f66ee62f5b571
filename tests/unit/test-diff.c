/* What a diff says, and that it leads from the one text to the other. What patch(1) makes of it is
 * asked in tests/oracle/run-diff.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/diff.h"
#include "base/text.h"

static char *diff(const char *old, const char *new)
{
    struct text text = {0};
    char *s;

    assert_int_equal(text_add_diff(&text, "plan.ini", old, new), 0);
    assert_int_equal(text_take(&text, &s), 0);
    return s;
}

static void test_cases(void **state _unused_)
{
    /* As `diff -u --label plan.ini --label plan.ini` writes them. */
    static const struct {
        const char *old, *new, *expected;
    } cases[] = {
        {"", "", ""},
        {"a\n", "a\n", ""},
        {"a\n", "b\n", "@@ -1 +1 @@\n-a\n+b\n"},
        {"", "a\n", "@@ -0,0 +1 @@\n+a\n"},
        {"a\nb\n", "", "@@ -1,2 +0,0 @@\n-a\n-b\n"},
        {"a\nb\n", "a\n", "@@ -1,2 +1 @@\n a\n-b\n"},
        {"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n",
         "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n"},
        {"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\n9\nx\n",
         "@@ -7,3 +7,4 @@\n 7\n 8\n 9\n+x\n"},
        /* Six common lines are the contexts of both; seven part them. */
        {"a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
         "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n"},
        {"a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
         "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n"},
        {"a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
        {"a\r\nb\r\n", "a\r\nc\r\n", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n"},
        {"x\na\ny\nb\nz\n", "x\ny\nb\nw\nz\n", "@@ -1,5 +1,5 @@\n x\n-a\n y\n b\n+w\n z\n"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const char *heads = *cases[i].expected ? "--- plan.ini\n+++ plan.ini\n" : "";
        char *actual = diff(cases[i].old, cases[i].new);

        if (strncmp(actual, heads, strlen(heads)) != 0 ||
            !streq(actual + strlen(heads), cases[i].expected))
            fail_msg("expected:\n%s%s-- actual:\n%s", heads, cases[i].expected, actual);
        free(actual);
    }
}

/* ---- Any two texts ---- */

static unsigned pick(uint64_t *seed, unsigned n)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(*seed >> 33) % n;
}

/* Few different lines, so that much is common in many ways. */
static char *random_text(uint64_t *seed, unsigned max_lines)
{
    struct text text = {0};
    char *s;

    for (unsigned n = pick(seed, max_lines + 1); n > 0; n--)
        text_addf(&text, "%c\n", 'a' + (int)pick(seed, 4));
    if (text.length > 0 && pick(seed, 3) == 0)
        text.data[--text.length] = '\0';
    assert_int_equal(text_take(&text, &s), 0);
    return s;
}

static const char *next_line(const char *s)
{
    return s + strcspn(s, "\n") + (strchr(s, '\n') != NULL);
}

/* Lays the diff over the old text, line by line as it claims; the caller frees what comes out. */
static char *apply(const char *diff_text, const char *old)
{
    struct text text = {0};
    long at = 1;
    char *result;

    for (const char *s = next_line(next_line(diff_text)), *next; *s; s = next) {
        next = next_line(s);
        if (*s == '@') {
            long from = strtol(s + 4, (char **)&s, 10), n = *s == ',' ? strtol(s + 1, NULL, 10) : 1;

            for (from += n == 0; at < from; at++, old = next_line(old))
                text_add_bytes(&text, old, (size_t)(next_line(old) - old));
            continue;
        }
        if (*s == '\\') {
            static const char mark[] = "\\ No newline at end of file\n";
            assert_memory_equal(s, mark, strlen(mark));
            continue;
        }
        size_t length = (size_t)(next - s) - 1 - (*next == '\\');
        if (*s != '-')
            text_add_bytes(&text, s + 1, length);
        if (*s != '+') {
            assert_memory_equal(s + 1, old, length);
            old = next_line(old);
            at++;
        }
    }
    text_add(&text, old);
    assert_int_equal(text_take(&text, &result), 0);
    return result;
}

static void test_applies(void **state _unused_)
{
    uint64_t seed = 1;

    for (int i = 0; i < 20000; i++) {
        char *old = random_text(&seed, 30), *new = random_text(&seed, 30);
        char *text = diff(old, new), *result = streq(old, new) ? strdup(old) : apply(text, old);

        if (!streq(result, new))
            fail_msg("from:\n%s\n-- to:\n%s\n-- by:\n%s-- came:\n%s", old, new, text, result);
        free(old);
        free(new);
        free(text);
        free(result);
    }
}

/* A text that is another in a few places, perhaps at its very end. */
static char *edited_text(uint64_t *seed, char **ret_old)
{
    struct text old = {0}, new = {0};
    char *s;

    for (int i = 0; i < 60; i++) {
        unsigned edit = pick(seed, 12);

        text_addf(&old, "%d\n", i);
        if (edit != 0)
            text_addf(&new, "%d\n", i);
        if (edit == 1)
            text_addf(&new, "new %d\n", i);
    }
    if (pick(seed, 2))
        new.data[--new.length] = '\0';
    assert_int_equal(text_take(&old, ret_old), 0);
    assert_int_equal(text_take(&new, &s), 0);
    return s;
}

/* Some of the hunks: the same as when a diff that holds those alone is laid over the old text. */
static void test_some_hunks(void **state _unused_)
{
    uint64_t seed = 3;
    size_t most = 0;

    for (int i = 0; i < 2000; i++) {
        struct text some = {0}, actual = {0};
        char *old, *new = edited_text(&seed, &old), *expected;
        bool is_taken[64] = {false};
        struct diff *diff;

        assert_int_equal(diff_new(old, new, &diff), 0);
        most = MAX(most, diff_count(diff));
        text_add(&some, "---\n+++\n");
        for (size_t n = 0; n < diff_count(diff); n++) {
            is_taken[n] = pick(&seed, 2);
            if (is_taken[n])
                diff_add_hunk(diff, n, &some);
        }
        diff_apply(diff, is_taken, &actual);
        expected = apply(some.data, old);
        assert_string_equal(actual.data ? actual.data : "", expected);
        diff_free(diff);
        free(old);
        free(new);
        free(expected);
        text_done(&some);
        text_done(&actual);
    }
    assert_true(most > 3);
}

/* Texts that are too long for the table of common lines still come out right. */
static void test_long(void **state _unused_)
{
    struct text old = {0}, new = {0};

    for (int i = 0; i < 3000; i++) {
        text_addf(&old, "%d\n", i);
        text_addf(&new, "%d\n", i % 7 ? i : -1);
    }
    char *text = diff(old.data, new.data), *result = apply(text, old.data);
    assert_string_equal(result, new.data);
    free(text);
    free(result);
    text_done(&old);
    text_done(&new);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_applies),
        cmocka_unit_test(test_some_hunks),
        cmocka_unit_test(test_long),
    };

    return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
