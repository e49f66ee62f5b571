/* Where flexible blocks lie, and what a calendar program moved. */
#include "log-fixture.h"

#define DAY_SEC 86400
#define WEEK    20780

static int print_placement(const struct log_placement *placement, void *userdata)
{
    FILE *f = userdata;
    fprintf(f, "%s %s %d %u %+d..%+d\n", placement->id, placement->activity, placement->week,
            placement->n, (int)(placement->start_sec - NOW), (int)(placement->end_sec - NOW));
    return 0;
}

static int print_move(const struct log_move *move, void *userdata)
{
    FILE *f = userdata;
    fprintf(f, "%s %+d: %+d..%+d%s\n", move->id, (int)(move->base_sec - NOW),
            (int)(move->start_sec - NOW), (int)(move->end_sec - NOW),
            move->is_deleted ? " deleted" : "");
    return 0;
}

static void assert_placements(struct log *log, int64_t from_sec, int64_t to_sec,
                              const char *expected)
{
    _cleanup_(freep) char *actual = NULL;
    size_t size;
    FILE *f = open_memstream(&actual, &size);
    assert_non_null(f);
    assert_int_equal(log_each_placement(log, from_sec, to_sec, print_placement, f), 0);
    fclose(f);
    assert_string_equal(actual, expected);
}

static void assert_moves(struct log *log, int64_t from_sec, int64_t to_sec, const char *expected)
{
    _cleanup_(freep) char *actual = NULL;
    size_t size;
    FILE *f = open_memstream(&actual, &size);
    assert_non_null(f);
    assert_int_equal(log_each_move(log, from_sec, to_sec, print_move, f), 0);
    fclose(f);
    assert_string_equal(actual, expected);
}

static unsigned highest(struct log *log, const char *activity, int32_t week)
{
    unsigned n = 77;
    assert_int_equal(log_get_highest_number(log, activity, week, &n), 0);
    return n;
}

static int stop_at_first(const struct log_placement *placement, void *userdata)
{
    *(unsigned *)userdata += placement->n;
    return 77;
}

static int stop_at_first_move(const struct log_move *move, void *userdata)
{
    (void)move;
    ++*(unsigned *)userdata;
    return -77;
}

static void test_a_week_is_replaced(void **state)
{
    struct log *log = *state;
    const struct log_placement first[] = {
        {"outreach/2026-W48/2", "outreach", WEEK, 2, NOW + 50, NOW + 60},
        {"blog/2026-W48/1", "blog", WEEK, 1, NOW + 50, NOW + 90},
        {"outreach/2026-W48/1", "outreach", WEEK, 1, NOW + 10, NOW + 20},
    };
    const struct log_placement second[] = {
        {"outreach/2026-W48/1", "outreach", WEEK, 1, NOW + 30, NOW + 40},
        {"outreach/2026-W48/3", "outreach", WEEK, 3, NOW + 20, NOW + 30},
    };
    const struct log_placement next = {"blog/2026-W49/1",     "blog",      WEEK + 7, 1,
                                       NOW + 7 * DAY_SEC + 5, NOW + 700000};
    assert_int_equal(highest(log, "outreach", WEEK), 0);
    assert_int_equal(log_put_placements(log, WEEK, first, 3), 0);
    assert_int_equal(log_put_placements(log, WEEK + 7, &next, 1), 0);
    assert_placements(log, INT64_MIN, NOW + DAY_SEC,
                      "outreach/2026-W48/1 outreach 20780 1 +10..+20\n"
                      "blog/2026-W48/1 blog 20780 1 +50..+90\n"
                      "outreach/2026-W48/2 outreach 20780 2 +50..+60\n");

    assert_int_equal(log_put_placements(log, WEEK, second, 2), 0);
    assert_placements(log, INT64_MIN, INT64_MAX,
                      "outreach/2026-W48/3 outreach 20780 3 +20..+30\n"
                      "outreach/2026-W48/1 outreach 20780 1 +30..+40\n"
                      "blog/2026-W49/1 blog 20787 1 +604805..+700000\n");

    /* Only what starts in the stretch, its end not included. */
    assert_placements(log, NOW + 20, NOW + 30, "outreach/2026-W48/3 outreach 20780 3 +20..+30\n");
    assert_placements(log, NOW + 21, NOW + 30, "");

    /* Numbers are remembered, by activity and week, also when the week is emptied. */
    assert_int_equal(log_put_placements(log, WEEK, NULL, 0), 0);
    assert_placements(log, INT64_MIN, NOW + DAY_SEC, "");
    assert_int_equal(highest(log, "outreach", WEEK), 3);
    assert_int_equal(highest(log, "blog", WEEK), 1);
    assert_int_equal(highest(log, "outreach", WEEK + 7), 0);
    assert_int_equal(highest(log, "practice", WEEK), 0);

    /* What was gone may come back. */
    assert_int_equal(log_put_placements(log, WEEK, first, 1), 0);
    assert_placements(log, INT64_MIN, NOW + DAY_SEC,
                      "outreach/2026-W48/2 outreach 20780 2 +50..+60\n");
}

