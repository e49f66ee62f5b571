/* What is written about plans against the code: jobsearchd.plan(5) and the table of keys, the plans
 * that manual and README show, and the shipped one. The programs' own manuals are held against
 * their --help in tests/e2e/man.bats. */
#include "base/file.h"
#include "plan-fixture.h"

#define MANUAL  "docs/jobsearchd.plan.5.scd"
#define README  "README.md"
#define SHIPPED "config/plan.ini"

static char *read_file(const char *path)
{
    char *text = NULL;
    size_t size;

    if (file_read(path, PLAN_MAX_SIZE, &text, &size) < 0)
        fail_msg("%s cannot be read: run the tests from the top folder", path);
    return text;
}

/* Between the first `begin` in the text and the first `end` after it; NULL if there is none. The
 * caller frees. */
static char *between(const char *text, const char *begin, const char *end)
{
    const char *from = strstr(text, begin), *to = from ? strstr(from + strlen(begin), end) : NULL;

    return to ? strndup(from + strlen(begin), (size_t)(to - from) - strlen(begin)) : NULL;
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;

    for (const char *s = text; (s = strstr(s, what)); s++)
        n++;
    return n;
}

/* White space as single blanks: text that may be broken into lines anywhere. */
static void join_lines(char *text)
{
    char *to = text;

    for (const char *s = text; *s; s++) {
        bool is_blank = strchr(" \t\n", *s);

        if (!is_blank || (to > text && to[-1] != ' '))
            *to++ = is_blank ? ' ' : *s;
    }
    *to = '\0';
}

/* ---- The keys ---- */

/* `*priority* = _1-5_ (default: *3*)`: how the manual heads a key. */
static void format_entry(const struct plan_option *option, char *buf, size_t size)
{
    const char *value = option->default_value;

    snprintf(buf, size, "\n*%s* = _%s_%s%s%s%s\n", option->key, option->type,
             value ? " (default: *" : "", value ? value : "", value ? "*)" : "",
             option->may_repeat ? " (may repeat)" : "");
}

/* The part of the manual that describes a section, headings left out. */
static char *manual_section(const char *manual, const char *section)
{
    bool has_name = !streq(section, "plan") && !streq(section, "publish");
    char head[64];

    snprintf(head, sizeof head, "\n## [%s%s]\n", section, has_name ? " NAME" : "");
    return between(manual, head, "\n#");
}

static bool is_documented(const char *manual, const struct plan_option *option)
{
    _cleanup_(freep) char *section = manual_section(manual, option->section);
    char entry[256];

    format_entry(option, entry, sizeof entry);
    return section && count(section, entry) == 1;
}

static void test_every_key(void **state _unused_)
{
    _cleanup_(freep) char *manual = read_file(MANUAL);
    const struct plan_option *option;
    const char *at = manual;
    char entry[256];
    size_t n = 0;

    for (; (option = plan_option(n)); n++) {
        format_entry(option, entry, sizeof entry);
        if (!is_documented(manual, option))
            fail_msg(MANUAL ": [%s] does not say:%s", option->section, entry);
        at = strstr(at, entry);
        if (!at)
            fail_msg(MANUAL ": [%s] %s stands in another place than in the table", option->section,
                     option->key);
    }
    /* And none that does not exist. */
    assert_int_equal(count(manual, "* = _"), n);
}

/* A manual that lacks any one key is found out. */
static void test_missing_key(void **state _unused_)
{
    _cleanup_(freep) char *manual = read_file(MANUAL);
    const struct plan_option *option;
    char *at = manual, entry[256];

    for (size_t i = 0; (option = plan_option(i)); i++) {
        format_entry(option, entry, sizeof entry);
        at = strstr(at, entry);
        assert_non_null(at);
        at[1] = '-';
        assert_false(is_documented(manual, option));
        at[1] = '*';
    }
}

/* Every form of a value that the table names is explained. */
static void test_every_type(void **state _unused_)
{
    _cleanup_(freep) char *manual = read_file(MANUAL);
    _cleanup_(freep) char *values = between(manual, "\n# VALUES\n", "\n# ");
    const struct plan_option *option;

    assert_non_null(values);
    for (size_t i = 0; (option = plan_option(i)); i++) {
        char type[64];
        const char *s = values;

        snprintf(type, sizeof type, "_%s_", option->type);
        while ((s = strstr(s, type)) && s[-1] != '\n' && s[-1] != ' ')
            s++;
        if (!s)
            fail_msg(MANUAL ": VALUES does not explain %s", type);
    }
}

