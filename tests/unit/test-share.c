/* A week as others see it: its JSON, its words, the lines between programs, and the rule of who
 * needs a call first. tests/oracle/cohort.py holds the rule against one written apart. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/civil.h"
#include "base/text.h"
#include "share.h"

static struct share_week sample(void)
{
    return (struct share_week){
        .name = "2026-W48",
        .from = civil_day(2026, 11, 23),
        .planned_minutes = 840,
        .done_minutes = 680,
        .excused_minutes = 60,
        .answered = 12,
        .goals = {{"outreach", "contact", 10, 4, false, false},
                  {"practice", "hours", 6, 6.25, true, false},
                  {"blog", "post", 1, 0, false, true}},
        .n_goals = 3,
    };
}

#define HEAD \
    "{\"week\":\"2026-W48\",\"from\":\"2026-11-23\",\"planned_minutes\":840,\"done_minutes\":680,"
#define GOAL                                                                                    \
    "{\"activity\":\"outreach\",\"unit\":\"contact\",\"target\":10,\"actual\":4,\"met\":false," \
    "\"off\":false}"
#define REST "\"excused_minutes\":60,\"answered\":12,\"goals\":["

/* ---- JSON ---- */

static void test_json(void **state _unused_)
{
    struct share_week week = sample(), read;
    char *json, *again;

    assert_int_equal(share_week_format(&week, &json), 0);
    assert_string_equal(json, HEAD REST GOAL
                        ",{\"activity\":\"practice\",\"unit\":\"hours\",\"target\":6,"
                        "\"actual\":6.25,\"met\":true,\"off\":false},{\"activity\":\"blog\","
                        "\"unit\":\"post\",\"target\":1,\"actual\":0,\"met\":false,"
                        "\"off\":true}]}");
    assert_int_equal(share_week_parse(json, strlen(json), &read), 0);
    assert_int_equal(share_week_format(&read, &again), 0);
    assert_string_equal(again, json);
    for (size_t n = 0; n < strlen(json); n++)
        assert_int_equal(share_week_parse(json, n, &read), -EBADMSG);
    free(json);
    free(again);
}

static const char *const good[] = {
    HEAD REST "]}",
    " " HEAD "\r\n\t" REST GOAL " , " GOAL "] } ",
    "{\"more\":[{\"a\":[null,true,-1.5e-3,\"\\u00e4\\ud83d\\ude00\\n\"]}]," REST GOAL "],"
    "\"answered\":3,\"week\":\"2026-W48\",\"from\":\"2026-11-22\",\"planned_minutes\":8.4e2,"
    "\"done_minutes\":0}",
    /* The last of two counts. */
    HEAD "\"done_minutes\":1," REST "]}",
};

static const char *const bad[] = {
    "",
    "{}",
    "[]",
    "null",
    HEAD REST "]}}",
    HEAD REST "]},",
    HEAD REST "]} \0x",
    HEAD REST GOAL "," GOAL ",]}",
    HEAD REST GOAL " " GOAL "]}",
    HEAD REST "{}]}",
    HEAD REST "[]]}",
    HEAD "\"excused_minutes\":-1,\"answered\":1,\"goals\":[]}",
    HEAD "\"excused_minutes\":1.5,\"answered\":1,\"goals\":[]}",
    HEAD "\"excused_minutes\":100001,\"answered\":1,\"goals\":[]}",
    HEAD "\"excused_minutes\":1e400,\"answered\":1,\"goals\":[]}",
    HEAD "\"excused_minutes\":NaN,\"answered\":1,\"goals\":[]}",
    HEAD "\"excused_minutes\":01,\"answered\":1,\"goals\":[]}",
    HEAD "\"excused_minutes\":\"1\",\"answered\":1,\"goals\":[]}",
    HEAD "\"excused_minutes\":1,\"answered\":1,\"goals\":{}}",
    HEAD "\"excused_minutes\":1,\"goals\":[]}",
    HEAD "\"x\":\"\\ud800\"," REST "]}",
    HEAD "\"x\":\"\\u0000\"," REST "]}",
    HEAD "\"x\":\"\n\"," REST "]}",
    HEAD "\"x\":\"\xff\"," REST "]}",
    HEAD "\"x\":tru," REST "]}",
    HEAD "\"x\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]," REST "]}",
    HEAD "\"week\":\"2026-W49\"," REST "]}", /* another week */
    HEAD "\"week\":\"2026-W48x\"," REST "]}",
    HEAD "\"week\":\"9999-W48\",\"from\":\"9999-11-23\"," REST "]}",
    HEAD "\"from\":\"2026-11-31\"," REST "]}",
    HEAD "\"from\":\"2026-11-231\"," REST "]}",
};

