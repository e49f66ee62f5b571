/* A daemon that is only its handlers: it notes in words what it was asked, answers with fixed data
 * and refuses, or fails, on demand. And a service and its user on the two ends of a socket pair:
 * sd-bus without any bus daemon, in one process, pumped by hand. */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <systemd/sd-bus.h>

#include "base/civil.h"
#include "bus.h"

#define MONDAY_SEC INT64_C(1795392000) /* 2026-11-23T00:00Z */
#define N_ENTRIES  BUS_PAGE_MAX

struct fake {
    char call[2048];      /* the last call in words; "" if none arrived */
    int result;           /* what the handlers return */
    enum bus_error error; /* with result 1 */
    bool is_idle;         /* nothing current, next, unplanned; not paused */
    bool dies;            /* the process ends in the midst of a call */
    bool has_new_words;   /* blocks have an outcome of a later version */
    const char *title;
    bool signals;                /* Start emits BlockStarted */
    struct bus_service *service; /* borrowed */
};

/* ---- Data that both ends can make ---- */

static inline struct bus_block fake_block(const char *title)
{
    return (struct bus_block){
        .id = "practice/2026-11-23/1",
        .activity = "practice",
        .title = title,
        .start_sec = MONDAY_SEC + 9 * 3600,
        .end_sec = MONDAY_SEC + 10 * 3600,
        .kind = BLOCK_FIXED,
        .outcome = OUTCOME_DONE,
        .started_sec = MONDAY_SEC + 9 * 3600 + 60,
        .minutes = 59,
        .count = -1,
    };
}

/* The i-th of any number of entries that differ in every field. */
static inline struct bus_entry fake_entry(int i)
{
    static const char *const ids[] = {"a/2026-11-23/1", "b/2026-W48/2", "c/+17"};
    static const char *const texts[] = {"", "Übung", "two\nlines", "=1+1, \"quoted\""};
    static const char *const whys[] = {"", "tired", "unclear", "avoided", "clash", "other"};
    const int64_t start = 1 + (int64_t)i * 1000003;

    return (struct bus_entry){
        .block = {.id = ids[i % 3],
                  .activity = i % 2 ? "practice" : "outreach",
                  .title = i % 4 == 2 ? "" : texts[i % 4],
                  .start_sec = start,
                  .end_sec = i % 5 ? start + i : 0,
                  .kind = (enum block_kind)(i % BLOCK_KIND_MAX_),
                  .outcome = (enum outcome)(i % OUTCOME_MAX_),
                  .started_sec = i % 7 ? start + 1 : 0,
                  .minutes = i % 1442 - 1,
                  .count = i % 3 ? i : -1},
        .why = whys[i % 6],
        .note = texts[(i + 1) % 4],
        .answered_sec = i % 11,
        .source = i % 2 ? "jsctl" : "import",
    };
}

static inline void assert_block_equal(const struct bus_block *a, const struct bus_block *b)
{
    assert_string_equal(a->id, b->id);
    assert_string_equal(a->activity, b->activity);
    assert_string_equal(a->title, b->title);
    assert_int_equal(a->start_sec, b->start_sec);
    assert_int_equal(a->end_sec, b->end_sec);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->outcome, b->outcome);
    assert_int_equal(a->started_sec, b->started_sec);
    assert_int_equal(a->minutes, b->minutes);
    assert_int_equal(a->count, b->count);
}

static inline bool entry_is_equal(const struct bus_entry *a, const struct bus_entry *b)
{
    const struct bus_block *x = &a->block, *y = &b->block;

    return streq(x->id, y->id) && streq(x->activity, y->activity) && streq(x->title, y->title) &&
           x->start_sec == y->start_sec && x->end_sec == y->end_sec && x->kind == y->kind &&
           x->outcome == y->outcome && x->started_sec == y->started_sec &&
           x->minutes == y->minutes && x->count == y->count && streq(a->why, b->why) &&
           streq(a->note, b->note) && a->answered_sec == b->answered_sec &&
           streq(a->source, b->source);
}

