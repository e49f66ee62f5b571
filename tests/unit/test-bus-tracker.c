/* org.jobsearchd1.Tracker: what crosses comes out as it went in, and what has not the right form
 * never reaches the daemon. */
#include "bus-world.h"

static void test_items_cross(void **state)
{
    const struct bus_track_query query = {"ac\xc3\xa9", "contact", true, "c", 200};
    struct world *world = *state;
    struct bus_tracker page;
    struct bus_refusal refusal;

    assert_int_equal(bus_client_list_track(world->client, &query, &page, &refusal), 0);
    assert_call("list track [ac\xc3\xa9] contact/c 200 open");
    assert_int_equal(page.n_items, 200);
    for (int i = 0; i < 200; i++)
        assert_true(item_is_fake(&page.items[i], i));
    assert_int_equal(page.now_sec, MONDAY_SEC);
    assert_string_equal(page.timezone, "Europe/Berlin");
    assert_string_equal(page.cursor, "next");
    bus_tracker_done(&page);
}

static void test_putting(void **state)
{
    struct world *world = *state;
    struct track_item items[100], item = fake_item(5);
    enum track_effect effects[100];
    struct bus_refusal refusal;
    int64_t n = 0;

    assert_int_equal(bus_client_put_track(world->client, &item, &n, &refusal), 0);
    assert_call("put track #6 contact as sent");
    assert_int_equal(n, INT64_C(5000000000));

    for (int i = 0; i < 100; i++)
        items[i] = fake_item(i);
    assert_int_equal(bus_client_put_many_track(world->client, items, 100, true, effects, &refusal),
                     0);
    assert_call("put track 100 as sent of 100 dry");
    for (int i = 0; i < 100; i++)
        assert_int_equal(effects[i], i % TRACK_EFFECT_MAX_);
    assert_int_equal(bus_client_put_many_track(world->client, NULL, 0, false, NULL, &refusal), 0);
    assert_call("put track 0 as sent of 0");

    item.name = "\xff";
    assert_int_equal(bus_client_put_track(world->client, &item, &n, &refusal), 1);
    assert_non_null(strstr(refusal.text, "name must be"));
    items[7].link = "javascript:alert(1)";
    assert_int_equal(bus_client_put_many_track(world->client, items, 100, false, effects, &refusal),
                     1);
    assert_string_equal(refusal.text, "item 8: link must begin with https://, http:// or mailto:, "
                                      "or be a file's whole path");
    assert_call("put track 0 as sent of 0");
}

static void test_the_rest(void **state)
{
    struct world *world = *state;
    struct bus_track_history history;
    struct bus_track_undo undo;
    struct bus_refusal refusal;

    assert_int_equal(bus_client_remove_track(world->client, 12, &refusal), 0);
    assert_call("remove track 12");
    assert_int_equal(bus_client_finish_follow_up(world->client, 13, &refusal), 0);
    assert_call("followed up 13");
    assert_int_equal(bus_client_undo_track(world->client, &undo, &refusal), 0);
    assert_call("undo track");
    assert_true(item_is_fake(&undo.item, 4));
    assert_true(undo.is_gone);
    assert_int_equal(undo.n_items, 7);
    assert_int_equal(bus_client_track_history(world->client, 14, &history, &refusal), 0);
    assert_call("history of track 14");
    assert_int_equal(history.n_versions, 3);
    for (int i = 0; i < 3; i++) {
        assert_true(item_is_fake(&history.versions[i].item, i));
        assert_string_equal(history.versions[i].action, i == 0 ? "add" : "undo");
        assert_int_equal(history.versions[i].at_sec, MONDAY_SEC + i);
    }
    bus_track_history_done(&history);
}

static void test_refusals(void **state)
{
    struct world *world = *state;
    struct bus_track_history history;
    struct bus_tracker page;
    struct bus_refusal refusal;
    const struct bus_track_query query = {"", "", false, "", 1};

    world->fake->result = 1;
    world->fake->error = BUS_ERROR_NO_SUCH_ITEM;
    assert_int_equal(bus_client_remove_track(world->client, 12, &refusal), 1);
    assert_int_equal(refusal.error, BUS_ERROR_NO_SUCH_ITEM);
    assert_int_equal(bus_client_list_track(world->client, &query, &page, &refusal), 1);
    assert_int_equal(bus_client_track_history(world->client, 1, &history, &refusal), 1);
}

