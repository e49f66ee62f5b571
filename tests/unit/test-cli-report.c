/* The report's forms: the same figures in each, nothing that commands who reads it, and nothing of
 * what --private leaves out. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/civil.h"
#include "cli-fixture.h"
#include "cli/report.h"

#define SECRET "</script><b>SECRET" HOSTILE

static const struct screen plain = {.is_utf8 = true};

/* Three weeks: a good one, one off, and the running one. All strings are ours, arrays the
 * report's. */
static void *copy(const void *items, size_t size)
{
    void *copied = malloc(size);

    assert_non_null(copied);
    return memcpy(copied, items, size);
}

#define COPY(...) copy((__VA_ARGS__), sizeof(__VA_ARGS__))

static void add_week(struct report *report, int days, unsigned done, unsigned excused)
{
    struct report_week *week = &report->weeks[report->n_weeks++];

    *week =
        (struct report_week){
            .first_day = zone_day(berlin, AT(days, 0, 0)),
            .is_over = days < -1,
            .planned_minutes = excused ? 0 : 300,
            .done_minutes = done,
            .excused_minutes = excused,
            .answered = done > 0,
            .applications = done > 0,
            .contacts = done > 0 ? 2 : 0,
            .review =
                {
                    .goals.from_sec = AT(days, 0, 0),
                    .plan = SECRET,
                    .why = SECRET,
                    .minutes = COPY((struct bus_minutes[]){
                        {"outreach", "Outreach", 300, done, 0, 0, 0, excused, 0}}),
                    .n_minutes = 1,
                    .heat = COPY((struct bus_heat[]){{"Mon", "morning", 1, 7}}),
                    .n_heat = 1,
                    .patterns = COPY((struct bus_pattern[]){
                        {"outreach", "slot", "Mon", "morning", "kept 1 of 7", 1, 7, 13, 15}}),
                    .n_patterns = 1,
                    .reasons = COPY(
                        (struct bus_reason[]){{days == -1 ? "tired" : "clash", 1}, {"tired", 1}}),
                    .n_reasons = 2,
                    .notes = COPY((struct bus_note[]){{AT(days, 9, 0), "outreach", SECRET}}),
                    .n_notes = 1,
                    .questions =
                        COPY((struct bus_question[]){{1, "Why?", SECRET}, {2, "What?", ""}}),
                    .n_questions = 2,
                },
        };
}

static void add_item(struct report *report, enum track_kind kind)
{
    struct track_list *list = &report->tracker;
    struct track_item item;

    track_item_init(&item, kind);
    for (enum track_text text = 0; text < TRACK_TEXT_MAX_; text++)
        *track_item_text(&item, text) = SECRET;
    item.link = "https://example.org/?a=1&b=\"SECRET";
    item.stage = STAGE_SCREEN;
    item.days[STAGE_APPLIED] = zone_day(berlin, AT(-20, 0, 0));
    item.days[STAGE_SCREEN] = zone_day(berlin, AT(-15, 0, 0));
    assert_int_equal(array_reserve((void **)&list->items, &list->capacity, list->n, sizeof item),
                     0);
    assert_int_equal(track_item_copy(&item, &list->items[list->n]), 0);
    list->n++;
}

static void report_make(struct report *report, bool is_private)
{
    *report = (struct report){.zone = berlin,
                              .now_sec = NOW,
                              .name = "Job <search>",
                              .why = SECRET,
                              .target_day = zone_day(berlin, AT(10, 0, 0)),
                              .weeks_left = 2,
                              .n_goals = 1};
    add_week(report, -15, 270, 0);
    add_week(report, -8, 0, 300);
    add_week(report, -1, 90, 0);
    report->goals = calloc(1, sizeof *report->goals);
    assert_non_null(report->goals);
    report->goals[0] = (struct report_goal){
        .activity = "outreach",
        .unit = "contact",
        .weeks = {{10, 11, true, false}, {0, 0, false, true}, {10, 4.5, false, false}}};
    report->tuning.applied =
        COPY((struct bus_applied[]){{"outreach-move-3f2a", "outreach", "move", "Tuesdays are kept",
                                     AT(-10, 0, 0), "blocks", 7, 8, 2, 8}});
    report->tuning.n_applied = 1;
    add_item(report, TRACK_APPLICATION);
    add_item(report, TRACK_CONTACT);
    if (is_private)
        assert_int_equal(report_make_private(report), 0);
    assert_int_equal(report_sum(report), 0);
}

static void add_json(struct text *text, const struct report *report)
{
    char *data = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&data, &size);

    assert_non_null(f);
    report_write_json(f, report);
    fclose(f);
    text_add_bytes(text, data, size);
    free(data);
}