/* ---- The handlers ---- */

static int fake_note(struct fake *fake, struct bus_refusal *refusal, const char *format, ...)
    _printf_(3, 4);
static int fake_note(struct fake *fake, struct bus_refusal *refusal, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    vsnprintf(fake->call, sizeof(fake->call), format, ap);
    va_end(ap);
    if (fake->dies)
        _exit(0);
    if (fake->result == 1)
        return bus_refuse(refusal, fake->error, "no: %s", fake->call);
    return fake->result;
}

static inline int fake_get_status(void *userdata, struct bus_status *ret,
                                  struct bus_refusal *refusal)
{
    struct fake *fake = userdata;
    int r = fake_note(fake, refusal, "status");

    if (r != 0)
        return r;
    *ret = (struct bus_status){
        .now_sec = MONDAY_SEC,
        .plan = "Job search",
        .timezone = "Europe/Berlin",
        .has_current = !fake->is_idle,
        .has_next = !fake->is_idle,
        .has_unplanned = !fake->is_idle,
        .is_paused = !fake->is_idle,
        .current = fake_entry(1).block,
        .next = fake_entry(2).block,
        .unplanned = fake_entry(4).block,
        .is_discreet = !fake->is_idle,
        .open = 3,
        .waiting = calloc(2, sizeof(struct bus_block)),
        .n_waiting = 2,
        .paused_from_sec = MONDAY_SEC + 10,
        .paused_to_sec = MONDAY_SEC + 20,
        .quiet_until_sec = MONDAY_SEC + 30,
        .today_planned_minutes = 240,
        .today_done_minutes = 90,
        .week_from_sec = MONDAY_SEC - 40,
        .week_planned_minutes = 1200,
        .week_done_minutes = 91,
        .goals = calloc(2, sizeof(struct bus_goal)),
        .n_goals = 2,
        .problems = calloc(1, sizeof(struct bus_problem)),
        .n_problems = 1,
    };
    assert_true(ret->waiting && ret->goals && ret->problems);
    ret->waiting[0] = fake_entry(5).block;
    ret->waiting[1] = fake_entry(3).block;
    ret->goals[0] = (struct bus_goal){"practice", "hours", 6, 1.5};
    ret->goals[1] = (struct bus_goal){"outreach", "contact", 10, 4};
    ret->problems[0] = (struct bus_problem){"plan-invalid", "The plan has errors.", "jsctl check"};
    return 0;
}

static inline int fake_span(struct bus_span *ret)
{
    *ret = (struct bus_span){
        .now_sec = MONDAY_SEC,
        .from_sec = MONDAY_SEC + 1,
        .to_sec = MONDAY_SEC + 2,
        .timezone = "Europe/Berlin",
        .blocks = calloc(3, sizeof(struct bus_block)),
        .n_blocks = 3,
        .busy = calloc(1, sizeof(struct bus_busy)),
        .n_busy = 1,
        .unplaced = calloc(1, sizeof(struct bus_unplaced)),
        .n_unplaced = 1,
        .follow_ups = calloc(1, sizeof(struct bus_follow_up)),
        .n_follow_ups = 1,
    };
    assert_non_null(ret->blocks);
    assert_non_null(ret->busy);
    assert_non_null(ret->unplaced);
    assert_non_null(ret->follow_ups);
    for (int i = 0; i < 3; i++)
        ret->blocks[i] = fake_entry(i).block;
    ret->busy[0] = (struct bus_busy){MONDAY_SEC + 3, MONDAY_SEC + 4, "Interview", "personal"};
    ret->unplaced[0] = (struct bus_unplaced){"blog", 90, "no room"};
    ret->follow_ups[0] =
        (struct bus_follow_up){7, "contact", "Ann", civil_day(2026, 11, 24), "https://a.example"};
    return 0;
}

