/* Which slots are named, and which are not. How often, over many people: tests/bench. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "review-fixture.h"

#define KEPT_8  "kkkkkkkk"
#define KEPT_12 "kkkkkkkkkkkk"

/* Practice on Monday to Friday at 09:00 and outreach at 14:00, all kept, but for practice on
 * Tuesday; `others` is what happens to the other slots. */
struct slot_case {
    const char *name;
    const char *tuesday, *others;
    const char *expected; /* NULL: nothing is named */
};

static const struct slot_case slot_cases[] = {
    {"kept 1 of 8", "ssskssss", KEPT_8, "kept 1 of 8 on Tuesday mornings; elsewhere 32 of 32"},
    {"partly is kept", "spssssss", KEPT_8, "kept 1 of 8 on Tuesday mornings; elsewhere 32 of 32"},
    {"unanswered, on days with answers", "mmmmmmmk", KEPT_8,
     "kept 1 of 8 on Tuesday mornings; elsewhere 32 of 32"},
    {"all kept", KEPT_8, KEPT_8, NULL},
    {"a few misses", "kskkskks", KEPT_8, NULL},
    {"thin: five blocks", "sssss", "kkkkk", NULL},
    {"six are enough", "ssssss", "kkkkkk", "kept 0 of 6 on Tuesday mornings; elsewhere 24 of 24"},
    {"excused does not count", "ssssxxxx", KEPT_8, NULL},
    {"open does not count", "ssssoooo", KEPT_8, NULL},
    {"unplanned does not count", "sussusss", KEPT_8,
     "kept 0 of 6 on Tuesday mornings; elsewhere 32 of 32"},
    {"over: the newest four were kept", "sssssssskkkk", KEPT_12, NULL},
    {"not over yet", "ssssssssskkk", KEPT_12,
     "kept 3 of 12 on Tuesday mornings; elsewhere 48 of 48"},
    {"everything is missed", "ssssssss", "ssssssss", NULL},
    {"newer weeks count: begun in week 13", "kkkkkkkkkkkkssssssss", "kkkkkkkkkkkkkkkkkkkk",
     "kept 0 of 8 on Tuesday mornings; elsewhere 32 of 32"},
};

static void add_week_days(struct logged *logged, const char *activity, int minute,
                          const char *tuesday, const char *others)
{
    for (enum weekday day = MONDAY; day <= FRIDAY; day++)
        add_weeks(logged, activity, day, minute, 0, day == TUESDAY ? tuesday : others);
}

static char *named(struct logged *logged, int32_t week)
{
    _cleanup_(freep) struct review_pattern *patterns = NULL;
    struct text text = {0};
    size_t n;
    char *words;

    sort_rows(logged);
    assert_int_equal(
        review_slot_patterns(logged->rows, logged->n, logged->zone, week, &patterns, &n), 0);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            text_add(&text, " | ");
        review_pattern_add_words(&patterns[i], &text);
    }
    assert_int_equal(text_take(&text, &words), 0);
    return words;
}

static void test_slots(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(slot_cases); i++) {
        const struct slot_case *c = &slot_cases[i];
        _cleanup_(logged_done) struct logged logged;
        _cleanup_(freep) char *words = NULL;

        logged_init(&logged);
        add_week_days(&logged, "practice", 9 * 60, c->tuesday, c->others);
        add_week_days(&logged, "outreach", 14 * 60, c->others, c->others);
        words = named(&logged, week_day((int)strlen(c->tuesday) - 1));
        if (!streq(words, c->expected ?: ""))
            fail_msg("%s: \"%s\"", c->name, words);
    }
}

/* Misses on days without any answer are unknown. */
static void test_silent_days(void **state)
{
    _cleanup_(logged_done) struct logged logged;
    _cleanup_(freep) char *words = NULL;

    (void)state;
    logged_init(&logged);
    add_week_days(&logged, "practice", 9 * 60, "mmmmmmmm", KEPT_8);
    add_week_days(&logged, "outreach", 14 * 60, "mmmmmmmm", KEPT_8);
    words = named(&logged, week_day(7));
    assert_string_equal(words, "");
}

