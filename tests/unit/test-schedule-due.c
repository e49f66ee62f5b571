/* What is due when, and that asking for the next and asking for all agree. */
#include "schedule-fixture.h"

/* One block, 09:00 to 10:30 UTC, on 2026-11-24; its plan's grace is 2 h. */
#define PLAN                                                                  \
    "[plan]\nreview = no\n"                                                   \
    "[activity a]\ndays = Tue\ntime = 09:00-10:30\nremind = 5m, 30m\n"        \
    "nag = 10m, 90m, 91m\n"                                                   \
    "[activity quiet]\ndays = Wed\ntime = 09:00-10:30\nremind = 0\nnag = 0\n" \
    "ask = no\n"
#define DAY "2026-11-24T"

/* What differs from a block of the plan that nobody touched. Times are of DAY; NULL: not. */
struct due_case {
    const char *name;
    enum block_kind kind;
    enum outcome outcome;
    bool is_logged;
    const char *known, *started, *snoozed;
    const char *expected;
};

#define END "end 2026-11-24T10:30:00Z a/2026-11-24/1\n"

static const struct due_case due_cases[] = {
    {
        .name = "untouched: nothing after the end, for it may be from before the first run",
        .expected = "remind30 2026-11-24T08:30:00Z a/2026-11-24/1\n"
                    "remind5 2026-11-24T08:55:00Z a/2026-11-24/1\n"
                    "start 2026-11-24T09:00:00Z a/2026-11-24/1\n"
                    "nag10 2026-11-24T09:10:00Z a/2026-11-24/1\n"
                    "end 2026-11-24T10:30:00Z a/2026-11-24/1\n"
                    "nag90 2026-11-24T10:30:00Z a/2026-11-24/1\n",
    },
    {
        .name = "seen to begin: missed at the end of grace",
        .is_logged = true,
        .known = "09:00",
        .expected = "remind30 2026-11-24T08:30:00Z a/2026-11-24/1\n"
                    "remind5 2026-11-24T08:55:00Z a/2026-11-24/1\n"
                    "start 2026-11-24T09:00:00Z a/2026-11-24/1\n"
                    "nag10 2026-11-24T09:10:00Z a/2026-11-24/1\n"
                    "end 2026-11-24T10:30:00Z a/2026-11-24/1\n"
                    "nag90 2026-11-24T10:30:00Z a/2026-11-24/1\n"
                    "missed 2026-11-24T12:30:00Z a/2026-11-24/1\n",
    },
    {
        .name = "snoozed",
        .is_logged = true,
        .known = "09:00",
        .snoozed = "09:20",
        .expected = "remind30 2026-11-24T08:30:00Z a/2026-11-24/1\n"
                    "remind5 2026-11-24T08:55:00Z a/2026-11-24/1\n"
                    "start 2026-11-24T09:00:00Z a/2026-11-24/1\n"
                    "nag10 2026-11-24T09:10:00Z a/2026-11-24/1\n"
                    "snooze 2026-11-24T09:20:00Z a/2026-11-24/1\n"
                    "end 2026-11-24T10:30:00Z a/2026-11-24/1\n"
                    "nag90 2026-11-24T10:30:00Z a/2026-11-24/1\n"
                    "missed 2026-11-24T12:30:00Z a/2026-11-24/1\n",
    },
    {
        .name = "snoozed until after its end",
        .is_logged = true,
        .known = "10:29",
        .snoozed = "10:40",
        .expected = "remind30 2026-11-24T08:30:00Z a/2026-11-24/1\n"
                    "remind5 2026-11-24T08:55:00Z a/2026-11-24/1\n"
                    "start 2026-11-24T09:00:00Z a/2026-11-24/1\n"
                    "nag10 2026-11-24T09:10:00Z a/2026-11-24/1\n"
                    "end 2026-11-24T10:30:00Z a/2026-11-24/1\n"
                    "nag90 2026-11-24T10:30:00Z a/2026-11-24/1\n"
                    "snooze 2026-11-24T10:40:00Z a/2026-11-24/1\n"
                    "missed 2026-11-24T12:30:00Z a/2026-11-24/1\n",
    },
    {
        .name = "started: only the question, and missed without an answer",
        .is_logged = true,
        .known = "09:00",
        .started = "09:03",
        .snoozed = "09:20",
        .expected = "snooze 2026-11-24T09:20:00Z a/2026-11-24/1\n"
                    "end 2026-11-24T10:30:00Z a/2026-11-24/1\n"
                    "missed 2026-11-24T12:30:00Z a/2026-11-24/1\n",
    },
    {
        .name = "seen while it ran, after a sleep: the question still comes",
        .is_logged = true,
        .known = "10:29",
        .started = "10:29",
        .expected = "end 2026-11-24T10:30:00Z a/2026-11-24/1\n"
                    "missed 2026-11-24T12:30:00Z a/2026-11-24/1\n",
    },
    {
        .name = "first seen when it was over: told in the summary, missed grace after that",
        .is_logged = true,
        .known = "10:30",
        .expected = "missed 2026-11-24T12:30:00Z a/2026-11-24/1\n",
    },
    {
        .name = "first seen later still",
        .is_logged = true,
        .known = "17:00",
        .expected = "missed 2026-11-24T19:00:00Z a/2026-11-24/1\n",
    },
    {.name = "done", .is_logged = true, .outcome = OUTCOME_DONE, .expected = END},
    {.name = "partial", .is_logged = true, .outcome = OUTCOME_PARTIAL, .expected = END},
    {.name = "skipped", .is_logged = true, .outcome = OUTCOME_SKIPPED, .expected = END},
    {.name = "missed", .is_logged = true, .outcome = OUTCOME_MISSED, .expected = END},
    {.name = "excused", .is_logged = true, .outcome = OUTCOME_EXCUSED, .expected = ""},
    {
        .name = "unplanned with a known end",
        .kind = BLOCK_UNPLANNED,
        .is_logged = true,
        .known = "09:00",
        .started = "09:00",
        .expected = "end 2026-11-24T10:30:00Z a/2026-11-24/1\n",
    },
    {
        .name = "unplanned: its answer was its end",
        .kind = BLOCK_UNPLANNED,
        .is_logged = true,
        .outcome = OUTCOME_DONE,
        .known = "09:00",
        .started = "09:00",
        .expected = "",
    },
    {
        .name = "started when it was over: missed grace after that",
        .is_logged = true,
        .known = "09:00",
        .started = "15:00",
        .expected = "end 2026-11-24T10:30:00Z a/2026-11-24/1\n"
                    "missed 2026-11-24T17:00:00Z a/2026-11-24/1\n",
    },
};