static void test_json_of_others(void **state _unused_)
{
    struct share_week week;

    for (size_t i = 0; i < ARRAY_SIZE(good); i++)
        if (share_week_parse(good[i], strlen(good[i]), &week) != 0)
            fail_msg("refused: %s", good[i]);
    assert_int_equal(week.done_minutes, 1);
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        if (share_week_parse(bad[i], strlen(bad[i]) + (i == 6 ? 2 : 0), &week) != -EBADMSG)
            fail_msg("taken: %s", bad[i]);
}

static void test_many_goals(void **state _unused_)
{
    for (size_t n = SHARE_GOALS_MAX; n <= SHARE_GOALS_MAX + 1; n++) {
        _cleanup_(text_done) struct text text = {0};
        struct share_week week;

        text_add(&text, HEAD REST);
        for (size_t i = 0; i < n; i++)
            text_addf(&text, "%s%s", i > 0 ? "," : "", GOAL);
        text_add(&text, "]}");
        assert_int_equal(share_week_parse(text.data, text.length, &week),
                         n > SHARE_GOALS_MAX ? -EBADMSG : 0);
    }
}

/* ---- Words ---- */

static void check_summary(const struct share_week *week, const char *expected)
{
    _cleanup_(text_done) struct text text = {0};

    share_week_add_summary(week, &text);
    assert_string_equal(text.data, expected);
}

static void test_words(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    struct share_week week = sample();

    check_summary(&week, "Week 48: 1 of 2 goals met, 11.3 h of 14 h");
    share_week_add_description(&week, &text);
    assert_string_equal(text.data, "Planned 14 h, done 11.3 h, excused 1 h; 12 blocks answered.\n"
                                   "outreach: 4 of 10 contacts, not met\n"
                                   "practice: 6.25 of 6 hours, met\n"
                                   "blog: 0 of 1 post, does not count\n");
    week.n_goals = 0;
    week.answered = 0;
    week.done_minutes = 50;
    check_summary(&week, "Week 48: nothing answered, 50 min of 14 h");
    week.planned_minutes = 0;
    check_summary(&week, "Week 48: off");
}

static void test_names(void **state _unused_)
{
    char name[WEEK_NAME_SIZE];

    week_name(civil_day(2026, 11, 23), name);
    assert_string_equal(name, "2026-W48");
    week_name(civil_day(2026, 11, 22), name); /* weeks begin on Sunday */
    assert_string_equal(name, "2026-W48");
    week_name(civil_day(2026, 12, 28), name);
    assert_string_equal(name, "2026-W53");
}

/* ---- Lines ---- */

static void test_lines(void **state _unused_)
{
    static const struct share_line lines[] = {
        {SHARE_LINE_PERSON, "p1", "Ada \x1b[31m\tL.\n", {0}},
        {SHARE_LINE_WEEK, "", "", {20780, 840, 680, 60, 12, 1, 2, 7, 1795417200}},
        {SHARE_LINE_PROBLEM, "p1/a\nb.ics", "it is broken", {0}},
        {SHARE_LINE_END, "", "", {0}},
    };

    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        _cleanup_(text_done) struct text text = {0}, again = {0};
        struct share_line read;

        share_line_add(&text, &lines[i]);
        assert_int_equal(text.data[text.length - 1], '\n');
        assert_int_equal(strcspn(text.data, "\n"), text.length - 1);
        text.data[text.length - 1] = '\0';
        assert_int_equal(share_line_parse(text.data, &read), 0);
        assert_int_equal(read.kind, lines[i].kind);
        share_line_add(&again, &read);
        if (i == 1)
            assert_string_equal(again.data, "W\t20780\t840\t680\t60\t12\t1\t2\t7\t1795417200\n");
        if (i == 0)
            assert_string_equal(read.text, "Ada \\x1b[31m\\tL.\\n");
    }
}

