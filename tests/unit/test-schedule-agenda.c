/* The plan's blocks joined with the log, and which block is meant. */
#include "schedule-fixture.h"

#define PLAN                                                       \
    "[plan]\nreview = no\n"                                        \
    "[activity b]\ntitle = Be\ndays = daily\ntime = 09:00-10:00\n" \
    "[activity a]\ndays = daily\ntime = 11:00-12:00, 23:00-01:00\n"

static int64_t at(const struct agenda_fixture *f, const char *time)
{
    char s[16];

    snprintf(s, sizeof(s), "24T%s", time);
    return moment_of(f, s);
}

static int setup(void **state)
{
    return agenda_setup(state, PLAN, "24T00:00", "24T23:59");
}

static void assert_ids(const struct agenda *agenda, const char *expected)
{
    struct text text = {0};
    _cleanup_(freep) char *actual = NULL;

    for (size_t i = 0; i < agenda->n; i++)
        text_addf(&text, "%s%s", i > 0 ? " " : "", agenda->items[i].id);
    assert_int_equal(text_take(&text, &actual), 0);
    assert_string_equal(actual, expected);
}

/* ---- Filling ---- */

static void test_fill(void **state)
{
    struct agenda_fixture *f = *state;

    /* What began the evening before and still runs is in; so is what only begins. */
    assert_ids(&f->agenda, "a/2026-11-23/2 b/2026-11-24/1 a/2026-11-24/1 a/2026-11-24/2");
    const struct agenda_item *item = &f->agenda.items[1];
    assert_ptr_equal(item->activity, &f->plan->activities[0]);
    assert_string_equal(item->activity_name, "b");
    assert_string_equal(item->title, "Be");
    assert_int_equal(item->kind, BLOCK_FIXED);
    assert_int_equal(item->start_sec, at(f, "09:00"));
    assert_int_equal(item->end_sec, at(f, "10:00"));
    assert_int_equal(item->outcome, OUTCOME_OPEN);
    assert_false(item->is_logged);
    assert_int_equal(item->known_sec, 0);
    assert_int_equal(item->minutes, PLAN_UNSET);
    assert_int_equal(item->count, PLAN_UNSET);

    assert_int_equal(agenda_fill(&f->agenda, at(f, "01:00"), at(f, "11:00")), 0);
    assert_ids(&f->agenda, "b/2026-11-24/1");
    assert_int_equal(agenda_fill(&f->agenda, INT64_MIN, INT64_MIN), 0);
    assert_ids(&f->agenda, "");
}

static void test_find(void **state)
{
    struct agenda_fixture *f = *state;

    assert_ptr_equal(agenda_find(&f->agenda, "a/2026-11-24/1"), &f->agenda.items[2]);
    assert_null(agenda_find(&f->agenda, "a/2026-11-24"));
}

static void test_sort(void **state)
{
    struct agenda_fixture *f = *state;

    f->agenda.items[0].start_sec = at(f, "11:00");
    f->agenda.items[3].start_sec = at(f, "09:00");
    agenda_sort(&f->agenda);
    assert_ids(&f->agenda, "b/2026-11-24/1 a/2026-11-24/2 a/2026-11-23/2 a/2026-11-24/1");
}

/* ---- Joining ---- */

/* A row for b/2026-11-24/1, which the plan has at 09:00-10:00, and what comes of it. */
struct join_case {
    const char *name;
    const char *now, *start, *end;
    enum outcome outcome;
    const char *expected_start, *expected_end;
    enum outcome expected_outcome;
    bool keeps_words; /* started, snoozed */
};

static const struct join_case join_cases[] = {
    {"an answer stands", "12:00", "09:00", "10:00", OUTCOME_DONE, "09:00", "10:00", OUTCOME_DONE,
     true},
    {"an answer stands where the plan has moved the block ahead", "08:00", "07:00", "07:30",
     OUTCOME_PARTIAL, "07:00", "07:30", OUTCOME_PARTIAL, true},
    {"so does a pause", "08:00", "07:00", "07:30", OUTCOME_EXCUSED, "07:00", "07:30",
     OUTCOME_EXCUSED, true},
    {"so does an early answer", "08:00", "09:00", "10:00", OUTCOME_SKIPPED, "09:00", "10:00",
     OUTCOME_SKIPPED, true},
    {"open and moved ahead: the new time", "08:00", "07:00", "07:30", OUTCOME_OPEN, "09:00",
     "10:00", OUTCOME_OPEN, false},
    {"missed and moved ahead: open at the new time", "08:59:59", "07:00", "07:30", OUTCOME_MISSED,
     "09:00", "10:00", OUTCOME_OPEN, false},
    {"open, and begun by the plan: the row's time", "09:00", "07:00", "07:30", OUTCOME_OPEN,
     "07:00", "07:30", OUTCOME_OPEN, true},
    {"missed, and begun by the plan: the row's", "09:00", "07:00", "07:30", OUTCOME_MISSED, "07:00",
     "07:30", OUTCOME_MISSED, true},
    {"open and not moved, started or snoozed early", "08:50", "09:00", "10:00", OUTCOME_OPEN,
     "09:00", "10:00", OUTCOME_OPEN, true},
    {"the clock was set back", "08:00", "09:00", "10:00", OUTCOME_MISSED, "09:00", "10:00",
     OUTCOME_OPEN, true},
};