/* Of an activity that is avoided at any hour no slot is named; one with a single slot is compared
 * with everything else. */
static void test_avoided(void **state)
{
    _cleanup_(logged_done) struct logged logged;
    _cleanup_(freep) char *words = NULL;

    (void)state;
    logged_init(&logged);
    add_week_days(&logged, "practice", 9 * 60, "sssssskssssk", "sssksssskssk");
    for (int hour = 14; hour < 20; hour += 2)
        add_week_days(&logged, hour == 14 ? "outreach" : "letters", hour * 60, KEPT_12, KEPT_12);
    add_weeks(&logged, "blog", FRIDAY, 11 * 60, 0, "ssssssssssss");
    words = named(&logged, week_day(11));
    assert_non_null(strstr(words, "kept 0 of 12 on Friday mornings; everything else "));
    assert_null(strstr(words, "|"));
}

/* One habit does not hide another. */
static void test_several_habits(void **state)
{
    _cleanup_(logged_done) struct logged logged;
    _cleanup_(freep) char *words = NULL;

    (void)state;
    logged_init(&logged);
    add_week_days(&logged, "practice", 9 * 60, "ssskssssssks", KEPT_12);
    add_week_days(&logged, "outreach", 14 * 60, "sskssssssksm", KEPT_12);
    add_weeks(&logged, "letters", MONDAY, 18 * 60, 0, "sssssksssssm");
    add_weeks(&logged, "letters", WEDNESDAY, 18 * 60, 0, KEPT_12);
    words = named(&logged, week_day(11));
    assert_non_null(strstr(words, "Tuesday mornings"));
    assert_non_null(strstr(words, "Tuesday afternoons"));
    assert_non_null(strstr(words, "Monday evenings"));
}

/* Practice and outreach on Monday to Friday mornings, letters in the afternoon: what is said of
 * Tuesday mornings after so many weeks as there are letters. */
struct hour_case {
    const char *name;
    const char *practice, *outreach; /* on Tuesdays */
    const char *practice_else, *outreach_else, *letters;
    const char *expected;
};

#define BOTH_TUESDAY(others)                                          \
    "kept 0 of 4 on Tuesday mornings, all activities 0 of 8; " others \
    " | kept 0 of 4 on Tuesday mornings, all activities 0 of 8; " others

static const struct hour_case hour_cases[] = {
    {"together they are enough", "ssms", "msss", "kkkk", "kkkk", "kkkk",
     BOTH_TUESDAY("elsewhere 16 of 16")},
    {"too few even together", "ss", "ss", "kk", "kk", "kk", ""},
    {"it is the one activity", "ssss", "kkkk", "kkkk", "kkkk", "kkkk", ""},
    {"they are avoided at any hour", "sskssskssk", "kssssskssk", "skssksskss", "ssksssksks",
     "kkkkkkkkkk", ""},
    {"one of them is kept there", "ssssss", "kkkkkk", "kkkkkk", "kkkkkk", "kkkkkk",
     "kept 0 of 6 on Tuesday mornings; elsewhere 24 of 24"},
};

static void test_hours(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(hour_cases); i++) {
        const struct hour_case *c = &hour_cases[i];
        _cleanup_(logged_done) struct logged logged;
        _cleanup_(freep) char *words = NULL;

        logged_init(&logged);
        add_week_days(&logged, "practice", 9 * 60, c->practice, c->practice_else);
        add_week_days(&logged, "outreach", 11 * 60, c->outreach, c->outreach_else);
        add_week_days(&logged, "letters", 14 * 60, c->letters, c->letters);
        words = named(&logged, week_day((int)strlen(c->letters) - 1));
        if (!streq(words, c->expected))
            fail_msg("%s: \"%s\"", c->name, words);
    }
}

