/* The rounds over a log: what is taken after sleep, after a clock that was set, after a restart. */
#include "daemon/item.h"
#include "daemon/rounds.h"
#include "schedule-fixture.h"

#include <sqlite3.h>

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

/* A log whose tables somebody else took away. */
static struct log *broken_log(void)
{
    char path[] = "/tmp/test-daemon-rounds-XXXXXX";
    _cleanup_(freep) char *aside = NULL;
    struct log *log = NULL;
    sqlite3 *db = NULL;

    assert_true(close(mkstemp(path)) == 0);
    assert_int_equal(log_open(path, &log, &aside), 0);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "DROP TABLE completion", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    for (int i = 0; i < 3; i++) {
        static const char *const ends[] = {"", "-wal", "-shm"};
        char name[64];

        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
    return log;
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

/* A block over midnight, looked for from midnight on, is what the log says of it. */
static void test_row_from_the_evening_before(void **state _unused_)
{
    _cleanup_(plan_freep) struct plan *plan =
        plan_of("[plan]\n[activity n]\ndays = daily\ntime = 23:00-01:00\n");
    _cleanup_(zone_freep) struct zone *zone = zone_of("UTC");
    _cleanup_(log_freep) struct log *log = NULL;
    _cleanup_(agenda_done) struct agenda agenda;
    int64_t midnight_sec = instant_of(zone, "2026-11-24T00:00");
    struct log_entry entry = {
        .id = "n/2026-11-23/1",
        .activity = "n",
        .start_sec = midnight_sec - 3600,
        .end_sec = midnight_sec + 3600,
        .outcome = OUTCOME_DONE,
        .minutes = 120,
        .count = LOG_UNSET,
    };
    struct log_entry other = entry;

    assert_int_equal(log_open_memory(&log), 0);
    assert_int_equal(log_put(log, &entry, "answer", midnight_sec), 0);
    /* One that was over by then is no part of it. */
    other.id = "n/+1";
    other.kind = BLOCK_UNPLANNED;
    other.end_sec = midnight_sec - 60;
    assert_int_equal(log_put(log, &other, "answer", midnight_sec), 0);
    agenda_init(&agenda, plan, zone);
    assert_int_equal(
        agenda_fill_with_log(&agenda, log, midnight_sec, midnight_sec + DAY_SEC, midnight_sec + 60),
        0);
    assert_int_equal(agenda.n, 2);
    assert_string_equal(agenda.items[0].id, "n/2026-11-23/1");
    assert_int_equal(agenda.items[0].outcome, OUTCOME_DONE);
    assert_string_equal(agenda.items[1].id, "n/2026-11-24/1");
}

/* A snooze counts before the block has begun, too. */
static void test_snooze_of_what_comes(void **state _unused_)
{
    struct fixture f;
    int64_t until_sec;

    setup(&f, "2026-11-24T08:00");
    until_sec = instant_of(f.zone, "2026-11-24T09:10");
    assert_int_equal(log_set_snooze(f.log, "a/2026-11-24/1", until_sec), 0);
    check_look(&f, "2026-11-24T08:55", "");
    assert_int_equal(agenda_find(&f.rounds.agenda, "a/2026-11-24/1")->snoozed_sec, until_sec);
    teardown(&f);
}

/* A log that cannot be read leaves the agenda as it was: it reaches days ahead. */
static void test_a_log_that_fails(void **state _unused_)
{
    struct fixture f;
    struct log *good;

    setup(&f, "2026-11-24T08:00");
    check_look(&f, "2026-11-24T09:00", "start a/2026-11-24/1\n");
    check_look(&f, "2026-11-24T09:40", "");
    good = f.log;
    f.log = broken_log();
    assert_true(rounds_fill(&f.rounds, f.log, instant_of(f.zone, "2026-11-24T09:41")) < 0);
    assert_int_equal(rounds_next(&f.rounds), instant_of(f.zone, "2026-11-24T09:42"));
    assert_int_equal(agenda_find(&f.rounds.agenda, "a/2026-11-24/1")->known_sec,
                     instant_of(f.zone, "2026-11-24T09:00"));
    log_free(f.log);
    f.log = good;
    check_look(&f, "2026-11-24T10:00", "end a/2026-11-24/1\n");
    assert_int_equal(rounds_next(&f.rounds), instant_of(f.zone, "2026-11-24T12:00"));
    teardown(&f);
}

/* Newfoundland set its clock back at 00:01: midnight came twice, and the day before went on. */
static void test_midnight_comes_twice(void **state _unused_)
{
    _cleanup_(plan_freep) struct plan *plan = plan_of("[plan]\nreview = no\n");
    _cleanup_(zone_freep) struct zone *zone = zone_of("America/St_Johns");
    struct rounds rounds;
    int64_t now_sec = instant_of(zone, "2010-11-07T00:00:30-02:30");

    rounds_init(&rounds, plan, zone, now_sec);
    for (int i = 0; i < 8; i++, now_sec += 600) {
        assert_int_equal(rounds_fill(&rounds, NULL, now_sec), 0);
        assert_true(rounds_next(&rounds) > now_sec);
    }
    rounds_done(&rounds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_day),
        cmocka_unit_test(test_after_a_sleep_of_days),
        cmocka_unit_test(test_clock_set_back),
        cmocka_unit_test(test_restart),
        cmocka_unit_test(test_after_a_year),
        cmocka_unit_test(test_row_from_the_evening_before),
        cmocka_unit_test(test_snooze_of_what_comes),
        cmocka_unit_test(test_a_log_that_fails),
        cmocka_unit_test(test_midnight_comes_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
