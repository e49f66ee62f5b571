/* Which stretches are busy: what is read from where, what is read again, and what is told. */
#include "calendars-fixture.h"

/* ---- What is read ---- */

static void test_no_calendars(void **state)
{
    struct world *world = *state;

    follow(world);
    assert_true(calendars_are_read(world->calendars));
    assert_list(world, "");
    assert_quiet(world);
    assert_int_equal(world->n_changed, 0);
}

static void test_vdir_and_file(void **state)
{
    struct world *world = *state;
    size_t n;

    make_folder(world, "vdir");
    write_file(world, "vdir/a.ics", "busy 300 400 Dentist\nbusy 100 200 Interview at Acme\n");
    write_file(world, "vdir/b.ics", "allday 100 200 Holiday\n");
    write_file(world, "vdir/.hidden.ics", "busy 1 2 Hidden\n");
    write_file(world, "vdir/c.ics.tmp", "busy 1 2 Temporary\n");
    write_file(world, "vdir/displayname", "busy 1 2 No calendar\n");
    make_folder(world, "vdir/sub"); /* of a folder that has files of its own */
    write_file(world, "vdir/sub/d.ics", "busy 1 2 Below\n");
    write_file(world, "one.ics", "busy 100 200 Choir\nbusy 50 60 \n");
    add_calendar(world, "work", 15, "vdir");
    add_calendar(world, "home", 0, "one.ics");

    follow(world);
    assert_false(calendars_are_read(world->calendars));
    assert_int_equal(world->n_changed, 0); /* never from inside our call */
    wait_for(world, &world->n_changed, 1);
    assert_list(world, "home 50-60, work 100-200 all day Holiday, work 100-200 Interview at Acme, "
                       "home 100-200 Choir, work 300-400 Dentist");
    assert_int_equal(calendars_list(world->calendars, &n)[1].buffer_minutes, 15);
    assert_int_equal(calendars_list(world->calendars, &n)[0].buffer_minutes, 0);
    assert_int_equal(count_reads(world, ""), 3);
    assert_problems(world, "");
    assert_int_equal(world->n_problems, 0);
    assert_quiet(world);
}

static void test_several_paths_and_collections(void **state)
{
    struct world *world = *state;

    make_folder(world, "all");
    make_folder(world, "all/private");
    make_folder(world, "all/shared");
    make_folder(world, "all/.cache");
    make_folder(world, "all/shared/deep");
    write_file(world, "all/private/a.ics", "busy 1 2 A\n");
    write_file(world, "all/shared/b.ics", "busy 3 4 B\n");
    write_file(world, "all/.cache/c.ics", "busy 5 6 C\n");
    write_file(world, "all/shared/deep/d.ics", "busy 7 8 D\n");
    write_file(world, "e.ics", "busy 0 9 E\n");
    add_calendar(world, "me", 0, "all/");
    add_calendar(world, NULL, 0, "e.ics");
    follow_and_read(world);
    assert_list(world, "me 0-9 E, me 1-2 A, me 3-4 B");

    /* A collection that comes later. */
    make_folder(world, "all/new");
    write_file(world, "all/new/f.ics", "busy 5 6 F\n");
    wait_for(world, &world->n_changed, 2);
    assert_list(world, "me 0-9 E, me 1-2 A, me 3-4 B, me 5-6 F");
}

/* Who asked meanwhile and was told to wait hears that it is over. */
static void test_the_end_is_told_where_nothing_changed(void **state)
{
    struct world *world = *state;

    write_file(world, "a.ics", "busy 1 2 A\n");
    add_calendar(world, "x", 0, "a.ics");
    follow_and_read(world);
    wait_for(world, &world->n_read, 1);
    write_file(world, "a.ics", "busy 1 2 A\n");
    wait_for(world, &world->n_read, 2);
    assert_int_equal(world->n_changed, 1);
}

static void test_symbolic_links(void **state)
{
    struct world *world = *state;

    make_folder(world, "real");
    make_folder(world, "far");
    write_file(world, "real/a.ics", "busy 1 2 A\n");
    write_file(world, "far/b.ics", "busy 3 4 B\n");
    assert_return_code(symlink("../far/b.ics", at(world, "real/b.ics")), errno);
    assert_return_code(symlink("nowhere", at(world, "real/c.ics")), errno);
    assert_return_code(symlink("link2", at(world, "link1")), errno);
    assert_return_code(symlink(at(world, "real"), at(world, "link2")), errno);
    add_calendar(world, "x", 0, "link1");
    follow_and_read(world);
    assert_list(world, "x 1-2 A, x 3-4 B");

    write_file(world, "far/b.ics", "busy 3 5 B\n"); /* behind the link of a file */
    wait_for(world, &world->n_changed, 2);
    assert_list(world, "x 1-2 A, x 3-5 B");

    /* The second of two links leads elsewhere now. */
    assert_return_code(symlink("far", at(world, "link3")), errno);
    assert_return_code(rename(at(world, "link3"), at(world, "link2")), errno);
    wait_for(world, &world->n_changed, 3);
    assert_list(world, "x 3-5 B");
}

