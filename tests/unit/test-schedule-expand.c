/* Weekly rules to blocks: days, weeks, days off, and every way in which a clock can jump. */
#include "schedule-fixture.h"

struct expand_case {
    const char *name, *plan, *zone, *from, *to, *expected;
};

static const struct expand_case expand_cases[] = {
    {
        "an ordinary week, by start and then plan order",
        "[activity b]\ndays = Mon,Wed\ntime = 09:00-10:30, 14:00-15:00\n"
        "[activity a]\ndays = Mon\ntime = 11:00-12:00\n",
        "Europe/Berlin",
        "2026-11-23T00:00",
        "2026-11-30T00:00",
        "b/2026-11-23/1 2026-11-23T09:00:00+01:00 2026-11-23T10:30:00+01:00\n"
        "a/2026-11-23/1 2026-11-23T11:00:00+01:00 2026-11-23T12:00:00+01:00\n"
        "b/2026-11-23/2 2026-11-23T14:00:00+01:00 2026-11-23T15:00:00+01:00\n"
        "b/2026-11-25/1 2026-11-25T09:00:00+01:00 2026-11-25T10:30:00+01:00\n"
        "b/2026-11-25/2 2026-11-25T14:00:00+01:00 2026-11-25T15:00:00+01:00\n",
    },
    {
        "the start is in, the end is out",
        "[activity a]\ndays = daily\ntime = 09:00-10:00\n",
        "Asia/Kolkata",
        "2026-11-23T09:00",
        "2026-11-24T09:00",
        "a/2026-11-23/1 2026-11-23T09:00:00+05:30 2026-11-23T10:00:00+05:30\n",
    },
    {
        "a block under way at the beginning is not in",
        "[activity a]\ndays = daily\ntime = 09:00-10:00\n",
        "UTC",
        "2026-11-23T09:00:01",
        "2026-11-24T09:00:01",
        "a/2026-11-24/1 2026-11-24T09:00:00+00:00 2026-11-24T10:00:00+00:00\n",
    },
    {
        "an empty interval and a reversed one",
        "[activity a]\ndays = daily\ntime = 09:00-10:00\n",
        "UTC",
        "2026-11-25T00:00",
        "2026-11-23T00:00",
        "",
    },
    {
        "over midnight: of its start day, also on the last one and into a day off",
        "[plan]\nuntil = 2026-11-27\ndays-off = 2026-11-26\n"
        "[activity night]\ndays = daily\ntime = 23:00-01:30\n",
        "Europe/Berlin",
        "2026-11-25T00:00",
        "2026-12-25T00:00",
        "night/2026-11-25/1 2026-11-25T23:00:00+01:00 2026-11-26T01:30:00+01:00\n"
        "night/2026-11-27/1 2026-11-27T23:00:00+01:00 2026-11-28T01:30:00+01:00\n",
    },
    {
        "from, until and days off are included at both ends",
        "[plan]\nfrom = 2026-11-24\nuntil = 2026-12-02\n"
        "days-off = 2026-11-26..2026-11-28, 2026-12-01\n"
        "[activity a]\ndays = daily\ntime = 09:00-10:00\n",
        "UTC",
        "2026-01-01T00:00",
        "2027-01-01T00:00",
        "a/2026-11-24/1 2026-11-24T09:00:00+00:00 2026-11-24T10:00:00+00:00\n"
        "a/2026-11-25/1 2026-11-25T09:00:00+00:00 2026-11-25T10:00:00+00:00\n"
        "a/2026-11-29/1 2026-11-29T09:00:00+00:00 2026-11-29T10:00:00+00:00\n"
        "a/2026-11-30/1 2026-11-30T09:00:00+00:00 2026-11-30T10:00:00+00:00\n"
        "a/2026-12-02/1 2026-12-02T09:00:00+00:00 2026-12-02T10:00:00+00:00\n",
    },
    {
        "every 2 weeks, from the week of 1970-01-05",
        "[activity a]\ndays = Mon,Sun\ntime = 09:00-10:00\nevery = 2 weeks\n",
        "UTC",
        "1970-01-01T00:00",
        "1970-01-26T00:00",
        "a/1970-01-05/1 1970-01-05T09:00:00+00:00 1970-01-05T10:00:00+00:00\n"
        "a/1970-01-11/1 1970-01-11T09:00:00+00:00 1970-01-11T10:00:00+00:00\n"
        "a/1970-01-19/1 1970-01-19T09:00:00+00:00 1970-01-19T10:00:00+00:00\n"
        "a/1970-01-25/1 1970-01-25T09:00:00+00:00 1970-01-25T10:00:00+00:00\n",
    },
    {
        "the same in a week that begins on Sunday",
        "[plan]\nweek-start = Sun\n"
        "[activity a]\ndays = Mon,Sun\ntime = 09:00-10:00\nevery = 2 weeks\n",
        "UTC",
        "1970-01-01T00:00",
        "1970-01-26T00:00",
        "a/1970-01-04/1 1970-01-04T09:00:00+00:00 1970-01-04T10:00:00+00:00\n"
        "a/1970-01-05/1 1970-01-05T09:00:00+00:00 1970-01-05T10:00:00+00:00\n"
        "a/1970-01-18/1 1970-01-18T09:00:00+00:00 1970-01-18T10:00:00+00:00\n"
        "a/1970-01-19/1 1970-01-19T09:00:00+00:00 1970-01-19T10:00:00+00:00\n",
    },
    {
        "every 3 weeks, from the week of `from`, which may lie before its day",
        "[plan]\nfrom = 2026-11-26\n"
        "[activity a]\ndays = Tue,Fri\ntime = 09:00-10:00\nevery = 3 weeks\n",
        "UTC",
        "2026-01-01T00:00",
        "2026-12-31T00:00",
        "a/2026-11-27/1 2026-11-27T09:00:00+00:00 2026-11-27T10:00:00+00:00\n"
        "a/2026-12-15/1 2026-12-15T09:00:00+00:00 2026-12-15T10:00:00+00:00\n"
        "a/2026-12-18/1 2026-12-18T09:00:00+00:00 2026-12-18T10:00:00+00:00\n",
    },
    {
        "flexible activities have no fixed blocks",
        "[activity a]\nhours = 4\n",
        "UTC",
        "2026-01-01T00:00",
        "2027-01-01T00:00",
        "",
    },
    {
        "a skipped start moves by the gap and keeps its length",
        "[activity a]\ndays = Sun\ntime = 02:30-04:00\n",
        "Europe/Berlin",
        "2026-03-29T00:00",
        "2026-03-30T00:00",
        "a/2026-03-29/1 2026-03-29T03:30:00+02:00 2026-03-29T05:00:00+02:00\n",
    },
    {
        "a block across a gap keeps its length and is cut by the next",
        "[activity a]\ndays = Sun\ntime = 01:00-03:00, 03:30-04:30\n",
        "Europe/Berlin",
        "2026-03-29T00:00",
        "2026-03-30T00:00",
        "a/2026-03-29/1 2026-03-29T01:00:00+01:00 2026-03-29T03:30:00+02:00 cut\n"
        "a/2026-03-29/2 2026-03-29T03:30:00+02:00 2026-03-29T04:30:00+02:00\n",
    },
    {
        "two starts that a gap makes one: the one that the plan means remains",
        "[activity a]\ndays = Sun\ntime = 03:00-04:00\n"
        "[activity b]\ndays = Sun\ntime = 02:00-03:00\n",
        "Europe/Berlin",
        "2026-03-29T00:00",
        "2026-03-30T00:00",
        "a/2026-03-29/1 2026-03-29T03:00:00+02:00 2026-03-29T04:00:00+02:00\n",
    },
    {
        "a gap can turn the order of two blocks",
        "[activity a]\ndays = Sun\ntime = 02:15-03:00, 03:00-04:00\n",
        "Europe/Berlin",
        "2026-03-29T00:00",
        "2026-03-30T00:00",
        "a/2026-03-29/2 2026-03-29T03:00:00+02:00 2026-03-29T03:15:00+02:00 cut\n"
        "a/2026-03-29/1 2026-03-29T03:15:00+02:00 2026-03-29T04:00:00+02:00\n",
    },
    {
        "a repeated start is its first, and an hour is an hour",
        "[activity a]\ndays = Sun\ntime = 01:30-02:30, 02:30-03:00, 03:00-04:00\n",
        "Europe/Berlin",
        "2026-10-25T00:00",
        "2026-10-26T00:00",
        "a/2026-10-25/1 2026-10-25T01:30:00+02:00 2026-10-25T02:30:00+02:00\n"
        "a/2026-10-25/2 2026-10-25T02:30:00+02:00 2026-10-25T02:00:00+01:00\n"
        "a/2026-10-25/3 2026-10-25T03:00:00+01:00 2026-10-25T04:00:00+01:00\n",
    },
    {
        "half an hour on Lord Howe Island",
        "[activity a]\ndays = Sun\ntime = 01:30-02:00, 02:10-02:30, 02:30-03:00\n",
        "Australia/Lord_Howe",
        "2026-10-04T00:00",
        "2026-10-05T00:00",
        "a/2026-10-04/1 2026-10-04T01:30:00+10:30 2026-10-04T02:30:00+11:00\n"
        "a/2026-10-04/3 2026-10-04T02:30:00+11:00 2026-10-04T02:40:00+11:00 cut\n"
        "a/2026-10-04/2 2026-10-04T02:40:00+11:00 2026-10-04T03:00:00+11:00\n",
    },
    {
        "a whole day that Samoa skipped lands on the next, which remains",
        "[activity a]\ndays = daily\ntime = 09:00-10:00\n"
        "[activity b]\ndays = Fri\ntime = 12:00-13:00\n",
        "Pacific/Apia",
        "2011-12-29T00:00",
        "2012-01-01T00:00",
        "a/2011-12-29/1 2011-12-29T09:00:00-10:00 2011-12-29T10:00:00-10:00\n"
        "a/2011-12-31/1 2011-12-31T09:00:00+14:00 2011-12-31T10:00:00+14:00\n"
        "b/2011-12-30/1 2011-12-31T12:00:00+14:00 2011-12-31T13:00:00+14:00\n",
    },
    {
        "what begins at `to` cuts",
        "[activity a]\ndays = Sat\ntime = 23:30-03:00\n"
        "[activity b]\ndays = Sun\ntime = 03:00-04:00\n",
        "Europe/Berlin",
        "2026-03-28T12:00",
        "2026-03-29T03:00",
        "a/2026-03-28/1 2026-03-28T23:30:00+01:00 2026-03-29T03:00:00+02:00 cut\n",
    },
};