static void test_join(void **state)
{
    struct agenda_fixture *f = *state;

    for (size_t i = 0; i < ARRAY_SIZE(join_cases); i++) {
        const struct join_case *c = &join_cases[i];
        struct agenda_item row = {
            .id = "b/2026-11-24/1",
            .activity_name = (char *)"b",
            .title = (char *)"As it was called",
            .start_sec = at(f, c->start),
            .end_sec = at(f, c->end),
            .outcome = c->outcome,
            .known_sec = 1,
            .started_sec = 2,
            .snoozed_sec = 3,
            .minutes = 4,
            .count = 5,
        };
        print_message("%s\n", c->name);
        assert_int_equal(agenda_fill(&f->agenda, at(f, "00:00"), at(f, "23:59")), 0);
        assert_int_equal(agenda_join(&f->agenda, &row, at(f, c->now)), 0);

        assert_int_equal(f->agenda.n, 4);
        const struct agenda_item *item = agenda_find(&f->agenda, row.id);
        assert_non_null(item);
        assert_true(item->is_logged);
        assert_ptr_equal(item->activity, &f->plan->activities[0]);
        assert_int_equal(item->start_sec, at(f, c->expected_start));
        assert_int_equal(item->end_sec, at(f, c->expected_end));
        assert_int_equal(item->outcome, c->expected_outcome);
        assert_int_equal(item->started_sec, c->keeps_words ? 2 : 0);
        assert_int_equal(item->snoozed_sec, c->keeps_words ? 3 : 0);
        bool is_reopened = c->expected_outcome == OUTCOME_OPEN && at(f, c->now) < item->start_sec;
        assert_int_equal(item->known_sec, is_reopened ? 0 : 1);
        assert_int_equal(item->minutes, is_reopened ? PLAN_UNSET : 4);
        assert_string_equal(item->title, is_reopened ? "Be" : row.title);
    }
}

static void test_join_without_block(void **state)
{
    struct agenda_fixture *f = *state;
    struct agenda_item row = {
        .id = "a/+17",
        .kind = BLOCK_UNPLANNED,
        .activity_name = (char *)"a",
        .title = (char *)"a",
        .start_sec = at(f, "10:30"),
        .end_sec = at(f, "10:30"),
        .started_sec = at(f, "10:30"),
    };

    assert_int_equal(agenda_join(&f->agenda, &row, at(f, "10:45")), 0);
    strcpy(row.id, "gone/2026-11-24/1");
    row.kind = BLOCK_FIXED;
    row.activity_name = (char *)"gone";
    row.start_sec = at(f, "09:00");
    assert_int_equal(agenda_join(&f->agenda, &row, at(f, "10:45")), 0);
    assert_ids(&f->agenda, "a/2026-11-23/2 b/2026-11-24/1 gone/2026-11-24/1 a/+17 a/2026-11-24/1 "
                           "a/2026-11-24/2");

    const struct agenda_item *item = agenda_find(&f->agenda, "a/+17");
    assert_int_equal(item->kind, BLOCK_UNPLANNED);
    assert_ptr_equal(item->activity, &f->plan->activities[1]);
    item = agenda_find(&f->agenda, "gone/2026-11-24/1");
    assert_null(item->activity);
    assert_string_equal(item->activity_name, "gone");
    assert_ptr_not_equal(item->activity_name, row.activity_name);

    /* The same row with an answer takes its own place, not another. */
    row.outcome = OUTCOME_DONE;
    row.start_sec = at(f, "08:00");
    assert_int_equal(agenda_join(&f->agenda, &row, at(f, "10:45")), 0);
    assert_ids(&f->agenda, "a/2026-11-23/2 gone/2026-11-24/1 b/2026-11-24/1 a/+17 a/2026-11-24/1 "
                           "a/2026-11-24/2");
    assert_int_equal(f->agenda.items[1].outcome, OUTCOME_DONE);
}