/* The same folder in two calendars is read for both. */
static void test_one_folder_twice(void **state)
{
    struct world *world = *state;

    make_folder(world, "v");
    write_file(world, "v/a.ics", "busy 1 2 A\n");
    add_calendar(world, "z", 0, "v");
    add_calendar(world, "a", 5, "v");
    follow_and_read(world);
    assert_list(world, "z 1-2 A, a 1-2 A"); /* in plan order */
    write_file(world, "v/b.ics", "busy 3 4 B\n");
    wait_for(world, &world->n_changed, 2);
    assert_list(world, "z 1-2 A, a 1-2 A, z 3-4 B, a 3-4 B");
    assert_int_equal(count_reads(world, "v/a.ics"), 2);
}

static void test_stretch_and_zone(void **state)
{
    struct world *world = *state;

    write_file(world, "a.ics", "stretch\n");
    add_calendar(world, "x", 0, "a.ics");
    follow_until(world, 500);
    wait_for(world, &world->n_changed, 1);
    assert_list(world, "x 0-500 Europe/Berlin");

    follow_until(world, 500); /* the same: nothing is read */
    assert_true(calendars_are_read(world->calendars));
    follow_until(world, 600);
    assert_false(calendars_are_read(world->calendars));
    assert_list(world, "x 0-500 Europe/Berlin"); /* what was known stays meanwhile */
    follow_until(world, 700);                    /* while it is being read */
    wait_for(world, &world->n_changed, 2);
    assert_list(world, "x 0-700 Europe/Berlin");
    assert_int_equal(calendars_follow(world->calendars, &world->plan, "Asia/Tokyo", 0, 700), 0);
    wait_for(world, &world->n_changed, 3);
    assert_list(world, "x 0-700 Asia/Tokyo");
}

/* ---- What changes ---- */

static void test_only_what_changed_is_read_again(void **state)
{
    struct world *world = *state;

    make_folder(world, "v");
    write_file(world, "v/a.ics", "busy 1 2 A\n");
    write_file(world, "v/b.ics", "busy 3 4 B\n");
    add_calendar(world, "x", 0, "v");
    follow_and_read(world);

    write_file(world, "v/b.ics", "busy 3 4 C\n"); /* in place, the same size */
    wait_for(world, &world->n_changed, 2);
    assert_list(world, "x 1-2 A, x 3-4 C");
    write_file(world, "v/.b.tmp", "busy 3 9 B\n");
    assert_return_code(rename(at(world, "v/.b.tmp"), at(world, "v/b.ics")), errno);
    wait_for(world, &world->n_changed, 3);
    assert_list(world, "x 1-2 A, x 3-9 B");
    write_file(world, "tmp", "busy 5 6 L\n");
    assert_return_code(link(at(world, "tmp"), at(world, "v/l.ics")),
                       errno); /* never written there */
    wait_for(world, &world->n_changed, 4);
    assert_list(world, "x 1-2 A, x 3-9 B, x 5-6 L");
    assert_return_code(unlink(at(world, "v/b.ics")), errno);
    wait_for(world, &world->n_changed, 5);
    assert_list(world, "x 1-2 A, x 5-6 L");

    assert_int_equal(count_reads(world, "v/a.ics"), 1);
    assert_int_equal(count_reads(world, "v/b.ics"), 3);
    assert_int_equal(count_reads(world, "v/l.ics"), 1);
    assert_quiet(world);
}

/* Other bytes that say the same are read, and not told. */
static void test_the_same_list_is_not_told(void **state)
{
    struct world *world = *state;

    make_folder(world, "v");
    write_file(world, "v/a.ics", "busy 1 2 A\n");
    add_calendar(world, "x", 0, "v");
    follow_and_read(world);
    write_file(world, "v/a.ics", "nothing\nbusy 1 2 A\n");
    write_file(world, "v/b.ics", "nothing\n");
    assert_quiet(world);
    assert_int_equal(count_reads(world, "v/a.ics"), 2);
    assert_int_equal(world->n_changed, 1);
}

/* What does not concern us wakes, but leads to nothing: not even a look at the folder. */
static void test_other_files_do_not_count(void **state)
{
    struct world *world = *state;

    make_folder(world, "v");
    write_file(world, "v/a.ics", "busy 1 2 A\n");
    add_calendar(world, "x", 0, "v");
    follow_and_read(world);
    write_file(world, "v/.b.ics", "crash\n");
    write_file(world, "v/c.ics.tmp", "crash\n");
    write_file(world, "d.ics", "crash\n"); /* beside the folder */
    assert_quiet(world);
    assert_int_equal(count_reads(world, ""), 1);
}

static void test_a_burst_is_one_change(void **state)
{
    struct world *world = *state;
    char name[32];

    make_folder(world, "v");
    add_calendar(world, "x", 0, "v");
    follow(world);
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof(name), "v/%03d.ics", i);
        write_file(world, name, "busy 1 2 A\n");
        (void)sd_event_run(world->event, 0);
    }
    wait_for(world, &world->n_changed, 1);
    assert_quiet(world);
    assert_int_equal(world->n_changed, 1);
    assert_int_equal(count_reads(world, ""), 300);
}

