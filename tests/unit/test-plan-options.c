/* The option table against what users see: every key works, and the shipped plan shows nothing that
 * the table does not know. */
#include "base/file.h"
#include "plan-fixture.h"

#define SHIPPED "config/plan.ini"

/* A value for every key of the table, other than its default. A new key needs a line here. */
static const struct {
    const char *section, *key, *value;
} samples[] = {
    {"plan", "name", "My search"},
    {"plan", "why", "Because"},
    {"plan", "priority", "5"},
    {"plan", "hours", "30"},
    {"plan", "timezone", "Asia/Kathmandu"},
    {"plan", "week-start", "Sun"},
    {"plan", "from", "2026-11-02"},
    {"plan", "until", "2027-11-02"},
    {"plan", "target", "2027-03-31"},
    {"plan", "days-off", "2026-12-24..2026-12-26, 2027-01-01"},
    {"plan", "review", "no"},
    {"plan", "freeze", "1h"},
    {"plan", "grace", "4h"},
    {"plan", "interview-prepare", "45m"},
    {"plan", "catch-up", "no"},
    {"plan", "share", "yes"},
    {"plan", "discreet", "yes"},
    {"plan", "remind", "1h, 10m"},
    {"plan", "nag", "0"},
    {"plan", "ask", "no"},
    {"window", "days", "Mon-Fri"},
    {"window", "time", "09:00-12:30"},
    {"activity", "title", "An activity"},
    {"activity", "first", "Breathe"},
    {"activity", "open", "https://example.org/"},
    {"activity", "days", "Mon,Wed"},
    {"activity", "time", "09:00-10:30"},
    {"activity", "every", "2 weeks"},
    {"activity", "hours", "8"},
    {"activity", "window", "w"},
    {"activity", "block", "30m-1h"},
    {"activity", "max-per-day", "3h"},
    {"activity", "priority", "1"},
    {"activity", "goal", "10 contacts"},
    {"activity", "minimum", "5m"},
    {"activity", "formerly", "old-name"},
    {"activity", "remind", "15m"},
    {"activity", "nag", "5m"},
    {"activity", "ask", "no"},
    {"calendar", "path", "/srv/calendar"},
    {"calendar", "buffer", "15m"},
    {"publish", "path", "/srv/published"},
    {"publish", "alarms", "yes"},
    {"publish", "flexible", "free"},
};

static const char *sample_of(const struct plan_option *option)
{
    for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
        if (streq(samples[i].section, option->section) && streq(samples[i].key, option->key))
            return samples[i].value;
    return NULL;
}

/* A plan in which the key stands, and what else its section must have. */
static char *plan_with(const struct plan_option *option, const char *value)
{
    bool is_activity = streq(option->section, "activity");
    bool is_time = streq(option->key, "time"), is_days = streq(option->key, "days");
    struct text text = {0};
    char *s;

    text_add(&text, "[window w]\n");
    if (streq(option->section, "window"))
        text_add(&text, is_time ? "days = Mon\n" : "time = 09:00-10:00\n");
    else
        text_add(&text, "days = Mon\ntime = 09:00-10:00\n");
    if (!streq(option->section, "window"))
        text_addf(&text, "[%s%s]\n", option->section,
                  is_activity || streq(option->section, "calendar") ? " x" : "");
    text_addf(&text, "%s = %s\n", option->key, value);
    if (is_activity && is_time)
        text_add(&text, "days = Mon\n");
    if (is_activity && is_days)
        text_add(&text, "time = 09:00-10:00\n");
    if (streq(option->key, "buffer"))
        text_add(&text, "path = /srv/calendar\n");
    if (!is_activity)
        text_add(&text, "[activity a]\n");
    assert_int_equal(text_take(&text, &s), 0);
    return s;
}

static void assert_sound_with(const struct plan_option *option, const char *value)
{
    char *text = plan_with(option, value);

    plan_free(plan_sound(text));
    free(text);
}

static void test_every_key(void **state _unused_)
{
    const struct plan_option *option;
    size_t n = 0;

    for (; (option = plan_option(n)); n++) {
        const char *sample = sample_of(option);

        if (!sample)
            fail_msg("[%s] %s: add a sample", option->section, option->key);
        assert_sound_with(option, sample);
        if (option->default_value)
            assert_sound_with(option, option->default_value);
    }
    assert_int_equal(n, ARRAY_SIZE(samples));
    assert_null(plan_option(SIZE_MAX));
}