static int64_t time_of(const struct zone *zone, const char *time)
{
    char s[INSTANT_SIZE];

    if (!time)
        return 0;
    snprintf(s, sizeof(s), "%s%s", DAY, time);
    return instant_of(zone, s);
}

static void test_due(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan = plan_of(PLAN);
    _cleanup_(zone_freep) struct zone *zone = zone_of("UTC");

    for (size_t i = 0; i < ARRAY_SIZE(due_cases); i++) {
        const struct due_case *c = &due_cases[i];
        _cleanup_(agenda_done) struct agenda agenda;
        _cleanup_(due_list_done) struct due_list list = {0};

        agenda_init(&agenda, plan, zone);
        assert_int_equal(agenda_fill(&agenda, time_of(zone, "00:00"), time_of(zone, "23:59")), 0);
        assert_int_equal(agenda.n, 1);
        struct agenda_item *item = &agenda.items[0];
        item->kind = c->kind;
        item->outcome = c->outcome;
        item->is_logged = c->is_logged;
        item->known_sec = time_of(zone, c->known);
        item->started_sec = time_of(zone, c->started);
        item->snoozed_sec = time_of(zone, c->snoozed);

        assert_int_equal(agenda_due(&agenda, INT64_MIN, INT64_MAX, &list), 0);
        _cleanup_(freep) char *actual = dues_to_text(&list, &agenda);
        if (!streq(actual, c->expected))
            fail_msg("%s:\n%sexpected:\n%s", c->name, actual, c->expected);
    }
}