static inline int fake_list_day(void *userdata, const char *day, struct bus_span *ret,
                                struct bus_refusal *refusal)
{
    return fake_note(userdata, refusal, "day %s", day) ?: fake_span(ret);
}

static inline int fake_list_week(void *userdata, const char *week, struct bus_span *ret,
                                 struct bus_refusal *refusal)
{
    return fake_note(userdata, refusal, "week %s", week) ?: fake_span(ret);
}

static inline int fake_give(struct fake *fake, struct bus_block *ret)
{
    *ret = fake_block(fake->title);
    if (fake->has_new_words)
        ret->outcome = OUTCOME_MAX_;
    return 0;
}

static inline int fake_start(void *userdata, const char *target, unsigned minutes,
                             struct bus_block *ret, struct bus_refusal *refusal)
{
    struct fake *fake = userdata;
    int r = fake_note(fake, refusal, "start %s %u", target, minutes) ?: fake_give(fake, ret);

    if (r == 0 && fake->signals)
        bus_service_emit_block_started(fake->service, ret);
    return r;
}

static inline int fake_answer(void *userdata, const struct bus_answer *answer,
                              struct bus_block *ret, struct bus_refusal *refusal)
{
    return fake_note(userdata, refusal, "answer %s %s minutes=%d count=%d why=%s note=%s",
                     answer->block, outcome_name(answer->outcome), answer->minutes, answer->count,
                     answer->why, answer->note)
               ?: fake_give(userdata, ret);
}

static inline int fake_snooze(void *userdata, const char *block, unsigned minutes,
                              struct bus_block *ret, int64_t *ret_until_sec,
                              struct bus_refusal *refusal)
{
    *ret_until_sec = MONDAY_SEC + minutes * 60;
    return fake_note(userdata, refusal, "snooze %s %u", block, minutes) ?: fake_give(userdata, ret);
}

static inline int fake_undo(void *userdata, struct bus_block *ret, struct bus_refusal *refusal)
{
    return fake_note(userdata, refusal, "undo") ?: fake_give(userdata, ret);
}

static inline int fake_quiet(void *userdata, unsigned minutes, int64_t *ret_until_sec,
                             struct bus_refusal *refusal)
{
    *ret_until_sec = minutes ? MONDAY_SEC + minutes * 60 : 0;
    return fake_note(userdata, refusal, "quiet %u", minutes);
}

static inline int fake_reload(void *userdata, struct bus_reload *ret, struct bus_refusal *refusal)
{
    int r = fake_note(userdata, refusal, "reload");

    if (r != 0)
        return r;
    *ret = (struct bus_reload){false, calloc(1, sizeof(struct bus_diagnostic)), 1};
    assert_non_null(ret->diagnostics);
    ret->diagnostics[0] = (struct bus_diagnostic){"plan.ini", 3, 7, "error", "no such key"};
    return 0;
}

static inline int fake_page(const struct fake *fake, struct bus_page *ret, size_t n)
{
    *ret = (struct bus_page){calloc(n, sizeof(struct bus_entry)), n, "next"};
    assert_non_null(ret->entries);
    for (size_t i = 0; i < n; i++)
        ret->entries[i] = fake_entry((int)i);
    if (fake->has_new_words)
        ret->entries[n - 1].block.kind = BLOCK_KIND_MAX_;
    return 0;
}

static inline int fake_list_log(void *userdata, const struct bus_log_query *query,
                                struct bus_page *ret, struct bus_refusal *refusal)
{
    return fake_note(userdata, refusal, "list %lld %lld %s/%s/%s %u%s", (long long)query->from_sec,
                     (long long)query->to_sec, query->activity, query->outcome, query->cursor,
                     query->limit, query->is_newest_first ? " down" : "")
               ?: fake_page(userdata, ret, query->limit);
}

