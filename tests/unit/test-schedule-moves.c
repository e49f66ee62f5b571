/* Blocks that were placed, moved or deleted: where they lie in the agenda, whatever the stretch. */
#include "schedule-fixture.h"

#define PLAN                                                        \
    "[plan]\nreview = no\n"                                         \
    "[activity b]\ntitle = Be\ndays = daily\ntime = 09:00-10:00\n"  \
    "[activity a]\ndays = daily\ntime = 11:00-12:00, 23:00-01:00\n" \
    "[activity f]\ntitle = Flexible\nhours = 2\n"

#define B       "b/2026-11-24/1"
#define F       "f/2026-W48/2"
#define ALL_DAY "a 23T23:00-01:00, b 24T09:00-10:00, a 24T11:00-12:00, a 24T23:00-01:00"

static int setup(void **state)
{
    return agenda_setup(state, PLAN, "24T00:00", "25T00:00");
}

/* "ACTIVITY DAYTSTART-END, ...", with "!" before what was deleted and "<BASE" behind what has one.
 */
static void assert_agenda(const struct agenda_fixture *f, const char *expected)
{
    struct text text = {0};
    _cleanup_(freep) char *actual = NULL;
    char start[INSTANT_SIZE], end[INSTANT_SIZE], base[INSTANT_SIZE];

    for (size_t i = 0; i < f->agenda.n; i++) {
        const struct agenda_item *item = &f->agenda.items[i];

        zone_format_utc(item->start_sec, start);
        zone_format_utc(item->end_sec, end);
        text_addf(&text, "%s%s%s %.8s-%.5s", i > 0 ? ", " : "", item->is_deleted ? "!" : "",
                  item->activity_name, start + 8, end + 11);
        if (item->base_sec == 0)
            continue;
        zone_format_utc(item->base_sec, base);
        text_addf(&text, "<%.8s", base + 8);
    }
    assert_int_equal(text_take(&text, &actual), 0);
    assert_string_equal(actual, expected);
}

static void move(struct agenda_fixture *f, const char *id, const char *base, const char *start,
                 const char *end)
{
    assert_int_equal(agenda_move(&f->agenda, id, moment_of(f, base), moment_of(f, start),
                                 moment_of(f, end), false),
                     0);
}

static void add_flexible(struct agenda_fixture *f, const char *start, const char *end)
{
    struct block block = {
        .id = F,
        .kind = BLOCK_FLEXIBLE,
        .activity = plan_find_activity(f->plan, "f"),
        .range = 2,
        .start_sec = moment_of(f, start),
        .end_sec = moment_of(f, end),
    };

    assert_int_equal(agenda_add_block(&f->agenda, &block), 0);
    agenda_sort(&f->agenda);
}

static struct agenda_item row_of(const struct agenda_fixture *f, const char *id,
                                 const char *activity, const char *start, const char *end)
{
    struct agenda_item row = {
        .activity_name = (char *)activity,
        .title = (char *)"As it was",
        .start_sec = moment_of(f, start),
        .end_sec = moment_of(f, end),
        .minutes = PLAN_UNSET,
        .count = PLAN_UNSET,
    };

    snprintf(row.id, sizeof(row.id), "%s", id);
    return row;
}

/* ---- A placed block ---- */

static void test_a_placed_block(void **state)
{
    struct agenda_fixture *f = *state;
    const struct agenda_item *item;

    add_flexible(f, "24T10:00", "24T11:00");
    assert_agenda(f, "a 23T23:00-01:00, b 24T09:00-10:00, f 24T10:00-11:00, a 24T11:00-12:00, "
                     "a 24T23:00-01:00");
    item = agenda_find(&f->agenda, F);
    assert_int_equal(item->kind, BLOCK_FLEXIBLE);
    assert_ptr_equal(item->activity, &f->plan->activities[2]);
    assert_string_equal(item->title, "Flexible");
    assert_int_equal(item->outcome, OUTCOME_OPEN);
    assert_false(item->is_logged);
    assert_int_equal(item->minutes, PLAN_UNSET);
    assert_int_equal(item->count, PLAN_UNSET);
}

