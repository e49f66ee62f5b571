/* The text of single events and of zones, line by line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/block.h"
#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "calendar/component.h"
#include "calendar/event.h"
#include "calendar/observance.h"
#include "calendar/vtimezone.h"

struct fixture {
    struct zone *zone;
    struct event_style style;
};

static int setup(void **state)
{
    static struct fixture fixture;

    if (zone_load("Europe/Berlin", &fixture.zone) < 0)
        return -1;
    fixture.style = (struct event_style){.zone = fixture.zone, .tzid = "Europe/Berlin"};
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    zone_free(fixture->zone);
    icaltimezone_free_builtin_timezones();
    icalmemory_free_ring();
    return 0;
}

static int64_t at(int year, int month, int day, int hour, int minute)
{
    return (int64_t)civil_day(year, month, day) * DAY_SEC + hour * 3600 + minute * 60;
}

/* Consumes the component, unfolds its text. The caller frees. */
static char *take_text(icalcomponent *component)
{
    struct text text = {};
    char *s, *fold;

    assert_int_equal(component_format(component, &text), 0);
    icalcomponent_free(component);
    assert_int_equal(text_take(&text, &s), 0);
    while ((fold = strstr(s, "\r\n ")))
        memmove(fold, fold + 3, strlen(fold + 3) + 1);
    return s;
}

static void assert_line(const char *text, const char *line)
{
    char ended[400];

    snprintf(ended, sizeof(ended), "\r\n%s\r\n", line);
    if (!strstr(text, ended))
        fail_msg("no line %s in:\n%s", line, text);
}

static struct publish_block block_at(int64_t start_sec, int64_t end_sec)
{
    return (struct publish_block){
        .id = "outreach/+1",
        .activity = "outreach",
        .title = "Outreach",
        .description = "",
        .priority = 3,
        .start_sec = start_sec,
        .end_sec = end_sec,
        .is_busy = true,
        .alarm_minutes = -1,
    };
}

static char *block_text(const struct event_style *style, const struct publish_block *block)
{
    icalcomponent *component;

    assert_int_equal(event_new_block(style, "outreach/+1@x", block, &component), 0);
    return take_text(component);
}

