/* What becomes of bubbles when helper, server and user do things at the same time: nothing is lost,
 * nothing said twice, no button dead. */
#include "announcer-fixture.h"

#define DAY "2026-11-24T"
#define A   "a/2026-11-24/1" /* 09:00-10:00 */
#define B   "b/2026-11-24/1" /* 10:05-11:00 */

#define PLAN                                                                 \
    "[plan]\nname = P\ntimezone = UTC\nremind = 5m\nnag = 10m\ngrace = 2h\n" \
    "[activity a]\ntitle = Aye\ndays = daily\ntime = 09:00-10:00\n"          \
    "[activity b]\ntitle = Bee\ndays = daily\ntime = 10:05-11:00\n"          \
    "[activity c]\ntitle = Cee\ndays = daily\ntime = 13:00-14:00\nremind = 0\n"

/* A server is there, and the first bubble is on its way. */
static void begin(struct announced *f, const char *time)
{
    announced_setup(f, PLAN);
    time_is(f, time);
    server_comes(f, ":1.7");
    helper_comes(f);
}

static void test_an_acknowledged_one_is_remembered(void **state _unused_)
{
    struct announced f;

    begin(&f, DAY "09:00");
    expect_show(&f, A, "Now: Aye");
    assert_int_equal(f.bubble.server_id, 0);
    announced_look(&f);
    expect_nothing(&f);
    shown(&f, A, 1);
    announced_look(&f);
    expect_nothing(&f);
    time_is(&f, DAY "09:10");
    announced_look(&f);
    expect_show(&f, A, "Aye: started 10 min ago");
    assert_int_equal(f.bubble.server_id, 1);
    announced_teardown(&f);
}

/* The user dismisses the reminder while the start is on its way to its place. */
static void test_closed_while_the_next_is_on_its_way(void **state _unused_)
{
    struct announced f;

    begin(&f, DAY "08:55");
    expect_show(&f, A, "Aye in 5 min");
    shown(&f, A, 1);
    time_is(&f, DAY "09:00");
    announced_look(&f);
    expect_show(&f, A, "Now: Aye");
    helper_says(&f, RECORD_BUBBLE_CLOSED, A, 2, NULL);
    shown(&f, A, 2);
    announced_look(&f);
    expect_nothing(&f);
    helper_says(&f, RECORD_BUBBLE_ACTION, A, 0, "start");
    assert_string_equal(f.actions, A " start;");
    block_of(&f, A)->started_sec = f.now_sec;
    announced_look(&f);
    expect_close(&f, A);
    announced_teardown(&f);
}

/* The helper found no server, and before that is read there is one. */
static void test_failed_but_a_server_has_come(void **state _unused_)
{
    struct announced f;

    announced_setup(&f, PLAN);
    time_is(&f, DAY "09:00");
    announcer_server_changed(f.announcer, "");
    announced_look(&f);
    helper_comes(&f);
    expect_show(&f, A, "Now: Aye");
    server_comes(&f, ":1.7");
    expect_nothing(&f);
    helper_says(&f, RECORD_BUBBLE_FAILED, A, 0, "no notification server");
    expect_show(&f, A, "Now: Aye");
    assert_string_equal(f.why, "");

    /* What fails now fails for another reason: no storm. */
    helper_says(&f, RECORD_BUBBLE_FAILED, A, 0, "refused");
    expect_nothing(&f);
    assert_string_equal(f.why, "refused");
    announced_teardown(&f);
}

static void test_the_server_changes_while_one_is_on_its_way(void **state _unused_)
{
    struct announced f;

    begin(&f, DAY "08:55");
    expect_show(&f, A, "Aye in 5 min");
    shown(&f, A, 1);
    time_is(&f, DAY "09:00");
    announced_look(&f);
    expect_show(&f, A, "Now: Aye");
    server_comes(&f, "");
    server_comes(&f, ":1.9");
    expect_nothing(&f);
    helper_says(&f, RECORD_BUBBLE_SHOWN, A, 1, ":1.9");
    announced_look(&f);
    expect_nothing(&f);
    announced_teardown(&f);
}

static void test_a_server_that_came_is_no_problem(void **state _unused_)
{
    struct announced f;

    begin(&f, DAY "09:00");
    expect_show(&f, A, "Now: Aye");
    helper_says(&f, RECORD_BUBBLE_FAILED, A, 0, "it is gone");
    assert_string_equal(f.why, "it is gone");
    block_of(&f, A)->outcome = OUTCOME_DONE;
    server_comes(&f, ":1.8");
    assert_string_equal(f.why, "");
    announced_teardown(&f);
}

