/* The client's calls: what is sent arrives, what is answered comes back. */
#include "bus-world.h"

static void test_status(void **state)
{
    const struct bus_entry current = fake_entry(1), next = fake_entry(2), unplanned = fake_entry(4);
    const struct bus_entry newest = fake_entry(5), older = fake_entry(3);
    struct world *world = *state;
    struct bus_refusal refusal;
    struct bus_status status;

    assert_int_equal(bus_client_get_status(world->client, &status, &refusal), 0);
    assert_int_equal(status.now_sec, MONDAY_SEC);
    assert_string_equal(status.plan, "Job search");
    assert_string_equal(status.timezone, "Europe/Berlin");
    assert_true(status.has_current && status.has_next && status.has_unplanned && status.is_paused);
    assert_block_equal(&status.current, &current.block);
    assert_block_equal(&status.next, &next.block);
    assert_block_equal(&status.unplanned, &unplanned.block);
    assert_true(status.is_discreet);
    assert_int_equal(status.open, 3);
    assert_int_equal(status.n_waiting, 2);
    assert_block_equal(&status.waiting[0], &newest.block);
    assert_block_equal(&status.waiting[1], &older.block);
    assert_int_equal(status.paused_from_sec, MONDAY_SEC + 10);
    assert_int_equal(status.paused_to_sec, MONDAY_SEC + 20);
    assert_int_equal(status.quiet_until_sec, MONDAY_SEC + 30);
    assert_int_equal(status.today_planned_minutes, 240);
    assert_int_equal(status.today_done_minutes, 90);
    assert_int_equal(status.week_from_sec, MONDAY_SEC - 40);
    assert_int_equal(status.week_planned_minutes, 1200);
    assert_int_equal(status.week_done_minutes, 91);
    assert_int_equal(status.n_goals, 2);
    assert_string_equal(status.goals[0].unit, "hours");
    assert_true(status.goals[0].target == 6 && status.goals[0].actual == 1.5);
    assert_string_equal(status.goals[1].activity, "outreach");
    assert_int_equal(status.n_problems, 1);
    assert_string_equal(status.problems[0].code, "plan-invalid");
    assert_string_equal(status.problems[0].text, "The plan has errors.");
    assert_string_equal(status.problems[0].remedy, "jsctl check");
    bus_status_done(&status);

    world->fake->is_idle = true;
    assert_int_equal(bus_client_get_status(world->client, &status, &refusal), 0);
    assert_false(status.has_current || status.has_next || status.has_unplanned || status.is_paused);
    assert_false(status.is_discreet);
    assert_int_equal(status.paused_from_sec, 0);
    bus_status_done(&status);
}

/* A copy outlives what it was made from. */
static void test_entry_copy(_unused_ void **state)
{
    struct bus_entry expected = fake_entry(3), copy;
    char note[] = "two\nlines", id[] = "a/+3";

    expected.note = note;
    expected.block.id = id;
    assert_int_equal(bus_entry_copy(&expected, &copy), 0);
    assert_true(entry_is_equal(&copy, &expected));
    note[0] = id[0] = 'x';
    assert_string_equal(copy.note, "two\nlines");
    assert_string_equal(copy.block.id, "a/+3");
    bus_entry_done(&copy);
    assert_null(copy.note);
    bus_entry_done(&copy);
}

