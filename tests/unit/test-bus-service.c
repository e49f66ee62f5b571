/* What the service says: replies, refusals, properties and signals. */
#include "bus-fixture.h"

/* ---- What the daemon says ---- */

static void test_refusals_are_named(void **state)
{
    static const char *const names[] = {
        [BUS_ERROR_FAILED] = "org.jobsearchd1.Error.Failed",
        [BUS_ERROR_INVALID_ARGUMENT] = "org.jobsearchd1.Error.InvalidArgument",
        [BUS_ERROR_NO_SUCH_BLOCK] = "org.jobsearchd1.Error.NoSuchBlock",
        [BUS_ERROR_NO_SUCH_ACTIVITY] = "org.jobsearchd1.Error.NoSuchActivity",
        [BUS_ERROR_NO_BLOCK_NOW] = "org.jobsearchd1.Error.NoBlockNow",
        [BUS_ERROR_NOT_BEGUN] = "org.jobsearchd1.Error.NotBegun",
        [BUS_ERROR_NOTHING_TO_UNDO] = "org.jobsearchd1.Error.NothingToUndo",
        [BUS_ERROR_NOT_SAVED] = "org.jobsearchd1.Error.NotSaved",
        [BUS_ERROR_NO_PLAN] = "org.jobsearchd1.Error.NoPlan",
        [BUS_ERROR_NO_SUCH_SUGGESTION] = "org.jobsearchd1.Error.NoSuchSuggestion",
        [BUS_ERROR_NO_SUCH_ITEM] = "org.jobsearchd1.Error.NoSuchItem",
        [BUS_ERROR_PLAN_NOT_WRITTEN] = "org.jobsearchd1.Error.PlanNotWritten",
    };
    struct peers *p = *state;
    sd_bus_message *reply;

    assert_int_equal(ARRAY_SIZE(names), BUS_ERROR_MAX_);
    p->fake.result = 1;
    for (enum bus_error e = 0; e < BUS_ERROR_MAX_; e++) {
        p->fake.error = e;
        assert_string_equal(bus_error_name(e), names[e]);
        reply = peers_ask(p, BUS_SCHEDULER, "Undo", "");
        assert_true(sd_bus_message_is_method_error(reply, names[e]));
        assert_string_equal(sd_bus_message_get_error(reply)->message, "no: undo");
        sd_bus_message_unref(reply);
    }
    assert_string_equal(bus_error_name(BUS_ERROR_MAX_), names[BUS_ERROR_FAILED]);
}

static void test_every_method_can_fail(void **state)
{
    static const struct {
        const char *interface, *member, *types, *text;
        unsigned number;
    } calls[] = {
        {BUS_SCHEDULER, "GetStatus", "", NULL, 0},
        {BUS_SCHEDULER, "ListDay", "s", "", 0},
        {BUS_SCHEDULER, "ListWeek", "s", "", 0},
        {BUS_SCHEDULER, "Start", "su", "", 0},
        {BUS_SCHEDULER, "Snooze", "su", "", 1},
        {BUS_SCHEDULER, "Undo", "", NULL, 0},
        {BUS_SCHEDULER, "Reload", "", NULL, 0},
        {BUS_LOG, "History", "s", "a/+1", 0},
        {BUS_REVIEW, "GetGoals", "s", "", 0},
        {BUS_REVIEW, "ListGoals", "s", "", 0},
        {BUS_REVIEW, "GetReview", "s", "", 0},
        {BUS_REVIEW, "ListSuggestions", "", NULL, 0},
        {BUS_REVIEW, "ApplySuggestion", "s", "a-move-1", 0},
        {BUS_REVIEW, "UndoSuggestion", "", NULL, 0},
        {BUS_TRACKER, "Undo", "", NULL, 0},
    };
    struct peers *p = *state;

    p->fake.result = -ENOSPC;
    for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
        sd_bus_message *reply = peers_ask(p, calls[i].interface, calls[i].member, calls[i].types,
                                          calls[i].text, calls[i].number);

        assert_true(sd_bus_message_is_method_error(reply, "org.jobsearchd1.Error.Failed"));
        assert_string_equal(sd_bus_message_get_error(reply)->message, strerror(ENOSPC));
        sd_bus_message_unref(reply);
    }
}

