/* Suggestions as the daemon makes them: the plan and the ordinary week as reviews see them, and the
 * text that an edit leads to. */
#include "daemon/tune-plan.h"

#include "base/file.h"
#include "daemon/daemon.h"
#include "daemon/tune-week.h"
#include "daemon/tuning.h"
#include "schedule-fixture.h"

#define MONDAY_0800 "2026-11-23T08:00"

/* ---- The ordinary week ---- */

static const struct week_case {
    const char *name, *plan, *expected;
    unsigned mornings; /* set of weekdays */
} week_cases[] = {
    {"fixed", "[activity a]\ndays = Tue,Thu\ntime = 09:00-10:30\n", "Tue, Thu 09:00-10:30",
     1u << TUESDAY | 1u << THURSDAY},
    {"two times", "[activity a]\ndays = Mon,Tue\ntime = 09:00-10:00, 11:00-11:30\n",
     "Mon, Tue 09:00-10:00; Mon, Tue 11:00-11:30", 1u << MONDAY | 1u << TUESDAY},
    {"flexible, around what is busy",
     "[window w]\ndays = Mon,Tue\ntime = 08:00-11:00\n"
     "[activity a]\nhours = 2\nwindow = w\nblock = 2h-2h\n",
     "Tue 08:00-10:00", 1u << TUESDAY},
    {"not next week, of which a day is off",
     "[plan]\ndays-off = 2026-12-01\n[activity a]\ndays = Tue\ntime = 09:00-10:00\n",
     "Tue 09:00-10:00", 1u << TUESDAY},
    {"none of that name", "[activity b]\ndays = Tue\ntime = 09:00-10:00\n", "", 0},
};

static void test_week(_unused_ void **state)
{
    struct zone *zone = zone_of("Europe/Berlin");
    const struct busy_item busy = {.start_sec = instant_of(zone, "2026-11-30T08:00"),
                                   .end_sec = instant_of(zone, "2026-11-30T10:00"),
                                   .summary = "Dentist",
                                   .calendar = ""};

    for (size_t i = 0; i < ARRAY_SIZE(week_cases); i++) {
        const struct week_case *c = &week_cases[i];
        struct plan *plan = plan_of(c->plan);
        struct tune_week week = {0};
        unsigned slots = 0;

        for (enum weekday day = MONDAY; day <= SUNDAY; day++)
            if (c->mornings & 1u << day)
                slots |= review_slot_bit(day, PART_MORNING);
        assert_int_equal(
            tune_week_fill(plan, zone, &busy, 1, instant_of(zone, MONDAY_0800), "a", &week), 0);
        if (!streq(week.words, c->expected) || week.slots != slots)
            fail_msg("%s: %s (%x), not %s", c->name, week.words, week.slots, c->expected);
        tune_week_done(&week);
        plan_free(plan);
    }
    zone_free(zone);
}

/* Every day that changes, with all that is on it; days that change alike once. */
static void test_compare(_unused_ void **state)
{
    static const char others[] = "[window w]\ndays = Wed\ntime = 09:00-12:00\n"
                                 "[activity mail]\nhours = 1\nwindow = w\nblock = 1h-1h\n"
                                 "[activity blog]\ndays = Fri\ntime = 11:00-12:00\n";
    static const struct {
        const char *before, *after, *expected;
    } cases[] = {
        {"days = Tue\ntime = 09:00-10:00", "days = Tue\ntime = 09:00-10:00", ""},
        {"days = Tue\ntime = 09:00-10:00", "days = Fri\ntime = 09:00-10:00",
         "Tue\t09:00-10:00 a\t\n"
         "Fri\t11:00-12:00 blog\t09:00-10:00 a, 11:00-12:00 blog\n"},
        {"days = Mon,Tue,Sat\ntime = 09:00-11:00", "days = Mon,Tue,Sat\ntime = 09:00-10:00",
         "Mon, Tue, Sat\t09:00-11:00 a\t09:00-10:00 a\n"},
        /* It takes another's place. */
        {"days = Tue\ntime = 09:00-10:00", "days = Wed\ntime = 09:00-10:00",
         "Tue\t09:00-10:00 a\t\nWed\t09:00-10:00 mail\t09:00-10:00 a, 10:00-11:00 mail\n"},
    };
    struct zone *zone = zone_of("Europe/Berlin");

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const char *const texts[] = {cases[i].before, cases[i].after};
        struct tune_week weeks[2] = {0};
        _cleanup_(freep) char *actual = NULL;

        for (size_t j = 0; j < 2; j++) {
            char text[400];

            snprintf(text, sizeof text, "%s[activity a]\n%s\n", others, texts[j]);
            struct plan *plan = plan_of(text);
            assert_int_equal(
                tune_week_fill(plan, zone, NULL, 0, instant_of(zone, MONDAY_0800), "a", &weeks[j]),
                0);
            plan_free(plan);
        }
        assert_int_equal(tune_week_compare(&weeks[0], &weeks[1], &actual), 0);
        assert_string_equal(actual, cases[i].expected);
        tune_week_done(&weeks[0]);
        tune_week_done(&weeks[1]);
    }
    zone_free(zone);
}