/* Who never stops writing does not keep us from looking. */
static void test_a_burst_without_end_is_told(void **state)
{
    struct world *world = *state;

    make_folder(world, "v");
    add_calendar(world, "x", 0, "v");
    follow(world);
    do {
        write_file(world, "v/.a.tmp", "busy 1 2 A\n");
        assert_return_code(rename(at(world, "v/.a.tmp"), at(world, "v/a.ics")), errno);
        (void)sd_event_run(world->event, SECOND_USEC / 50);
    } while (world->n_changed == 0);
}

/* As many events as the kernel keeps, and then ours, which it does not. */
static void test_lost_events(void **state)
{
    struct world *world = *state;
    FILE *f = fopen("/proc/sys/fs/inotify/max_queued_events", "re");
    int n_max;

    assert_non_null(f);
    assert_int_equal(fscanf(f, "%d", &n_max), 1);
    fclose(f);
    make_folder(world, "v");
    write_file(world, "v/a.ics", "busy 1 2 A\n");
    add_calendar(world, "x", 0, "v");
    follow_and_read(world);
    for (int i = 0; i <= n_max; i++) /* two names: the same event again is not kept twice */
        write_file(world, i % 2 ? "v/odd" : "v/even", "");
    write_file(world, "v/a.ics", "busy 1 3 A\n");
    wait_for(world, &world->n_changed, 2);
    assert_list(world, "x 1-3 A");
}

static void test_paths_that_come_and_go(void **state)
{
    struct world *world = *state;

    add_calendar(world, "x", 0, "deep/down/v");
    add_calendar(world, "y", 0, "other/one.ics");
    follow(world);
    assert_true(calendars_are_read(world->calendars));
    assert_problems(world, "calendar-unreadable The calendar x: R/deep/down/v: there is no such "
                           "file or folder.\n"
                           "calendar-unreadable The calendar y: R/other/one.ics: there is no such "
                           "file or folder.");
    make_folder(world, "deep");
    make_folder(world, "other");
    assert_quiet(world);
    assert_int_equal(world->n_problems, 0); /* they are the same */
    make_folder(world, "deep/down");
    make_folder(world, "deep/down/v");
    write_file(world, "deep/down/v/a.ics", "busy 1 2 A\n");
    wait_for(world, &world->n_changed, 1);
    assert_list(world, "x 1-2 A");
    write_file(world, "other/one.ics", "busy 3 4 B\n");
    wait_for(world, &world->n_changed, 2);
    assert_list(world, "x 1-2 A, y 3-4 B");
    assert_problems(world, "");

    /* The folder is another one now. */
    assert_return_code(rename(at(world, "deep/down/v"), at(world, "old")), errno);
    make_folder(world, "deep/down/v");
    write_file(world, "deep/down/v/c.ics", "busy 5 6 C\n");
    wait_for(world, &world->n_changed, 3);
    assert_list(world, "y 3-4 B, x 5-6 C");
    assert_return_code(rename(at(world, "deep"), at(world, "older")), errno);
    wait_for(world, &world->n_changed, 4);
    assert_list(world, "y 3-4 B");
    assert_problems(world, "calendar-unreadable The calendar x: R/deep/down/v: there is no such "
                           "file or folder.");
    assert_return_code(rename(at(world, "older"), at(world, "deep")), errno);
    wait_for(world, &world->n_changed, 5);
    assert_list(world, "y 3-4 B, x 5-6 C");
    assert_quiet(world);
}

/* Another plan: what is in both is not read again, what is in the old alone goes at once. */
static void test_another_plan(void **state)
{
    struct world *world = *state;

    make_folder(world, "v");
    write_file(world, "v/a.ics", "busy 1 2 A\n");
    write_file(world, "b.ics", "busy 3 4 B\n");
    add_calendar(world, "x", 0, "b.ics");
    add_calendar(world, "y", 0, "v");
    follow_and_read(world);
    assert_list(world, "y 1-2 A, x 3-4 B");

    world->sources[0] = world->sources[1];
    world->sources[0].name = (char *)"z";
    world->plan.n_calendars = 1;
    follow(world);
    assert_true(calendars_are_read(world->calendars));
    assert_list(world, "z 1-2 A");
    write_file(world, "b.ics", "busy 3 5 B\n"); /* nobody looks there any more */
    assert_quiet(world);
    assert_int_equal(count_reads(world, ""), 2);
    assert_int_equal(world->n_changed, 1);
}

int main(int argc, char **argv)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_no_calendars),
        TEST(test_vdir_and_file),
        TEST(test_several_paths_and_collections),
        TEST(test_symbolic_links),
        TEST(test_the_end_is_told_where_nothing_changed),
        TEST(test_one_folder_twice),
        TEST(test_stretch_and_zone),
        TEST(test_only_what_changed_is_read_again),
        TEST(test_the_same_list_is_not_told),
        TEST(test_other_files_do_not_count),
        TEST(test_a_burst_is_one_change),
        TEST(test_a_burst_without_end_is_told),
        TEST(test_lost_events),
        TEST(test_paths_that_come_and_go),
        TEST(test_another_plan),
    };

    PLAY_PROGRAM(argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
