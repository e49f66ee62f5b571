/* What is wrong with lines, sections and keys, and that what inih would misread never reaches it.
 */
#include "plan-fixture.h"

#define UNIT(s) s, sizeof(s) - 1

static void test_lines(void **state _unused_)
{
    static const struct {
        const char *text;
        size_t size;
        const char *expected;
    } cases[] = {
        {UNIT("[plan]\n name = x\n[activity a]\n"),
         "2:2: error: indented: begin the line in its first column\n"},
        {UNIT("[plan]\nname = x\n\tpriority = 9\n[activity a]\n"),
         "3:2: error: indented: begin the line in its first column\n"
         "3:13: error: `9` is not a priority: write 1 (low) to 5 (high)\n"},
        {UNIT("  [activity a]\n"), "1:3: error: indented: begin the line in its first column\n"},
        {UNIT("\xef\xbb\xbf[activity a]\nfirst = \xef\xbb\xbf x\n"),
         "1:1: error: a byte order mark: save the file as UTF-8 without BOM\n"},
        {UNIT("\xef\xbb\xbf"
              "; comment\n[activity a]\n"),
         "1:1: error: a byte order mark: save the file as UTF-8 without BOM\n"},
        {UNIT("[activity a]\ntitle = \xc3\xa4\xff\n"),
         "2:10: error: not valid UTF-8: save the file with UTF-8 as its encoding\n"},
        {UNIT("; \xc0\xaf\n[activity a]\n"),
         "1:3: error: not valid UTF-8: save the file with UTF-8 as its encoding\n"},
        {UNIT("\xff\xfe[\0p\0"),
         "1:1: error: not valid UTF-8: save the file with UTF-8 as its encoding\n"},
        {UNIT("[activity a]\ntitle = x\0y\nhours = z\n"),
         "2:10: error: a NUL byte: a plan is plain text\n"
         "3:9: error: `z` is not a duration: write hours a week such as 8, 8h or 7h30m\n"},
        {UNIT("[activity a]\n; \x1b[31m\n"),
         "2:3: error: a control character: a plan is plain text, remove it\n"},
        {UNIT("[activity a]\rtitle = x\r"),
         "1:13: error: a control character: a plan is plain text, remove it\n"},
        {UNIT("[activity a]\ntitle = \x7f\n"),
         "2:9: error: a control character: a plan is plain text, remove it\n"},
        {UNIT("[activity a]\njust words\n"),
         "2:1: error: neither `[section]` nor `key = value`; a comment begins with `;`\n"},
        {UNIT("[activity a]\ntitle ; = x\n"),
         "2:1: error: neither `[section]` nor `key = value`; a comment begins with `;`\n"},
        {UNIT("[activity a]\n= x\n"), "2:1: error: a value without a key: write `key = value`\n"},
        {UNIT("[activity a]\ntitle =\nfirst = ; later\n"),
         "2:1: error: `title` has no value: write one (text), or remove the line\n"
         "3:1: error: `first` has no value: write one (text), or remove the line\n"},
        {UNIT("[activity a\ntitle = x\n"),
         "1:1: error: the section is not closed: end it with `]`\n"},
        {UNIT("[activity a ; b]\ntitle = x\n"),
         "1:1: error: the section is not closed: end it with `]`\n"},
        /* The keys below a section that cannot be read are no second ones of the section above. */
        {UNIT("[activity a]\ntitle = x\n[activity \xff]\ntitle = y\n"),
         "3:11: error: not valid UTF-8: save the file with UTF-8 as its encoding\n"},
        {UNIT("[activity a] title = x\n"),
         "1:14: error: text behind `]`: put it on a line of its own\n"},
        {UNIT("[activity a] # fine\n"), ""},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_diags_of(cases[i].text, cases[i].size, cases[i].expected);
}

/* `title = xxx...priority=5`, ever longer: where inih's buffer ends it would take the rest for a
 * line of its own. */
static void test_long_lines(void **state _unused_)
{
    static const char begin[] = "title = ", end[] = "priority=5\n";

    for (size_t length = 100; length < 600; length++) {
        struct text text = {0};
        char *diags;

        text_add(&text, "[activity a]\n");
        size_t line = text.length;
        text_add(&text, begin);
        while (text.length - line + strlen(end) - 1 < length)
            text_add(&text, "x");
        text_add(&text, end);

        struct plan *plan = plan_try(text.data, text.length, &diags);
        if (length <= PLAN_MAX_LINE) {
            assert_string_equal(diags, "");
            assert_int_equal(plan->activities[0].priority, 3);
            assert_int_equal(strlen(plan->activities[0].title), length - strlen(begin));
        } else {
            assert_string_equal(diags,
                                "2:191: error: the line is longer than 190 bytes: shorten it\n");
        }
        plan_free(plan);
        free(diags);
        text_done(&text);
    }
}

/* The column counts characters, also where the limit lies within one; a comment is no exception. */
static void test_long_comment(void **state _unused_)
{
    static const char *const begins[] = {"; ", "; x"};

    for (size_t i = 0; i < ARRAY_SIZE(begins); i++) {
        struct text text = {0};

        text_add(&text, begins[i]);
        for (int k = 0; k < 100; k++)
            text_add(&text, "\xc3\xa4");
        text_add(&text, "\n[activity a]\n");
        assert_diags(text.data, "1:97: error: the line is longer than 190 bytes: shorten it\n");
        text_done(&text);
    }
}

static void test_sections(void **state _unused_)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"name = x\nhours = y\n[activity a]\n",
         "1:1: error: a key outside of any section: begin with [plan]\n"},
        {"[Plan]\npriority = 7\n[activity a]\n",
         "1:2: error: `Plan` is not a section: write [plan], [window NAME], [activity NAME], "
         "[calendar NAME] or [publish]; did you mean `plan`?\n"
         "2:12: error: `7` is not a priority: write 1 (low) to 5 (high)\n"},
        {"[activty a]\nhuors = 3\n",
         "1:2: error: `activty` is not a section: write [plan], [window NAME], [activity NAME], "
         "[calendar NAME] or [publish]; did you mean `activity`?\n"
         "2:1: error: `huors` is not a key of [activity]: see jobsearchd.plan(5); did you mean "
         "`hours`?\n"},
        {"[general]\nanything = goes\n[activity a]\n",
         "1:2: error: `general` is not a section: write [plan], [window NAME], [activity NAME], "
         "[calendar NAME] or [publish]\n"},
        {"[]\n[activity a]\n",
         "1:2: error: `` is not a section: write [plan], [window NAME], [activity NAME], "
         "[calendar NAME] or [publish]\n"},
        {"[plan mine]\n[activity a]\n", "1:7: error: [plan] takes no name: write [plan]\n"},
        {"[activity]\n", "1:10: error: the activity has no name: write [activity NAME]\n"},
        {"[activity Cover Letters!]\n",
         "1:11: error: `Cover Letters!` is not a name: use a-z, 0-9 and -, at most 32; did you "
         "mean `cover-letters`?\n"},
        {"[activity abcdefghijklmnopqrstuvwxyz-0123456]\n",
         "1:11: error: `abcdefghijklmnopqrstuvwxyz-0123456` is not a name: use a-z, 0-9 and -, at "
         "most 32; did you mean `abcdefghijklmnopqrstuvwxyz-01234`?\n"},
        {"[activity abcdefghijklmnopqrstuvwxyz-01234]\n", ""},
        /* What was meant is known, so what refers to it is no second problem. */
        {"[windw morning]\ndays = Mon\ntime = 09:00-10:00\n[activity a]\nwindow = morning\n",
         "1:2: error: `windw` is not a section: write [plan], [window NAME], [activity NAME], "
         "[calendar NAME] or [publish]; did you mean `window`?\n"},
        {"[window Morning]\ndays = Mon\ntime = 09:00-10:00\n[activity a]\nwindow = morning\n",
         "1:9: error: `Morning` is not a name: use a-z, 0-9 and -, at most 32; did you mean "
         "`morning`?\n"},
        {"[window \xc3\xa4]\ndays = Mon\ntime = 09:00-10:00\n[activity a]\n",
         "1:9: error: `\xc3\xa4` is not a name: use a-z, 0-9 and -, at most 32\n"},
        {"[activity a]\n[activity b]\n[activity  a]\ntitle = x\nhuors = 3\n",
         "3:2: error: [activity  a] is already in line 1: join the two\n"
         "5:1: error: `huors` is not a key of [activity]: see jobsearchd.plan(5); did you mean "
         "`hours`?\n"},
        {"[activity a]\ndays = Mon\ntime = 9:00-9:30\n[activity a]\ndays = Mon\ntime = 9:00-9:30\n",
         "4:2: error: [activity a] is already in line 1: join the two\n"},
        {"[plan]\n[activity a]\n[plan]\n",
         "3:2: error: [plan] is already in line 1: join the two\n"},
        {"[window a]\ndays = Mon\ntime = 9:00-9:30\n[calendar a]\npath = /x\n[activity a]\n", ""},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_diags(cases[i].text, cases[i].expected);
}

