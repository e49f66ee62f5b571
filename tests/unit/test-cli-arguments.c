#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/civil.h"
#include "base/macro.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/value.h"
#include "cli/verb.h"

#define MAX_ARGS 10

static int count(const char *const *argv)
{
    int n = 0;
    while (argv[n])
        n++;
    return n;
}

static void test_accepted(void **state _unused_)
{
    static const struct {
        const char *verb;
        const char *argv[MAX_ARGS];
        const char *options[VERB_MAX_OPTIONS], *words[VERB_MAX_WORDS];
        size_t n_words;
        bool wants_help;
    } cases[] = {
        {"done", {NULL}, {NULL}, {"", ""}, 0, false},
        {"done", {"a/2026-11-24/1"}, {NULL}, {"a/2026-11-24/1", ""}, 1, false},
        {"done", {"--minutes", "45", "x"}, {"45"}, {"x", ""}, 1, false},
        {"done", {"x", "--minutes=45"}, {"45"}, {"x", ""}, 1, false},
        {"done", {"--minutes=1", "--minutes", "2"}, {"2"}, {"", ""}, 0, false},
        {"done", {"--note", "--why", "x"}, {NULL, NULL, NULL, "--why"}, {"x", ""}, 1, false},
        {"done", {"--note="}, {NULL, NULL, NULL, ""}, {"", ""}, 0, false},
        {"done", {"--why", "tired"}, {NULL, NULL, "tired"}, {"", ""}, 0, false},
        {"done", {"--why=other"}, {NULL, NULL, "other"}, {"", ""}, 0, false},
        {"done", {"--", "--why"}, {NULL}, {"--why", ""}, 1, false},
        {"week", {"-2"}, {NULL}, {"-2", ""}, 1, false},
        {"week", {"+1", "--json"}, {""}, {"+1", ""}, 1, false},
        {"log import", {"-"}, {NULL}, {"-", ""}, 1, false},
        {"snooze", {"a", "10m"}, {NULL}, {"a", "10m"}, 2, false},
        {"status", {"--json", "--follow"}, {"", NULL, ""}, {"", ""}, 0, false},
        {"export", {"--help"}, {NULL}, {"", ""}, 0, true},
        {"export", {"-h", "--nonsense"}, {NULL}, {"", ""}, 0, true},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(text_done) struct text error = {0};
        char name[32], *words[2] = {name, NULL};
        struct arguments got;
        size_t n = 1;

        snprintf(name, sizeof(name), "%s", cases[i].verb);
        words[1] = strchr(name, ' ');
        if (words[1]) {
            *words[1]++ = '\0';
            n = 2;
        }
        const struct verb *verb = verb_find(n, words, &n);
        assert_non_null(verb);
        int r =
            arguments_parse(verb, count(cases[i].argv), (char *const *)cases[i].argv, &got, &error);
        if (r != 0)
            fail_msg("case %zu: %s", i, error.data);
        for (size_t j = 0; j < VERB_MAX_OPTIONS; j++)
            if (!streq_null(got.options[j], cases[i].options[j]))
                fail_msg("case %zu: option %zu is %s", i, j, got.options[j] ?: "not given");
        for (size_t j = 0; j < 2; j++)
            assert_string_equal(got.words[j], cases[i].words[j]);
        assert_int_equal(got.n_words, cases[i].n_words);
        assert_int_equal(got.wants_help, cases[i].wants_help);
    }
}

