/* What the publishing run remembers and decides, without files: the state's form, the summary of an
 * .ics file, the revision. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/macro.h"
#include "calendar/ics.h"
#include "calendar/publication.h"
#include "calendar/revision.h"
#include "calendar/state.h"

#define HEAD      "jobsearchd-published 1\n"
#define LINE(uid) uid " 00000000000000aa 0000000000000000 3 1795417200\n"

static void test_state_round_trip(void **state)
{
    (void)state;
    _cleanup_(state_done) struct state written = {}, read = {};
    char path[] = "/tmp/test-state-XXXXXX";
    struct state_entry *entry;
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(state_add(&written, "practice/1@x.jobsearchd", &entry), 0);
    *entry = (struct state_entry){
        "practice/1@x.jobsearchd", UINT64_MAX, 1, INT32_MAX, 1795417200, UINT64_MAX};
    assert_int_equal(state_add(&written, "outreach/+17@x.jobsearchd", &entry), 0);
    assert_int_equal(state_save(&written, path), 0);
    assert_int_equal(state_load(path, &read), 0);
    assert_int_equal(read.n, 2);
    assert_memory_equal(read.items, written.items, sizeof(*read.items));
    assert_string_equal(read.items[1].uid, "outreach/+17@x.jobsearchd");
    assert_ptr_equal(state_find(&read, "practice/1@x.jobsearchd"), &read.items[0]);
    assert_null(state_find(&read, "practice/2@x.jobsearchd"));
    unlink(path);
}

static void test_state_missing(void **state)
{
    (void)state;
    struct state read = {};

    assert_int_equal(state_load("/tmp/no-such-folder/state", &read), 0);
    assert_int_equal(read.n, 0);
}

/* How many entries come of a text. */
static const struct {
    const char *text;
    size_t n;
} state_cases[] = {
    {"", 0},
    {HEAD, 0},
    {HEAD LINE("a/1@x"), 1},
    {HEAD "a/1@x 00000000000000aa 0000000000000000 3 1795417200", 1},
    {HEAD LINE("a/1@x") LINE("a/2@x"), 2},
    {HEAD LINE("a/1@x") LINE("a/1@x"), 1},
    {HEAD "garbage\n" LINE("a/1@x"), 1},
    {HEAD LINE("../../etc@x"), 0},
    {HEAD LINE("a/1"), 0},
    {HEAD LINE("@x"), 0},
    {HEAD LINE("a@"), 0},
    {HEAD "a/1@x aa 0 -1 1795417200\n", 0},
    {HEAD "a/1@x aa 0 99999999999 1795417200\n", 0},
    {HEAD "a/1@x aa 0 1 1795417200 more\n", 0},
    {HEAD "a/1@x aa 0 1\n", 0},
    {HEAD "a/1@x aa 0 1 1795417200 00000000000000bb\n", 1},
    {HEAD "a/1@x aa 0 1 1795417200 bb cc\n", 0},
    {"jobsearchd-published 2\n" LINE("a/1@x"), 0},
    {LINE("a/1@x"), 0},
};

static void test_state_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(state_cases); i++) {
        _cleanup_(state_done) struct state read = {};

        assert_int_equal(state_parse(state_cases[i].text, strlen(state_cases[i].text), &read), 0);
        if (read.n != state_cases[i].n)
            fail_msg("case %zu: %zu entries", i, read.n);
    }
}

static void test_state_prune(void **state)
{
    (void)state;
    _cleanup_(state_done) struct state s = {};
    struct state_entry *entry;

    assert_int_equal(state_add(&s, "gone/1@x", &entry), 0);
    entry->dtstamp_sec = 99;
    assert_int_equal(state_add(&s, "lately/1@x", &entry), 0);
    entry->dtstamp_sec = 100;
    assert_int_equal(state_add(&s, "there/1@x", &entry), 0);
    entry->hash = 1;
    state_prune(&s, 100);
    assert_int_equal(s.n, 2);
    assert_string_equal(s.items[0].uid, "lately/1@x");
    assert_string_equal(s.items[1].uid, "there/1@x");
}