/* The first day of the week is a setting: when it changes, an id goes to the week that has it now.
 */
static void test_an_id_is_in_one_week(void **state)
{
    struct log *log = *state;
    const struct log_placement block = {"blog/2026-W48/1", "blog", 0, 1, NOW + 1, NOW + 2};
    assert_int_equal(log_put_placements(log, WEEK, &block, 1), 0);
    assert_int_equal(log_put_placements(log, WEEK - 1, &block, 1), 0);
    assert_placements(log, INT64_MIN, INT64_MAX, "blog/2026-W48/1 blog 20779 1 +1..+2\n");
    assert_int_equal(log_put_placements(log, WEEK, NULL, 0), 0);
    assert_placements(log, INT64_MIN, INT64_MAX, "blog/2026-W48/1 blog 20779 1 +1..+2\n");
}

static void test_old_weeks_are_forgotten(void **state)
{
    struct log *log = *state;
    const struct log_placement block = {"blog/2026-W48/4", "blog", WEEK, 4, NOW, NOW + 60};
    assert_int_equal(log_put_placements(log, WEEK, &block, 1), 0);
    assert_int_equal(log_put_placements(log, WEEK + 100, NULL, 0), 0);
    assert_int_equal(highest(log, "blog", WEEK), 4);
    assert_int_equal(log_put_placements(log, WEEK + 101, NULL, 0), 0);
    assert_int_equal(highest(log, "blog", WEEK), 0);
    assert_placements(log, INT64_MIN, INT64_MAX, "");
}

static void test_faulty_placements(void **state)
{
    struct log *log = *state;
    const struct log_placement good = {"blog/2026-W48/1", "blog", WEEK, 1, NOW, NOW + 60};
    const struct log_placement bad[] = {
        {"", "blog", WEEK, 2, NOW, NOW + 60},
        {NULL, "blog", WEEK, 2, NOW, NOW + 60},
        {"blog/2026-W48/2", "blog", WEEK, 2, NOW, NOW - 1},
        {"blog/2026-W48/0", "blog", WEEK, 0, NOW, NOW + 60},
        {"blog/2026-W48/3", "blog", WEEK, 3, NOW, NOW + 60}, /* twice */
    };
    assert_int_equal(log_put_placements(log, WEEK, &good, 1), 0);
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        const struct log_placement list[] = {
            {"blog/2026-W48/3", "blog", WEEK, 3, NOW, NOW + 60},
            bad[i],
        };
        assert_int_equal(log_put_placements(log, WEEK, list, 2), -EINVAL);
        assert_true(strlen(log_why(log)) > 0);
        assert_placements(log, INT64_MIN, INT64_MAX, "blog/2026-W48/1 blog 20780 1 +0..+60\n");
        assert_int_equal(highest(log, "blog", WEEK), 1);
    }
}

static void test_moves(void **state)
{
    struct log *log = *state;
    const struct log_move moves[] = {
        {"practice/2026-11-24/1", NOW, NOW + 100, NOW + 200, false},
        {"practice/2026-11-25/1", NOW + 50, NOW + 50, NOW + 60, true},
        {"practice/2026-11-24/1", NOW, NOW + 300, NOW + 400, false},
        {"a/1", NOW + 20, NOW + 50, NOW + 60, false},
    };
    assert_moves(log, INT64_MIN, INT64_MAX, "");
    for (size_t i = 0; i < ARRAY_SIZE(moves); i++)
        assert_int_equal(log_put_move(log, &moves[i], NOW), 0);
    assert_moves(log, INT64_MIN, INT64_MAX,
                 "a/1 +20: +50..+60\n"
                 "practice/2026-11-25/1 +50: +50..+60 deleted\n"
                 "practice/2026-11-24/1 +0: +300..+400\n");

    /* By where it would lie and by where it lies. */
    assert_moves(log, NOW, NOW + 20, "practice/2026-11-24/1 +0: +300..+400\n");
    assert_moves(log, NOW + 300, NOW + 301, "practice/2026-11-24/1 +0: +300..+400\n");
    assert_moves(log, NOW + 1, NOW + 20, "");
    assert_moves(log, NOW + 60, NOW + 300, "");

    assert_int_equal(log_forget_move(log, "a/1"), 0);
    assert_int_equal(log_forget_move(log, "a/1"), 0);
    assert_moves(log, NOW + 20, NOW + 60, "practice/2026-11-25/1 +50: +50..+60 deleted\n");
}