/* The order on the bus, spelt out: client and service share a table and would not notice. */
static void test_order_of_fields(void **state)
{
    const struct bus_block block = fake_block("Title");
    const struct bus_entry entry = fake_entry(1);
    const char *s[6];
    uint64_t t[5];
    int32_t i[2];
    uint32_t u[2];
    double d[2];
    struct peers *p = *state;
    sd_bus_message *reply;

    p->fake.title = "Title";
    reply = hear(p, "undo", BUS_SCHEDULER, "Undo", "");
    assert_int_equal(sd_bus_message_read(reply, "(sssttsstii)", &s[0], &s[1], &s[2], &t[0], &t[1],
                                         &s[3], &s[4], &t[2], &i[0], &i[1]),
                     1);
    assert_string_equal(s[0], block.id);
    assert_string_equal(s[1], block.activity);
    assert_string_equal(s[2], "Title");
    assert_int_equal(t[0], (uint64_t)block.start_sec * 1000000);
    assert_int_equal(t[1], (uint64_t)block.end_sec * 1000000);
    assert_string_equal(s[3], "fixed");
    assert_string_equal(s[4], "done");
    assert_int_equal(t[2], (uint64_t)block.started_sec * 1000000);
    assert_int_equal(i[0], block.minutes);
    assert_int_equal(i[1], block.count);
    sd_bus_message_unref(reply);

    HEAR(p, "put 1 as sent of 1", BUS_LOG, "Put", "a(sssttsstiissts)b", 1, entry.block.id,
         entry.block.activity, entry.block.title, entry.block.start_sec * 1000000,
         entry.block.end_sec * 1000000, block_kind_name(entry.block.kind),
         outcome_name(entry.block.outcome), entry.block.started_sec * 1000000, entry.block.minutes,
         entry.block.count, entry.why, entry.note, entry.answered_sec * 1000000, entry.source, 0);

    reply = hear(p, "goals ", BUS_REVIEW, "GetGoals", "s", "");
    assert_int_equal(sd_bus_message_read(reply, "ta(ssdd)", &t[0], 1, &s[0], &s[1], &d[0], &d[1]),
                     1);
    assert_int_equal(t[0], (uint64_t)MONDAY_SEC * 1000000);
    assert_string_equal(s[0], "practice");
    assert_string_equal(s[1], "hours");
    assert_true(d[0] == 6 && d[1] == 1.5);
    sd_bus_message_unref(reply);

    reply = hear(p, "reload", BUS_SCHEDULER, "Reload", "");
    assert_int_equal(
        sd_bus_message_read(reply, "ba(suuss)", &i[0], 1, &s[0], &u[0], &u[1], &s[1], &s[2]), 1);
    assert_int_equal(i[0], 0);
    assert_string_equal(s[0], "plan.ini");
    assert_true(u[0] == 3 && u[1] == 7);
    assert_string_equal(s[1], "error");
    assert_string_equal(s[2], "no such key");
    sd_bus_message_unref(reply);

    reply = hear(p, "day ", BUS_SCHEDULER, "ListDay", "s", "");
    assert_int_equal(sd_bus_message_read(reply, "ttts", &t[0], &t[1], &t[2], &s[0]), 1);
    assert_int_equal(t[0], (uint64_t)MONDAY_SEC * 1000000);
    assert_int_equal(t[1] - t[0], 1000000);
    assert_int_equal(t[2] - t[0], 2000000);
    assert_string_equal(s[0], "Europe/Berlin");
    assert_int_equal(sd_bus_message_skip(reply, "a(sssttsstii)"), 1);
    assert_int_equal(sd_bus_message_read(reply, "a(ttss)a(sus)", 1, &t[1], &t[2], &s[1], &s[2], 1,
                                         &s[3], &u[0], &s[4]),
                     1);
    assert_int_equal(t[1] - t[0], 3000000);
    assert_int_equal(t[2] - t[0], 4000000);
    assert_string_equal(s[1], "Interview");
    assert_string_equal(s[2], "personal");
    assert_string_equal(s[3], "blog");
    assert_int_equal(u[0], 90);
    assert_string_equal(s[4], "no room");
    sd_bus_message_unref(reply);
}