/* All forms in one. */
static void add_forms(struct text *text, const struct report *report)
{
    struct view view = view_on(&plain);

    assert_int_equal(report_add_html(text, report), 0);
    report_add_csv(text, report);
    report_add_text(text, &view, report);
    add_json(text, report);
    assert_false(text->failed);
}

/* ---- Sums ---- */

static void test_sums(void **state _unused_)
{
    _cleanup_(report_done) struct report report;

    report_make(&report, false);
    assert_int_equal(report.goals[0].met, 1);
    assert_int_equal(report.goals[0].of, 1);
    assert_string_equal(report.goals[0].title, "Outreach");
    assert_int_equal(report.n_activities, 1);
    assert_int_equal(report.activities[0].planned, 900);
    assert_int_equal(report.activities[0].done, 360);
    assert_int_equal(report.activities[0].excused, 300);
    assert_int_equal(report.n_reasons, 2);
    assert_string_equal(report.reasons[0].why, "tired");
    assert_int_equal(report.reasons[0].count, 4);
    assert_string_equal(report.reasons[1].why, "clash");
    assert_int_equal(report.funnel.replied, 1);
    assert_int_equal(report.funnel.reply_days, 5);
}

static void test_verdict(void **state _unused_)
{
    static const struct {
        unsigned kept, of, before_kept, before_of;
        const char *verdict;
    } cases[] = {
        {7, 8, 2, 8, "better"},           {2, 8, 7, 8, "worse"},
        {4, 8, 3, 6, "as before"},        {3, 3, 0, 8, "too early to say"},
        {0, 0, 0, 0, "too early to say"}, {4, 4, 0, 0, "nothing to compare with"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct bus_applied applied = {.kept = cases[i].kept,
                                      .of = cases[i].of,
                                      .before_kept = cases[i].before_kept,
                                      .before_of = cases[i].before_of};

        assert_string_equal(report_verdict(&applied), cases[i].verdict);
    }
}

static void test_kept(void **state _unused_)
{
    struct report report = {0};
    char name[] = "before";
    const char *s = name, *none = NULL;

    assert_int_equal(report_keep(&report, &s), 0);
    assert_int_equal(report_keep(&report, &none), 0);
    name[0] = 'B';
    assert_string_equal(s, "before");
    assert_string_equal(none, "");
    report_done(&report);
    assert_null(report.strings);
}

/* ---- Forms ---- */

/* One script element, which nothing ends before its time; one page. */
static void test_html(void **state _unused_)
{
    _cleanup_(report_done) struct report report;
    _cleanup_(text_done) struct text text = {0};
    const char *json, *end;

    report_make(&report, false);
    assert_int_equal(report_add_html(&text, &report), 0);
    assert_non_null(strstr(text.data, "<title>Job &lt;search&gt;</title>"));
    assert_non_null(strstr(text.data, "href=\"https://example.org/?a=1&amp;b=&quot;SECRET\""));
    assert_null(strstr(text.data, "<b>SECRET"));
    assert_null(strchr(text.data, '\x1b'));
    assert_null(strstr(text.data, "\xe2\x80\xae"));
    assert_null(strstr(text.data, "@BODY@"));
    assert_null(strstr(text.data, "@JSON@"));
    json = strstr(text.data, "<script ");
    assert_non_null(json);
    end = strchr(json + 1, '<');
    assert_int_equal(strncmp(end, "</script>\n</body>\n</html>\n", 26), 0);
    assert_null(strstr(json + 1, "<script"));
    assert_non_null(strstr(json, "\\u003c/script>\\u003cb>SECRET"));
}

static void test_csv(void **state _unused_)
{
    static const char head[] = "section,week,name,figure,value\r\n"
                               "week,2026-W46,,planned_minutes,300\r\n"
                               "week,2026-W46,,done_minutes,270\r\n"
                               "week,2026-W46,,excused_minutes,0\r\n"
                               "week,2026-W46,,answered,1\r\n"
                               "week,2026-W46,,applications,1\r\n"
                               "week,2026-W46,,contacts,2\r\n"
                               "goal,2026-W46,outreach,target,10\r\n"
                               "goal,2026-W46,outreach,actual,11\r\n"
                               "goal,2026-W46,outreach,met,1\r\n"
                               "goal,2026-W46,outreach,off,0\r\n";
    _cleanup_(report_done) struct report report;
    _cleanup_(text_done) struct text text = {0};

    report_make(&report, false);
    report.name = "";
    report_add_csv(&text, &report);
    assert_int_equal(strncmp(text.data, head, strlen(head)), 0);
    assert_non_null(strstr(text.data, "\r\ngoal,2026-W48,outreach,actual,4.5\r\n"));
    assert_non_null(strstr(text.data, "\r\ngoal,2026-W47,outreach,off,1\r\n"));
    assert_non_null(strstr(text.data, "\r\nactivity,,outreach,done_minutes,360\r\n"));
    assert_non_null(strstr(text.data, "\r\nheat,,Mon morning,kept,1\r\n"));
    assert_non_null(strstr(text.data, "\r\ntracker,,,reply_days,5\r\n"));
}

static void test_text(void **state _unused_)
{
    _cleanup_(report_done) struct report report;
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&plain);

    report_make(&report, true);
    report_add_text(&text, &view, &report);
    assert_string_equal(text.data, "Job <search>\n"
                                   "3 weeks, Mon 9 Nov to Sun 29 Nov\n"
                                   "2 weeks left until Fri 4 Dec\n"
                                   "\n"
                                   "Goals by week\n"
                                   "  Outreach, contacts: met in 1 of 1 week\n"
                                   "    11 ✓, off, 4.5\n"
                                   "\n"
                                   "Time by week\n"
                                   "  Mon 9 Nov   ██████████████████░░  4 h 30 min of 5 h\n"
                                   "  Mon 16 Nov  · off\n"
                                   "  Mon 23 Nov  ██████░░░░░░░░░░░░░░  1 h 30 min of 5 h, still "
                                   "running\n"
                                   "\n"
                                   "Time by activity\n"
                                   "  Outreach                      6 h of 10 h\n"
                                   "\n"
                                   "Blocks kept in the last 8 weeks\n"
                                   "                 Mon\n"
                                   "  morning      ▂ 1/7\n"
                                   "\n"
                                   "Applications and contacts\n"
                                   "  1 in the tracker, 1 applied, 1 screen, 0 interview, 0 offer; "
                                   "0 rejected, 0 withdrawn\n"
                                   "  1 of 1 got a reply, 0 more are waiting\n"
                                   "  half of the replies came within 5 days\n"
                                   "  Mon 9 Nov   1 sent, 2 contacted\n"
                                   "  Mon 16 Nov  0 sent, 0 contacted\n"
                                   "  Mon 23 Nov  1 sent, 2 contacted\n"
                                   "\n"
                                   "Patterns\n"
                                   "  outreach: kept 1 of 7\n"
                                   "\n"
                                   "What was changed, and whether it helped\n"
                                   "  Sat 14 Nov  moved outreach: 7 of 8, before 2 of 8: better\n"
                                   "\n"
                                   "What got in the way\n"
                                   "  tired (4), clash (2)\n"
                                   "\n"
                                   "For the next talk\n"
                                   "  Mon 23 Nov  Why?\n"
                                   "      left out\n"
                                   "  Mon 23 Nov  What?\n"
                                   "      not answered yet\n"
                                   "  Mon 16 Nov  Why?\n"
                                   "      left out\n"
                                   "  Mon 9 Nov   Why?\n"
                                   "      left out\n");
}