static void test_join_moves(void **state)
{
    struct agenda_fixture *f = *state;
    struct agenda_item row = {
        .id = "b/2026-11-24/1",
        .activity_name = (char *)"b",
        .title = (char *)"b",
        .start_sec = at(f, "11:30"),
        .end_sec = at(f, "12:30"),
        .outcome = OUTCOME_DONE,
    };

    assert_int_equal(agenda_join(&f->agenda, &row, at(f, "13:00")), 0);
    assert_ids(&f->agenda, "a/2026-11-23/2 a/2026-11-24/1 b/2026-11-24/1 a/2026-11-24/2");
}

/* The clock is set back after the block began: joined again, it has not begun. */
static void test_join_again(void **state)
{
    struct agenda_fixture *f = *state;
    struct agenda_item row = {
        .id = "b/2026-11-24/1",
        .activity_name = (char *)"b",
        .title = (char *)"b",
        .start_sec = at(f, "09:00"),
        .end_sec = at(f, "10:00"),
        .known_sec = at(f, "09:00"),
    };

    assert_int_equal(agenda_join(&f->agenda, &row, at(f, "09:30")), 0);
    assert_int_equal(agenda_find(&f->agenda, row.id)->known_sec, at(f, "09:00"));
    assert_int_equal(agenda_join(&f->agenda, &row, at(f, "08:00")), 0);
    assert_int_equal(agenda_find(&f->agenda, row.id)->known_sec, 0);
}

/* An activity was renamed while its blocks are in the log under the former name. */
static void test_join_renamed(void **state _unused_)
{
    _cleanup_(plan_freep) struct plan *plan =
        plan_of("[plan]\nreview = no\n[activity new]\nformerly = old\ntitle = New\n"
                "days = daily\ntime = 09:00-10:00\n");
    _cleanup_(zone_freep) struct zone *zone = zone_of("UTC");
    _cleanup_(agenda_done) struct agenda agenda;
    int64_t now_sec = instant_of(zone, "2026-11-24T09:30");
    struct agenda_item row = {
        .id = "old/2026-11-24/1",
        .activity_name = (char *)"old",
        .title = (char *)"Old",
        .start_sec = instant_of(zone, "2026-11-24T09:00"),
        .end_sec = instant_of(zone, "2026-11-24T10:00"),
        .known_sec = instant_of(zone, "2026-11-24T09:00"),
    };

    agenda_init(&agenda, plan, zone);
    assert_int_equal(agenda_fill(&agenda, now_sec, now_sec + 2 * DAY_SEC), 0);
    assert_int_equal(agenda_join(&agenda, &row, now_sec), 0);
    assert_ids(&agenda, "old/2026-11-24/1 new/2026-11-25/1 new/2026-11-26/1");
    assert_ptr_equal(agenda.items[0].activity, &plan->activities[0]);

    /* Once the present name has a row, that is the block's, and the old one stands by itself. */
    assert_int_equal(agenda_fill(&agenda, now_sec, now_sec + DAY_SEC), 0);
    snprintf(row.id, sizeof(row.id), "new/2026-11-24/1");
    row.activity_name = (char *)"new";
    assert_int_equal(agenda_join(&agenda, &row, now_sec), 0);
    snprintf(row.id, sizeof(row.id), "old/2026-11-24/1");
    row.activity_name = (char *)"old";
    assert_int_equal(agenda_join(&agenda, &row, now_sec), 0);
    assert_ids(&agenda, "new/2026-11-24/1 old/2026-11-24/1 new/2026-11-25/1");
}

/* ---- Which one is meant ---- */

#define B1 "b/2026-11-24/1" /* 09:00-10:00 */
#define A1 "a/2026-11-24/1" /* 11:00-12:00 */
#define A2 "a/2026-11-24/2" /* 23:00-01:00 */

