/* Completions, their history and undo; snoozes, announcements, bubbles and values. */
#include "log-fixture.h"

static int memory_setup(void **state)
{
    struct log *log = NULL;
    int r = log_open_memory(&log);
    *state = log;
    return r;
}

static int memory_teardown(void **state)
{
    log_free(*state);
    return 0;
}

static void assert_gone(struct log *log, const char *id)
{
    struct log_entry found;
    assert_int_equal(log_find(log, id, &found), 0);
}

/* ---- Putting and finding ---- */

static void test_every_field_comes_back(void **state)
{
    struct log *log = *state;
    struct log_entry full = {
        .id = "outreach/2026-W48/2",
        .activity = "outreach",
        .title = "Company research “und” outreach\n=1+1",
        .start_sec = NOW,
        .end_sec = NOW + 2700,
        .kind = BLOCK_FLEXIBLE,
        .outcome = OUTCOME_PARTIAL,
        .minutes = 20,
        .count = 0,
        .why = "clash",
        .note = "'; DROP TABLE completion; --",
        .source = "bubble",
        .started_sec = NOW + 60,
        .known_sec = NOW + 1,
        .answered_sec = NOW + 2000,
    };
    struct log_entry running = sample_entry("practice/+17", NOW);
    running.kind = BLOCK_UNPLANNED;
    running.end_sec = 0;
    struct log_entry before_1970 = sample_entry("practice/1969-01-01/1", -31536000);

    assert_int_equal(log_put(log, &full, "import", NOW), 0);
    assert_int_equal(log_put(log, &running, "start", NOW), 0);
    assert_int_equal(log_put(log, &before_1970, "import", NOW), 0);
    assert_finds(log, &full);
    assert_finds(log, &running);
    assert_finds(log, &before_1970);
    assert_gone(log, "practice/+18");
}

static void test_every_kind_and_outcome_comes_back(void **state)
{
    struct log *log = *state;
    for (int kind = 0; kind < BLOCK_KIND_MAX_; kind++)
        for (int outcome = 0; outcome < OUTCOME_MAX_; outcome++) {
            struct log_entry entry = sample_entry("practice/2026-11-24/1", NOW);
            entry.kind = kind;
            entry.outcome = outcome;
            assert_int_equal(log_put(log, &entry, "edit", NOW), 0);
            assert_finds(log, &entry);
        }
}

static void test_null_strings_are_empty_ones(void **state)
{
    struct log *log = *state;
    struct log_entry entry = sample_entry("practice/2026-11-24/1", NOW), expected = entry;
    entry.title = entry.why = entry.note = entry.source = NULL;
    expected.title = "";
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    assert_finds(log, &expected);
}

/* What was read may be changed and written back, strings and all. */
static void test_found_entry_can_be_put_back(void **state)
{
    struct log *log = *state;
    struct log_entry entry = sample_entry("practice/2026-11-24/1", NOW), found;
    assert_int_equal(log_put(log, &entry, "start", NOW), 0);
    assert_int_equal(log_find(log, entry.id, &found), 1);
    found.outcome = entry.outcome = OUTCOME_DONE;
    assert_int_equal(log_put(log, &found, "answer", NOW), 0);
    assert_int_equal(log_find(log, found.id, &found), 1);
    assert_same_entry(&found, &entry);
}

static void test_nonsense_is_refused(void **state)
{
    struct log *log = *state;
    struct log_entry good = sample_entry("practice/2026-11-24/1", NOW);
    assert_int_equal(log_put(log, &good, "answer", NOW), 0);

    struct log_entry bad[6];
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        bad[i] = good;
    bad[0].id = "";
    bad[1].end_sec = NOW - 1;
    bad[2].why = "lazy";
    bad[3].outcome = OUTCOME_MAX_;
    bad[4].kind = BLOCK_KIND_MAX_;
    bad[5].minutes = -2;
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        bad[i].note = "changed";
        assert_int_equal(log_put(log, &bad[i], "answer", NOW), -EINVAL);
        assert_true(strlen(log_why(log)) > 0);
        assert_finds(log, &good);
    }
    assert_int_equal(log_put(log, &good, "applause", NOW), -EINVAL);
    assert_int_equal(log_put(log, &good, NULL, NOW), -EINVAL);

    /* A row of over a mebibyte is no note that anybody typed. */
    struct log_entry huge = good;
    _cleanup_(freep) char *note = calloc(1, 2 << 20);
    memset(note, 'x', (2 << 20) - 1);
    huge.note = note;
    assert_int_equal(log_put(log, &huge, "answer", NOW), -EINVAL);
    assert_finds(log, &good);
    assert_int_equal(log_put(log, &good, "answer", NOW), 0);
}

