#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "zone-fixture.h"

/* Local times, read in a zone, against what RFC 5545 3.3.5 says. */
static void test_local_to_utc(void **state _unused_)
{
    static const struct {
        const char *rule, *local, *expected;
    } cases[] = {
        {BERLIN, "2026-01-15T09:00", "2026-01-15T09:00:00+01:00"},
        {BERLIN, "2026-07-15T09:00", "2026-07-15T09:00:00+02:00"},
        /* skipped: the offset before the gap */
        {BERLIN, "2026-03-29T01:59:59", "2026-03-29T01:59:59+01:00"},
        {BERLIN, "2026-03-29T02:00", "2026-03-29T03:00:00+02:00"},
        {BERLIN, "2026-03-29T02:30", "2026-03-29T03:30:00+02:00"},
        {BERLIN, "2026-03-29T03:00", "2026-03-29T03:00:00+02:00"},
        /* twice: the first */
        {BERLIN, "2026-10-25T01:59:59", "2026-10-25T01:59:59+02:00"},
        {BERLIN, "2026-10-25T02:00", "2026-10-25T02:00:00+02:00"},
        {BERLIN, "2026-10-25T02:59:59", "2026-10-25T02:59:59+02:00"},
        {BERLIN, "2026-10-25T03:00", "2026-10-25T03:00:00+01:00"},
        {BERLIN, "2199-07-15T09:00", "2199-07-15T09:00:00+02:00"},
        /* half an hour (Lord Howe), south, and Dublin, whose winter is the DST */
        {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-10-04T02:10", "2026-10-04T02:40:00+11:00"},
        {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-04-05T01:45", "2026-04-05T01:45:00+11:00"},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-03-29T01:30", "2026-03-29T02:30:00+01:00"},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-10-25T01:30", "2026-10-25T01:30:00+01:00"},
        /* hours below zero (Nuuk) and beyond 24 (Gaza) */
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-28T23:30", "2026-03-29T00:30:00-01:00"},
        {"EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T02:30", "2026-03-28T03:30:00+03:00"},
        /* days of the year: J60 is 1 March in every year, 59 is 29 February in leap years */
        {"AAA0BBB,J60/0,J300/0", "2028-02-29T23:59", "2028-02-29T23:59:00+00:00"},
        {"AAA0BBB,J60/0,J300/0", "2028-03-01T01:00", "2028-03-01T01:00:00+01:00"},
        {"AAA0BBB,J59/0,J300/0", "2028-02-28T01:00", "2028-02-28T01:00:00+01:00"},
        {"AAA0BBB,59/0,300/0", "2028-02-29T01:00", "2028-02-29T01:00:00+01:00"},
        {"AAA0BBB,59/0,300/0", "2026-03-01T01:00", "2026-03-01T01:00:00+01:00"},
        {"AAA0BBB,0/0,300/0", "2026-01-01T01:00", "2026-01-01T01:00:00+01:00"},
        /* DST all year, RFC 8536 3.3.1 */
        {"EST5EDT,0/0,J365/25", "2026-01-01T00:30", "2026-01-01T00:30:00-04:00"},
        {"EST5EDT,0/0,J365/25", "2026-12-31T23:30", "2026-12-31T23:30:00-04:00"},
        {"EST5EDT,0/0,J365/30", "2026-01-01T00:30", "2026-01-01T00:30:00-04:00"},
        {"EST5EDT,0/0,J365/30", "2026-01-01T02:30", "2026-01-01T02:30:00-04:00"},
        {"XXX3EDT4,0/0,J365/23", "2026-07-01T00:00", "2026-07-01T00:00:00-04:00"},
        {"XXX3EDT4,0/0,J365/23", "2026-12-31T23:59", "2026-12-31T23:59:00-04:00"},
        {"<+0545>-5:45", "2026-01-15T09:00", "2026-01-15T09:00:00+05:45"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(zone_freep) struct zone *zone = zone_of(cases[i].rule);
        char buf[INSTANT_SIZE];
        int64_t t;
        assert_int_equal(zone_parse_instant(zone, cases[i].local, &t), 0);
        zone_format(zone, t, buf);
        if (!streq(buf, cases[i].expected))
            fail_msg("%s %s: %s, not %s", cases[i].rule, cases[i].local, buf, cases[i].expected);
    }
}

/* Every half hour of some years: back and forth, and never against the order of time by more than
 * the clock itself goes back. */
static void test_round_trip(void **state _unused_)
{
    static const char *const rules[] = {BERLIN, "IST-1GMT0,M10.5.0,M3.5.0/1",
                                        "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "EST5"};
    for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
        _cleanup_(zone_freep) struct zone *zone = zone_of(rules[i]);
        for (int64_t t = utc("2026-01-01T00:00Z"); t < utc("2028-01-01T00:00Z"); t += 1800) {
            int64_t local = zone_to_local(zone, t), first = zone_to_utc(zone, local);
            assert_int_equal(local, t + zone_offset(zone, t));
            assert_int_equal(zone_to_local(zone, first), local);
            assert_true(first <= t && t - first <= 3600);
            assert_int_equal(zone_day(zone, t), civil_local_day(local));
        }
    }
}

static void test_what_holds(void **state _unused_)
{
    _cleanup_(zone_freep) struct zone *zone = zone_of(BERLIN);
    int64_t winter = utc("2026-01-15T00:00Z"), summer = utc("2026-07-15T00:00Z");
    assert_string_equal(zone_name(zone), "Test/Zone");
    assert_string_equal(zone_abbreviation(zone, winter), "CET");
    assert_string_equal(zone_abbreviation(zone, summer), "CEST");
    assert_false(zone_is_dst(zone, winter));
    assert_true(zone_is_dst(zone, summer));
    assert_int_equal(zone_offset(zone, INT64_MIN), 3600);
    assert_int_equal(zone_offset(zone, INT64_MAX), 3600);
}

static void test_day_start(void **state _unused_)
{
    static const struct {
        const char *rule, *date, *expected;
    } cases[] = {
        {BERLIN, "2026-03-29", "2026-03-29T00:00:00+01:00"},
        {BERLIN, "2026-10-25", "2026-10-25T00:00:00+02:00"},
        /* midnight skipped (Beirut): the end of the gap */
        {"EET-2EEST,M3.5.0/0,M10.5.0/0", "2026-03-29", "2026-03-29T01:00:00+03:00"},
        /* a gap from 23:30 to 00:30 */
        {"AAA0BBB,M3.5.0/23:30,M10.5.0", "2026-03-30", "2026-03-30T00:30:00+01:00"},
        /* 24:00 becomes 23:00 (Beirut): the day begins once; 01:00 becomes 00:00 (Havana): twice */
        {"EET-2EEST,M3.5.0/0,M10.5.0/0", "2026-10-25", "2026-10-25T00:00:00+02:00"},
        {"CST5CDT,M3.2.0/0,M11.1.0/1", "2026-11-01", "2026-11-01T00:00:00-04:00"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(zone_freep) struct zone *zone = zone_of(cases[i].rule);
        char buf[INSTANT_SIZE];
        int32_t day;
        assert_int_equal(civil_parse_date(cases[i].date, &day), 0);
        int64_t start = zone_day_start(zone, day);
        zone_format(zone, start, buf);
        assert_string_equal(buf, cases[i].expected);
        assert_int_equal(zone_day(zone, start), day);
        assert_true(zone_day(zone, start - 1) < day);
    }
}

static void test_load(void **state _unused_)
{
    static const struct {
        const char *name;
        int r;
    } cases[] = {
        {"Europe/Berlin", 0},
        {"America/Argentina/Buenos_Aires", 0},
        {"Etc/GMT+5", 0},
        {"No/Such", -ENOENT},
        {"Europe", -ENOENT},
        {"Europe/Berlin/x", -ENOENT},
        {"tzdata.zi", -EINVAL},
        {"", -EINVAL},
        {".", -EINVAL},
        {"..", -EINVAL},
        {"../../../etc/passwd", -EINVAL},
        {"Europe/../UTC", -EINVAL},
        {"/etc/localtime", -EINVAL},
        {"Europe/", -EINVAL},
        {"Europe//Berlin", -EINVAL},
        {"Europe/.hidden", -EINVAL},
        {"Europe/Ber lin", -EINVAL},
        {"Europe/Berlin\n", -EINVAL},
        {"Europe/\x1b", -EINVAL},
        {"CET-1CEST,M3.5.0,M10.5.0/3", -EINVAL},
        {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", -EINVAL},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct zone *zone = NULL;
        int r = zone_load(cases[i].name, &zone);
        if (r != cases[i].r)
            fail_msg("\"%s\": result %d", cases[i].name, r);
        if (r == 0)
            assert_string_equal(zone_name(zone), cases[i].name);
        zone_free(zone);
    }
    assert_null(zone_free(NULL));
}

static void test_utc_needs_no_database(void **state _unused_)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    struct zone *other = NULL;
    int64_t next;
    assert_int_equal(setenv("TZDIR", "/nonexistent", 1), 0);
    assert_int_equal(zone_load("Europe/Berlin", &other), -ENOENT);
    assert_int_equal(zone_load("UTC", &zone), 0);
    unsetenv("TZDIR");

    assert_string_equal(zone_abbreviation(zone, 0), "UTC");
    assert_int_equal(zone_offset(zone, 1795000000), 0);
    assert_false(zone_is_dst(zone, 0));
    assert_false(zone_next_transition(zone, INT64_MIN, &next));
}

static void test_system_name(void **state _unused_)
{
    static const struct {
        const char *tz, *name; /* NULL: the machine's own, whichever that is */
    } cases[] = {
        {"Asia/Tokyo", "Asia/Tokyo"},
        {":Asia/Tokyo", "Asia/Tokyo"},
        {"/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"},
        {":/usr/share/zoneinfo/posix/Asia/Tokyo", "Asia/Tokyo"},
        {"", "UTC"},
        {"CET-1CEST,M3.5.0,M10.5.0/3", NULL},
        {"No/Such", NULL},
        {"../../etc/passwd", NULL},
    };
    _cleanup_(freep) char *own = NULL;
    unsetenv("TZ");
    assert_int_equal(zone_system_name(&own), 0);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(zone_freep) struct zone *zone = NULL;
        char *name;
        assert_int_equal(setenv("TZ", cases[i].tz, 1), 0);
        assert_int_equal(zone_system_name(&name), 0);
        assert_string_equal(name, cases[i].name ? cases[i].name : own);
        assert_int_equal(zone_load(name, &zone), 0);
        free(name);
    }
    unsetenv("TZ");
}

static void test_parse_instant(void **state _unused_)
{
    static const struct {
        const char *text;
        int64_t t; /* -1: refused */
    } cases[] = {
        {"2026-11-24T08:00:00Z", 1795507200},
        {"2026-11-24T08:00Z", 1795507200},
        {"2026-11-24T09:00:00+01:00", 1795507200},
        {"2026-11-24T09:00+01:00", 1795507200},
        {"2026-11-24T02:30:00-05:30", 1795507200},
        {"2026-11-24T09:00:00", 1795507200},
        {"2026-11-24T09:00", 1795507200},
        {"", -1},
        {"2026-11-24", -1},
        {"2026-11-24T", -1},
        {"2026-11-24 09:00", -1},
        {"2026-11-24T9:00", -1},
        {"2026-11-24T24:00", -1},
        {"2026-11-24T09:60", -1},
        {"2026-11-24T09:00:60", -1},
        {"2026-11-24T09:00:", -1},
        {"2026-11-24T09:00z", -1},
        {"2026-11-24T09:00ZZ", -1},
        {"2026-11-24T09:00+0100", -1},
        {"2026-11-24T09:00+01", -1},
        {"2026-11-24T09:00+26:00", -1},
        {"2026-11-24T09:00+01:60", -1},
        {"2026-11-24T09:00 ", -1},
        {"2026-02-29T09:00", -1},
        {"2026-11-24T09:00:00.5Z", -1},
    };
    _cleanup_(zone_freep) struct zone *zone = zone_of(BERLIN);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        int64_t t = -1;
        int r = zone_parse_instant(zone, cases[i].text, &t);
        if (r != (cases[i].t == -1 ? -EINVAL : 0) || t != cases[i].t)
            fail_msg("\"%s\": result %d, %lld", cases[i].text, r, (long long)t);
    }
    int64_t t;
    assert_int_equal(zone_parse_instant(NULL, "2026-11-24T09:00", &t), -EINVAL);
}

static void test_format(void **state _unused_)
{
    static const struct {
        const char *rule;
        int64_t t;
        const char *local, *utc;
    } cases[] = {
        {BERLIN, 1795507200, "2026-11-24T09:00:00+01:00", "2026-11-24T08:00:00Z"},
        {"NST3:30", 1795507199, "2026-11-24T04:29:59-03:30", "2026-11-24T07:59:59Z"},
        {"EST5", 0, "1969-12-31T19:00:00-05:00", "1970-01-01T00:00:00Z"},
        {BERLIN, INT64_MAX, "2200-01-01T00:59:59+01:00", "2199-12-31T23:59:59Z"},
        {"EST5", INT64_MIN, "1899-12-31T19:00:00-05:00", "1900-01-01T00:00:00Z"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(zone_freep) struct zone *zone = zone_of(cases[i].rule);
        char buf[INSTANT_SIZE];
        int64_t t;
        zone_format(zone, cases[i].t, buf);
        assert_string_equal(buf, cases[i].local);
        zone_format_utc(cases[i].t, buf);
        assert_string_equal(buf, cases[i].utc);
        assert_int_equal(zone_parse_instant(NULL, buf, &t), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_local_to_utc), cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_what_holds),   cmocka_unit_test(test_day_start),
        cmocka_unit_test(test_load),         cmocka_unit_test(test_utc_needs_no_database),
        cmocka_unit_test(test_system_name),  cmocka_unit_test(test_parse_instant),
        cmocka_unit_test(test_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
