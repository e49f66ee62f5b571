/* Pauses and light days: what they excuse, what they shorten, what they leave alone. */
#include "schedule-fixture.h"

#define PLAN                                                                      \
    "[plan]\nreview = no\n"                                                       \
    "[activity a]\ndays = daily\ntime = 09:00-10:00, 13:00-13:10\npriority = 5\n" \
    "[activity b]\ndays = daily\ntime = 11:00-12:00\npriority = 4\nminimum = 20m\n"

static int setup(void **state)
{
    return agenda_setup(state, PLAN, "24T00:00", "26T00:00");
}

static struct agenda_item *item_of(struct agenda_fixture *f, const char *id)
{
    struct agenda_item *item = agenda_find(&f->agenda, id);

    assert_non_null(item);
    return item;
}

/* "a24 60 excused, ...": day, minutes, outcome; "+" for what the log is to learn. */
static void assert_agenda(struct agenda_fixture *f, const char *expected)
{
    struct text text = {0};
    _cleanup_(freep) char *actual = NULL;

    for (size_t i = 0; i < f->agenda.n; i++) {
        const struct agenda_item *item = &f->agenda.items[i];

        text_addf(&text, "%s%.2s/%.1s %d %s%s", i > 0 ? ", " : "", item->id + 10,
                  strrchr(item->id, '/') + 1, (int)(item->end_sec - item->start_sec) / 60,
                  outcome_name(item->outcome), item->is_paused ? "+" : "");
    }
    assert_int_equal(text_take(&text, &actual), 0);
    assert_string_equal(actual, expected);
}

static void test_a_pause_excuses_what_begins_in_it(void **state)
{
    struct agenda_fixture *f = *state;

    agenda_pause(&f->agenda, moment_of(f, "24T11:00"), moment_of(f, "25T09:00"));
    assert_agenda(f, "24/1 60 open, 24/1 60 excused+, 24/2 10 excused+, "
                     "25/1 60 open, 25/1 60 open, 25/2 10 open");
}

static void test_what_was_answered_or_begun_stays(void **state)
{
    struct agenda_fixture *f = *state;

    item_of(f, "a/2026-11-24/1")->outcome = OUTCOME_DONE;
    item_of(f, "b/2026-11-24/1")->outcome = OUTCOME_MISSED;
    item_of(f, "a/2026-11-24/2")->started_sec = moment_of(f, "24T13:01");
    item_of(f, "a/2026-11-25/1")->kind = BLOCK_UNPLANNED;
    agenda_pause(&f->agenda, moment_of(f, "24T00:00"), moment_of(f, "26T00:00"));
    assert_agenda(f, "24/1 60 done, 24/1 60 excused+, 24/2 10 open, "
                     "25/1 60 open, 25/1 60 excused+, 25/2 10 excused+");
}

static void test_a_light_day_keeps_what_matters_most(void **state)
{
    struct agenda_fixture *f = *state;

    agenda_lighten(&f->agenda, moment_of(f, "24T00:00"), moment_of(f, "25T00:00"));
    /* The minimum is 15 minutes where nothing is said; what is shorter stays as it is. */
    assert_agenda(f, "24/1 15 open, 24/1 60 excused+, 24/2 10 open, "
                     "25/1 60 open, 25/1 60 open, 25/2 10 open");
    assert_true(item_of(f, "a/2026-11-24/1")->is_light);
    assert_false(item_of(f, "a/2026-11-25/1")->is_light);
}

/* What was done lightly does not bring the rest of the day back. */
static void test_an_answer_leaves_a_light_day_light(void **state)
{
    struct agenda_fixture *f = *state;

    item_of(f, "a/2026-11-24/1")->outcome = OUTCOME_DONE;
    item_of(f, "a/2026-11-24/2")->outcome = OUTCOME_SKIPPED;
    agenda_lighten(&f->agenda, moment_of(f, "24T00:00"), moment_of(f, "25T00:00"));
    assert_agenda(f, "24/1 60 done, 24/1 60 excused+, 24/2 10 skipped, "
                     "25/1 60 open, 25/1 60 open, 25/2 10 open");
}

/* In a stretch of light days each has its own highest priority. */
static void test_light_days_are_light_each_by_itself(void **state)
{
    struct agenda_fixture *f = *state;

    item_of(f, "a/2026-11-25/1")->outcome = OUTCOME_EXCUSED;
    item_of(f, "a/2026-11-25/2")->outcome = OUTCOME_EXCUSED;
    agenda_lighten(&f->agenda, moment_of(f, "24T00:00"), moment_of(f, "26T00:00"));
    assert_agenda(f, "24/1 15 open, 24/1 60 excused+, 24/2 10 open, "
                     "25/1 60 excused, 25/1 20 open, 25/2 10 excused");
}

static void test_what_the_plan_lost_is_excused(void **state)
{
    struct agenda_fixture *f = *state;

    item_of(f, "a/2026-11-24/1")->activity = NULL;
    item_of(f, "a/2026-11-24/2")->activity = NULL;
    item_of(f, "b/2026-11-24/1")->activity = NULL;
    agenda_lighten(&f->agenda, moment_of(f, "24T00:00"), moment_of(f, "25T00:00"));
    assert_agenda(f, "24/1 60 excused+, 24/1 60 excused+, 24/2 10 excused+, "
                     "25/1 60 open, 25/1 60 open, 25/2 10 open");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_pause_excuses_what_begins_in_it, setup,
                                        agenda_teardown),
        cmocka_unit_test_setup_teardown(test_what_was_answered_or_begun_stays, setup,
                                        agenda_teardown),
        cmocka_unit_test_setup_teardown(test_a_light_day_keeps_what_matters_most, setup,
                                        agenda_teardown),
        cmocka_unit_test_setup_teardown(test_an_answer_leaves_a_light_day_light, setup,
                                        agenda_teardown),
        cmocka_unit_test_setup_teardown(test_light_days_are_light_each_by_itself, setup,
                                        agenda_teardown),
        cmocka_unit_test_setup_teardown(test_what_the_plan_lost_is_excused, setup, agenda_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