static inline int fake_log_history(void *userdata, const char *block, struct bus_page *ret,
                                   struct bus_refusal *refusal)
{
    return fake_note(userdata, refusal, "history %s", block) ?: fake_page(userdata, ret, 2);
}

static inline int fake_forget(void *userdata, const char *before, bool is_dry_run,
                              struct bus_amounts *ret, struct bus_refusal *refusal)
{
    int r = fake_note(userdata, refusal, "forget %s%s", before, is_dry_run ? " dry" : "");

    if (r != 0)
        return r;
    ret->items = calloc(2, sizeof(*ret->items));
    if (!ret->items)
        return -ENOMEM;
    ret->items[0] = (struct bus_amount){"blocks", 412};
    ret->items[1] = (struct bus_amount){"pauses", 0};
    ret->n = 2;
    return 0;
}

static inline int fake_put_log(void *userdata, const struct bus_entry *entries, size_t n,
                               bool is_import, struct bus_refusal *refusal)
{
    size_t n_equal = 0;

    for (size_t i = 0; i < n; i++) {
        const struct bus_entry expected = fake_entry((int)i + 1);

        n_equal += entry_is_equal(&entries[i], &expected);
    }
    return fake_note(userdata, refusal, "put %zu as sent of %zu%s", n_equal, n,
                     is_import ? " import" : "");
}

static inline int fake_pause(void *userdata, const char *days, const char *note,
                             int64_t *ret_from_sec, int64_t *ret_to_sec,
                             struct bus_refusal *refusal)
{
    *ret_from_sec = MONDAY_SEC;
    *ret_to_sec = MONDAY_SEC + 172800;
    return fake_note(userdata, refusal, "pause %s [%s]", days, note);
}

static inline int fake_light(void *userdata, const char *days, int64_t *ret_from_sec,
                             int64_t *ret_to_sec, struct bus_refusal *refusal)
{
    *ret_from_sec = MONDAY_SEC;
    *ret_to_sec = MONDAY_SEC + 86400;
    return fake_note(userdata, refusal, "light %s", days);
}

static inline int fake_resume(void *userdata, bool *ret_has_ended, struct bus_refusal *refusal)
{
    *ret_has_ended = true;
    return fake_note(userdata, refusal, "resume");
}

static inline int fake_fresh(void *userdata, unsigned *ret_n_excused, struct bus_refusal *refusal)
{
    *ret_n_excused = 3;
    return fake_note(userdata, refusal, "fresh");
}

static inline int fake_get_goals(void *userdata, const char *week, int64_t *ret_from_sec,
                                 struct bus_goal **ret_goals, size_t *ret_n,
                                 struct bus_refusal *refusal)
{
    int r = fake_note(userdata, refusal, "goals %s", week);

    if (r != 0)
        return r;
    *ret_from_sec = MONDAY_SEC;
    *ret_goals = calloc(1, sizeof(struct bus_goal));
    assert_non_null(*ret_goals);
    (*ret_goals)[0] = (struct bus_goal){"practice", "hours", 6, 1.5};
    *ret_n = 1;
    return 0;
}

static inline int fake_list_goals(void *userdata, const char *week, struct bus_goals *ret,
                                  struct bus_refusal *refusal)
{
    int r = fake_note(userdata, refusal, "list goals %s", week);

    if (r != 0)
        return r;
    *ret = (struct bus_goals){
        .now_sec = MONDAY_SEC + 3600,
        .from_sec = MONDAY_SEC,
        .timezone = "Europe/Berlin",
        .goals = calloc(1, sizeof(struct bus_progress)),
        .n_goals = 1,
        .weeks = calloc(1, sizeof(struct bus_goal_week)),
        .n_weeks = 1,
    };
    assert_non_null(ret->goals);
    assert_non_null(ret->weeks);
    ret->goals[0] = (struct bus_progress){"practice", "hours", 6, 1.5, 3, 1.5, 4, 5, 8};
    ret->weeks[0] = (struct bus_goal_week){"practice", MONDAY_SEC - 604800, 6, 6.5, "met"};
    return 0;
}

