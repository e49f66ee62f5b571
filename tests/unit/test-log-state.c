/* What else survives: snoozes, announcements, bubbles and values. */
#include "log-fixture.h"

static void test_snoozes(void **state)
{
    struct log *log = *state;
    int64_t until = 0;
    assert_int_equal(log_get_snooze(log, "a/1", &until), 0);
    assert_int_equal(log_set_snooze(log, "a/1", NOW + 600), 0);
    assert_int_equal(log_set_snooze(log, "a/2", NOW + 900), 0);
    assert_int_equal(log_set_snooze(log, "a/1", NOW + 1200), 0);
    assert_int_equal(log_get_snooze(log, "a/1", &until), 1);
    assert_int_equal(until, NOW + 1200);

    assert_int_equal(log_set_snooze(log, "a/1", 0), 0);
    assert_int_equal(log_get_snooze(log, "a/1", &until), 0);
    assert_int_equal(log_set_snooze(log, "a/1", 0), 0);

    /* A day after its end, as seen by the last look, it goes; not because another is far off. */
    assert_int_equal(log_set_snooze(log, "a/3", NOW + 100 * 86400), 0);
    assert_int_equal(log_get_snooze(log, "a/2", &until), 1);
    assert_int_equal(log_set_instant(log, LOG_LAST_LOOK, NOW + 900 + 86400), 0);
    assert_int_equal(log_set_snooze(log, "a/4", NOW + 100000), 0);
    assert_int_equal(log_get_snooze(log, "a/2", &until), 1);
    assert_int_equal(log_set_instant(log, LOG_LAST_LOOK, NOW + 900 + 86401), 0);
    assert_int_equal(log_set_snooze(log, "a/4", NOW + 100000), 0);
    assert_int_equal(log_get_snooze(log, "a/2", &until), 0);
    assert_int_equal(log_get_snooze(log, "a/3", &until), 1);
}

static void test_announcements(void **state)
{
    struct log *log = *state;
    assert_int_equal(log_has_announced(log, "a/1", "start", NOW), 0);
    assert_int_equal(log_add_announced(log, "a/1", "start", NOW, NOW), 1);
    assert_int_equal(log_add_announced(log, "a/1", "start", NOW, NOW), 0);
    assert_int_equal(log_has_announced(log, "a/1", "start", NOW), 1);

    /* Another block, kind or start is another announcement. */
    assert_int_equal(log_has_announced(log, "a/2", "start", NOW), 0);
    assert_int_equal(log_has_announced(log, "a/1", "end", NOW), 0);
    assert_int_equal(log_add_announced(log, "a/1", "start", NOW + 60, NOW), 1);

    int64_t later = NOW + 30 * 86400;
    assert_int_equal(log_add_announced(log, "b/1", "start", later, later), 1);
    assert_int_equal(log_has_announced(log, "a/1", "start", NOW), 1);
    assert_int_equal(log_add_announced(log, "b/1", "end", later, later + 1), 1);
    assert_int_equal(log_has_announced(log, "a/1", "start", NOW), 0);
    assert_int_equal(log_has_announced(log, "a/1", "start", NOW + 60), 1);

    const struct log_announced told[] = {{"b/1", "start", later}, {"c/1", "start", later}};
    assert_int_equal(log_add_announced_all(log, told, 2, later), 0);
    assert_int_equal(log_has_announced(log, "c/1", "start", later), 1);
    assert_int_equal(log_add_announced_all(log, NULL, 0, later), 0);
}

struct bubbles {
    struct log *log;
    char seen[256];
    int stop_after;
};

static int on_bubble(const char *key, uint32_t server_id, const char *server_name, void *userdata)
{
    struct bubbles *bubbles = userdata;
    size_t length = strlen(bubbles->seen);
    snprintf(bubbles->seen + length, sizeof(bubbles->seen) - length, "%s=%u@%s ", key, server_id,
             server_name);
    if (bubbles->log)
        assert_int_equal(log_forget_bubble(bubbles->log, key), 0);
    return bubbles->stop_after > 0 && --bubbles->stop_after == 0 ? 77 : 0;
}

