/* The evening sweep: what it asks about, in which order, and what it understands. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/macro.h"
#include "bus.h"
#include "cli/sweep.h"

static void test_replies(void **state _unused_)
{
    static const struct {
        const char *line;
        enum sweep_question question;
        bool has_unit;
        int result;
        enum sweep_word word;
        enum outcome outcome;
        int count;
    } cases[] = {
        {"", SWEEP_OUTCOME, false, 0, SWEEP_LEAVE, OUTCOME_DONE, -1},
        {" \n", SWEEP_COUNT, true, 0, SWEEP_LEAVE, OUTCOME_DONE, -1},
        {"q\n", SWEEP_OUTCOME, false, 0, SWEEP_END, OUTCOME_DONE, -1},
        {"d", SWEEP_OUTCOME, false, 0, SWEEP_ANSWER, OUTCOME_DONE, -1},
        {" p\r\n", SWEEP_OUTCOME, false, 0, SWEEP_ANSWER, OUTCOME_PARTIAL, -1},
        {"s", SWEEP_OUTCOME, true, 0, SWEEP_ANSWER, OUTCOME_SKIPPED, -1},
        {"e", SWEEP_OUTCOME, true, 0, SWEEP_ANSWER, OUTCOME_EXCUSED, -1},
        {"7", SWEEP_OUTCOME, true, 0, SWEEP_ANSWER, OUTCOME_DONE, 7},
        {"0", SWEEP_COUNT, true, 0, SWEEP_ANSWER, OUTCOME_DONE, 0},
        {"12p", SWEEP_OUTCOME, true, 0, SWEEP_ANSWER, OUTCOME_PARTIAL, 12},
        {"12d", SWEEP_OUTCOME, true, 0, SWEEP_ANSWER, OUTCOME_DONE, 12},
        /* A count without a unit, of what was not done, or with a letter where it is done. */
        {"7", SWEEP_OUTCOME, false, -EINVAL, 0, 0, 0},
        {"7s", SWEEP_OUTCOME, true, -EINVAL, 0, 0, 0},
        {"7e", SWEEP_OUTCOME, true, -EINVAL, 0, 0, 0},
        {"7p", SWEEP_COUNT, true, -EINVAL, 0, 0, 0},
        {"d", SWEEP_COUNT, true, -EINVAL, 0, 0, 0},
        {"x", SWEEP_OUTCOME, true, -EINVAL, 0, 0, 0},
        {"done", SWEEP_OUTCOME, true, -EINVAL, 0, 0, 0},
        {"d 7", SWEEP_OUTCOME, true, -EINVAL, 0, 0, 0},
        {"-1", SWEEP_OUTCOME, true, -EINVAL, 0, 0, 0},
        {"2000000", SWEEP_OUTCOME, true, -EINVAL, 0, 0, 0},
        {"99999999999999999999", SWEEP_OUTCOME, true, -EINVAL, 0, 0, 0},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct sweep_reply reply = {.count = 77};

        print_message("`%s`\n", cases[i].line);
        assert_int_equal(sweep_parse(cases[i].line, cases[i].question, cases[i].has_unit, &reply),
                         cases[i].result);
        if (cases[i].result < 0) {
            assert_int_equal(reply.count, 77);
            continue;
        }
        assert_int_equal(reply.word, cases[i].word);
        if (reply.word != SWEEP_ANSWER)
            continue;
        assert_int_equal(reply.outcome, cases[i].outcome);
        assert_int_equal(reply.count, cases[i].count);
    }
}

#define NOW 1000

static const struct {
    struct bus_block block;
    enum sweep_question question;
} blocks[] = {
    {{.id = "c", .start_sec = 300, .end_sec = 400, .outcome = OUTCOME_MISSED, .count = -1},
     SWEEP_OUTCOME},
    {{.id = "a", .start_sec = 100, .end_sec = 200, .outcome = OUTCOME_DONE, .count = 3},
     SWEEP_NOTHING},
    {{.id = "a", .start_sec = 200, .end_sec = 300, .outcome = OUTCOME_DONE, .count = -1},
     SWEEP_COUNT},
    {{.id = "b", .start_sec = 300, .end_sec = 400, .outcome = OUTCOME_OPEN, .count = -1},
     SWEEP_OUTCOME},
    {{.id = "d", .start_sec = 400, .end_sec = 500, .outcome = OUTCOME_SKIPPED, .count = -1},
     SWEEP_NOTHING},
    {{.id = "e", .start_sec = 400, .end_sec = 500, .outcome = OUTCOME_EXCUSED, .count = -1},
     SWEEP_NOTHING},
    {{.id = "f", .start_sec = 900, .end_sec = NOW, .outcome = OUTCOME_OPEN, .count = -1},
     SWEEP_OUTCOME},
    {{.id = "g", .start_sec = 990, .end_sec = 1100, .outcome = OUTCOME_OPEN, .count = -1},
     SWEEP_NOTHING}, /* it runs */
    {{.id = "h", .start_sec = 995, .kind = BLOCK_UNPLANNED, .outcome = OUTCOME_OPEN, .count = -1},
     SWEEP_OUTCOME},
    {{.id = "i", .start_sec = 1100, .end_sec = 1200, .outcome = OUTCOME_OPEN, .count = -1},
     SWEEP_NOTHING},
};

static void test_questions(void **state _unused_)
{
    for (size_t i = 0; i < ARRAY_SIZE(blocks); i++)
        assert_int_equal(sweep_question_of(&blocks[i].block, NOW), blocks[i].question);
}

/* By start, then id, each once, in whatever order the list has them. */
static void test_each_once(void **state _unused_)
{
    struct bus_block list[ARRAY_SIZE(blocks)];
    struct bus_span span = {.now_sec = NOW, .blocks = list, .n_blocks = ARRAY_SIZE(list)};
    struct sweep_place place = {0};
    const struct bus_block *block;
    char order[16] = "";

    for (size_t i = 0; i < ARRAY_SIZE(blocks); i++)
        list[i] = blocks[i].block;
    while ((block = sweep_next(&span, &place))) {
        strcat(order, block->id);
        assert_true(strlen(order) < ARRAY_SIZE(blocks));
        sweep_place_set(&place, block);
    }
    assert_string_equal(order, "abcfh");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replies),
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_each_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
