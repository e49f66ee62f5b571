/* Messages with buttons: each is there until it is answered or closed, and no bubble whose buttons
 * reach nobody stays up. */
#include "announcer-fixture.h"

#define DAY "2026-11-24T"
#define KEY ANNOUNCER_ASK "lull"
#define PLAN \
    "[plan]\nname = P\ntimezone = UTC\n[activity a]\ntitle = Aye\ndays = daily\ntime = 09:00-10:00\n"

#define QUESTION "How shall it go on?"

static int ask(struct announced *f, const char *body)
{
    static const struct bubble_action actions[] = {{"fresh", "Fresh start"}, {"pause", "Pause"}};

    return announcer_ask(f->announcer, KEY, QUESTION, body, actions, ARRAY_SIZE(actions));
}

/* A question is up. */
static void begin(struct announced *f)
{
    announced_setup(f, PLAN);
    time_is(f, DAY "06:00");
    assert_int_equal(ask(f, "one"), 1);
    server_comes(f, ":1.7");
    helper_comes(f);
    expect_show(f, KEY, QUESTION);
    shown(f, KEY, 1);
    assert_string_equal(f->told, KEY ";");
}

static void test_it_has_its_buttons(void **state _unused_)
{
    struct announced f;

    begin(&f);
    assert_int_equal(f.bubble.n_actions, 2);
    assert_string_equal(f.bubble.actions[0].key, "fresh");
    assert_string_equal(f.bubble.actions[1].label, "Pause");
    assert_true(announcer_is_up(f.announcer, KEY));
    assert_false(announcer_is_up(f.announcer, "another"));
    announced_teardown(&f);
}

/* Other words do not make another question, and a silence takes nothing off the screen. */
static void test_while_it_is_up_nothing_changes(void **state _unused_)
{
    struct announced f;

    begin(&f);
    assert_int_equal(ask(&f, "two"), 0);
    announced_look(&f);
    expect_nothing(&f);
    f.is_silent = true;
    announced_look(&f);
    expect_nothing(&f);
    assert_string_equal(f.told, KEY ";");
    announced_teardown(&f);
}

static void test_an_answer_ends_it(void **state _unused_)
{
    struct announced f;

    begin(&f);
    helper_says(&f, RECORD_BUBBLE_ACTION, KEY, 0, "pause");
    assert_string_equal(f.actions, KEY " pause;");
    expect_close(&f, KEY);
    announced_look(&f);
    expect_nothing(&f);
    assert_false(announcer_is_up(f.announcer, KEY));
    announced_teardown(&f);
}

static void test_what_was_not_taken_is_asked_again(void **state _unused_)
{
    struct announced f;

    begin(&f);
    f.action_result = -EIO;
    helper_says(&f, RECORD_BUBBLE_ACTION, KEY, 0, "pause");
    expect_show(&f, KEY, QUESTION);
    shown(&f, KEY, 1);
    f.action_result = 0;
    helper_says(&f, RECORD_BUBBLE_ACTION, KEY, 0, "fresh");
    assert_string_equal(f.actions, KEY " pause;" KEY " fresh;");
    expect_close(&f, KEY);
    announced_teardown(&f);
}

static void test_who_closes_it_has_answered(void **state _unused_)
{
    struct announced f;

    begin(&f);
    helper_says(&f, RECORD_BUBBLE_CLOSED, KEY, 2, NULL);
    announced_look(&f);
    expect_nothing(&f);
    assert_false(announcer_is_up(f.announcer, KEY));
    assert_string_equal(f.actions, "");
    announced_teardown(&f);
}

static void test_taken_back(void **state _unused_)
{
    struct announced f;

    begin(&f);
    announcer_untell(f.announcer, KEY);
    expect_close(&f, KEY);
    announced_look(&f);
    expect_nothing(&f);
    announced_teardown(&f);
}

static void test_buttons_that_died_are_shown_again(void **state _unused_)
{
    struct announced f;

    begin(&f);
    helper_does(&f, WIRE_CRASH);
    helper_comes(&f);
    expect_show(&f, KEY, QUESTION);
    assert_int_equal(f.bubble.server_id, 1); /* in its place */
    announced_teardown(&f);
}

/* The daemon is another, the bubble the same. */
static void restart(struct announced *f)
{
    f->announcer = announcer_free(f->announcer);
    closep(&f->fd);
    f->fd = -1;
    announcer_begin(f);
    assert_true(announcer_is_up(f->announcer, KEY));
}

static void test_asked_again_after_a_restart(void **state _unused_)
{
    struct announced f;

    begin(&f);
    restart(&f);
    assert_int_equal(ask(&f, "one"), 1);
    server_comes(&f, ":1.7");
    helper_comes(&f);
    expect_show(&f, KEY, QUESTION);
    assert_int_equal(f.bubble.server_id, 1);
    announced_teardown(&f);
}

static void test_closed_after_a_restart_if_nobody_asks(void **state _unused_)
{
    struct announced f;

    begin(&f);
    restart(&f);
    server_comes(&f, ":1.7");
    helper_comes(&f);
    expect_close(&f, KEY);
    announced_teardown(&f);
}

int main(int argc _unused_, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_has_its_buttons),
        cmocka_unit_test(test_while_it_is_up_nothing_changes),
        cmocka_unit_test(test_an_answer_ends_it),
        cmocka_unit_test(test_what_was_not_taken_is_asked_again),
        cmocka_unit_test(test_who_closes_it_has_answered),
        cmocka_unit_test(test_taken_back),
        cmocka_unit_test(test_buttons_that_died_are_shown_again),
        cmocka_unit_test(test_asked_again_after_a_restart),
        cmocka_unit_test(test_closed_after_a_restart_if_nobody_asks),
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