/* ---- The plan ---- */

static bool is_taken(const struct tune_plan *tune, enum weekday day, int minute)
{
    for (size_t i = 0; i < tune->review.n_taken; i++)
        if (tune->review.taken[i].days & 1u << day && tune->review.taken[i].start <= minute &&
            tune->review.taken[i].end > minute)
            return true;
    return false;
}

static struct busy_item busy_of(const struct zone *zone, const char *from, const char *to,
                                int buffer)
{
    return (struct busy_item){.start_sec = instant_of(zone, from),
                              .end_sec = instant_of(zone, to),
                              .buffer_minutes = buffer,
                              .summary = "",
                              .calendar = ""};
}

static void test_plan(_unused_ void **state)
{
    struct zone *zone = zone_of("Europe/Berlin");
    struct plan *plan = plan_of("[plan]\nhours = 10\n[window w]\ndays = Mon\ntime = 09:00-10:00, "
                                "11:00-12:00\n"
                                "[activity simple]\ndays = Tue\ntime = 09:00-10:00\ngoal = 3h\n"
                                "[activity split]\ndays = Wed\ntime = 09:00-10:00, 14:00-15:00\n"
                                "[activity rare]\ndays = Thu\ntime = 09:00-10:00\nevery = 2 weeks\n"
                                "[activity free]\nblock = 30m-1h\ngoal = 4 contacts\n");
    const struct busy_item busy[] = {
        /* Each Friday, with a buffer; one Friday; over midnight, across a month's end. */
        busy_of(zone, "2026-11-27T10:00", "2026-11-27T11:00", 15),
        busy_of(zone, "2026-12-04T10:00", "2026-12-04T11:00", 15),
        busy_of(zone, "2026-11-27T15:00", "2026-11-27T16:00", 0),
        busy_of(zone, "2026-11-28T23:00", "2026-11-29T01:00", 0),
        busy_of(zone, "2026-12-05T23:30", "2026-12-06T01:00", 0),
        /* Beyond the four weeks, and years long. */
        busy_of(zone, "2026-12-22T09:00", "2026-12-22T10:00", 0),
        busy_of(zone, "2026-12-29T09:00", "2026-12-29T10:00", 0),
    };
    struct tune_plan tune = {0};

    assert_int_equal(tune_plan_fill(&tune, plan, zone, busy, ARRAY_SIZE(busy),
                                    civil_week_start(zone_day(zone, busy[0].start_sec), MONDAY)),
                     0);
    const struct review_activity *a = tune.review.activities;
    assert_int_equal(tune.review.n_activities, 4);
    assert_true(a[0].is_simple && !a[1].is_simple && !a[2].is_simple);
    assert_true(a[0].goal->is_hours && a[0].goal->target == 3);
    assert_int_equal(a[0].stretch.start, 9 * 60);
    assert_null(a[1].goal);
    assert_true(a[3].is_flexible && a[3].n_windows == 2 && a[3].goal->target == 4);
    assert_string_equal(a[3].goal_unit, "contact");
    assert_int_equal(a[3].hours_minutes, (10 - 4) * 60); /* what the fixed ones leave */

    assert_false(is_taken(&tune, TUESDAY, 9 * 60)); /* simple: reviews know it themselves */
    assert_true(is_taken(&tune, WEDNESDAY, 14 * 60) && is_taken(&tune, THURSDAY, 9 * 60));
    assert_true(is_taken(&tune, FRIDAY, 10 * 60) && is_taken(&tune, FRIDAY, 9 * 60 + 45));
    assert_true(!is_taken(&tune, FRIDAY, 9 * 60 + 40) && !is_taken(&tune, FRIDAY, 11 * 60 + 15));
    assert_false(is_taken(&tune, FRIDAY, 15 * 60));
    assert_true(is_taken(&tune, SATURDAY, 23 * 60 + 45) && is_taken(&tune, SUNDAY, 0));
    assert_false(is_taken(&tune, SATURDAY, 23 * 60));
    tune_plan_done(&tune);
    plan_free(plan);
    zone_free(zone);
}