/* What a calendar program did is taken back as a whole: the block lies where it lay before. */
static void test_undo_takes_the_move_along(void **state)
{
    struct log *log = *state;
    struct log_move move = {"practice/2026-11-24/1", NOW, NOW + 600, NOW + 1200, false};
    struct log_entry entry = sample_entry(move.id, NOW + 600), ret;
    bool is_gone;

    entry.source = LOG_SOURCE_CALENDAR;
    entry.outcome = OUTCOME_OPEN;
    assert_int_equal(log_put_move(log, &move, NOW), 0);
    assert_int_equal(log_put(log, &entry, "edit", NOW), 0);
    move.is_deleted = true;
    entry.outcome = OUTCOME_SKIPPED;
    assert_int_equal(log_put_move(log, &move, NOW), 0);
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);

    assert_int_equal(log_undo(log, NOW, &ret, &is_gone), 1);
    assert_moves(log, INT64_MIN, INT64_MAX, "practice/2026-11-24/1 +0: +600..+1200\n");
    assert_int_equal(log_undo(log, NOW, &ret, &is_gone), 1);
    assert_true(is_gone);
    assert_moves(log, INT64_MIN, INT64_MAX, "");

    /* Any other answer leaves it alone. */
    move.is_deleted = false;
    entry.source = "jsctl";
    assert_int_equal(log_put_move(log, &move, NOW), 0);
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    assert_int_equal(log_undo(log, NOW, &ret, &is_gone), 1);
    assert_moves(log, INT64_MIN, INT64_MAX, "practice/2026-11-24/1 +0: +600..+1200\n");
}

static void test_old_moves_are_forgotten(void **state)
{
    struct log *log = *state;
    const struct log_move old = {"a/1", NOW, NOW + 200 * DAY_SEC, NOW + 201 * DAY_SEC, false};
    const struct log_move other = {"a/2", NOW + 50, NOW + 60, NOW + 70, false};
    assert_int_equal(log_put_move(log, &old, NOW), 0);
    assert_int_equal(log_put_move(log, &other, NOW + 100 * DAY_SEC), 0);
    assert_moves(log, NOW, NOW + 1, "a/1 +0: +17280000..+17366400\n");
    assert_int_equal(log_put_move(log, &other, NOW + 100 * DAY_SEC + 1), 0);
    assert_moves(log, INT64_MIN, INT64_MAX, "a/2 +50: +60..+70\n");
}

static void test_faulty_moves(void **state)
{
    struct log *log = *state;
    const struct log_move good = {"a/1", NOW, NOW + 1, NOW + 2, false};
    const struct log_move bad[] = {
        {"", NOW, NOW, NOW + 60, false},
        {NULL, NOW, NOW, NOW + 60, false},
        {"a/2", NOW, NOW, NOW - 1, true},
        {"a/1", NOW, NOW + 5, NOW + 4, false},
    };
    assert_int_equal(log_put_move(log, &good, NOW), 0);
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        /* So late that the good one would go, if anything happened. */
        assert_int_equal(log_put_move(log, &bad[i], NOW + 500 * DAY_SEC), -EINVAL);
        assert_moves(log, INT64_MIN, INT64_MAX, "a/1 +0: +1..+2\n");
    }
}

static void test_callbacks_stop(void **state)
{
    struct log *log = *state;
    const struct log_placement blocks[] = {
        {"blog/2026-W48/3", "blog", WEEK, 3, NOW, NOW + 60},
        {"blog/2026-W48/4", "blog", WEEK, 4, NOW + 60, NOW + 120},
    };
    const struct log_move moves[] = {
        {"a/1", NOW, NOW + 1, NOW + 2, false},
        {"a/2", NOW, NOW + 3, NOW + 4, false},
    };
    unsigned sum = 0, n = 0;
    assert_int_equal(log_put_placements(log, WEEK, blocks, 2), 0);
    assert_int_equal(log_each_placement(log, NOW, NOW + 600, stop_at_first, &sum), 77);
    assert_int_equal(sum, 3);
    assert_int_equal(log_put_move(log, &moves[0], NOW), 0);
    assert_int_equal(log_put_move(log, &moves[1], NOW), 0);
    assert_int_equal(log_each_move(log, NOW, NOW + 600, stop_at_first_move, &n), -77);
    assert_int_equal(n, 1);
    assert_int_equal(log_put_move(log, &moves[0], NOW), 0); /* nothing was left open */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MEMORY_TEST(test_a_week_is_replaced),
        MEMORY_TEST(test_an_id_is_in_one_week),
        MEMORY_TEST(test_old_weeks_are_forgotten),
        MEMORY_TEST(test_faulty_placements),
        MEMORY_TEST(test_moves),
        MEMORY_TEST(test_undo_takes_the_move_along),
        MEMORY_TEST(test_old_moves_are_forgotten),
        MEMORY_TEST(test_faulty_moves),
        MEMORY_TEST(test_callbacks_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