static void test_due_of_few_words(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan = plan_of(PLAN);
    _cleanup_(zone_freep) struct zone *zone = zone_of("UTC");
    _cleanup_(agenda_done) struct agenda agenda;
    _cleanup_(due_list_done) struct due_list list = {0};

    agenda_init(&agenda, plan, zone);
    assert_int_equal(agenda_fill(&agenda, instant_of(zone, "2026-11-25T00:00"),
                                 instant_of(zone, "2026-11-26T00:00")),
                     0);

    /* Unplanned without a known end, and the row of an activity that the plan no longer has. */
    struct agenda_item row = {
        .id = "a/+1",
        .kind = BLOCK_UNPLANNED,
        .activity_name = (char *)"a",
        .title = (char *)"a",
        .start_sec = instant_of(zone, "2026-11-25T12:00"),
        .end_sec = instant_of(zone, "2026-11-25T12:00"),
        .started_sec = instant_of(zone, "2026-11-25T12:00"),
    };
    assert_int_equal(agenda_join(&agenda, &row, row.start_sec), 0);
    row = (struct agenda_item){
        .id = "gone/2026-11-25/1",
        .activity_name = (char *)"gone",
        .title = (char *)"Gone",
        .start_sec = instant_of(zone, "2026-11-25T15:00"),
        .end_sec = instant_of(zone, "2026-11-25T16:00"),
    };
    assert_int_equal(agenda_join(&agenda, &row, row.start_sec), 0);

    assert_int_equal(agenda_due(&agenda, INT64_MIN, INT64_MAX, &list), 0);
    _cleanup_(freep) char *actual = dues_to_text(&list, &agenda);
    assert_string_equal(actual, "start 2026-11-25T09:00:00Z quiet/2026-11-25/1\n"
                                "end 2026-11-25T10:30:00Z quiet/2026-11-25/1\n"
                                "start 2026-11-25T15:00:00Z gone/2026-11-25/1\n"
                                "end 2026-11-25T16:00:00Z gone/2026-11-25/1\n"
                                "missed 2026-11-25T18:00:00Z gone/2026-11-25/1\n");
}

/* After the first moment, up to the second, added to what is there. */
static void test_due_interval(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan = plan_of(PLAN);
    _cleanup_(zone_freep) struct zone *zone = zone_of("UTC");
    _cleanup_(agenda_done) struct agenda agenda;
    _cleanup_(due_list_done) struct due_list list = {0};

    agenda_init(&agenda, plan, zone);
    assert_int_equal(agenda_fill(&agenda, time_of(zone, "00:00"), time_of(zone, "23:59")), 0);
    assert_int_equal(agenda_due(&agenda, time_of(zone, "08:55"), time_of(zone, "09:10"), &list), 0);
    assert_int_equal(list.n, 2);
    assert_int_equal(list.items[0].kind, DUE_START);
    assert_int_equal(list.items[1].kind, DUE_NAG);
    assert_int_equal(agenda_due(&agenda, time_of(zone, "08:54"), time_of(zone, "08:55"), &list), 0);
    assert_int_equal(list.n, 3);
    assert_int_equal(list.items[2].kind, DUE_REMIND);
    assert_int_equal(agenda_due(&agenda, time_of(zone, "10:30"), time_of(zone, "23:00"), &list), 0);
    assert_int_equal(list.n, 3);
}

