/* Calendars that are not in order, and programs that break over them: what is wrong is named, and
 * all else counts. */
#include "calendars-fixture.h"

#include "daemon/busy-times.h"

#define FAILED(how) "reading it failed (" how "); it is left alone until it changes."

static void test_problems_are_named(void **state)
{
    struct world *world = *state;

    make_folder(world, "v");
    write_file(world, "v/a.ics", "problem a rule\tyields too much\nbusy 1 2 A\nproblem x\n");
    write_file(world, "v/b.ics", "busy 3 4 B\n");
    write_file(world, "v/c.ics", "problem no calendar\n");
    add_calendar(world, "x", 0, "v");
    follow_and_read(world);
    assert_list(world, "x 1-2 A, x 3-4 B");
    assert_problems(world, "calendar-file R/v/a.ics: a rule yields too much (and 1 more).\n"
                           "calendar-file R/v/c.ics: no calendar.");
    assert_int_equal(world->n_problems, 1);

    write_file(world, "v/a.ics", "busy 1 2 A\n");
    wait_for(world, &world->n_problems, 2);
    assert_problems(world, "calendar-file R/v/c.ics: no calendar.");
    assert_return_code(unlink(at(world, "v/c.ics")), errno);
    wait_for(world, &world->n_problems, 3);
    assert_problems(world, "");
    assert_int_equal(world->n_changed, 1);
}

/* What breaks the program costs that file, and no other. */
static void test_files_that_break_the_program(void **state)
{
    static const struct {
        const char *text, *problem;
    } cases[] = {
        {"busy 5 6 M\ncrash\n", FAILED("killed by signal 9")},
        {"busy 5 6 M\nbackwards\n", FAILED("killed: it sent a malformed record")},
        {"disorder\n", FAILED("killed: it sent a malformed record")},
        {"no such word\n", FAILED("exit status 5")},
        {"busy 5 6 M\nhang\n", FAILED("killed: no answer within 2 s")},
        {"endless\n", FAILED("killed: no answer within 2 s")},
    };
    struct world *world = *state;
    char expected[256];
    int n_problems = 0;

    make_folder(world, "v");
    write_file(world, "v/a.ics", "busy 1 2 A\n");
    write_file(world, "v/m.ics", "busy 5 6 M\n");
    write_file(world, "v/z.ics", "busy 3 4 Z\n");
    add_calendar(world, "x", 0, "v");
    follow_and_read(world);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        write_file(world, "v/m.ics", cases[i].text);
        write_file(world, "v/z.ics", "busy 3 4 Z\n"); /* after it, and by another program */
        wait_for(world, &world->n_problems, ++n_problems);
        snprintf(expected, sizeof(expected), "calendar-file R/v/m.ics: %s", cases[i].problem);
        assert_problems(world, expected);
        assert_list(world, "x 1-2 A, x 3-4 Z"); /* what it said before does not count */

        write_file(world, "v/m.ics", "busy 5 6 M\n");
        wait_for(world, &world->n_problems, ++n_problems);
        assert_list(world, "x 1-2 A, x 3-4 Z, x 5-6 M");
    }
    assert_int_equal(count_reads(world, "v/a.ics"), 1);
    assert_int_equal(count_reads(world, "v/m.ics"), 1 + 2 * (int)ARRAY_SIZE(cases));
}

/* Left alone, also when others change. */
static void test_a_bad_file_is_not_tried_again(void **state)
{
    struct world *world = *state;

    make_folder(world, "v");
    write_file(world, "v/a.ics", "crash\n");
    add_calendar(world, "x", 0, "v");
    follow_and_read(world);
    write_file(world, "v/b.ics", "busy 1 2 B\n");
    wait_for(world, &world->n_changed, 2);
    assert_int_equal(count_reads(world, "v/a.ics"), 1);
    assert_problems(world, "calendar-file R/v/a.ics: " FAILED("killed by signal 9"));
    follow(world); /* nor when the plan is read again, */
    wait_until_read(world);
    assert_int_equal(count_reads(world, "v/a.ics"), 1);
    follow_until(world, 1000001); /* but when another stretch is asked for */
    wait_until_read(world);
    assert_int_equal(count_reads(world, "v/a.ics"), 2);
}

/* Each bad file costs up to 2 s: a folder full of them is given up. */
static void test_a_folder_of_bad_files_is_given_up(void **state)
{
    struct world *world = *state;
    char name[32];

    make_folder(world, "v");
    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof(name), "v/%02d.ics", i);
        write_file(world, name, "crash\n");
    }
    write_file(world, "v/-.ics", "busy 1 2 A\n");
    add_calendar(world, "x", 0, "v");
    follow_and_read(world);
    assert_list(world, "x 1-2 A");
    assert_int_equal(count_reads(world, "v/15.ics"), 1);
    assert_int_equal(count_reads(world, "v/19.ics"), 0);
    assert_int_equal(world->problems.n, 1 + 10 + 1);
    assert_string_equal(world->problems.items[0].text,
                        "Calendars cannot be read: killed by signal 9.");
    assert_string_equal(world->problems.items[11].text, "6 more calendar files are not in order.");
    assert_quiet(world);

    write_file(world, "v/-.ics", "busy 1 3 A\n"); /* the rest is tried with the next change */
    wait_for(world, &world->n_changed, 2);
    assert_int_equal(count_reads(world, "v/19.ics"), 1);
    assert_string_equal(world->problems.items[10].text, "10 more calendar files are not in order.");
}