static void check_span(struct bus_span *span)
{
    assert_int_equal(span->now_sec, MONDAY_SEC);
    assert_int_equal(span->from_sec, MONDAY_SEC + 1);
    assert_int_equal(span->to_sec, MONDAY_SEC + 2);
    assert_string_equal(span->timezone, "Europe/Berlin");
    assert_int_equal(span->n_blocks, 3);
    for (int i = 0; i < 3; i++) {
        const struct bus_entry entry = fake_entry(i);

        assert_block_equal(&span->blocks[i], &entry.block);
    }
    assert_int_equal(span->n_busy, 1);
    assert_int_equal(span->busy[0].start_sec, MONDAY_SEC + 3);
    assert_int_equal(span->busy[0].end_sec, MONDAY_SEC + 4);
    assert_string_equal(span->busy[0].summary, "Interview");
    assert_string_equal(span->busy[0].calendar, "personal");
    assert_int_equal(span->n_unplaced, 1);
    assert_string_equal(span->unplaced[0].activity, "blog");
    assert_int_equal(span->unplaced[0].minutes, 90);
    assert_string_equal(span->unplaced[0].reason, "no room");
    assert_int_equal(span->n_follow_ups, 1);
    assert_int_equal(span->follow_ups[0].n, 7);
    assert_string_equal(span->follow_ups[0].kind, "contact");
    assert_string_equal(span->follow_ups[0].name, "Ann");
    assert_int_equal(span->follow_ups[0].due, civil_day(2026, 11, 24));
    assert_string_equal(span->follow_ups[0].link, "https://a.example");
    bus_span_done(span);
}

static void test_suggestions(void **state)
{
    struct world *world = *state;
    struct bus_refusal refusal = {0};
    struct bus_tuning tuning;
    const char *text;

    assert_int_equal(bus_client_list_suggestions(world->client, &tuning, &refusal), 0);
    assert_int_equal(tuning.now_sec, MONDAY_SEC);
    assert_string_equal(tuning.timezone, "Europe/Berlin");
    assert_int_equal(tuning.n_suggestions, 1);
    const struct bus_suggestion *suggestion = &tuning.suggestions[0];
    assert_string_equal(suggestion->id, "practice-move-3f2a");
    assert_string_equal(suggestion->activity, "practice");
    assert_string_equal(suggestion->edit, "move");
    assert_string_equal(suggestion->evidence, "kept 1 of 8");
    assert_string_equal(suggestion->diff, "-days = Tue\n+days = Thu\n");
    assert_string_equal(suggestion->before, "Tue 09:00-10:00");
    assert_string_equal(suggestion->after, "Thu 09:00-10:00");
    assert_string_equal(suggestion->days, "Tue\t09:00-10:00 practice\t\n");
    assert_string_equal(suggestion->weekday, "Tue");
    assert_string_equal(suggestion->part, "morning");
    assert_true(suggestion->kept == 1 && suggestion->of == 8);
    assert_true(suggestion->elsewhere_kept == 40 && suggestion->elsewhere_of == 44);
    assert_int_equal(tuning.n_applied, 1);
    const struct bus_applied *applied = &tuning.applied[0];
    assert_string_equal(applied->id, "blog-split-0001");
    assert_string_equal(applied->activity, "blog");
    assert_string_equal(applied->edit, "split");
    assert_string_equal(applied->evidence, "kept 2 of 8");
    assert_int_equal(applied->at_sec, MONDAY_SEC - 1);
    assert_string_equal(applied->unit, "blocks");
    assert_true(applied->kept == 7 && applied->of == 8);
    assert_true(applied->before_kept == 2 && applied->before_of == 9);
    bus_tuning_done(&tuning);

    assert_int_equal(bus_client_apply_suggestion(world->client, "a-move-1", &text, &refusal), 0);
    assert_string_equal(text, "/home/x/plan.ini.2026");
    assert_int_equal(bus_client_undo_suggestion(world->client, &text, &refusal), 0);
    assert_string_equal(text, "practice-move-3f2a");
    assert_int_equal(bus_client_apply_suggestion(world->client, "A;rm", &text, &refusal), 1);
    assert_int_equal(refusal.error, BUS_ERROR_INVALID_ARGUMENT);
}

static void test_days_off(void **state)
{
    struct world *world = *state;
    struct bus_refusal refusal;
    int64_t from_sec, to_sec;
    bool has_ended = false;
    unsigned n = 0;

    assert_int_equal(bus_client_pause(world->client, "2026-11-23..2026-11-24", "ill", &from_sec,
                                      &to_sec, &refusal),
                     0);
    assert_call("pause 2026-11-23..2026-11-24 [ill]");
    assert_int_equal(from_sec, MONDAY_SEC);
    assert_int_equal(to_sec, MONDAY_SEC + 172800);
    assert_int_equal(bus_client_light(world->client, "", &from_sec, &to_sec, &refusal), 0);
    assert_call("light ");
    assert_int_equal(to_sec, MONDAY_SEC + 86400);
    assert_int_equal(bus_client_resume(world->client, &has_ended, &refusal), 0);
    assert_call("resume");
    assert_true(has_ended);
    assert_int_equal(bus_client_fresh(world->client, &n, &refusal), 0);
    assert_call("fresh");
    assert_int_equal(n, 3);
}

