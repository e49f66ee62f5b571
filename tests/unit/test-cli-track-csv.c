#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/civil.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/macro.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/csv.h"
#include "cli/track-columns.h"
#include "cli/track-csv.h"
#include "cli/track-date.h"
#include "cli/track-export.h"
#include "cli/track-merge.h"
#include "cli/track-sheet.h"
#include "cli/track-words.h"

#define CORPUS "tests/fuzz/corpus/track-csv/"
#define NOW    INT64_C(1795510800) /* 2026-11-24T10:00+01:00 */

#define LATER 20834 /* 2027-01-16: what the files say of 2026 is past */

static struct zone *berlin;

static int setup(void **state)
{
    *state = NULL;
    return zone_load("Europe/Berlin", &berlin);
}

static int teardown(void **state)
{
    *state = NULL;
    berlin = zone_free(berlin);
    return 0;
}

static int32_t day_of(const char *date)
{
    int32_t day = TRACK_NO_DAY;
    assert_int_equal(civil_parse_date(date, &day), 0);
    return day;
}

/* ---- Dates ---- */

static void assert_date(const char *s, const char *dmy, const char *mdy, int second)
{
    struct sheet_date date;
    if (sheet_date_parse(s, berlin, &date) < 0) {
        if (dmy || mdy)
            fail_msg("`%s` is refused", s);
        return;
    }
    int32_t want_dmy = dmy ? day_of(dmy) : TRACK_NO_DAY,
            want_mdy = mdy ? day_of(mdy) : TRACK_NO_DAY;
    if (date.dmy != want_dmy || date.mdy != want_mdy)
        fail_msg("`%s`: %d and %d, not %d and %d", s, date.dmy, date.mdy, want_dmy, want_mdy);
    assert_int_equal(date.has_time, second >= 0);
    if (second >= 0)
        assert_int_equal(date.second, second);
}

#define CLOCK(h, m) ((h)*3600 + (m)*60)

