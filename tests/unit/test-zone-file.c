/* What a TZif file may hold, and what it may not: hostile bytes are refused, never believed. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "zone-fixture.h"

#define BIG 1000000 /* a count far beyond the bytes that follow */

/* Explicit transitions, with the rule after them; before them, type 0. The second transition only
 * changes the abbreviation. */
static void test_transitions_of_the_file(void **state _unused_)
{
    struct file_spec spec = {
        .version = '2',
        .n_times = 3,
        .n_types = 3,
        .n_chars = 12,
        .times = {-1000000000, 0, 1004230800},
        .indices = {1, 2, 1},
        .types = {{3208, 0, 0}, {3600, 0, 4}, {3600, 0, 8}},
        .chars = "LMT\0CET\0MEZ",
        .footer = "\n" BERLIN "\n",
    };
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int64_t next;
    assert_int_equal(parse(&spec, &zone), 0);
    assert_int_equal(zone_offset(zone, -1000000001), 3208);
    assert_string_equal(zone_abbreviation(zone, -1000000001), "LMT");
    assert_int_equal(zone_offset(zone, -1000000000), 3600);
    assert_string_equal(zone_abbreviation(zone, -1), "CET");
    assert_string_equal(zone_abbreviation(zone, 0), "MEZ");

    assert_true(zone_next_transition(zone, INT64_MIN, &next));
    assert_int_equal(next, -1000000000);
    assert_true(zone_next_transition(zone, -1000000000, &next)); /* not 0: same offset */
    assert_int_equal(next, utc("2002-03-31T01:00Z"));
    assert_true(zone_next_transition(zone, utc("2026-03-29T00:59:59Z"), &next));
    assert_int_equal(next, utc("2026-03-29T01:00Z"));
    assert_true(zone_next_transition(zone, utc("2026-03-29T01:00Z"), &next));
    assert_int_equal(next, utc("2026-10-25T01:00Z"));
    assert_false(zone_next_transition(zone, utc("2199-12-31T00:00Z"), &next));

    char buf[INSTANT_SIZE];
    zone_format(zone, -2000000000, buf); /* an offset with seconds */
    assert_string_equal(buf, "1906-08-16T21:20:08+00:53:28");
    assert_int_equal(zone_parse_instant(zone, buf, &next), 0);
    assert_int_equal(next, -2000000000);
}

static void test_version_1(void **state _unused_)
{
    struct file_spec spec = {
        .n_times = 1,
        .n_types = 2,
        .n_chars = 8,
        .times = {-1000000000},
        .indices = {1},
        .types = {{0, 0, 0}, {-3600, 1, 4}},
        .chars = "AAA\0BBB",
    };
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int64_t next;
    assert_int_equal(parse(&spec, &zone), 0);
    assert_int_equal(zone_offset(zone, -1000000001), 0);
    assert_int_equal(zone_offset(zone, -1000000000), -3600);
    assert_true(zone_is_dst(zone, utc("2199-01-01T00:00Z")));
    assert_false(zone_next_transition(zone, -1000000000, &next));
}

/* RFC 8536 3.3.1: rules whose DST ends when, or after, the next begins never change. */
static void test_dst_all_year(void **state _unused_)
{
    static const char *const rules[] = {"EST5EDT,0/0,J365/25", "EST5EDT,0/0,J365/30",
                                        "XXX3EDT4,0/0,J365/23"};
    for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
        _cleanup_(zone_freep) struct zone *zone = zone_of(rules[i]);
        int64_t next;
        assert_int_equal(zone_offset(zone, utc("2026-01-01T05:30Z")), -4 * 3600);
        assert_true(zone_is_dst(zone, utc("2026-07-01T00:00Z")));
        assert_false(zone_next_transition(zone, utc("1900-02-01T00:00Z"), &next));
    }
}

/* Beyond the years that the program handles nothing changes. */
static void test_far_transition(void **state _unused_)
{
    struct file_spec spec = {
        .version = '2',
        .n_times = 2,
        .n_types = 2,
        .n_chars = 8,
        .times = {0, INT64_C(8835177600)},
        .indices = {1, 0},
        .types = {{0, 0, 0}, {3600, 0, 4}},
        .chars = "AAA\0BBB",
        .footer = "\n\n",
    };
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int64_t next;
    assert_int_equal(parse(&spec, &zone), 0);
    assert_true(zone_next_transition(zone, -1, &next));
    assert_int_equal(next, 0);
    assert_false(zone_next_transition(zone, 0, &next));
}