static void test_a_placed_block_is_moved(void **state)
{
    struct agenda_fixture *f = *state;

    add_flexible(f, "24T10:00", "24T11:00");
    move(f, F, "24T10:00", "24T20:00", "24T20:30");
    assert_agenda(f, "a 23T23:00-01:00, b 24T09:00-10:00, a 24T11:00-12:00, "
                     "f 24T20:00-20:30<24T10:00, a 24T23:00-01:00");
}

/* ---- A fixed one ---- */

static void test_moved_within_the_stretch(void **state)
{
    struct agenda_fixture *f = *state;

    move(f, B, "24T09:00", "24T15:00", "24T16:30");
    assert_agenda(f, "a 23T23:00-01:00, a 24T11:00-12:00, b 24T15:00-16:30<24T09:00, "
                     "a 24T23:00-01:00");
    /* And ahead of others; it was moved already, so its base is no longer where it starts. */
    move(f, "a/2026-11-24/2", "24T23:00", "24T08:00", "24T10:00");
    assert_agenda(f, "a 23T23:00-01:00, a 24T08:00-10:00<24T23:00, a 24T11:00-12:00, "
                     "b 24T15:00-16:30<24T09:00");
}

static void test_moved_back_is_not_moved(void **state)
{
    struct agenda_fixture *f = *state;

    move(f, B, "24T09:00", "24T09:00", "24T10:00");
    assert_agenda(f, ALL_DAY);
    move(f, "b/2026-11-23/1", "23T09:00", "23T09:00", "23T10:00"); /* also one that is fetched */
    assert_agenda(f, "b 23T09:00-10:00, " ALL_DAY);
}

static void test_moved_out_of_the_stretch(void **state)
{
    struct agenda_fixture *f = *state;

    move(f, B, "24T09:00", "26T09:00", "26T10:00");
    agenda_clip(&f->agenda, moment_of(f, "24T00:00"), moment_of(f, "25T00:00"));
    assert_agenda(f, "a 23T23:00-01:00, a 24T11:00-12:00, a 24T23:00-01:00");
}

static void test_moved_into_the_stretch(void **state)
{
    struct agenda_fixture *f = *state;

    move(f, "b/2026-11-27/1", "27T09:00", "24T15:00", "24T16:00");
    assert_agenda(f, "a 23T23:00-01:00, b 24T09:00-10:00, a 24T11:00-12:00, "
                     "b 24T15:00-16:00<27T09:00, a 24T23:00-01:00");
    /* Fetched once, however often it is said. */
    move(f, "b/2026-11-27/1", "27T09:00", "24T15:00", "24T16:00");
    assert_int_equal(f->agenda.n, 5);
}

/* The plan was edited since: the block starts elsewhere, or is not there at all. */
static void test_a_move_of_what_is_no_longer_there(void **state)
{
    static const struct {
        const char *id, *base;
    } cases[] = {
        {B, "24T08:00"},                /* today's block, from where it does not lie */
        {"b/2026-11-27/1", "27T08:00"}, /* another day's */
        {"b/2026-11-27/2", "27T09:00"}, /* a range too many */
        {"c/2026-11-24/1", "24T09:00"}, /* no such activity */
        {F, "24T10:00"},                /* not placed */
    };
    struct agenda_fixture *f = *state;

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        move(f, cases[i].id, cases[i].base, "24T15:00", "24T16:00");
        assert_agenda(f, ALL_DAY);
    }
}

static void test_deleted(void **state)
{
    struct agenda_fixture *f = *state;

    assert_int_equal(agenda_move(&f->agenda, B, moment_of(f, "24T09:00"), moment_of(f, "24T15:00"),
                                 moment_of(f, "24T16:00"), true),
                     0);
    assert_agenda(f, "a 23T23:00-01:00, !b 24T09:00-10:00<24T09:00, a 24T11:00-12:00, "
                     "a 24T23:00-01:00");
}