static void test_expand(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(expand_cases); i++) {
        const struct expand_case *c = &expand_cases[i];
        _cleanup_(plan_freep) struct plan *plan = plan_of(c->plan);
        _cleanup_(zone_freep) struct zone *zone = zone_of(c->zone);
        _cleanup_(block_list_done) struct block_list list = {0};

        assert_int_equal(
            schedule_expand(plan, zone, instant_of(zone, c->from), instant_of(zone, c->to), &list),
            0);
        _cleanup_(freep) char *actual = blocks_to_text(&list, zone);
        if (!streq(actual, c->expected))
            fail_msg("%s:\n%sexpected:\n%s", c->name, actual, c->expected);
    }
}

static void test_fields(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan =
        plan_of("[activity a]\ndays = Tue\ntime = 09:00-10:00, 23:00-02:00\n");
    _cleanup_(zone_freep) struct zone *zone = zone_of("America/New_York");
    _cleanup_(block_list_done) struct block_list list = {0};

    assert_int_equal(schedule_expand(plan, zone, instant_of(zone, "2026-11-24T00:00"),
                                     instant_of(zone, "2026-11-25T00:00"), &list),
                     0);
    assert_int_equal(list.n, 2);
    const struct block *block = &list.items[1];
    assert_int_equal(block->kind, BLOCK_FIXED);
    assert_ptr_equal(block->activity, &plan->activities[0]);
    assert_int_equal(block->range, 1);
    assert_int_equal(block->day, civil_day(2026, 11, 24));
    assert_int_equal(block->end_sec - block->start_sec, 3 * 3600);
    assert_false(block->is_cut);
}