static void test_hostile_files(void **state _unused_)
{
    static const struct file_spec specs[] = {
        {.version = '2', .n_chars = 4, .chars = "AAA", .footer = "\n\n"}, /* no type */
        {.version = '2', .n_types = 1, .footer = "\n\n"},                 /* no abbreviation */
        {.version = '2', .n_types = 1, .n_chars = 3, .chars = "AAA", .footer = "\n\n"},
        {.version = '2',
         .n_types = 1,
         .n_chars = 4,
         .chars = "A\x1b"
                  "A",
         .footer = "\n\n"},
        {.version = '2', .n_types = 1, .n_chars = 4, .chars = "A A", .footer = "\n\n"},
        {.version = '2', .n_types = 1, .n_chars = 13, .chars = "ABCDEFGHIJKL", .footer = "\n\n"},
        {.version = '2', .n_types = 1, .n_chars = 4, .chars = "AAA", .footer = ""},
        {.version = '2', .n_types = 1, .n_chars = 4, .chars = "AAA", .footer = "\nUTC0"},
        {.version = '2', .n_types = 1, .n_chars = 4, .chars = "AAA", .footer = "UTC0\n"},
        {.version = '2', .n_types = 1, .n_chars = 4, .chars = "AAA", .footer = "\nUTC\n"},
        {.version = 'x', .n_types = 1, .n_chars = 4, .chars = "AAA", .footer = "\n\n"},
        {.version = 1, .n_types = 1, .n_chars = 4, .chars = "AAA", .footer = "\n\n"},
        {.version = '2',
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .types = {{INT32_MIN, 0, 0}}},
        {.version = '2',
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .types = {{93600, 0, 0}}},
        {.version = '2',
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .types = {{-90000, 0, 0}}},
        {.version = '2',
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .types = {{0, 2, 0}}},
        {.version = '2',
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .types = {{0, 0, 4}}},
        {.version = '2',
         .n_times = 1,
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .indices = {1}},
        {.version = '2',
         .n_times = 2,
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .times = {5, 5}},
        {.version = '2',
         .n_times = 2,
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .times = {5, 4}},
        {.version = '2',
         .n_times = 1,
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .times = {INT64_MIN + 1}},
        {.version = '2',
         .n_times = 1,
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .times = {INT64_MAX}},
        {.version = '2',
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .said_times = UINT32_MAX},
        {.version = '2',
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .said_times = BIG},
        {.version = '2',
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .said_types = UINT32_MAX},
        {.version = '2',
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .said_chars = UINT32_MAX},
        {.version = '2',
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n",
         .said_leaps = UINT32_MAX},
        {.version = '2',
         .n_types = 1,
         .n_chars = 4,
         .chars = "AAA",
         .footer = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
         .said_leaps = 1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(specs); i++) {
        struct zone *zone = NULL;
        int r = parse(&specs[i], &zone);
        if (r != -EINVAL || zone)
            fail_msg("file %zu: result %d", i, r);
    }
}

/* Every beginning of a good file is no file; the copy is exact, so that a sanitizer sees a step
 * too far. */
static void test_truncated_files(void **state _unused_)
{
    struct file_spec spec = {
        .version = '2',
        .n_times = 1,
        .n_types = 1,
        .n_chars = 4,
        .chars = "AAA",
        .footer = "\n" BERLIN "\n",
    };
    _cleanup_(text_done) struct text text = {0};
    make_file(&text, &spec);
    for (size_t size = 0; size <= text.length; size++) {
        struct zone *zone = NULL;
        char *copy = malloc(size + 1);
        assert_non_null(copy);
        memcpy(copy + 1, text.data, size);
        assert_int_equal(zone_parse("X", copy + 1, size, &zone), size < text.length ? -EINVAL : 0);
        zone_free(zone);
        free(copy);
    }
}

static void test_refused_rules(void **state _unused_)
{
    static const char *const rules[] = {
        "CET",
        "CE-1",
        "CET-",
        "CET-25",
        "CET-1:60",
        "CET-1:00:60",
        "CET-1CEST",
        "<CET-1",
        "<C>-1",
        "CET-1 ",
        "CET-1CEST,M3.5.0",
        "CET-1CEST,M3.5.0,M10.5.0,",
        "CET-1CEST,M13.5.0,M1.1.0",
        "CET-1CEST,M0.5.0,M1.1.0",
        "CET-1CEST,M3.6.0,M1.1.0",
        "CET-1CEST,M3.0.0,M1.1.0",
        "CET-1CEST,M3.5.7,M1.1.0",
        "CET-1CEST,J0,J100",
        "CET-1CEST,J366,J100",
        "CET-1CEST,366,1",
        "CET-1CEST,M3.5.0/168,M1.1.0",
        "CET-1CEST,M3.5.0/-168,M1.1.0",
        "CET-1CEST,M3.5.0/,M1.1.0",
        "CET-1CEST,M3.5.0/+-1,M1.1.0",
        "CET-99999999999999999999",
        "ABCDEFGHIJKLM-1",
        "C\x1bT-1",
        "CET-1CEST,M3.5,M10.5.0",
        "CET-1CEST,M3.5.0;M10.5.0",
        "-1",
    };
    for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
        struct zone *zone = NULL;
        int r = parse_rule(rules[i], &zone);
        if (r != -EINVAL || zone)
            fail_msg("rule %s: result %d", rules[i], r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transitions_of_the_file),
        cmocka_unit_test(test_version_1),
        cmocka_unit_test(test_dst_all_year),
        cmocka_unit_test(test_far_transition),
        cmocka_unit_test(test_hostile_files),
        cmocka_unit_test(test_truncated_files),
        cmocka_unit_test(test_refused_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