static void test_goals(void **state)
{
    struct world *world = *state;
    struct bus_refusal refusal;
    struct bus_goals goals;

    assert_int_equal(bus_client_list_goals(world->client, "2026-W48", &goals, &refusal), 0);
    assert_int_equal(goals.now_sec, MONDAY_SEC + 3600);
    assert_int_equal(goals.from_sec, MONDAY_SEC);
    assert_string_equal(goals.timezone, "Europe/Berlin");
    assert_int_equal(goals.n_goals, 1);
    assert_string_equal(goals.goals[0].activity, "practice");
    assert_string_equal(goals.goals[0].unit, "hours");
    assert_true(goals.goals[0].target == 6 && goals.goals[0].actual == 1.5);
    assert_true(goals.goals[0].pace == 3 && goals.goals[0].behind == 1.5);
    assert_int_equal(goals.goals[0].free_slots, 4);
    assert_int_equal(goals.goals[0].met, 5);
    assert_int_equal(goals.goals[0].of, 8);
    assert_int_equal(goals.n_weeks, 1);
    assert_string_equal(goals.weeks[0].activity, "practice");
    assert_int_equal(goals.weeks[0].from_sec, MONDAY_SEC - 604800);
    assert_true(goals.weeks[0].target == 6 && goals.weeks[0].actual == 6.5);
    assert_string_equal(goals.weeks[0].state, "met");
    bus_goals_done(&goals);
    assert_int_equal(bus_client_list_goals(world->client, "someday", &goals, &refusal), 1);
}

static void test_review(void **state)
{
    struct world *world = *state;
    struct bus_refusal refusal;
    struct bus_review review;

    assert_int_equal(bus_client_get_review(world->client, "-1", &review, &refusal), 0);
    assert_int_equal(review.goals.now_sec, MONDAY_SEC + 3600);
    assert_int_equal(review.goals.from_sec, MONDAY_SEC);
    assert_string_equal(review.goals.timezone, "Europe/Berlin");
    assert_string_equal(review.plan, "Job search");
    assert_string_equal(review.why, "to write C");
    assert_int_equal(review.target_sec, MONDAY_SEC + 100 * 86400);
    assert_int_equal(review.weeks_left, 15);
    assert_int_equal(review.applications, 3);
    assert_int_equal(review.contacts, 5);
    assert_int_equal(review.follow_ups, 2);
    assert_true(review.goals.n_goals == 1 && review.goals.n_weeks == 1);
    assert_int_equal(review.goals.goals[0].met, 5);
    assert_string_equal(review.goals.weeks[0].state, "met");
    assert_true(review.n_minutes == 1 && review.n_weeks == 2 && review.n_heat == 1);
    assert_string_equal(review.minutes[0].title, "Practise");
    assert_true(review.minutes[0].planned == 1 && review.minutes[0].open == 7);
    assert_int_equal(review.weeks[0].answered, 0);
    assert_true(review.weeks[1].planned_minutes == 600 && review.weeks[1].answered == 9);
    assert_string_equal(review.heat[0].part, "morning");
    assert_true(review.heat[0].kept == 1 && review.heat[0].of == 7);
    assert_true(review.n_patterns == 1 && review.n_reasons == 1);
    assert_string_equal(review.patterns[0].words, "kept 1 of 7");
    assert_int_equal(review.patterns[0].elsewhere_of, 33);
    assert_string_equal(review.reasons[0].why, "tired");
    assert_true(review.n_notes == 1 && review.n_questions == 1);
    assert_string_equal(review.notes[0].note, "two\nlines");
    assert_string_equal(review.questions[0].answer, "because");
    bus_review_done(&review);
    assert_int_equal(bus_client_get_review(world->client, "someday", &review, &refusal), 1);
}