/* It ends by itself just as something is to be shown. */
static void test_sent_to_a_helper_that_ends(void **state _unused_)
{
    struct announced f;

    begin(&f, DAY "09:00");
    expect_show(&f, A, "Now: Aye");
    shown(&f, A, 1);
    helper_says(&f, RECORD_BUBBLE_CLOSED, A, 2, NULL);
    helper_does(&f, WIRE_HANG_UP);
    assert_true(sd_event_run(f.event, PATIENCE_USEC) > 0);
    time_is(&f, DAY "09:10");
    announced_look(&f);
    closep(&f.fd);
    f.fd = -1;
    helper_comes(&f);
    expect_show(&f, A, "Aye: started 10 min ago");
    assert_string_equal(f.why, "");
    announced_teardown(&f);
}

static void test_a_helper_that_dies(void **state _unused_)
{
    struct announced f;

    begin(&f, DAY "09:00");
    expect_show(&f, A, "Now: Aye");
    shown(&f, A, 1);
    helper_does(&f, WIRE_CRASH);
    run_until(&f, f.why[0]);
    assert_string_equal(f.why, "killed by signal 9");
    helper_comes(&f);
    expect_show(&f, A, "Now: Aye");
    assert_int_equal(f.bubble.server_id, 1);
    assert_string_equal(f.bubble.server_name, ":1.7");
    shown(&f, A, 1);
    assert_string_equal(f.why, "");
    announced_teardown(&f);
}

/* What it left on the screen is settled meanwhile: its buttons reach nobody, so it goes. */
static void test_a_helper_that_dies_and_the_block_is_answered(void **state _unused_)
{
    struct announced f;

    begin(&f, DAY "09:00");
    expect_show(&f, A, "Now: Aye");
    shown(&f, A, 1);
    helper_does(&f, WIRE_CRASH);
    run_until(&f, f.why[0]);
    block_of(&f, A)->outcome = OUTCOME_DONE;
    helper_comes(&f);
    expect_close(&f, A);
    announced_teardown(&f);
}

/* One that never gets as far as to be asked is a problem too. */
static void test_a_helper_that_cannot_start(void **state _unused_)
{
    struct announced f;
    char helper[128], aside[140];

    snprintf(helper, sizeof(helper), "%s/libexec/jobsearchd/jobsearchd-notify", getenv(ROOT));
    snprintf(aside, sizeof(aside), "%s.aside", helper);
    assert_int_equal(rename(helper, aside), 0);
    announced_setup(&f, PLAN);
    time_is(&f, DAY "09:00");
    server_comes(&f, ":1.7");
    run_until(&f, f.why[0]);
    assert_string_equal(f.why, "cannot be started: No such file or directory");
    assert_int_equal(rename(aside, helper), 0);
    helper_comes(&f); /* after the back-off, without another look */
    expect_show(&f, A, "Now: Aye");
    announced_teardown(&f);
}

static void test_an_answer_that_is_not_taken(void **state _unused_)
{
    struct announced f;

    begin(&f, DAY "09:00");
    expect_show(&f, A, "Now: Aye");
    shown(&f, A, 1);
    f.action_result = -ENOSPC;
    helper_says(&f, RECORD_BUBBLE_ACTION, A, 0, "skip");
    expect_show(&f, A, "Now: Aye");
    helper_says(&f, RECORD_BUBBLE_CLOSED, A, 2, NULL);
    shown(&f, A, 2);
    helper_says(&f, RECORD_BUBBLE_ACTION, A, 0, "skip");
    expect_show(&f, A, "Now: Aye");
    assert_string_equal(f.actions, A " skip;" A " skip;");
    announced_teardown(&f);
}

/* The question and the next start in one bubble; once that is answered, the start by itself. */
static void test_pair(void **state _unused_)
{
    struct announced f;

    begin(&f, DAY "10:00");
    expect_show(&f, A, "Aye: how did it go?");
    assert_non_null(strstr(f.bubble.body, "Next: Bee"));
    shown(&f, A, 1);
    time_is(&f, DAY "10:05");
    announced_look(&f);
    expect_show(&f, A, "Aye: how did it go?");
    assert_non_null(strstr(f.bubble.body, "Now: Bee"));
    shown(&f, A, 1);
    block_of(&f, A)->outcome = OUTCOME_DONE;
    announced_look(&f);
    expect_close(&f, A);
    expect_show(&f, B, "Now: Bee");
    announced_teardown(&f);
}

