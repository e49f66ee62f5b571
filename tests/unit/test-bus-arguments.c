/* What is asked of the service: each method with good and with bad arguments. */
#include "bus-fixture.h"
#include "bus-raw.h"

#define LONG_SIZE 100000

/* ---- What is asked, and what the daemon hears of it ---- */

static void check_refused(struct peers *peers, sd_bus_message *reply, const char *name,
                          const char *advice)
{
    const sd_bus_error *error = sd_bus_message_get_error(reply);

    if (!error)
        fail_msg("not refused: %s", advice);
    assert_string_equal(error->name, name);
    if (!strstr(error->message, advice))
        fail_msg("\"%s\" does not say \"%s\"", error->message, advice);
    assert_true(strlen(error->message) < 512);
    assert_string_equal(peers->fake.call, "");
    sd_bus_message_unref(reply);
}

#define INVALID_ARGUMENT "org.jobsearchd1.Error.InvalidArgument"

/* The call fails with InvalidArgument and this advice, and the daemon never hears of it. */
static void refuse(struct peers *peers, const char *advice, const char *interface,
                   const char *member, const char *types, ...)
{
    sd_bus_message *reply;
    va_list ap;

    va_start(ap, types);
    reply = peers_askv(peers, interface, member, types, ap);
    va_end(ap);
    check_refused(peers, reply, INVALID_ARGUMENT, advice);
}

static void test_good_arguments(void **state)
{
    struct peers *p = *state;

    HEAR(p, "status", BUS_SCHEDULER, "GetStatus", "");
    HEAR(p, "day ", BUS_SCHEDULER, "ListDay", "s", "");
    HEAR(p, "day 2026-11-24", BUS_SCHEDULER, "ListDay", "s", "2026-11-24");
    HEAR(p, "day 2199-12-31", BUS_SCHEDULER, "ListDay", "s", "2199-12-31");
    HEAR(p, "week ", BUS_SCHEDULER, "ListWeek", "s", "");
    HEAR(p, "week +1", BUS_SCHEDULER, "ListWeek", "s", "+1");
    HEAR(p, "week -999", BUS_SCHEDULER, "ListWeek", "s", "-999");
    HEAR(p, "week 2026-W53", BUS_SCHEDULER, "ListWeek", "s", "2026-W53");
    HEAR(p, "week 2026-11-24", BUS_SCHEDULER, "ListWeek", "s", "2026-11-24");
    HEAR(p, "start  0", BUS_SCHEDULER, "Start", "su", "", 0);
    HEAR(p, "start practice 1440", BUS_SCHEDULER, "Start", "su", "practice", 1440);
    HEAR(p, "start a/2026-W48/2 45", BUS_SCHEDULER, "Start", "su", "a/2026-W48/2", 45);
    HEAR(p, "snooze  10", BUS_SCHEDULER, "Snooze", "su", "", 10);
    HEAR(p, "snooze a/+17 1", BUS_SCHEDULER, "Snooze", "su", "a/+17", 1);
    HEAR(p, "undo", BUS_SCHEDULER, "Undo", "");
    HEAR(p, "quiet 0", BUS_SCHEDULER, "Quiet", "u", 0);
    HEAR(p, "quiet 1440", BUS_SCHEDULER, "Quiet", "u", 1440);
    HEAR(p, "reload", BUS_SCHEDULER, "Reload", "");
    HEAR(p, "list 0 0 // 1", BUS_LOG, "List", "ttssbsu", UINT64_C(0), UINT64_C(0), "", "", false,
         "", 1);
    HEAR(p, "list 5 6 a/missed/next 1000 down", BUS_LOG, "List", "ttssbsu", UINT64_C(5999999),
         UINT64_C(6000000), "a", "missed", true, "next", 1000);
    HEAR(p, "history a/+17", BUS_LOG, "History", "s", "a/+17");
    HEAR(p, "forget 2026-09-01", BUS_LOG, "Forget", "sb", "2026-09-01", false);
    HEAR(p, "forget  dry", BUS_LOG, "Forget", "sb", "", true);
    HEAR(p, "put 0 as sent of 0", BUS_LOG, "Put", "a(sssttsstiissts)b", 0, 0);
    HEAR(p, "goals 2026-W48", BUS_REVIEW, "GetGoals", "s", "2026-W48");
    HEAR(p, "review -1", BUS_REVIEW, "GetReview", "s", "-1");
    HEAR(p, "answer review  2 two\nlines", BUS_REVIEW, "AnswerReview", "sus", "", 2, "two\nlines");
    HEAR(p, "answer review 2026-W48 1 ", BUS_REVIEW, "AnswerReview", "sus", "2026-W48", 1, "");
    HEAR(p, "shared 0", BUS_REVIEW, "ListShared", "u", 0);
    HEAR(p, "shared 26", BUS_REVIEW, "ListShared", "u", BUS_SHARED_MAX);
    refuse(p, "weeks must be", BUS_REVIEW, "ListShared", "u", BUS_SHARED_MAX + 1);
}

