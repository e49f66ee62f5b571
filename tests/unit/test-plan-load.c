/* Plans as files: what cannot be read is said in words. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "plan-fixture.h"

static char folder[] = "/tmp/test-plan-XXXXXX";

static int set_up(void **state _unused_)
{
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int tear_down(void **state _unused_)
{
    static const char *const names[] = {"plan.ini", "link.ini", "loop",
                                        "fifo",     "big.ini",  "sub/plan.ini"};

    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        unlink(names[i]);
    return rmdir("sub") == 0 && chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void write_file(const char *path, const char *text, size_t size)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static void assert_refused(const char *path, int expected_r, const char *expected)
{
    struct diag_list diags = {0};
    struct plan *plan = NULL;

    assert_int_equal(plan_load(path, NULL, &diags, &plan), expected_r);
    assert_null(plan);
    assert_int_equal(diags.n, 1);
    assert_string_equal(diags.items[0].file, path);
    char *text = diags_to_text(&diags);
    assert_string_equal(text, expected);
    free(text);
}

/* Relative paths in a plan are taken from the folder in which the user sees the file, whichever way
 * it is named, and come out absolute. */
static void test_folder(void **state _unused_)
{
    static const char text[] = "[activity a]\nopen = cv.odt\n[calendar c]\npath = c.ics\n";
    char whole[64], expected[64];

    assert_int_equal(mkdir("sub", 0700), 0);
    write_file("sub/plan.ini", text, strlen(text));
    write_file("plan.ini", text, strlen(text));
    assert_int_equal(symlink("sub/plan.ini", "link.ini"), 0);
    snprintf(whole, sizeof(whole), "%s/sub/plan.ini", folder);

    const struct {
        const char *path, *file;
    } cases[] = {
        {"plan.ini", "c.ics"},        {"./plan.ini", "c.ics"}, {"sub/plan.ini", "sub/c.ics"},
        {"sub/../plan.ini", "c.ics"}, {whole, "sub/c.ics"},    {"link.ini", "c.ics"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct diag_list diags = {0};
        struct plan *plan = NULL;

        assert_int_equal(plan_load(cases[i].path, NULL, &diags, &plan), 0);
        assert_int_equal(diags.n, 0);
        snprintf(expected, sizeof(expected), "%s/%s", folder, cases[i].file);
        assert_string_equal(plan->calendars[0].paths[0], expected);
        plan_free(plan);
    }
}

static void test_errors_in_file(void **state _unused_)
{
    struct diag_list diags = {0};
    struct plan *plan = NULL;

    write_file("plan.ini", "[plan]\nx = 1\n", 13);
    assert_int_equal(plan_load("plan.ini", NULL, &diags, &plan), 1);
    assert_null(plan);
    assert_string_equal(diags.items[0].file, "plan.ini");
    assert_int_equal(diags.items[0].line, 2);
    diag_list_done(&diags);
}

static void test_unreadable(void **state _unused_)
{
    char *big = malloc(PLAN_MAX_SIZE + 1);

    assert_non_null(big);
    memset(big, '\n', PLAN_MAX_SIZE + 1);
    write_file("big.ini", big, PLAN_MAX_SIZE + 1);
    free(big);
    assert_int_equal(mkfifo("fifo", 0600), 0);
    assert_int_equal(symlink("loop", "loop"), 0);

    assert_refused("none.ini", -ENOENT,
                   "0:0: error: there is no such file: `jsctl init` makes a plan\n");
    assert_refused("none/plan.ini", -ENOENT,
                   "0:0: error: there is no such file: `jsctl init` makes a plan\n");
    assert_refused("sub", -EISDIR, "0:0: error: this is a folder: name the plan file in it\n");
    assert_refused("fifo", -EINVAL,
                   "0:0: error: this is not a regular file: a plan is a text file\n");
    assert_refused("/dev/null", -EINVAL,
                   "0:0: error: this is not a regular file: a plan is a text file\n");
    assert_refused("loop", -ELOOP,
                   "0:0: error: the links lead in a circle: make one of them point to the file\n");
    assert_refused("big.ini", -EFBIG,
                   "0:0: error: the file is larger than 1 MiB: this is not a plan\n");
    assert_refused("plan.ini/x", -ENOTDIR, "0:0: error: Not a directory\n");

    /* The largest that is read at all. */
    struct diag_list diags = {0};
    struct plan *plan = NULL;
    assert_int_equal(truncate("big.ini", PLAN_MAX_SIZE), 0);
    assert_int_equal(plan_load("big.ini", NULL, &diags, &plan), 0);
    plan_free(plan);
    diag_list_done(&diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folder),
        cmocka_unit_test(test_errors_in_file),
        cmocka_unit_test(test_unreadable),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
