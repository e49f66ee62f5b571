/* The rounds over a log: what is taken after sleep, after a clock that was set, after a restart. */
#include "daemon/item.h"
#include "daemon/rounds.h"
#include "schedule-fixture.h"

#define PLAN                                                                         \
    "[plan]\nname = P\ntimezone = Europe/Berlin\nreview = no\nremind = 0\nnag = 0\n" \
    "[activity a]\ndays = daily\ntime = 09:00-10:00\n"                               \
    "[activity b]\ndays = daily\ntime = 14:00-15:00\n"

struct fixture {
    struct plan *plan;
    struct zone *zone;
    struct log *log;
    struct rounds rounds;
};

static void setup(struct fixture *f, const char *looked)
{
    *f = (struct fixture){.plan = plan_of(PLAN), .zone = zone_of("Europe/Berlin")};
    assert_int_equal(log_open_memory(&f->log), 0);
    rounds_init(&f->rounds, f->plan, f->zone, instant_of(f->zone, looked));
}

static void teardown(struct fixture *f)
{
    rounds_done(&f->rounds);
    log_free(f->log);
    zone_free(f->zone);
    plan_free(f->plan);
}

/* Looks, records what begins as the daemon does, and checks what was due. */
static void check_look(struct fixture *f, const char *now, const char *expected)
{
    _cleanup_(due_list_done) struct due_list dues = {0};
    _cleanup_(freep) char *actual = NULL;
    int64_t now_sec = instant_of(f->zone, now);
    struct text text = {0};

    assert_int_equal(rounds_take(&f->rounds, f->log, now_sec, &dues), 0);
    for (size_t i = 0; i < dues.n; i++) {
        struct agenda_item *item = &f->rounds.agenda.items[dues.items[i].item];
        struct log_entry entry;

        text_addf(&text, "%s %s\n", due_kind_name(dues.items[i].kind), item->id);
        if (dues.items[i].kind != DUE_START)
            continue;
        item->known_sec = now_sec;
        item->is_logged = true;
        entry = log_entry_from_item(item);
        assert_true(log_begin(f->log, &entry) >= 0);
    }
    assert_int_equal(text_take(&text, &actual), 0);
    if (!streq(actual, expected))
        fail_msg("at %s:\n%sexpected:\n%s", now, actual, expected);
}

static void test_a_day(void **state _unused_)
{
    struct fixture f;

    setup(&f, "2026-11-24T08:00");
    check_look(&f, "2026-11-24T08:00", "");
    assert_int_equal(rounds_next(&f.rounds), instant_of(f.zone, "2026-11-24T09:00"));
    check_look(&f, "2026-11-24T09:00", "start a/2026-11-24/1\n");
    check_look(&f, "2026-11-24T09:00", "");
    check_look(&f, "2026-11-24T10:00", "end a/2026-11-24/1\n");
    assert_int_equal(rounds_next(&f.rounds), instant_of(f.zone, "2026-11-24T12:00"));
    check_look(&f, "2026-11-24T12:00", "missed a/2026-11-24/1\n");
    teardown(&f);
}

static void test_after_a_sleep_of_days(void **state _unused_)
{
    struct fixture f;

    setup(&f, "2026-11-24T08:00");
    check_look(&f, "2026-11-24T09:00", "start a/2026-11-24/1\n");
    check_look(&f, "2026-11-26T09:30",
               "end a/2026-11-24/1\nmissed a/2026-11-24/1\n"
               "start b/2026-11-24/1\nend b/2026-11-24/1\n"
               "start a/2026-11-25/1\nend a/2026-11-25/1\n"
               "start b/2026-11-25/1\nend b/2026-11-25/1\n"
               "start a/2026-11-26/1\n");
    /* What passed unseen is missed `grace` after the resume, not at once. */
    check_look(&f, "2026-11-26T11:29", "end a/2026-11-26/1\n");
    check_look(&f, "2026-11-26T11:30",
               "missed b/2026-11-24/1\nmissed a/2026-11-25/1\nmissed b/2026-11-25/1\n");
    teardown(&f);
}

static void test_clock_set_back(void **state _unused_)
{
    struct fixture f;

    setup(&f, "2026-11-24T08:00");
    check_look(&f, "2026-11-24T09:05", "start a/2026-11-24/1\n");
    check_look(&f, "2026-11-24T08:30", "");
    assert_int_equal(f.rounds.looked_sec, instant_of(f.zone, "2026-11-24T08:30"));
    /* The start comes again; who announced it remembers (id, start). */
    check_look(&f, "2026-11-24T09:00", "start a/2026-11-24/1\n");
    /* Back by days: the agenda follows. */
    check_look(&f, "2026-11-10T08:00", "");
    assert_int_equal(rounds_next(&f.rounds), instant_of(f.zone, "2026-11-10T09:00"));
    teardown(&f);
}

static void test_restart(void **state _unused_)
{
    struct fixture f;
    struct log_entry entry;

    setup(&f, "2026-11-24T08:00");
    check_look(&f, "2026-11-24T09:00", "start a/2026-11-24/1\n");
    assert_int_equal(log_find(f.log, "a/2026-11-24/1", &entry), 1);
    entry.outcome = OUTCOME_DONE;
    entry.minutes = 60;
    entry.answered_sec = instant_of(f.zone, "2026-11-24T09:40");
    assert_int_equal(log_put(f.log, &entry, "answer", entry.answered_sec), 0);

    rounds_done(&f.rounds);
    rounds_init(&f.rounds, f.plan, f.zone, instant_of(f.zone, "2026-11-24T09:40"));
    check_look(&f, "2026-11-24T09:41", "");
    assert_int_equal(agenda_find(&f.rounds.agenda, "a/2026-11-24/1")->outcome, OUTCOME_DONE);
    check_look(&f, "2026-11-24T13:00", "end a/2026-11-24/1\n");
    teardown(&f);
}

/* What lies far back is not looked for: two months are the most. */
static void test_after_a_year(void **state _unused_)
{
    struct fixture f;
    _cleanup_(due_list_done) struct due_list dues = {0};

    setup(&f, "2025-11-24T08:00");
    assert_int_equal(rounds_take(&f.rounds, f.log, instant_of(f.zone, "2026-11-24T08:00"), &dues),
                     0);
    assert_int_equal(dues.n, 2 * 2 * 56);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_day),          cmocka_unit_test(test_after_a_sleep_of_days),
        cmocka_unit_test(test_clock_set_back), cmocka_unit_test(test_restart),
        cmocka_unit_test(test_after_a_year),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