static void test_outcomes(void **state)
{
    static const struct {
        enum outcome outcome;
        const char *summary, *status, *transp, *x;
    } cases[] = {
        {OUTCOME_OPEN, "SUMMARY:Outreach", "CONFIRMED", "OPAQUE", NULL},
        {OUTCOME_DONE, "SUMMARY:✓ Outreach", "CONFIRMED", "OPAQUE", "done"},
        {OUTCOME_PARTIAL, "SUMMARY:◐ Outreach", "CONFIRMED", "OPAQUE", "partial"},
        {OUTCOME_SKIPPED, "SUMMARY:✗ Outreach", "CANCELLED", "TRANSPARENT", "skipped"},
        {OUTCOME_MISSED, "SUMMARY:○ Outreach", "CONFIRMED", "OPAQUE", "missed"},
        {OUTCOME_EXCUSED, "SUMMARY:– Outreach", "CONFIRMED", "TRANSPARENT", "excused"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct publish_block block = block_at(at(2026, 11, 24, 9, 0), at(2026, 11, 24, 10, 0));
        _cleanup_(freep) char *text = NULL;
        char line[64];

        block.outcome = cases[i].outcome;
        text = block_text(&f->style, &block);
        assert_line(text, cases[i].summary);
        snprintf(line, sizeof(line), "STATUS:%s", cases[i].status);
        assert_line(text, line);
        snprintf(line, sizeof(line), "TRANSP:%s", cases[i].transp);
        assert_line(text, line);
        snprintf(line, sizeof(line), "X-JOBSEARCHD-OUTCOME:%s", cases[i].x ? cases[i].x : "");
        if (cases[i].x)
            assert_line(text, line);
        else
            assert_null(strstr(text, "X-JOBSEARCHD-OUTCOME"));
    }
}

static void test_block_fields(void **state)
{
    static const char *const priorities[] = {"PRIORITY:9", "PRIORITY:7", "PRIORITY:5", "PRIORITY:3",
                                             "PRIORITY:1"};
    struct fixture *f = *state;
    struct event_style style = f->style;
    struct publish_block block = block_at(at(2026, 11, 24, 9, 0), at(2026, 11, 24, 10, 30));

    style.alarms = true;
    block.is_busy = false;
    block.alarm_minutes = 90;
    block.title = " A\033[31m, b; c\\\n d\xe2\x80\xae\t ";
    block.description = "first\nsec\aond";
    for (int priority = 1; priority <= 5; priority++) {
        _cleanup_(freep) char *text = NULL;

        block.priority = priority;
        text = block_text(&style, &block);
        assert_line(text, priorities[priority - 1]);
        assert_line(text, "UID:outreach/+1@x");
        assert_line(text, "SUMMARY:A[31m\\, b\\; c\\\\ d");
        assert_line(text, "DESCRIPTION:first\\nsecond");
        assert_line(text, "CATEGORIES:outreach");
        assert_line(text, "TRANSP:TRANSPARENT");
        assert_line(text, "TRIGGER:-PT1H30M");
        assert_line(text, "ACTION:DISPLAY");
    }
    block.outcome = OUTCOME_DONE; /* over: nothing to remind of */
    _cleanup_(freep) char *done = block_text(&style, &block);
    assert_null(strstr(done, "VALARM"));
}

/* 2026 in Berlin: the clock skips 02:00-03:00 on 29 March and repeats it on 25 October. */
static void test_block_times(void **state)
{
    static const struct {
        int day[2], start[2], end[2]; /* UTC */
        const char *dtstart, *dtend;
    } cases[] = {
        {{11, 24},
         {8, 0},
         {9, 30},
         "DTSTART;TZID=Europe/Berlin:20261124T090000",
         "DTEND;TZID=Europe/Berlin:20261124T103000"},
        {{3, 29},
         {0, 0},
         {1, 30},
         "DTSTART;TZID=Europe/Berlin:20260329T010000",
         "DTEND;TZID=Europe/Berlin:20260329T033000"},
        {{10, 25}, {0, 30}, {3, 0}, "DTSTART:20261025T003000Z", "DTEND:20261025T030000Z"},
        {{10, 25}, {1, 30}, {3, 0}, "DTSTART:20261025T013000Z", "DTEND:20261025T030000Z"},
        {{10, 24}, {23, 0}, {24, 30}, "DTSTART:20261024T230000Z", "DTEND:20261025T003000Z"},
        {{10, 25},
         {2, 0},
         {3, 0},
         "DTSTART;TZID=Europe/Berlin:20261025T030000",
         "DTEND;TZID=Europe/Berlin:20261025T040000"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        int month = cases[i].day[0], day = cases[i].day[1];
        struct publish_block block =
            block_at(at(2026, month, day, cases[i].start[0], cases[i].start[1]),
                     at(2026, month, day, cases[i].end[0], cases[i].end[1]));
        _cleanup_(freep) char *text = block_text(&f->style, &block);

        assert_line(text, cases[i].dtstart);
        assert_line(text, cases[i].dtend);
    }
}

static struct publish_series series_at(int64_t first_local_sec, int64_t minutes)
{
    return (struct publish_series){
        .id = "practice/1",
        .activity = "practice",
        .title = "Practise",
        .description = "",
        .priority = 3,
        .first_local_sec = first_local_sec,
        .length_minutes = minutes,
        .days = 0x41,
        .every_weeks = 2,
        .week_start = SUNDAY,
        .alarm_minutes = -1,
    };
}

static char *series_text(const struct event_style *style, const struct publish_series *series)
{
    icalcomponent *component;

    assert_int_equal(event_new_series(style, "practice/1@x", series, &component), 0);
    return take_text(component);
}

static void test_series_rule(void **state)
{
    struct fixture *f = *state;
    struct publish_series series = series_at(at(2026, 11, 23, 9, 0), 90);
    _cleanup_(freep) char *endless = series_text(&f->style, &series), *ended = NULL, *utc = NULL;
    _cleanup_(zone_freep) struct zone *zone = NULL;

    assert_line(endless, "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU");
    assert_line(endless, "DTSTART;TZID=Europe/Berlin:20261123T090000");
    assert_line(endless, "DTEND;TZID=Europe/Berlin:20261123T103000");

    series.has_until = true;
    series.until_local_sec = at(2027, 3, 29, 9, 0);
    ended = series_text(&f->style, &series);
    assert_line(ended, "RRULE:FREQ=WEEKLY;UNTIL=20270329T070000Z;INTERVAL=2;BYDAY=SU,MO;WKST=SU");

    assert_int_equal(zone_load("UTC", &zone), 0);
    utc = series_text(&(struct event_style){.zone = zone}, &series);
    assert_line(utc, "DTSTART:20261123T090000Z");
    assert_line(utc, "RRULE:FREQ=WEEKLY;UNTIL=20270329T090000Z;INTERVAL=2;BYDAY=SU,MO;WKST=SU");
}

/* First occurrences that touch a skipped or repeated hour: an exact length instead of an end. */
static void test_series_times(void **state)
{
    static const struct {
        int month, day, hour, minute, length;
        const char *end;
    } cases[] = {
        {3, 29, 2, 30, 60, "DURATION:PT1H"},
        {10, 25, 2, 30, 60, "DURATION:PT1H"},
        {10, 25, 1, 0, 90, "DURATION:PT1H30M"},
        {3, 28, 23, 0, 1560, "DTEND;TZID=Europe/Berlin:20260330T020000"},
        {10, 25, 0, 0, 1500, "DTEND;TZID=Europe/Berlin:20261026T000000"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct publish_series series =
            series_at(at(2026, cases[i].month, cases[i].day, cases[i].hour, cases[i].minute),
                      cases[i].length);
        _cleanup_(freep) char *text = series_text(&f->style, &series);

        assert_line(text, cases[i].end);
    }
}

/* In the repeated hour UNTIL is late enough for whoever takes the second one. */
static void test_series_until(void **state)
{
    struct fixture *f = *state;
    struct publish_series series = series_at(at(2026, 10, 4, 2, 30), 30);
    _cleanup_(freep) char *text = NULL;

    series.has_until = true;
    series.until_local_sec = at(2026, 10, 25, 2, 30);
    text = series_text(&f->style, &series);
    assert_line(text, "RRULE:FREQ=WEEKLY;UNTIL=20261025T013000Z;INTERVAL=2;BYDAY=SU,MO;WKST=SU");
}

static void test_exceptions(void **state)
{
    struct fixture *f = *state;
    struct publish_series series = series_at(at(2026, 11, 23, 9, 0), 90);
    struct publish_exception exception = {
        .kind = EXCEPTION_OFF,
        .recurrence_local_sec = at(2026, 12, 6, 9, 0),
        .start_sec = at(2026, 12, 6, 10, 0),
        .end_sec = at(2026, 12, 6, 11, 0),
        .outcome = OUTCOME_DONE,
        .title = "Moved",
    };
    _cleanup_(freep) char *master_text = NULL, *override_text = NULL;
    icalcomponent *master, *override;

    assert_int_equal(event_new_series(&f->style, "u@x", &series, &master), 0);
    assert_int_equal(event_add_off(master, &f->style, &exception), 0);
    master_text = take_text(master);
    assert_line(master_text, "EXDATE;TZID=Europe/Berlin:20261206T090000");

    assert_int_equal(event_new_override(&f->style, "u@x", &series, &exception, &override), 0);
    override_text = take_text(override);
    assert_line(override_text, "RECURRENCE-ID;TZID=Europe/Berlin:20261206T090000");
    assert_line(override_text, "DTSTART;TZID=Europe/Berlin:20261206T110000");
    assert_line(override_text, "SUMMARY:✓ Moved");
    assert_null(strstr(override_text, "RRULE"));
}

static void test_stamp(void **state)
{
    struct fixture *f = *state;
    struct publish_block block = block_at(at(2026, 11, 24, 9, 0), at(2026, 11, 24, 10, 0));
    _cleanup_(freep) char *text = NULL;
    icalcomponent *event;

    assert_int_equal(event_new_block(&f->style, "u@x", &block, &event), 0);
    assert_int_equal(event_stamp(event, 1, 1795417200), 0);
    assert_int_equal(event_stamp(event, 2, 1795420800), 0);
    text = take_text(event);
    assert_line(text, "SEQUENCE:2");
    assert_line(text, "DTSTAMP:20261123T080000Z");
    assert_line(text, "LAST-MODIFIED:20261123T080000Z");
    assert_null(strstr(text, "SEQUENCE:1"));
}

static char *zone_text(const char *name, int from_year, int to_year)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    struct text text = {};
    char *s;

    assert_int_equal(zone_load(name, &zone), 0);
    assert_int_equal(
        vtimezone_format(zone, at(from_year, 6, 1, 0, 0), at(to_year, 6, 1, 0, 0), &text), 0);
    assert_int_equal(text_take(&text, &s), 0);
    return s;
}

static int count(const char *text, const char *part)
{
    int n = 0;

    for (; (text = strstr(text, part)); text++)
        n++;
    return n;
}

/* Rules where there are any; values are held against others' by tests/oracle/vtimezone.py. */
static void test_vtimezone(void **state)
{
    static const struct {
        const char *zone;
        int n_observances;
        const char *line; /* NULL: none */
    } cases[] = {
        {"Europe/Berlin", 2, "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"},
        {"America/New_York", 2, "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3"},
        {"Australia/Sydney", 2, "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4"},
        {"Asia/Jerusalem", 2,
         "RRULE:FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29;BYMONTH=3"},
        {"Asia/Tokyo", 1, "TZOFFSETTO:+0900"},
        {"Asia/Kolkata", 1, "TZOFFSETTO:+0530"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(freep) char *text = zone_text(cases[i].zone, 2026, 2026);
        _cleanup_(freep) char *later = zone_text(cases[i].zone, 2026, 2031);

        if (count(text, "\r\nDTSTART") != cases[i].n_observances)
            fail_msg("%s", text);
        assert_line(text, cases[i].line);
        assert_string_equal(text, later); /* the published files stay as they are */
    }
}

static void test_zone_is_utc(void **state)
{
    static const struct {
        const char *name;
        bool is_utc;
    } cases[] = {
        {"UTC", true}, {"Etc/UTC", true}, {"Europe/London", false}, {"Africa/Abidjan", false}};
    (void)state;

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(zone_freep) struct zone *zone = NULL;

        assert_int_equal(zone_load(cases[i].name, &zone), 0);
        assert_int_equal(zone_is_utc(zone), cases[i].is_utc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcomes),     cmocka_unit_test(test_block_fields),
        cmocka_unit_test(test_block_times),  cmocka_unit_test(test_series_rule),
        cmocka_unit_test(test_series_times), cmocka_unit_test(test_series_until),
        cmocka_unit_test(test_exceptions),   cmocka_unit_test(test_stamp),
        cmocka_unit_test(test_vtimezone),    cmocka_unit_test(test_zone_is_utc),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