/* At a bad hour only those activities are named that are not kept there. */
static void test_kept_at_bad_hour(void **state)
{
    _cleanup_(logged_done) struct logged logged;
    _cleanup_(freep) char *words = NULL;

    (void)state;
    logged_init(&logged);
    add_week_days(&logged, "practice", 9 * 60, "sssss", "kkkkk");
    add_week_days(&logged, "outreach", 11 * 60, "sssss", "kkkkk");
    add_week_days(&logged, "blog", 8 * 60, "kkksk", "kkkkk");
    words = named(&logged, week_day(4));
    assert_string_equal(words, "kept 0 of 5 on Tuesday mornings, all activities 4 of 15;"
                               " elsewhere 20 of 20"
                               " | kept 0 of 5 on Tuesday mornings, all activities 4 of 15;"
                               " elsewhere 20 of 20");
}

/* 01:00 belongs to the evening of the day before, by the wall clock in summer and winter. */
static void test_parts(void **state)
{
    static const struct {
        int minute;
        enum day_part expected;
    } cases[] = {
        {0, PART_EVENING},         {3 * 60 + 59, PART_EVENING},
        {4 * 60, PART_MORNING},    {11 * 60 + 59, PART_MORNING},
        {12 * 60, PART_AFTERNOON}, {16 * 60 + 59, PART_AFTERNOON},
        {17 * 60, PART_EVENING},   {24 * 60 + 30, PART_EVENING},
        {28 * 60, PART_MORNING},   {-1, PART_EVENING},
    };
    _cleanup_(logged_done) struct logged logged;
    _cleanup_(freep) char *words = NULL;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_int_equal(day_part_of_minute(cases[i].minute), cases[i].expected);
    logged_init(&logged);
    add_week_days(&logged, "practice", 9 * 60, KEPT_8, KEPT_8);
    for (enum weekday day = MONDAY; day <= SUNDAY; day++) /* each counts to the day before */
        add_weeks(&logged, "blog", day, 60, 0, day == WEDNESDAY ? "ssssssss" : KEPT_8);
    words = named(&logged, week_day(7));
    assert_string_equal(words, "kept 0 of 8 on Tuesday evenings; elsewhere 48 of 48");
}

/* Beyond the week asked for, before the horizon, and nonsense: nothing of it counts, or overflows.
 */
static void test_far_rows(void **state)
{
    _cleanup_(logged_done) struct logged logged;
    _cleanup_(freep) char *words = NULL;

    (void)state;
    logged_init(&logged);
    add_block(&logged, "practice", INT64_MIN, 0, 's');
    add_block(&logged, "practice", INT64_MAX - 3600, 60, 's');
    add_week_days(&logged, "practice", 9 * 60, "ssssssss", KEPT_8);
    words = named(&logged, week_day(4));
    assert_string_equal(words, "");
    free(TAKE_PTR(words));
    words = named(&logged, week_day(60));
    assert_string_equal(words, "");
    free(TAKE_PTR(words));
    words = named(&logged, CIVIL_MIN_DAY);
    assert_string_equal(words, "");
}

/* A year's log of the same: the factors neither overflow nor vanish. */
static void test_long_log(void **state)
{
    char kept[61] = {0}, skipped[61] = {0};
    _cleanup_(logged_done) struct logged logged;
    _cleanup_(freep) char *words = NULL;

    (void)state;
    memset(kept, 'k', 60);
    memset(skipped, 's', 60);
    logged_init(&logged);
    for (int i = 0; i < 6; i++)
        add_week_days(&logged, "practice", 8 * 60 + 30 * i, skipped, kept);
    words = named(&logged, week_day(59));
    assert_string_equal(words, "kept 0 of 156 on Tuesday mornings; elsewhere 624 of 624");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slots),    cmocka_unit_test(test_silent_days),
        cmocka_unit_test(test_avoided),  cmocka_unit_test(test_several_habits),
        cmocka_unit_test(test_hours),    cmocka_unit_test(test_kept_at_bad_hour),
        cmocka_unit_test(test_parts),    cmocka_unit_test(test_far_rows),
        cmocka_unit_test(test_long_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
