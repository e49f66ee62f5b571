/* Messages besides the blocks' notices: each is shown once, whatever happens to helper and server,
 * and never in a silence. */
#include "announcer-fixture.h"

#define DAY "2026-11-24T"
#define A   "a/2026-11-24/1" /* 09:00-10:00 */
#define KEY "moves"
#define PLAN \
    "[plan]\nname = P\ntimezone = UTC\n[activity a]\ntitle = Aye\ndays = daily\ntime = 09:00-10:00\n"

#define FIRST  "Aye moved from Tue 10:00 to Tue 14:00"
#define SECOND "2 blocks changed"

static void tell(struct announced *f, const char *summary)
{
    assert_int_equal(announcer_tell(f->announcer, KEY, summary, "jsctl week"), 1);
}

/* A server is there, and a message is on its way. */
static void begin(struct announced *f)
{
    announced_setup(f, PLAN);
    time_is(f, DAY "06:00");
    tell(f, FIRST);
    server_comes(f, ":1.7");
    helper_comes(f);
    expect_show(f, KEY, FIRST);
}

static void test_told(void **state _unused_)
{
    struct announced f;

    begin(&f);
    assert_string_equal(f.bubble.body, "jsctl week");
    assert_int_equal(f.bubble.n_actions, 0);
    announced_look(&f);
    expect_nothing(&f);
    assert_string_equal(f.told, "");
    shown(&f, KEY, 1);
    assert_string_equal(f.told, KEY ";");
    announced_look(&f);
    expect_nothing(&f);

    /* The next one is another message, in the same place. */
    tell(&f, SECOND);
    announced_look(&f);
    expect_show(&f, KEY, SECOND);
    assert_int_equal(f.bubble.server_id, 1);
    shown(&f, KEY, 1);
    assert_string_equal(f.told, KEY ";" KEY ";");
    announced_teardown(&f);
}

static void test_the_same_is_not_said_twice(void **state _unused_)
{
    struct announced f;

    begin(&f);
    assert_int_equal(announcer_tell(f.announcer, KEY, FIRST, "jsctl week"), 0);
    announced_look(&f);
    expect_nothing(&f);
    shown(&f, KEY, 1);
    assert_string_equal(f.told, KEY ";");
    announced_teardown(&f);
}

/* More has moved before the first was seen: what is told then is all of it. */
static void test_another_while_one_is_on_its_way(void **state _unused_)
{
    struct announced f;

    begin(&f);
    tell(&f, SECOND);
    shown(&f, KEY, 1);
    assert_string_equal(f.told, "");
    announced_look(&f);
    expect_show(&f, KEY, SECOND);
    shown(&f, KEY, 1);
    assert_string_equal(f.told, KEY ";");
    announced_teardown(&f);
}

static void test_beside_a_notice(void **state _unused_)
{
    struct announced f;

    begin(&f);
    shown(&f, KEY, 1);
    tell(&f, SECOND);
    time_is(&f, DAY "09:00");
    announced_look(&f);
    expect_show(&f, A, "Now: Aye");
    expect_show(&f, KEY, SECOND);
    announced_teardown(&f);
}

static void test_nothing_in_a_silence(void **state _unused_)
{
    struct announced f;

    begin(&f);
    shown(&f, KEY, 1);
    f.is_silent = true;
    tell(&f, SECOND);
    announced_look(&f);
    expect_nothing(&f);
    f.is_silent = false;
    announced_look(&f);
    expect_show(&f, KEY, SECOND);
    announced_teardown(&f);
}

/* The desktop holds it back, and then the user asks for silence: it comes after that. */
static void test_held(void **state _unused_)
{
    struct announced f;

    begin(&f);
    helper_says(&f, RECORD_BUBBLE_HELD, KEY, 0, NULL);
    announced_look(&f);
    expect_nothing(&f);
    assert_string_equal(f.told, "");
    f.is_silent = true;
    announced_look(&f);
    expect_close(&f, KEY);
    announced_look(&f);
    expect_nothing(&f);
    f.is_silent = false;
    announced_look(&f);
    expect_show(&f, KEY, FIRST);
    shown(&f, KEY, 2);
    assert_string_equal(f.told, KEY ";");
    announced_teardown(&f);
}

static void test_a_helper_that_dies(void **state _unused_)
{
    struct announced f;

    begin(&f);
    helper_does(&f, WIRE_CRASH);
    helper_comes(&f);
    expect_show(&f, KEY, FIRST);
    shown(&f, KEY, 1);
    assert_string_equal(f.told, KEY ";");
    announced_teardown(&f);
}

static void test_a_server_that_refuses(void **state _unused_)
{
    struct announced f;

    begin(&f);
    helper_says(&f, RECORD_BUBBLE_FAILED, KEY, 0, "refused");
    assert_string_equal(f.why, "refused");
    assert_string_equal(f.told, "");
    expect_nothing(&f); /* no storm: the next look tries again */
    announced_look(&f);
    expect_show(&f, KEY, FIRST);
    announced_teardown(&f);
}

static void test_nothing_before_a_server_is_known(void **state _unused_)
{
    struct announced f;

    announced_setup(&f, PLAN);
    time_is(&f, DAY "06:00");
    tell(&f, FIRST);
    announced_look(&f);
    run_all(&f);
    tell(&f, SECOND);
    server_comes(&f, ":1.7");
    helper_comes(&f);
    expect_show(&f, KEY, SECOND);
    announced_teardown(&f);
}

static void test_untold(void **state _unused_)
{
    struct announced f;

    begin(&f);
    announcer_untell(f.announcer, "another");
    announcer_untell(f.announcer, KEY);
    expect_close(&f, KEY);
    announced_look(&f);
    expect_nothing(&f);

    tell(&f, SECOND);
    announcer_untell(f.announcer, KEY);
    announced_look(&f);
    expect_nothing(&f);
    assert_string_equal(f.told, "");
    announced_teardown(&f);
}

/* What is up already was told: it is the user's to close. */
static void test_untold_too_late(void **state _unused_)
{
    struct announced f;

    begin(&f);
    shown(&f, KEY, 1);
    announcer_untell(f.announcer, KEY);
    announced_look(&f);
    expect_nothing(&f);
    helper_says(&f, RECORD_BUBBLE_CLOSED, KEY, 2, NULL);
    tell(&f, SECOND);
    announced_look(&f);
    expect_show(&f, KEY, SECOND);
    assert_int_equal(f.bubble.server_id, 0);
    announced_teardown(&f);
}

int main(int argc _unused_, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_told),
        cmocka_unit_test(test_the_same_is_not_said_twice),
        cmocka_unit_test(test_another_while_one_is_on_its_way),
        cmocka_unit_test(test_beside_a_notice),
        cmocka_unit_test(test_nothing_in_a_silence),
        cmocka_unit_test(test_held),
        cmocka_unit_test(test_a_helper_that_dies),
        cmocka_unit_test(test_a_server_that_refuses),
        cmocka_unit_test(test_nothing_before_a_server_is_known),
        cmocka_unit_test(test_untold),
        cmocka_unit_test(test_untold_too_late),
    };
    const char *name = strrchr(argv[0], '/');
    int r;

    if (streq(name ? name + 1 : argv[0], "jobsearchd-notify"))
        return wire_main();
    begin_in_folder(argv);
    r = cmocka_run_group_tests(tests, NULL, NULL);
    end_in_folder();
    return r;
}
