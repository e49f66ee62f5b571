/* The flexible blocks over time: a log in memory, a clock and calendars that are the test's. What
 * is placed, what stays where it is when something happens, and what is told of the rest. */
#include "daemon/item.h"
#include "daemon/placer.h"
#include "daemon/rounds.h"
#include "schedule-fixture.h"

#define MONDAY_0800 "2026-11-23T08:00" /* of week 48 */
#define MAX_BUSY    4

#define HEAD  "[plan]\nname = P\ntimezone = Europe/Berlin\nhours = 30\nreview = no\n"
#define WEEK  "[window w]\ndays = Mon-Fri\ntime = 09:00-12:00\n"
#define A_4H  "[activity a]\ntitle = Aye\nhours = 4\nwindow = w\nblock = 1h-2h\n"
#define PLAN  HEAD WEEK A_4H
#define FIRST "a/1 Mon 09:00-11:00\na/2 Tue 09:00-11:00\n"

struct world {
    struct plan *plan;
    struct zone *zone;
    struct log *log;
    struct placer placer;
    struct change_list changes;
    struct busy_item busy[MAX_BUSY];
    size_t n_busy;
    int64_t first_run_sec, now_sec;
    int32_t week; /* that is shown */
};

/* ---- The world ---- */

static void world_done(struct world *w)
{
    placer_done(&w->placer);
    change_list_done(&w->changes);
    log_free(w->log);
    zone_free(w->zone);
    plan_free(w->plan);
}

static void time_is(struct world *w, const char *time)
{
    w->now_sec = instant_of(w->zone, time);
    w->week = civil_week_start(zone_day(w->zone, w->now_sec), w->plan->week_start);
}

static struct world world_of(const char *plan, const char *now)
{
    struct world w = {.plan = plan_of(plan), .zone = zone_of("Europe/Berlin")};

    assert_int_equal(log_open_memory(&w.log), 0);
    w.first_run_sec = INT64_MIN;
    time_is(&w, now);
    return w;
}

static void plan_is(struct world *w, const char *plan)
{
    struct plan *old = w->plan;

    w->plan = plan_of(plan);
    plan_free(old);
    placer_forget(&w->placer);
}

/* An event "START END", of the calendar `work`. */
static void busy_at(struct world *w, const char *start, const char *end, const char *summary,
                    int buffer)
{
    w->busy[w->n_busy++] = (struct busy_item){
        .start_sec = instant_of(w->zone, start),
        .end_sec = instant_of(w->zone, end),
        .buffer_minutes = buffer,
        .summary = summary,
        .calendar = "work",
    };
}

/* Returns what placer_place() does: 1 if anything was stored. */
static int place(struct world *w)
{
    struct placer_source source = {
        .plan = w->plan,
        .zone = w->zone,
        .log = w->log,
        .busy = w->busy,
        .n_busy = w->n_busy,
        .first_run_sec = w->first_run_sec,
        .now_sec = w->now_sec,
    };

    return placer_place(&w->placer, &source, &w->changes);
}

/* ---- What happens to blocks ---- */

static struct agenda agenda_of(const struct world *w)
{
    struct agenda agenda;

    agenda_init(&agenda, w->plan, w->zone);
    assert_int_equal(agenda_fill_with_log(&agenda, w->log, zone_day_start(w->zone, w->week),
                                          zone_day_start(w->zone, w->week + 7), w->now_sec),
                     0);
    return agenda;
}

static void put(struct world *w, const char *id, enum outcome outcome, int minutes,
                int64_t started_sec)
{
    struct agenda agenda = agenda_of(w);
    struct agenda_item *item = agenda_find(&agenda, id);
    struct log_entry entry;

    assert_non_null(item);
    entry = log_entry_from_item(item);
    entry.outcome = outcome;
    entry.minutes = minutes;
    entry.started_sec = started_sec;
    entry.answered_sec = outcome == OUTCOME_OPEN ? 0 : w->now_sec;
    assert_int_equal(log_put(w->log, &entry, "answer", w->now_sec), 0);
    agenda_done(&agenda);
}

static void answered(struct world *w, const char *id, enum outcome outcome, int minutes)
{
    put(w, id, outcome, minutes, 0);
}

static void began(struct world *w, const char *id)
{
    put(w, id, OUTCOME_OPEN, PLAN_UNSET, 0);
}

static void started(struct world *w, const char *id)
{
    put(w, id, OUTCOME_OPEN, PLAN_UNSET, w->now_sec);
}

