/* What of other people's calendars counts as busy, what does not, and how that is told. */
#include <errno.h>
#include <sys/stat.h>
#include <time.h>

#include "calendar/tzid.h"
#include "read-fixture.h"
#include "valgrind.h"

#define FROM "2026-11-23" /* a Monday */
#define TO   "2026-12-07"

#define EVENT(lines) "BEGIN:VEVENT\nUID:1\nSUMMARY:A\n" lines "END:VEVENT\n"
#define TIMED        "DTSTART:20261124T090000\nDTEND:20261124T103000\n"
#define TIMED_BUSY   "2026-11-24T09:00+01:00 2026-11-24T10:30+01:00 A\n"

static struct read_run read_berlin(const char *body)
{
    struct read_run run = {.zone_name = "Europe/Berlin", .from = FROM, .to = TO};
    _cleanup_(text_done) struct text text = {0};

    text_addf(&text, "BEGIN:VCALENDAR\nVERSION:2.0\n%sEND:VCALENDAR\n", body);
    read_run(&run, text.data, text.length);
    assert_int_equal(run.result, 0);
    return run;
}

/* Bodies of a VCALENDAR, whose first line is the file's third, and what is answered. */
struct read_case {
    const char *body, *lines;
};

static void check_cases(const struct read_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        _cleanup_(read_run_done) struct read_run run = read_berlin(cases[i].body);

        if (!streq(run.lines.data, cases[i].lines))
            fail_msg("%s\ngives\n%s, not\n%s", cases[i].body, run.lines.data, cases[i].lines);
    }
}

/* ---- One time ---- */

static const struct read_case time_cases[] = {
    {EVENT(TIMED), TIMED_BUSY},
    {EVENT("DTSTART:20261124T080000Z\nDURATION:PT1H30M\n"), TIMED_BUSY},
    {EVENT("DTSTART;TZID=America/New_York:20261124T030000\nDURATION:PT90M\n"), TIMED_BUSY},
    {EVENT("DTSTART;TZID=America/New_York:20261124T030000\n"
           "DTEND;TZID=Asia/Tokyo:20261124T183000\n"),
     TIMED_BUSY},
    /* Names in any case, folds anywhere, blanks at the end, no VALUE for a date. */
    {"begin:vevent\nuid:1\nsummary:A\ndtst\n art:2026\n\t1124T090000 \ndtend:20261124T103000\nend:"
     "vevent\n",
     TIMED_BUSY},
    {EVENT("DTSTART:20261126\n"), "2026-11-26 2026-11-27 A\n"},
    {EVENT("DTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261129\n"),
     "2026-11-26 2026-11-29 A\n"},
    {EVENT("DTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261126\n"),
     "2026-11-26 2026-11-27 A\n"},
    {EVENT("DTSTART;VALUE=DATE:20261126\nDURATION:P1W\n"), "2026-11-26 2026-12-03 A\n"},
    {EVENT("DTSTART;VALUE=DATE;TZID=Asia/Tokyo:20261126\n"), "2026-11-26 2026-11-27 A\n"},
    /* What reaches into the stretch counts, what touches it does not. */
    {EVENT("DTSTART;VALUE=DATE:20261101\nDTEND;VALUE=DATE:20261124\n"),
     "2026-11-01 2026-11-24 A\n"},
    {EVENT("DTSTART:20261122T230000Z\nDTEND:20261123T000000Z\n"), ""},
    {EVENT("DTSTART:20261207T000000Z\nDTEND:20261207T010000Z\n"), ""},
    {EVENT("DTSTART:20261206T235900Z\nDTEND:20261207T010000Z\n"),
     "2026-12-07T00:59+01:00 2026-12-07T02:00+01:00 A\n"},
    /* No length, no time. */
    {EVENT("DTSTART:20261124T090000\n"), ""},
    {EVENT("DTSTART:20261124T090000\nDTEND:20261124T090000\n"), ""},
    {EVENT("DTSTART:20261124T090000\nDURATION:PT0S\n"), ""},
};

static void test_times(void **state)
{
    (void)state;
    check_cases(time_cases, ARRAY_SIZE(time_cases));
}

/* ---- What does not count ---- */