static void test_review_answer(void **state)
{
    struct world *world = *state;
    struct bus_refusal refusal;
    const char *question;
    int64_t from_sec;

    assert_int_equal(
        bus_client_answer_review(world->client, "", 1, "said", &from_sec, &question, &refusal), 0);
    assert_string_equal(question, "Why?");
    assert_int_equal(from_sec, MONDAY_SEC);
    assert_int_equal(
        bus_client_answer_review(world->client, "", 0, "said", &from_sec, &question, &refusal), 1);
    assert_non_null(strstr(refusal.text, "number must be 1 to"));
    assert_int_equal(
        bus_client_answer_review(world->client, "", 1, "bad \xff", &from_sec, &question, &refusal),
        1);
}

static void test_shared(void **state)
{
    struct world *world = *state;
    struct bus_shared shared = {0};
    struct bus_refusal refusal;

    assert_int_equal(bus_client_list_shared(world->client, 8, &shared, &refusal), 0);
    assert_true(shared.is_on && !shared.is_discreet && shared.n_weeks == 1);
    assert_string_equal(shared.weeks[0].week, "2026-W48");
    assert_string_equal(shared.weeks[0].summary, "Week 48: off");
    assert_string_equal(shared.weeks[0].description, "Two\nlines");
    assert_string_equal(shared.weeks[0].data, "{}");
    bus_shared_done(&shared);
    assert_int_equal(bus_client_list_shared(world->client, 27, &shared, &refusal), 1);
    assert_non_null(strstr(refusal.text, "weeks must be"));
}

static void test_spans(void **state)
{
    struct world *world = *state;
    struct bus_refusal refusal;
    struct bus_span span;

    assert_int_equal(bus_client_list_day(world->client, "2026-11-24", &span, &refusal), 0);
    assert_call("day 2026-11-24");
    check_span(&span);
    assert_int_equal(bus_client_list_week(world->client, "-1", &span, &refusal), 0);
    assert_call("week -1");
    check_span(&span);
}

static void test_doing(void **state)
{
    const struct bus_block expected = fake_block("Practise skills");
    const struct bus_answer full = {"a/+1", OUTCOME_PARTIAL, 30, 2, "tired", "two\nlines"};
    const struct bus_answer bare = {"", OUTCOME_DONE, -1, -1, "", ""};
    struct world *world = *state;
    struct bus_refusal refusal;
    struct bus_block block;
    int64_t until;

    assert_int_equal(bus_client_start(world->client, "practice", 45, &block, &refusal), 0);
    assert_call("start practice 45");
    assert_block_equal(&block, &expected);
    assert_int_equal(bus_client_answer(world->client, &full, &block, &refusal), 0);
    assert_call("answer a/+1 partial minutes=30 count=2 why=tired note=two\nlines");
    assert_block_equal(&block, &expected);
    assert_int_equal(bus_client_answer(world->client, &bare, &block, &refusal), 0);
    assert_call("answer  done minutes=-1 count=-1 why= note=");
    assert_int_equal(bus_client_snooze(world->client, "a/+1", 10, &block, &until, &refusal), 0);
    assert_call("snooze a/+1 10");
    assert_block_equal(&block, &expected);
    assert_int_equal(until, MONDAY_SEC + 600);
    assert_int_equal(bus_client_undo(world->client, &block, &refusal), 0);
    assert_call("undo");
    assert_block_equal(&block, &expected);
    assert_int_equal(bus_client_quiet(world->client, 60, &until, &refusal), 0);
    assert_call("quiet 60");
    assert_int_equal(until, MONDAY_SEC + 3600);
}

