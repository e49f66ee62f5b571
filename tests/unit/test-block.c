#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/block.h"
#include "base/macro.h"

#define LONGEST_NAME "abcdefghijklmnopqrstuvwxyz-01234" /* 32 */

static void test_names_round_trip(void **state _unused_)
{
    for (int i = 0; i < BLOCK_KIND_MAX_; i++) {
        enum block_kind kind;
        assert_int_equal(block_kind_parse(block_kind_name((enum block_kind)i), &kind), 0);
        assert_int_equal(kind, i);
    }
    for (int i = 0; i < OUTCOME_MAX_; i++) {
        enum outcome outcome;
        assert_int_equal(outcome_parse(outcome_name((enum outcome)i), &outcome), 0);
        assert_int_equal(outcome, i);
    }
    assert_string_equal(block_kind_name(BLOCK_KIND_MAX_), "?");
    assert_string_equal(block_kind_name((enum block_kind) - 1), "?");
    assert_string_equal(outcome_name(OUTCOME_MAX_), "?");
    assert_string_equal(outcome_label((enum outcome) - 1), "?");
}

/* The words are public: bus, JSON, CSV and the log hold them. */
static void test_words(void **state _unused_)
{
    enum outcome outcome;
    enum block_kind kind;
    assert_string_equal(block_kind_name(BLOCK_FIXED), "fixed");
    assert_string_equal(block_kind_name(BLOCK_FLEXIBLE), "flexible");
    assert_string_equal(block_kind_name(BLOCK_UNPLANNED), "unplanned");
    assert_string_equal(outcome_name(OUTCOME_OPEN), "open");
    assert_string_equal(outcome_name(OUTCOME_MISSED), "missed");
    assert_string_equal(outcome_label(OUTCOME_MISSED), "not answered");
    assert_string_equal(outcome_label(OUTCOME_EXCUSED), "excused");
    assert_int_equal(outcome_parse("partly", &outcome), 0);
    assert_int_equal(outcome, OUTCOME_PARTIAL);
    assert_int_equal(outcome_parse("skip", &outcome), 0);
    assert_int_equal(outcome, OUTCOME_SKIPPED);
    assert_int_equal(outcome_parse("", &outcome), -EINVAL);
    assert_int_equal(outcome_parse("Done", &outcome), -EINVAL);
    assert_int_equal(outcome_parse("not answered", &outcome), -EINVAL);
    assert_int_equal(block_kind_parse("", &kind), -EINVAL);
}

static void test_answers(void **state _unused_)
{
    for (int i = 0; i < OUTCOME_MAX_; i++)
        assert_int_equal(outcome_is_answer((enum outcome)i),
                         i == OUTCOME_DONE || i == OUTCOME_PARTIAL || i == OUTCOME_SKIPPED);
}

static void test_whys(void **state _unused_)
{
    static const char *const good[] = {"", "tired", "unclear", "avoided", "clash", "other"};
    static const char *const bad[] = {" ", "Tired", "tire", "tiredd", "lazy", "tired "};
    for (size_t i = 0; i < ARRAY_SIZE(good); i++)
        assert_true(why_is_valid(good[i]));
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        assert_false(why_is_valid(bad[i]));
}

static void test_activity_names(void **state _unused_)
{
    static const char *const valid[] = {"a", "follow-ups", "0", "-", LONGEST_NAME};
    static const char *const invalid[] = {"",   "A",   "a b",      "a_b", LONGEST_NAME "5",
                                          "a/", "a.b", "\xc3\xa9", "a\n"};
    for (size_t i = 0; i < ARRAY_SIZE(valid); i++)
        assert_true(activity_name_is_valid(valid[i]));
    for (size_t i = 0; i < ARRAY_SIZE(invalid); i++)
        assert_false(activity_name_is_valid(invalid[i]));
}

static void test_ids(void **state _unused_)
{
    char id[BLOCK_ID_SIZE];
    block_id_fixed(id, "practice", 20781, 1);
    assert_string_equal(id, "practice/2026-11-24/1");
    assert_true(block_id_is_valid(id));
    block_id_flexible(id, "outreach", 2026, 48, 2);
    assert_string_equal(id, "outreach/2026-W48/2");
    assert_true(block_id_is_valid(id));
    block_id_unplanned(id, "practice", 17);
    assert_string_equal(id, "practice/+17");
    assert_true(block_id_is_valid(id));

    block_id_fixed(id, LONGEST_NAME, 0, UINT32_MAX);
    assert_true(block_id_is_valid(id));
    block_id_flexible(id, LONGEST_NAME, 2026, 53, UINT32_MAX);
    assert_true(block_id_is_valid(id));
    block_id_unplanned(id, LONGEST_NAME, UINT32_MAX);
    assert_string_equal(id, LONGEST_NAME "/+4294967295");
    assert_true(block_id_is_valid(id));
}

static void test_invalid_ids(void **state _unused_)
{
    static const char *const ids[] = {
        "",
        "practice",
        "/2026-11-24/1",
        "practice/",
        "practice/2026-11-24",
        "practice/2026-11-24/",
        "practice/2026-11-24/0",
        "practice/2026-11-24/01",
        "practice/2026-11-24/1 ",
        "practice/2026-11-24/1/2",
        "practice/2026-11-24/-1",
        "practice/2026-11-24/+1",
        "practice/2026-11-24/4294967296",
        "practice/2026-02-30/1",
        "practice/2026-W54/1",
        "practice/2025-W53/1",
        "practice/2026-w48/1",
        "practice/+",
        "practice/+0",
        "practice/+1x",
        "practice/17",
        "Practice/2026-11-24/1",
        LONGEST_NAME "5/+1",
        "pra ctice/+1",
        "../2026-11-24/1",
        "a\n/+1",
    };
    for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
        if (block_id_is_valid(ids[i]))
            fail_msg("\"%s\" is taken for an id", ids[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_round_trip), cmocka_unit_test(test_words),
        cmocka_unit_test(test_answers),          cmocka_unit_test(test_whys),
        cmocka_unit_test(test_activity_names),   cmocka_unit_test(test_ids),
        cmocka_unit_test(test_invalid_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
