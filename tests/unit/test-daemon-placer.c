/* The flexible blocks as things happen in a week: what is placed, what stays where it is, what
 * moves, and what is told of it. */
#include "placer-fixture.h"

/* ---- Placing ---- */

static void test_the_first_placement_tells_nothing(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    assert_int_equal(place(&w), 1);
    assert_week(&w, FIRST);
    assert_told(&w, "");
    /* This week and four more. */
    for (int i = 1; i < PLACER_WEEKS; i++) {
        w.week += 7;
        assert_week(&w, FIRST);
    }
    w.week += 7;
    assert_week(&w, "");
}

static void test_the_same_question_is_not_asked_twice(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    assert_int_equal(place(&w), 1);
    /* The plan is no part of the question: who edits it says so. Here nobody does. */
    w.plan->activities[0].hours_minutes += 60;
    assert_int_equal(place(&w), 0);
    w.plan->activities[0].hours_minutes -= 60;
    time_is(&w, "2026-11-24T23:00");
    began(&w, "a/2026-W48/1");
    began(&w, "a/2026-W48/2");
    assert_int_equal(place(&w), 0);
    /* Nothing but the answer could have changed: a row that is gone is not put back. */
    assert_int_equal(log_put_placements(w.log, w.week + 7, NULL, 0), 0);
    assert_int_equal(place(&w), 1);
    assert_told(&w, "2 blocks changed|Aye added on Mon 09:00\nAye added on Tue 1 Dec 09:00\n"
                    "jsctl week");
}