/* A log that was written by hand may hold any number. */
static void test_due_of_absurd_times(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan = plan_of(PLAN);
    _cleanup_(zone_freep) struct zone *zone = zone_of("UTC");
    static const int64_t times[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};

    for (size_t i = 0; i < ARRAY_SIZE(times) * ARRAY_SIZE(times); i++) {
        _cleanup_(agenda_done) struct agenda agenda;
        _cleanup_(due_list_done) struct due_list list = {0};
        struct agenda_item row = {
            .id = "a/2026-11-24/1",
            .activity_name = (char *)"a",
            .title = (char *)"a",
            .start_sec = times[i / ARRAY_SIZE(times)],
            .end_sec = times[i % ARRAY_SIZE(times)],
            .known_sec = times[i % ARRAY_SIZE(times)],
        };

        agenda_init(&agenda, plan, zone);
        assert_int_equal(agenda_join(&agenda, &row, 0), 0);
        assert_int_equal(agenda_due(&agenda, INT64_MIN, INT64_MAX, &list), 0);
        assert_true(list.n > 0);
        (void)agenda_next(&agenda, 0);
        (void)agenda_default_item(&agenda, 0);
    }
}

/* ---- Property ---- */

#define RICH_PLAN                                                                             \
    "[plan]\nreview = Sun 02:30\ngrace = 45m\n"                                               \
    "[activity a]\ndays = daily\ntime = 01:00-02:30, 03:00-04:00, 23:30-01:00\nremind = 5m\n" \
    "nag = 10m, 20m\n"                                                                        \
    "[activity b]\ndays = Sat,Sun\ntime = 09:00-10:00, 10:00-11:00\nremind = 1h, 10m, 5m\n"   \
    "nag = 1m, 1h\n"                                                                          \
    "[activity c]\ndays = weekdays\ntime = 11:00-12:00\nask = no\nremind = 0\nnag = 0\n"

/* Rows for some of the plan's blocks, of every sort, from a fixed seed. */
static void join_random_rows(struct agenda *agenda, unsigned seed)
{
    for (size_t i = 0; i < agenda->n; i++) {
        struct agenda_item *item = &agenda->items[i];
        seed = seed * 1103515245u + 12345u;
        unsigned dice = seed >> 16;
        item->is_logged = dice & 1;
        if (!item->is_logged)
            continue;
        item->outcome = dice & 2 ? OUTCOME_OPEN : (dice >> 2) % OUTCOME_MAX_;
        item->known_sec = dice & 32 ? item->start_sec + (dice >> 6) % 12 * 900 : 0;
        item->started_sec = dice & 64 ? item->start_sec + 60 : 0;
        item->snoozed_sec = dice & 128 ? item->start_sec + (dice >> 8) % 40 * 300 : 0;
    }
}

static void assert_same_dues(const struct due_list *a, const struct due_list *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        assert_int_equal(a->items[i].at_sec, b->items[i].at_sec);
        assert_int_equal(a->items[i].kind, b->items[i].kind);
        assert_int_equal(a->items[i].offset, b->items[i].offset);
        assert_int_equal(a->items[i].item, b->items[i].item);
    }
}

/* Going from one due moment to the next finds exactly what one look at all of it finds. */
static void test_steps(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan = plan_of(RICH_PLAN);
    _cleanup_(zone_freep) struct zone *zone = zone_of("Europe/Berlin");
    int64_t from_sec = instant_of(zone, "2026-03-20T00:00");
    int64_t to_sec = instant_of(zone, "2026-04-10T00:00");

    for (unsigned seed = 0; seed < 50; seed++) {
        _cleanup_(agenda_done) struct agenda agenda;
        _cleanup_(due_list_done) struct due_list whole = {0}, steps = {0};

        agenda_init(&agenda, plan, zone);
        assert_int_equal(agenda_fill(&agenda, from_sec, to_sec), 0);
        join_random_rows(&agenda, seed);

        assert_int_equal(agenda_due(&agenda, from_sec, to_sec, &whole), 0);
        assert_true(whole.n > 100);
        int64_t at_sec = from_sec, next_sec;
        while ((next_sec = agenda_next(&agenda, at_sec)) <= to_sec) {
            size_t n = steps.n;
            assert_true(next_sec > at_sec);
            assert_int_equal(agenda_due(&agenda, at_sec, next_sec, &steps), 0);
            assert_true(steps.n > n);
            for (; n < steps.n; n++)
                assert_int_equal(steps.items[n].at_sec, next_sec);
            at_sec = next_sec;
        }
        assert_same_dues(&whole, &steps);
    }
}