static void moved(struct world *w, const char *id, const char *base, const char *start,
                  const char *end)
{
    struct log_move move = {
        .id = id,
        .base_sec = instant_of(w->zone, base),
        .start_sec = instant_of(w->zone, start),
        .end_sec = instant_of(w->zone, end),
    };

    assert_int_equal(log_put_move(w->log, &move, w->now_sec), 0);
}

/* ---- What it comes to ---- */

static void add_block(struct text *text, const struct world *w, const struct agenda_item *item)
{
    char start[INSTANT_SIZE], end[INSTANT_SIZE];

    zone_format(w->zone, item->start_sec, start);
    zone_format(w->zone, item->end_sec, end);
    text_addf(text, "%.*s%s %s %.5s-%.5s%s%s\n", (int)strcspn(item->id, "/"), item->id,
              strrchr(item->id, '/'),
              civil_weekday_name(civil_weekday(zone_day(w->zone, item->start_sec))), start + 11,
              end + 11, item->outcome != OUTCOME_OPEN ? " " : "",
              item->outcome != OUTCOME_OPEN ? outcome_name(item->outcome) : "");
}

/* The flexible blocks of the week that is shown: "NAME/N DAY START-END [OUTCOME]" a line, and what
 * is unplaced: "NAME MINUTES REASON". */
static void assert_week(const struct world *w, const char *expected)
{
    struct agenda agenda = agenda_of(w);
    struct text text = {0};
    _cleanup_(freep) char *actual = NULL;
    const struct unplaced_item *unplaced;
    size_t n;

    for (size_t i = 0; i < agenda.n; i++)
        if (agenda.items[i].kind == BLOCK_FLEXIBLE)
            add_block(&text, w, &agenda.items[i]);
    unplaced = placer_unplaced(&w->placer, w->week, &n);
    for (size_t i = 0; i < n; i++)
        text_addf(&text, "%s %d %s\n", unplaced[i].activity, unplaced[i].minutes,
                  unplaced_reason_name(unplaced[i].reason));
    assert_int_equal(text_take(&text, &actual), 0);
    agenda_done(&agenda);
    if (!streq(actual, expected))
        fail_msg("the week is:\n%sexpected:\n%s", actual, expected);
}

/* What is told since the last time, as "SUMMARY|BODY"; "" for nothing. */
static void assert_told(struct world *w, const char *expected)
{
    _cleanup_(freep) char *summary = NULL, *body = NULL;
    char actual[512] = "";

    if (w->changes.n > 0) {
        assert_int_equal(
            change_list_word(&w->changes, w->plan, w->zone, w->now_sec, &summary, &body), 0);
        snprintf(actual, sizeof(actual), "%s|%s", summary, body);
        change_list_done(&w->changes);
    }
    assert_string_equal(actual, expected);
}

/* ---- Placing ---- */

static void test_the_first_placement_tells_nothing(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    assert_int_equal(place(&w), 1);
    assert_week(&w, FIRST);
    assert_told(&w, "");
    /* This week and four more. */
    for (int i = 1; i < PLACER_WEEKS; i++) {
        w.week += 7;
        assert_week(&w, FIRST);
    }
    w.week += 7;
    assert_week(&w, "");
}

static void test_the_same_question_is_not_asked_twice(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    assert_int_equal(place(&w), 1);
    /* The plan is no part of the question: who edits it says so. Here nobody does. */
    w.plan->activities[0].hours_minutes += 60;
    assert_int_equal(place(&w), 0);
    w.plan->activities[0].hours_minutes -= 60;
    time_is(&w, "2026-11-24T23:00");
    began(&w, "a/2026-W48/1");
    began(&w, "a/2026-W48/2");
    assert_int_equal(place(&w), 0);
    /* Nothing but the answer could have changed: a row that is gone is not put back. */
    assert_int_equal(log_put_placements(w.log, w.week + 7, NULL, 0), 0);
    assert_int_equal(place(&w), 1);
    assert_told(&w, "");
}