/* ---- The form, at the service's door ---- */

static void refuse(struct peers *peers, const char *advice, const char *member, const char *types,
                   ...)
{
    const sd_bus_error *error;
    sd_bus_message *reply;
    va_list ap;

    va_start(ap, types);
    reply = peers_askv(peers, BUS_TRACKER, member, types, ap);
    va_end(ap);
    error = sd_bus_message_get_error(reply);
    if (!error)
        fail_msg("not refused: %s", advice);
    assert_string_equal(error->name, "org.jobsearchd1.Error.InvalidArgument");
    if (!strstr(error->message, advice))
        fail_msg("\"%s\" does not say \"%s\"", error->message, advice);
    assert_string_equal(peers->fake.call, "");
    sd_bus_message_unref(reply);
}

static void test_form_of_items(void **state)
{
    struct peers *p = *state;

    HEAR(p, "put track #0 application", BUS_TRACKER, "Put", "a{sv}", 1, "name", "s", "Acme");
    HEAR(p, "put track #9 contact", BUS_TRACKER, "Put", "a{sv}", 3, "name", "s", "Ada", "kind", "s",
         "contact", "n", "x", INT64_C(9));
#define BAD(advice, ...) refuse(p, advice, "Put", "a{sv}", 2, "name", "s", "Acme", __VA_ARGS__)
    BAD("kind must be", "kind", "s", "company");
    BAD("stage must be", "stage", "s", "Applied");
    BAD("n must be", "n", "x", INT64_C(-1));
    BAD("days must be", "follow_up", "s", "24.11.2026");
    BAD("days must be", "last_contact", "s", "");
    BAD("days must be", "dates", "a{ss}", 1, "applied", "2026-02-30");
    BAD("not \"lunch\"", "dates", "a{ss}", 1, "lunch", "2026-02-20");
    BAD("role must be", "role", "s", "a\x1b[2J");
    BAD("link must begin", "link", "s", "file:///etc/passwd");
    BAD("name must be", "name", "s", "");
    BAD("the interview must", "interview", "t", UINT64_MAX);
    BAD("at most 1440", "interview_minutes", "u", UINT32_MAX);
    BAD("not \"colour\"", "colour", "s", "red");
    BAD("malformed", "follow_up", "u", 7);
    BAD("malformed", "n", "i", 7);
    BAD("malformed", "dates", "a{sv}", 0);
#undef BAD
    refuse(p, "name must be", "Put", "a{sv}", 0);
    refuse(p, "item 2: name must be", "PutMany", "aa{sv}b", 2, 1, "name", "s", "Acme", 0, 0);
    refuse(p, "not \"colour\"", "PutMany", "aa{sv}b", 1, 1, "colour", "s", "red", 0);
}

static void test_form_of_arguments(void **state)
{
    struct peers *p = *state;
    char *s = calloc(100001, 1);

    assert_non_null(s);
    memset(s, 'a', 100000);
    HEAR(p, "list track [] / 1", BUS_TRACKER, "List", "ssbsu", "", "", 0, "", 1);
    refuse(p, "kind must be", "List", "ssbsu", "", "contacts", 0, "", 1);
    refuse(p, "text must be", "List", "ssbsu", s, "", 0, "", 1);
    refuse(p, "kind must be", "List", "ssbsu", "", s, 0, "", 1);
    refuse(p, "cursor must be", "List", "ssbsu", "", "", 0, s, 1);
    refuse(p, "limit must be", "List", "ssbsu", "", "", 0, "", 0);
    refuse(p, "limit must be", "List", "ssbsu", "", "", 0, "", 1001);
    refuse(p, "n must be", "Remove", "x", INT64_C(0));
    refuse(p, "n must be", "History", "x", INT64_C(-7));
    refuse(p, "n must be", "FollowUpDone", "x", INT64_C(0));
    refuse(p, "not \"aaaa", "Put", "a{sv}", 1, s, "s", "");
    free(s);
}

