/* Interviews: busy time, and a block before each to prepare for it. */
#include "placer-fixture.h"

/* Week 48 begins on Monday 23 November; a's four hours lie on Monday and Tuesday from 09:00. */
#define WITH_PREPARE(value) \
    "[plan]\nname = P\ntimezone = Europe/Berlin\nhours = 30\nreview = no\n" value WEEK A_4H
#define P1 "interview-prepare/101 "
#define P2 "interview-prepare/201 "

static void test_day_before(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    assert_int_equal(place(&w), 1);
    assert_week(&w, FIRST);
    interview_at(&w, 0, "Acme", "2026-11-26T10:00");
    assert_int_equal(place(&w), 1);
    assert_week(&w, FIRST P1 "Wed 09:00-10:00\n");
    assert_told(&w, "Prepare for the interview at Acme added on Wed 09:00|jsctl week");
    assert_int_equal(place(&w), 0); /* it stays, and nothing is told again */
    assert_told(&w, "");
}

/* Everything else gives way to an interview and to what prepares for it, and is told why. */
static void test_gives_way(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    assert_int_equal(place(&w), 1);
    interview_at(&w, 0, "Acme", "2026-11-24T10:00");
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\n" P1 "Mon 11:00-12:00\na/2 Wed 09:00-11:00\n");
    assert_told(&w, "2 blocks changed|"
                    "Aye moved from Tue 09:00 to Wed 09:00: Interview at Acme\n"
                    "Prepare for the interview at Acme added on Mon 11:00\njsctl week");
    /* Where there is no room beside them, blocks make it. */
    interview_at(&w, 0, "Beta", "2026-11-24T09:00");
    change_list_done(&w.changes);
    assert_int_equal(place(&w), 1);
    assert_week(&w, P2 "Mon 09:00-10:00\n" P1 "Mon 11:00-12:00\na/2 Wed 09:00-11:00\n"
                       "a/1 Thu 09:00-11:00\n");
    assert_told(&w, "2 blocks changed|"
                    "Aye moved from Mon 09:00 to Thu 09:00: Prepare for the interview at Beta\n"
                    "Prepare for the interview at Beta added on Mon 09:00\njsctl week");
}

/* What no other day has room for lies on the interview's own; a Monday's on the Friday before. */
static void test_other_days(void **state _unused_)
{
    static const struct {
        const char *now, *interview, *busy_start, *busy_end, *expected;
    } cases[] = {
        {MONDAY_0800, "2026-11-23T11:00", NULL, NULL,
         P1 "Mon 09:00-10:00\na/2 Tue 09:00-11:00\na/1 Wed 09:00-11:00\n"},
        {MONDAY_0800, "2026-11-26T10:00", "2026-11-25T08:00", "2026-11-25T18:00",
         FIRST P1 "Tue 11:00-12:00\n"},
        {MONDAY_0800, "2026-11-27T11:00", "2026-11-23T08:30", "2026-11-26T18:00",
         P1 "Fri 09:00-10:00\na/1 Fri 10:00-11:00\na 180 window\n"},
        {MONDAY_0800, "2026-11-30T12:30", NULL, NULL, FIRST P1 "Fri 09:00-10:00\n"},
        {"2026-11-25T08:00", "2026-11-25T09:30", NULL, NULL,
         "a/2 Thu 09:00-11:00\na/1 Fri 09:00-11:00\ninterview-prepare 60 window\n"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(world_done) struct world w = world_of(PLAN, cases[i].now);

        assert_int_equal(place(&w), 1);
        interview_at(&w, 0, "Acme", cases[i].interview);
        if (cases[i].busy_start)
            busy_at(&w, cases[i].busy_start, cases[i].busy_end, "Away", 0);
        assert_int_equal(place(&w), 1);
        assert_week(&w, cases[i].expected);
        assert_int_equal(place(&w), 0);
    }
}

/* It stays where it lies while it can, and moves with its interview. */
static void test_moves(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);
    int64_t n;

    assert_int_equal(place(&w), 1);
    n = interview_at(&w, 0, "Acme", "2026-11-26T10:00");
    assert_int_equal(place(&w), 1);
    assert_told(&w, "Prepare for the interview at Acme added on Wed 09:00|jsctl week");
    interview_at(&w, n, "Acme", "2026-11-27T10:00");
    place(&w);
    assert_week(&w, FIRST P1 "Wed 09:00-10:00\n");
    interview_at(&w, n, "Acme", "2026-11-25T09:30");
    assert_int_equal(place(&w), 1);
    assert_week(&w, FIRST P1 "Tue 11:00-12:00\n");
    assert_told(&w,
                "Prepare for the interview at Acme moved from Wed 09:00 to Tue 11:00|jsctl week");
    interview_at(&w, n, "Acme", NULL); /* off: the user knows */
    assert_int_equal(place(&w), 1);
    assert_week(&w, FIRST);
    assert_told(&w, "");
}