/* A refusal is one line that a bus will carry: cut between characters, never broken UTF-8. */
static void test_refusal_text(_unused_ void **state)
{
    struct bus_refusal refusal;
    char s[600];

    memset(s, 'x', sizeof(s));
    memcpy(s + 509, "\xe2\x82\xac", 4);
    assert_int_equal(bus_refuse(&refusal, BUS_ERROR_NO_PLAN, "%s", s), 1);
    assert_int_equal(refusal.error, BUS_ERROR_NO_PLAN);
    assert_int_equal(strlen(refusal.text), 511);
    assert_string_equal(refusal.text + 508, "x??");
    bus_refuse(&refusal, BUS_ERROR_FAILED, "%s", "a\xff b\xc3\xa4");
    assert_string_equal(refusal.text, "a? b\xc3\xa4");
}

/* Titles that are not UTF-8 (a damaged database) leave escaped, missing ones empty. */
static void test_hostile_data_leaves_clean(void **state)
{
    struct peers *p = *state;
    sd_bus_message *reply;
    const char *title;

    p->fake.title = "ab\xff";
    reply = hear(p, "undo", BUS_SCHEDULER, "Undo", "");
    assert_true(sd_bus_message_read(reply, "(sssttsstii)", NULL, NULL, &title, NULL, NULL, NULL,
                                    NULL, NULL, NULL, NULL) >= 0);
    assert_string_equal(title, "ab\\xff");
    sd_bus_message_unref(reply);
    p->fake.title = NULL;
    reply = hear(p, "undo", BUS_SCHEDULER, "Undo", "");
    assert_true(sd_bus_message_read(reply, "(sssttsstii)", NULL, NULL, &title, NULL, NULL, NULL,
                                    NULL, NULL, NULL, NULL) >= 0);
    assert_string_equal(title, "");
    sd_bus_message_unref(reply);
}

/* ---- Properties ---- */

static sd_bus_message *get_property(struct peers *peers, const char *name, const char *type)
{
    sd_bus_message *reply =
        peers_ask(peers, "org.freedesktop.DBus.Properties", "Get", "ss", BUS_SCHEDULER, name);

    if (sd_bus_message_is_method_error(reply, NULL))
        fail_msg("%s: %s", name, sd_bus_message_get_error(reply)->message);
    assert_int_equal(sd_bus_message_enter_container(reply, 'v', type), 1);
    return reply;
}

static void check_text(struct peers *peers, const char *name, const char *expected)
{
    sd_bus_message *reply = get_property(peers, name, "s");
    const char *s;

    assert_int_equal(sd_bus_message_read(reply, "s", &s), 1);
    assert_string_equal(s, expected);
    sd_bus_message_unref(reply);
}

static void check_block(struct peers *peers, const char *name, const char *expected)
{
    sd_bus_message *reply = get_property(peers, name, "(sssttsstii)");
    const char *id;

    assert_int_equal(sd_bus_message_read(reply, "(sssttsstii)", &id, NULL, NULL, NULL, NULL, NULL,
                                         NULL, NULL, NULL, NULL),
                     1);
    assert_string_equal(id, expected);
    sd_bus_message_unref(reply);
}

static void test_properties(void **state)
{
    struct peers *p = *state;
    const char *code, *text, *remedy;
    sd_bus_message *reply;
    uint64_t until;
    unsigned open;

    check_text(p, "Version", VERSION);
    check_text(p, "Plan", "Job search");
    check_text(p, "PlanFile", "/home/x/plan\\xff.ini");
    check_text(p, "CalendarFolder", "/home/x/calendar");
    check_text(p, "Timezone", "Europe/Berlin");
    check_block(p, "Current", fake_entry(1).block.id);
    check_block(p, "Next", fake_entry(2).block.id);
    check_block(p, "Unplanned", fake_entry(4).block.id);

    reply = get_property(p, "Open", "u");
    assert_int_equal(sd_bus_message_read(reply, "u", &open), 1);
    assert_int_equal(open, 3);
    sd_bus_message_unref(reply);
    reply = get_property(p, "QuietUntil", "t");
    assert_int_equal(sd_bus_message_read(reply, "t", &until), 1);
    assert_int_equal(until, (MONDAY_SEC + 30) * 1000000);
    sd_bus_message_unref(reply);
    reply = get_property(p, "Problems", "a(sss)");
    assert_int_equal(sd_bus_message_read(reply, "a(sss)", 1, &code, &text, &remedy), 1);
    assert_string_equal(code, "plan-invalid");
    assert_string_equal(remedy, "jsctl check");
    sd_bus_message_unref(reply);

    p->fake.is_idle = true;
    check_block(p, "Current", "");
    check_block(p, "Next", "");
    check_block(p, "Unplanned", "");
}

