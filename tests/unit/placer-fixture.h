/* What the tests of the placer share: a world whose log is in memory, and whose clock, plan and
 * calendars are the test's. */
#pragma once

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
    struct tracked tracked; /* what the log has of the tracker */
    int64_t first_run_sec, now_sec;
    int32_t week; /* that is shown */
};

/* ---- The world ---- */

static inline void world_done(struct world *w)
{
    placer_done(&w->placer);
    change_list_done(&w->changes);
    tracked_done(&w->tracked);
    log_free(w->log);
    zone_free(w->zone);
    plan_free(w->plan);
}

static inline void time_is(struct world *w, const char *time)
{
    w->now_sec = instant_of(w->zone, time);
    w->week = civil_week_start(zone_day(w->zone, w->now_sec), w->plan->week_start);
}

static inline struct world world_of(const char *plan, const char *now)
{
    struct world w = {.plan = plan_of(plan), .zone = zone_of("Europe/Berlin")};

    assert_int_equal(log_open_memory(&w.log), 0);
    w.first_run_sec = INT64_MIN;
    time_is(&w, now);
    return w;
}

static inline void plan_is(struct world *w, const char *plan)
{
    struct plan *old = w->plan;

    w->plan = plan_of(plan);
    plan_free(old);
    placer_forget(&w->placer);
}

/* An event "START END", of the calendar `work`. */
static inline void busy_at(struct world *w, const char *start, const char *end, const char *summary,
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

/* An application of this number (0: a new one) with an interview; NULL: without. Returns its
 * number. */
static inline int64_t interview_at(struct world *w, int64_t n, const char *company,
                                   const char *start)
{
    struct track_item item;

    track_item_init(&item, TRACK_APPLICATION);
    if (n > 0)
        assert_int_equal(log_find_track(w->log, n, &item), 1);
    item.name = company;
    item.interview_sec = start ? instant_of(w->zone, start) : 0;
    assert_int_equal(log_put_track(w->log, &item, w->now_sec, &n), 0);
    return n;
}

/* Returns what placer_place() does: 1 if anything was stored. */
static inline int place(struct world *w)
{
    assert_int_equal(tracked_read(&w->tracked, w->log), 0);
    struct placer_source source = {
        .plan = w->plan,
        .zone = w->zone,
        .log = w->log,
        .busy = w->busy,
        .n_busy = w->n_busy,
        .interviews = w->tracked.interviews,
        .n_interviews = w->tracked.n_interviews,
        .first_run_sec = w->first_run_sec,
        .now_sec = w->now_sec,
    };

    return placer_place(&w->placer, &source, &w->changes);
}

/* ---- What happens to blocks ---- */

static inline struct agenda agenda_of(const struct world *w)
{
    struct agenda agenda;

    agenda_init(&agenda, w->plan, w->zone);
    assert_int_equal(agenda_fill_with_log(&agenda, w->log, zone_day_start(w->zone, w->week),
                                          zone_day_start(w->zone, w->week + 7), w->now_sec),
                     0);
    return agenda;
}

static inline void put(struct world *w, const char *id, enum outcome outcome, int minutes,
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

static inline void answered(struct world *w, const char *id, enum outcome outcome, int minutes)
{
    put(w, id, outcome, minutes, 0);
}

static inline void began(struct world *w, const char *id)
{
    put(w, id, OUTCOME_OPEN, PLAN_UNSET, 0);
}

static inline void started(struct world *w, const char *id)
{
    put(w, id, OUTCOME_OPEN, PLAN_UNSET, w->now_sec);
}

static inline void moved(struct world *w, const char *id, const char *base, const char *start,
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

static inline void add_block(struct text *text, const struct world *w,
                             const struct agenda_item *item)
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
static inline void assert_week(const struct world *w, const char *expected)
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
static inline void assert_told(struct world *w, const char *expected)
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