static void test_keys(void **state _unused_)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"[activity a]\nTitle = x\n",
         "2:1: error: `Title` is not a key of [activity]: see jobsearchd.plan(5); did you mean "
         "`title`?\n"},
        {"[activity a]\nti;tle = x\n",
         "2:1: error: `ti;tle` is not a key of [activity]: see jobsearchd.plan(5); did you mean "
         "`title`?\n"},
        {"[activity a]\nmax-per-dya = 2h\n",
         "2:1: error: `max-per-dya` is not a key of [activity]: see jobsearchd.plan(5); did you "
         "mean `max-per-day`?\n"},
        {"[plan]\nblock = 1h\n[activity a]\n",
         "2:1: error: `block` is not a key of [plan]: see jobsearchd.plan(5)\n"},
        {"[activity a]\n"
         "a-key-that-is-longer-than-what-inih-can-hold-and-then-some = x\n",
         "2:1: error: `a-key-that-is-longer-than-what-inih-can-hold-and-then-some` is not a key of "
         "[activity]: see jobsearchd.plan(5)\n"},
        {"[activity a]\ntitle = x\nhours = 3\ntitle = y\n",
         "4:1: error: `title` is already set in line 2: keep one of the two\n"},
        {"[calendar c]\npath = /x\npath = /y\nbuffer = 5m\nbuffer = 6m\n[activity a]\n",
         "5:1: error: `buffer` is already set in line 4: keep one of the two\n"},
        {"[activity a]\nhours = 3\nhours =\n",
         "3:1: error: `hours` has no value: write one (hours), or remove the line\n"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_diags(cases[i].text, cases[i].expected);
}