static void test_dates(void **state _unused_)
{
    static const char *const same[] = {
        "2026-11-24",
        "2026/11/24",
        "2026.11.24",
        "24.11.2026",
        "24.11.26",
        "24 Nov 2026",
        "24. November 2026",
        "24-Nov-2026",
        "24-Nov-26",
        "Nov 24, 2026",
        "November 24 2026",
        "NOV 24 2026",
        "Nov 24th, 2026",
        "24th Nov. 2026",
        "Tue, Nov 24, 2026",
        "Tuesday 24.11.26",
        "Di, 24. Nov. 2026",
        " 2026-11-24 ",
        "24\u00a0Nov\u00a02026",
    };
    for (size_t i = 0; i < ARRAY_SIZE(same); i++)

        assert_date(same[i], "2026-11-24", "2026-11-24", -1);

    static const struct {
        const char *s, *dmy, *mdy;
        int second;
    } cases[] = {
        {"11/24/2026", NULL, "2026-11-24", -1},
        {"24/11/2026", "2026-11-24", NULL, -1},
        {"24-11-26", "2026-11-24", NULL, -1},
        {"3/4/2026", "2026-04-03", "2026-03-04", -1},
        {"03-04-26", "2026-04-03", "2026-03-04", -1},
        {"5/5/2026", "2026-05-05", "2026-05-05", -1},
        {"3.4.2026", "2026-04-03", "2026-04-03", -1},
        {"29/2/2024", "2024-02-29", NULL, -1},
        {"Tue 24/11/2026", "2026-11-24", NULL, -1},
        {"Fri 3/4/2026", "2026-04-03", NULL, -1}, /* the weekday tells */
        {"2026-11-24 10:00", "2026-11-24", "2026-11-24", CLOCK(10, 0)},
        {"2026-11-24T10:00", "2026-11-24", "2026-11-24", CLOCK(10, 0)},
        {"11/24/2026 2:30 PM", NULL, "2026-11-24", CLOCK(14, 30)},
        {"11/24/2026 2:30\u202fPM", NULL, "2026-11-24", CLOCK(14, 30)},
        {"Nov 24, 2026, 12:05 am", "2026-11-24", "2026-11-24", CLOCK(0, 5)},
        {"24.11.2026 12:05 pm", "2026-11-24", "2026-11-24", CLOCK(12, 5)},
        {"24.11.2026 18:00:30", "2026-11-24", "2026-11-24", CLOCK(18, 0) + 30},
        {"2026-11-24T10:00:00+01:00", "2026-11-24", "2026-11-24", CLOCK(10, 0)},
        {"2026-11-24T23:30:00.000Z", "2026-11-25", "2026-11-25", CLOCK(0, 30)},
        {"2026-11-24 08:00:00Z", "2026-11-24", "2026-11-24", CLOCK(9, 0)},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_date(cases[i].s, cases[i].dmy, cases[i].mdy, cases[i].second);

    static const char *const refused[] = {
        "",
        "x",
        "24",
        "46350",
        "24 Nov",
        "Nov 2026",
        "24/11",
        "2026-13-01",
        "2026-24-11",
        "30.2.2026",
        "29/2/2026",
        "1/2/3",
        "1/2/326",
        "20261124",
        "Wed 24.11.26",
        "24 Nyc 2026",
        "today",
        "24.11.2026 x",
        "1/1/12345",
        "0/0/2026",
        "24.11.26 25:00",
        "24.11.26 13:00 pm",
        "24.11.26 9",
        "--",
        "24.11.26 10:00 (CET)",
        "24.11.2026 - 25.11.2026",
        "24.11.1899",
        "24.11.2200",
        "2026-11-24T10:00:00+99:00",
        "2026-11-24 10:00 - 11:00",
        "Tue",
        "Nov Nov Nov",
    };
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        assert_date(refused[i], NULL, NULL, -1);
}

/* ---- Words ---- */

static void test_words(void **state _unused_)
{
    static const struct {
        const char *s;
        int stage;
    } cases[] = {
        {"Wishlist", STAGE_INTERESTED},
        {"saved", STAGE_INTERESTED},
        {"To apply", STAGE_INTERESTED},
        {"Applied", STAGE_APPLIED},
        {"SENT", STAGE_APPLIED},
        {"📨 Applied", STAGE_APPLIED},
        {"No response", STAGE_APPLIED},
        {"ghosted", STAGE_APPLIED},
        {"Phone Screen", STAGE_SCREEN},
        {"phone-screen", STAGE_SCREEN},
        {"Interviewing", STAGE_INTERVIEW},
        {"2nd interview", STAGE_INTERVIEW},
        {"Offer", STAGE_OFFER},
        {"declined", STAGE_REJECTED},
        {"No", STAGE_REJECTED},
        {"Offer declined", STAGE_WITHDRAWN},
        {"withdrawn", STAGE_WITHDRAWN},
        {"Zurückgezogen", STAGE_WITHDRAWN},
        {"maybe", -EINVAL},
        {"", -EINVAL},
        {"app", -EINVAL},
        {"applied sent", -EINVAL},
        {"\xff", -EINVAL},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        enum track_stage stage = STAGE_MAX_;
        int r = word_parse_stage(cases[i].s, &stage);
        if ((r < 0 ? r : (int)stage) != cases[i].stage)
            fail_msg("`%s` is %d", cases[i].s, r < 0 ? r : (int)stage);
    }
    for (int i = 0; i < STAGE_MAX_; i++) {
        enum track_stage stage;
        assert_int_equal(word_parse_stage(track_stage_name(i), &stage), 0);
        assert_int_equal(stage, i);
    }
    assert_true(word_is_nothing(" – ") && word_is_nothing("N/A") && word_is_nothing(""));
    assert_true(word_is_yes("✓") && word_is_yes("TRUE") && word_is_yes("x"));
    assert_false(word_is_nothing("✓") || word_is_yes("") || word_is_yes("maybe"));
    assert_true(word_is_no("FALSE") && !word_is_no("") && !word_is_no("none"));
}

/* ---- Files ---- */

/* Items as our own CSV has them, without its head. */
static char *list(const struct track_csv *csv)
{
    _cleanup_(text_done) struct text text = {0};
    struct track_sheet own;
    char *s;

    track_sheet_init_own(&own);
    for (size_t i = 0; i < csv->n; i++)
        track_export_item(&text, &own, berlin, &csv->rows[i].item);
    assert_int_equal(text_take(&text, &s), 0);
    return s;
}

static char *list_diags(const struct diag_list *diags)
{
    _cleanup_(text_done) struct text text = {0};
    char *s;
    for (size_t i = 0; i < diags->n; i++)
        text_addf(&text, "%u:%u%s: %s\n", diags->items[i].line, diags->items[i].column,
                  diags->items[i].severity == DIAG_WARNING ? " warning" : "",
                  diags->items[i].message);
    assert_int_equal(text_take(&text, &s), 0);
    return s;
}

static int parse(const char *text, enum date_order order, struct diag_list *diags,
                 struct track_csv *ret)
{
    _cleanup_(freep) char *data = strdup(text);
    assert_non_null(data);
    return track_csv_parse(data, strlen(data), "x.csv", berlin, LATER, order, diags, ret);
}

/* What is read, then what was told. */
static char *read_text(const char *text, enum date_order order)
{
    _cleanup_(track_csv_done) struct track_csv csv = {0};
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    char *s;

    int r = parse(text, order, &diags, &csv);
    assert_in_range(r, 0, 1);
    assert_int_equal(r, diag_has_error(&diags));
    _cleanup_(freep) char *items = list(&csv), *told = list_diags(&diags);
    assert_true(asprintf(&s, "%s%s", items, told) >= 0);
    return s;
}

static void assert_reads(const char *text, enum date_order order, const char *expected)
{
    _cleanup_(freep) char *read = read_text(text, order);
    if (!streq(read, expected))
        fail_msg("expected:\n%s\nactual:\n%s", expected, read);
}

static void assert_file(const char *name, const char *expected)
{
    _cleanup_(freep) char *path = NULL, *text = NULL;
    size_t size;
    assert_true(asprintf(&path, CORPUS "%s", name) > 0);
    if (file_read(path, 1 << 20, &text, &size) < 0)
        fail_msg("%s cannot be read: run the tests from the top folder", path);
    assert_reads(text, ORDER_UNKNOWN, expected);
}

static void test_shapes(void **state _unused_)
{
    assert_file("sheets.csv",
                "application,Acme Corp,,C Developer,applied,,2026-11-24,,,,,,2026-12-01,,,,,"
                "https://acme.example/jobs/1,,\r\n"
                "application,Initech,,Systems Engineer,interview,,2026-11-03,,,,,,2026-12-21,"
                "2026-12-16T14:30:00+01:00,0,,,https://initech.example/careers,,"
                "\"Spoke to \"\"Bill\"\", call back\nafter Friday\"\r\n"
                "application,Globex,,Clerk,interested,,,,,,,,,,,,,,,\r\n"
                "1:85 warning: column `Salary` is ignored: the tracker keeps no such thing\n"
                "5:14 warning: Link to job posting `Apply here` is left out: a link begins with "
                "https://\n");
    assert_file("excel-sep.csv",
                "application,Müller GmbH,,Entwickler,applied,,2026-11-24,,,,,,,,,,,,,"
                "\"zwei\nZeilen\"\r\n"
                "contact,Müller GmbH,Ada Berg,,,,,,,,,,,,,,2026-11-25,,,\r\n"
                "application,Müller GmbH,,Tester,rejected,,2026-11-03,,,,,,,,,,,,,\r\n"
                "contact,Müller GmbH,ada berg,,,,,,,,,,,,,,2026-12-01,,,\r\n");
    assert_file("notion.csv",
                "application,Acme,,C developer,applied,,2026-11-24,,,,,,,"
                "2026-12-01T10:00:00+01:00,0,,,https://acme.example,,\r\n"
                "application,Initech,,Clerk,rejected,,2026-10-02,,,,,,,,,,,,,\r\n"
                "1:52 warning: column `Tags` is ignored: the tracker keeps no such thing\n");
    assert_file("huntr.csv",
                "application,Acme,,C developer,applied,2026-11-20,2026-11-25,,,,,,,,,,,"
                "https://acme.example/1,,\r\n"
                "application,Initech,,Clerk,interested,2026-11-21,,,,,,,,,,,,,,\r\n"
                "1:15 warning: column `List` is ignored: the tracker keeps no such thing\n"
                "1:48 warning: column `Description` is ignored: the tracker keeps no such thing\n");
    assert_file("teal.csv",
                "application,Acme,,C Developer,interested,2026-11-20,,,,,,,,,,,,,,\r\n"
                "application,Initech,,Clerk,offer,2026-10-01,2026-10-02,,,,,,2026-11-30,,,,,,,\r\n"
                "1:22 warning: column `Max. Salary` is ignored: the tracker keeps no such thing\n"
                "1:34 warning: column `Location` is ignored: the tracker keeps no such thing\n"
                "1:61 warning: column `Deadline` is ignored: the tracker keeps no such thing\n"
                "1:93 warning: column `Excitement` is ignored: the tracker keeps no such thing\n");
    assert_file("people.tsv", "contact,Acme,Ada Berg,CTO,,,,,,,,,2026-12-01,,,LinkedIn,2026-11-24,"
                              "https://linkedin.example/in/ada,,\r\n"
                              "contact,Initech,Bob,,,,,,,,,,,,,mail,2026-11-03,,,\r\n");
    assert_file("boxes.csv", "application,A,,,applied,,,,,,,,,,,,,,,\r\n"
                             "application,B,,,screen,,,,,,,,,,,,,,,\r\n"
                             "application,C,,,rejected,,,,,,2026-11-24,,,,,,,,,\r\n"
                             "application,D,,,interested,,,,,,,,,,,,,,,\r\n");
    /* An appointment is a stage, where nothing else says one. */
    assert_reads("Company,Interview date\nA,2026-12-01 10:00\nB,2026-12-01\n", ORDER_UNKNOWN,
                 "application,A,,,interview,,,,,,,,,2026-12-01T10:00:00+01:00,0,,,,,\r\n"
                 "application,B,,,interview,,,,2026-12-01,,,,,,,,,,,\r\n");
    assert_reads("Company,Last contact\nA,2026-11-24\nB,-\n", ORDER_UNKNOWN,
                 "application,A,,,interested,,,,,,,,,,,,,,,\r\n"
                 "application,B,,,interested,,,,,,,,,,,,,,,\r\n"
                 "1:9 warning: `Last contact` is left out of 1 rows: it is kept with a person, and "
                 "these rows name none (a column called Contact would)\n");
    /* Control characters go, what a terminal must not see otherwise is for whoever prints. */
    assert_file("hostile.csv", "application,]0;x \u202e=1+1,,,applied,,2026-12-31,,,,,,,,,,,,,"
                               "\"'=HYPERLINK(\"\"http://x\"\")\"\r\n"
                               "application,'=cmd|x,,,rejected,,,,,,,,,,,,,,,\r\n");
}

static void test_refused(void **state _unused_)
{
    assert_file(
        "doubtful.csv",
        "2:3: Date applied `3/4/2026`: this may be 2026-04-03 (say --dates dmy) or 2026-03-04 "
        "(--dates mdy), and no other date of the column tells\n"
        "5:3: Date applied `2/30/2026`: give a date such as 2026-11-24, 24.11.2026 or 24 Nov "
        "2026\n"
        "6:3: Date applied `Thu 24 Nov 2026`: give a date such as 2026-11-24, 24.11.2026 or 24 Nov "
        "2026\n"
        "7:3: Date applied `46350`: give a date such as 2026-11-24, 24.11.2026 or 24 Nov 2026\n"
        "8:3: Date applied `24 Nov`: give a date such as 2026-11-24, 24.11.2026 or 24 Nov 2026\n"
        "9:1: Company ``: name must be the company's name\n");
    assert_file("twice.csv", "1:9: `Company` and `Employer` both stand for company: rename the one "
                             "that is to be ignored\n");
    assert_file("open-quote.csv", "1:9: this quoted field has no end: close the quote\n");

    static const struct {
        const char *csv, *says;
    } cases[] = {
        {"", "0:0: the file is empty"},
        {"\n\n,,\n", "0:0: the file is empty"},
        {"Salary,Notes\n1,2\n", "1:1: no column here names a company or a person"},
        {"My job search\nCompany,Role\nA,B\n", "1:1: no column here names a company or a person"},
        {"Status,Contact\napplied,Ada\n", "1:1: no column here names the company"},
        {"Company,Status\nA,perhaps\n",
         "2:3: Status `perhaps`: give one of interested, applied, screen, interview, offer, "
         "rejected, withdrawn"},
        {"sep=;\nCompany;Status\nA;perhaps\n", "3:3: Status `perhaps`"},
        {"Company,Role\nA,B,C\n", "2:5: there are 3 fields in this row, and 2 columns"},
        {"Company,Follow up\nA,yes\n", "2:3: Follow up `yes`: give a date"},
        {"Company,Interview minutes\nA,long\n", "2:3: Interview minutes `long`: give minutes"},
        {"kind,company,person\ncompany,A,B\n", "2:1: kind `company`: say application or contact"},
        {"kind,company,person\ncontact,A,\n", "2:11: person ``: name must be the contact's name"},
        {"Company\nA\xff\n", "2:2: this is not UTF-8"},
        {"C\0o", "1:1: no column"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(freep) char *read = read_text(cases[i].csv, ORDER_UNKNOWN);
        if (strncmp(read, cases[i].says, strlen(cases[i].says)) != 0)
            fail_msg("case %zu: %s", i, read);
    }
}

/* One date that leaves no doubt settles its column; --dates settles all, and is held against it. */
static void test_orders(void **state _unused_)
{
#define APPLIED(day) "application,A,,,applied,," day ",,,,,,,,,,,,,\r\n"
#define HEAD_ON      "Company,Applied\n"
    assert_reads(HEAD_ON "A,3/4/2026\nA,13/4/2026\n", ORDER_UNKNOWN,
                 APPLIED("2026-04-03") APPLIED("2026-04-13"));
    assert_reads(HEAD_ON "A,3/4/2026\nA,4/13/2026\n", ORDER_UNKNOWN,
                 APPLIED("2026-03-04") APPLIED("2026-04-13"));
    assert_reads(HEAD_ON "A,3/4/2026\n", ORDER_DMY, APPLIED("2026-04-03"));
    assert_reads(HEAD_ON "A,3/4/2026\n", ORDER_MDY, APPLIED("2026-03-04"));
    assert_reads(
        HEAD_ON "A,4/13/2026\n", ORDER_DMY,
        "2:3: Applied `4/13/2026`: with --dates dmy there is no such day: write it as 2026-11-24\n");
    assert_reads(HEAD_ON "A,5/5/2026\n", ORDER_UNKNOWN, APPLIED("2026-05-05"));
    /* What was done was not tomorrow; what is to be done may be, and so may an interview. */
    assert_reads(HEAD_ON "A,17.1.2027\n", ORDER_UNKNOWN,
                 "2:3: Applied `17.1.2027`: this lies ahead: give the day on which it was, or "
                 "nothing\n");
    assert_reads("Name,Last contact\nA,2027-01-17\n", ORDER_UNKNOWN,
                 "2:3: Last contact `2027-01-17`: this lies ahead: give the day on which it was, "
                 "or nothing\n");
    assert_reads("Company,Follow up,Interview,Applied\nA,17.1.2027,18.1.2027,16.1.2027\n",
                 ORDER_UNKNOWN,
                 "application,A,,,interview,,2027-01-16,,2027-01-18,,,,2027-01-17,,,,,,,\r\n");
    /* Another column proves nothing. */
    _cleanup_(freep) char *read =
        read_text("Company,Applied,Follow up\nA,3/4/2026,13/4/2026\n", ORDER_UNKNOWN);
    assert_non_null(strstr(read, "2:3: Applied `3/4/2026`: this may be 2026-04-03"));
}

/* Every problem is named, but not without end. */
static void test_many_problems(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    _cleanup_(track_csv_done) struct track_csv csv = {0};
    _cleanup_(diag_list_done) struct diag_list diags = {0}, over = {0};

    text_add(&text, "Company,Status\n");
    for (int i = 0; i < 100; i++)
        text_add(&text, "A,perhaps\n");
    assert_int_equal(parse(text.data, ORDER_UNKNOWN, &diags, &csv), 1);
    assert_int_equal(diags.n, 51);
    assert_int_equal(diags.items[49].line, 51);
    assert_non_null(strstr(diags.items[50].message, "more problems"));

    /* Warnings are counted apart. */
    _cleanup_(diag_list_done) struct diag_list warned = {0};
    text.length = 0;
    text_add(&text, "Company,Link\n");
    for (int i = 0; i < 100; i++)
        text_add(&text, "A,here\n");
    assert_int_equal(parse(text.data, ORDER_UNKNOWN, &warned, &csv), 0);
    track_csv_done(&csv);
    assert_int_equal(warned.n, 51);
    assert_int_equal(warned.n_errors, 0);

    text.length = 0;
    text_add(&text, "Company\n");
    for (int i = 0; i < TRACK_SHEET_MAX_ROWS + 1; i++)
        text_add(&text, "A\n");
    assert_int_equal(parse(text.data, ORDER_UNKNOWN, &over, &csv), 1);
    assert_int_equal(over.n, 1);
    assert_int_equal(over.items[0].line, TRACK_SHEET_MAX_ROWS + 2);

    text.length = 0;
    text_add(&text, "Company,Notes\nA,");
    for (int i = 0; i < TRACK_MAX_NOTE + 1; i++)
        text_add_char(&text, 'x');
    _cleanup_(freep) char *read = read_text(text.data, ORDER_UNKNOWN);
    assert_non_null(strstr(read, "2:3: Notes `xxx"));
    assert_non_null(strstr(read, "shorten it to 4000 bytes"));
}

/* ---- docs/tracker.md ---- */

/* The line of the table whose first cell is `name`, up to its end; NULL if there is none. */
static const char *find_row(const char *text, const char *name)
{
    char head[64];
    snprintf(head, sizeof(head), "\n| `%s` | ", name);
    const char *row = strstr(text, head);
    return row ? row + strlen(head) : NULL;
}

/* Its second cell has exactly these words, folded; what the first one says counts among them. */
static void assert_documented(const char *text, const char *name, const char *words)
{
    const char *row = find_row(text, name);
    char cell[1024], word[WORD_SIZE], *save;
    size_t n_words = 1, n = 0;

    if (!row)
        fail_msg("docs/tracker.md has no row for `%s`", name);
    snprintf(cell, sizeof(cell), "%.*s,%s", (int)strcspn(row, "|"), row, name);
    for (const char *s = words; *s; s++)
        n_words += *s == ' ';
    for (char *s = strtok_r(cell, ",", &save); s; s = strtok_r(NULL, ",", &save)) {
        word_fold(s, word);
        if (*word && !word_list_has(words, word))
            fail_msg("docs/tracker.md: `%s` is not called `%s`", name, word);
        n += *word != '\0';
    }
    if (n != n_words)
        fail_msg("docs/tracker.md: `%s` has %zu names, in the code %zu", name, n, n_words);
}

static void test_documented(void **state _unused_)
{
    _cleanup_(freep) char *text = NULL;
    size_t size;
    assert_int_equal(file_read("docs/tracker.md", 1 << 20, &text, &size), 0);
    const char *columns = strstr(text, "### Columns"), *status = strstr(text, "### Status");
    assert_true(columns && status);
    for (int i = 0; i < TRACK_COLUMNS; i++)
        assert_documented(columns, track_column_name(i), track_column_words(i));
    for (int i = 0; i < STAGE_MAX_; i++)
        assert_documented(status, track_stage_name(i), word_list_stage(i));
}

/* ---- There and back ---- */

static void test_round_trip(void **state _unused_)
{
    _cleanup_(track_csv_done) struct track_csv csv = {0};
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(text_done) struct text text = {0};
    _cleanup_(freep) char *own = NULL;
    struct track_sheet sheet;
    size_t size;

    assert_int_equal(file_read(CORPUS "own.csv", 1 << 20, &own, &size), 0);
    assert_int_equal(parse(own, ORDER_UNKNOWN, &diags, &csv), 0);
    assert_int_equal(diags.n, 0);
    assert_int_equal(csv.n, 3);
    assert_string_equal(csv.rows[0].item.name, "=Acme");
    track_sheet_init_own(&sheet);
    track_export_head(&text, &sheet);
    for (size_t i = 0; i < csv.n; i++)
        track_export_item(&text, &sheet, berlin, &csv.rows[i].item);
    assert_string_equal(text.data, own);
}

/* Whatever the tracker holds comes back as it was, also what nobody would type. */
static void test_round_trip_odd(void **state _unused_)
{
    static const char *const odd[] = {" blanks ", "'",   "''=", "\u202eolleh\u2069",
                                      "-",        "n/a", "no",  "a;b\"c,d",
                                      "é\u0301",  "@x",  "  =1"};
    struct track_sheet sheet;
    track_sheet_init_own(&sheet);
    for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
        for (int kind = 0; kind < TRACK_KIND_MAX_; kind++) {
            _cleanup_(track_csv_done) struct track_csv csv = {0};
            _cleanup_(diag_list_done) struct diag_list diags = {0};
            _cleanup_(text_done) struct text text = {0};
            struct track_item item;

            track_item_init(&item, kind);
            item.name = item.channel = item.role = item.source = item.note = odd[i];
            item.company = kind == TRACK_CONTACT ? odd[i] : "";
            item.link = "/";
            item.interview_sec = kind == TRACK_APPLICATION ? NOW + 13 : 0;
            item.note = "\n\tnote ";
            assert_null(track_item_fault(&item));
            track_export_head(&text, &sheet);
            track_export_item(&text, &sheet, berlin, &item);
            assert_int_equal(parse(text.data, ORDER_UNKNOWN, &diags, &csv), 0);
            assert_int_equal(csv.n, 1);
            track_item_settle(&csv.rows[0].item, NOW);
            if (!track_item_equals(&csv.rows[0].item, &item))
                fail_msg("%s", text.data);
        }
    }
}

/* In the coach's columns: order, spelling and separator stay, what is unknown is empty. */
static void test_columns(void **state _unused_)
{
    static const struct {
        const char *head, *out;
    } cases[] = {
        {"Date Applied;Employer;Coach's remark;Position;E-mail\r\n1;2\r\nx",
         "Date Applied;Employer;Coach's remark;Position;E-mail\r\n2026-11-24;\"Acme; Inc\";;C;\r\n"},
        {"Name,Last contacted,Via", "Name,Last contacted,Via\r\nAda,,mail\r\n"},
        {"kind\tcompany\tperson\tFoo",
         "kind\tcompany\tperson\tFoo\r\napplication\tAcme; Inc\t\t\r\ncontact\tAcme\tAda\t\r\n"},
        {"\"a,b\",stage\n", "\"a,b\",stage\r\n,applied\r\n"},
    };
    struct track_item items[2];
    track_item_init(&items[0], TRACK_APPLICATION);
    track_item_init(&items[1], TRACK_CONTACT);
    items[0].name = "Acme; Inc";
    items[0].role = "C";
    items[0].stage = STAGE_APPLIED;
    items[0].days[STAGE_APPLIED] = day_of("2026-11-24");
    items[1].name = "Ada";
    items[1].company = "Acme";
    items[1].channel = "mail";

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(diag_list_done) struct diag_list diags = {0};
        _cleanup_(text_done) struct text text = {0};
        _cleanup_(freep) char *data = strdup(cases[i].head);
        struct track_sheet sheet = {.diags = &diags, .file = "x"};

        assert_non_null(data);
        assert_true(track_sheet_read_head(&sheet, data, strlen(data)));
        track_export_head(&text, &sheet);
        for (size_t j = 0; j < ARRAY_SIZE(items); j++)
            if (track_export_takes(&sheet, &items[j]))
                track_export_item(&text, &sheet, berlin, &items[j]);
        assert_string_equal(text.data, cases[i].out);
    }
}

