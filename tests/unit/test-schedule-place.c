/* Placement of one week: the rules one by one, what is told of the rest, ids, stability. Random
 * weeks and the optimum are the oracles' part (tests/oracle/run-place.sh). */
#include "schedule-fixture.h"

#include <errno.h>

#define MAX_BUSY 8

struct place_case {
    const char *name, *plan;
    const char *busy[MAX_BUSY]; /* START END [BUFFER] */
    const char *now;            /* NULL: the week's beginning */
    const char *zone;           /* NULL: UTC */
    const char *expected;
};

#define WEEK "2026-11-23" /* a Monday */

static const struct place_case place_cases[] = {
    {
        "the longest pieces, a day each, early in the window",
        "[window w]\ndays = Mon-Fri\ntime = 09:00-12:00\n"
        "[activity a]\nhours = 6\nblock = 1h-2h\n",
        {NULL},
        NULL,
        NULL,
        "a/2026-W48/1 Mon 09:00-11:00\na/2026-W48/2 Tue 09:00-11:00\na/2026-W48/3 Wed 09:00-11:00\n",
    },
    {
        "no window: Mon-Fri 09:00-18:00",
        "[activity a]\nhours = 18\nblock = 2h-2h\nmax-per-day = 2h\n",
        {NULL},
        NULL,
        NULL,
        "a/2026-W48/1 Mon 09:00-11:00\na/2026-W48/2 Tue 09:00-11:00\n"
        "a/2026-W48/3 Wed 09:00-11:00\na/2026-W48/4 Thu 09:00-11:00\n"
        "a/2026-W48/5 Fri 09:00-11:00\na 480 day-cap\n",
    },
    {
        "fixed blocks and busy times with their buffers are left free",
        "[window w]\ndays = Mon\ntime = 09:00-14:00\n[activity f]\ndays = Mon\ntime = 09:00-10:00\n"
        "[activity a]\nhours = 3\nblock = 30m-2h\n",
        {"2026-11-23T11:00 2026-11-23T12:00 15"},
        NULL,
        NULL,
        "a/2026-W48/1 Mon 10:00-10:45\na/2026-W48/2 Mon 12:15-14:00\na 30 window\n",
    },
    {
        "starts round up to 5 minutes, ends down",
        "[window w]\ndays = Mon\ntime = 09:01-09:59\n[activity a]\nhours = 1\nblock = 20m-1h\n",
        {NULL},
        NULL,
        NULL,
        "a/2026-W48/1 Mon 09:05-09:55\na 10 window\n",
    },
    {
        "a piece crosses from one window into one that touches it",
        "[window w]\ndays = Mon\ntime = 09:00-10:00\n[window v]\ndays = Mon\ntime = 10:00-11:00\n"
        "[activity a]\nhours = 2\nblock = 2h-2h\n",
        {NULL},
        NULL,
        NULL,
        "a/2026-W48/1 Mon 09:00-11:00\n",
    },
    {
        "two pieces of one activity are 15 minutes apart",
        "[window w]\ndays = Mon\ntime = 09:00-11:15\n[activity a]\nhours = 2\nblock = 1h-1h\n",
        {NULL},
        NULL,
        NULL,
        "a/2026-W48/1 Mon 09:00-10:00\na/2026-W48/2 Mon 10:15-11:15\n",
    },
    {
        "or parted by another activity: only one order fits",
        "[window w]\ndays = Mon\ntime = 09:00-12:45\n[activity a0]\nhours = 2h15m\nblock = 45m-45m\n"
        "[activity a1]\nhours = 1h30m\nblock = 45m-45m\n",
        {NULL},
        NULL,
        NULL,
        "a0/2026-W48/1 Mon 09:00-09:45\na1/2026-W48/1 Mon 09:45-10:30\n"
        "a0/2026-W48/2 Mon 10:30-11:15\na1/2026-W48/2 Mon 11:15-12:00\n"
        "a0/2026-W48/3 Mon 12:00-12:45\n",
    },
    {
        "the higher priority first, whatever the order",
        "[window w]\ndays = Mon\ntime = 09:00-11:00\n"
        "[activity low]\nhours = 2\nblock = 1h-2h\npriority = 2\n"
        "[activity high]\nhours = 1\nblock = 1h-1h\npriority = 4\n",
        {NULL},
        NULL,
        NULL,
        "high/2026-W48/1 Mon 09:00-10:00\nlow/2026-W48/1 Mon 10:00-11:00\nlow 60 crowded-out\n",
    },
    {
        "the budget holds fixed time too",
        "[plan]\nhours = 4\n[window w]\ndays = Mon-Fri\ntime = 13:00-18:00\n"
        "[activity f]\ndays = Mon\ntime = 09:00-11:00\n[activity a]\nhours = 3\nblock = 1h-2h\n",
        {NULL},
        NULL,
        NULL,
        "a/2026-W48/1 Mon 13:00-15:00\na 60 budget\n",
    },
    {
        "what cannot be cut is told",
        "[window w]\ndays = Mon-Fri\ntime = 09:00-12:00\n[activity a]\nhours = 2h30m\nblock = 1h-1h\n",
        {NULL},
        NULL,
        NULL,
        "a/2026-W48/1 Mon 09:00-10:00\na/2026-W48/2 Tue 09:00-10:00\na 30 cut\n",
    },
    {
        "no hours: shares of what the budget leaves, by priority",
        "[plan]\nhours = 10\n[window w]\ndays = Mon-Fri\ntime = 09:00-18:00\n"
        "[activity h]\nhours = 2\nblock = 2h-2h\n"
        "[activity a]\npriority = 1\nblock = 1h-2h\n[activity b]\npriority = 3\nblock = 1h-2h\n",
        {NULL},
        NULL,
        NULL,
        "h/2026-W48/1 Mon 09:00-11:00\nb/2026-W48/1 Tue 09:00-11:00\nb/2026-W48/2 Wed 09:00-11:00\n"
        "b/2026-W48/3 Thu 09:00-11:00\na/2026-W48/1 Fri 09:00-11:00\n",
    },
    {
        "nothing in the past, on days off, or after the plan's end",
        "[plan]\ndays-off = 2026-11-25\nuntil = 2026-11-26\n[window w]\ndays = daily\ntime = 09:00-11:00\n"
        "[activity a]\nhours = 8\nblock = 1h-2h\n",
        {NULL},
        "2026-11-24T09:31",
        NULL,
        "a/2026-W48/1 Tue 09:35-11:00\na/2026-W48/2 Thu 09:00-11:00\na 275 window\n",
    },
    {
        "after midnight counts for the evening before",
        "[window w]\ndays = Mon,Sun\ntime = 22:00-02:00\n"
        "[activity a]\nhours = 5\nblock = 2h-3h\nmax-per-day = 3h\n",
        {"2026-11-23T22:00 2026-11-23T23:00"},
        NULL,
        NULL,
        "a/2026-W48/1 Mon 23:00-01:30\na/2026-W48/2 Sun 22:00-00:30\n",
    },
    {
        "a window across a change of the clock has an hour less",
        "[window w]\ndays = Sun\ntime = 00:00-06:00\n[activity a]\nhours = 6\nblock = 1h-6h\n",
        {NULL},
        "2027-03-22T00:00",
        "Europe/Berlin",
        "a/2027-W12/1 Sun 00:00-06:00\na 60 window\n",
    },
};