/* A daemon that is started again takes the pair over as a pair. */
static void test_pair_after_a_restart(void **state _unused_)
{
    struct announced f;

    begin(&f, DAY "10:05");
    expect_show(&f, A, "Aye: how did it go?");
    shown(&f, A, 1);
    announcer_free(f.announcer);
    announcer_begin(&f);
    server_comes(&f, ":1.7");
    helper_comes(&f);
    expect_show(&f, A, "Aye: how did it go?");
    assert_int_equal(f.bubble.server_id, 1);
    assert_non_null(strstr(f.bubble.body, "Now: Bee"));
    shown(&f, A, 1);
    block_of(&f, A)->outcome = OUTCOME_DONE;
    announced_look(&f);
    expect_close(&f, A);
    expect_show(&f, B, "Now: Bee");
    announced_teardown(&f);
}

static void test_settled_over_a_restart(void **state _unused_)
{
    struct announced f;

    begin(&f, DAY "09:00");
    expect_show(&f, A, "Now: Aye");
    shown(&f, A, 1);
    announcer_free(f.announcer);
    announcer_begin(&f);
    block_of(&f, A)->outcome = OUTCOME_SKIPPED;
    server_comes(&f, ":1.7");
    helper_comes(&f);
    expect_close(&f, A);
    announced_teardown(&f);
}

/* Two blocks passed and one goes on, after a sleep: one bubble, whatever lies between them. */
static void test_what_is_late_is_told_together(void **state _unused_)
{
    struct announced f;
    struct agenda_item row = {
        .id = "c/+1",
        .kind = BLOCK_UNPLANNED,
        .activity_name = (char *)"c",
        .title = (char *)"Cee",
        .start_sec = 0,
        .known_sec = 1,
    };

    announced_setup(&f, PLAN);
    time_is(&f, DAY "10:30");
    /* Work that ends just now began between the two. */
    row.start_sec = row.started_sec = row.known_sec = instant_of(f.zone, DAY "09:30");
    row.end_sec = f.now_sec;
    assert_int_equal(agenda_join(&f.agenda, &row, f.now_sec), 0);
    block_of(&f, A)->known_sec = f.now_sec;
    block_of(&f, B)->known_sec = f.now_sec;
    server_comes(&f, ":1.7");
    helper_comes(&f);
    expect_show(&f, "summary", "2 blocks while you were away");
    assert_non_null(strstr(f.bubble.body, "Aye passed"));
    assert_non_null(strstr(f.bubble.body, "Bee began"));
    expect_show(&f, "c/+1", "Cee: how did it go?");

    /* What goes on speaks for itself from then on: no second bubble has its buttons. */
    shown(&f, "summary", 1);
    f.now_sec = block_of(&f, B)->end_sec;
    announced_look(&f);
    expect_close(&f, "summary");
    expect_show(&f, B, "Bee: how did it go?");
    announced_teardown(&f);
}

static void test_silence(void **state _unused_)
{
    struct announced f;

    begin(&f, DAY "09:00");
    expect_show(&f, A, "Now: Aye");
    helper_says(&f, RECORD_BUBBLE_HELD, A, 0, NULL);
    assert_string_equal(f.why, "");

    /* What the desktop holds back must not come up in a silence that was asked for. */
    f.is_silent = true;
    announced_look(&f);
    expect_close(&f, A);
    time_is(&f, DAY "09:05");
    announced_look(&f);
    expect_nothing(&f);
    f.is_silent = false;
    announced_look(&f);
    expect_show(&f, A, "Now: Aye");
    announced_teardown(&f);
}

int main(int argc _unused_, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_acknowledged_one_is_remembered),
        cmocka_unit_test(test_closed_while_the_next_is_on_its_way),
        cmocka_unit_test(test_failed_but_a_server_has_come),
        cmocka_unit_test(test_the_server_changes_while_one_is_on_its_way),
        cmocka_unit_test(test_a_server_that_came_is_no_problem),
        cmocka_unit_test(test_sent_to_a_helper_that_ends),
        cmocka_unit_test(test_a_helper_that_dies),
        cmocka_unit_test(test_a_helper_that_dies_and_the_block_is_answered),
        cmocka_unit_test(test_a_helper_that_cannot_start),
        cmocka_unit_test(test_an_answer_that_is_not_taken),
        cmocka_unit_test(test_pair),
        cmocka_unit_test(test_pair_after_a_restart),
        cmocka_unit_test(test_settled_over_a_restart),
        cmocka_unit_test(test_what_is_late_is_told_together),
        cmocka_unit_test(test_silence),
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