/* ---- What is there already ---- */

/* `added Acme|applied|...` for each change of importing `text` into what `there` gave. */
static char *merge_text(const char *there, const char *text, bool *ret_is_kept)
{
    _cleanup_(track_csv_done) struct track_csv before = {0}, csv = {0};
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(freep) struct track_change *changes = NULL, *first = NULL;
    _cleanup_(freep) struct track_item *items = NULL;
    _cleanup_(text_done) struct text out = {0};
    struct track_sheet own;
    size_t n, n_first;
    char *s;

    assert_int_equal(parse(there, ORDER_UNKNOWN, &diags, &before), 0);
    assert_int_equal(parse(text, ORDER_UNKNOWN, &diags, &csv), 0);
    assert_int_equal(track_merge(&before, NULL, 0, NOW, day_of("2026-11-24"), &first, &n_first), 0);
    items = calloc(n_first + 1, sizeof(*items));
    assert_non_null(items);
    for (size_t i = 0; i < n_first; i++) {
        items[i] = first[i].item;
        items[i].n = (int64_t)i + 1;
    }
    assert_int_equal(track_merge(&csv, items, n_first, NOW, day_of("2026-11-24"), &changes, &n), 0);
    track_sheet_init_own(&own);
    for (size_t i = 0; i < n; i++) {
        text_addf(&out, "%s %d: ", track_effect_name(changes[i].effect), (int)changes[i].item.n);
        track_export_item(&out, &own, berlin, &changes[i].item);
        if (ret_is_kept)
            *ret_is_kept = changes[i].is_stage_kept;
    }
    assert_int_equal(text_take(&out, &s), 0);
    return s;
}

