/* The client against a service in another process, over a private dbus-daemon: what is sent
 * arrives, what is answered comes back, and what goes wrong is told apart. */
#include "bus-fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/file.h"

#define PAST_SEC 1 /* a deadline that has passed */

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

static void write_file(const char *dir, const char *name, const char *text)
{
    _cleanup_(freep) char *path = NULL;

    assert_int_equal(path_join(dir, name, &path), 0);
    assert_int_equal(file_write_atomic(path, text, strlen(text)), 0);
}

static void remove_file(const char *dir, const char *name)
{
    _cleanup_(freep) char *path = NULL;

    assert_int_equal(path_join(dir, name, &path), 0);
    unlink(path);
}

static pid_t fork_child(void)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    return pid;
}

static void start_bus(struct world *world)
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

static void stop(pid_t *pid)
{
    if (*pid <= 0)
        return;
    kill(*pid, SIGKILL);
    waitpid(*pid, NULL, 0);
    *pid = 0;
}

static int group_setup(void **state)
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

static int group_teardown(void **state)
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

static void run_daemon(struct fake *fake, bool has_service, int ready_fd)
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

static void start_daemon(struct world *world, bool has_service)
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

static int setup(void **state)
{
    struct world *world = *state;

    start_daemon(world, true);
    assert_int_equal(bus_client_new(false, &world->client), 0);
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;

    world->client = bus_client_free(world->client);
    stop(&world->daemon_pid);
    return 0;
}

/* ---- Calls ---- */

#define assert_call(expected) assert_string_equal(world->fake->call, expected)

static void test_status(void **state)
{
    const struct bus_entry current = fake_entry(1), next = fake_entry(2), unplanned = fake_entry(4);
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
    assert_int_equal(status.open, 3);
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
    assert_int_equal(status.paused_from_sec, 0);
    bus_status_done(&status);
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
    bus_span_done(span);
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
    const struct bus_log_query query = {MONDAY_SEC, 0, "practice", "done", "c", BUS_PAGE_MAX};
    struct world *world = *state;
    struct bus_refusal refusal;
    struct bus_page page;
    char heard[64];

    assert_int_equal(bus_client_list_log(world->client, &query, &page, &refusal), 0);
    snprintf(heard, sizeof(heard), "list %lld 0 practice/done/c %d", (long long)MONDAY_SEC,
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

/* ---- What goes wrong ---- */

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

/* ---- Waiting ---- */

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
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_status),
        TEST(test_spans),
        TEST(test_doing),
        TEST(test_reload),
        TEST(test_log),
        TEST(test_put),
        TEST(test_refusals),
        TEST(test_text_that_is_not_utf8),
        TEST(test_other_versions),
        TEST(test_daemon_dies),
        cmocka_unit_test(test_no_daemon),
        cmocka_unit_test(test_no_bus),
        TEST(test_wait),
        TEST(test_wait_without_bus),
    };

    return cmocka_run_group_tests_name("bus-client", tests, group_setup, group_teardown);
}
