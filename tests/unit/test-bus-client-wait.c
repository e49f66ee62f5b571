/* The client waits for a change, for a deadline, and not for a bus that is gone. */
#include "bus-world.h"

#define PAST_SEC 1 /* a deadline that has passed */

static void test_wait(void **state)
{
    struct world *world = *state;
    struct bus_refusal refusal;
    struct bus_block block;

    assert_int_equal(bus_client_wait(world->client, PAST_SEC), 0);
    assert_int_equal(bus_client_wait(world->client, PAST_SEC), 0);
    world->fake->signals = true;
    assert_int_equal(bus_client_start(world->client, "", 0, &block, &refusal), 0);
    assert_int_equal(bus_client_wait(world->client, 0), 1);
    while (bus_client_wait(world->client, PAST_SEC) == 1)
        ; /* the rest of the burst, should it come late */

    stop(&world->daemon_pid);
    assert_int_equal(bus_client_wait(world->client, 0), 1);
    start_daemon(world, true);
    assert_int_equal(bus_client_wait(world->client, 0), 1);
}

/* The last test: it takes the bus away. */
static void test_wait_without_bus(void **state)
{
    struct world *world = *state;

    assert_int_equal(bus_client_wait(world->client, PAST_SEC), 0);
    stop(&world->bus_pid);
    assert_int_equal(bus_client_wait(world->client, 0), -ENOTCONN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_wait),
        WORLD_TEST(test_wait_without_bus),
    };

    return world_run("bus-client-wait", tests);
}
