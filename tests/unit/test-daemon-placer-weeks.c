/* The flexible blocks over time: what is made up for, edits of the plan, weeks of all kinds, and
 * what has no room. */
#include "placer-fixture.h"

/* ---- Made up for ---- */

static void test_missed_is_offered_again(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_MISSED, 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00 missed\na/2 Tue 09:00-11:00\na/3 Wed 09:00-11:00\n");
    assert_told(&w, "Aye added on Wed 09:00|jsctl week");

    /* Done after all: what was offered for it goes. */
    answered(&w, "a/2026-W48/1", OUTCOME_DONE, 120);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00 done\na/2 Tue 09:00-11:00\n");
    /* And missed once more: never under a number that is gone. */
    answered(&w, "a/2026-W48/1", OUTCOME_MISSED, 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00 missed\na/2 Tue 09:00-11:00\na/4 Wed 09:00-11:00\n");
}

static void test_missed_without_catch_up(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(HEAD "catch-up = no\n" WEEK A_4H, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_MISSED, 0);
    assert_int_equal(place(&w), 0);
    answered(&w, "a/2026-W48/1", OUTCOME_PARTIAL, 30);
    assert_int_equal(place(&w), 0);
    assert_week(&w, "a/1 Mon 09:00-11:00 partial\na/2 Tue 09:00-11:00\n");
}

/* It lay while no daemon ran. */
static void test_what_nobody_saw_is_offered_again(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Tue 09:00-11:00\na/3 Wed 09:00-11:00\n");
}

static void test_skipped_is_not_offered_again(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_SKIPPED, 0);
    assert_int_equal(place(&w), 0);
    answered(&w, "a/2026-W48/1", OUTCOME_EXCUSED, 0);
    assert_int_equal(place(&w), 0);
}

static void test_done_in_less_offers_the_rest(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_PARTIAL, 60);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00 partial\na/2 Tue 09:00-11:00\na/3 Wed 09:00-10:00\n");
    /* Too little for a piece of its own: shared out, and what is no multiple of 5 falls away. */
    answered(&w, "a/2026-W48/1", OUTCOME_DONE, 97);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00 done\na/2 Tue 09:00-10:10\na/3 Wed 09:00-10:10\n");
}

static void test_done_in_more_takes_from_the_rest(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_DONE, 180);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00 done\na/2 Tue 09:00-10:00\n");
    assert_told(&w, "Aye on Tue 09:00 ends at 10:00 instead of 11:00|jsctl week");
}

/* ---- The plan is edited ---- */

static void test_renamed(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_DONE, 120);
    plan_is(&w, HEAD WEEK "[activity b]\nformerly = a\nhours = 4\nwindow = w\nblock = 1h-2h\n");
    place(&w);
    assert_week(&w, "a/1 Mon 09:00-11:00 done\nb/2 Tue 09:00-11:00\n");
    assert_told(&w, "");
    assert_int_equal(place(&w), 0);
}

static void test_removed(void **state _unused_)
{
    _cleanup_(world_done) struct world w =
        world_of(PLAN "[activity b]\nhours = 2\nwindow = w\nblock = 1h-2h\n", MONDAY_0800);

    place(&w);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Tue 09:00-11:00\nb/1 Wed 09:00-11:00\n");
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_DONE, 120);
    plan_is(&w, HEAD WEEK "[activity b]\nhours = 2\nwindow = w\nblock = 1h-2h\n");
    place(&w);
    assert_week(&w, "a/1 Mon 09:00-11:00 done\nb/1 Wed 09:00-11:00\n");
    assert_told(&w, "");
}

static void test_made_fixed(void **state _unused_)
{
    _cleanup_(world_done) struct world w =
        world_of(PLAN "[activity b]\nhours = 2\nwindow = w\nblock = 1h-2h\n", MONDAY_0800);

    place(&w);
    plan_is(&w, HEAD WEEK "[activity a]\ndays = Wed\ntime = 09:30-11:00\n"
                          "[activity b]\nhours = 2\nwindow = w\nblock = 1h-2h\n");
    assert_int_equal(place(&w), 1);
    assert_week(&w, "b/1 Mon 09:00-11:00\n");
}