/* ---- Joined with the log ---- */

static void test_an_answer_keeps_the_move(void **state)
{
    struct agenda_fixture *f = *state;
    struct agenda_item row = row_of(f, B, "b", "24T15:00", "24T16:00");

    move(f, B, "24T09:00", "24T15:00", "24T16:00");
    row.outcome = OUTCOME_DONE;
    assert_int_equal(agenda_join(&f->agenda, &row, moment_of(f, "24T17:00")), 0);
    assert_agenda(f, "a 23T23:00-01:00, a 24T11:00-12:00, b 24T15:00-16:00<24T09:00, "
                     "a 24T23:00-01:00");
    assert_int_equal(agenda_find(&f->agenda, B)->outcome, OUTCOME_DONE);
}

static void test_a_skip_keeps_the_deletion(void **state)
{
    struct agenda_fixture *f = *state;
    struct agenda_item row = row_of(f, B, "b", "24T09:00", "24T10:00");

    assert_int_equal(agenda_move(&f->agenda, B, moment_of(f, "24T09:00"), moment_of(f, "24T09:00"),
                                 moment_of(f, "24T10:00"), true),
                     0);
    row.outcome = OUTCOME_SKIPPED;
    assert_int_equal(agenda_join(&f->agenda, &row, moment_of(f, "24T08:00")), 0);
    assert_true(agenda_find(&f->agenda, B)->is_deleted);
    assert_int_equal(agenda_find(&f->agenda, B)->outcome, OUTCOME_SKIPPED);
}

/* It was missed where it lay, and moved to a time that is still to come. */
static void test_a_missed_block_that_is_moved_ahead_is_open_again(void **state)
{
    struct agenda_fixture *f = *state;
    struct agenda_item row = row_of(f, B, "b", "24T09:00", "24T10:00");

    move(f, B, "24T09:00", "24T15:00", "24T16:00");
    row.outcome = OUTCOME_MISSED;
    assert_int_equal(agenda_join(&f->agenda, &row, moment_of(f, "24T14:00")), 0);
    assert_int_equal(agenda_find(&f->agenda, B)->outcome, OUTCOME_OPEN);
    assert_int_equal(agenda_find(&f->agenda, B)->start_sec, moment_of(f, "24T15:00"));
}

/* ---- Clipping ---- */

static void test_clip(void **state)
{
    struct agenda_fixture *f = *state;
    struct agenda_item running = row_of(f, "x/+1", "x", "24T10:30", "24T10:30");

    running.kind = BLOCK_UNPLANNED;
    running.end_sec = 0; /* it runs */
    assert_int_equal(agenda_join(&f->agenda, &running, moment_of(f, "24T12:00")), 0);
    agenda_clip(&f->agenda, moment_of(f, "24T01:00"), moment_of(f, "24T23:00"));
    assert_int_equal(f->agenda.n, 3); /* ends are not included */
    agenda_clip(&f->agenda, moment_of(f, "24T09:59"), moment_of(f, "24T11:00"));
    assert_int_equal(f->agenda.n, 2);
    assert_string_equal(f->agenda.items[0].id, B);
    assert_string_equal(f->agenda.items[1].id, "x/+1");
    agenda_clip(&f->agenda, moment_of(f, "24T10:31"), moment_of(f, "24T11:00"));
    assert_int_equal(f->agenda.n, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, agenda_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_placed_block),
        CASE(test_a_placed_block_is_moved),
        CASE(test_moved_within_the_stretch),
        CASE(test_moved_back_is_not_moved),
        CASE(test_moved_out_of_the_stretch),
        CASE(test_moved_into_the_stretch),
        CASE(test_a_move_of_what_is_no_longer_there),
        CASE(test_deleted),
        CASE(test_an_answer_keeps_the_move),
        CASE(test_a_skip_keeps_the_deletion),
        CASE(test_a_missed_block_that_is_moved_ahead_is_open_again),
        CASE(test_clip),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