static void test_refused(void **state _unused_)
{
    static const struct {
        const struct verb *verb;
        const char *argv[MAX_ARGS], *error;
    } cases[] = {
        {&verb_done,
         {"--minuts", "3"},
         "`jsctl done` has no option --minuts; did you mean --minutes?"},
        {&verb_done,
         {"--minuts=3"},
         "`jsctl done` has no option --minuts; did you mean --minutes?"},
        {&verb_done, {"--zzz"}, "`jsctl done` has no option --zzz"},
        {&verb_done, {"--min"}, "`jsctl done` has no option --min"},
        {&verb_done, {"--minutes"}, "--minutes needs a value: MINUTES"},
        {&verb_done,
         {"--why", "lazy"},
         "--why is one of tired|unclear|avoided|clash|other, not `lazy`"},
        {&verb_done,
         {"--why", "tired|unclear"},
         "--why is one of tired|unclear|avoided|clash|other, not `tired|unclear`"},
        {&verb_done, {"--why="}, "--why is one of tired|unclear|avoided|clash|other, not ``"},
        {&verb_done, {"a", "b"}, "`b` is one word too many"},
        {&verb_status, {"--json=yes"}, "--json takes no value"},
        {&verb_status, {"-j"}, "there is no option `-j`: options have long names"},
        {&verb_log, {"ad"}, "`ad` is one word too many; did you mean `log add`?"},
        {&verb_log_edit, {NULL}, "`jsctl log edit` needs BLOCK"},
        {&verb_export, {NULL}, "`jsctl export` needs --ics FILE"},
        {&verb_undo, {"--", "x"}, "`x` is one word too many"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(text_done) struct text error = {0};
        struct arguments got = {.n_words = 77};
        int r = arguments_parse(cases[i].verb, count(cases[i].argv), (char *const *)cases[i].argv,
                                &got, &error);
        assert_int_equal(r, -EINVAL);
        assert_string_equal(error.data, cases[i].error);
        assert_int_equal(got.n_words, 77);
    }
}

static void test_verb_find(void **state _unused_)
{
    static const struct {
        const char *words[3];
        size_t n;
        const struct verb *verb;
        size_t used;
    } cases[] = {
        {{"log"}, 1, &verb_log, 1},
        {{"log", "add"}, 2, &verb_log_add, 2},
        {{"log", "add", "blog"}, 3, &verb_log_add, 2},
        {{"log", "--json"}, 2, &verb_log, 1},
        {{"status"}, 1, &verb_status, 1},
        {{"stat"}, 1, NULL, 9},
        {{"jobs"}, 1, &verb_track, 1},
        {{"jobs", "add", "Acme"}, 3, &verb_track_add, 2},
        {{"track", "jobs"}, 2, &verb_track, 1},
        {{"log add"}, 1, NULL, 9},
        {{"add", "log"}, 2, NULL, 9},
        {{""}, 1, NULL, 9},
        {{NULL}, 0, NULL, 9},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        size_t used = 9;
        const struct verb *verb = verb_find(cases[i].n, (char *const *)cases[i].words, &used);
        assert_ptr_equal(verb, cases[i].verb);
        assert_int_equal(used, cases[i].used);
    }
}

/* What the rest takes for granted about every entry of the table. */
static void test_verb_table(void **state _unused_)
{
    for (size_t i = 0; verb_at(i); i++) {
        const struct verb *verb = verb_at(i);
        size_t n = 0;
        assert_non_null(verb->name);
        assert_non_null(verb->arguments);
        assert_non_null(verb->run);
        assert_true(*verb->help);
        assert_true(verb->min_words <= verb->max_words && verb->max_words <= VERB_MAX_WORDS);
        assert_int_equal(verb->max_words > 0, *verb->arguments != '\0');
        assert_int_equal(verb->min_words > 0, *verb->arguments && *verb->arguments != '[');
        while (n < VERB_MAX_OPTIONS && verb->options[n].name) {
            assert_true(*verb->options[n].help);
            n++;
        }
        assert_true(n < VERB_MAX_OPTIONS);
        for (; n < VERB_MAX_OPTIONS; n++)
            assert_null(verb->options[n].name); /* no hole in the list */
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(verb_at(j)->name, verb->name);
    }
}

static void test_values(void **state _unused_)
{
    static const struct {
        const char *text;
        int minutes, count; /* -1: refused */
    } cases[] = {
        {"45", 45, 45},       {"0", 0, 0},
        {"45m", 45, -1},      {"1h30m", 90, -1},
        {"2h", 120, -1},      {"", -1, -1},
        {"-5", -1, -1},       {"+5", -1, -1},
        {" 5", -1, -1},       {"5 ", -1, -1},
        {"1.5", -1, -1},      {"10080", 10080, 10080},
        {"10081", -1, 10081}, {"1000000", -1, 1000000},
        {"1000001", -1, -1},  {"99999999999", -1, -1},
        {"0x10", -1, -1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        int minutes = -1, number = -1;
        value_parse_minutes(cases[i].text, &minutes);
        value_parse_count(cases[i].text, &number);
        if (minutes != cases[i].minutes || number != cases[i].count)
            fail_msg("\"%s\": %d minutes, count %d", cases[i].text, minutes, number);
    }
}

static void test_moments(void **state _unused_)
{
    static const struct {
        const char *text, *instant; /* NULL: refused */
    } cases[] = {
        {"2026-11-24 09:00", "2026-11-24T09:00:00+01:00"},
        {"2026-11-24T09:00", "2026-11-24T09:00:00+01:00"},
        {"2026-11-24T09:00:00Z", "2026-11-24T10:00:00+01:00"},
        {"2026-11-24T09:00:00-05:00", "2026-11-24T15:00:00+01:00"},
        {"09:00", "2026-11-24T09:00:00+01:00"},
        {"today 23:59", "2026-11-24T23:59:00+01:00"},
        {"yesterday 09:00:30", "2026-11-23T09:00:30+01:00"},
        {"2026-07-01 09:00", "2026-07-01T09:00:00+02:00"},
        {"2026-03-29 02:30", "2026-03-29T03:30:00+02:00"}, /* in the gap */
        {"9:00", NULL},
        {"2026-11-24", NULL},
        {"2026-11-31 09:00", NULL},
        {"tomorrow", NULL},
        {"tomorrow 09:00", NULL},
        {"a-word-that-begins-like-2026-11-24 09:00", NULL},
        {"2026-11-24  09:00", NULL},
        {"", NULL},
        {" ", NULL},
        {"24:00", NULL},
    };
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int64_t now, sec;

    assert_int_equal(zone_load("Europe/Berlin", &zone), 0);
    assert_int_equal(zone_parse_instant(zone, "2026-11-24T00:30:00+01:00", &now), 0);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char buf[INSTANT_SIZE] = "";
        int r = value_parse_moment(cases[i].text, zone, now, &sec);
        if (r == 0)
            zone_format(zone, sec, buf);
        if (!streq_null(r == 0 ? buf : NULL, cases[i].instant))
            fail_msg("\"%s\": %d, %s", cases[i].text, r, buf);
    }
}

/* Tuesday, 24 November 2026. */
static void test_days_there_and_back(void **state _unused_)
{
    static const struct {
        const char *text, *ahead, *ago; /* NULL: refused */
    } cases[] = {
        {"today", "2026-11-24", "2026-11-24"},
        {"tomorrow", "2026-11-25", "2026-11-25"},
        {"yesterday", "2026-11-23", "2026-11-23"},
        {"2026-12-01", "2026-12-01", "2026-12-01"},
        {"mon", "2026-11-30", "2026-11-23"},
        {"Tue", "2026-12-01", "2026-11-24"},
        {"wednesday", "2026-11-25", "2026-11-18"},
        {"0d", "2026-11-24", "2026-11-24"},
        {"7d", "2026-12-01", "2026-11-17"},
        {"2w", "2026-12-08", "2026-11-10"},
        {"5000d", "2040-08-02", "2013-03-17"},
        {"5001d", NULL, NULL},
        {"-7d", NULL, NULL},
        {"7", NULL, NULL},
        {"d", NULL, NULL},
        {"7 d", NULL, NULL},
        {"7days", NULL, NULL},
        {"someday", NULL, NULL},
        {"", NULL, NULL},
    };
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int64_t now, sec;

    assert_int_equal(zone_load("Europe/Berlin", &zone), 0);
    assert_int_equal(zone_parse_instant(zone, "2026-11-24T00:30:00+01:00", &now), 0);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char ahead[DATE_SIZE], ago[DATE_SIZE];
        int32_t day;
        int r = value_parse_day_ahead(cases[i].text, zone, now, &day);
        if (r == 0)
            civil_format_date(day, ahead);
        if (!streq_null(r == 0 ? ahead : NULL, cases[i].ahead))
            fail_msg("\"%s\" ahead: %d, %s", cases[i].text, r, ahead);
        r = value_parse_day_ago(cases[i].text, zone, now, &day);
        if (r == 0)
            civil_format_date(day, ago);
        if (!streq_null(r == 0 ? ago : NULL, cases[i].ago))
            fail_msg("\"%s\" ago: %d, %s", cases[i].text, r, ago);
    }
    assert_int_equal(value_parse_moment_ahead("tue 10:00", zone, now, &sec), 0);
    assert_int_equal(sec, now + 7 * DAY_SEC + 34200);
    assert_int_equal(value_parse_moment_ahead("Tue 10:00", zone, now, &sec), 0);
    assert_int_equal(value_parse_moment_ahead("15:00", zone, now, &sec), 0);
    assert_int_equal(sec, now + 52200);
    assert_int_equal(value_parse_moment_ahead("tue", zone, now, &sec), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_there_and_back),
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_verb_find),
        cmocka_unit_test(test_verb_table),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