static void test_bad_lines(void **state _unused_)
{
    static const char *const lines[] = {
        "",
        "Q",
        "E\t",
        "P\ta",
        "P",
        "P\ta\tb\tc",
        "W\t1",
        "W\t1\t2\t3\t4\t5\t6\t7\t8",
        "PP\ta\tb",
        "W\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10",
        "W\t1\t2\t3\t4\t5\t8\t7\t8\t9", /* more met than there are */
        "W\t1\t2\t-3\t4\t5\t6\t7\t8\t9",
        "W\t1\t2\t3x\t4\t5\t6\t7\t8\t9",
        "W\t1\t2\t\t4\t5\t6\t7\t8\t9",
        "W\t99999999\t2\t3\t4\t5\t6\t7\t8\t9",
        "W\t99999999999999999999\t2\t3\t4\t5\t6\t7\t8\t9",
    };

    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        char *line = strdup(lines[i]);
        struct share_line read;

        assert_int_equal(share_line_parse(line, &read), -EBADMSG);
        free(line);
    }
}

/* ---- The rule ---- */

#define TODAY civil_day(2026, 11, 25)

/* Weeks as letters, from the one that runs backwards: M all 2 goals met, H one, N none, L none of
 * none and few hours, G no goals, - nothing answered, o off, blank: not shared. */
static void person_fill(struct cohort_person *person, const char *weeks)
{
    *person = (struct cohort_person){.name = (char *)"Ada", .folder = (char *)"ada"};
    for (int32_t age = 0; weeks[age]; age++) {
        char c = weeks[age];
        struct cohort_week week = {
            .from = civil_day(2026, 11, 23) - 7 * age,
            .planned_minutes = c == 'o' ? 0 : 600,
            .excused_minutes = c == 'o' ? 600 : 0,
            .done_minutes = c == 'L' || c == 'l'   ? 100
                            : c == 'o' || c == '-' ? 0
                                                   : 600,
            .answered = c == 'o' || c == '-' ? 0 : 10,
            .goals = strchr("MHNl", c) ? 2 : 0,
            .met = c == 'M' || c == 'l' ? 2
                   : c == 'H'           ? 1
                                        : 0,
        };

        if (c != ' ')
            cohort_person_add(person, TODAY, &week);
    }
}

static const struct {
    const char *weeks;
    enum cohort_reason reason;
    int weight;
    enum cohort_trend trend;
    const char *words;
} cases[] = {
    {"MMMMMMM", COHORT_FINE, 0, TREND_STEADY, "fine"},
    {"", COHORT_SILENT, 26, TREND_UNKNOWN, "nothing shared yet"},
    {"M", COHORT_FINE, 0, TREND_UNKNOWN, "fine"},
    {"-", COHORT_FINE, 0, TREND_UNKNOWN, "fine"}, /* it has only begun */
    {"--MM", COHORT_FINE, 0, TREND_UNKNOWN, "fine"},
    {"---MM", COHORT_SILENT, 2, TREND_UNKNOWN, "nothing answered for 2 weeks"},
    {"   MM", COHORT_SILENT, 2, TREND_UNKNOWN, "nothing shared or answered for 2 weeks"},
    {" - MM", COHORT_SILENT, 2, TREND_UNKNOWN, "nothing answered for 2 weeks"},
    {"M--MM", COHORT_FINE, 0, TREND_UNKNOWN, "fine"}, /* back again */
    {"-oo-oMM", COHORT_FINE, 0, TREND_UNKNOWN, "fine"},
    {"-o-o-MM", COHORT_SILENT, 2, TREND_UNKNOWN, "nothing answered for 2 weeks"},
    {"---", COHORT_SILENT, 2, TREND_UNKNOWN, "nothing answered for 2 weeks"}, /* ever */
    {"o---MM", COHORT_OFF, 0, TREND_UNKNOWN, "off this week"},
    {"MNNHH", COHORT_FELL, 50, TREND_DOWN, "no goal met in the last 2 weeks, 50 % of them before"},
    {"NNNMMNN", COHORT_FELL, 50, TREND_DOWN, NULL},
    {"MNoNooMM", COHORT_FELL, 100, TREND_DOWN, NULL}, /* weeks off are no gap */
    {"MN-NMM", COHORT_FELL, 100, TREND_DOWN, NULL},
    {"MNNM", COHORT_FINE, 0, TREND_DOWN, NULL}, /* one week before is no measure */
    {"MNNHNNN", COHORT_MISSED, 87, TREND_STEADY, "87 % of the last 4 weeks' goals missed"},
    {"MNNN", COHORT_MISSED, 100, TREND_STEADY, NULL},
    {"MHNNN", COHORT_MISSED, 87, TREND_UP, NULL},
    {"NHNMN", COHORT_FINE, 0, TREND_DOWN, NULL}, /* the running one is not judged */
    {"MMNNN", COHORT_MISSED, 75, TREND_UP, NULL},
    {"MllMMMM", COHORT_LESS, 84, TREND_STEADY, "does 84 % less than in the 4 weeks before"},
    {"MLLGGGG", COHORT_LESS, 84, TREND_UNKNOWN, NULL},
    {"MLLGGG", COHORT_FINE, 0, TREND_UNKNOWN, NULL},
    {"MMMHHHH", COHORT_FINE, 0, TREND_UP, NULL},
    {"MHMMMMM", COHORT_FINE, 0, TREND_DOWN, NULL},
};