static void test_more_hours(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    plan_is(&w, HEAD WEEK "[activity a]\ntitle = Aye\nhours = 5\nwindow = w\nblock = 1h-2h\n");
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Tue 09:00-11:00\na/3 Wed 09:00-10:00\n");
    /* A new activity's first blocks are what the user asked for. */
    change_list_done(&w.changes);
    plan_is(&w, HEAD WEEK "[activity a]\ntitle = Aye\nhours = 5\nwindow = w\nblock = 1h-2h\n"
                          "[activity b]\nhours = 2\nwindow = w\nblock = 1h-2h\n");
    assert_int_equal(place(&w), 1);
    assert_told(&w, "");
}

/* ---- Weeks ---- */

static void test_a_week_in_which_the_clock_changes(void **state _unused_)
{
    _cleanup_(world_done) struct world w =
        world_of(HEAD "[window w]\ndays = Sat,Sun\ntime = 01:00-04:00\n" A_4H, "2027-03-22T08:00");

    place(&w);
    /* On Sunday 28 March the hour from 02:00 is skipped. */
    assert_week(&w, "a/1 Sat 01:00-03:00\na/2 Sun 01:00-04:00\n");
    time_is(&w, "2027-10-25T08:00");
    place(&w);
    /* On Sunday 31 October it comes twice. */
    assert_week(&w, "a/1 Sat 01:00-03:00\na/2 Sun 01:00-02:00\n");
}