/* A program that has a trouble of its own is no file's fault. */
static void test_a_program_that_does_not_run(void **state)
{
    struct world *world = *state;

    make_folder(world, "v");
    write_file(world, "v/a.ics", "busy 1 2 A\n");
    write_file(world, "v/early.ics", "nothing\n");
    add_calendar(world, "x", 0, "v");
    follow_and_read(world);
    assert_list(world, "x 1-2 A");
    assert_problems(world, "calendar-unreadable Calendars cannot be read: exit status 3.");
    assert_int_equal(count_reads(world, "v/early.ics"), 3);
    assert_quiet(world);

    assert_return_code(unlink(at(world, "v/early.ics")), errno);
    wait_for(world, &world->n_problems, 2);
    assert_problems(world, "");
    assert_int_equal(count_reads(world, "v/a.ics"), 1);
}

static void test_paths_that_are_no_calendars(void **state)
{
    struct world *world = *state;

    assert_return_code(mkfifo(at(world, "fifo"), 0600), errno);
    assert_return_code(symlink("loop", at(world, "loop")), errno);
    make_folder(world, "v");
    make_folder(world, "v/a.ics");
    assert_return_code(mkfifo(at(world, "v/b.ics"), 0600), errno);
    write_file(world, "v/\xff.ics", "busy 1 2 F\n");
    write_file(world, "v/\x1b.ics", "problem x\n");
    add_calendar(world, "x", 0, "fifo");
    add_calendar(world, NULL, 0, "loop");
    add_calendar(world, NULL, 0, "v");
    follow_and_read(world);
    assert_list(world, "");
    assert_problems(world,
                    "calendar-unreadable The calendar x: R/fifo: Invalid argument.\n"
                    "calendar-unreadable The calendar x: R/loop: Too many levels of symbolic "
                    "links.\n"
                    "calendar-file R/v/\\x1b.ics: x.\n"
                    "calendar-file R/v/\\xff.ics: its name is not UTF-8.");
}

/* ---- Too much ---- */

static void test_too_much_of_one_file(void **state)
{
    struct world *world = *state;
    size_t n;

    write_file(world, "a.ics", "many 50001 A\n");
    add_calendar(world, "x", 0, "a.ics");
    follow_and_read(world);
    (void)calendars_list(world->calendars, &n);
    assert_int_equal(n, 50000);
    assert_problems(world, "calendar-file R/a.ics: it has more than 50000 busy times, of which the "
                           "others do not count.");
}

static void test_too_much_in_all(void **state)
{
    struct world *world = *state;
    char name[32];
    size_t n;

    make_folder(world, "v");
    for (int i = 0; i < 6; i++) {
        snprintf(name, sizeof(name), "v/%d.ics", i);
        write_file(world, name, "many 20000 A\n");
    }
    add_calendar(world, "x", 0, "v");
    follow_and_read(world);
    (void)calendars_list(world->calendars, &n);
    assert_int_equal(n, 100000);
    assert_problems(world, "calendar-file R/v/5.ics: it does not count: the calendars have more "
                           "than 100000 busy times in all.");

    assert_return_code(unlink(at(world, "v/0.ics")), errno); /* now there is room for it */
    wait_for(world, &world->n_problems, 2);
    (void)calendars_list(world->calendars, &n);
    assert_int_equal(n, 100000);
    assert_problems(world, "");
}

/* One allocation, in which each summary is once. */
static void test_packing(void **state _unused_)
{
    static const char *const summaries[] = {"B", "", "A", "B", "A", "B", ""};
    struct busy_draft draft = {0};
    struct busy_times *times = NULL;
    char long_summary[82];

    assert_int_equal(busy_draft_finish(&draft, &times), 0);
    assert_null(times);
    for (size_t i = 0; i < ARRAY_SIZE(summaries); i++)
        assert_int_equal(
            busy_draft_add(&draft, &(struct busy_event){(int64_t)i, 100, i == 2, summaries[i]}), 0);
    memset(long_summary, 'x', 81);
    long_summary[81] = '\0';
    assert_int_equal(busy_draft_add(&draft, &(struct busy_event){1, 2, false, long_summary}),
                     -EBADMSG);
    assert_int_equal(busy_draft_add(&draft, &(struct busy_event){2, 2, false, "x"}), -EBADMSG);

    assert_int_equal(busy_draft_finish(&draft, &times), 0);
    assert_int_equal(times->n, 7);
    assert_int_equal(times->text_size, 5);
    for (size_t i = 0; i < times->n; i++) {
        const struct busy_span *span = &times->spans[i];

        assert_string_equal(busy_times_text(times) + span->summary, summaries[span->start_sec]);
        assert_int_equal(span->is_all_day, span->start_sec == 2);
    }
    free(times);
}

int main(int argc, char **argv)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_problems_are_named),
        TEST(test_files_that_break_the_program),
        TEST(test_a_bad_file_is_not_tried_again),
        TEST(test_a_folder_of_bad_files_is_given_up),
        TEST(test_a_program_that_does_not_run),
        TEST(test_paths_that_are_no_calendars),
        TEST(test_too_much_of_one_file),
        TEST(test_too_much_in_all),
        cmocka_unit_test(test_packing),
    };

    PLAY_PROGRAM(argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
