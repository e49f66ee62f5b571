/* Shared weeks in the published folder: journals, in nobody's single file, that nobody edits. */
#include "publish-fixture.h"

#include "calendar/share-value.h"
#include "calendar/shared.h"
#include "share.h"

#define NAME "share_2026-W47.ics"
#define JSON                                                                                           \
    "{\"week\":\"2026-W47\",\"from\":\"2026-11-16\",\"planned_minutes\":840,\"done_minutes\":600,"     \
    "\"excused_minutes\":0,\"answered\":9,\"goals\":[{\"activity\":\"a\",\"unit\":\"50%; \\\"b\\\"\"," \
    "\"target\":1,\"actual\":2,\"met\":true,\"off\":false}]}"

static void run_share(struct run *run, const char *summary, const char *data)
{
    struct record record = {};

    record_put_publish_share(&record, &(struct publish_share){"share/2026-W47", 20773, summary,
                                                              "Two\nlines, too", data});
    send_record(run, &record);
}

/* A series, and that week. */
static void run_week(struct run *run, const char *summary)
{
    run_begin(run);
    run_series(run, "practice/1", "Practise");
    run_share(run, summary, JSON);
    run_end(run);
}

static int take_week(const struct cohort_week *week, void *userdata)
{
    *(struct cohort_week *)userdata = *week;
    return 0;
}

static void test_journal(void **state)
{
    struct run *run = *state;
    _cleanup_(freep) char *journal = NULL, *single = NULL;
    struct cohort_week week;
    size_t size;

    run_week(run, "Week 47");
    journal = file_text(run, NAME);
    assert_non_null(strstr(journal, "\r\nBEGIN:VJOURNAL\r\nUID:share/2026-W47@" SUFFIX "\r\n"));
    assert_non_null(strstr(journal, "\r\nDTSTART;VALUE=DATE:20261116\r\n"));
    assert_non_null(strstr(journal, "\r\nDESCRIPTION:Two\\nlines\\, too\r\n"));
    assert_non_null(strstr(journal, "\r\nSEQUENCE:0\r\n"));
    assert_null(strstr(journal, "VTIMEZONE"));
    assert_int_equal(shared_read(journal, strlen(journal), take_week, &week), 0);
    assert_int_equal(week.from, 20773);
    assert_int_equal(week.done_minutes, 600);
    assert_int_equal(week.met, 1);
    assert_int_equal(week.written_sec, NOW);
    assert_int_equal(file_read(run->single, 1 << 20, &single, &size), 0);
    assert_null(strstr(single, "VJOURNAL"));

    run_week(run, "Week 47");
    assert_int_equal(run->n_written, 0);
    run_week(run, "Another");
    assert_int_equal(run->n_written, 1);
    free(journal);
    journal = file_text(run, NAME);
    assert_non_null(strstr(journal, "\r\nSEQUENCE:1\r\n"));

    run_begin(run); /* no longer shared */
    run_series(run, "practice/1", "Practise");
    run_end(run);
    assert_int_equal(run->n_removed, 1);
}

/* Another form of the same is the same version, be it escaped, folded or ordered otherwise. */
static void test_forms(void **state)
{
    struct run *run = *state;
    int64_t hash;

    run_week(run, "Week 47");
    hash = file_hash(run, NAME);
    {
        _cleanup_(text_done) struct text value = {};
        _cleanup_(freep) char *form = NULL;

        share_value_add(&value, JSON);
        assert_true(
            asprintf(
                &form,
                "BEGIN:VCALENDAR\nPRODID:A server\nBEGIN:VJOURNAL\nSEQUENCE:9\nDTSTAMP:20261124T070000Z\n%s%s\n"
                "DTSTART;VALUE=DATE:20261116\nX-MORE:x\nDESCRIPTION:Two\\nlines, \n too\n"
                "SUMMARY:Week 47\nUID:share/2026-W47@" SUFFIX "\nEND:VJOURNAL\nEND:VCALENDAR\n",
                "X-JOBSEARCHD-SHARE:", value.data) > 0);
        file_put(run, NAME, form);
        assert_int_equal(file_hash(run, NAME), hash);
        run_week(run, "Week 47");
        assert_int_equal(run->n_foreign + run->n_written, 0);

        strstr(form, "Week 47")[6] = '8';
        file_put(run, NAME, form);
    }
    assert_int_not_equal(file_hash(run, NAME), hash);
    run_week(run, "Week 47"); /* nobody has seen it */
    assert_int_equal(run->n_foreign, 1);
    run_see(run, "share/2026-W47", file_hash(run, NAME), false);
    run_week(run, "Week 47");
    assert_int_equal(run->n_foreign, 0);
    assert_int_equal(run->n_written, 1);
    assert_int_equal(file_hash(run, NAME), hash);
}

static void test_refused(void **state)
{
    static const char *const ids[] = {"share/1",       "share/2026-W48/1", "practice/2026-W48",
                                      "share/2026-W4", "share/2026-W481",  "share/../../x"};
    struct run *run = *state;

    for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
        struct record record = {};

        run_begin(run);
        record_put_publish_share(&record, &(struct publish_share){ids[i], 20773, "", "", ""});
        send_record(run, &record);
        run_serve(run);
        assert_int_equal(run->result, -EBADMSG);
    }
}

/* ---- What others send ---- */

#define CALENDAR(inside) "BEGIN:VCALENDAR\n" inside "END:VCALENDAR\n"
#define JOURNAL(value)   "BEGIN:VJOURNAL\nX-JOBSEARCHD-SHARE:" value "\nEND:VJOURNAL\n"
#define WEEK                                                                                       \
    "{\"week\":\"2026-W47\"%2C\"from\":\"2026-11-16\"\\,\"planned_minutes\":1,\"done_minutes\":1," \
    "\n \"excused_minutes\":0,\"answered\":1,\"goals\":[]}"

static const struct {
    const char *text;
    int result, n_weeks;
} files[] = {
    {CALENDAR(JOURNAL(WEEK)), 0, 1},
    {CALENDAR(JOURNAL(WEEK) JOURNAL(WEEK)), 0, 2},
    {CALENDAR(JOURNAL(WEEK) JOURNAL("{}")), -EBADMSG, 1},
    {CALENDAR("BEGIN:VJOURNAL\nSUMMARY:A diary\nEND:VJOURNAL\n"), 0, 0},
    {CALENDAR("BEGIN:VEVENT\nX-JOBSEARCHD-SHARE:{}\nEND:VEVENT\n"), 0, 0},
    {"BEGIN:VCALENDAR\nBEGIN:VJOURNAL\nX-JOBSEARCHD-SHARE:" WEEK "\n", -EBADMSG, 0},
    {CALENDAR(JOURNAL("%7B%00%")), -EBADMSG, 0},
    {"", -EBADMSG, 0},
    {"nothing", -EBADMSG, 0},
};

static int count_week(_unused_ const struct cohort_week *week, void *userdata)
{
    ++*(int *)userdata;
    return 0;
}

static void test_files(void **state _unused_)
{
    for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
        int n = 0;

        assert_int_equal(shared_read(files[i].text, strlen(files[i].text), count_week, &n),
                         files[i].result);
        assert_int_equal(n, files[i].n_weeks);
    }
}

static void test_value(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {};

    share_value_add(&text, "{\"a\\n\":[1,2;3%25]}");
    assert_string_equal(text.data, "{\"a%5Cn\":[1%2C2%3B3%2525]}");
    share_value_decode(text.data);
    assert_string_equal(text.data, "{\"a\\n\":[1,2;3%25]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_journal, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(test_forms, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(test_refused, run_setup, run_teardown),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