/* Placed anew by another process with the same log: nothing changes. */
static void test_a_restart_keeps_every_block(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    busy_at(&w, "2026-11-23T09:00", "2026-11-23T12:00", "Interview", 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Tue 09:00-11:00\na/2 Wed 09:00-11:00\n");
    placer_forget(&w.placer);
    assert_int_equal(place(&w), 0);
    /* What was better from the beginning: nothing moves without need. */
    w.n_busy = 0;
    placer_forget(&w.placer);
    assert_int_equal(place(&w), 0);
    assert_week(&w, "a/1 Tue 09:00-11:00\na/2 Wed 09:00-11:00\n");
    assert_told(&w, "");
}

static void test_a_new_week_tells_nothing(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    assert_int_equal(place(&w), 1);
    began(&w, "a/2026-W48/1");
    began(&w, "a/2026-W48/2");
    time_is(&w, "2026-11-30T00:00");
    assert_int_equal(place(&w), 1); /* the fifth week from now */
    assert_told(&w, "");
    assert_week(&w, FIRST);
}

/* ---- An appointment ---- */

static void test_an_appointment_moves_one_block(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    busy_at(&w, "2026-11-24T10:00", "2026-11-24T12:00", "Interview at Acme", 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Wed 09:00-11:00\n");
    assert_told(&w, "Aye moved from Tue 09:00 to Wed 09:00|Interview at Acme\njsctl week");
}

static void test_a_buffer_is_a_reason_too(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    busy_at(&w, "2026-11-24T11:05", "2026-11-24T12:00", "", 10);
    assert_int_equal(place(&w), 1);
    assert_told(&w, "Aye moved from Tue 09:00 to Wed 09:00|work\njsctl week");
}

static void test_a_new_fixed_block_is_a_reason(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    plan_is(&w,
            PLAN "[activity f]\ntitle = Class\ndays = Tue\ntime = 09:00-12:00\nevery = 1 week\n");
    time_is(&w, MONDAY_0800);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Wed 09:00-11:00\n");
    assert_int_equal(w.changes.n, PLACER_WEEKS);
    assert_string_equal(w.changes.items[0].why, "Class");
}

static void test_no_room_any_more(void **state _unused_)
{
    _cleanup_(world_done) struct world w =
        world_of(HEAD "[window w]\ndays = Mon,Tue\ntime = 09:00-11:00\n" A_4H, MONDAY_0800);

    place(&w);
    busy_at(&w, "2026-11-24T08:00", "2026-11-24T12:00", "Dentist", 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na 120 window\n");
    assert_told(&w, "Aye on Tue 09:00 has no room any more|Dentist\njsctl week");
    /* It is called off: the hours are back, under a number that was never given. */
    w.n_busy = 0;
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/3 Tue 09:00-11:00\n");
    assert_told(&w, "Aye added on Tue 09:00|jsctl week");
}

/* ---- What does not move ---- */

#define OVER_TUESDAY "2026-11-24T09:30", "2026-11-24T12:00", "Interview", 0
#define OVER_MONDAY  "2026-11-23T09:30", "2026-11-23T12:00", "Interview", 0

static void test_nothing_moves_within_freeze(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T08:30"); /* 30 minutes before its start */
    busy_at(&w, OVER_MONDAY);
    assert_int_equal(place(&w), 0);
    assert_week(&w, FIRST);

    /* One that may move goes no nearer than that. */
    time_is(&w, "2026-11-24T08:25");
    began(&w, "a/2026-W48/1");
    busy_at(&w, "2026-11-24T11:00", "2026-11-24T12:00", "", 0);
    busy_at(&w, "2026-11-24T09:00", "2026-11-24T09:05", "", 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Wed 09:00-11:00\n");
}

static void test_a_frozen_start_is_no_place_for_a_new_block(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, "2026-11-27T09:10");

    place(&w);
    assert_week(&w, "a/1 Fri 09:40-10:40\na/2 Fri 10:55-12:00\na 115 window\n");
}

static void test_what_began_stays(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T10:00");
    began(&w, "a/2026-W48/1");
    busy_at(&w, OVER_MONDAY);
    assert_int_equal(place(&w), 0);
    assert_week(&w, FIRST);
}

static void test_what_was_started_ahead_of_its_time_stays(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    started(&w, "a/2026-W48/2");
    busy_at(&w, OVER_TUESDAY);
    assert_int_equal(place(&w), 0);
    assert_week(&w, FIRST);
}

static void test_what_was_answered_ahead_of_its_time_stays(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    answered(&w, "a/2026-W48/2", OUTCOME_DONE, 120);
    busy_at(&w, OVER_TUESDAY);
    assert_int_equal(place(&w), 0);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Tue 09:00-11:00 done\n");
}

static void test_what_the_user_moved_stays_there(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    moved(&w, "a/2026-W48/2", "2026-11-24T09:00", "2026-11-26T15:00", "2026-11-26T16:00");
    busy_at(&w, "2026-11-26T15:00", "2026-11-26T16:00", "Interview", 0);
    /* He made it shorter: the rest of its hours is offered. */
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/3 Tue 09:00-10:00\na/2 Thu 15:00-16:00\n");
    assert_told(&w, "Aye added on Tue 09:00|jsctl week");
    assert_int_equal(place(&w), 0);
}

/* Out of its week: it counts for that one, and takes room in the other. */
static void test_what_the_user_moved_into_another_week(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    moved(&w, "a/2026-W48/2", "2026-11-24T09:00", "2026-11-30T09:00", "2026-11-30T11:00");
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\n");
    assert_told(&w, "Aye moved from Mon 30 Nov 09:00 to Wed 2 Dec 09:00|jsctl week");
    w.week += 7;
    assert_week(&w, "a/2 Mon 09:00-11:00\na/2 Tue 09:00-11:00\na/1 Wed 09:00-11:00\n");
    assert_int_equal(place(&w), 0);
}

/* ---- Made up for ---- */

static void test_missed_is_offered_again(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_MISSED, 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00 missed\na/2 Tue 09:00-11:00\na/3 Wed 09:00-11:00\n");
    assert_told(&w, "Aye added on Wed 09:00|jsctl week");

    /* Done after all: what was offered for it goes. */
    answered(&w, "a/2026-W48/1", OUTCOME_DONE, 120);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00 done\na/2 Tue 09:00-11:00\n");
    /* And missed once more: never under a number that is gone. */
    answered(&w, "a/2026-W48/1", OUTCOME_MISSED, 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00 missed\na/2 Tue 09:00-11:00\na/4 Wed 09:00-11:00\n");
}

static void test_missed_without_catch_up(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(HEAD "catch-up = no\n" WEEK A_4H, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_MISSED, 0);
    assert_int_equal(place(&w), 0);
    answered(&w, "a/2026-W48/1", OUTCOME_PARTIAL, 30);
    assert_int_equal(place(&w), 0);
    assert_week(&w, "a/1 Mon 09:00-11:00 partial\na/2 Tue 09:00-11:00\n");
}

/* It lay while no daemon ran. */
static void test_what_nobody_saw_is_offered_again(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Tue 09:00-11:00\na/3 Wed 09:00-11:00\n");
}

static void test_skipped_is_not_offered_again(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_SKIPPED, 0);
    assert_int_equal(place(&w), 0);
    answered(&w, "a/2026-W48/1", OUTCOME_EXCUSED, 0);
    assert_int_equal(place(&w), 0);
}

static void test_done_in_less_offers_the_rest(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_PARTIAL, 60);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00 partial\na/2 Tue 09:00-11:00\na/3 Wed 09:00-10:00\n");
    /* Too little for a piece of its own: shared out, and what is no multiple of 5 falls away. */
    answered(&w, "a/2026-W48/1", OUTCOME_DONE, 97);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00 done\na/2 Tue 09:00-10:10\na/3 Wed 09:00-10:10\n");
}

static void test_done_in_more_takes_from_the_rest(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_DONE, 180);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00 done\na/2 Tue 09:00-10:00\n");
    assert_told(&w, "Aye on Tue 09:00 ends at 10:00 instead of 11:00|jsctl week");
}

/* ---- The plan is edited ---- */

static void test_renamed(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_DONE, 120);
    plan_is(&w, HEAD WEEK "[activity b]\nformerly = a\nhours = 4\nwindow = w\nblock = 1h-2h\n");
    place(&w);
    assert_week(&w, "a/1 Mon 09:00-11:00 done\nb/2 Tue 09:00-11:00\n");
    assert_told(&w, "");
    assert_int_equal(place(&w), 0);
}

