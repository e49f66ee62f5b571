/* The client's world: a service in another process, over a private dbus-daemon. */
#pragma once

#include "bus-fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/file.h"

struct world {
    char dir[32];
    pid_t bus_pid, daemon_pid;
    struct fake *fake; /* shared with the daemon's process */
    struct bus_client *client;
};

/* ---- A bus of our own, on which jobsearchd's activation fails ---- */

static const char bus_conf[] =
    "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
    "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
    "<busconfig><type>session</type><listen>unix:dir=%s</listen><servicedir>%s</servicedir>"
    "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
    "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>\n";
static const char service_file[] = "[D-BUS Service]\nName=" BUS_NAME "\nExec=/bin/false\n";

static inline void write_file(const char *dir, const char *name, const char *text)
{
    _cleanup_(freep) char *path = NULL;

    assert_int_equal(path_join(dir, name, &path), 0);
    assert_int_equal(file_write_atomic(path, text, strlen(text)), 0);
}

static inline void remove_file(const char *dir, const char *name)
{
    _cleanup_(freep) char *path = NULL;

    assert_int_equal(path_join(dir, name, &path), 0);
    unlink(path);
}

static inline pid_t fork_child(void)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    return pid;
}

static inline void start_bus(struct world *world)
{
    char config[64], address[256], output[32];
    int fds[2];
    ssize_t n;

    snprintf(config, sizeof(config), "--config-file=%s/bus.conf", world->dir);
    assert_int_equal(pipe(fds), 0);
    snprintf(output, sizeof(output), "--print-address=%d", fds[1]);
    world->bus_pid = fork_child();
    if (world->bus_pid == 0) {
        close(fds[0]);
        execlp("dbus-daemon", "dbus-daemon", config, "--nofork", output, NULL);
        _exit(127);
    }
    close(fds[1]);
    n = read(fds[0], address, sizeof(address) - 1);
    close(fds[0]);
    if (n <= 0)
        fail_msg("dbus-daemon did not start: is it installed?");
    address[n] = '\0';
    address[strcspn(address, "\n")] = '\0';
    assert_int_equal(setenv("DBUS_SESSION_BUS_ADDRESS", address, 1), 0);
}

static inline void stop(pid_t *pid)
{
    if (*pid <= 0)
        return;
    kill(*pid, SIGKILL);
    waitpid(*pid, NULL, 0);
    *pid = 0;
}

static inline int world_group_setup(void **state)
{
    struct world *world = calloc(1, sizeof(*world));
    char text[2048];

    assert_non_null(world);
    strcpy(world->dir, "/tmp/test-bus-XXXXXX");
    assert_non_null(mkdtemp(world->dir));
    snprintf(text, sizeof(text), bus_conf, world->dir, world->dir);
    write_file(world->dir, "bus.conf", text);
    write_file(world->dir, BUS_NAME ".service", service_file);
    world->fake =
        mmap(NULL, sizeof(struct fake), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(world->fake != MAP_FAILED);
    start_bus(world);
    *state = world;
    return 0;
}

static inline int world_group_teardown(void **state)
{
    struct world *world = *state;

    stop(&world->bus_pid);
    munmap(world->fake, sizeof(struct fake));
    remove_file(world->dir, "bus.conf");
    remove_file(world->dir, BUS_NAME ".service");
    rmdir(world->dir);
    free(world);
    return 0;
}

/* ---- A daemon on it ---- */

static inline void run_daemon(struct fake *fake, bool has_service, int ready_fd)
{
    struct bus_service *service = NULL;
    sd_bus *bus = NULL;

    if (sd_bus_open_user(&bus) < 0 ||
        (has_service && bus_service_new(bus, &fake_handlers, fake, &service) < 0) ||
        sd_bus_request_name(bus, BUS_NAME, 0) < 0)
        _exit(1);
    fake->service = service;
    (void)!write(ready_fd, "!", 1);
    for (;;) {
        int r = sd_bus_process(bus, NULL);

        if (r < 0 || (r == 0 && sd_bus_wait(bus, UINT64_MAX) < 0))
            _exit(1);
    }
}

static inline void start_daemon(struct world *world, bool has_service)
{
    int fds[2];
    char c;

    *world->fake = (struct fake){.title = "Practise skills"};
    assert_int_equal(pipe(fds), 0);
    world->daemon_pid = fork_child();
    if (world->daemon_pid == 0)
        run_daemon(world->fake, has_service, fds[1]);
    close(fds[1]);
    assert_int_equal(read(fds[0], &c, 1), 1);
    close(fds[0]);
}

static inline int world_setup(void **state)
{
    struct world *world = *state;

    start_daemon(world, true);
    assert_int_equal(bus_client_new(false, &world->client), 0);
    return 0;
}

static inline int world_teardown(void **state)
{
    struct world *world = *state;

    world->client = bus_client_free(world->client);
    stop(&world->daemon_pid);
    return 0;
}

#define assert_call(expected) assert_string_equal(world->fake->call, expected)

/* For cmocka: the bus lasts as long as the group, a daemon and a client as long as a test. */
#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
#define world_run(name, tests) \
    cmocka_run_group_tests_name(name, tests, world_group_setup, world_group_teardown)
