/* How far applications came, and how they were answered. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <cmocka.h>

#include "cli/report-charts.h"
#include "cli/report.h"

#define TODAY 1000
#define NO    TRACK_NO_DAY

/* An application that reached stages on these days: interested, applied, ..., withdrawn. */
#define APPLICATION(at, from, ...)                                                           \
    (struct track_item)                                                                      \
    {                                                                                        \
        .kind = TRACK_APPLICATION, .name = "Acme", .company = "", .channel = "", .role = "", \
        .link = "", .source = from, .note = "", .stage = at, .days = {__VA_ARGS__},          \
        .last_contact = NO, .follow_up = NO                                                  \
    }

static struct report_funnel funnel_of(const struct track_item *items, size_t n)
{
    struct report_funnel funnel;

    assert_int_equal(report_funnel_fill(items, n, TODAY, &funnel), 0);
    return funnel;
}

static void test_one(void **state _unused_)
{
    static const struct {
        enum track_stage stage;
        int32_t days[STAGE_MAX_];
        unsigned applied, screen, interview, offer, replied, of, waiting;
        int reply_days;
    } cases[] = {
        /* Only looked at, or left before anything was sent. */
        {STAGE_INTERESTED, {900, NO, NO, NO, NO, NO, NO}, 0, 0, 0, 0, 0, 0, 0, -1},
        {STAGE_WITHDRAWN, {900, NO, NO, NO, NO, NO, 990}, 0, 0, 0, 0, 0, 0, 0, -1},
        /* Two weeks are enough to count as no reply; a day less is not. */
        {STAGE_APPLIED, {NO, 986, NO, NO, NO, NO, NO}, 1, 0, 0, 0, 0, 1, 0, -1},
        {STAGE_APPLIED, {NO, 987, NO, NO, NO, NO, NO}, 1, 0, 0, 0, 0, 0, 1, -1},
        {STAGE_APPLIED, {NO, NO, NO, NO, NO, NO, NO}, 1, 0, 0, 0, 0, 0, 1, -1},
        /* Answered, however young. */
        {STAGE_SCREEN, {NO, 990, 998, NO, NO, NO, NO}, 1, 1, 0, 0, 1, 1, 0, 8},
        {STAGE_REJECTED, {NO, 990, NO, NO, NO, 991, NO}, 1, 0, 0, 0, 1, 1, 0, 1},
        /* The first answer counts, and what lies before it was passed. */
        {STAGE_OFFER, {NO, 900, NO, 910, 930, NO, NO}, 1, 1, 1, 1, 1, 1, 0, 10},
        {STAGE_REJECTED, {NO, 900, NO, 910, NO, 930, NO}, 1, 1, 1, 0, 1, 1, 0, 10},
        {STAGE_REJECTED, {NO, NO, NO, NO, NO, 930, NO}, 1, 0, 0, 0, 1, 1, 0, -1},
        {STAGE_REJECTED, {NO, NO, NO, NO, NO, NO, NO}, 1, 0, 0, 0, 1, 1, 0, -1},
        {STAGE_INTERVIEW, {NO, NO, NO, NO, NO, NO, NO}, 1, 1, 1, 0, 1, 1, 0, -1},
        /* Days that contradict each other say nothing of the wait. */
        {STAGE_SCREEN, {NO, 950, 940, NO, NO, NO, NO}, 1, 1, 0, 0, 1, 1, 0, -1},
        {STAGE_SCREEN, {NO, 0, 900, NO, NO, NO, NO}, 1, 1, 0, 0, 1, 1, 0, 366},
        /* Withdrawn: it counts if it had waited long enough by then. */
        {STAGE_WITHDRAWN, {NO, 900, NO, NO, NO, NO, 914}, 1, 0, 0, 0, 0, 1, 0, -1},
        {STAGE_WITHDRAWN, {NO, 900, NO, NO, NO, NO, 913}, 1, 0, 0, 0, 0, 0, 0, -1},
        {STAGE_WITHDRAWN, {NO, 900, 905, NO, NO, NO, 913}, 1, 1, 0, 0, 1, 1, 0, 5},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct track_item item = APPLICATION(cases[i].stage, "", NO);
        struct report_funnel funnel;

        memcpy(item.days, cases[i].days, sizeof item.days);
        funnel = funnel_of(&item, 1);
        assert_int_equal(funnel.applications, 1);
        assert_int_equal(funnel.reached[STAGE_APPLIED], cases[i].applied);
        assert_int_equal(funnel.reached[STAGE_SCREEN], cases[i].screen);
        assert_int_equal(funnel.reached[STAGE_INTERVIEW], cases[i].interview);
        assert_int_equal(funnel.reached[STAGE_OFFER], cases[i].offer);
        assert_int_equal(funnel.replied, cases[i].replied);
        assert_int_equal(funnel.of, cases[i].of);
        assert_int_equal(funnel.waiting, cases[i].waiting);
        assert_int_equal(funnel.reply_days, cases[i].reply_days);
    }
}