static const struct read_case free_cases[] = {
    {EVENT(TIMED "TRANSP:TRANSPARENT\n"), ""},
    {EVENT(TIMED "TRANSP:OPAQUE\n"), TIMED_BUSY},
    {EVENT(TIMED "STATUS:CANCELLED\n"), ""},
    {EVENT(TIMED "STATUS:TENTATIVE\n"), TIMED_BUSY},
    {EVENT(TIMED "X-MICROSOFT-CDO-BUSYSTATUS:FREE\n"), ""},
    {EVENT(TIMED "X-MICROSOFT-CDO-BUSYSTATUS:OOF\n"), TIMED_BUSY},
    {"BEGIN:VEVENT\nUID:practice/1@0b7c.jobsearchd\n" TIMED "END:VEVENT\n", ""},
    {"METHOD:CANCEL\n" EVENT(TIMED), ""},
    {"METHOD:REPLY\n" EVENT(TIMED), ""},
    {"METHOD:REQUEST\n" EVENT(TIMED), TIMED_BUSY},
    {"METHOD:REPLY\n" EVENT(TIMED) "END:VCALENDAR\nBEGIN:VCALENDAR\n" EVENT(TIMED), TIMED_BUSY},
    {"BEGIN:VTODO\nUID:1\n" TIMED "END:VTODO\n"
     "BEGIN:VJOURNAL\nUID:2\n" TIMED "END:VJOURNAL\n"
     "BEGIN:VFREEBUSY\nUID:3\n" TIMED "END:VFREEBUSY\n",
     ""},
    /* What is inside an event is not the event's. */
    {EVENT("BEGIN:VALARM\nTRANSP:TRANSPARENT\nDURATION:PT5H\nEND:VALARM\n" TIMED), TIMED_BUSY},
};

static void test_not_busy(void **state)
{
    (void)state;
    check_cases(free_cases, ARRAY_SIZE(free_cases));
}

/* ---- Series ---- */

#define START   "DTSTART;TZID=Europe/Berlin:20261123T090000\nDURATION:PT1H\n"
#define ON(day) "2026-" day "T09:00+01:00 2026-" day "T10:00+01:00 A\n"
#define OVERRIDE(at, lines) \
    "BEGIN:VEVENT\nUID:1\nSUMMARY:B\nRECURRENCE-ID" at "\n" lines "END:VEVENT\n"

