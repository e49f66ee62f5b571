/* Completions: put, found, begun, numbered. */
#include "log-fixture.h"

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

/* ---- Numbers ---- */

static void test_serials_are_never_given_twice(void **state)
{
    struct log *log = *state;
    uint32_t serial = 0;
    bool is_gone;
    struct log_entry ret;
    for (uint32_t i = 1; i <= 3; i++) {
        assert_int_equal(log_next_serials(log, 1, &serial), 0);
        assert_int_equal(serial, i);
    }

    /* Taking back the work does not free its number, and imported work brings its own. */
    struct log_entry entry = sample_entry("practice/+40", NOW);
    entry.kind = BLOCK_UNPLANNED;
    assert_int_equal(log_put(log, &entry, "start", NOW), 0);
    assert_int_equal(log_undo(log, NOW, &ret, &is_gone), 1);
    assert_int_equal(log_next_serials(log, 1, &serial), 0);
    assert_int_equal(serial, 41);
    entry.id = "practice/+5";
    assert_int_equal(log_put(log, &entry, "import", NOW), 0);
    assert_int_equal(log_next_serials(log, 1, &serial), 0);
    assert_int_equal(serial, 42);

    /* Several at once. */
    assert_int_equal(log_next_serials(log, 3, &serial), 0);
    assert_int_equal(serial, 43);

    /* No import can use the numbers up. */
    static const char *const odd[] = {"practice/+4294967295", "practice/+99999999999999999999999",
                                      "practice/+", "practice/+-1"};
    for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
        entry.id = odd[i];
        assert_int_equal(log_put(log, &entry, "import", NOW), 0);
        assert_int_equal(log_next_serials(log, 1, &serial), 0);
        assert_int_equal(serial, 46 + i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MEMORY_TEST(test_every_field_comes_back),
        MEMORY_TEST(test_every_kind_and_outcome_comes_back),
        MEMORY_TEST(test_null_strings_are_empty_ones),
        MEMORY_TEST(test_found_entry_can_be_put_back),
        MEMORY_TEST(test_nonsense_is_refused),
        MEMORY_TEST(test_put_all_is_all_or_nothing),
        MEMORY_TEST(test_begin_keeps_what_is_there),
        MEMORY_TEST(test_begin_leaves_no_history),
        MEMORY_TEST(test_serials_are_never_given_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