static inline void *fake_array(size_t n, size_t size)
{
    void *items = calloc(n, size);

    assert_non_null(items);
    return items;
}

static inline int fake_get_review(void *userdata, const char *week, struct bus_review *ret,
                                  struct bus_refusal *refusal)
{
    int r = fake_note(userdata, refusal, "review %s", week);

    if (r != 0)
        return r;
    *ret = (struct bus_review){
        .goals = {.now_sec = MONDAY_SEC + 3600,
                  .from_sec = MONDAY_SEC,
                  .timezone = "Europe/Berlin",
                  .goals = fake_array(1, sizeof(struct bus_progress)),
                  .n_goals = 1,
                  .weeks = fake_array(1, sizeof(struct bus_goal_week)),
                  .n_weeks = 1},
        .plan = "Job search",
        .why = "to write C",
        .target_sec = MONDAY_SEC + 100 * 86400,
        .weeks_left = 15,
        .applications = 3,
        .contacts = 5,
        .follow_ups = 2,
        .minutes = fake_array(1, sizeof(struct bus_minutes)),
        .n_minutes = 1,
        .weeks = fake_array(2, sizeof(struct bus_week)),
        .n_weeks = 2,
        .heat = fake_array(1, sizeof(struct bus_heat)),
        .n_heat = 1,
        .patterns = fake_array(1, sizeof(struct bus_pattern)),
        .n_patterns = 1,
        .reasons = fake_array(1, sizeof(struct bus_reason)),
        .n_reasons = 1,
        .notes = fake_array(1, sizeof(struct bus_note)),
        .n_notes = 1,
        .questions = fake_array(1, sizeof(struct bus_question)),
        .n_questions = 1,
    };
    ret->goals.goals[0] = (struct bus_progress){"practice", "hours", 6, 1.5, 3, 1.5, 4, 5, 8};
    ret->goals.weeks[0] = (struct bus_goal_week){"practice", MONDAY_SEC - 604800, 6, 6.5, "met"};
    ret->minutes[0] = (struct bus_minutes){"practice", "Practise", 1, 2, 3, 4, 5, 6, 7};
    ret->weeks[1] = (struct bus_week){MONDAY_SEC, 600, 300, 9};
    ret->heat[0] = (struct bus_heat){"Tue", "morning", 1, 7};
    ret->patterns[0] =
        (struct bus_pattern){"practice", "slot", "Tue", "morning", "kept 1 of 7", 1, 7, 28, 33};
    ret->reasons[0] = (struct bus_reason){"tired", 3};
    ret->notes[0] = (struct bus_note){MONDAY_SEC + 9 * 3600, "practice", "two\nlines"};
    ret->questions[0] = (struct bus_question){1, "Why?", "because"};
    return 0;
}

static inline int fake_answer_review(void *userdata, const char *week, unsigned number,
                                     const char *answer, int64_t *ret_from_sec,
                                     const char **ret_question, struct bus_refusal *refusal)
{
    int r = fake_note(userdata, refusal, "answer review %s %u %s", week, number, answer);

    if (r != 0)
        return r;
    *ret_from_sec = MONDAY_SEC;
    *ret_question = "Why?";
    return 0;
}

static inline int fake_list_shared(void *userdata, unsigned weeks, struct bus_shared *ret,
                                   struct bus_refusal *refusal)
{
    int r = fake_note(userdata, refusal, "shared %u", weeks);

    if (r != 0)
        return r;
    *ret = (struct bus_shared){true, false, fake_array(1, sizeof(struct bus_shared_week)), 1};
    ret->weeks[0] = (struct bus_shared_week){"2026-W48", "Week 48: off", "Two\nlines", "{}"};
    return 0;
}