static void test_unlimited_interval(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan =
        plan_of("[plan]\nfrom = 2026-11-23\nuntil = 2026-11-29\n"
                "[activity a]\ndays = weekdays\ntime = 09:00-10:00\n");
    _cleanup_(zone_freep) struct zone *zone = zone_of("Europe/Berlin");
    _cleanup_(block_list_done) struct block_list list = {0};

    assert_int_equal(schedule_expand(plan, zone, INT64_MIN, INT64_MAX, &list), 0);
    assert_int_equal(list.n, 5);

    /* Added to what is there. */
    assert_int_equal(schedule_expand(plan, zone, INT64_MIN, INT64_MAX, &list), 0);
    assert_int_equal(list.n, 10);
    assert_string_equal(list.items[0].id, "a/2026-11-23/1");
    assert_string_equal(list.items[5].id, "a/2026-11-23/1");
}

/* ---- Properties ---- */

#define DENSE_PLAN                                                                            \
    "[activity a]\ndays = daily\ntime = 00:00-00:45, 01:30-02:00, 02:00-02:30, 02:45-04:00\n" \
    "[activity b]\ndays = Mon,Wed,Sat\ntime = 00:45-01:30, 22:00-24:00\n"                     \
    "[activity c]\ndays = Sun\ntime = 22:10-00:00\nevery = 2 weeks\n"                         \
    "[activity d]\ndays = Fri\ntime = 18:00-22:00\n"