static void test_answer_details(void **state)
{
    struct peers *p = *state;

    HEAR(p, "answer  done minutes=-1 count=-1 why= note=", BUS_SCHEDULER, "Answer", "ssa{sv}", "",
         "done", 0);
    HEAR(p, "answer a/+1 skipped minutes=-1 count=-1 why=tired note=two\nlines", BUS_SCHEDULER,
         "Answer", "ssa{sv}", "a/+1", "skipped", 2, "why", "s", "tired", "note", "s", "two\nlines");
    HEAR(p, "answer  partial minutes=30 count=3 why= note=", BUS_SCHEDULER, "Answer", "ssa{sv}", "",
         "partial", 2, "minutes", "u", 30, "count", "u", 3);
    /* The words that people type, and the integers that tools send. */
    HEAR(p, "answer  partial minutes=30 count=3 why= note=", BUS_SCHEDULER, "Answer", "ssa{sv}", "",
         "partly", 2, "minutes", "i", 30, "count", "y", 3);
    HEAR(p, "answer  skipped minutes=0 count=1000000 why= note=", BUS_SCHEDULER, "Answer",
         "ssa{sv}", "", "skip", 2, "minutes", "n", 0, "count", "t", UINT64_C(1000000));
    HEAR(p, "answer  done minutes=1440 count=7 why= note=", BUS_SCHEDULER, "Answer", "ssa{sv}", "",
         "done", 2, "minutes", "q", 1440, "count", "x", INT64_C(7));
}

static void test_bad_days_and_weeks(void **state)
{
    static const char *const bad_days[] = {"today",       "2026-11-31", "2026-1-1",
                                           "2026-11-24 ", "1970-12-31", "2200-01-01",
                                           "+1",          "2026-W48",   "\n"};
    static const char *const bad_weeks[] = {"+",         "+1000",    "1",        "--1",
                                            "2026-W54",  "2025-W53", "2026-W00", "1970-W10",
                                            "2200-W01",  "2026W48",  "2026-W4",  "2026-w48",
                                            "2026-W48 ", "this",     "+1 ",      "2026-11-31"};
    struct peers *p = *state;

    for (size_t i = 0; i < ARRAY_SIZE(bad_days); i++)
        refuse(p, "day must be", BUS_SCHEDULER, "ListDay", "s", bad_days[i]);
    for (size_t i = 0; i < ARRAY_SIZE(bad_weeks); i++) {
        refuse(p, "week must be", BUS_SCHEDULER, "ListWeek", "s", bad_weeks[i]);
        refuse(p, "week must be", BUS_REVIEW, "GetGoals", "s", bad_weeks[i]);
        refuse(p, "week must be", BUS_REVIEW, "ListGoals", "s", bad_weeks[i]);
    }
}

