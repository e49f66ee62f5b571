/* `jsctl init`: what its questions take for an answer, and the plans that come of them: sound,
 * within their hours, with outreach from the first working day on. */
#include <errno.h>

#include "base/text.h"
#include "cli/init-answers.h"
#include "cli/init-plan.h"
#include "daemon/check-fit.h"
#include "daemon/placer.h"
#include "daemon/rounds.h"
#include "schedule-fixture.h"

#define TODAY   20781 /* 2026-11-24, a Tuesday */
#define WEEKEND (1u << SATURDAY | 1u << SUNDAY)

static struct init_answers default_answers(void)
{
    struct init_answers answers = {.today = TODAY};
    const char *expected;

    for (int i = 0; i < INIT_QUESTIONS; i++)
        assert_int_equal(init_answer(&answers, i, "", &expected), 0);
    return answers;
}

static void answer(struct init_answers *answers, enum init_question question, const char *s)
{
    const char *expected;

    if (init_answer(answers, question, s, &expected) < 0)
        fail_msg("`%s`: %s", s, expected);
}

/* ---- Answers ---- */

static void test_defaults(void **state _unused_)
{
    struct init_answers answers = default_answers();

    assert_int_equal(answers.priority, 3);
    assert_true(answers.has_target);
    assert_int_equal(answers.target, TODAY + 13 * 7);
    assert_int_equal(answers.start, 9 * 60);
    assert_int_equal(answers.end, 17 * 60);
    assert_false(answers.is_best_late);
    assert_int_equal(answers.days, DAYS_ALL & ~WEEKEND);
    assert_int_equal(answers.activities, (1u << INIT_ACTIVITY_MAX_) - 1);
    assert_int_equal(answers.goal_percent, 80);
    assert_string_equal(answers.dates, "");
    assert_string_equal(answers.habit, "");
    assert_string_equal(answers.why, "");
}

static void test_taken(void **state _unused_)
{
    struct init_answers answers = default_answers();

    answer(&answers, INIT_PRIORITY, "5");
    assert_int_equal(answers.priority, 5);
    answer(&answers, INIT_TARGET, "later");
    assert_int_equal(answers.target, TODAY + 26 * 7);
    answer(&answers, INIT_TARGET, "2026-11-24");
    assert_int_equal(answers.target, TODAY);
    answer(&answers, INIT_TARGET, "none");
    assert_false(answers.has_target);
    answer(&answers, INIT_HOURS, "7:30-24:00");
    assert_int_equal(answers.start, 450);
    assert_int_equal(answers.end, 1440);
    answer(&answers, INIT_BEST, "afternoons");
    assert_true(answers.is_best_late);
    answer(&answers, INIT_ACTIVITIES, "blog,  practice ");
    assert_int_equal(answers.activities, 1u << INIT_BLOG | 1u << INIT_PRACTICE);
    answer(&answers, INIT_GOALS, "0%");
    assert_int_equal(answers.goal_percent, 0);
    answer(&answers, INIT_WHY,
           "gr\xc3\xb6\xc3\x9f"
           "er; better");
    assert_string_equal(answers.why, "gr\xc3\xb6\xc3\x9f"
                                     "er; better");
    answer(&answers, INIT_WHY, "none");
    assert_string_equal(answers.why, "");
}

