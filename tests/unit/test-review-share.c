/* Whether an applied suggestion helped: kept blocks since then. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "review-fixture.h"

static const struct share_case {
    const char *name, *activity;
    unsigned days; /* mornings of these weekdays; 0: everything */
    int since_week;
    int kept, of;
} cases[] = {
    {"one slot", "a", 1u << TUESDAY, 0, 1, 4},
    {"its other slot", "a", 1u << THURSDAY, 0, 3, 3},
    {"both", "a", 1u << TUESDAY | 1u << THURSDAY, 0, 4, 7},
    {"all of it", "a", 0, 0, 5, 8},
    {"since the third week", "a", 1u << TUESDAY, 2, 0, 2},
    {"since a week ahead", "a", 0, 50, 0, 0},
    {"another activity", "b", 0, 0, 4, 4},
    {"none of that name", "c", 0, 0, 0, 0},
};

static void test_share(_unused_ void **state)
{
    struct logged logged;

    logged_init(&logged);
    add_weeks(&logged, "a", TUESDAY, 9 * 60, 0, "kssm");
    add_weeks(&logged, "a", THURSDAY, 9 * 60, 0, "kpkx"); /* excused ones do not count */
    add_weeks(&logged, "a", FRIDAY, 18 * 60, 0, "k");
    add_weeks(&logged, "a", SUNDAY, 9 * 60, 0, "mmmm"); /* nor days without any answer */
    add_weeks(&logged, "b", TUESDAY, 15 * 60, 0, "kkkk");
    sort_rows(&logged);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const struct share_case *c = &cases[i];
        unsigned slots = 0;
        int kept, of;

        for (enum weekday day = MONDAY; day <= SUNDAY; day++)
            if (c->days & 1u << day)
                slots |= review_slot_bit(day, PART_MORNING);
        assert_int_equal(review_share(logged.rows, logged.n, c->activity, slots,
                                      instant(&logged, week_day(c->since_week), 0), logged.zone,
                                      week_day(4), &kept, &of),
                         0);
        if (kept != c->kept || of != c->of)
            fail_msg("%s: %d of %d, not %d of %d", c->name, kept, of, c->kept, c->of);
    }
    logged_done(&logged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_share)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