static void test_removed(void **state _unused_)
{
    _cleanup_(world_done) struct world w =
        world_of(PLAN "[activity b]\nhours = 2\nwindow = w\nblock = 1h-2h\n", MONDAY_0800);

    place(&w);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Tue 09:00-11:00\nb/1 Wed 09:00-11:00\n");
    time_is(&w, "2026-11-23T13:00");
    answered(&w, "a/2026-W48/1", OUTCOME_DONE, 120);
    plan_is(&w, HEAD WEEK "[activity b]\nhours = 2\nwindow = w\nblock = 1h-2h\n");
    place(&w);
    assert_week(&w, "a/1 Mon 09:00-11:00 done\nb/1 Wed 09:00-11:00\n");
    assert_told(&w, "");
}

static void test_made_fixed(void **state _unused_)
{
    _cleanup_(world_done) struct world w =
        world_of(PLAN "[activity b]\nhours = 2\nwindow = w\nblock = 1h-2h\n", MONDAY_0800);

    place(&w);
    plan_is(&w, HEAD WEEK "[activity a]\ndays = Wed\ntime = 09:30-11:00\n"
                          "[activity b]\nhours = 2\nwindow = w\nblock = 1h-2h\n");
    assert_int_equal(place(&w), 1);
    assert_week(&w, "b/1 Mon 09:00-11:00\n");
}