/* A title loses what stands behind ` ;`, as documented, and nothing else. */
static void test_comments(void **state _unused_)
{
    static const struct {
        const char *line, *title;
    } cases[] = {
        {"title = Apply ; Acme", "Apply"},
        {"title = Apply;Acme", "Apply;Acme"},
        {"title = Apply\t; Acme", "Apply"},
        {"title = Apply # Acme", "Apply # Acme"},
        {"title = a = b : c", "a = b : c"},
        {"title : a", "a"},
        {"title = [a]", "[a]"},
        {"title =;c", ";c"},
        {"title = \"x\"", "\"x\""},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char text[128];

        sprintf(text, "[activity a]\n%s\n", cases[i].line);
        struct plan *plan = plan_sound(text);
        assert_string_equal(plan->activities[0].title, cases[i].title);
        plan_free(plan);
    }
}

/* A file of rubbish is refused in bounded time and with a bounded list. */
static void test_too_much(void **state _unused_)
{
    struct text text = {0};
    char *diags;
    size_t n = 0;

    for (int i = 0; i < 100000; i++)
        text_add(&text, "rubbish\n");
    assert_null(plan_try(text.data, text.length, &diags));
    for (const char *p = diags; (p = strchr(p, '\n')); p++)
        n++;
    assert_int_equal(n, 501);
    assert_non_null(strstr(diags, "501:0: error: too many problems: this and what follows is not "
                                  "listed\n"));
    free(diags);
    text_done(&text);

    for (int i = 0; i < 20000; i++)
        text_addf(&text, "[activity a%d]\ntitle = x\n", i);
    assert_null(plan_try(text.data, text.length, &diags));
    assert_string_equal(diags, "1001:1: error: more than 500 sections: the rest is not read\n");
    free(diags);
    text_done(&text);
}

static void test_empty(void **state _unused_)
{
    static const char *const texts[] = {"", "\n", "; only a comment", "[plan]\nname = x\n"};

    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        assert_diags(texts[i], "0:0: warning: no activity, so no blocks: add a section such as "
                               "[activity practice]\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),        cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_long_comment), cmocka_unit_test(test_sections),
        cmocka_unit_test(test_keys),         cmocka_unit_test(test_comments),
        cmocka_unit_test(test_too_much),     cmocka_unit_test(test_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