static void test_too_many_items(void **state)
{
    struct peers *p = *state;
    sd_bus_message *reply, *m = peers_new_call(p, BUS_TRACKER, "PutMany");

    assert_true(sd_bus_message_open_container(m, 'a', "a{sv}") >= 0);
    for (int i = 0; i <= BUS_TRACK_MAX; i++)
        assert_true(sd_bus_message_append(m, "a{sv}", 1, "name", "s", "Acme") >= 0);
    assert_true(sd_bus_message_close_container(m) >= 0);
    assert_true(sd_bus_message_append(m, "b", 0) >= 0);
    reply = peers_send(p, m);
    assert_non_null(sd_bus_message_get_error(reply));
    assert_non_null(strstr(sd_bus_message_get_error(reply)->message, "at most 10000"));
    assert_string_equal(p->fake.call, "");
    sd_bus_message_unref(reply);
}

/* As dbus.md has it: what is not said is not there. */
static void test_keys_on_the_wire(void **state)
{
    struct peers *p = *state;
    sd_bus_message *reply = peers_ask(p, BUS_TRACKER, "List", "ssbsu", "", "", 0, "", 1);
    const char *zone, *key, *word;
    uint64_t now;
    int64_t n;

    assert_int_equal(sd_bus_message_read(reply, "ts", &now, &zone), 1);
    assert_int_equal(now, (uint64_t)MONDAY_SEC * 1000000);
    assert_int_equal(sd_bus_message_enter_container(reply, 'a', "a{sv}"), 1);
    assert_int_equal(sd_bus_message_enter_container(reply, 'a', "{sv}"), 1);
    assert_int_equal(sd_bus_message_read(reply, "{sv}", &key, "x", &n), 1);
    assert_string_equal(key, "n");
    assert_int_equal(n, 1);
#define STRING(expected_key, expected)                                             \
    do {                                                                           \
        assert_int_equal(sd_bus_message_read(reply, "{sv}", &key, "s", &word), 1); \
        assert_string_equal(key, expected_key);                                    \
        assert_string_equal(word, expected);                                       \
    } while (0)
    STRING("kind", "application");
    STRING("name", "Ada & Söhne");
    STRING("channel", "Übung");
    STRING("role", "=1+1, \"quoted\"");
    STRING("source", "two");
    STRING("stage", "interested");
#undef STRING
    assert_int_equal(sd_bus_message_enter_container(reply, 'e', "sv"), 1);
    assert_int_equal(sd_bus_message_read(reply, "s", &key), 1);
    assert_string_equal(key, "dates");
    assert_int_equal(sd_bus_message_read(reply, "v", "a{ss}", 0), 1);
    assert_int_equal(sd_bus_message_exit_container(reply), 1);
    assert_int_equal(sd_bus_message_at_end(reply, false), 1);
    sd_bus_message_unref(reply);
}

static int on_signal(sd_bus_message *m, void *userdata, _unused_ sd_bus_error *error)
{
    assert_string_equal(sd_bus_message_get_member(m), "TrackerChanged");
    assert_string_equal(sd_bus_message_get_interface(m), BUS_TRACKER);
    return MIN(sd_bus_message_read(m, "x", userdata), 0);
}

static void test_signal(void **state)
{
    struct peers *p = *state;
    int64_t n = 0;

    peers_pump(p);
    assert_true(sd_bus_add_match(p->user, NULL, "type='signal'", on_signal, &n) >= 0);
    bus_service_emit_tracker_changed(p->service, INT64_C(5000000000));
    peers_pump(p);
    assert_int_equal(n, INT64_C(5000000000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_items_cross),
        WORLD_TEST(test_putting),
        WORLD_TEST(test_the_rest),
        WORLD_TEST(test_refusals),
    };
    const struct CMUnitTest form_tests[] = {
        PEERS_TEST(test_form_of_items),  PEERS_TEST(test_form_of_arguments),
        PEERS_TEST(test_too_many_items), PEERS_TEST(test_keys_on_the_wire),
        PEERS_TEST(test_signal),
    };
    int r = world_run("bus-tracker", tests);

    return r + cmocka_run_group_tests_name("bus-tracker-form", form_tests, NULL, NULL);
}
