/* Edits of a plan's text: what is written, and that nothing else is touched. */
#include "plan-fixture.h"

#include <errno.h>
#include <inttypes.h>

#define SET(section, name, key, value)                 \
    {                                                  \
        PLAN_EDIT_SET, section, name, key, value, NULL \
    }
#define SET_OLD(section, name, key, value, old)       \
    {                                                 \
        PLAN_EDIT_SET, section, name, key, value, old \
    }
#define ADD(section, name, key, value)                 \
    {                                                  \
        PLAN_EDIT_ADD, section, name, key, value, NULL \
    }
#define REMOVE(section, name, key)                       \
    {                                                    \
        PLAN_EDIT_REMOVE, section, name, key, NULL, NULL \
    }
#define REMOVE_OLD(section, name, key, old)             \
    {                                                   \
        PLAN_EDIT_REMOVE, section, name, key, NULL, old \
    }
#define ADD_SECTION(section, name)                             \
    {                                                          \
        PLAN_EDIT_ADD_SECTION, section, name, NULL, NULL, NULL \
    }

#define MAX_EDITS 5

static int edit_text(const char *text, const struct plan_edit *edits, char **ret, char **ret_diags)
{
    struct diag_list diags = {0};
    size_t n = 0;
    int r;

    while (n < MAX_EDITS && edits[n].section)
        n++;
    *ret = NULL;
    r = plan_edit(text, strlen(text), edits, n, "plan.ini", &diags, ret);
    assert_int_equal(*ret != NULL, r == 0);
    *ret_diags = diags_to_text(&diags);
    return r;
}