/* ---- The edit ---- */

#define HABIT_PLAN                                                                       \
    "[plan]\ntimezone = Europe/Berlin\n# kept\n[activity a]\ndays = Mon-Thu ; not Fri\n" \
    "time = 09:00-10:00\n[activity b]\ndays = Fri\ntime = 11:00-12:00\n"

/* The ten weeks before this one: never on a Tuesday, always else. */
static void log_habit(struct daemon *d)
{
    int32_t week = civil_week_start(zone_day(d->zone, daemon_now()), MONDAY);

    for (int i = 1; i <= 10; i++)
        for (enum weekday day = MONDAY; day <= FRIDAY; day++) {
            const char *activity = day == FRIDAY ? "b" : "a";
            int32_t date = week - 7 * i + (int32_t)day;
            char id[BLOCK_ID_SIZE];

            block_id_fixed(id, activity, date, 1);
            int64_t start = zone_day_start(d->zone, date) + (day == FRIDAY ? 11 : 9) * 3600;
            struct log_entry entry = {.id = id,
                                      .activity = activity,
                                      .start_sec = start,
                                      .end_sec = start + 3600,
                                      .outcome = day == TUESDAY ? OUTCOME_SKIPPED : OUTCOME_DONE,
                                      .minutes = day == TUESDAY ? 0 : 60,
                                      .count = LOG_UNSET,
                                      .answered_sec = start + 3600};
            assert_int_equal(log_put(d->store.log, &entry, "answer", start + 3600), 0);
        }
}

static void write_file(const char *path, const char *text)
{
    assert_int_equal(file_write_atomic(path, text, strlen(text)), 0);
}

static void test_tuning(_unused_ void **state)
{
    char dir[] = "/tmp/jobsearchd-test-XXXXXX", path[64];
    struct bus_refusal refusal = {0};
    struct tuning *tuning = NULL;
    int kept, of;

    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/plan.ini", dir);
    struct daemon d = {
        .plan = plan_of(HABIT_PLAN), .zone = zone_of("Europe/Berlin"), .plan_path = path};
    assert_int_equal(log_open_memory(&d.store.log), 0);
    log_habit(&d);

    assert_int_equal(tuning_new(&d, &tuning, &refusal), 1);
    assert_int_equal(refusal.error, BUS_ERROR_NO_PLAN);
    write_file(path, HABIT_PLAN "nonsense\n");
    assert_int_equal(tuning_new(&d, &tuning, &refusal), 1);
    write_file(path, HABIT_PLAN);
    assert_int_equal(tuning_new(&d, &tuning, &refusal), 0);
    assert_true(tuning->n_items > 0);
    const struct tune_item *item = &tuning->items[0];
    assert_int_equal(item->suggestion.edit, EDIT_MOVE);
    assert_non_null(strstr(item->text, "# kept\n[activity a]\ndays = Mon,Wed-Fri ; not Fri\n"));
    assert_string_equal(item->before, "Mon, Tue, Wed, Thu 09:00-10:00");
    assert_string_equal(item->after, "Mon, Wed, Thu, Fri 09:00-10:00");
    assert_string_equal(item->days,
                        "Tue\t09:00-10:00 a\t\nFri\t11:00-12:00 b\t09:00-10:00 a, 11:00-12:00 b\n");
    assert_int_equal(item->slots, review_slot_bit(FRIDAY, PART_MORNING));
    assert_int_equal(tuning_count_before(tuning, &d, item, &kept, &of), 0);
    assert_true(kept == 0 && of == 10);

    /* An activity that was changed has its time: four weeks. */
    struct log_applied row = {.at_sec = tuning->now_sec - 27 * DAY_SEC,
                              .suggestion = item->suggestion.id,
                              .activity = "a",
                              .edit = "move",
                              .before = "x",
                              .after = "y",
                              .slots = review_slot_bit(MONDAY, PART_MORNING)};
    assert_int_equal(log_add_applied(d.store.log, &row), 0);
    tuning = tuning_free(tuning);
    assert_int_equal(tuning_new(&d, &tuning, &refusal), 0);
    assert_int_equal(tuning->n_items, 0);
    assert_int_equal(tuning->n_applied, 1);
    assert_in_range(tuning->applied[0].kept, 2, 4); /* the Mondays since */
    assert_int_equal(tuning->applied[0].kept, tuning->applied[0].of);
    tuning_free(tuning);

    unlink(path);
    rmdir(dir);
    log_free(d.store.log);
    zone_free(d.zone);
    plan_free(d.plan);
}