/* Placed anew by another process with the same log: nothing changes. */
static void test_a_restart_keeps_every_block(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    busy_at(&w, "2026-11-23T09:00", "2026-11-23T12:00", "Interview", 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Tue 09:00-11:00\na/2 Wed 09:00-11:00\n");
    placer_forget(&w.placer);
    assert_int_equal(place(&w), 0);
    /* What was better from the beginning: nothing moves without need. */
    w.n_busy = 0;
    placer_forget(&w.placer);
    assert_int_equal(place(&w), 0);
    assert_week(&w, "a/1 Tue 09:00-11:00\na/2 Wed 09:00-11:00\n");
    assert_told(&w, "");
}

static void test_a_new_week_tells_nothing(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    assert_int_equal(place(&w), 1);
    began(&w, "a/2026-W48/1");
    began(&w, "a/2026-W48/2");
    time_is(&w, "2026-11-30T00:00");
    assert_int_equal(place(&w), 1); /* the fifth week from now */
    assert_told(&w, "");
    assert_week(&w, FIRST);
}

/* ---- An appointment ---- */

static void test_an_appointment_moves_one_block(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    busy_at(&w, "2026-11-24T10:00", "2026-11-24T12:00", "Interview at Acme", 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Wed 09:00-11:00\n");
    assert_told(&w, "Aye moved from Tue 09:00 to Wed 09:00|Interview at Acme\njsctl week");
}

static void test_a_buffer_is_a_reason_too(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    busy_at(&w, "2026-11-24T11:05", "2026-11-24T12:00", "", 10);
    assert_int_equal(place(&w), 1);
    assert_told(&w, "Aye moved from Tue 09:00 to Wed 09:00|work\njsctl week");
}

static void test_a_new_fixed_block_is_a_reason(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    plan_is(&w,
            PLAN "[activity f]\ntitle = Class\ndays = Tue\ntime = 09:00-12:00\nevery = 1 week\n");
    time_is(&w, MONDAY_0800);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Wed 09:00-11:00\n");
    assert_int_equal(w.changes.n, PLACER_WEEKS);
    assert_string_equal(w.changes.items[0].why, "Class");
}

static void test_no_room_any_more(void **state _unused_)
{
    _cleanup_(world_done) struct world w =
        world_of(HEAD "[window w]\ndays = Mon,Tue\ntime = 09:00-11:00\n" A_4H, MONDAY_0800);

    place(&w);
    busy_at(&w, "2026-11-24T08:00", "2026-11-24T12:00", "Dentist", 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na 120 window\n");
    assert_told(&w, "Aye on Tue 09:00 has no room any more|Dentist\njsctl week");
    /* It is called off: the hours are back, under a number that was never given. */
    w.n_busy = 0;
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/3 Tue 09:00-11:00\n");
    assert_told(&w, "Aye added on Tue 09:00|jsctl week");
}

/* ---- What does not move ---- */

#define OVER_TUESDAY "2026-11-24T09:30", "2026-11-24T12:00", "Interview", 0
#define OVER_MONDAY  "2026-11-23T09:30", "2026-11-23T12:00", "Interview", 0

/* What was told to have no room is told to have it again. */
static void test_room_again(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    busy_at(&w, "2026-11-23T00:00", "2026-11-28T00:00", "Fair", 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a 240 window\n");
    assert_told(&w, "2 blocks changed|Aye on Mon 09:00 has no room any more: Fair\n"
                    "Aye on Tue 09:00 has no room any more: Fair\njsctl week");
    w.n_busy = 0;
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/3 Mon 09:00-11:00\na/4 Tue 09:00-11:00\n");
    assert_told(&w, "2 blocks changed|Aye added on Mon 09:00\nAye added on Tue 09:00\n"
                    "jsctl week");
}

static void test_nothing_moves_within_freeze(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T08:30"); /* 30 minutes before its start */
    busy_at(&w, OVER_MONDAY);
    assert_int_equal(place(&w), 0);
    assert_week(&w, FIRST);

    /* One that may move goes no nearer than that. */
    time_is(&w, "2026-11-24T08:25");
    began(&w, "a/2026-W48/1");
    busy_at(&w, "2026-11-24T11:00", "2026-11-24T12:00", "", 0);
    busy_at(&w, "2026-11-24T09:00", "2026-11-24T09:05", "", 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Wed 09:00-11:00\n");
}

static void test_a_frozen_start_is_no_place_for_a_new_block(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, "2026-11-27T09:10");

    place(&w);
    assert_week(&w, "a/1 Fri 09:40-10:40\na/2 Fri 10:55-12:00\na 115 window\n");
}

static void test_what_began_stays(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T10:00");
    began(&w, "a/2026-W48/1");
    busy_at(&w, OVER_MONDAY);
    assert_int_equal(place(&w), 0);
    assert_week(&w, FIRST);
}

static void test_what_was_started_ahead_of_its_time_stays(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    started(&w, "a/2026-W48/2");
    busy_at(&w, OVER_TUESDAY);
    assert_int_equal(place(&w), 0);
    assert_week(&w, FIRST);
}

static void test_what_was_answered_ahead_of_its_time_stays(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    answered(&w, "a/2026-W48/2", OUTCOME_DONE, 120);
    busy_at(&w, OVER_TUESDAY);
    assert_int_equal(place(&w), 0);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Tue 09:00-11:00 done\n");
}

static void test_what_the_user_moved_stays_there(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    moved(&w, "a/2026-W48/2", "2026-11-24T09:00", "2026-11-26T15:00", "2026-11-26T16:00");
    busy_at(&w, "2026-11-26T15:00", "2026-11-26T16:00", "Interview", 0);
    /* He made it shorter: the rest of its hours is offered. */
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/3 Tue 09:00-10:00\na/2 Thu 15:00-16:00\n");
    assert_told(&w, "Aye added on Tue 09:00|jsctl week");
    assert_int_equal(place(&w), 0);
}

/* Out of its week: it counts for that one, and takes room in the other. */
static void test_what_the_user_moved_into_another_week(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    moved(&w, "a/2026-W48/2", "2026-11-24T09:00", "2026-11-30T09:00", "2026-11-30T11:00");
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\n");
    assert_told(&w, "Aye moved from Mon 30 Nov 09:00 to Wed 2 Dec 09:00|jsctl week");
    w.week += 7;
    assert_week(&w, "a/2 Mon 09:00-11:00\na/2 Tue 09:00-11:00\na/1 Wed 09:00-11:00\n");
    assert_int_equal(place(&w), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_placement_tells_nothing),
        cmocka_unit_test(test_the_same_question_is_not_asked_twice),
        cmocka_unit_test(test_a_restart_keeps_every_block),
        cmocka_unit_test(test_a_new_week_tells_nothing),
        cmocka_unit_test(test_an_appointment_moves_one_block),
        cmocka_unit_test(test_a_buffer_is_a_reason_too),
        cmocka_unit_test(test_a_new_fixed_block_is_a_reason),
        cmocka_unit_test(test_no_room_any_more),
        cmocka_unit_test(test_room_again),
        cmocka_unit_test(test_nothing_moves_within_freeze),
        cmocka_unit_test(test_a_frozen_start_is_no_place_for_a_new_block),
        cmocka_unit_test(test_what_began_stays),
        cmocka_unit_test(test_what_was_started_ahead_of_its_time_stays),
        cmocka_unit_test(test_what_was_answered_ahead_of_its_time_stays),
        cmocka_unit_test(test_what_the_user_moved_stays_there),
        cmocka_unit_test(test_what_the_user_moved_into_another_week),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
