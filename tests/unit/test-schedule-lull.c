/* Silence: which days count, and what is still said. */
#include "schedule-fixture.h"

/* 23 November 2026 is a Monday. */
#define PLAN                                             \
    "[plan]\nreview = no\nremind = 5m\nnag = 10m\n"      \
    "[activity a]\ndays = Mon-Fri\ntime = 09:00-10:00\n" \
    "[activity b]\ndays = Mon-Fri\ntime = 13:00-14:00\n"

static int setup(void **state)
{
    return agenda_setup(state, PLAN, "16T00:00", "28T00:00");
}

static void set(struct agenda_fixture *f, const char *id, enum outcome outcome)
{
    struct agenda_item *item = agenda_find(&f->agenda, id);

    assert_non_null(item);
    item->outcome = outcome;
    item->is_logged = true;
}

static void set_day(struct agenda_fixture *f, const char *day, enum outcome outcome)
{
    char id[BLOCK_ID_SIZE];

    for (const char *name = "ab"; *name; name++) {
        snprintf(id, sizeof(id), "%c/2026-11-%s/1", *name, day);
        set(f, id, outcome);
    }
}

static unsigned silent_days(struct agenda_fixture *f, const char *last_word, const char *now)
{
    return agenda_silent_days(&f->agenda, moment_of(f, last_word), moment_of(f, now));
}

static void test_silent_days(void **state)
{
    struct agenda_fixture *f = *state;

    set_day(f, "18", OUTCOME_DONE);
    set_day(f, "19", OUTCOME_MISSED);
    set_day(f, "20", OUTCOME_MISSED);
    set_day(f, "23", OUTCOME_MISSED);
    assert_int_equal(silent_days(f, "18T10:00", "19T23:00"), 0); /* today is not over */
    assert_int_equal(silent_days(f, "18T10:00", "20T00:00"), 1);
    assert_int_equal(silent_days(f, "18T10:00", "21T00:00"), 2);
    assert_int_equal(silent_days(f, "18T10:00", "22T12:00"), 2); /* a weekend is no silence */
    assert_int_equal(silent_days(f, "18T10:00", "24T08:00"), 3);

    /* A word counts for its whole day, whenever it came. */
    assert_int_equal(silent_days(f, "20T23:59", "24T08:00"), 1);
    assert_int_equal(silent_days(f, "24T00:01", "24T08:00"), 0);
    assert_int_equal(silent_days(f, "25T00:01", "24T08:00"), 0); /* a clock that was set back */
    assert_int_equal(silent_days(f, "01T00:00", "24T08:00"), 3);
}

static void test_what_is_no_silence(void **state)
{
    struct agenda_fixture *f = *state;

    set_day(f, "17", OUTCOME_EXCUSED); /* a pause */
    set_day(f, "18", OUTCOME_MISSED);
    set(f, "b/2026-11-18/1", OUTCOME_OPEN); /* may still be answered */
    set_day(f, "19", OUTCOME_MISSED);
    set(f, "a/2026-11-19/1", OUTCOME_EXCUSED);
    assert_int_equal(silent_days(f, "16T10:00", "20T08:00"), 1);
    agenda_find(&f->agenda, "b/2026-11-19/1")->kind = BLOCK_UNPLANNED;
    assert_int_equal(silent_days(f, "16T10:00", "20T08:00"), 0);
}

static void assert_notice(struct agenda_fixture *f, const char *id, const char *now,
                          const char *expected)
{
    char name[NOTICE_NAME_SIZE] = "";
    struct notice notice;

    if (agenda_item_notice(&f->agenda, agenda_find(&f->agenda, id), moment_of(f, now), &notice))
        notice_format_name(&notice, name);
    assert_string_equal(name, expected);
}

static void test_one_reminder_a_day(void **state)
{
    struct agenda_fixture *f = *state;
    static const struct {
        const char *id, *now, *usual, *lull;
    } cases[] = {
        {"a/2026-11-24/1", "24T08:55", "remind5", ""},
        {"a/2026-11-24/1", "24T09:00", "start", "start"},
        {"a/2026-11-24/1", "24T09:15", "nag10", "start"}, /* the same, so that it is said once */
        {"a/2026-11-24/1", "24T10:00", "end", ""},
        {"b/2026-11-24/1", "24T13:00", "start", ""},
        {"b/2026-11-24/1", "24T14:00", "missed", ""},
    };

    set(f, "a/2026-11-24/1", OUTCOME_OPEN);
    set(f, "b/2026-11-24/1", OUTCOME_OPEN);
    agenda_find(&f->agenda, "a/2026-11-24/1")->known_sec = moment_of(f, "24T09:00");
    agenda_find(&f->agenda, "b/2026-11-24/1")->known_sec = moment_of(f, "24T14:00");
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        f->agenda.is_lull = false;
        assert_notice(f, cases[i].id, cases[i].now, cases[i].usual);
        f->agenda.is_lull = true;
        assert_notice(f, cases[i].id, cases[i].now, cases[i].lull);
    }
    agenda_find(&f->agenda, "a/2026-11-24/1")->started_sec = moment_of(f, "24T09:01");
    assert_notice(f, "a/2026-11-24/1", "24T09:15", "");
}

static void test_the_first_of_a_day(void **state)
{
    struct agenda_fixture *f = *state;
    int32_t day = zone_day(f->zone, moment_of(f, "24T00:00"));

    assert_string_equal(agenda_day_first(&f->agenda, day)->id, "a/2026-11-24/1");
    set(f, "a/2026-11-24/1", OUTCOME_EXCUSED);
    assert_string_equal(agenda_day_first(&f->agenda, day)->id, "b/2026-11-24/1");
    agenda_find(&f->agenda, "b/2026-11-24/1")->is_deleted = true;
    assert_null(agenda_day_first(&f->agenda, day));
    assert_null(agenda_day_first(&f->agenda, day - 2)); /* Sunday */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_silent_days, setup, agenda_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_no_silence, setup, agenda_teardown),
        cmocka_unit_test_setup_teardown(test_one_reminder_a_day, setup, agenda_teardown),
        cmocka_unit_test_setup_teardown(test_the_first_of_a_day, setup, agenda_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