/* Nobody said that it was off. */
static void test_text_of_silence(void **state _unused_)
{
    _cleanup_(report_done) struct report report;
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&plain);

    report_make(&report, true);
    report.weeks[1].excused_minutes = 0;
    report_add_text(&text, &view, &report);
    assert_non_null(strstr(text.data, "\n    11 ✓, ?, 4.5\n"));
    assert_non_null(strstr(text.data, "· not known: nothing was answered\n"));
}

static void test_private(void **state _unused_)
{
    _cleanup_(report_done) struct report open, private;
    _cleanup_(text_done) struct text all = {0}, little = {0};

    report_make(&open, false);
    add_forms(&all, &open);
    assert_non_null(strstr(all.data, "SECRET"));
    report_make(&private, true);
    add_forms(&little, &private);
    assert_null(strstr(little.data, "SECRET"));
    assert_null(strstr(little.data, "example.org"));
    assert_non_null(strstr(little.data, "Outreach"));
    assert_non_null(strstr(little.data, "\"private\":true"));
    assert_non_null(strstr(little.data, "\"answered\":true,\"answer\":null"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums),    cmocka_unit_test(test_verdict),
        cmocka_unit_test(test_kept),    cmocka_unit_test(test_html),
        cmocka_unit_test(test_csv),     cmocka_unit_test(test_text),
        cmocka_unit_test(test_private), cmocka_unit_test(test_text_of_silence),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