static void test_put_all_is_all_or_nothing(void **state)
{
    struct log *log = *state;
    struct log_entry entries[3] = {
        sample_entry("practice/2026-11-24/1", NOW),
        sample_entry("practice/2026-11-24/2", NOW + 7200),
        sample_entry("practice/2026-11-24/3", NOW + 14400),
    };
    entries[2].why = "lazy";
    assert_int_equal(log_put_all(log, entries, 3, "import", NOW), -EINVAL);
    assert_gone(log, entries[0].id);
    entries[2].why = "tired";
    assert_int_equal(log_put_all(log, entries, 3, "import", NOW), 0);
    for (size_t i = 0; i < 3; i++)
        assert_finds(log, &entries[i]);
    assert_int_equal(log_put_all(log, NULL, 0, "import", NOW), 0);
}

/* ---- Beginning ---- */

static void test_begin_keeps_what_is_there(void **state)
{
    static const struct {
        enum outcome outcome;
        bool is_moved;
        int changes;
        enum outcome after;
    } cases[] = {
        {OUTCOME_OPEN, false, 0, OUTCOME_OPEN},      {OUTCOME_OPEN, true, 1, OUTCOME_OPEN},
        {OUTCOME_MISSED, false, 0, OUTCOME_MISSED},  {OUTCOME_MISSED, true, 1, OUTCOME_OPEN},
        {OUTCOME_DONE, true, 0, OUTCOME_DONE},       {OUTCOME_PARTIAL, true, 0, OUTCOME_PARTIAL},
        {OUTCOME_SKIPPED, true, 0, OUTCOME_SKIPPED}, {OUTCOME_EXCUSED, true, 0, OUTCOME_EXCUSED},
    };
    struct log *log = *state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char id[32];
        snprintf(id, sizeof(id), "practice/2026-11-24/%zu", i + 1);
        struct log_entry entry = sample_entry(id, NOW);
        assert_int_equal(log_begin(log, &entry), 1);
        assert_finds(log, &entry);
        assert_int_equal(log_begin(log, &entry), 0);

        entry.outcome = cases[i].outcome;
        entry.answered_sec = NOW + 9;
        assert_int_equal(log_put(log, &entry, "missed", NOW), 0);
        struct log_entry again = sample_entry(id, cases[i].is_moved ? NOW + 3600 : NOW);
        assert_int_equal(log_begin(log, &again), cases[i].changes);
        assert_finds(log, cases[i].changes ? &again : &entry);
    }
}

static void test_begin_leaves_no_history(void **state)
{
    struct log *log = *state;
    struct log_entry entry = sample_entry("practice/2026-11-24/1", NOW), ret;
    bool is_gone;
    assert_int_equal(log_begin(log, &entry), 1);
    entry.start_sec += 60;
    assert_int_equal(log_begin(log, &entry), 1);

    _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
    assert_int_equal(log_history(log, entry.id, &cursor), 0);
    assert_int_equal(log_cursor_next(cursor, &ret), 0);
    assert_int_equal(log_undo(log, NOW, &ret, &is_gone), 0);
}

/* ---- History and undo ---- */