static void test_rule(void **state _unused_)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(text_done) struct text words = {0};
        struct cohort_judgement judgement;
        struct cohort_person person;

        person_fill(&person, cases[i].weeks);
        cohort_judge(&person, &judgement);
        cohort_add_words(&person, &judgement, &words);
        if (judgement.reason != cases[i].reason || judgement.weight != cases[i].weight ||
            judgement.trend != cases[i].trend ||
            (cases[i].words && !streq(words.data, cases[i].words)))
            fail_msg("\"%s\": %s %d %s, %s", cases[i].weeks, cohort_reason_name(judgement.reason),
                     judgement.weight, cohort_trend_name(judgement.trend), words.data);
    }
}

static void test_which_week_counts(void **state _unused_)
{
    struct cohort_person person = {.has_week = {false}};
    struct cohort_week week = {.from = TODAY - 7, .answered = 1, .sequence = 2, .written_sec = 5};

    cohort_person_add(&person, TODAY, &week);
    week.answered = 2, week.sequence = 1, week.written_sec = 9;
    cohort_person_add(&person, TODAY, &week);
    assert_int_equal(person.weeks[1].answered, 1);
    week.answered = 3, week.sequence = 2;
    cohort_person_add(&person, TODAY, &week);
    assert_int_equal(person.weeks[1].answered, 3);
    week.answered = 4, week.from -= 3; /* other weeks of that age: the plan's first day changed */
    cohort_person_add(&person, TODAY, &week);
    assert_int_equal(person.weeks[1].answered, 3);
    week.from = TODAY + 1;
    cohort_person_add(&person, TODAY, &week);
    week.from = TODAY - 7 * COHORT_WEEKS;
    cohort_person_add(&person, TODAY, &week);
    for (int age = 0; age < COHORT_WEEKS; age++)
        assert_int_equal(person.has_week[age], age == 1);
}

static void test_order(void **state _unused_)
{
    struct cohort_person ada = {.name = (char *)"Ada", .folder = (char *)"1"};
    struct cohort_person ben = {.name = (char *)"Ben", .folder = (char *)"2"};
    struct cohort_person namesake = {.name = (char *)"Ada", .folder = (char *)"3"};
    struct cohort_judgement silent = {COHORT_SILENT, 2, TREND_UP},
                            longer = {COHORT_SILENT, 3, TREND_UP},
                            less = {COHORT_LESS, 90, TREND_UP};

    assert_true(cohort_compare(&ada, &longer, &ben, &silent) < 0);
    assert_true(cohort_compare(&ada, &less, &ben, &silent) > 0);
    assert_true(cohort_compare(&ada, &silent, &ben, &silent) < 0);
    assert_true(cohort_compare(&ada, &silent, &namesake, &silent) < 0);
    assert_int_equal(cohort_compare(&ada, &silent, &ada, &silent), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_json_of_others),
        cmocka_unit_test(test_many_goals),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_bad_lines),
        cmocka_unit_test(test_rule),
        cmocka_unit_test(test_which_week_counts),
        cmocka_unit_test(test_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