static const struct {
    const char *zone, *from, *to;
} changes[] = {
    {"Europe/Berlin", "2026-03-27T00:00", "2026-03-31T00:00"},
    {"Europe/Berlin", "2026-10-23T00:00", "2026-10-27T00:00"},
    {"Australia/Lord_Howe", "2026-10-02T00:00", "2026-10-06T00:00"},
    {"America/Santiago", "2026-09-04T00:00", "2026-09-08T00:00"}, /* skips midnight */
    {"Africa/Cairo", "2026-10-28T00:00", "2026-11-01T00:00"},     /* repeats 23:00 */
    {"Pacific/Apia", "2011-12-28T00:00", "2012-01-02T00:00"},     /* skips a day */
    {"America/St_Johns", "2010-11-05T00:00", "2010-11-09T00:00"}, /* at 00:01, back a day */
};

static void assert_same_blocks(const struct block_list *a, const struct block_list *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        const struct block *x = &a->items[i], *y = &b->items[i];
        assert_string_equal(x->id, y->id);
        assert_ptr_equal(x->activity, y->activity);
        assert_int_equal(x->start_sec, y->start_sec);
        assert_int_equal(x->end_sec, y->end_sec);
        assert_int_equal(x->is_cut, y->is_cut);
    }
}

/* However an interval is divided, its blocks are the same. */
static void test_division(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan = plan_of(DENSE_PLAN);

    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        _cleanup_(zone_freep) struct zone *zone = zone_of(changes[i].zone);
        _cleanup_(block_list_done) struct block_list whole = {0};
        int64_t from_sec = instant_of(zone, changes[i].from);
        int64_t to_sec = instant_of(zone, changes[i].to);

        assert_int_equal(schedule_expand(plan, zone, from_sec, to_sec, &whole), 0);
        assert_true(whole.n > 12);
        for (int64_t at_sec = from_sec; at_sec <= to_sec; at_sec += 15 * 60) {
            _cleanup_(block_list_done) struct block_list parts = {0};
            assert_int_equal(schedule_expand(plan, zone, from_sec, at_sec, &parts), 0);
            assert_int_equal(schedule_expand(plan, zone, at_sec, to_sec, &parts), 0);
            assert_same_blocks(&whole, &parts);
        }
    }
}