static void test_history_tells_what_replaced_what(void **state)
{
    struct log *log = *state;
    struct log_entry versions[4];
    static const char *const actions[] = {"import", "start", "missed", "answer"};
    static const enum outcome outcomes[] = {OUTCOME_OPEN, OUTCOME_OPEN, OUTCOME_MISSED,
                                            OUTCOME_DONE};
    for (size_t i = 0; i < 4; i++) {
        versions[i] = sample_entry("practice/2026-11-24/1", NOW);
        versions[i].outcome = outcomes[i];
        versions[i].answered_sec = NOW + (int64_t)i;
        assert_int_equal(log_put(log, &versions[i], actions[i], NOW + (int64_t)i), 0);
    }
    struct log_entry other = sample_entry("practice/2026-11-24/2", NOW);
    assert_int_equal(log_put(log, &other, "answer", NOW), 0);

    _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
    assert_int_equal(log_history(log, "practice/2026-11-24/1", &cursor), 0);
    struct log_entry entry;
    int64_t at_sec = -1;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(log_cursor_next(cursor, &entry), 1);
        assert_same_entry(&entry, &versions[i]);
        assert_string_equal(log_cursor_action(cursor, &at_sec), actions[i + 1]);
        assert_int_equal(at_sec, NOW + (int64_t)i + 1);
    }
    assert_int_equal(log_cursor_next(cursor, &entry), 0);
    assert_int_equal(log_cursor_next(cursor, &entry), 0);
    assert_string_equal(log_cursor_action(cursor, &at_sec), "");

    /* That there was nothing before is no version. */
    _cleanup_(log_cursor_freep) struct log_cursor *first = NULL;
    assert_int_equal(log_history(log, other.id, &first), 0);
    assert_int_equal(log_cursor_next(first, &entry), 0);
}

static void test_undo_takes_back_one_by_one(void **state)
{
    struct log *log = *state;
    struct log_entry open = sample_entry("practice/2026-11-24/1", NOW), ret;
    struct log_entry started = open, done;
    bool is_gone = true;
    started.started_sec = NOW + 60;
    done = started;
    done.outcome = OUTCOME_DONE;
    done.minutes = 80;
    done.answered_sec = NOW + 5000;
    done.source = "jsctl";

    assert_int_equal(log_begin(log, &open), 1);
    assert_int_equal(log_put(log, &started, "start", NOW + 60), 0);
    assert_int_equal(log_put(log, &done, "answer", NOW + 5000), 0);

    assert_int_equal(log_undo(log, NOW + 5001, &ret, &is_gone), 1);
    assert_false(is_gone);
    assert_same_entry(&ret, &started);
    assert_finds(log, &started);

    assert_int_equal(log_undo(log, NOW + 5002, &ret, &is_gone), 1);
    assert_false(is_gone);
    assert_same_entry(&ret, &open);
    assert_finds(log, &open);

    assert_int_equal(log_undo(log, NOW + 5003, &ret, &is_gone), 0);
    assert_finds(log, &open);

    /* What was undone is in the history, the answer too. */
    _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
    static const char *const actions[] = {"start", "answer", "undo", "undo"};
    const struct log_entry *versions[] = {&open, &started, &done, &started};
    int64_t at_sec;
    assert_int_equal(log_history(log, open.id, &cursor), 0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(log_cursor_next(cursor, &ret), 1);
        assert_same_entry(&ret, versions[i]);
        assert_string_equal(log_cursor_action(cursor, &at_sec), actions[i]);
    }
    assert_int_equal(log_cursor_next(cursor, &ret), 0);
}

static void test_undo_of_the_first_version_removes_it(void **state)
{
    struct log *log = *state;
    struct log_entry entry = sample_entry("practice/+1", NOW), ret;
    entry.kind = BLOCK_UNPLANNED;
    entry.outcome = OUTCOME_DONE;
    entry.started_sec = entry.answered_sec = NOW;
    entry.minutes = 30;
    bool is_gone = false;
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    assert_int_equal(log_undo(log, NOW, &ret, &is_gone), 1);
    assert_true(is_gone);
    assert_string_equal(ret.id, "practice/+1");
    assert_string_equal(ret.title, "Practise skills");
    assert_int_equal(ret.outcome, OUTCOME_OPEN);
    assert_int_equal(ret.minutes, LOG_UNSET);
    assert_int_equal(ret.answered_sec, 0);
    assert_gone(log, entry.id);
}

static void test_undo_looks_back_one_day(void **state)
{
    struct log *log = *state;
    struct log_entry entry = sample_entry("practice/2026-11-24/1", NOW), ret;
    bool is_gone;
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    assert_int_equal(log_undo(log, NOW + 86400, &ret, &is_gone), 0);
    assert_int_equal(log_undo(log, NOW - 3600, &ret, &is_gone), 1); /* the clock was set back */
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    assert_int_equal(log_undo(log, NOW + 86399, &ret, &is_gone), 1);
}