static inline int fake_list_suggestions(void *userdata, struct bus_tuning *ret,
                                        struct bus_refusal *refusal)
{
    int r = fake_note(userdata, refusal, "suggestions");

    if (r != 0)
        return r;
    *ret = (struct bus_tuning){
        .now_sec = MONDAY_SEC,
        .timezone = "Europe/Berlin",
        .suggestions = calloc(1, sizeof(struct bus_suggestion)),
        .n_suggestions = 1,
        .applied = calloc(1, sizeof(struct bus_applied)),
        .n_applied = 1,
    };
    assert_true(ret->suggestions && ret->applied);
    ret->suggestions[0] = (struct bus_suggestion){"practice-move-3f2a",
                                                  "practice",
                                                  "move",
                                                  "kept 1 of 8",
                                                  "-days = Tue\n+days = Thu\n",
                                                  "Tue 09:00-10:00",
                                                  "Thu 09:00-10:00",
                                                  "Tue\t09:00-10:00 practice\t\n",
                                                  "Tue",
                                                  "morning",
                                                  1,
                                                  8,
                                                  40,
                                                  44};
    ret->applied[0] = (struct bus_applied){
        "blog-split-0001", "blog", "split", "kept 2 of 8", MONDAY_SEC - 1, "blocks", 7, 8, 2, 9};
    return 0;
}

static inline int fake_apply_suggestion(void *userdata, const char *id, const char **ret_backup,
                                        struct bus_refusal *refusal)
{
    *ret_backup = "/home/x/plan.ini.2026";
    return fake_note(userdata, refusal, "apply %s", id);
}

static inline int fake_undo_suggestion(void *userdata, const char **ret_id,
                                       struct bus_refusal *refusal)
{
    *ret_id = "practice-move-3f2a";
    return fake_note(userdata, refusal, "undo suggestion");
}

static inline const char *fake_calendar_folder(_unused_ void *userdata)
{
    return "/home/x/calendar";
}

static inline const char *fake_plan_file(_unused_ void *userdata)
{
    return "/home/x/plan\xff.ini"; /* file names are bytes */
}

#include "bus-fake-track.h"

static const struct bus_handlers fake_handlers = {
    .get_status = fake_get_status,
    .list_day = fake_list_day,
    .list_week = fake_list_week,
    .start = fake_start,
    .answer = fake_answer,
    .snooze = fake_snooze,
    .undo = fake_undo,
    .quiet = fake_quiet,
    .pause = fake_pause,
    .light = fake_light,
    .resume = fake_resume,
    .fresh = fake_fresh,
    .reload = fake_reload,
    .list_log = fake_list_log,
    .log_history = fake_log_history,
    .put_log = fake_put_log,
    .forget = fake_forget,
    .get_goals = fake_get_goals,
    .list_goals = fake_list_goals,
    .get_review = fake_get_review,
    .answer_review = fake_answer_review,
    .list_suggestions = fake_list_suggestions,
    .apply_suggestion = fake_apply_suggestion,
    .undo_suggestion = fake_undo_suggestion,
    .list_track = fake_list_track,
    .put_track = fake_put_track,
    .put_many_track = fake_put_many_track,
    .remove_track = fake_remove_track,
    .track_history = fake_track_history,
    .undo_track = fake_undo_track,
    .finish_follow_up = fake_finish_follow_up,
    .list_shared = fake_list_shared,
    .plan_file = fake_plan_file,
    .calendar_folder = fake_calendar_folder,
};

/* ---- Two ends ---- */

struct peers {
    sd_bus *server, *user;
    struct bus_service *service;
    struct fake fake;
};