static void test_order(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan = plan_of(DENSE_PLAN);

    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        _cleanup_(zone_freep) struct zone *zone = zone_of(changes[i].zone);
        _cleanup_(block_list_done) struct block_list list = {0};

        assert_int_equal(schedule_expand(plan, zone, instant_of(zone, changes[i].from),
                                         instant_of(zone, changes[i].to), &list),
                         0);
        for (size_t k = 0; k < list.n; k++) {
            const struct block *block = &list.items[k];
            const struct time_range *range = &block->activity->times[block->range];
            int64_t length_sec = (range->end - range->start) * 60;

            assert_true(block->start_sec < block->end_sec);
            assert_int_equal(block->is_cut, block->end_sec - block->start_sec < length_sec);
            assert_true(block->end_sec - block->start_sec <= length_sec);
            if (k + 1 < list.n)
                assert_true(block->end_sec <= list.items[k + 1].start_sec);
            for (size_t l = 0; l < k; l++)
                assert_string_not_equal(block->id, list.items[l].id);
        }
    }
}

/* ---- Series ---- */

static void test_series(void **state)
{
    (void)state;
    _cleanup_(plan_freep) struct plan *plan =
        plan_of("[plan]\nfrom = 2026-11-26\nuntil = 2026-12-31\nweek-start = Sun\n"
                "days-off = 2026-12-08\n"
                "[activity a]\ndays = Tue,Fri\ntime = 09:00-10:30, 23:00-01:00\nevery = 2 weeks\n"
                "[activity flexible]\nhours = 2\n");
    _cleanup_(zone_freep) struct zone *zone = zone_of("Europe/Berlin");
    const struct activity *activity = &plan->activities[0];
    struct series series = {.range = 7};
    int64_t start_sec = -1;

    assert_int_equal(schedule_series(plan, activity, 2, 0, &series), 0);
    assert_int_equal(schedule_series(plan, &plan->activities[1], 0, 0, &series), 0);
    assert_int_equal(schedule_series(plan, activity, 0, civil_day(2026, 12, 30), &series), 0);
    assert_int_equal(series.range, 7);

    assert_int_equal(schedule_series(plan, activity, 1, INT32_MIN, &series), 1);
    assert_ptr_equal(series.activity, activity);
    assert_int_equal(series.range, 1);
    assert_int_equal(series.first_day, civil_day(2026, 11, 27));
    assert_int_equal(series.start_minute, 23 * 60);
    assert_int_equal(series.length_minutes, 120);
    assert_int_equal(series.days, 1 << TUESDAY | 1 << FRIDAY);
    assert_int_equal(series.every_weeks, 2);
    assert_int_equal(series.week_start, TUESDAY); /* the first of its days from Sunday on */
    assert_true(series.has_until);
    assert_int_equal(series.until, civil_day(2026, 12, 31));

    assert_false(series_has_day(&series, zone, civil_day(2026, 11, 24), &start_sec)); /* before */
    assert_false(series_has_day(&series, zone, civil_day(2026, 12, 1), &start_sec));  /* week */
    assert_false(series_has_day(&series, zone, civil_day(2026, 12, 9), &start_sec));  /* weekday */
    assert_false(series_has_day(&series, zone, civil_day(2027, 1, 5), &start_sec));   /* after */
    assert_int_equal(start_sec, -1);
    assert_true(series_has_day(&series, zone, civil_day(2026, 12, 8), &start_sec)); /* day off */
    assert_int_equal(start_sec, instant_of(zone, "2026-12-08T23:00"));

    /* From a day on, it is the same series without its beginning. */
    assert_int_equal(schedule_series(plan, activity, 1, civil_day(2026, 11, 28), &series), 1);
    assert_int_equal(series.first_day, civil_day(2026, 12, 8));
    assert_true(series_has_day(&series, zone, civil_day(2026, 12, 22), &start_sec));
    assert_false(series_has_day(&series, zone, civil_day(2026, 12, 15), &start_sec));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expand),   cmocka_unit_test(test_fields),
        cmocka_unit_test(test_division), cmocka_unit_test(test_unlimited_interval),
        cmocka_unit_test(test_order),    cmocka_unit_test(test_series),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