static void add_busy_text(struct placement *question, struct busy_time *busy, const char *s)
{
    char start[32], end[32];
    int buffer = 0;

    assert_true(sscanf(s, "%31s %31s %d", start, end, &buffer) >= 2);
    busy[question->n_busy++] = (struct busy_time){instant_of(question->zone, start),
                                                  instant_of(question->zone, end), buffer};
}

static char *placed_to_text(const struct placed *placed, const struct zone *zone)
{
    struct text text = {0};
    char *s, start[INSTANT_SIZE], end[INSTANT_SIZE];

    for (size_t i = 0; i < placed->blocks.n; i++) {
        const struct block *block = &placed->blocks.items[i];
        zone_format(zone, block->start_sec, start);
        zone_format(zone, block->end_sec, end);
        text_addf(&text, "%s %s %.5s-%.5s\n", block->id,
                  civil_weekday_name(civil_weekday(zone_day(zone, block->start_sec))), start + 11,
                  end + 11);
    }
    for (size_t i = 0; i < placed->n_unplaced; i++)
        text_addf(&text, "%s %d %s\n", placed->unplaced[i].activity->name,
                  placed->unplaced[i].minutes, unplaced_reason_name(placed->unplaced[i].reason));
    assert_int_equal(text_take(&text, &s), 0);
    return s;
}