/* Of an application that is over nothing is ahead. */
static void test_rejected(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);
    struct track_item item;
    int64_t n;

    assert_int_equal(place(&w), 1);
    n = interview_at(&w, 0, "Acme", "2026-11-24T10:00");
    assert_int_equal(place(&w), 1);
    assert_int_equal(log_find_track(w.log, n, &item), 1);
    track_item_move(&item, STAGE_REJECTED, zone_day(w.zone, w.now_sec));
    assert_int_equal(log_put_track(w.log, &item, w.now_sec + 1, &n), 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Wed 09:00-11:00\n");
    /* What was not told by then is not told of what is gone. */
    assert_told(&w, "Aye moved from Tue 09:00 to Wed 09:00|Interview at Acme\njsctl week");
}

static void test_two_interviews(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    interview_at(&w, 0, "Acme", "2026-11-26T15:00");
    interview_at(&w, 0, "Beta", "2026-11-26T10:00");
    assert_int_equal(place(&w), 1);
    assert_week(&w, FIRST P2 "Wed 09:00-10:00\n" P1 "Wed 10:00-11:00\n");
}

/* One that was done or skipped is not offered again, one that was missed is, while there is time;
 * another interview of the same application is another matter, one that is put off is not. */
static void test_answers(void **state _unused_)
{
    static const struct {
        enum outcome outcome;
        const char *now, *next; /* interview */
        const char *then;       /* when it becomes the next */
        const char *expected;
    } cases[] = {
        {OUTCOME_DONE, "2026-11-25T13:00", "2026-11-27T10:00", NULL, ""},
        {OUTCOME_SKIPPED, "2026-11-25T13:00", "2026-11-27T10:00", NULL, ""},
        {OUTCOME_MISSED, "2026-11-25T13:00", "2026-11-27T10:00", NULL,
         "interview-prepare/102 Thu 09:00-10:00\n"},
        {OUTCOME_DONE, "2026-11-26T08:00", "2026-11-27T11:00", "2026-11-26T07:00", ""},
        {OUTCOME_DONE, "2026-11-26T16:00", "2026-11-27T11:00", "2026-11-26T15:30",
         "interview-prepare/102 Fri 09:00-10:00\n"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(world_done) struct world w = world_of(WITH_PREPARE(""), MONDAY_0800);
        char expected[256];
        int64_t n = interview_at(&w, 0, "Acme", "2026-11-26T10:00");

        assert_int_equal(place(&w), 1);
        answered(&w, "a/2026-W48/1", OUTCOME_DONE, 120);
        answered(&w, "a/2026-W48/2", OUTCOME_DONE, 120);
        time_is(&w, "2026-11-25T12:30");
        answered(&w, "interview-prepare/2026-W48/101", cases[i].outcome, 0);
        time_is(&w, cases[i].then ?: cases[i].now);
        interview_at(&w, n, "Acme", cases[i].next);
        time_is(&w, cases[i].now);
        place(&w);
        snprintf(expected, sizeof expected,
                 "a/1 Mon 09:00-11:00 done\na/2 Tue 09:00-11:00 done\n" P1 "Wed 09:00-10:00 %s\n%s",
                 outcome_name(cases[i].outcome), cases[i].expected);
        assert_week(&w, expected);
    }
}

/* It comes on top of the budget, is as long as the plan says, and can be turned off. */
static void test_plan(void **state _unused_)
{
    static const struct {
        const char *plan, *expected;
    } cases[] = {
        {"[plan]\nname = P\ntimezone = Europe/Berlin\nhours = 4\nreview = no\n" WEEK A_4H,
         FIRST P1 "Wed 09:00-10:00\n"},
        {WITH_PREPARE("interview-prepare = 1h32m\n"), FIRST P1 "Wed 09:00-10:35\n"},
        {WITH_PREPARE("interview-prepare = 0\n"), FIRST},
        {WITH_PREPARE("interview-prepare = 4h\n"), FIRST "interview-prepare 240 window\n"},
        {WITH_PREPARE("days-off = 2026-11-25\n"), FIRST P1 "Tue 11:00-12:00\n"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(world_done) struct world w = world_of(cases[i].plan, MONDAY_0800);

        assert_int_equal(place(&w), 1);
        interview_at(&w, 0, "Acme", "2026-11-26T10:00");
        place(&w);
        assert_week(&w, cases[i].expected);
    }
}

/* The same interview in the user's calendar changes nothing. */
static void test_in_calendar_too(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    interview_at(&w, 0, "Acme", "2026-11-24T10:00");
    assert_int_equal(place(&w), 1);
    assert_false(interview_is_among(&w.tracked.interviews[0], w.busy, w.n_busy));
    change_list_done(&w.changes);
    busy_at(&w, "2026-11-24T10:00", "2026-11-24T11:00", "Acme, second floor", 0);
    assert_int_equal(place(&w), 0);
    assert_told(&w, "");
    assert_true(interview_is_among(&w.tracked.interviews[0], w.busy, w.n_busy));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_day_before),      cmocka_unit_test(test_gives_way),
        cmocka_unit_test(test_other_days),      cmocka_unit_test(test_moves),
        cmocka_unit_test(test_rejected),        cmocka_unit_test(test_two_interviews),
        cmocka_unit_test(test_answers),         cmocka_unit_test(test_plan),
        cmocka_unit_test(test_in_calendar_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