static void test_more_hours(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    plan_is(&w, HEAD WEEK "[activity a]\ntitle = Aye\nhours = 5\nwindow = w\nblock = 1h-2h\n");
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 09:00-11:00\na/2 Tue 09:00-11:00\na/3 Wed 09:00-10:00\n");
    /* A new activity's first blocks are what the user asked for. */
    change_list_done(&w.changes);
    plan_is(&w, HEAD WEEK "[activity a]\ntitle = Aye\nhours = 5\nwindow = w\nblock = 1h-2h\n"
                          "[activity b]\nhours = 2\nwindow = w\nblock = 1h-2h\n");
    assert_int_equal(place(&w), 1);
    assert_told(&w, "");
}

/* ---- Weeks ---- */

static void test_a_week_in_which_the_clock_changes(void **state _unused_)
{
    _cleanup_(world_done) struct world w =
        world_of(HEAD "[window w]\ndays = Sat,Sun\ntime = 01:00-04:00\n" A_4H, "2027-03-22T08:00");

    place(&w);
    /* On Sunday 28 March the hour from 02:00 is skipped. */
    assert_week(&w, "a/1 Sat 01:00-03:00\na/2 Sun 01:00-04:00\n");
    time_is(&w, "2027-10-25T08:00");
    place(&w);
    /* On Sunday 31 October it comes twice. */
    assert_week(&w, "a/1 Sat 01:00-03:00\na/2 Sun 01:00-02:00\n");
}

/* The evening of the week's last day goes on in the next week; both are asked about. */
static void test_a_window_over_the_end_of_the_week(void **state _unused_)
{
    static const char *const plan = HEAD "[window w]\ndays = Sun\ntime = 22:00-02:00\n"
                                         "[activity a]\ntitle = Aye\nhours = 2\nblock = 1h-2h\n"
                                         "window = w\n";
    _cleanup_(world_done) struct world w = world_of(plan, MONDAY_0800);

    busy_at(&w, "2026-11-29T20:00", "2026-11-30T00:00", "Concert", 0);
    place(&w);
    w.week += 7;
    assert_week(&w, "a/1 Mon 00:00-02:00\na/1 Sun 22:00-00:00\n");
    busy_at(&w, "2026-11-30T01:00", "2026-11-30T02:00", "Train", 0);
    assert_int_equal(place(&w), 1);
    assert_week(&w, "a/1 Mon 00:00-01:00\na/1 Sun 22:00-00:00\n");
    assert_told(&w, "Aye on Mon 30 Nov 00:00 ends at 01:00 instead of 02:00|Train\njsctl week");
    placer_forget(&w.placer);
    assert_int_equal(place(&w), 0);
    assert_week(&w, "a/1 Mon 00:00-01:00\na/1 Sun 22:00-00:00\n");
    /* It is kept for its own week when the next has begun. */
    time_is(&w, "2026-11-30T03:00");
    answered(&w, "a/2026-W48/1", OUTCOME_MISSED, 0);
    place(&w);
    assert_week(&w, "a/1 Mon 00:00-01:00 missed\na/1 Sun 22:00-00:00\n");
}

static void test_every_second_week(void **state _unused_)
{
    _cleanup_(world_done) struct world w =
        world_of(HEAD "from = 2026-11-25\n" WEEK A_4H "every = 2 weeks\n", MONDAY_0800);

    place(&w);
    assert_week(&w, "a/1 Wed 09:00-11:00\na/2 Thu 09:00-11:00\n");
    w.week += 7;
    assert_week(&w, "");
    w.week += 7;
    assert_week(&w, FIRST);
}