/* Against a model: a state for each of a few ids, and a stack of what undo must restore. */
static void test_undo_against_a_model(void **state)
{
    enum { N_IDS = 5, N_STEPS = 600, NONE = -1 };
    static const char *const actions[] = {"answer", "start", "edit", "missed", "import"};
    struct log *log = *state;
    int now[N_IDS], depth = 0;
    struct {
        int id, before;
    } stack[N_STEPS];
    uint64_t seed = 4;
    for (int i = 0; i < N_IDS; i++)
        now[i] = NONE;

    for (int step = 0; step < N_STEPS; step++) {
        char id[32];
        int which = (int)random_below(&seed, N_IDS);
        snprintf(id, sizeof(id), "practice/2026-11-24/%d", which + 1);
        struct log_entry entry = sample_entry(id, NOW), ret;

        if (random_below(&seed, 3) > 0) {
            uint32_t action = random_below(&seed, ARRAY_SIZE(actions));
            if (now[which] == NONE && action > 2)
                continue;
            entry.minutes = step;
            assert_int_equal(log_put(log, &entry, actions[action], NOW + step), 0);
            if (action <= 2) {
                stack[depth].id = which;
                stack[depth++].before = now[which];
            }
            now[which] = step;
        } else {
            bool is_gone = false;
            assert_int_equal(log_undo(log, NOW + step, &ret, &is_gone), depth > 0);
            if (depth == 0)
                continue;
            depth--;
            which = stack[depth].id;
            now[which] = stack[depth].before;
            snprintf(id, sizeof(id), "practice/2026-11-24/%d", which + 1);
            assert_string_equal(ret.id, id);
            assert_int_equal(is_gone, now[which] == NONE);
            assert_int_equal(ret.minutes, now[which]);
        }

        assert_int_equal(log_find(log, id, &ret), now[which] != NONE);
        if (now[which] != NONE)
            assert_int_equal(ret.minutes, now[which]);
    }
}

static void test_serials_are_never_given_twice(void **state)
{
    struct log *log = *state;
    uint32_t serial = 0;
    bool is_gone;
    struct log_entry ret;
    for (uint32_t i = 1; i <= 3; i++) {
        assert_int_equal(log_next_serial(log, &serial), 0);
        assert_int_equal(serial, i);
    }

    /* Taking back the work does not free its number, and imported work brings its own. */
    struct log_entry entry = sample_entry("practice/+40", NOW);
    entry.kind = BLOCK_UNPLANNED;
    assert_int_equal(log_put(log, &entry, "start", NOW), 0);
    assert_int_equal(log_undo(log, NOW, &ret, &is_gone), 1);
    assert_int_equal(log_next_serial(log, &serial), 0);
    assert_int_equal(serial, 41);
    entry.id = "practice/+5";
    assert_int_equal(log_put(log, &entry, "import", NOW), 0);
    assert_int_equal(log_next_serial(log, &serial), 0);
    assert_int_equal(serial, 42);

    /* No import can use the numbers up. */
    static const char *const odd[] = {"practice/+4294967295", "practice/+99999999999999999999999",
                                      "practice/+", "practice/+-1"};
    for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
        entry.id = odd[i];
        assert_int_equal(log_put(log, &entry, "import", NOW), 0);
        assert_int_equal(log_next_serial(log, &serial), 0);
        assert_int_equal(serial, 43 + i);
    }
}

/* ---- What else survives ---- */

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

#define memory_test(f) cmocka_unit_test_setup_teardown(f, memory_setup, memory_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        memory_test(test_every_field_comes_back),
        memory_test(test_every_kind_and_outcome_comes_back),
        memory_test(test_null_strings_are_empty_ones),
        memory_test(test_found_entry_can_be_put_back),
        memory_test(test_nonsense_is_refused),
        memory_test(test_put_all_is_all_or_nothing),
        memory_test(test_begin_keeps_what_is_there),
        memory_test(test_begin_leaves_no_history),
        memory_test(test_history_tells_what_replaced_what),
        memory_test(test_undo_takes_back_one_by_one),
        memory_test(test_undo_of_the_first_version_removes_it),
        memory_test(test_undo_looks_back_one_day),
        memory_test(test_undo_against_a_model),
        memory_test(test_serials_are_never_given_twice),
        memory_test(test_snoozes),
        memory_test(test_announcements),
        memory_test(test_bubbles),
        memory_test(test_values),
        memory_test(test_install_ids_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