static const struct {
    const char *name, *now;
    enum outcome b1, a1;
    const char *b1_started, *a1_started;
    const char *current, *next, *usual;
} meant_cases[] = {
    {"before", "08:00", 0, 0, NULL, NULL, NULL, B1, NULL},
    {"at its start", "09:00", 0, 0, NULL, NULL, B1, A1, B1},
    {"before its end", "09:59:59", 0, 0, NULL, NULL, B1, A1, B1},
    {"at its end", "10:00", 0, 0, NULL, NULL, NULL, A1, B1},
    {"29 minutes after", "10:29:59", 0, 0, NULL, NULL, NULL, A1, B1},
    {"30 minutes after", "10:30", 0, 0, NULL, NULL, NULL, A1, NULL},
    {"answered", "10:10", OUTCOME_DONE, 0, NULL, NULL, NULL, A1, NULL},
    {"excused", "10:10", OUTCOME_EXCUSED, 0, NULL, NULL, NULL, A1, NULL},
    {"missed is no answer", "10:10", OUTCOME_MISSED, 0, NULL, NULL, NULL, A1, B1},
    {"skipped while it runs", "09:10", OUTCOME_SKIPPED, 0, NULL, NULL, NULL, A1, NULL},
    {"excused while it runs", "09:10", OUTCOME_EXCUSED, 0, NULL, NULL, NULL, A1, NULL},
    {"started, hours ago", "15:00", 0, 0, "09:05", NULL, NULL, A2, B1},
    {"started and answered", "15:00", OUTCOME_DONE, 0, "09:05", NULL, NULL, A2, NULL},
    {"a started one before the one that runs", "11:10", 0, 0, "09:05", NULL, A1, A2, B1},
    {"the latest started", "11:10", 0, 0, "09:05", "11:01", A1, A2, A1},
    {"started early", "08:50", 0, 0, "08:50", NULL, B1, A1, B1},
    {"the next is skipped", "08:50", OUTCOME_SKIPPED, 0, NULL, NULL, NULL, A1, NULL},
};

static void assert_item(const struct agenda_item *item, const char *id)
{
    assert_int_equal(item != NULL, id != NULL);
    if (item)
        assert_string_equal(item->id, id);
}

static void test_meant(void **state)
{
    struct agenda_fixture *f = *state;
    struct agenda_item *b1 = agenda_find(&f->agenda, B1), *a1 = agenda_find(&f->agenda, A1);

    for (size_t i = 0; i < ARRAY_SIZE(meant_cases); i++) {
        print_message("%s\n", meant_cases[i].name);
        b1->outcome = meant_cases[i].b1;
        a1->outcome = meant_cases[i].a1;
        b1->started_sec = meant_cases[i].b1_started ? at(f, meant_cases[i].b1_started) : 0;
        a1->started_sec = meant_cases[i].a1_started ? at(f, meant_cases[i].a1_started) : 0;
        int64_t now_sec = at(f, meant_cases[i].now);
        assert_item(agenda_current(&f->agenda, now_sec), meant_cases[i].current);
        assert_item(agenda_next_item(&f->agenda, now_sec), meant_cases[i].next);
        assert_item(agenda_default_item(&f->agenda, now_sec), meant_cases[i].usual);
    }
}

/* Unplanned work in the middle of a block runs beside it, and is the one a bare command means. */
static void test_unplanned_is_not_the_current(void **state)
{
    struct agenda_fixture *f = *state;
    struct agenda_item row = {
        .id = "a/+1",
        .kind = BLOCK_UNPLANNED,
        .activity_name = (char *)"a",
        .title = (char *)"a",
        .start_sec = at(f, "09:15"),
        .end_sec = at(f, "09:45"),
        .started_sec = at(f, "09:15"),
    };

    assert_int_equal(agenda_join(&f->agenda, &row, row.start_sec), 0);
    assert_item(agenda_current(&f->agenda, at(f, "09:20")), B1);
    assert_item(agenda_default_item(&f->agenda, at(f, "09:20")), "a/+1");

    agenda_find(&f->agenda, "a/+1")->end_sec = row.start_sec;
    assert_item(agenda_current(&f->agenda, at(f, "09:20")), B1);
    assert_item(agenda_default_item(&f->agenda, at(f, "09:20")), "a/+1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_fill, setup, agenda_teardown),
        cmocka_unit_test_setup_teardown(test_find, setup, agenda_teardown),
        cmocka_unit_test_setup_teardown(test_sort, setup, agenda_teardown),
        cmocka_unit_test_setup_teardown(test_join, setup, agenda_teardown),
        cmocka_unit_test_setup_teardown(test_join_without_block, setup, agenda_teardown),
        cmocka_unit_test_setup_teardown(test_join_moves, setup, agenda_teardown),
        cmocka_unit_test_setup_teardown(test_join_again, setup, agenda_teardown),
        cmocka_unit_test(test_join_renamed),
        cmocka_unit_test_setup_teardown(test_meant, setup, agenda_teardown),
        cmocka_unit_test_setup_teardown(test_unplanned_is_not_the_current, setup, agenda_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