static void test_bad_stretches(void **state)
{
    static const char *const bad[] = {
        "today",
        "2026-11-31",
        "2026-11-24..",
        "..2026-11-24",
        "2026-11-25..2026-11-24",
        "2026-11-24..2026-11-31",
        "2026-11-24...2026-11-25",
        "2026-11-24..2026-11-25 ",
        "2026-11-24-2026-11-25",
        "..",
        "1970-12-31..2026-11-24",
    };
    struct peers *p = *state;

    HEAR(p, "pause 2026-11-24..2026-11-24 []", BUS_SCHEDULER, "Pause", "ss",
         "2026-11-24..2026-11-24", "");
    HEAR(p, "light 2026-11-24", BUS_SCHEDULER, "Light", "s", "2026-11-24");
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        refuse(p, "days must be", BUS_SCHEDULER, "Pause", "ss", bad[i], "");
        refuse(p, "days must be", BUS_SCHEDULER, "Light", "s", bad[i]);
    }
}

static void test_bad_targets(void **state)
{
    static const char *const bad[] = {"Practice",     "a b",  "../../etc",       "a/",
                                      "a/2026-11-24", "a/+x", "a/2026-11-24/1\n"};
    struct peers *p = *state;

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        refuse(p, "target must be", BUS_SCHEDULER, "Start", "su", bad[i], 0);
        refuse(p, "block must be", BUS_SCHEDULER, "Snooze", "su", bad[i], 10);
        refuse(p, "block must be", BUS_SCHEDULER, "Answer", "ssa{sv}", bad[i], "done", 0);
        refuse(p, "block must be", BUS_LOG, "History", "s", bad[i]);
    }
    refuse(p, "block must be", BUS_SCHEDULER, "Snooze", "su", "practice", 10);
    refuse(p, "block must be", BUS_LOG, "History", "s", "");
    refuse(p, "minutes must be 0 to 1440, not 1441", BUS_SCHEDULER, "Start", "su", "", 1441);
    refuse(p, "minutes must be 1 to 1440, not 0", BUS_SCHEDULER, "Snooze", "su", "", 0);
    refuse(p, "minutes must be 0 to 1440, not 4294967295", BUS_SCHEDULER, "Quiet", "u", UINT32_MAX);
}

static void test_bad_answers(void **state)
{
    static const char *const bad_outcomes[] = {"", "open", "missed", "excused", "Done", "done "};
    char note[1002];
    struct peers *p = *state;

    for (size_t i = 0; i < ARRAY_SIZE(bad_outcomes); i++)
        refuse(p, "outcome must be done, partial or skipped", BUS_SCHEDULER, "Answer", "ssa{sv}",
               "", bad_outcomes[i], 0);

    refuse(p, "minutes must be 0 to 1440, not -1", BUS_SCHEDULER, "Answer", "ssa{sv}", "", "done",
           1, "minutes", "i", -1);
    refuse(p, "minutes must be 0 to 1440", BUS_SCHEDULER, "Answer", "ssa{sv}", "", "done", 1,
           "minutes", "t", UINT64_MAX);
    refuse(p, "count must be 0 to 1000000, not 1000001", BUS_SCHEDULER, "Answer", "ssa{sv}", "",
           "done", 1, "count", "u", 1000001);
    refuse(p, "count must be 0 to 1000000, not -9223372036854775808", BUS_SCHEDULER, "Answer",
           "ssa{sv}", "", "done", 1, "count", "x", INT64_MIN);
    refuse(p, "minutes must be a whole number", BUS_SCHEDULER, "Answer", "ssa{sv}", "", "done", 1,
           "minutes", "d", 30.0);
    refuse(p, "count must be a whole number", BUS_SCHEDULER, "Answer", "ssa{sv}", "", "done", 1,
           "count", "(ii)", 1, 2);
    refuse(p, "why must be a string", BUS_SCHEDULER, "Answer", "ssa{sv}", "", "done", 1, "why", "u",
           1);
    refuse(p, "why must be empty or one of", BUS_SCHEDULER, "Answer", "ssa{sv}", "", "done", 1,
           "why", "s", "lazy");
    refuse(p, "minutes, count, why and note, not \"mood\"", BUS_SCHEDULER, "Answer", "ssa{sv}", "",
           "done", 1, "mood", "s", "fine");

    memset(note, 'x', sizeof(note));
    note[1001] = '\0';
    refuse(p, "at most 1000 bytes", BUS_SCHEDULER, "Answer", "ssa{sv}", "", "done", 1, "note", "s",
           note);
    refuse(p, "control characters", BUS_SCHEDULER, "Answer", "ssa{sv}", "", "done", 1, "note", "s",
           "\x1b[2J");
    refuse(p, "at byte 3", BUS_SCHEDULER, "Answer", "ssa{sv}", "", "done", 1, "note", "s",
           "ab\xc2\x9b");
}

