/* What bubbles say, by state of the agenda. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/wording.h"
#include "schedule-fixture.h"

#define PLAN                                                                                  \
    "[plan]\nname = P\ntimezone = UTC\n"                                                      \
    "[activity a]\ntitle = Practise\ndays = Tue\ntime = 09:00-10:30\nfirst = Open the page\n" \
    "open = https://example.org\n"                                                            \
    "[activity b]\ntitle = Outreach\ndays = Tue\ntime = 10:40-12:00\n"                        \
    "[activity c]\ntitle = Blog\ndays = Tue\ntime = 14:00-15:00\n"                            \
    "[activity d]\ntitle = Long\ndays = Tue\ntime = 15:00-19:00\n"

struct wording_case {
    const char *name;
    const char *now;
    bool is_discreet;
    const char *ids[4];     /* whose notices are worded */
    const char *known[4];   /* when each was seen to begin; NULL: not yet */
    const char *snoozed[4]; /* until when; NULL: not */
    const char *summary, *body;
    enum wording_set set;
    const char *target;
};

static const struct wording_case cases[] = {
    {
        .name = "a reminder says what to get ready",
        .now = "08:55",
        .ids = {"a/2026-11-24/1"},
        .summary = "Practise in 5 min",
        .body = "09:00–10:30\nFirst: Open the page\njsctl skip a/2026-11-24/1",
        .set = WORDING_REMIND,
        .target = "a/2026-11-24/1",
    },
    {
        .name = "a start",
        .now = "09:00",
        .ids = {"a/2026-11-24/1"},
        .known = {"09:00"},
        .summary = "Now: Practise",
        .body = "09:00–10:30\nFirst: Open the page\njsctl start|snooze|skip a/2026-11-24/1",
        .set = WORDING_START,
        .target = "a/2026-11-24/1",
    },
    {
        .name = "a late start",
        .now = "09:25",
        .ids = {"a/2026-11-24/1"},
        .known = {"09:25"},
        .summary = "Practise: started 25 min ago",
        .body = "09:00–10:30\nFirst: Open the page\njsctl start|snooze|skip a/2026-11-24/1",
        .set = WORDING_START,
        .target = "a/2026-11-24/1",
    },
    {
        .name = "a very late start says so in hours",
        .now = "17:05",
        .ids = {"d/2026-11-24/1"},
        .known = {"17:05"},
        .summary = "Long: started 2 h 5 min ago",
        .body = "15:00–19:00\njsctl start|snooze|skip d/2026-11-24/1",
        .set = WORDING_START,
        .target = "d/2026-11-24/1",
    },
    {
        .name = "the question, with what comes within a quarter of an hour",
        .now = "10:30",
        .ids = {"a/2026-11-24/1"},
        .known = {"09:00"},
        .summary = "Practise: how did it go?",
        .body = "09:00–10:30\njsctl done|partial|skip a/2026-11-24/1\nNext: Outreach at 10:40",
        .set = WORDING_ASK,
        .target = "a/2026-11-24/1",
    },
    {
        .name = "an end and the next start share one bubble, which asks about the end",
        .now = "10:40",
        .ids = {"a/2026-11-24/1", "b/2026-11-24/1"},
        .known = {"09:00", "10:40"},
        .summary = "Practise: how did it go?",
        .body = "09:00–10:30\njsctl done|partial|skip a/2026-11-24/1\nNow: Outreach, 10:40–12:00",
        .set = WORDING_ASK,
        .target = "a/2026-11-24/1",
    },
    {
        .name = "one that passed unseen",
        .now = "11:00",
        .ids = {"a/2026-11-24/1"},
        .known = {"11:00"},
        .summary = "Practise passed while you were away",
        .body = "09:00–10:30\njsctl done|partial|skip a/2026-11-24/1",
        .set = WORDING_ASK,
        .target = "a/2026-11-24/1",
    },
    {
        .name = "several are told at once, with buttons for what runs",
        .now = "14:10",
        .ids = {"a/2026-11-24/1", "b/2026-11-24/1", "c/2026-11-24/1"},
        .known = {"14:10", "14:10", "14:10"},
        .summary = "3 blocks while you were away",
        .body = "Blog began 14:00–15:00\nOutreach passed 10:40–12:00\nPractise passed 09:00–10:30\n"
                "jsctl today",
        .set = WORDING_START,
        .target = "c/2026-11-24/1",
    },
    {
        .name = "one that runs has its buttons after a snooze too",
        .now = "14:07",
        .ids = {"b/2026-11-24/1", "c/2026-11-24/1"},
        .known = {"14:07", "14:00"},
        .snoozed = {NULL, "14:05"},
        .summary = "2 blocks while you were away",
        .body = "Blog began 14:00–15:00\nOutreach passed 10:40–12:00\njsctl today",
        .set = WORDING_START,
        .target = "c/2026-11-24/1",
    },
    {
        .name = "a reminder that was snoozed is a reminder",
        .now = "08:57",
        .ids = {"a/2026-11-24/1"},
        .snoozed = {"08:57"},
        .summary = "Practise in 3 min",
        .body = "09:00–10:30\nFirst: Open the page\njsctl skip a/2026-11-24/1",
        .set = WORDING_REMIND,
        .target = "a/2026-11-24/1",
    },
    {
        .name = "several that are over: nothing to press",
        .now = "12:10",
        .ids = {"a/2026-11-24/1", "b/2026-11-24/1"},
        .known = {"12:10", "12:10"},
        .summary = "2 blocks while you were away",
        .body = "Outreach passed 10:40–12:00\nPractise passed 09:00–10:30\njsctl today",
        .set = WORDING_TELL,
    },
    {
        .name = "discreet: no title, no activity, no first step",
        .now = "09:00",
        .is_discreet = true,
        .ids = {"a/2026-11-24/1"},
        .known = {"09:00"},
        .summary = "Now: Block",
        .body = "09:00–10:30\njsctl start|snooze|skip",
        .set = WORDING_START,
        .target = "a/2026-11-24/1",
    },
};