static void test_the_first_week_has_a_smaller_budget(void **state _unused_)
{
    static const char *const plan =
        "[plan]\npriority = 1\ntimezone = Europe/Berlin\nreview = no\n" WEEK
        "[activity a]\nhours = 8\nblock = 1h-2h\nwindow = w\n";
    _cleanup_(world_done) struct world w = world_of(plan, MONDAY_0800);

    w.first_run_sec = w.now_sec;
    place(&w);
    /* 60 % of 8 hours are 4 h 48: */
    assert_week(&w, "a/1 Mon 09:00-10:35\na/2 Tue 09:00-10:35\n"
                    "a/3 Wed 09:00-10:35\na 195 budget\n");
    w.week += 7;
    assert_week(&w, FIRST "a/3 Wed 09:00-11:00\na/4 Thu 09:00-11:00\n");
}

static void test_a_first_week_with_hours_has_them_all(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(
        "[plan]\nhours = 4\ntimezone = Europe/Berlin\nreview = no\n" WEEK A_4H, MONDAY_0800);

    w.first_run_sec = w.now_sec;
    place(&w);
    assert_week(&w, FIRST);
}

static void test_a_clock_that_was_set_back(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(PLAN, MONDAY_0800);

    place(&w);
    time_is(&w, "2026-10-05T08:00");
    assert_int_equal(place(&w), 1);
    assert_int_equal(place(&w), 0);
    for (int i = 0; i < PLACER_WEEKS; i++, w.week += 7)
        assert_week(&w, FIRST);
}

/* ---- What has no room ---- */

static void test_unplaced(void **state _unused_)
{
    _cleanup_(world_done) struct world w = world_of(
        HEAD
        "[window w]\ndays = Mon\ntime = 09:00-12:00\n[window v]\ndays = Tue\ntime = 09:00-11:00\n"
        "[activity a]\nhours = 5\nwindow = w\nblock = 1h-3h\npriority = 5\n"
        "[activity b]\nhours = 2\nwindow = w\nblock = 1h-2h\n"
        "[activity c]\nhours = 2h30m\nwindow = v\nblock = 1h-1h\nmax-per-day = 1h\n",
        MONDAY_0800);
    size_t n;

    place(&w);
    assert_week(&w, "a/1 Mon 09:00-12:00\nc/1 Tue 09:00-10:00\n"
                    "a 120 window\nb 120 crowded-out\nc 30 cut\nc 60 window\n");
    assert_string_equal(placer_unplaced(&w.placer, w.week, &n)->title, "a");
    assert_null(placer_unplaced(&w.placer, w.week - 7, &n));
    assert_int_equal(n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_placement_tells_nothing),
        cmocka_unit_test(test_the_same_question_is_not_asked_twice),
        cmocka_unit_test(test_a_restart_keeps_every_block),
        cmocka_unit_test(test_a_new_week_tells_nothing),
        cmocka_unit_test(test_an_appointment_moves_one_block),
        cmocka_unit_test(test_a_buffer_is_a_reason_too),
        cmocka_unit_test(test_a_new_fixed_block_is_a_reason),
        cmocka_unit_test(test_no_room_any_more),
        cmocka_unit_test(test_nothing_moves_within_freeze),
        cmocka_unit_test(test_a_frozen_start_is_no_place_for_a_new_block),
        cmocka_unit_test(test_what_began_stays),
        cmocka_unit_test(test_what_was_started_ahead_of_its_time_stays),
        cmocka_unit_test(test_what_was_answered_ahead_of_its_time_stays),
        cmocka_unit_test(test_what_the_user_moved_stays_there),
        cmocka_unit_test(test_what_the_user_moved_into_another_week),
        cmocka_unit_test(test_missed_is_offered_again),
        cmocka_unit_test(test_missed_without_catch_up),
        cmocka_unit_test(test_what_nobody_saw_is_offered_again),
        cmocka_unit_test(test_skipped_is_not_offered_again),
        cmocka_unit_test(test_done_in_less_offers_the_rest),
        cmocka_unit_test(test_done_in_more_takes_from_the_rest),
        cmocka_unit_test(test_renamed),
        cmocka_unit_test(test_removed),
        cmocka_unit_test(test_made_fixed),
        cmocka_unit_test(test_more_hours),
        cmocka_unit_test(test_a_week_in_which_the_clock_changes),
        cmocka_unit_test(test_a_window_over_the_end_of_the_week),
        cmocka_unit_test(test_every_second_week),
        cmocka_unit_test(test_the_first_week_has_a_smaller_budget),
        cmocka_unit_test(test_a_first_week_with_hours_has_them_all),
        cmocka_unit_test(test_a_clock_that_was_set_back),
        cmocka_unit_test(test_unplaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