static void test_bubbles(void **state)
{
    struct log *log = *state;
    assert_int_equal(log_set_bubble(log, "a/1", 4294967295u, ":1.7"), 0);
    assert_int_equal(log_set_bubble(log, "a/2", 2, ":1.7"), 0);
    assert_int_equal(log_set_bubble(log, "a/3", 3, ":1.8"), 0);
    assert_int_equal(log_set_bubble(log, "a/2", 9, ":1.9"), 0);
    assert_int_equal(log_forget_bubble(log, "a/3"), 0);
    assert_int_equal(log_forget_bubble(log, "a/3"), 0);

    struct bubbles all = {0};
    assert_int_equal(log_each_bubble(log, on_bubble, &all), 0);
    assert_string_equal(all.seen, "a/1=4294967295@:1.7 a/2=9@:1.9 ");
    struct bubbles first = {.stop_after = 1};
    assert_int_equal(log_each_bubble(log, on_bubble, &first), 77);
    assert_string_equal(first.seen, "a/1=4294967295@:1.7 ");

    /* The callback may forget what it is shown. */
    struct bubbles forgetting = {.log = log}, none = {0};
    assert_int_equal(log_each_bubble(log, on_bubble, &forgetting), 0);
    assert_string_equal(forgetting.seen, all.seen);
    assert_int_equal(log_each_bubble(log, on_bubble, &none), 0);
    assert_string_equal(none.seen, "");
}

static void test_values(void **state)
{
    struct log *log = *state;
    static const enum log_value instants[] = {LOG_FIRST_RUN, LOG_LAST_LOOK, LOG_QUIET_UNTIL};
    int64_t sec;
    for (size_t i = 0; i < ARRAY_SIZE(instants); i++) {
        assert_int_equal(log_get_instant(log, instants[i], &sec), 0);
        assert_int_equal(log_set_instant(log, instants[i], INT64_MIN), 0);
        assert_int_equal(log_set_instant(log, instants[i], NOW + (int64_t)i), 0);
    }
    for (size_t i = 0; i < ARRAY_SIZE(instants); i++) {
        assert_int_equal(log_get_instant(log, instants[i], &sec), 1);
        assert_int_equal(sec, NOW + (int64_t)i);
    }

    _cleanup_(freep) char *id = NULL, *untouched = NULL;
    assert_int_equal(log_get_text(log, LOG_INSTALL_ID, &id), 1);
    assert_int_equal(strlen(id), 36);
    for (size_t i = 0; i < 36; i++)
        assert_true(strchr(i == 8 || i == 13 || i == 18 || i == 23 ? "-" : "0123456789abcdef",
                           id[i]) != NULL);
    assert_int_equal(id[14], '4'); /* RFC 9562, version 4 and its variant */
    assert_true(strchr("89ab", id[19]) != NULL);

    /* An instant is no text, nor a text an instant. */
    assert_int_equal(log_get_text(log, LOG_FIRST_RUN, &untouched), -EBADMSG);
    assert_null(untouched);
    assert_int_equal(log_get_instant(log, LOG_INSTALL_ID, &sec), -EBADMSG);
}

static void test_install_ids_differ(void **state)
{
    _cleanup_(log_freep) struct log *other = NULL;
    _cleanup_(freep) char *a = NULL, *b = NULL;
    assert_int_equal(log_open_memory(&other), 0);
    assert_int_equal(log_get_text(*state, LOG_INSTALL_ID, &a), 1);
    assert_int_equal(log_get_text(other, LOG_INSTALL_ID, &b), 1);
    assert_string_not_equal(a, b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MEMORY_TEST(test_snoozes), MEMORY_TEST(test_announcements),      MEMORY_TEST(test_bubbles),
        MEMORY_TEST(test_values),  MEMORY_TEST(test_install_ids_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