static void assert_merges(const char *there, const char *text, const char *expected)
{
    _cleanup_(freep) char *s = merge_text(there, text, NULL);
    if (!streq(s, expected))
        fail_msg("expected:\n%s\nactual:\n%s", expected, s);
}

static void test_merge(void **state _unused_)
{
#define HEAD_OF "Company,Role,Status,Applied,Follow up,Notes\n"
    /* The same once more; capitals do not matter, nor does a cell that is empty. */
    assert_merges(HEAD_OF "Acme,C,applied,2026-11-24,,x\n", HEAD_OF "ACME,c,Applied,24.11.2026,,\n",
                  "unchanged 1: application,Acme,,C,applied,,2026-11-24,,,,,,,,,,,,,x\r\n");
    /* Another role is another application. */
    assert_merges(HEAD_OF "Acme,C,applied,2026-11-24,,x\n", HEAD_OF "Acme,D,applied,,,\n",
                  "added 0: application,Acme,,D,applied,,,,,,,,,,,,,,,\r\n");
    /* Ahead, with what else the row says; one that is over has no follow-up. */
    assert_merges(HEAD_OF "Acme,C,applied,2026-11-24,2026-12-01,\n",
                  HEAD_OF "Acme,C,rejected,,2026-12-24,x\n",
                  "changed 1: application,Acme,,C,rejected,,2026-11-24,,,,,,,,,,,,,x\r\n");
    /* A follow-up that lies ahead is taken, one behind is not brought back. */
    assert_merges(HEAD_OF "Acme,C,applied,,2026-12-01,\n", HEAD_OF "Acme,C,,,2026-12-02,\n",
                  "changed 1: application,Acme,,C,applied,,,,,,,,2026-12-02,,,,,,,\r\n");
    assert_merges(HEAD_OF "Acme,C,applied,,,\n", HEAD_OF "Acme,C,applied,,2026-11-23,\n",
                  "unchanged 1: application,Acme,,C,applied,,,,,,,,,,,,,,,\r\n");
    /* Two alike are two, in both directions. */
    assert_merges(HEAD_OF "Acme,C,applied,2026-11-01,,\nAcme,C,applied,2026-11-20,,\n",
                  HEAD_OF "Acme,C,applied,2026-11-20,,\nAcme,C,rejected,2026-11-01,,\n"
                          "Acme,C,interested,,,\n",
                  "unchanged 2: application,Acme,,C,applied,,2026-11-20,,,,,,,,,,,,,\r\n"
                  "changed 1: application,Acme,,C,rejected,,2026-11-01,,,,,,,,,,,,,\r\n"
                  "added 0: application,Acme,,C,interested,,,,,,,,,,,,,,,\r\n");
}