static void test_names(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"practice/1@x", "practice_1.ics"},
        {"practice-1/2@x", "practice-1_2.ics"},
        {"practice/1-2@x", "practice_1-2.ics"},
        {"practice/2026-11-24/1@x", "practice_2026-11-24_1.ics"},
        {"outreach/2026-W48/2@x", "outreach_2026-W48_2.ics"},
        {"practice/+17@x", "practice_+17.ics"},
    };
    static const char *const no_names[] = {"",         ".ics",    "practice_1",
                                           "\xff.ics", "a@b.ics", "a b.ics"};

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char name[ITEM_NAME_SIZE];

        item_name(cases[i][0], name);
        assert_string_equal(name, cases[i][1]);
        assert_true(item_id(cases[i][1], name));
        assert_memory_equal(name, cases[i][0], strlen(name));
        assert_int_equal(cases[i][0][strlen(name)], '@');
    }
    for (size_t i = 0; i < ARRAY_SIZE(no_names); i++)
        assert_false(item_id(no_names[i], (char[ITEM_NAME_SIZE]){0}));
}

#define ICS(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"

/* Pairs of texts, and whether they say the same. */
static const struct {
    const char *a, *b;
    bool is_same;
} ics_cases[] = {
    {ICS("SUMMARY:x\r\n"), ICS("SUMMARY:x\r\n"), true},
    {ICS("SUMMARY:x\r\n"), ICS("SUMMARY:y\r\n"), false},
    {ICS("SUMMARY:x\r\n"), "BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT", true},
    {ICS("SUMMARY:x y\r\n"), ICS("SUMM\r\n ARY:x\r\n\t y\r\n"), true},
    {ICS("SUMMARY:x\r\n"), ICS("SUMMARY:x\r\nSEQUENCE:4\r\nDTSTAMP:20261123T070000Z\r\n"), true},
    {ICS("SUMMARY:x\r\n"), ICS("LAST-MODIFIED;X=1:20261123T070000Z\r\nSUMMARY:x\r\n"), true},
    {ICS("SUMMARY:x\r\n"), ICS("SUMMARY:x\r\nSEQUENCES:4\r\n"), false},
    {ICS("A:1\r\nB:2\r\n"), ICS("A:1B:2\r\n"), false},
    {ICS("A:1\r\nB:2\r\n"), ICS("B:2\r\nA:1\r\n"), false},
};

static void test_ics_hash(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(ics_cases); i++) {
        struct ics_summary a, b;

        ics_summarize(ics_cases[i].a, strlen(ics_cases[i].a), &a);
        ics_summarize(ics_cases[i].b, strlen(ics_cases[i].b), &b);
        if ((a.hash == b.hash) != ics_cases[i].is_same)
            fail_msg("case %zu", i);
    }
}

static void test_ics_fields(void **state)
{
    (void)state;
    static const char text[] = ICS("UID:practice/1@a-very-long-installation-uuid-that-folds\r\n"
                                   " .jobsearchd\r\nSEQUENCE:2\r\nDTSTAMP:20261123T070000Z\r\n")
        ICS("UID:other\r\nSEQUENCE:7\r\nDTSTAMP:20261123T080000Z\r\n");
    struct ics_summary s;

    ics_summarize(text, strlen(text), &s);
    assert_string_equal(s.uid, "practice/1@a-very-long-installation-uuid-that-folds.jobsearchd");
    assert_true(uid_is_ours(s.uid));
    assert_int_equal(s.sequence, 7);
    assert_int_equal(s.dtstamp_sec, 1795420800);
    ics_summarize("SEQUENCE:99999999999999999999\nDTSTAMP:2026-11-23\n", 49, &s);
    assert_int_equal(s.sequence, INT32_MAX);
    assert_int_equal(s.dtstamp_sec, 0);
    assert_string_equal(s.uid, "");
    ics_summarize(NULL, 0, &s);
    assert_int_equal(s.sequence, 0);
}

/* What was written last (hash 0: nothing; pending: a run did not end), what lies there (hash 0: no
 * file), and what comes out. What the item says now has the hash 7, now is 1000. */
