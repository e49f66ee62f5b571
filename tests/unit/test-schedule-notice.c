/* What an item has to say at each moment, and that a walk through a day says each thing once. */
#include "schedule-fixture.h"

#define PLAN                                                                           \
    "[plan]\nname = P\ntimezone = UTC\ngrace = 2h\n"                                   \
    "[activity a]\ndays = Tue\ntime = 09:00-10:30\nremind = 30m, 5m\nnag = 10m, 40m\n" \
    "[activity q]\ndays = Wed\ntime = 09:00-10:30\nremind = 0\nnag = 0\nask = no\n"
#define DAY "2026-11-24T"

struct notice_case {
    const char *now;
    const char *known, *started, *snoozed; /* NULL: not */
    enum outcome outcome;
    const char *expected; /* NULL: nothing to say */
};

static const struct notice_case cases[] = {
    {"08:29", .expected = NULL},
    {"08:30", .expected = "remind30"},
    {"08:54", .expected = "remind30"},
    {"08:55", .expected = "remind5"},
    {"08:59", .expected = "remind5"},
    {"09:00", "09:00", .expected = "start"},
    {"09:09", "09:00", .expected = "start"},
    {"09:10", "09:00", .expected = "nag10"},
    {"10:29", "09:00", .expected = "nag40"},
    {"10:30", "09:00", .expected = "end"},
    {"12:29", "09:00", .expected = "end"},
    {"12:30", "09:00", .expected = NULL}, /* missed by now */

    /* Seen late, seen too late, never seen. */
    {"09:25", "09:25", .expected = "nag10"},
    {"11:00", "11:00", .expected = "missed"},
    {"12:59", "11:00", .expected = "missed"},
    {"13:00", "11:00", .expected = NULL},
    {"11:00", .expected = NULL},

    /* Started: silence until the end. */
    {"09:20", "09:00", "09:05", .expected = NULL},
    {"10:30", "09:00", "09:05", .expected = "end"},
    {"08:57", NULL, "08:56", .expected = NULL},

    /* Started when it was over: no question, no deadline that has passed. */
    {"11:00", "09:00", "10:50", .expected = NULL},
    {"13:30", "09:00", "10:50", .expected = NULL},

    /* A snooze silences and then speaks. */
    {"09:05", "09:00", .snoozed = "09:12", .expected = NULL},
    {"09:11", "09:00", .snoozed = "09:12", .expected = NULL},
    {"09:12", "09:00", .snoozed = "09:12", .expected = "snooze1795511520"},
    {"09:41", "09:00", .snoozed = "09:12", .expected = "nag40"},
    {"10:32", "09:00", .snoozed = "10:35", .expected = NULL},
    {"10:35", "09:00", .snoozed = "10:35", .expected = "snooze1795516500"},
    {"08:40", .snoozed = "08:45", .expected = NULL},
    {"08:45", .snoozed = "08:45", .expected = "snooze1795509900"},
    {"08:55", .snoozed = "08:45", .expected = "remind5"},
    {"11:05", "11:00", .snoozed = "11:10", .expected = NULL},
    {"11:10", "11:00", .snoozed = "11:10", .expected = "snooze1795518600"},

    /* An outcome ends it all. */
    {"09:10", "09:00", .outcome = OUTCOME_DONE, .expected = NULL},
    {"10:30", "09:00", .outcome = OUTCOME_SKIPPED, .expected = NULL},
    {"08:55", .outcome = OUTCOME_EXCUSED, .expected = NULL},
};

static int64_t time_of(const struct zone *zone, const char *time)
{
    char s[INSTANT_SIZE];

    if (!time)
        return 0;
    snprintf(s, sizeof s, DAY "%s", time);
    return instant_of(zone, s);
}

static void test_moments(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan = plan_of(PLAN);
    _cleanup_(zone_freep) struct zone *zone = zone_of("UTC");

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const struct notice_case *c = &cases[i];
        _cleanup_(agenda_done) struct agenda agenda;
        char name[NOTICE_NAME_SIZE] = "";
        struct notice notice;

        agenda_init(&agenda, plan, zone);
        assert_int_equal(agenda_fill(&agenda, time_of(zone, "00:00"), time_of(zone, "23:59")), 0);
        agenda.items[0].outcome = c->outcome;
        agenda.items[0].known_sec = time_of(zone, c->known);
        agenda.items[0].is_logged = c->known;
        agenda.items[0].started_sec = time_of(zone, c->started);
        agenda.items[0].snoozed_sec = time_of(zone, c->snoozed);
        if (agenda_item_notice(&agenda, &agenda.items[0], time_of(zone, c->now), &notice))
            notice_format_name(&notice, name);
        if (!streq(name, c->expected ? c->expected : ""))
            fail_msg("case %zu, %s: \"%s\" instead of \"%s\"", i, c->now, name,
                     c->expected ? c->expected : "");
    }
}

/* An activity that wants no words gets its start and nothing else. */
static void test_few_words(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan = plan_of(PLAN);
    _cleanup_(zone_freep) struct zone *zone = zone_of("UTC");
    _cleanup_(agenda_done) struct agenda agenda;
    int64_t start_sec = instant_of(zone, "2026-11-25T09:00");
    struct notice notice;

    agenda_init(&agenda, plan, zone);
    assert_int_equal(agenda_fill(&agenda, start_sec, start_sec + 1), 0);
    agenda.items[0].is_logged = true;
    agenda.items[0].known_sec = start_sec;
    assert_false(agenda_item_notice(&agenda, &agenda.items[0], start_sec - 60, &notice));
    assert_true(agenda_item_notice(&agenda, &agenda.items[0], start_sec + 3600, &notice));
    assert_int_equal(notice.kind, DUE_START);
    assert_false(agenda_item_notice(&agenda, &agenda.items[0], start_sec + 5400, &notice));
}

/* Every notice becomes due at an instant that agenda_next() gives: who looks at those only and says
 * what is new says everything in time. */
static void test_next_meets_notices(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan = plan_of(PLAN);
    _cleanup_(zone_freep) struct zone *zone = zone_of("UTC");
    _cleanup_(agenda_done) struct agenda agenda;
    char seen[512] = "", name[NOTICE_NAME_SIZE];
    int64_t from_sec = time_of(zone, "00:00"), to_sec = time_of(zone, "23:59");
    struct notice notice;

    agenda_init(&agenda, plan, zone);
    assert_int_equal(agenda_fill(&agenda, from_sec, to_sec), 0);
    for (int64_t now_sec = from_sec; (now_sec = agenda_next(&agenda, now_sec)) < to_sec;) {
        struct agenda_item *item = &agenda.items[0];

        if (now_sec == item->start_sec) {
            item->known_sec = now_sec;
            item->is_logged = true;
        }
        if (!agenda_item_notice(&agenda, item, now_sec, &notice))
            continue;
        assert_int_equal(notice.at_sec, now_sec);
        notice_format_name(&notice, name);
        strcat(strcat(seen, name), " ");
    }
    assert_string_equal(seen, "remind30 remind5 start nag10 nag40 end ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_few_words),
        cmocka_unit_test(test_next_meets_notices),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
