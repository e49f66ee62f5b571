/* The history of a completion, and taking back. */
#include "log-fixture.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        MEMORY_TEST(test_history_tells_what_replaced_what),
        MEMORY_TEST(test_undo_takes_back_one_by_one),
        MEMORY_TEST(test_undo_of_the_first_version_removes_it),
        MEMORY_TEST(test_undo_looks_back_one_day),
        MEMORY_TEST(test_undo_against_a_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