static void test_days_off(void **state _unused_)
{
    static const struct {
        const char *typed;
        unsigned off;
        const char *dates;
    } cases[] = {
        {"Sat, Sun", WEEKEND, ""},
        {"none", 0, ""},
        {"sunday", 1u << SUNDAY, ""},
        {"Fri-Mon", WEEKEND | 1u << FRIDAY | 1u << MONDAY, ""},
        {"2026-12-24", WEEKEND, "2026-12-24"},
        {"Wed, 2026-12-24..2026-12-26 ,2027-01-01", 1u << WEDNESDAY,
         "2026-12-24..2026-12-26, 2027-01-01"},
        {"none,2026-12-24", 0, "2026-12-24"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct init_answers answers = default_answers();

        answer(&answers, INIT_DAYS_OFF, cases[i].typed);
        assert_int_equal(answers.days, DAYS_ALL & ~cases[i].off);
        assert_string_equal(answers.dates, cases[i].dates);
    }
}

static void test_refused(void **state _unused_)
{
    static const struct {
        enum init_question question;
        const char *typed;
    } cases[] = {
        {INIT_PRIORITY, "0"},
        {INIT_PRIORITY, "6"},
        {INIT_PRIORITY, "high"},
        {INIT_TARGET, "soon"},
        {INIT_TARGET, "2026-11-23"},
        {INIT_TARGET, "2026-02-30"},
        {INIT_HOURS, "9-17"},
        {INIT_HOURS, "09:00-17:00h"},
        {INIT_HOURS, "09:00-10:59"},
        {INIT_HOURS, "17:00-09:00"},
        {INIT_HOURS, "09:60-17:00"},
        {INIT_HOURS, "-1:00-17:00"},
        {INIT_HOURS, "09:00-24:01"},
        {INIT_HABIT, "coffee ; cake"},
        {INIT_HABIT, ";"},
        {INIT_HABIT, "a\x1b[31m"},
        {INIT_HABIT, "a\nb = c"},
        {INIT_HABIT, "\xff"},
        {INIT_HABIT, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
        {INIT_BEST, "nights"},
        {INIT_DAYS_OFF, "Mon-Sun"},
        {INIT_DAYS_OFF, "Mon,,Tue"},
        {INIT_DAYS_OFF, "Someday"},
        {INIT_DAYS_OFF, "none,Mon"},
        {INIT_DAYS_OFF, "2026-12-32"},
        {INIT_DAYS_OFF, "2026-12-26..2026-12-24"},
        {INIT_DAYS_OFF, "2026-12-24...2026-12-26"},
        {INIT_ACTIVITIES, "sleep"},
        {INIT_ACTIVITIES, "practice,"
                          ",blog"},
        {INIT_GOALS, "101"},
        {INIT_GOALS, "80%%"},
        {INIT_GOALS, "eighty"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct init_answers answers = default_answers(), before = answers;
        const char *expected = NULL;

        if (init_answer(&answers, cases[i].question, cases[i].typed, &expected) != -EINVAL)
            fail_msg("`%s` was taken", cases[i].typed);
        assert_true(expected && *expected);
        assert_memory_equal(&answers, &before, sizeof answers);
    }
}

/* ---- Plans ---- */

static char *text_of(const struct init_answers *answers)
{
    struct text text = {0};
    char *s;

    init_plan_write(&text, answers);
    assert_int_equal(text_take(&text, &s), 0);
    return s;
}

/* The plan that the answers come to; that anything is to be said about it is a failure. */
static struct plan *sound_plan(const struct init_answers *answers, const struct zone *zone)
{
    struct diag_list diags = {0};
    struct plan *plan = NULL;
    char *text = text_of(answers);

    assert_int_equal(plan_parse(text, strlen(text), "plan.ini", NULL, NULL, &diags, &plan), 0);
    assert_int_equal(check_fit(plan, zone, TODAY * INT64_C(86400), "plan.ini", &diags), 0);
    if (diags.n > 0)
        fail_msg("%s\n%s:%u: %s", text, diags.items[0].file, diags.items[0].line,
                 diags.items[0].message);
    free(text);
    return plan;
}

static const char *const all_activities[] = {
    "all",
    "practice",
    "outreach",
    "practice,outreach",
    "outreach,blog",
    "practice,outreach,cover-letters",
    "outreach,follow-ups,cover-letters,blog",
    "follow-ups,blog",
};
static const char *const all_hours[] = {
    "09:00-17:00", "08:00-12:00", "18:00-22:00", "07:35-15:50", "20:00-22:00", "10:00-20:00",
};
static const char *const all_days_off[] = {
    "Sat,Sun", "none", "Fri-Sun", "Wed", "Mon,Tue,Thu,Sat,Sun", "Mon-Sat",
};

/* Calls `check` for every priority with each of the others' values in turn. */
static void each_plan(void (*check)(const struct init_answers *answers, const struct plan *plan,
                                    const struct zone *zone))
{
    struct zone *zone = zone_of("Europe/Berlin");

    for (size_t i = 0; i < ARRAY_SIZE(all_activities) * 5 * ARRAY_SIZE(all_hours); i++) {
        struct init_answers answers = default_answers();
        char priority[8];

        snprintf(priority, sizeof priority, "%zu", i % 5 + 1);
        answer(&answers, INIT_PRIORITY, priority);
        answer(&answers, INIT_ACTIVITIES, all_activities[i / 5 % ARRAY_SIZE(all_activities)]);
        answer(&answers, INIT_HOURS, all_hours[i / 5 / ARRAY_SIZE(all_activities)]);
        answer(&answers, INIT_DAYS_OFF, all_days_off[i % 11 % ARRAY_SIZE(all_days_off)]);
        answer(&answers, INIT_BEST, i % 3 ? "mornings" : "afternoons");
        answer(&answers, INIT_GOALS, i % 7 ? "80" : "0");

        struct plan *plan = sound_plan(&answers, zone);
        check(&answers, plan, zone);
        plan_free(plan);
    }
    zone_free(zone);
}

static int planned_minutes(const struct plan *plan)
{
    int minutes = plan_fixed_minutes(plan);

    for (size_t i = 0; i < plan->n_activities; i++)
        minutes += MAX(plan->activities[i].hours_minutes, 0);
    return minutes;
}

static void check_sums(const struct init_answers *answers, const struct plan *plan,
                       const struct zone *zone _unused_)
{
    const struct activity *outreach = plan_find_activity(plan, "outreach");
    int budget = plan_budget(plan);

    assert_int_equal(plan->n_activities, __builtin_popcount(answers->activities));
    assert_true(planned_minutes(plan) <= budget);
    if (outreach) {
        assert_int_equal(outreach->hours_minutes,
                         outreach->max_per_day * __builtin_popcount(answers->days));
        assert_true(plan_fixed_minutes(plan) * 10 <= budget * 3);
    }
    for (size_t i = 0; i < plan->n_activities; i++) {
        const struct activity *a = &plan->activities[i];
        int minutes = activity_is_fixed(a) ? activity_fixed_minutes(a) : a->hours_minutes;

        if (answers->goal_percent == 0)
            assert_int_equal(a->goal.kind, GOAL_NONE);
        else
            assert_in_range(a->goal.amount * 100, MAX(minutes * 80 - 1500, 0), minutes * 80);
    }
}

static void test_sums(void **state _unused_)
{
    each_plan(check_sums);
}

static struct log *memory_log(void)
{
    struct log *log;

    assert_int_equal(log_open_memory(&log), 0);
    return log;
}

/* The day of the first outreach that a daemon places which first runs now. */
static int32_t first_outreach(const struct plan *plan, const struct zone *zone, int64_t now_sec)
{
    struct log *log = memory_log();
    struct placer placer = {0};
    struct change_list changes = {0};
    struct agenda agenda;
    struct placer_source source = {
        .plan = plan, .zone = zone, .log = log, .first_run_sec = now_sec, .now_sec = now_sec};
    int32_t first = INT32_MAX;

    assert_int_equal(placer_place(&placer, &source, &changes), 1);
    agenda_init(&agenda, plan, zone);
    assert_int_equal(agenda_fill_blocks(&agenda, log, now_sec, now_sec + 21 * 86400), 0);
    for (size_t i = 0; i < agenda.n; i++)
        if (streq(agenda.items[i].activity_name, "outreach"))
            first = MIN(first, zone_day(zone, agenda.items[i].start_sec));
    agenda_done(&agenda);
    change_list_done(&changes);
    placer_done(&placer);
    log_free(log);
    return first;
}

static int32_t next_working_day(unsigned days, int32_t day)
{
    while (!(days & 1u << civil_weekday(day)))
        day++;
    return day;
}

/* Today or, where today has no room left for it or is none, the next working day. */
static void check_day_one(const struct init_answers *answers, const struct plan *plan,
                          const struct zone *zone)
{
    static unsigned turn;
    int32_t today = TODAY - 1 + (int32_t)(turn % 7);
    int64_t now_sec = zone_day_start(zone, today) + turn * 5 % 22 * 3600 + 420;
    int32_t first = next_working_day(answers->days, today), latest = first;

    turn++;
    if (!plan_find_activity(plan, "outreach"))
        return;
    if (first == today)
        latest = next_working_day(answers->days, today + 1);
    int32_t day = first_outreach(plan, zone, now_sec);
    if (day != first && day != latest)
        fail_msg("begun on day %d at minute %d: outreach only on day %d", today,
                 (int)(now_sec - zone_day_start(zone, today)) / 60, day);
    /* In the morning today has room. */
    if (first == today && now_sec - zone_day_start(zone, today) < 6 * 3600)
        assert_int_equal(day, today);
}

static void test_day_one(void **state _unused_)
{
    each_plan(check_day_one);
}

/* What the answer to the first question means. */
static void test_priority_makes_the_week(void **state _unused_)
{
    struct zone *zone = zone_of("Europe/Berlin");
    int before = 0;

    for (const char *const *priority = (const char *const[]){"1", "2", "3", "4", "5", NULL};
         *priority; priority++) {
        struct init_answers answers = default_answers();

        answer(&answers, INIT_PRIORITY, *priority);
        struct plan *plan = sound_plan(&answers, zone);
        int minutes = planned_minutes(plan);
        assert_in_range(minutes, plan_budget(plan) * 85 / 100, plan_budget(plan));
        assert_true(minutes >= before + 4 * 60);
        before = minutes;
        plan_free(plan);
    }
    zone_free(zone);
}

/* The file that people are given: their words are in it, and its lines fit a page. */
static void test_text(void **state _unused_)
{
    struct init_answers answers = default_answers();

    answer(&answers, INIT_WHY, "To build things");
    answer(&answers, INIT_HABIT, "Coffee first");
    answer(&answers, INIT_DAYS_OFF, "Tue, Sun, 2026-12-24");
    char *text = text_of(&answers), *save = NULL;
    assert_non_null(strstr(text, "\nwhy = To build things\n"));
    assert_non_null(strstr(text, "\ntarget = 2027-02-23\n"));
    assert_non_null(strstr(text, "\ndays-off = 2026-12-24\n"));
    assert_non_null(strstr(text, "\nfirst = Coffee first\n"));
    assert_non_null(strstr(text, "\ndays = Mon, Wed-Sat\n"));
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        if (text_width(line) > 100)
            fail_msg("too long: %s", line);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_taken),
        cmocka_unit_test(test_days_off),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_day_one),
        cmocka_unit_test(test_priority_makes_the_week),
        cmocka_unit_test(test_text),
    };

    return cmocka_run_group_tests_name("cli-init", tests, NULL, NULL);
}