static void run_case(const struct place_case *c)
{
    _cleanup_(plan_freep) struct plan *plan = plan_of(c->plan);
    _cleanup_(zone_freep) struct zone *zone = zone_of(c->zone ? c->zone : "UTC");
    _cleanup_(block_list_done) struct block_list fixed = {0};
    _cleanup_(placed_done) struct placed placed = {0};
    struct busy_time busy[MAX_BUSY];
    struct placement question = {.plan = plan, .zone = zone, .busy = busy};

    question.now_sec = instant_of(zone, c->now ? c->now : WEEK "T00:00");
    question.week = civil_week_start(zone_day(zone, question.now_sec), MONDAY);
    int64_t from = zone_day_start(zone, question.week);
    assert_int_equal(schedule_expand(plan, zone, from, from + 8 * DAY_SEC, &fixed), 0);
    question.fixed = fixed.items;
    question.n_fixed = fixed.n;
    for (int i = 0; i < MAX_BUSY && c->busy[i]; i++)
        add_busy_text(&question, busy, c->busy[i]);
    assert_int_equal(schedule_place(&question, &placed), 0);
    _cleanup_(freep) char *actual = placed_to_text(&placed, zone);
    if (!streq(actual, c->expected))
        print_message("%s:\n", c->name);
    assert_string_equal(actual, c->expected);
    assert_true(placed.is_best);
}

static void test_cases(void **state _unused_)
{
    for (size_t i = 0; i < ARRAY_SIZE(place_cases); i++)
        run_case(&place_cases[i]);
}

/* ---- Kept and previous blocks ---- */

struct world {
    struct plan *plan;
    struct zone *zone;
    struct placement question;
};

static void world_init(struct world *world, const char *plan)
{
    *world = (struct world){.plan = plan_of(plan), .zone = zone_of("UTC")};
    world->question = (struct placement){
        .plan = world->plan,
        .zone = world->zone,
        .week = zone_day(world->zone, instant_of(world->zone, WEEK "T00:00")),
        .now_sec = instant_of(world->zone, WEEK "T00:00"),
    };
}

static void world_done(struct world *world)
{
    plan_free(world->plan);
    zone_free(world->zone);
}

static void expect_placed(const struct world *world, struct placed *ret, const char *expected)
{
    assert_int_equal(schedule_place(&world->question, ret), 0);
    _cleanup_(freep) char *actual = placed_to_text(ret, world->zone);
    assert_string_equal(actual, expected);
}

#define ROOMY \
    "[window w]\ndays = Mon-Fri\ntime = 09:00-12:00\n[activity a]\nhours = 4\nblock = 1h-2h\n"

static void test_kept_blocks_count(void **state _unused_)
{
    _cleanup_(world_done) struct world world;
    _cleanup_(placed_done) struct placed placed = {0};

    world_init(&world, ROOMY);
    struct kept_block kept = {.activity = &world.plan->activities[0],
                              .start_sec = instant_of(world.zone, WEEK "T09:00"),
                              .end_sec = instant_of(world.zone, WEEK "T11:00"),
                              .minutes = 120,
                              .n = 3};
    world.question.kept = &kept;
    world.question.n_kept = 1;
    world.question.now_sec = kept.start_sec;
    expect_placed(&world, &placed, "a/2026-W48/4 Tue 09:00-11:00\n");
}

static void test_missed_block_is_caught_up(void **state _unused_)
{
    _cleanup_(world_done) struct world world;
    _cleanup_(placed_done) struct placed placed = {0};

    world_init(&world, ROOMY);
    struct kept_block kept = {.activity = &world.plan->activities[0],
                              .start_sec = instant_of(world.zone, WEEK "T09:00"),
                              .end_sec = instant_of(world.zone, WEEK "T11:00"),
                              .n = 1};
    world.question.kept = &kept;
    world.question.n_kept = 1;
    world.question.now_sec = kept.end_sec;
    expect_placed(&world, &placed, "a/2026-W48/2 Tue 09:00-11:00\na/2026-W48/3 Wed 09:00-11:00\n");
}

static void test_only_what_must_moves(void **state _unused_)
{
    _cleanup_(world_done) struct world world;
    _cleanup_(placed_done) struct placed before = {0}, after = {0};

    world_init(&world, ROOMY "[activity b]\nhours = 4\nblock = 1h-1h\n");
    assert_int_equal(schedule_place(&world.question, &before), 0);
    struct busy_time busy = {before.blocks.items[1].start_sec, before.blocks.items[1].end_sec, 0};
    world.question.previous = before.blocks.items;
    world.question.n_previous = before.blocks.n;
    world.question.busy = &busy;
    world.question.n_busy = 1;
    assert_int_equal(schedule_place(&world.question, &after), 0);

    size_t n_moved = 0;
    assert_int_equal(after.blocks.n, before.blocks.n);
    for (size_t i = 0; i < before.blocks.n; i++)
        for (size_t k = 0; k < after.blocks.n; k++)
            if (streq(before.blocks.items[i].id, after.blocks.items[k].id))
                n_moved += before.blocks.items[i].start_sec != after.blocks.items[k].start_sec;
    assert_int_equal(n_moved, 1);
}