/* ---- Reviews ---- */

static void test_review(void **state)
{
    (void)state;
    static const struct {
        const char *review, *after, *expected;
    } cases[] = {
        {"Sun 18:00", "2026-11-24T00:00", "2026-11-29T18:00"},
        {"Sun 18:00", "2026-11-29T17:59:59", "2026-11-29T18:00"},
        {"Sun 18:00", "2026-11-29T18:00", "2026-12-06T18:00"},
        {"Sun 02:30", "2026-03-28T00:00", "2026-03-29T03:30+02:00"},
        {"Sun 02:30", "2026-03-29T03:30+02:00", "2026-04-05T02:30"},
        {"Sun 02:30", "2026-10-24T00:00", "2026-10-25T02:30+02:00"},
        {"Sun 02:30", "2026-10-25T02:30+02:00", "2026-11-01T02:30"},
        {"Mon 00:00", "2026-11-22T23:59", "2026-11-23T00:00"},
    };
    _cleanup_(zone_freep) struct zone *zone = zone_of("Europe/Berlin");

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char text[64];
        snprintf(text, sizeof(text), "[plan]\nreview = %s\n", cases[i].review);
        _cleanup_(plan_freep) struct plan *plan = plan_of(text);
        assert_int_equal(plan_next_review(plan, zone, instant_of(zone, cases[i].after)),
                         instant_of(zone, cases[i].expected));
    }

    _cleanup_(plan_freep) struct plan *none = plan_of("[plan]\nreview = no\n");
    assert_int_equal(plan_next_review(none, zone, 0), INT64_MAX);
    _cleanup_(plan_freep) struct plan *some = plan_of("[plan]\nreview = Sun 18:00\n");
    assert_int_equal(plan_next_review(some, zone, INT64_MAX), INT64_MAX);
    assert_true(plan_next_review(some, zone, INT64_MIN) < 0);
}

static void test_review_is_due(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan =
        plan_of("[plan]\nreview = Sun 18:00\n"
                "[activity a]\ndays = Sun\ntime = 17:00-18:00\nremind = 0\nnag = 0\n");
    _cleanup_(zone_freep) struct zone *zone = zone_of("UTC");
    _cleanup_(agenda_done) struct agenda agenda;
    _cleanup_(due_list_done) struct due_list list = {0};
    int64_t from_sec = instant_of(zone, "2026-11-28T00:00");
    int64_t to_sec = instant_of(zone, "2026-12-06T12:00");

    agenda_init(&agenda, plan, zone);
    assert_int_equal(agenda_fill(&agenda, from_sec, to_sec), 0);
    assert_int_equal(agenda_due(&agenda, from_sec, to_sec, &list), 0);
    _cleanup_(freep) char *actual = dues_to_text(&list, &agenda);
    assert_string_equal(actual, "start 2026-11-29T17:00:00Z a/2026-11-29/1\n"
                                "end 2026-11-29T18:00:00Z a/2026-11-29/1\n"
                                "review 2026-11-29T18:00:00Z\n");
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(due_kind_name(DUE_REMIND), "remind");
    assert_string_equal(due_kind_name(DUE_REVIEW), "review");
    for (int i = 0; i < DUE_KIND_MAX_; i++)
        assert_string_not_equal(due_kind_name(i), "?");
    assert_string_equal(due_kind_name(DUE_KIND_MAX_), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_due),           cmocka_unit_test(test_due_of_few_words),
        cmocka_unit_test(test_due_interval),  cmocka_unit_test(test_due_of_absurd_times),
        cmocka_unit_test(test_steps),         cmocka_unit_test(test_review),
        cmocka_unit_test(test_review_is_due), cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