static inline void peers_init(struct peers *peers)
{
    int fds[2];

    *peers = (struct peers){.fake.title = "Practise skills"};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
    assert_true(sd_bus_new(&peers->server) >= 0);
    assert_true(sd_bus_set_fd(peers->server, fds[0], fds[0]) >= 0);
    assert_true(sd_bus_set_server(peers->server, 1, (sd_id128_t){.bytes = {1}}) >= 0);
    assert_true(sd_bus_start(peers->server) >= 0);
    assert_true(sd_bus_new(&peers->user) >= 0);
    assert_true(sd_bus_set_fd(peers->user, fds[1], fds[1]) >= 0);
    assert_true(sd_bus_start(peers->user) >= 0);
    assert_int_equal(bus_service_new(peers->server, &fake_handlers, &peers->fake, &peers->service),
                     0);
}

static inline void peers_done(struct peers *peers)
{
    bus_service_free(peers->service);
    sd_bus_close_unref(peers->user);
    sd_bus_close_unref(peers->server);
}

/* Lets both ends work until neither has anything to do. */
static inline void peers_pump(struct peers *peers)
{
    int idle = 0;

    while (idle < 2) {
        int a = sd_bus_process(peers->server, NULL), b = sd_bus_process(peers->user, NULL);

        assert_true(a >= 0 && b >= 0);
        idle = a == 0 && b == 0 ? idle + 1 : 0;
    }
}

static inline int peers_keep_reply(sd_bus_message *m, void *userdata, _unused_ sd_bus_error *error)
{
    *(sd_bus_message **)userdata = sd_bus_message_ref(m);
    return 0;
}

/* Sends the message (consumed) and returns the reply, which the caller unrefs. */
static inline sd_bus_message *peers_send(struct peers *peers, sd_bus_message *m)
{
    sd_bus_message *reply = NULL;

    peers->fake.call[0] = '\0';
    assert_true(sd_bus_call_async(peers->user, NULL, m, peers_keep_reply, &reply, 0) >= 0);
    sd_bus_message_unref(m);
    peers_pump(peers);
    assert_non_null(reply);
    return reply;
}

static inline sd_bus_message *peers_new_call(struct peers *peers, const char *interface,
                                             const char *member)
{
    sd_bus_message *m;

    assert_true(sd_bus_message_new_method_call(peers->user, &m, BUS_NAME, BUS_PATH, interface,
                                               member) >= 0);
    return m;
}

static inline sd_bus_message *peers_askv(struct peers *peers, const char *interface,
                                         const char *member, const char *types, va_list ap)
{
    sd_bus_message *m = peers_new_call(peers, interface, member);

    assert_true(sd_bus_message_appendv(m, types, ap) >= 0);
    return peers_send(peers, m);
}

static inline sd_bus_message *peers_ask(struct peers *peers, const char *interface,
                                        const char *member, const char *types, ...)
{
    sd_bus_message *reply;
    va_list ap;

    va_start(ap, types);
    reply = peers_askv(peers, interface, member, types, ap);
    va_end(ap);
    return reply;
}

/* The call succeeds, and the handler got just this. The reply is freed with the next call. */
static inline sd_bus_message *hear(struct peers *peers, const char *heard, const char *interface,
                                   const char *member, const char *types, ...)
{
    sd_bus_message *reply;
    va_list ap;

    va_start(ap, types);
    reply = peers_askv(peers, interface, member, types, ap);
    va_end(ap);
    if (sd_bus_message_is_method_error(reply, NULL))
        fail_msg("%s: %s", member, sd_bus_message_get_error(reply)->message);
    assert_string_equal(peers->fake.call, heard);
    return reply;
}

/* The same without looking at the reply. */
#define HEAR(...) sd_bus_message_unref(hear(__VA_ARGS__))

/* For cmocka: a pair of peers as each test's state. */
static inline int peers_setup(void **state)
{
    struct peers *peers = malloc(sizeof(*peers));

    assert_non_null(peers);
    peers_init(peers);
    *state = peers;
    return 0;
}

static inline int peers_teardown(void **state)
{
    peers_done(*state);
    free(*state);
    return 0;
}

#define PEERS_TEST(name) cmocka_unit_test_setup_teardown(name, peers_setup, peers_teardown)