static void test_stage_is_kept(void **state _unused_)
{
    bool is_kept = false;
    _cleanup_(freep) char *back = merge_text("Company,Status\nAcme,interview\n",
                                             "Company,Status,Notes\nAcme,applied,x\n", &is_kept);
    assert_string_equal(back, "changed 1: application,Acme,,,interview,,,,,,,,,,,,,,,x\r\n");
    assert_true(is_kept);

    _cleanup_(freep) char *silent =
        merge_text("Company,Status\nAcme,interview\n", "Company,Notes\nAcme,x\n", &is_kept);
    assert_string_equal(silent, back);
    assert_false(is_kept);

    _cleanup_(freep) char *end =
        merge_text("Company,Status\nAcme,rejected\n", "Company,Status\nAcme,withdrawn\n", &is_kept);
    assert_string_equal(end, "changed 1: application,Acme,,,withdrawn,,,,,,,,,,,,,,,\r\n");
    assert_false(is_kept);
}

static void test_merge_contacts(void **state _unused_)
{
#define HEAD_WITH "Company,Role,Status,Contact,Last contact\n"
    /* Named twice beside applications, and there already: one, with the latest day. */
    const char *sheet = HEAD_WITH "Acme,C,applied,Ada,2026-11-03\nAcme,D,applied,ADA,2026-11-20\n"
                                  "Initech,D,applied,Ada,\n";
    assert_merges("Name,Company,Last contacted\nAda,Acme,2026-11-10\n", sheet,
                  "added 0: application,Acme,,C,applied,,,,,,,,,,,,,,,\r\n"
                  "changed 1: contact,Acme,Ada,,,,,,,,,,,,,,2026-11-20,,,\r\n"
                  "added 0: application,Acme,,D,applied,,,,,,,,,,,,,,,\r\n"
                  "added 0: application,Initech,,D,applied,,,,,,,,,,,,,,,\r\n"
                  "added 0: contact,Initech,Ada,,,,,,,,,,,,,,,,,\r\n");
    assert_merges(sheet, sheet,
                  "unchanged 1: application,Acme,,C,applied,,,,,,,,,,,,,,,\r\n"
                  "unchanged 2: contact,Acme,Ada,,,,,,,,,,,,,,2026-11-20,,,\r\n"
                  "unchanged 3: application,Acme,,D,applied,,,,,,,,,,,,,,,\r\n"
                  "unchanged 4: application,Initech,,D,applied,,,,,,,,,,,,,,,\r\n"
                  "unchanged 5: contact,Initech,Ada,,,,,,,,,,,,,,,,,\r\n");
    /* The last contact does not go back. */
    assert_merges("Name,Last contacted\nAda,2026-11-20\n", "Name,Last contacted\nAda,2026-11-03\n",
                  "unchanged 1: contact,,Ada,,,,,,,,,,,,,,2026-11-20,,,\r\n");
}

