/* What goes wrong between client and daemon is told apart, and in words. */
#include "bus-world.h"

static void test_refusals(void **state)
{
    struct world *world = *state;
    struct bus_refusal refusal;
    struct bus_status status;
    struct bus_span span;

    world->fake->result = 1;
    for (enum bus_error e = 0; e < BUS_ERROR_MAX_; e++) {
        world->fake->error = e;
        assert_int_equal(bus_client_get_status(world->client, &status, &refusal), 1);
        assert_int_equal(refusal.error, e);
        assert_string_equal(refusal.text, "no: status");
    }
    world->fake->result = -ENOSPC;
    assert_int_equal(bus_client_get_status(world->client, &status, &refusal), 1);
    assert_int_equal(refusal.error, BUS_ERROR_FAILED);
    assert_string_equal(refusal.text, strerror(ENOSPC));

    world->fake->call[0] = '\0';
    assert_int_equal(bus_client_list_day(world->client, "soon", &span, &refusal), 1);
    assert_int_equal(refusal.error, BUS_ERROR_INVALID_ARGUMENT);
    assert_call("");
}

/* What the user typed need not be UTF-8; it is refused before it reaches the bus. */
static void test_text_that_is_not_utf8(void **state)
{
    const struct bus_answer answer = {"", OUTCOME_DONE, -1, -1, "", "caf\xe9"};
    struct world *world = *state;
    struct bus_refusal refusal;
    struct bus_entry entry = fake_entry(1);
    struct bus_block block;

    assert_int_equal(bus_client_start(world->client, "caf\xe9", 0, &block, &refusal), 1);
    assert_int_equal(refusal.error, BUS_ERROR_INVALID_ARGUMENT);
    assert_non_null(strstr(refusal.text, "not after \"caf\""));
    assert_int_equal(bus_client_answer(world->client, &answer, &block, &refusal), 1);
    assert_non_null(strstr(refusal.text, "not after \"caf\""));
    entry.note = "caf\xe9";
    assert_int_equal(bus_client_put_log(world->client, &entry, 1, true, &refusal), 1);
    assert_non_null(strstr(refusal.text, "not after \"caf\""));
    assert_call("");
    assert_int_equal(bus_client_undo(world->client, &block, &refusal), 0);
}

static void test_other_versions(void **state)
{
    struct world *world = *state;
    struct bus_refusal refusal;
    struct bus_block block;
    struct bus_page page;

    world->fake->has_new_words = true;
    assert_int_equal(bus_client_undo(world->client, &block, &refusal), -EBADMSG);
    assert_non_null(strstr(refusal.text, "another version"));
    assert_int_equal(bus_client_log_history(world->client, "a/+1", &page, &refusal), -EBADMSG);

    /* A daemon without these methods. */
    stop(&world->daemon_pid);
    start_daemon(world, false);
    assert_int_equal(bus_client_undo(world->client, &block, &refusal), 1);
    assert_int_equal(refusal.error, BUS_ERROR_FAILED);
    assert_non_null(strstr(refusal.text, "another version"));
}

static void test_daemon_dies(void **state)
{
    struct world *world = *state;
    struct bus_refusal refusal;
    struct bus_block block;

    world->fake->dies = true;
    assert_int_equal(bus_client_undo(world->client, &block, &refusal), -EHOSTDOWN);
    assert_non_null(strstr(refusal.text, "does not answer"));
}

static void test_no_daemon(_unused_ void **state)
{
    _cleanup_(bus_client_freep) struct bus_client *passive = NULL, *active = NULL;
    struct bus_refusal refusal;
    struct bus_block block;

    assert_int_equal(bus_client_new(false, &passive), 0);
    assert_int_equal(bus_client_undo(passive, &block, &refusal), -EHOSTDOWN);
    assert_non_null(strstr(refusal.text, "not running: start it with"));
    assert_int_equal(bus_client_new(true, &active), 0);
    assert_int_equal(bus_client_undo(active, &block, &refusal), -EHOSTDOWN);
    assert_non_null(strstr(refusal.text, "could not be started"));
}

static void test_no_bus(_unused_ void **state)
{
    _cleanup_(freep) char *address = strdup(getenv("DBUS_SESSION_BUS_ADDRESS"));
    struct bus_client *client;

    assert_non_null(address);
    setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", 1);
    assert_int_equal(bus_client_new(true, &client), -ENOTCONN);
    setenv("DBUS_SESSION_BUS_ADDRESS", "nonsense", 1);
    assert_int_equal(bus_client_new(true, &client), -ENOTCONN);
    unsetenv("DBUS_SESSION_BUS_ADDRESS");
    unsetenv("XDG_RUNTIME_DIR");
    assert_int_equal(bus_client_new(true, &client), -ENOTCONN);
    setenv("DBUS_SESSION_BUS_ADDRESS", address, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_refusals),        WORLD_TEST(test_text_that_is_not_utf8),
        WORLD_TEST(test_other_versions),  WORLD_TEST(test_daemon_dies),
        cmocka_unit_test(test_no_daemon), cmocka_unit_test(test_no_bus),
    };

    return world_run("bus-client-failures", tests);
}