/* A window of its own for a flexible activity: a new section; and a goal that was too high. */
#define FLEXIBLE_PLAN                                                                     \
    "[plan]\ntimezone = Europe/Berlin\n[window w]\ndays = Mon-Fri\ntime = 09:00-12:00\n"  \
    "[activity a]\nhours = 5\nwindow = w\n[activity b]\ndays = Fri\ntime = 13:00-14:00\n" \
    "goal = 9 posts\n"

static const struct tune_item *find_edit(const struct tuning *tuning, enum review_edit edit)
{
    for (size_t i = 0; i < tuning->n_items; i++)
        if (tuning->items[i].suggestion.edit == edit)
            return &tuning->items[i];
    return NULL;
}

static void test_section_and_goal(_unused_ void **state)
{
    char dir[] = "/tmp/jobsearchd-test-XXXXXX", path[64];
    struct bus_refusal refusal = {0};
    struct tuning *tuning = NULL;
    int kept, of;

    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/plan.ini", dir);
    struct daemon d = {
        .plan = plan_of(FLEXIBLE_PLAN), .zone = zone_of("Europe/Berlin"), .plan_path = path};
    assert_int_equal(log_open_memory(&d.store.log), 0);
    log_habit(&d);
    write_file(path, FLEXIBLE_PLAN);
    assert_int_equal(tuning_new(&d, &tuning, &refusal), 0);

    const struct tune_item *move = find_edit(tuning, EDIT_MOVE);
    assert_non_null(move);
    assert_non_null(strstr(move->text, "[window a]\n"));
    assert_non_null(strstr(move->text, "days = Mon,Wed-Fri\n"));
    assert_non_null(strstr(move->text, "\nwindow = a\n"));
    assert_int_equal(move->slots, 0); /* its blocks lie elsewhere each week: all are counted */
    assert_int_equal(tuning_count_before(tuning, &d, move, &kept, &of), 0);
    assert_true(kept == 30 && of == 40);

    const struct tune_item *lower = find_edit(tuning, EDIT_LOWER_GOAL);
    assert_non_null(lower);
    assert_non_null(strstr(lower->text, "\ngoal = 1 post\n"));
    assert_string_equal(lower->before, lower->after);
    assert_string_equal(lower->days, "");
    assert_int_equal(tuning_count_before(tuning, &d, lower, &kept, &of), 0);
    assert_true(kept == 0 && of == 4);

    /* Since: of weeks that began later. */
    struct log_applied row = {.at_sec = tuning->now_sec - 28 * DAY_SEC,
                              .suggestion = lower->suggestion.id,
                              .activity = "b",
                              .edit = "lower-goal",
                              .before = "x",
                              .after = "y",
                              .is_goal = true};
    assert_int_equal(log_add_applied(d.store.log, &row), 0);
    tuning = tuning_free(tuning);
    assert_int_equal(tuning_new(&d, &tuning, &refusal), 0);
    assert_non_null(find_edit(tuning, EDIT_LOWER_GOAL)); /* its time is over */
    assert_in_range(tuning->applied[0].of, 3, 4);
    assert_int_equal(tuning->applied[0].kept, 0);
    tuning_free(tuning);

    unlink(path);
    rmdir(dir);
    log_free(d.store.log);
    zone_free(d.zone);
    plan_free(d.plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_week),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_plan),
        cmocka_unit_test(test_tuning),
        cmocka_unit_test(test_section_and_goal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