static const struct {
    const char *what;
    struct state_entry entry;
    struct ics_summary file;
    struct state_entry expected;
} revision_cases[] = {
    {"new", {}, {}, {"", 0, 7, 0, 1000, 0}},
    {"unchanged", {"", 7, 0, 3, 50, 0}, {7, "u", 3, 50}, {"", 7, 0, 3, 50, 0}},
    {"changed", {"", 5, 0, 3, 50, 0}, {5, "u", 3, 50}, {"", 5, 7, 4, 1000, 0}},
    {"their edit", {"", 7, 0, 3, 50, 0}, {8, "u", 3, 50}, {"", 7, 7, 4, 1000, 0}},
    {"their edit, counted up", {"", 7, 0, 3, 50, 0}, {8, "u", 9, 60}, {"", 7, 7, 10, 1000, 0}},
    {"changed and edited", {"", 5, 0, 3, 50, 0}, {8, "u", 3, 50}, {"", 5, 7, 4, 1000, 0}},
    {"edited to what it says now", {"", 5, 0, 3, 50, 0}, {7, "u", 4, 60}, {"", 7, 0, 4, 60, 0}},
    {"deleted", {"", 7, 0, 3, 50, 0}, {}, {"", 7, 7, 3, 50, 0}},
    {"came back", {"", 0, 0, 3, 50, 0}, {}, {"", 0, 7, 4, 1000, 0}},
    {"state lost", {}, {7, "u", 3, 50}, {"", 7, 0, 3, 50, 0}},
    {"state lost, changed", {}, {5, "u", 3, 50}, {"", 5, 7, 4, 1000, 0}},
    {"state lost, garbage there", {}, {5, "", 0, 0}, {"", 0, 7, 0, 1000, 0}},
    {"killed after the write", {"", 5, 7, 4, 50, 0}, {7, "u", 4, 50}, {"", 7, 0, 4, 50, 0}},
    {"killed after it, changed since",
     {"", 5, 6, 4, 50, 0},
     {6, "u", 4, 50},
     {"", 6, 7, 5, 1000, 0}},
    {"killed before the write", {"", 5, 7, 4, 50, 0}, {5, "u", 3, 40}, {"", 5, 7, 5, 1000, 0}},
    {"accepted", {"", 7, 0, 3, 50, 8}, {8, "u", 3, 50}, {"", 7, 0, 3, 50, 8}},
    {"accepted, changed", {"", 5, 0, 3, 50, 8}, {8, "u", 4, 50}, {"", 5, 7, 5, 1000, 8}},
    {"accepted, their edit since", {"", 7, 0, 3, 50, 8}, {9, "u", 3, 50}, {"", 7, 7, 4, 1000, 8}},
    {"accepted, ours again", {"", 7, 0, 3, 50, 8}, {7, "u", 3, 50}, {"", 7, 0, 3, 50, 0}},
    {"accepted, killed after the write",
     {"", 5, 7, 4, 50, 8},
     {7, "u", 4, 50},
     {"", 7, 0, 4, 50, 0}},
    {"deletion accepted", {"", 7, 0, 3, 50, 1}, {}, {"", 7, 0, 3, 50, 1}},
    {"deletion accepted, changed", {"", 5, 0, 3, 50, 1}, {}, {"", 5, 7, 4, 1000, 1}},
    {"killed before the first", {"", 0, 7, 0, 50, 0}, {}, {"", 0, 7, 1, 1000, 0}},
};

static void test_revision(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(revision_cases); i++) {
        struct state_entry entry = revision_cases[i].entry;
        const struct ics_summary *file = &revision_cases[i].file;

        revision_decide(&entry, 7, file->hash ? file : NULL, 1000);
        if (memcmp(&entry, &revision_cases[i].expected, sizeof(entry)) != 0)
            fail_msg("%s: hash %d pending %d sequence %d dtstamp %d", revision_cases[i].what,
                     (int)entry.hash, (int)entry.pending, (int)entry.sequence,
                     (int)entry.dtstamp_sec);
    }
}

/* What was accepted is nobody's edit until something else lies there. */
static void test_accept(void **state)
{
    (void)state;
    struct state_entry entry = {"", 7, 5, 3, 50, 0};
    const struct ics_summary same = {.hash = 8, .sequence = 6}, other = {.hash = 9};

    assert_true(revision_is_ours(&entry, &(struct ics_summary){.hash = 7}));
    assert_true(revision_is_ours(&entry, &(struct ics_summary){.hash = 5}));
    assert_false(revision_is_ours(&entry, &same));
    assert_false(revision_is_ours(&entry, NULL));
    revision_accept(&entry, 7, &same, 1000);
    assert_memory_equal(&entry, (&(struct state_entry){"", 7, 0, 6, 50, 8}), sizeof(entry));
    assert_true(revision_is_ours(&entry, &same));
    assert_false(revision_is_ours(&entry, &other));
    revision_accept(&entry, 4, NULL, 1000); /* cancelled, and deleted */
    assert_memory_equal(&entry, (&(struct state_entry){"", 4, 0, 7, 1000, 1}), sizeof(entry));
    assert_true(revision_is_ours(&entry, NULL));
    assert_true(revision_is_ours(&(struct state_entry){}, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_state_round_trip),
        cmocka_unit_test(test_state_missing),
        cmocka_unit_test(test_state_forms),
        cmocka_unit_test(test_state_prune),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_ics_hash),
        cmocka_unit_test(test_ics_fields),
        cmocka_unit_test(test_revision),
        cmocka_unit_test(test_accept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