/* The evening of the week's last day goes on in the next week; both are asked about. */
static void test_a_window_over_the_end_of_the_week(void **state _unused_)
{
    static const char *const plan = HEAD "[window w]\ndays = Sun\ntime = 22:00-02:00\n"
                                         "[activity a]\ntitle = Aye\nhours = 2\nblock = 1h-2h\n"
                                         "window = w\n";
    _cleanup_(world_done) struct world w = world_of(plan, MONDAY_0800);

    busy_at(&w, "2026-11-29T20:00", "2026-11-30T00:00", "Concert", 0);
    place(&w);
    w.week += 7;
    assert_week(&w, "a/1 Mon 00:00-02:00\na/1 Sun 22:00-00:00\n");
    busy_at(&w, "2026-11-30T01:00", "2026-11-30T02:00", "Train", 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 00:00-01:00\na/1 Sun 22:00-00:00\n");
    assert_told(&w, "Aye on Mon 30 Nov 00:00 ends at 01:00 instead of 02:00|Train\njsctl week");
    placer_forget(&w.placer);
    assert_int_equal(place(&w), 0);
    assert_week(&w, "a/1 Mon 00:00-01:00\na/1 Sun 22:00-00:00\n");
    /* It is kept for its own week when the next has begun. */
    time_is(&w, "2026-11-30T03:00");
    answered(&w, "a/2026-W48/1", OUTCOME_MISSED, 0);
    place(&w);
    assert_week(&w, "a/1 Mon 00:00-01:00 missed\na/1 Sun 22:00-00:00\n");
}

static void test_every_second_week(void **state _unused_)
{
    _cleanup_(world_done) struct world w =
        world_of(HEAD "from = 2026-11-25\n" WEEK A_4H "every = 2 weeks\n", MONDAY_0800);

    place(&w);
    assert_week(&w, "a/1 Wed 09:00-11:00\na/2 Thu 09:00-11:00\n");
    w.week += 7;
    assert_week(&w, "");
    w.week += 7;
    assert_week(&w, FIRST);
}

static void test_the_first_week_has_a_smaller_budget(void **state _unused_)
{
    static const char *const plan =
        "[plan]\npriority = 1\ntimezone = Europe/Berlin\nreview = no\n" WEEK
        "[activity a]\nhours = 8\nblock = 1h-2h\nwindow = w\n";
    _cleanup_(world_done) struct world w = world_of(plan, MONDAY_0800);

    w.first_run_sec = w.now_sec;
    place(&w);
    /* 60 % of 8 hours are 4 h 48: */
    assert_week(&w, "a/1 Mon 09:00-10:35\na/2 Tue 09:00-10:35\n"
                    "a/3 Wed 09:00-10:35\na 195 budget\n");
    w.week += 7;
    assert_week(&w, FIRST "a/3 Wed 09:00-11:00\na/4 Thu 09:00-11:00\n");
}

static void test_a_first_week_with_hours_has_them_all(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(
        "[plan]\nhours = 4\ntimezone = Europe/Berlin\nreview = no\n" WEEK A_4H, MONDAY_0800);

    w.first_run_sec = w.now_sec;
    place(&w);
    assert_week(&w, FIRST);
}

static void test_a_clock_that_was_set_back(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-10-05T08:00");
    assert_int_equal(place(&w), 1);
    assert_int_equal(place(&w), 0);
    for (int i = 0; i < PLACER_WEEKS; i++, w.week += 7)
        assert_week(&w, FIRST);
}

/* ---- What has no room ---- */

static void test_unplaced(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(
        HEAD
        "[window w]\ndays = Mon\ntime = 09:00-12:00\n[window v]\ndays = Tue\ntime = 09:00-11:00\n"
        "[activity a]\nhours = 5\nwindow = w\nblock = 1h-3h\npriority = 5\n"
        "[activity b]\nhours = 2\nwindow = w\nblock = 1h-2h\n"
        "[activity c]\nhours = 2h30m\nwindow = v\nblock = 1h-1h\nmax-per-day = 1h\n",
        MONDAY_0800);
    size_t n;

    place(&w);
    assert_week(&w, "a/1 Mon 09:00-12:00\nc/1 Tue 09:00-10:00\n"
                    "a 120 window\nb 120 crowded-out\nc 30 cut\nc 60 window\n");
    assert_string_equal(placer_unplaced(&w.placer, w.week, &n)->title, "a");
    assert_false(placer_unplaced(&w.placer, w.week, &n)->is_missed);
    assert_null(placer_unplaced(&w.placer, w.week - 7, &n));
    assert_int_equal(n, 0);
}

/* The plan's week may begin on another day tomorrow (by the locale it does): ids name ISO weeks,
 * and what was placed is theirs. */
static void test_another_first_day_of_the_week(void **state _unused_)
{
    static const char sunday[] =
        HEAD "week-start = Sun\n" WEEK "[activity a]\ntitle = Aye\nhours = 2\nwindow = w\n"
             "block = 1h-2h\n";
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    assert_int_equal(place(&w), 1);
    plan_is(&w, sunday);
    time_is(&w, MONDAY_0800);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\n");
    /* A number that was given is not given again. */
    plan_is(&w, PLAN);
    time_is(&w, MONDAY_0800);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/3 Tue 09:00-11:00\n");
    assert_int_equal(place(&w), 0);
}

/* What lacks for that reason alone is told apart. */
static void test_no_room_for_what_was_missed(void **state _unused_)
{
    _cleanup_(world_done) struct world w =
        world_of(HEAD "[window w]\ndays = Mon\ntime = 09:00-13:30\n" A_4H, MONDAY_0800);
    size_t n;

    place(&w);
    time_is(&w, "2026-11-23T15:00");
    answered(&w, "a/2026-W48/1", OUTCOME_DONE, 110);
    place(&w);
    assert_true(placer_unplaced(&w.placer, w.week, &n)->is_missed);
    plan_is(&w, HEAD "[window w]\ndays = Mon\ntime = 09:00-13:30\n"
                     "[activity a]\nhours = 6\nwindow = w\nblock = 1h-2h\n");
    place(&w);
    assert_false(placer_unplaced(&w.placer, w.week, &n)->is_missed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_missed_is_offered_again),
        cmocka_unit_test(test_missed_without_catch_up),
        cmocka_unit_test(test_what_nobody_saw_is_offered_again),
        cmocka_unit_test(test_skipped_is_not_offered_again),
        cmocka_unit_test(test_done_in_less_offers_the_rest),
        cmocka_unit_test(test_done_in_more_takes_from_the_rest),
        cmocka_unit_test(test_renamed),
        cmocka_unit_test(test_removed),
        cmocka_unit_test(test_made_fixed),
        cmocka_unit_test(test_more_hours),
        cmocka_unit_test(test_a_week_in_which_the_clock_changes),
        cmocka_unit_test(test_a_window_over_the_end_of_the_week),
        cmocka_unit_test(test_every_second_week),
        cmocka_unit_test(test_the_first_week_has_a_smaller_budget),
        cmocka_unit_test(test_a_first_week_with_hours_has_them_all),
        cmocka_unit_test(test_a_clock_that_was_set_back),
        cmocka_unit_test(test_another_first_day_of_the_week),
        cmocka_unit_test(test_unplaced),
        cmocka_unit_test(test_no_room_for_what_was_missed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