static void test_median(void **state _unused_)
{
    struct track_item items[5];

    for (size_t i = 0; i < ARRAY_SIZE(items); i++)
        items[i] = APPLICATION(STAGE_SCREEN, "", NO, 900, 900 + (int32_t)((i * i) % 7), NO, NO, NO,
                               NO); /* 0, 1, 4, 2, 2 */
    assert_int_equal(funnel_of(items, 5).reply_days, 2);
    assert_int_equal(funnel_of(items, 4).reply_days, 1);
    assert_int_equal(funnel_of(items, 1).reply_days, 0);
    assert_int_equal(funnel_of(items, 0).reply_days, -1);
}

static void test_sources(void **state _unused_)
{
    struct track_item items[] = {
        APPLICATION(STAGE_APPLIED, "a board", NO, 900, NO, NO, NO, NO, NO),
        APPLICATION(STAGE_INTERVIEW, "LinkedIn", NO, 900, NO, 930, NO, NO, NO),
        APPLICATION(STAGE_REJECTED, "linkedin", NO, 900, NO, NO, NO, 910, NO),
        APPLICATION(STAGE_INTERESTED, "LinkedIn", 900, NO, NO, NO, NO, NO, NO),
        {.kind = TRACK_CONTACT, .name = "Ada", .source = "LinkedIn"},
    };
    struct report_funnel funnel = funnel_of(items, ARRAY_SIZE(items));

    assert_int_equal(funnel.applications, 4);
    assert_int_equal(funnel.n_sources, 2);
    assert_true(strcasecmp(funnel.sources[0].name, "LinkedIn") == 0);
    assert_int_equal(funnel.sources[0].applied, 2);
    assert_int_equal(funnel.sources[0].replied, 2);
    assert_int_equal(funnel.sources[0].interviews, 1);
    assert_string_equal(funnel.sources[1].name, "a board");
    assert_int_equal(funnel.sources[1].applied, 1);
    assert_int_equal(funnel.sources[1].replied, 0);
}

/* The most frequent ones are kept. */
static void test_many_sources(void **state _unused_)
{
    struct track_item items[100];
    char names[20][8];
    struct report_funnel funnel;
    size_t n = 0;

    for (size_t i = 0; i < 13; i++) {
        snprintf(names[i], sizeof names[i], "s%zu", i * 7 % 13);
        for (size_t j = 0; j <= i * 7 % 13; j++)
            items[n++] = APPLICATION(STAGE_APPLIED, names[i], NO, 900, NO, NO, NO, NO, NO);
    }
    funnel = funnel_of(items, n);
    assert_int_equal(funnel.n_sources, REPORT_SOURCES_MAX);
    for (size_t i = 0; i < funnel.n_sources; i++)
        assert_int_equal(funnel.sources[i].applied, 13 - i);
}

static void test_scale(void **state _unused_)
{
    static const struct {
        double largest;
        bool is_whole;
        double top, step;
    } cases[] = {
        {0, true, 1, 1},        {1, true, 1, 1},         {2, true, 2, 1},
        {4, true, 4, 1},        {5, true, 6, 2},         {10, true, 10, 5},
        {11, true, 15, 5},      {20, true, 20, 5},       {21, true, 30, 10},
        {99, true, 100, 50},    {1500, true, 1500, 500}, {0.5, false, 0.6, 0.2},
        {1.5, false, 1.5, 0.5}, {7.5, false, 8, 2},      {0, false, 0.01, 0.005},
        {-3, true, 1, 1},       {INFINITY, true, 1, 1},  {NAN, false, 0.01, 0.005},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct chart_scale scale = chart_scale_for(cases[i].largest, cases[i].is_whole);

        if (fabs(scale.top - cases[i].top) > 1e-9 || fabs(scale.step - cases[i].step) > 1e-9)
            fail_msg("%g: top %g, step %g", cases[i].largest, scale.top, scale.step);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one),     cmocka_unit_test(test_median),
        cmocka_unit_test(test_sources), cmocka_unit_test(test_many_sources),
        cmocka_unit_test(test_scale),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