static void test_bad_log_queries(void **state)
{
    static const struct {
        const char *advice;
        uint64_t from, to;
        const char *activity, *outcome, *cursor;
        unsigned limit;
    } cases[] = {
        {"from must be microseconds", UINT64_C(8000000000) * 1000000, 0, "", "", "", 1},
        {"to must be microseconds", 0, UINT64_MAX, "", "", "", 1},
        {"to must be 0 for no end, or after from", 6000000, 6000000, "", "", "", 1},
        {"activity must be", 0, 0, "A", "", "", 1},
        {"outcome must be", 0, 0, "", "good", "", 1},
        {"cursor must be", 0, 0, "", "", "\t", 1},
        {"limit must be 1 to 1000, not 0", 0, 0, "", "", "", 0},
        {"limit must be 1 to 1000, not 1001", 0, 0, "", "", "", 1001},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        refuse(*state, cases[i].advice, BUS_LOG, "List", "ttssbsu", cases[i].from, cases[i].to,
               cases[i].activity, cases[i].outcome, i % 2, cases[i].cursor, cases[i].limit);
}

/* A good entry, and one that is bad in one place. */
struct raw_entry {
    const char *id, *activity, *title;
    uint64_t start, end;
    const char *kind, *outcome;
    uint64_t started;
    int minutes, count;
    const char *why, *note;
    uint64_t answered;
    const char *source;
};

static const struct raw_entry good_entry = {
    "a/+1", "a", "Title", 60000000, 120000000, "unplanned", "done", 0, 1, -1, "", "", 0, "jsctl"};

static sd_bus_message *put(struct peers *peers, const struct raw_entry *e)
{
    const struct raw_entry *g = &good_entry;

    return peers_ask(peers, BUS_LOG, "Put", "a(sssttsstiissts)b", 2, g->id, g->activity, g->title,
                     g->start, g->end, g->kind, g->outcome, g->started, g->minutes, g->count,
                     g->why, g->note, g->answered, g->source, e->id, e->activity, e->title,
                     e->start, e->end, e->kind, e->outcome, e->started, e->minutes, e->count,
                     e->why, e->note, e->answered, e->source, 1);
}

#define BAD(advice, ...)                                                    \
    do {                                                                    \
        struct raw_entry e = good_entry;                                    \
        __VA_ARGS__;                                                        \
        check_refused(p, put(p, &e), INVALID_ARGUMENT, "entry 2: " advice); \
    } while (0)

static void test_bad_entries(void **state)
{
    struct raw_entry unnumbered = good_entry;
    char title[202];
    struct peers *p = *state;
    sd_bus_message *reply;

    unnumbered.id = unnumbered.title = "";

    reply = put(p, &good_entry);
    assert_false(sd_bus_message_is_method_error(reply, NULL));
    assert_string_equal(p->fake.call, "put 0 as sent of 2 import");
    sd_bus_message_unref(reply);

    /* Work noted afterwards: the daemon knows the number and the title. */
    reply = put(p, &unnumbered);
    assert_false(sd_bus_message_is_method_error(reply, NULL));
    sd_bus_message_unref(reply);

    memset(title, 'x', sizeof(title));
    title[201] = '\0';
    BAD("block must be", e.id = "a/+0");
    BAD("block must be", e.id = "", e.kind = "fixed");
    BAD("activity must be", e.activity = "A");
    BAD("title must be", e.title = title);
    BAD("title must be", e.title = "two\nlines");
    BAD("kind must be", e.kind = "round");
    BAD("outcome must be", e.outcome = "");
    BAD("start must be given", e.start = 0);
    BAD("start must be given", e.end = e.start);
    BAD("start must be microseconds", e.start = UINT64_MAX - 1000000, e.end = UINT64_MAX);
    BAD("end must be microseconds", e.end = UINT64_MAX);
    BAD("started_at must be microseconds", e.started = UINT64_MAX);
    BAD("answered_at must be microseconds", e.answered = UINT64_MAX);
    BAD("minutes must be -1 to 1440", e.minutes = -2);
    BAD("minutes must be -1 to 1440", e.minutes = 1441);
    BAD("count must be -1 to 1000000", e.count = 1000001);
    BAD("why must be", e.why = "lazy");
    BAD("note must be", e.note = "\r");
    BAD("source must be", e.source = "a source with far more to say of itself");
}

static void test_too_many_entries(void **state)
{
    struct peers *p = *state;
    sd_bus_message *m = peers_new_call(p, BUS_LOG, "Put");
    const struct raw_entry *g = &good_entry;

    assert_true(sd_bus_message_open_container(m, 'a', "(sssttsstiissts)") >= 0);
    for (int i = 0; i <= BUS_PUT_MAX; i++)
        assert_true(sd_bus_message_append(m, "(sssttsstiissts)", g->id, g->activity, g->title,
                                          g->start, g->end, g->kind, g->outcome, g->started,
                                          g->minutes, g->count, g->why, g->note, g->answered,
                                          g->source) >= 0);
    assert_true(sd_bus_message_close_container(m) >= 0);
    assert_true(sd_bus_message_append(m, "b", 1) >= 0);
    check_refused(p, peers_send(p, m), INVALID_ARGUMENT, "at most 50000");
}

/* Every string argument, 100 kB long: refused in one short line. */
static void test_long_strings(void **state)
{
    struct peers *p = *state;
    char *s = malloc(LONG_SIZE + 1);

    assert_non_null(s);
    memset(s, 'a', LONG_SIZE);
    s[LONG_SIZE] = '\0';
    refuse(p, "day must be", BUS_SCHEDULER, "ListDay", "s", s);
    refuse(p, "week must be", BUS_SCHEDULER, "ListWeek", "s", s);
    refuse(p, "days must be", BUS_SCHEDULER, "Pause", "ss", s, "");
    refuse(p, "note must be", BUS_SCHEDULER, "Pause", "ss", "", s);
    refuse(p, "target must be", BUS_SCHEDULER, "Start", "su", s, 0);
    refuse(p, "block must be", BUS_SCHEDULER, "Snooze", "su", s, 1);
    refuse(p, "block must be", BUS_SCHEDULER, "Answer", "ssa{sv}", s, "done", 0);
    refuse(p, "outcome must be", BUS_SCHEDULER, "Answer", "ssa{sv}", "", s, 0);
    refuse(p, "details may hold", BUS_SCHEDULER, "Answer", "ssa{sv}", "", "done", 1, s, "u", 1);
    refuse(p, "why must be", BUS_SCHEDULER, "Answer", "ssa{sv}", "", "done", 1, "why", "s", s);
    refuse(p, "note must be", BUS_SCHEDULER, "Answer", "ssa{sv}", "", "done", 1, "note", "s", s);
    refuse(p, "activity must be", BUS_LOG, "List", "ttssbsu", UINT64_C(0), UINT64_C(0), s, "",
           false, "", 1);
    refuse(p, "cursor must be", BUS_LOG, "List", "ttssbsu", UINT64_C(0), UINT64_C(0), "", "", false,
           s, 1);
    refuse(p, "block must be", BUS_LOG, "History", "s", s);
    free(s);
}

/* sd-bus itself holds callers to the signature. */
static void test_wrong_signatures(void **state)
{
    struct peers *p = *state;

    check_refused(p, peers_ask(p, BUS_SCHEDULER, "ListDay", "u", 1), SD_BUS_ERROR_INVALID_ARGS,
                  "expecting 's'");
    check_refused(p, peers_ask(p, BUS_SCHEDULER, "Undo", "s", ""), SD_BUS_ERROR_INVALID_ARGS,
                  "expecting ''");
    check_refused(p, peers_ask(p, BUS_SCHEDULER, "Explode", ""), SD_BUS_ERROR_UNKNOWN_METHOD,
                  "Explode");
}

/* Bodies that do not hold what their signature says. */
static void test_malformed_bodies(_unused_ void **state)
{
    static const struct {
        const char *interface, *member, *signature, *body;
        size_t size;
    } calls[] = {
#define CALL(interface, member, signature, body) \
    {interface, member, signature, body, sizeof(body) - 1}
        CALL(BUS_SCHEDULER, "ListDay", "s", "\1\0\0\0\xff\0"),         /* no UTF-8 */
        CALL(BUS_SCHEDULER, "ListDay", "s", "\3\0\0\0\xed\xa0\x80\0"), /* a surrogate */
        CALL(BUS_SCHEDULER, "ListDay", "s", "\1\0\0\0\0\0"),           /* a NUL inside */
        CALL(BUS_SCHEDULER, "ListDay", "s", "\1\0\0\0ab"),             /* no NUL after */
        CALL(BUS_SCHEDULER, "ListDay", "s", "\377\377\377\377a\0"),    /* too long */
        CALL(BUS_SCHEDULER, "ListWeek", "s", "\1\0"),                  /* cut short */
        CALL(BUS_SCHEDULER, "Start", "su", "\0\0\0\0\0\0\0\0\1\0"),
        CALL(BUS_SCHEDULER, "Answer", "ssa{sv}", "\0\0\0\0\0\0\0\0\4\0\0\0done\0"),
        CALL(BUS_SCHEDULER, "Answer", "ssa{sv}",
             "\0\0\0\0\0\0\0\0\4\0\0\0done\0\0\0\0\x10\0\0\0\0\0\0\0\4\0\0\0note\0\1s\0"),
        CALL(BUS_LOG, "Put", "a(sssttsstiissts)b", "\x20\0\0\0\0\0\0\0\1\0\0\0a\0"),
        CALL(BUS_LOG, "Put", "a(sssttsstiissts)b", "\0\0\0\0\0\0\0\0"), /* no boolean */
    };
    struct raw *raw = malloc(sizeof(*raw));
    struct fake fake = {.title = "Title"};

    assert_non_null(raw);
    raw_init(raw, &fake_handlers, &fake);
    for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
        raw_call(raw, calls[i].interface, calls[i].member, calls[i].signature, calls[i].body,
                 calls[i].size);
        if (!memmem(raw->data, raw->size, INVALID_ARGUMENT, strlen(INVALID_ARGUMENT)))
            fail_msg("call %zu, of %s, is not refused", i, calls[i].member);
        assert_string_equal(fake.call, "");
    }
    raw_call(raw, BUS_SCHEDULER, "ListDay", "s", "\0\0\0\0\0", 5);
    assert_string_equal(fake.call, "day ");
    raw_done(raw);
    free(raw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PEERS_TEST(test_good_arguments),     PEERS_TEST(test_answer_details),
        PEERS_TEST(test_bad_days_and_weeks), PEERS_TEST(test_bad_stretches),
        PEERS_TEST(test_bad_targets),        PEERS_TEST(test_bad_answers),
        PEERS_TEST(test_bad_log_queries),    PEERS_TEST(test_bad_entries),
        PEERS_TEST(test_too_many_entries),   PEERS_TEST(test_long_strings),
        PEERS_TEST(test_wrong_signatures),   cmocka_unit_test(test_malformed_bodies),
    };

    return cmocka_run_group_tests_name("bus-arguments", tests, NULL, NULL);
}