static void test_results(void **state _unused_)
{
    static const struct {
        const char *text;
        struct plan_edit edits[MAX_EDITS];
        const char *expected;
    } cases[] = {
        /* The value alone: spacing, the sign, the comment behind it stay. */
        {"[activity a]\nhours = 6 ; for now\nblock=45m-2h\n",
         {SET("activity", "a", "hours", "5h30m")},
         "[activity a]\nhours = 5h30m ; for now\nblock=45m-2h\n"},
        {"[ activity  a ] ; mine\nhours\t:  6\t;;\n",
         {SET("activity", "a", "hours", "4")},
         "[ activity  a ] ; mine\nhours\t:  4\t;;\n"},
        {"[activity a]\r\nhours=6\r\n; \xc3\xa4 # \r\n",
         {SET("activity", "a", "hours", "12")},
         "[activity a]\r\nhours=12\r\n; \xc3\xa4 # \r\n"},
        {"[activity a]\nhours = 6",
         {SET("activity", "a", "hours", "5")},
         "[activity a]\nhours = 5"},
        /* The key of that section, of that name, of that kind. */
        {"[plan]\npriority = 1\n[activity a]\npriority = 2\n[activity b]\npriority = 3\n",
         {SET("activity", "b", "priority", "5")},
         "[plan]\npriority = 1\n[activity a]\npriority = 2\n[activity b]\npriority = 5\n"},
        {"[window a]\ndays = Mon\ntime = 9:00-10:00\n[activity a]\ndays = Mon\ntime = 9:00-9:30\n",
         {SET("activity", "a", "days", "Tue")},
         "[window a]\ndays = Mon\ntime = 9:00-10:00\n[activity a]\ndays = Tue\ntime = "
         "9:00-9:30\n"},
        /* A new key: behind the last one, with the file's own line ends. */
        {"[plan]\nname = x\n\n; about a\n[activity a]\n",
         {SET("plan", "", "priority", "2")},
         "[plan]\nname = x\npriority = 2\n\n; about a\n[activity a]\n"},
        {"[plan]\r\nname = x\r\n[activity a]\r\n",
         {SET("plan", "", "priority", "2")},
         "[plan]\r\nname = x\r\npriority = 2\r\n[activity a]\r\n"},
        {"[activity a]", {SET("activity", "a", "hours", "6")}, "[activity a]\nhours = 6"},
        {"[plan]\r\n[activity a]",
         {SET("activity", "a", "hours", "6")},
         "[plan]\r\n[activity a]\r\nhours = 6"},
        /* ... or where the file shows that it could be. */
        {"[plan]\n; Why.\n;why = Because\n\npriority = 1\n[activity a]\n",
         {SET("plan", "", "why", "A job")},
         "[plan]\n; Why.\n;why = Because\nwhy = A job\n\npriority = 1\n[activity a]\n"},
        {"[plan]\n;whyever = x\n; why = x\n;why not\npriority = 1\n[activity a]\n",
         {SET("plan", "", "why", "A job")},
         "[plan]\n;whyever = x\n; why = x\n;why not\npriority = 1\nwhy = A job\n[activity a]\n"},
        /* Keys that repeat. */
        {"[plan]\ndays-off = 2026-12-24\ndays-off = 2027-01-01 ; new year\n[activity a]\n",
         {SET_OLD("plan", "", "days-off", "2027-01-02", "2027-01-01")},
         "[plan]\ndays-off = 2026-12-24\ndays-off = 2027-01-02 ; new year\n[activity a]\n"},
        {"[plan]\ndays-off = 2026-12-24\nname = x\n[activity a]\n",
         {ADD("plan", "", "days-off", "2027-01-01")},
         "[plan]\ndays-off = 2026-12-24\ndays-off = 2027-01-01\nname = x\n[activity a]\n"},
        {"[plan]\ndays-off = 2026-12-24\ndays-off = 2027-01-01 ; new year\n[activity a]\n",
         {REMOVE_OLD("plan", "", "days-off", "2026-12-24")},
         "[plan]\ndays-off = 2027-01-01 ; new year\n[activity a]\n"},
        /* Removing. */
        {"[activity a]\ntitle = x ; y\n\nhours = 6\n",
         {REMOVE("activity", "a", "title")},
         "[activity a]\n\nhours = 6\n"},
        {"[activity a]\nhours = 6\ntitle = x",
         {REMOVE("activity", "a", "title")},
         "[activity a]\nhours = 6\n"},
        /* A section; several edits are one. */
        {"[activity a]\nhours = 6\n",
         {ADD_SECTION("window", "noon"), SET("window", "noon", "days", "Mon-Fri"),
          SET("window", "noon", "time", "12:00-14:00"), SET("activity", "a", "window", "noon")},
         "[activity a]\nhours = 6\nwindow = noon\n\n[window noon]\ndays = Mon-Fri\n"
         "time = 12:00-14:00\n"},
        {"[activity a]\r\n\r\n",
         {ADD_SECTION("publish", ""), SET("publish", "", "alarms", "yes")},
         "[activity a]\r\n\r\n[publish]\r\nalarms = yes\r\n"},
        {"[activity a]", {ADD_SECTION("activity", "b")}, "[activity a]\n\n[activity b]"},
        {"", {ADD_SECTION("activity", "b")}, "[activity b]\n"},
        {"[activity a]\ndays = Mon\ntime = 9:00-10:00\n",
         {REMOVE("activity", "a", "days"), REMOVE("activity", "a", "time"),
          SET("activity", "a", "hours", "3")},
         "[activity a]\nhours = 3\n"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char *actual, *diags;

        if (edit_text(cases[i].text, cases[i].edits, &actual, &diags) != 0 ||
            !streq(actual, cases[i].expected))
            fail_msg("%zu: %s\n-- expected:\n%s\n-- actual:\n%s\n%s", i, cases[i].text,
                     cases[i].expected, actual ?: "nothing", diags);
        free(actual);
        free(diags);
    }
}

static void test_refused(void **state _unused_)
{
    static const char text[] = "[plan]\ndays-off = 2026-12-24\ndays-off = 2027-01-01\n"
                               "[activity a]\ntitle = x\ndays = Mon\ntime = 9:00-10:00\n";
    static const char broken[] = "[activity a]\ntitle = x\nhuors = 3\n";
    static const char many_bytes[] =
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    static const struct {
        const char *text;
        struct plan_edit edits[MAX_EDITS];
        int r;
        const char *diags;
    } cases[] = {
        {text, {SET("activity", "b", "title", "y")}, -ENOENT, ""},
        {text, {SET("window", "a", "days", "Mon")}, -ENOENT, ""},
        {text, {SET("activity", "", "title", "y")}, -ENOENT, ""},
        {text, {REMOVE("activity", "a", "first")}, -ENOENT, ""},
        {text, {REMOVE_OLD("activity", "a", "title", "y")}, -ENOENT, ""},
        {text, {SET_OLD("activity", "a", "title", "z", "y")}, -ENOENT, ""},
        {text, {ADD_SECTION("activity", "a")}, -EEXIST, ""},
        {text, {SET("plan", "", "days-off", "2027-01-02")}, -ENOTUNIQ, ""},
        {text, {REMOVE("plan", "", "days-off")}, -ENOTUNIQ, ""},
        /* What the line would not say to whoever reads it. */
        {text, {SET("activity", "a", "title", "y ; z")}, -EINVAL, ""},
        {text, {SET("activity", "a", "title", ";")}, -EINVAL, ""},
        {text, {SET("activity", "a", "title", "y\nopen = /x")}, -EINVAL, ""},
        {text, {SET("activity", "a", "title", "y\r")}, -EINVAL, ""},
        {text, {SET("activity", "a", "title", " y")}, -EINVAL, ""},
        {text, {SET("activity", "a", "title", "\xff")}, -EINVAL, ""},
        {text, {SET("activity", "a", "title", many_bytes)}, -EINVAL, ""},
        {text, {SET("activity", "a", "first", "y\nopen = /x")}, -EINVAL, ""},
        {text, {SET("activity", "a", "first = x\nopen", "y")}, -EINVAL, ""},
        {text, {ADD_SECTION("activity", "b]\n[activity c")}, -EINVAL, ""},
        {text, {ADD_SECTION("activity", "b] ")}, -EINVAL, ""},
        /* What would be no plan. */
        {text,
         {SET("activity", "a", "title", "")},
         1,
         "5:1: error: `title` has no value: write one (text), or remove the line\n"},
        {text,
         {SET("activity", "a", "time", "9:00")},
         1,
         "7:8: error: `9:00` has no end: write 24-hour times as 09:00-12:30, several separated by commas\n"},
        {text,
         {REMOVE("activity", "a", "days")},
         1,
         "6:8: error: `time` without `days`: add its days, such as days = Mon-Fri\n"},
        {text,
         {ADD("activity", "a", "title", "y")},
         1,
         "6:1: error: `title` is already set in line 5: keep one of the two\n"},
        {text,
         {SET("activity", "a", "huors", "3")},
         1,
         "8:1: error: `huors` is not a key of [activity]: see jobsearchd.plan(5); did you mean "
         "`hours`?\n"},
        {text,
         {ADD_SECTION("window", "w")},
         1,
         "9:2: error: the window has neither `days` nor `time`: add days = Mon-Fri and time = "
         "09:00-12:30, say\n"},
        {broken,
         {SET("activity", "a", "title", "y")},
         1,
         "3:1: error: `huors` is not a key of [activity]: see jobsearchd.plan(5); did you mean "
         "`hours`?\n"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char *actual, *diags;
        int r = edit_text(cases[i].text, cases[i].edits, &actual, &diags);

        if (r != cases[i].r || !streq(diags, cases[i].diags))
            fail_msg("%zu: %d expected, but %d: %s%s", i, cases[i].r, r, diags, actual ?: "");
        free(actual);
        free(diags);
    }
}

/* ---- Any plan, any edit ---- */

/* A plan as a list of lines that know what they are; made at random, sound by construction. */
struct row {
    char before[64], value[64],
        behind[64];  /* an entry's value and what surrounds it; else before */
    int section;     /* which it belongs to; 0: before the first */
    const char *key; /* NULL: no entry */
    bool is_head;
};

#define MAX_ROWS 60

struct model {
    struct row rows[MAX_ROWS];
    size_t n;
    const char *line_end;
    bool is_open; /* the last line has no end */
    uint64_t seed;
};

static unsigned pick(struct model *model, unsigned n)
{
    model->seed = model->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(model->seed >> 33) % n;
}

#define PICK(model, array) ((array)[pick(model, ARRAY_SIZE(array))])

static const char *const keys[] = {"title", "first", "priority", "minimum", "ask"};

static const char *random_value(struct model *model, size_t key)
{
    static const char *const texts[] = {"x", "a = b", "gr\xc3\xb6n", "[plan]", "x;y", "key: v"};
    static const char *const numbers[] = {"1", "2", "3", "4", "5"};
    static const char *const durations[] = {"5m", "1h", "1h30m"};
    static const char *const answers[] = {"yes", "no"};

    switch (key) {
    case 2:
        return PICK(model, numbers);
    case 3:
        return PICK(model, durations);
    case 4:
        return PICK(model, answers);
    default:
        return PICK(model, texts);
    }
}

static struct row *add_row(struct model *model, int section, const char *before)
{
    struct row *row = &model->rows[model->n++];

    *row = (struct row){.section = section};
    strcpy(row->before, before);
    return row;
}

static void add_entry(struct model *model, int section, size_t key)
{
    static const char *const signs[] = {" = ", "=", " =  ", ":", "\t= "};
    static const char *const behinds[] = {"", "", " ; why", "\t;x = y", " ;"};
    char before[64];

    snprintf(before, sizeof before, "%s%s", keys[key], PICK(model, signs));
    struct row *row = add_row(model, section, before);
    row->key = keys[key];
    strcpy(row->value, random_value(model, key));
    strcpy(row->behind, PICK(model, behinds));
}

static void add_noise(struct model *model, int section)
{
    static const char *const noise[] = {"",   "; comment",   "  ; [activity a1]",
                                        "\t", "# title = x", ";; title = x"};

    while (pick(model, 3) == 0 && model->n < MAX_ROWS - 8)
        add_row(model, section, PICK(model, noise));
}

static void fill_model(struct model *model)
{
    model->line_end = pick(model, 2) ? "\n" : "\r\n";
    model->is_open = pick(model, 3) == 0;
    add_noise(model, 0);
    for (int section = 1, n = 1 + (int)pick(model, 4); section <= n; section++) {
        char head[64];

        snprintf(head, sizeof head, "%s%d]%s", pick(model, 2) ? "[activity a" : "[ activity  a",
                 section, pick(model, 2) ? "" : " ; head");
        add_row(model, section, head)->is_head = true;
        for (size_t key = 0; key < ARRAY_SIZE(keys); key++) {
            add_noise(model, section);
            if (pick(model, 2))
                add_entry(model, section, key);
        }
        add_noise(model, section);
    }
    if (!*model->rows[model->n - 1].before)
        model->is_open = false;
    if (model->is_open && model->n == 1) /* a text without line ends says nothing of them */
        model->line_end = "\n";
}

/* The model's text, without row `without` and with a line of one's own behind row `behind`. */
static char *model_text(const struct model *model, size_t without, size_t behind, const char *line)
{
    struct text text = {0};
    char *s;

    for (size_t i = 0; i < model->n; i++) {
        const struct row *row = &model->rows[i];
        bool is_last = i + 1 == model->n;

        if (i != without)
            text_addf(&text, "%s%s%s%s", row->before, row->value, row->behind,
                      is_last && model->is_open ? "" : model->line_end);
        if (i == behind && is_last && model->is_open)
            text_addf(&text, "%s%s", model->line_end, line);
        else if (i == behind)
            text_addf(&text, "%s%s", line, model->line_end);
    }
    assert_int_equal(text_take(&text, &s), 0);
    return s;
}

/* Row of the key, or SIZE_MAX; *ret_last: the last key of the section, or its head. */
static size_t find_row(const struct model *model, int section, const char *key, size_t *ret_last)
{
    size_t found = SIZE_MAX;

    for (size_t i = 0; i < model->n; i++) {
        const struct row *row = &model->rows[i];

        if (row->section != section || (!row->key && !row->is_head))
            continue;
        *ret_last = i;
        if (row->key && streq(row->key, key))
            found = i;
    }
    return found;
}

static void try_random_edit(struct model *model)
{
    int section = 1 + (int)pick(model, (unsigned)model->rows[model->n - 1].section);
    size_t key = pick(model, ARRAY_SIZE(keys)), last = 0;
    size_t row = find_row(model, section, keys[key], &last);
    bool removes = row != SIZE_MAX && pick(model, 2);
    char name[16], line[128], *text = model_text(model, SIZE_MAX, SIZE_MAX, ""), *expected;
    const char *value = random_value(model, key);
    struct plan_edit edit = {
        removes ? PLAN_EDIT_REMOVE : PLAN_EDIT_SET, "activity", name, keys[key], value, NULL};
    struct diag_list diags = {0};
    char *actual = NULL;

    snprintf(name, sizeof name, "a%d", section);
    snprintf(line, sizeof line, "%s = %s", keys[key], value);
    if (removes) {
        expected = model_text(model, row, SIZE_MAX, "");
    } else if (row != SIZE_MAX) {
        strcpy(model->rows[row].value, value);
        expected = model_text(model, SIZE_MAX, SIZE_MAX, "");
    } else {
        expected = model_text(model, SIZE_MAX, last, line);
    }

    int r = plan_edit(text, strlen(text), &edit, 1, "plan.ini", &diags, &actual);
    if (r != 0 || !streq(actual, expected))
        fail_msg("%" PRIu64 ": [%s] %s in:\n%s|\n-- gave %d:\n%s|\n-- expected:\n%s|", model->seed,
                 name, line, text, r, actual ?: "nothing", expected);
    diag_list_done(&diags);
    free(text);
    free(expected);
    free(actual);
}

static void test_only_that_line_differs(void **state _unused_)
{
    for (uint64_t seed = 1; seed <= 20000; seed++) {
        struct model model = {.seed = seed};

        fill_model(&model);
        try_random_edit(&model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_only_that_line_differs),
    };

    return cmocka_run_group_tests_name("plan-edit", tests, NULL, NULL);
}