static void test_texts(void **state _unused_)
{
    const struct plan_option *option, *other;

    for (size_t i = 0; (option = plan_option(i)); i++) {
        size_t length = strlen(option->help);

        assert_true(length > 10 && option->help[length - 1] == '.');
        assert_true(strlen(option->type) > 0);
        for (size_t j = 0; j < i && (other = plan_option(j)); j++)
            assert_false(streq(option->section, other->section) && streq(option->key, other->key));
    }
}

/* may_repeat is what the parser does. */
static void test_repeats(void **state _unused_)
{
    const struct plan_option *option;

    for (size_t i = 0; (option = plan_option(i)); i++) {
        char twice[256], *text, *diags;
        const char *sample = sample_of(option);

        snprintf(twice, sizeof(twice), "%s\n%s = %s", sample, option->key, sample);
        text = plan_with(option, twice);
        struct plan *plan = plan_try(text, strlen(text), &diags);
        if (option->may_repeat != (plan != NULL))
            fail_msg("[%s] %s twice:\n%s", option->section, option->key, diags);
        plan_free(plan);
        free(diags);
        free(text);
    }
}

static char *read_shipped(void)
{
    char *text;
    size_t size;

    if (file_read(SHIPPED, PLAN_MAX_SIZE, &text, &size) < 0)
        fail_msg("%s cannot be read: run the tests from the top folder", SHIPPED);
    return text;
}

static bool has_key(const char *text, const char *section, const char *key)
{
    char head[64], name[64];

    snprintf(head, sizeof(head), "\n[%s", section);
    snprintf(name, sizeof(name), "\n%s =", key);
    for (const char *s = text; (s = strstr(s, head)); s++) {
        const char *end = strstr(s + 1, "\n["), *found = strstr(s, name);

        if (found && (!end || found < end))
            return true;
    }
    return false;
}

static void test_shipped_plan(void **state _unused_)
{
    struct diag_list diags = {0};
    struct plan *plan = NULL;
    char *text = read_shipped();

    assert_int_equal(plan_load(SHIPPED, DATA_DIR, &diags, &plan), 0);
    assert_int_equal(diags.n, 0);

    /* The lesson's week. */
    const struct activity *practice = plan_find_activity(plan, "practice");
    const struct activity *blog = plan_find_activity(plan, "blog");
    assert_true(practice && activity_is_fixed(practice) && practice->days == 0x1f);
    assert_true(practice->times[0].end <= 12 * 60);
    assert_true(blog && activity_is_fixed(blog) && __builtin_popcount(blog->days) == 1);
    assert_true(plan_find_activity(plan, "outreach") && plan_find_activity(plan, "follow-ups") &&
                plan_find_activity(plan, "cover-letters"));
    assert_true(plan->windows[0].times[0].start >= 12 * 60);
    for (size_t i = 0; i < plan->n_activities; i++)
        assert_true(plan->activities[i].goal.kind != GOAL_NONE && plan->activities[i].first);

    /* These depend on whose plan it is. */
    assert_false(has_key(text, "plan", "from") || has_key(text, "plan", "until") ||
                 has_key(text, "plan", "hours"));
    plan_free(plan);
    free(text);
}

/* Its lines that are commented out are right as well, and every section is shown. */
static void test_shipped_comments(void **state _unused_)
{
    struct text open = {0};
    char *text = read_shipped(), *save = NULL;
    const struct plan_option *option;
    size_t n_opened = 0;

    setenv("HOME", "/home/anna", 1);
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        bool is_option = line[0] == ';' && line[1] && line[1] != ' ';

        text_addf(&open, "\n%s", line + is_option);
        n_opened += is_option;
    }
    assert_true(n_opened >= 8);
    plan_free(plan_sound(open.data));

    for (size_t i = 0; (option = plan_option(i)); i++) {
        char head[64];

        snprintf(head, sizeof(head), "\n[%s", option->section);
        assert_non_null(strstr(open.data, head));
    }
    text_done(&open);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key),        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_repeats),          cmocka_unit_test(test_shipped_plan),
        cmocka_unit_test(test_shipped_comments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