/* ---- Numbers and words of the code ---- */

static void assert_says(const char *text, const char *format, ...) _printf_(2, 3);
static void assert_says(const char *text, const char *format, ...)
{
    char what[512];
    va_list ap;

    va_start(ap, format);
    vsnprintf(what, sizeof what, format, ap);
    va_end(ap);
    if (!strstr(text, what))
        fail_msg(MANUAL " does not say: %s", what);
}

static int budget_hours(int priority)
{
    char text[64];
    struct plan *plan;
    int minutes;

    snprintf(text, sizeof text, "[plan]\npriority = %d\n[activity a]\n", priority);
    plan = plan_sound(text);
    minutes = plan_budget(plan);
    plan_free(plan);
    return minutes / 60;
}

static void test_numbers(void **state _unused_)
{
    _cleanup_(freep) char *manual = read_file(MANUAL);

    join_lines(manual);
    assert_says(manual, "A line holds at most %d bytes, the file at most %d MiB", PLAN_MAX_LINE,
                PLAN_MAX_SIZE / 1024 / 1024);
    assert_says(manual, "Up to %d durations", PLAN_MAX_RANGES);
    assert_says(manual, "Up to %d ranges", PLAN_MAX_RANGES);
    assert_says(manual, "%d, %d, %d, %d or %d hours", budget_hours(1), budget_hours(2),
                budget_hours(3), budget_hours(4), budget_hours(5));
}

/* The diagnostic that the manual shows is the one that is given. */
static void test_diagnostic(void **state _unused_)
{
    static const char text[] = "[activity x]\ndays = Mon\ntittle = a\ntime = 09:00-10:00\n";
    _cleanup_(freep) char *manual = read_file(MANUAL), *diags = NULL;

    assert_null(plan_try(text, strlen(text), &diags));
    diags[strcspn(diags, "\n")] = '\0';
    join_lines(manual);
    assert_says(manual, "plan.ini:%s", diags);
}

/* ---- Plans that are shown ---- */

static void test_examples(void **state _unused_)
{
    _cleanup_(freep) char *manual = read_file(MANUAL), *readme = read_file(README);
    _cleanup_(freep) char *first = between(manual, "\n# EXAMPLE\n\n```\n", "\n```\n");
    _cleanup_(freep) char *second = between(readme, "\n```ini\n", "\n```\n");

    assert_true(first && second);
    setenv("HOME", "/home/anna", 1);
    plan_free(plan_sound(first));
    plan_free(plan_sound(second));
}

/* The name in the brackets, without what follows it: "plan", "activity". */
static void read_head(const char *line, char *buf, size_t size)
{
    snprintf(buf, size, "%.*s", (int)strcspn(line + 1, " ]"), line + 1);
}

/* Each key of the shipped plan, also where its line is commented out, is in the manual. */
static void test_shipped(void **state _unused_)
{
    _cleanup_(freep) char *manual = read_file(MANUAL), *shipped = read_file(SHIPPED);
    char section[32] = "", *save = NULL;
    size_t n = 0;

    for (char *line = strtok_r(shipped, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        line += line[0] == ';' && line[1] != ' ';
        if (line[0] == ';' || line[0] == '\0')
            continue;
        if (line[0] == '[') {
            read_head(line, section, sizeof section);
            continue;
        }

        _cleanup_(freep) char *text = manual_section(manual, section);
        char head[64];
        snprintf(head, sizeof head, "\n*%.*s* = _", (int)strcspn(line, " ="), line);
        if (!text || !strstr(text, head))
            fail_msg(SHIPPED ": [%s] %s is not in " MANUAL, section, line);
        n++;
    }
    assert_true(n > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key),  cmocka_unit_test(test_missing_key),
        cmocka_unit_test(test_every_type), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_diagnostic), cmocka_unit_test(test_examples),
        cmocka_unit_test(test_shipped),
    };

    return cmocka_run_group_tests_name("man", tests, NULL, NULL);
}