static void test_property_failure(void **state)
{
    struct peers *p = *state;
    sd_bus_message *reply;

    p->fake.result = -EIO;
    reply = peers_ask(p, "org.freedesktop.DBus.Properties", "Get", "ss", BUS_SCHEDULER, "Open");
    assert_true(sd_bus_message_is_method_error(reply, "org.jobsearchd1.Error.Failed"));
    sd_bus_message_unref(reply);
    reply = peers_ask(p, "org.freedesktop.DBus.Properties", "Set", "ssv", BUS_SCHEDULER, "Open",
                      "u", 1);
    assert_true(sd_bus_message_is_method_error(reply, SD_BUS_ERROR_PROPERTY_READ_ONLY));
    sd_bus_message_unref(reply);
}

/* ---- Signals ---- */

/* Notes each signal as "Member" or "PropertiesChanged:Name,Name,". */
static int on_signal(sd_bus_message *m, void *userdata, _unused_ sd_bus_error *error)
{
    struct fake *heard = userdata;
    size_t used = strlen(heard->call);
    const char *member = sd_bus_message_get_member(m), *name;

    used += (size_t)snprintf(heard->call + used, sizeof(heard->call) - used, "%s ", member);
    if (!streq(member, "PropertiesChanged"))
        return 0;
    assert_int_equal(sd_bus_message_skip(m, "s"), 1);
    assert_int_equal(sd_bus_message_enter_container(m, 'a', "{sv}"), 1);
    while (sd_bus_message_enter_container(m, 'e', "sv") > 0) {
        assert_int_equal(sd_bus_message_read(m, "s", &name), 1);
        used += (size_t)snprintf(heard->call + used, sizeof(heard->call) - used, "%s ", name);
        assert_int_equal(sd_bus_message_skip(m, "v"), 1);
        assert_int_equal(sd_bus_message_exit_container(m), 1);
    }
    return 0;
}

#define BLOCKS_CHANGED "PropertiesChanged Current Next Unplanned Open "

static void test_signals(void **state)
{
    struct peers *p = *state;
    const struct bus_block block = fake_block("Title");
    struct fake *heard = calloc(1, sizeof(*heard));

    assert_non_null(heard);
    peers_pump(p);
    assert_true(sd_bus_add_match(p->user, NULL, "type='signal'", on_signal, heard) >= 0);
#define CHECK(emit, expected)                       \
    do {                                            \
        heard->call[0] = '\0';                      \
        emit;                                       \
        peers_pump(p);                              \
        assert_string_equal(heard->call, expected); \
    } while (0)
    CHECK(bus_service_emit_block_started(p->service, &block), "BlockStarted " BLOCKS_CHANGED);
    CHECK(bus_service_emit_block_ended(p->service, &block), "BlockEnded " BLOCKS_CHANGED);
    CHECK(bus_service_emit_log_changed(p->service, "a/+1"), "LogChanged " BLOCKS_CHANGED);
    CHECK(bus_service_emit_plan_changed(p->service),
          "PlanChanged PropertiesChanged Plan PlanFile Timezone Problems " BLOCKS_CHANGED);
    CHECK(bus_service_emit_problems_changed(p->service), "PropertiesChanged Problems ");
    CHECK(bus_service_emit_quiet_changed(p->service), "PropertiesChanged QuietUntil ");
#undef CHECK
    free(heard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PEERS_TEST(test_refusals_are_named),        PEERS_TEST(test_every_method_can_fail),
        PEERS_TEST(test_order_of_fields),           cmocka_unit_test(test_refusal_text),
        PEERS_TEST(test_hostile_data_leaves_clean), PEERS_TEST(test_properties),
        PEERS_TEST(test_property_failure),          PEERS_TEST(test_signals),
    };

    return cmocka_run_group_tests_name("bus-service", tests, NULL, NULL);
}