static int64_t time_of(const struct zone *zone, const char *time)
{
    char s[INSTANT_SIZE];

    snprintf(s, sizeof s, "2026-11-24T%s", time);
    return instant_of(zone, s);
}

static void check_case(const struct wording_case *c)
{
    _cleanup_(plan_freep) struct plan *plan = plan_of(PLAN);
    _cleanup_(zone_freep) struct zone *zone = zone_of("UTC");
    _cleanup_(agenda_done) struct agenda agenda;
    _cleanup_(wording_done) struct wording wording = {0};
    struct candidate candidates[ARRAY_SIZE(c->ids)];
    int64_t now_sec = time_of(zone, c->now);
    size_t n = 0;

    plan->discreet = c->is_discreet;
    agenda_init(&agenda, plan, zone);
    assert_int_equal(agenda_fill(&agenda, time_of(zone, "00:00"), time_of(zone, "23:59")), 0);
    for (; n < ARRAY_SIZE(c->ids) && c->ids[n]; n++) {
        struct agenda_item *item = agenda_find(&agenda, c->ids[n]);

        assert_non_null(item);
        item->is_logged = c->known[n];
        item->known_sec = c->known[n] ? time_of(zone, c->known[n]) : 0;
        item->snoozed_sec = c->snoozed[n] ? time_of(zone, c->snoozed[n]) : 0;
        candidates[n].item = item;
        if (!agenda_item_notice(&agenda, item, now_sec, &candidates[n].notice))
            fail_msg("%s: %s has nothing to say", c->name, c->ids[n]);
    }
    assert_int_equal(wording_make(&agenda, candidates, n, now_sec, &wording), 0);
    if (!streq(wording.summary, c->summary) || !streq(wording.body, c->body))
        fail_msg("%s:\n%s\n%s\nexpected:\n%s\n%s", c->name, wording.summary, wording.body,
                 c->summary, c->body);
    assert_int_equal(wording.set, c->set);
    if (c->target)
        assert_string_equal(candidates[wording.target].item->id, c->target);
    else
        assert_int_equal(wording.target, SIZE_MAX);
}

static void test_words(void **state _unused_)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        check_case(&cases[i]);
}

static void test_clock(void **state _unused_)
{
    _cleanup_(zone_freep) struct zone *zone = zone_of("Europe/Berlin");
    char clock[CLOCK_SIZE];

    setlocale(LC_TIME, "C");
    wording_format_clock(zone, instant_of(zone, "2026-11-24T00:05"), clock);
    assert_string_equal(clock, "00:05");
    wording_format_clock(zone, instant_of(zone, "2026-11-24T13:30"), clock);
    assert_string_equal(clock, "13:30");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_clock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