static void test_previous_placement_stays(void **state _unused_)
{
    _cleanup_(world_done) struct world world;
    _cleanup_(placed_done) struct placed placed = {0};

    world_init(&world, ROOMY);
    struct block previous[] = {
        {.id = "a/2026-W48/7",
         .activity = &world.plan->activities[0],
         .start_sec = instant_of(world.zone, "2026-11-26T10:00"),
         .end_sec = instant_of(world.zone, "2026-11-26T12:00")},
        {.id = "a/2026-W48/2",
         .activity = &world.plan->activities[0],
         .start_sec = instant_of(world.zone, "2026-11-27T09:30"),
         .end_sec = instant_of(world.zone, "2026-11-27T11:30")},
    };
    world.question.previous = previous;
    world.question.n_previous = 2;
    expect_placed(&world, &placed, "a/2026-W48/7 Thu 10:00-12:00\na/2026-W48/2 Fri 09:30-11:30\n");
}

static void test_numbers_are_never_used_again(void **state _unused_)
{
    _cleanup_(world_done) struct world world;
    _cleanup_(placed_done) struct placed placed = {0};
    unsigned used[] = {9};

    world_init(&world, ROOMY);
    world.question.used = used;
    expect_placed(&world, &placed,
                  "a/2026-W48/10 Mon 09:00-11:00\na/2026-W48/11 Tue 09:00-11:00\n");
}

static void test_hostile_times(void **state _unused_)
{
    _cleanup_(world_done) struct world world;
    _cleanup_(placed_done) struct placed placed = {0};
    struct busy_time busy[] = {{INT64_MIN, INT64_MAX, INT32_MAX}, {INT64_MAX, INT64_MIN, -1}};

    world_init(&world, ROOMY);
    world.question.busy = busy;
    world.question.n_busy = 2;
    expect_placed(&world, &placed, "a 240 window\n");
    world.question.week = INT32_MAX;
    assert_int_equal(schedule_place(&world.question, &placed), -EINVAL);
}

/* More than a search can see the whole of: it ends, and what it has found keeps the rules. */
static void test_many_activities(void **state _unused_)
{
    _cleanup_(world_done) struct world world;
    _cleanup_(placed_done) struct placed placed = {0};
    _cleanup_(text_done) struct text plan = {0};
    struct busy_time busy[60];

    text_add(&plan, "[plan]\nhours = 70\n[window w]\ndays = daily\ntime = 08:00-18:00\n");
    for (int i = 0; i < 25; i++)
        text_addf(
            &plan,
            "[activity a%d]\nhours = %dm\nblock = %dm-%dm\npriority = %d\nmax-per-day = %dm\n", i,
            60 + i * 37 % 200, 10 + i % 5 * 5, 50 + i % 7 * 15, 1 + i % 5, 60 + i % 4 * 20);
    assert_false(plan.failed);
    world_init(&world, plan.data);
    for (int i = 0; i < 60; i++) {
        busy[i].start_sec = world.question.now_sec + (int64_t)i * 7919 % (7 * 86400) / 300 * 300;
        busy[i].end_sec = busy[i].start_sec + 300;
        busy[i].buffer_minutes = 0;
    }
    world.question.busy = busy;
    world.question.n_busy = ARRAY_SIZE(busy);
    world.question.effort = 2;
    assert_int_equal(schedule_place(&world.question, &placed), 0);
    assert_true(placed.blocks.n > 50);
    for (size_t i = 1; i < placed.blocks.n; i++)
        assert_true(placed.blocks.items[i].start_sec >= placed.blocks.items[i - 1].end_sec);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_kept_blocks_count),
        cmocka_unit_test(test_missed_block_is_caught_up),
        cmocka_unit_test(test_only_what_must_moves),
        cmocka_unit_test(test_previous_placement_stays),
        cmocka_unit_test(test_numbers_are_never_used_again),
        cmocka_unit_test(test_hostile_times),
        cmocka_unit_test(test_many_activities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