/* Importing any of the shapes once more changes nothing. */
static void test_twice(void **state _unused_)
{
    static const char *const names[] = {"sheets.csv", "excel-sep.csv", "notion.csv", "huntr.csv",
                                        "teal.csv",   "people.tsv",    "own.csv",    "boxes.csv"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        _cleanup_(freep) char *path = NULL, *text = NULL;
        size_t size;
        assert_true(asprintf(&path, CORPUS "%s", names[i]) > 0);
        assert_int_equal(file_read(path, 1 << 20, &text, &size), 0);
        _cleanup_(freep) char *s = merge_text(text, text, NULL);
        if (strstr(s, "added") || strstr(s, "changed 0") || strstr(s, "\nchanged") ||
            strncmp(s, "unchanged", 9) != 0)
            fail_msg("%s:\n%s", names[i], s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),         cmocka_unit_test(test_words),
        cmocka_unit_test(test_shapes),        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_orders),        cmocka_unit_test(test_many_problems),
        cmocka_unit_test(test_round_trip),    cmocka_unit_test(test_round_trip_odd),
        cmocka_unit_test(test_columns),       cmocka_unit_test(test_merge),
        cmocka_unit_test(test_stage_is_kept), cmocka_unit_test(test_merge_contacts),
        cmocka_unit_test(test_twice),         cmocka_unit_test(test_documented),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