static void test_reload(void **state)
{
    struct world *world = *state;
    struct bus_refusal refusal;
    struct bus_reload reload;
    char *path;

    assert_int_equal(bus_client_reload(world->client, &reload, &refusal), 0);
    assert_call("reload");
    assert_false(reload.is_taken);
    assert_int_equal(reload.n_diagnostics, 1);
    assert_string_equal(reload.diagnostics[0].file, "plan.ini");
    assert_int_equal(reload.diagnostics[0].line, 3);
    assert_int_equal(reload.diagnostics[0].column, 7);
    assert_string_equal(reload.diagnostics[0].severity, "error");
    assert_string_equal(reload.diagnostics[0].message, "no such key");
    bus_reload_done(&reload);
    assert_int_equal(bus_client_get_plan_file(world->client, &path, &refusal), 0);
    assert_string_equal(path, "/home/x/plan\\xff.ini");
    free(path);
}

static void test_log(void **state)
{
    const struct bus_log_query query = {MONDAY_SEC, 0, "practice", "done", true, "c", BUS_PAGE_MAX};
    struct world *world = *state;
    struct bus_refusal refusal;
    struct bus_page page;
    char heard[64];

    assert_int_equal(bus_client_list_log(world->client, &query, &page, &refusal), 0);
    snprintf(heard, sizeof(heard), "list %lld 0 practice/done/c %d down", (long long)MONDAY_SEC,
             BUS_PAGE_MAX);
    assert_call(heard);
    assert_int_equal(page.n_entries, BUS_PAGE_MAX);
    for (int i = 0; i < BUS_PAGE_MAX; i++) {
        const struct bus_entry expected = fake_entry(i);

        assert_true(entry_is_equal(&page.entries[i], &expected));
    }
    assert_string_equal(page.cursor, "next");
    bus_page_done(&page);

    assert_int_equal(bus_client_log_history(world->client, "a/+1", &page, &refusal), 0);
    assert_call("history a/+1");
    assert_int_equal(page.n_entries, 2);
    assert_string_equal(page.cursor, "");
    bus_page_done(&page);
}

static void test_forget(void **state)
{
    struct world *world = *state;
    struct bus_amounts amounts;
    struct bus_refusal refusal;

    assert_int_equal(bus_client_forget(world->client, "2026-09-01", true, &amounts, &refusal), 0);
    assert_call("forget 2026-09-01 dry");
    assert_int_equal(amounts.n, 2);
    assert_string_equal(amounts.items[0].what, "blocks");
    assert_int_equal(amounts.items[0].n, 412);
    bus_amounts_done(&amounts);
    assert_int_equal(bus_client_forget(world->client, "tomorrow", false, &amounts, &refusal), 1);
    assert_non_null(strstr(refusal.text, "or empty for everything")); /* not: for today */
    assert_int_equal(refusal.error, BUS_ERROR_INVALID_ARGUMENT);
}

static void test_put(void **state)
{
    struct world *world = *state;
    struct bus_entry *entries = calloc(BUS_PAGE_MAX, sizeof(*entries));
    struct bus_refusal refusal;

    assert_non_null(entries);
    for (int i = 0; i < BUS_PAGE_MAX; i++)
        entries[i] = fake_entry(i + 1);
    assert_int_equal(bus_client_put_log(world->client, entries, BUS_PAGE_MAX, true, &refusal), 0);
    assert_call("put 1000 as sent of 1000 import");
    entries[7].block.activity = "Bad";
    assert_int_equal(bus_client_put_log(world->client, entries, BUS_PAGE_MAX, false, &refusal), 1);
    assert_int_equal(refusal.error, BUS_ERROR_INVALID_ARGUMENT);
    assert_non_null(strstr(refusal.text, "entry 8: activity must be"));
    free(entries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_suggestions),   WORLD_TEST(test_goals),
        WORLD_TEST(test_days_off),      WORLD_TEST(test_review),
        WORLD_TEST(test_review_answer), WORLD_TEST(test_shared),
        WORLD_TEST(test_status),        WORLD_TEST(test_spans),
        WORLD_TEST(test_doing),         WORLD_TEST(test_reload),
        WORLD_TEST(test_log),           WORLD_TEST(test_forget),
        WORLD_TEST(test_put),           cmocka_unit_test(test_entry_copy),
    };

    return world_run("bus-client", tests);
}