static const struct read_case series_cases[] = {
    {EVENT(START "RRULE:FREQ=WEEKLY;BYDAY=MO,TH\n"),
     ON("11-23") ON("11-26") ON("11-30") ON("12-03")},
    /* The start counts also where the rule does not yield it. */
    {EVENT(START "RRULE:FREQ=WEEKLY;BYDAY=TH\n"), ON("11-23") ON("11-26") ON("12-03")},
    /* UNTIL as an instant, as a date, on the wall clock. */
    {EVENT(START "RRULE:FREQ=DAILY;UNTIL=20261125T080000Z\n"), ON("11-23") ON("11-24") ON("11-25")},
    {EVENT(START "RRULE:FREQ=DAILY;UNTIL=20261125T075959Z\n"), ON("11-23") ON("11-24")},
    {EVENT(START "RRULE:FREQ=DAILY;UNTIL=20261125\n"), ON("11-23") ON("11-24") ON("11-25")},
    {EVENT(START "RRULE:FREQ=DAILY;UNTIL=20261125T090000\n"), ON("11-23") ON("11-24") ON("11-25")},
    /* Weeks of the year, by the start's weekday; plain and numbered weekdays together. */
    {EVENT(START "RRULE:FREQ=YEARLY;BYWEEKNO=48,49\n"), ON("11-23") ON("11-30")},
    {EVENT(START "RRULE:FREQ=MONTHLY;BYDAY=1TU,FR\n"),
     ON("11-23") ON("11-27") ON("12-01") ON("12-04")},
    /* Dates: listed, twice, of their own length, without a time. */
    {EVENT(START "RDATE;TZID=Europe/Berlin:20261125T090000,20261123T090000\n"
                 "RDATE:20261125T090000\n"),
     ON("11-23") ON("11-25")},
    {EVENT(START "RDATE;VALUE=PERIOD:20261125T080000Z/PT2H,20261126T080000Z/20261126T110000Z\n"),
     ON("11-23") "2026-11-25T09:00+01:00 2026-11-25T11:00+01:00 A\n"
                 "2026-11-26T09:00+01:00 2026-11-26T12:00+01:00 A\n"},
    {EVENT(START "RDATE;VALUE=DATE:20261125\n"), ON("11-23") ON("11-25")},
    /* Exceptions: in another zone, by the day, by a rule. */
    {EVENT(START "RRULE:FREQ=DAILY;COUNT=4\nEXDATE:20261124T080000Z\n"
                 "EXDATE;TZID=Asia/Tokyo:20261125T170000\n"),
     ON("11-23") ON("11-26")},
    {EVENT(START "RRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20261124,20261125\n"), ON("11-23")},
    {EVENT(START "RRULE:FREQ=DAILY;COUNT=5\nEXRULE:FREQ=DAILY;INTERVAL=2\n"),
     ON("11-24") ON("11-26")},
    /* Overrides: moved, cancelled, made free, of no time, before their series, without one. */
    {EVENT(START "RRULE:FREQ=DAILY;COUNT=3\n")
         OVERRIDE(":20261124T090000", "DTSTART:20261201T120000\nDURATION:PT1H\n"),
     ON("11-23") ON("11-25") "2026-12-01T12:00+01:00 2026-12-01T13:00+01:00 B\n"},
    {OVERRIDE(";TZID=Asia/Tokyo:20261124T170000", TIMED "STATUS:CANCELLED\n")
         EVENT(START "RRULE:FREQ=DAILY;COUNT=3\n"),
     ON("11-23") ON("11-25")},
    {EVENT(START "RRULE:FREQ=DAILY;COUNT=3\n")
         OVERRIDE(":20261124T080000Z", TIMED "TRANSP:TRANSPARENT\n"),
     ON("11-23") ON("11-25")},
    {EVENT(START "RRULE:FREQ=DAILY;COUNT=3\nTRANSP:TRANSPARENT\n")
         OVERRIDE(":20261124T090000", TIMED),
     "2026-11-24T09:00+01:00 2026-11-24T10:30+01:00 B\n"},
    {OVERRIDE(":20261124T090000", TIMED), "2026-11-24T09:00+01:00 2026-11-24T10:30+01:00 B\n"},
    {EVENT("DTSTART;VALUE=DATE:20261123\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20261124\n")
         OVERRIDE(";VALUE=DATE:20261125", "DTSTART;VALUE=DATE:20261201\n"),
     "2026-11-23 2026-11-24 A\n2026-12-01 2026-12-02 B\n"},
    {EVENT("DTSTART;VALUE=DATE:20261123\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261124T000000\n"),
     "2026-11-23 2026-11-24 A\n2026-11-25 2026-11-26 A\n"},
    /* In order by their clocks, and not by their instants. */
    {EVENT(START "RRULE:FREQ=HOURLY;COUNT=3\n")
         OVERRIDE(";TZID=Asia/Tokyo:20261123T170000", TIMED "STATUS:CANCELLED\n")
             OVERRIDE(":20261123T100000", TIMED "STATUS:CANCELLED\n"),
     "2026-11-23T11:00+01:00 2026-11-23T12:00+01:00 A\n"},
    /* A later version counts, whatever comes first; equal ones are two events. */
    {EVENT(START "SEQUENCE:1\n") EVENT(TIMED "SEQUENCE:2\n"), TIMED_BUSY},
    {EVENT(TIMED) EVENT("DTSTART:20300101T090000\nDURATION:PT1H\nSEQUENCE:1\n"), ""},
    {EVENT(START) EVENT(TIMED), ON("11-23") TIMED_BUSY},
    /* Where the rule is older than any calendar, and where it begins later. */
    {EVENT("DTSTART;VALUE=DATE:16041126\nRRULE:FREQ=YEARLY\n"), "2026-11-26 2026-11-27 A\n"},
    {EVENT("DTSTART:20301124T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY\n"), ""},
};

static void test_series(void **state)
{
    (void)state;
    check_cases(series_cases, ARRAY_SIZE(series_cases));
}

/* The series of a plan's day that begins at midnight counts by calendar, also where a day has 23
 * hours; what begins in a gap or an overlap is as RFC 5545 3.3.5 says. */
