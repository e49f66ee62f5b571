/* A week's review as people read it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "cli-fixture.h"

static const struct screen plain = {.is_utf8 = true},
                           colours = {.is_utf8 = true, .has_color = true};

static struct bus_minutes minutes[] = {
    {"outreach", "Outreach", 300, 240, 30, 60, 0, 0, 0},
    {"follow-ups-and-cover-letters", "Follow-ups", 90, 0, 0, 0, 90, 0, 0},
};
static struct bus_week weeks[] = {
    {AT(-15, 0, 0), 300, 0, 0}, /* before the first answer */
    {AT(-8, 0, 0), 300, 150, 5},
    {AT(-1, 0, 0), 390, 270, 6},
};
static struct bus_heat heat[] = {
    {"Mon", "morning", 1, 7}, {"Tue", "morning", 10, 10}, {"Tue", "evening", 3, 5}};
static struct bus_pattern patterns[] = {{"outreach", "slot", "Mon", "morning",
                                         "kept 1 of 7 on Monday mornings; elsewhere 13 of 15", 1, 7,
                                         13, 15}};
static struct bus_reason reasons[] = {{"tired", 2}, {"clash", 1}};
static struct bus_note notes[] = {{AT(0, 9, 0), "outreach", HOSTILE}};
static struct bus_question questions[] = {{1, "Why?", "Because\x1b"}, {2, "What next?", ""}};

static struct bus_review review_now(void)
{
    return (struct bus_review){
        .goals = {.now_sec = NOW, .from_sec = AT(-1, 0, 0), .timezone = "Europe/Berlin"},
        .plan = "Job search",
        .why = "to write C",
        .target_sec = AT(10, 0, 0),
        .weeks_left = 2,
        .minutes = minutes,
        .n_minutes = ARRAY_SIZE(minutes),
        .weeks = weeks,
        .n_weeks = ARRAY_SIZE(weeks),
        .heat = heat,
        .n_heat = ARRAY_SIZE(heat),
        .patterns = patterns,
        .n_patterns = ARRAY_SIZE(patterns),
        .reasons = reasons,
        .n_reasons = ARRAY_SIZE(reasons),
        .notes = notes,
        .n_notes = ARRAY_SIZE(notes),
        .questions = questions,
        .n_questions = ARRAY_SIZE(questions),
    };
}

static void test_all(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&plain);
    struct bus_review review = review_now();

    render_review(&text, &view, &review);
    assert_string_equal(text.data,
                        "Week 48, Mon 23 Nov to Sun 29 Nov\n"
                        "to write C\n"
                        "2 weeks left until Fri 4 Dec\n"
                        "\n"
                        "                 planned     done   partly  skipped  no answer\n"
                        "outreach              5h       4h      30m       1h          -\n"
                        "follow-ups-and…    1h30m        -        -        -      1h30m\n"
                        "together           6h30m       4h      30m       1h      1h30m\n"
                        "\n"
                        "This week and those before\n"
                        "  Mon 16 Nov  ██████████░░░░░░░░░░  2 h 30 min of 5 h\n"
                        "  Mon 23 Nov  ██████████████░░░░░░  4 h 30 min of 6 h 30 min\n"
                        "\n"
                        "Blocks kept in the last 8 weeks\n"
                        "                 Mon      Tue\n"
                        "  morning      ▂ 1/7  █ 10/10\n"
                        "  evening               ▅ 3/5\n"
                        "\n"
                        "Patterns\n"
                        "  outreach: kept 1 of 7 on Monday mornings; elsewhere 13 of 15\n"
                        "\n"
                        "What got in the way\n"
                        "  tired 2 times, clash once\n"
                        "\n"
                        "Notes\n"
                        "  Tue 24 Nov  outreach: \\x1b]0;x\\x07<b>&\\u202e\\n\n"
                        "\n"
                        "Questions\n"
                        "  1. Why?\n"
                        "     Because\\x1b\n"
                        "  2. What next?\n"
                        "     jsctl review 2026-11-23 --answer 2 TEXT\n");
}

static void test_nothing(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&plain);
    struct bus_review review = {.goals.from_sec = AT(-1, 0, 0), .plan = "", .why = ""};

    render_review(&text, &view, &review);
    assert_string_equal(text.data, "Week 48, Mon 23 Nov to Sun 29 Nov\n"
                                   "\n"
                                   "Nothing was planned or done in this week.\n");
}

static void test_target_is_over(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&plain);
    struct bus_review review = review_now();

    review.target_sec = AT(-2, 0, 0);
    review.weeks_left = 0;
    render_review(&text, &view, &review);
    assert_non_null(strstr(text.data, "The day you aimed for was Sun 22 Nov: "));
    assert_null(strstr(text.data, "left until"));
}

/* A silent week between known ones is said to be that. */
static void test_silent_week(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&plain);
    struct bus_review review = review_now();
    struct bus_week silent[] = {weeks[1], {AT(-8, 0, 0), 300, 0, 0}, weeks[2]};

    silent[0].from_sec = AT(-15, 0, 0);
    review.weeks = silent;
    render_review(&text, &view, &review);
    assert_non_null(strstr(text.data, "  Mon 16 Nov  · not known: nothing was answered\n"));
}

/* Colours take no columns and are switched off again. */
static void test_colours(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&colours);
    struct bus_review review = review_now();
    size_t n_on = 0, n_off = 0;

    render_review(&text, &view, &review);
    for (const char *s = text.data; (s = strstr(s, "\x1b[")); s++)
        if (s[2] == '0')
            n_off++;
        else
            n_on++;
    assert_true(n_on > 10);
    assert_int_equal(n_on, n_off);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_target_is_over),
        cmocka_unit_test(test_silent_week),
        cmocka_unit_test(test_colours),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