static void test_clock_changes(void **state)
{
    static const char *const cases[][2] = {
        {"DTSTART;VALUE=DATE:20260328\nDTEND;VALUE=DATE:20260330\n", "2026-03-28 2026-03-30 A\n"},
        {"DTSTART:20260328T120000\nDURATION:P1D\n",
         "2026-03-28T12:00+01:00 2026-03-29T12:00+02:00 A\n"},
        {"DTSTART:20260328T120000\nDURATION:PT24H\n",
         "2026-03-28T12:00+01:00 2026-03-29T13:00+02:00 A\n"},
        {"DTSTART:20260328T023000\nDTEND:20260328T033000\nRRULE:FREQ=DAILY;COUNT=2\n",
         "2026-03-28T02:30+01:00 2026-03-28T03:30+01:00 A\n"
         "2026-03-29T03:30+02:00 2026-03-29T04:30+02:00 A\n"},
        {"DTSTART:20261025T023000\nDURATION:PT15M\n",
         "2026-10-25T02:30+02:00 2026-10-25T02:45+02:00 A\n"},
        {"DTSTART:20261024T120000\nDTEND:20261024T220000\nRRULE:FREQ=DAILY;COUNT=2\n",
         "2026-10-24T12:00+02:00 2026-10-24T22:00+02:00 A\n"
         "2026-10-25T12:00+01:00 2026-10-25T22:00+01:00 A\n"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(read_run_done) struct read_run run = {
            .zone_name = "Europe/Berlin", .from = "2026-01-01", .to = "2027-01-01"};
        _cleanup_(text_done) struct text text = {0};

        text_addf(&text, "BEGIN:VCALENDAR\n" EVENT("%s") "END:VCALENDAR\n", cases[i][0]);
        read_run(&run, text.data, text.length);
        assert_string_equal(run.lines.data, cases[i][1]);
    }
}

/* ---- Zones ---- */

#define VTIMEZONE(name, offset)                                                 \
    "BEGIN:VTIMEZONE\nTZID:" name "\nBEGIN:STANDARD\nDTSTART:16010101T000000\n" \
    "TZOFFSETFROM:" offset "\nTZOFFSETTO:" offset "\nEND:STANDARD\nEND:VTIMEZONE\n"
#define OF_ZONE(tzid, hour) EVENT("DTSTART;TZID=" tzid ":20261124T" hour "0000\nDURATION:PT90M\n")

static const struct read_case zone_cases[] = {
    /* Area/Place is the system's, whatever the calendar says, also as the end of a longer name. */
    {VTIMEZONE("Asia/Tokyo", "+0100") OF_ZONE("Asia/Tokyo", "17"), TIMED_BUSY},
    {OF_ZONE("/mozilla.org/20050126_1/Asia/Tokyo", "17"), TIMED_BUSY},
    {OF_ZONE("/freeassociation.sourceforge.net/America/Indiana/Knox", "02"), TIMED_BUSY},
    {OF_ZONE("\"Asia/Tokyo\"", "17"), TIMED_BUSY},
    /* Any other name is what the calendar says, before or after; or the system's. */
    {VTIMEZONE("EST", "-0400") OF_ZONE("EST", "04"), TIMED_BUSY},
    {OF_ZONE("EST", "03"), TIMED_BUSY},
    {OF_ZONE("My zone", "13") VTIMEZONE("My zone", "+0500"), TIMED_BUSY},
    {VTIMEZONE("W. Europe Standard Time", "+0500") OF_ZONE("W. Europe Standard Time", "13"),
     TIMED_BUSY},
    {VTIMEZONE("My zone", "+013015")
         EVENT("DTSTART;TZID=My zone:20261124T093015\nDURATION:PT90M\n"),
     TIMED_BUSY},
    {OF_ZONE("w. europe standard time", "09"), TIMED_BUSY},
    {OF_ZONE("\"Central Standard Time (Mexico)\"", "02"), TIMED_BUSY},
    /* A calendar's own zones are not the next one's. */
    {VTIMEZONE("Mine", "+0500") OF_ZONE("Mine", "13") "END:VCALENDAR\nBEGIN:VCALENDAR\n" VTIMEZONE(
         "Mine", "+0600") OF_ZONE("Mine", "14"),
     TIMED_BUSY TIMED_BUSY},
    /* Nobody knows: told once, taken for the user's own. */
    {OF_ZONE("Mars/Olympus", "09") OF_ZONE("Mars/Olympus", "09"),
     "! line 6: the time zone \"Mars/Olympus\" is unknown: its times are taken for local "
     "ones\n" TIMED_BUSY TIMED_BUSY},
    {"BEGIN:VTIMEZONE\nTZID:Empty\nEND:VTIMEZONE\n" OF_ZONE("Empty", "09"),
     "! line 9: the time zone \"Empty\" is unknown: its times are taken for local ones\n" TIMED_BUSY},
    {OF_ZONE("../../etc/passwd", "09"),
     "! line 6: the time zone \"../../etc/passwd\" is unknown: its times are taken for local "
     "ones\n" TIMED_BUSY},
};

static void test_zones(void **state)
{
    (void)state;
    check_cases(zone_cases, ARRAY_SIZE(zone_cases));
}

/* A VTIMEZONE by rules, by dates, and with an UNTIL: the offsets before, between and after. */
static void test_custom_zone(void **state)
{
    static const char zone[] =
        "BEGIN:VTIMEZONE\nTZID:Mine\n"
        "BEGIN:STANDARD\nDTSTART:20001105T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
        "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU;UNTIL=20251102T010000Z\n"
        "RDATE:20261125T030000\nEND:STANDARD\n"
        "BEGIN:DAYLIGHT\nDTSTART:20000305T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=1SU\nEND:DAYLIGHT\nEND:VTIMEZONE\n";
    static const char event[] = "BEGIN:VEVENT\nUID:%d\nSUMMARY:A\nDTSTART;TZID=Mine:%sT120000\n"
                                "DURATION:PT1H\nEND:VEVENT\n";
    _cleanup_(text_done) struct text text = {0};
    _cleanup_(read_run_done) struct read_run run = {
        .zone_name = "UTC", .from = "1999-01-01", .to = "2028-01-01"};

    (void)state;
    text_addf(&text, "BEGIN:VCALENDAR\n%s", zone);
    text_addf(&text, event, 1, "20000101");
    text_addf(&text, event, 2, "20000701");
    text_addf(&text, event, 3, "20251101");
    text_addf(&text, event, 4, "20251103");
    text_addf(&text, event, 5, "20261124");
    text_addf(&text, event, 6, "20261126");
    text_addf(&text, event, 7, "20271201");
    text_add(&text, "END:VCALENDAR\n");
    read_run(&run, text.data, text.length);
    assert_string_equal(run.lines.data, "2000-01-01T11:00+00:00 2000-01-01T12:00+00:00 A\n"
                                        "2000-07-01T10:00+00:00 2000-07-01T11:00+00:00 A\n"
                                        "2025-11-01T10:00+00:00 2025-11-01T11:00+00:00 A\n"
                                        "2025-11-03T11:00+00:00 2025-11-03T12:00+00:00 A\n"
                                        "2026-11-24T10:00+00:00 2026-11-24T11:00+00:00 A\n"
                                        "2026-11-26T11:00+00:00 2026-11-26T12:00+00:00 A\n"
                                        "2027-12-01T10:00+00:00 2027-12-01T11:00+00:00 A\n");
}

static void test_windows_names(void **state)
{
    static const char *const names[] = {
        "AUS Central Standard Time", "Yukon Standard Time", "UTC-11", "UTC+13", "utc+12",
        "Romance Standard Time"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        _cleanup_(zone_freep) struct zone *zone = NULL;

        assert_non_null(windows_zone_name(names[i]));
        assert_int_equal(zone_load(windows_zone_name(names[i]), &zone), 0);
    }
    assert_null(windows_zone_name("Standard Time"));
    assert_null(windows_zone_name(""));
}

/* ---- What is wrong, and how it is told ---- */

static const struct read_case problem_cases[] = {
    /* One bad event does not stop the file. */
    {EVENT("DTSTART:2026-11-24\n") EVENT(TIMED),
     "! line 6: DTSTART is no time: the event does not count\n" TIMED_BUSY},
    {EVENT("DTSTART:20261131T090000\n"),
     "! line 6: DTSTART is no time: the event does not count\n"},
    {EVENT("DTSTART:20261124T250000\n"),
     "! line 6: DTSTART is no time: the event does not count\n"},
    {EVENT("DTSTART\n"), "! line 3: the event has no DTSTART: it does not count\n"},
    {EVENT("DTSTART;TZID=\"Europe:20261124T090000\n"),
     "! line 3: the event has no DTSTART: it does not count\n! line 6: DTSTART cannot be read\n"},
    {EVENT("DTSTART:20261124T090000\nDTEND:20261124T080000\n"),
     "! line 7: the event ends before it begins: it does not count\n"},
    {EVENT("DTSTART:20261124T090000\nDURATION:-PT1H\n"),
     "! line 7: the event ends before it begins: it does not count\n"},
    {EVENT("DTSTART:20261124T090000\nDURATION:P99999W\n"),
     "! line 7: the event lasts longer than a year: it does not count\n"},
    {EVENT("DTSTART:20261124T090000\nDTEND:99991231T090000\n"),
     "! line 7: the event lasts longer than a year: it does not count\n"},
    {EVENT("DTSTART:20261124T090000\nDURATION:1 hour\n"),
     "! line 7: DURATION is no duration: the event does not count\n"},
    {EVENT(TIMED "RRULE:FREQ=SOMETIMES\n"),
     "! line 8: the rule \"FREQ=SOMETIMES\" cannot be read, and does not count\n" TIMED_BUSY},
    {EVENT(TIMED "RRULE:FREQ=DAILY;INTERVAL=0\n"),
     "! line 8: the rule \"FREQ=DAILY;INTERVAL=0\" cannot be read, and does not count\n" TIMED_BUSY},
    {EVENT(TIMED "RDATE:20261124,tomorrow,next week\n"),
     "! line 8: 2 of the times in RDATE cannot be read\n" TIMED_BUSY},
    {EVENT(TIMED) OVERRIDE(";RANGE=THISANDFUTURE:20261124T090000", TIMED),
     "! line 12: RANGE=THISANDFUTURE is not followed: later times are the series' own\n"
     "2026-11-24T09:00+01:00 2026-11-24T10:30+01:00 B\n"},
    /* Lost ENDs. */
    {"BEGIN:VEVENT\nUID:1\n" EVENT(TIMED),
     "! line 3: what begins here has no end: it does not count\n" TIMED_BUSY},
    {EVENT(TIMED) "BEGIN:VEVENT\nUID:2\n",
     "! line 9: what begins here has no end: it does not count\n" TIMED_BUSY},
    {"BEGIN:X-ODD\n" EVENT(TIMED), TIMED_BUSY},
    /* Foreign text is clean. */
    {EVENT(TIMED "RRULE:\033[2J\342\200\256\n"),
     "! line 8: the rule \"[2J\" cannot be read, and does not count\n" TIMED_BUSY},
};

static void test_problems(void **state)
{
    (void)state;
    check_cases(problem_cases, ARRAY_SIZE(problem_cases));
}

/* Of many, the first few, and how many more. */
static void test_many_problems(void **state)
{
    _cleanup_(text_done) struct text text = {0};

    (void)state;
    for (int i = 0; i < 12; i++)
        text_add(&text, EVENT("DTSTART:x\n"));
    _cleanup_(read_run_done) struct read_run run = read_berlin(text.data);

    assert_int_equal(run.n_problems, 6);
    assert_non_null(strstr(run.lines.data, "! 7 more problems\n"));
}

static void test_no_calendar(void **state)
{
    static const char *const texts[] = {"", "hello", "BEGIN:VCARD\nEND:VCARD\n", "\0\0\0"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        _cleanup_(read_run_done) struct read_run run = {.zone_name = "UTC", .from = FROM, .to = TO};

        read_run(&run, texts[i], strlen(texts[i]));
        assert_string_equal(run.lines.data, "! it holds no calendar (no BEGIN:VCALENDAR)\n");
        assert_int_equal(run.n_files, 1);
    }
}

/* Whatever stands at the path; symbolic links are followed. */
static void test_paths(void **state)
{
    char folder[] = "/tmp/test-read-XXXXXX", path[64], link[64];
    const char *const cases[][2] = {
        {"/tmp", "! it is a folder\n"},
        {"/dev/null", "! it is no regular file\n"},
        {path, "! it is no regular file\n"}, /* a FIFO */
        {"/no/such/file.ics", "! it cannot be read: No such file or directory\n"},
        {link, "! it holds no calendar (no BEGIN:VCALENDAR)\n"},
    };

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/fifo", folder);
    snprintf(link, sizeof(link), "%s/link", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(symlink("/etc/passwd", link), 0);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(read_run_done) struct read_run run = {
            .zone_name = "UTC", .from = FROM, .to = TO, .path = cases[i][0]};

        read_run(&run, NULL, 0);
        assert_int_equal(run.result, 0);
        assert_string_equal(run.lines.data, cases[i][1]);
    }
    unlink(path);
    unlink(link);
    rmdir(folder);
}

/* ---- Summaries ---- */

static void test_summaries(void **state)
{
    static const char *const cases[][2] = {
        {"SUMMARY:Interview\\, Acme\\; 2nd floor\\nby car\n", "Interview, Acme; 2nd floor by car"},
        {"SUMMARY;LANGUAGE=de:Gespr\303\244ch\n", "Gespr\303\244ch"},
        {"SUMMARY:a\033[31mb\007\302\205c\342\200\256d\n", "a[31mb cd"},
        {"SUMMARY:\n", ""},
        {"", ""},
        {"SUMMARY:\377\n", "\357\277\275"},
        /* Cut before the character that does not fit: 79 bytes and one of two. */
        {"SUMMARY:0123456789012345678901234567890123456789012345678901234567890123456789012345678"
         "\303\244\n",
         "0123456789012345678901234567890123456789012345678901234567890123456789012345678"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(text_done) struct text body = {0}, expected = {0};

        text_addf(&body, "BEGIN:VEVENT\nUID:1\n%s" TIMED "END:VEVENT\n", cases[i][0]);
        text_addf(&expected, "2026-11-24T09:00+01:00 2026-11-24T10:30+01:00 %s\n", cases[i][1]);
        _cleanup_(read_run_done) struct read_run run = read_berlin(body.data);
        assert_string_equal(run.lines.data, expected.data);
    }
}

/* ---- Bombs: each is bounded and named, and what comes after it counts ---- */

static double now_sec(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void repeat(struct text *text, const char *s, size_t n)
{
    while (n-- > 0)
        text_add(text, s);
}

/* Reads the bomb and an event after it: that one counts, and the named problem is among the rest;
 * "" for none. */
static void check_bomb(const char *what, const char *bomb, const char *problem)
{
    _cleanup_(text_done) struct text text = {0};
    double since = now_sec();

    text_addf(&text, "%sBEGIN:VEVENT\nUID:2\nSUMMARY:Z\n" TIMED "END:VEVENT\n", bomb);
    _cleanup_(read_run_done) struct read_run run = read_berlin(text.data);
    if (!strstr(run.lines.data, "2026-11-24T10:30+01:00 Z\n"))
        fail_msg("%s: the event after it does not count", what);
    if (*problem ? !strstr(run.lines.data, problem) : run.n_problems > 0)
        fail_msg("%s: %.200s", what, run.lines.data);
    if (!is_on_valgrind() && now_sec() - since > 1.5)
        fail_msg("%s: takes %g s", what, now_sec() - since);
}

static void test_bomb_rules(void **state)
{
    static const char *const cases[][2] = {
        {"MINUTELY;BYMONTH=2;BYMONTHDAY=30", ""},
        {"HOURLY;BYMONTH=2;BYMONTHDAY=30", ""},
        {"SECONDLY;BYMONTH=2;BYMONTHDAY=30", ""},
        {"YEARLY;BYMONTH=2;BYMONTHDAY=30", ""},
        {"SECONDLY;BYMONTH=4;BYMONTHDAY=31;COUNT=5", ""},
        {"SECONDLY", "yields too many times: only the first 10000 count"},
        {"DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23;"
         "BYMINUTE=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29;"
         "BYSECOND=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29",
         "yields too many times: only the first 10000 count"},
        {"SECONDLY;COUNT=2000000000", "takes too long to work out: it does not count"},
        {"SECONDLY;INTERVAL=2;BYSECOND=1", ""},
        {"YEARLY;BYYEARDAY=366;BYMONTH=1;COUNT=3;INTERVAL=32767", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char bomb[1024];

        snprintf(bomb, sizeof(bomb),
                 EVENT("DTSTART:20200101T000000\nDURATION:PT1S\nRRULE:FREQ=%s\n"), cases[i][0]);
        check_bomb(cases[i][0], bomb, cases[i][1]);
    }
}

/* Thousands of rules that each take their most. */
static void test_bomb_many_rules(void **state)
{
    _cleanup_(text_done) struct text text = {0};

    (void)state;
    repeat(&text,
           EVENT("DTSTART:20200101T000000\nDURATION:PT1S\nRRULE:FREQ=SECONDLY;COUNT=99999999\n"),
           is_on_valgrind() ? 2 : 5000);
    repeat(&text, EVENT("DTSTART:20200101T000000\nDURATION:PT1S\nEXRULE:FREQ=SECONDLY\n"),
           is_on_valgrind() ? 1 : 50);
    check_bomb("rules", text.data, "takes too long");
}

static void test_bomb_dates(void **state)
{
    size_t n = is_on_valgrind() ? 5000 : 1000000;
    _cleanup_(text_done) struct text text = {0};

    (void)state;
    text_add(&text, "BEGIN:VEVENT\nUID:1\n" TIMED "RDATE:20261125T090000");
    repeat(&text, ",20261126T090000", n);
    text_add(&text, "\nEXDATE:20261127T090000");
    repeat(&text, ",20261128T090000", n);
    text_add(&text, "\nEND:VEVENT\n");
    check_bomb("10^6 dates", text.data, n > 10000 ? "yields too many times" : "");
}

static void test_bomb_forms(void **state)
{
    size_t n = is_on_valgrind() ? 1000 : 200000;
    _cleanup_(text_done) struct text deep = {0}, open = {0}, line = {0}, folds = {0}, events = {0},
                                     names = {0};

    (void)state;
    text_add(&deep, "BEGIN:VEVENT\n");
    repeat(&deep, "BEGIN:X\n", n);
    repeat(&deep, "END:X\n", n);
    text_add(&deep, "END:VEVENT\n");
    check_bomb("deep nesting", deep.data, "has no DTSTART");
    repeat(&open, "BEGIN:X\n", n);
    check_bomb("nothing but BEGIN", open.data, "");
    text_add(&line, "BEGIN:VEVENT\nUID:1\nDTSTART:");
    repeat(&line, "20261124T090000", n);
    text_add(&line, "\nSUMMARY:");
    repeat(&line, "lorem ipsum ", n);
    text_add(&line, "\nEND:VEVENT\n");
    check_bomb("a huge line", line.data, "DTSTART is no time");
    text_add(&folds, "BEGIN:VEVENT\nUID:1\nSUMMARY:");
    repeat(&folds, "\n ", n);
    text_add(&folds, "\n" TIMED "END:VEVENT\n");
    check_bomb("nothing but folds", folds.data, "");
    repeat(&events, "BEGIN:VEVENT\nEND:VEVENT\n", n / 2);
    check_bomb("empty events", events.data, "the event has no DTSTART");
    for (size_t i = 0; i < n / 10; i++)
        text_addf(&names, EVENT("DTSTART;TZID=Zone %zu:20200101T000000\n"), i);
    check_bomb("a zone an event", names.data, "is unknown");
}

/* More events than count. */
static void test_bomb_events(void **state)
{
    _cleanup_(text_done) struct text text = {0};

    (void)state;
    if (is_on_valgrind())
        skip();
    text_add(&text, "BEGIN:VCALENDAR\n");
    repeat(&text, "BEGIN:VEVENT\n" TIMED "END:VEVENT\n", 200100);
    text_add(&text, "END:VCALENDAR\n");
    _cleanup_(read_run_done) struct read_run run = {.zone_name = "UTC", .from = FROM, .to = TO};
    double since = now_sec();
    read_run(&run, text.data, text.length);
    assert_true(now_sec() - since < 3);
    assert_int_equal(run.n_busy, 50000);
    assert_non_null(strstr(run.lines.data, "! it holds more than 200000 events: 100 of them"));
    assert_non_null(strstr(run.lines.data, "! it yields too many times: only the first 50000"));
}

/* ---- The conversation ---- */

static int serve_one(void (*fill)(struct record *record))
{
    _cleanup_(record_done) struct record record = {0};
    int fds[2], r;

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
    fill(&record);
    assert_int_equal(record_send(fds[0], &record), 0);
    shutdown(fds[0], SHUT_WR);
    r = read_serve(fds[1]);
    close(fds[0]);
    close(fds[1]);
    return r;
}

static void fill_file(struct record *record)
{
    record_begin(record, RECORD_READ_FILE);
    record_put_string(record, "/dev/null");
}

static void fill_backwards(struct record *record)
{
    record_put_read_begin(record, &(struct read_begin){"UTC", 2000, 1000});
}

static void fill_no_zone(struct record *record)
{
    record_put_read_begin(record, &(struct read_begin){"Mars/Olympus", 1000, 2000});
}

static void fill_short(struct record *record)
{
    record_begin(record, RECORD_READ_BEGIN);
}

static void fill_foreign(struct record *record)
{
    record_begin(record, RECORD_PUBLISH_END);
}

static void test_conversation(void **state)
{
    static const struct {
        void (*fill)(struct record *record);
        int result;
    } cases[] = {
        {fill_file, -EPROTO}, /* before READ_BEGIN */
        {fill_backwards, -EBADMSG}, {fill_no_zone, -EBADMSG},
        {fill_short, -EBADMSG},     {fill_foreign, -EPROTO},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_int_equal(serve_one(cases[i].fill), cases[i].result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),         cmocka_unit_test(test_not_busy),
        cmocka_unit_test(test_series),        cmocka_unit_test(test_clock_changes),
        cmocka_unit_test(test_zones),         cmocka_unit_test(test_custom_zone),
        cmocka_unit_test(test_windows_names), cmocka_unit_test(test_problems),
        cmocka_unit_test(test_many_problems), cmocka_unit_test(test_no_calendar),
        cmocka_unit_test(test_paths),         cmocka_unit_test(test_summaries),
        cmocka_unit_test(test_bomb_rules),    cmocka_unit_test(test_bomb_many_rules),
        cmocka_unit_test(test_bomb_dates),    cmocka_unit_test(test_bomb_forms),
        cmocka_unit_test(test_bomb_events),   cmocka_unit_test(test_conversation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
