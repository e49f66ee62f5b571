/* Helper programs: this program plays them all, run again with --helper and a part. The clock is
 * real, but nothing here waits for it where an event can be waited for. */
#include "helper.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <systemd/sd-event.h>
#include <time.h>

#include <cmocka.h>

#define SECOND_USEC UINT64_C(1000000)

/* ---- The parts ---- */

static void hello(void)
{
    if (record_send_hello(HELPER_FD, "test") < 0 || record_receive_hello(HELPER_FD) < 0)
        _exit(9);
}

static void echo(void)
{
    _cleanup_(record_done) struct record record = {0};

    while (record_receive(HELPER_FD, &record) > 0)
        (void)record_send(HELPER_FD, &record);
}

static void part_echo(void)
{
    hello();
    echo();
}

/* Ends by itself after one record, with what it says as the status. */
static void part_status(void)
{
    _cleanup_(record_done) struct record record = {0};

    hello();
    if (record_receive(HELPER_FD, &record) > 0)
        _exit((int)record_get_integer(&record));
}

static void say_last_words(void)
{
    _cleanup_(record_done) struct record record = {0};

    for (int i = 0; i < 100; i++) {
        record_begin(&record, RECORD_PUBLISHED);
        record_put_integer(&record, i);
        (void)record_send(HELPER_FD, &record);
    }
}

/* Last words, and gone. */
static void part_last_words(void)
{
    hello();
    say_last_words();
}

/* The same, though something was said to it. */
static void part_does_not_listen(void)
{
    struct pollfd pollfd = {.fd = HELPER_FD, .events = POLLIN};

    hello();
    (void)poll(&pollfd, 1, -1);
    say_last_words();
}

static void part_crash(void)
{
    hello();
    (void)raise(SIGKILL);
}

/* Says nothing, and does not go. */
static void part_mute(void)
{
    for (;;)
        pause();
}

static void part_deaf(void)
{
    hello();
    part_mute();
}

static void part_slow_reader(void)
{
    _cleanup_(record_done) struct record record = {0};
    int64_t sum = 0;

    hello();
    (void)usleep(20000); /* long enough for the sender to fill the socket */
    while (record_receive(HELPER_FD, &record) > 0)
        sum += record_get_integer(&record);
    record_begin(&record, RECORD_PUBLISHED);
    record_put_integer(&record, sum);
    (void)record_send(HELPER_FD, &record);
}

static void part_hangs_up(void)
{
    hello();
    (void)close(HELPER_FD);
    part_mute();
}

static void part_other_version(void)
{
    _cleanup_(record_done) struct record record = {0};

    record_begin(&record, RECORD_HELLO);
    record_put_integer(&record, RECORD_VERSION + 1);
    record_put_string(&record, "test");
    (void)record_send(HELPER_FD, &record);
    part_mute();
}

static void part_silent_exit(void)
{
}

static void part_malformed(void)
{
    hello();
    (void)send(HELPER_FD, "\1", 1, 0);
    part_mute();
}

/* A well-formed record whose field the owner cannot read. */
static void part_malformed_field(void)
{
    hello();
    (void)send(HELPER_FD, "\x28\0\0\0\1", 5, 0);
    part_mute();
}

/* Reports descriptors above 3, blocked and ignored signals, and whether it leads its session. */
static void part_environment(void)
{
    _cleanup_(record_done) struct record record = {0};
    struct sigaction action;
    sigset_t blocked;
    int n_open = 0, n_blocked = 0, n_ignored = 0;

    hello();
    for (int fd = HELPER_FD + 1; fd < 1024; fd++)
        n_open += fcntl(fd, F_GETFD) >= 0;
    (void)sigprocmask(SIG_BLOCK, NULL, &blocked);
    for (int number = 1; number < SIGRTMIN; number++) {
        n_blocked += sigismember(&blocked, number) == 1;
        n_ignored += sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
    }
    record_begin(&record, RECORD_PUBLISHED);
    record_put_integer(&record, n_open);
    record_put_integer(&record, n_blocked);
    record_put_integer(&record, n_ignored);
    record_put_integer(&record, getsid(0) == getpid());
    record_put_string(&record, getenv("TEST_HELPER"));
    (void)record_send(HELPER_FD, &record);
    echo();
}

static int play(const char *part)
{
    static const struct {
        const char *name;
        void (*play)(void);
    } parts[] = {
        {"echo", part_echo},
        {"status", part_status},
        {"last-words", part_last_words},
        {"does-not-listen", part_does_not_listen},
        {"crash", part_crash},
        {"mute", part_mute},
        {"deaf", part_deaf},
        {"slow-reader", part_slow_reader},
        {"hangs-up", part_hangs_up},
        {"other-version", part_other_version},
        {"silent-exit", part_silent_exit},
        {"malformed", part_malformed},
        {"malformed-field", part_malformed_field},
        {"environment", part_environment},
    };

    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        if (streq(part, parts[i].name)) {
            parts[i].play();
            return 0;
        }
    return 8;
}

/* ---- The owner ---- */

/* Not /proc/self/exe itself: under valgrind that is valgrind. */
static char own_path[PATH_MAX];

struct owner {
    sd_event *event;
    struct helper *helper;
    bool frees_on_ready, frees_on_record;

    int n_ready, n_records, n_ended;
    bool is_clean;
    char why[128];
    int64_t last, second, third, fourth;
    char text[64];
};

static void on_ready(struct helper *helper, void *userdata)
{
    struct owner *owner = userdata;

    assert_ptr_equal(helper, owner->helper);
    assert_true(helper_is_ready(helper));
    owner->n_ready++;
    if (owner->frees_on_ready)
        owner->helper = helper_free(helper);
}

static void on_record(struct helper *helper, struct record *record, void *userdata)
{
    struct owner *owner = userdata;

    helper_calm(helper);
    owner->n_records++;
    owner->last = record_get_integer(record);
    if (record->position < record->size) {
        owner->second = record_get_integer(record);
        owner->third = record_get_integer(record);
        owner->fourth = record_get_integer(record);
        snprintf(owner->text, sizeof(owner->text), "%s", record_get_string(record));
    }
    (void)record_end(record);
    if (owner->frees_on_record)
        owner->helper = helper_free(helper);
}

static void on_ended(struct helper *helper, bool is_clean, const char *why, void *userdata)
{
    struct owner *owner = userdata;

    assert_ptr_equal(helper, owner->helper);
    assert_false(helper_is_ready(helper));
    owner->n_ended++;
    owner->is_clean = is_clean;
    snprintf(owner->why, sizeof(owner->why), "%s", why);
}

static const struct helper_callbacks callbacks = {on_ready, on_record, on_ended};

static void owner_init(struct owner *owner, const char *program, const char *part)
{
    const char *const arguments[] = {"--helper", part, NULL};

    *owner = (struct owner){0};
    assert_return_code(sd_event_new(&owner->event), 0);
    assert_int_equal(
        helper_new(owner->event, program, arguments, &callbacks, owner, &owner->helper), 0);
}

/* Returns how many children were not reaped at once: a slow death is allowed, a life is not. */
static int owner_done(struct owner *owner)
{
    int status, n_left = 0;

    helper_free(owner->helper);
    sd_event_unref(owner->event);
    for (; waitpid(-1, &status, 0) > 0; n_left++)
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return n_left;
}

static void play_for(struct owner *owner, const char *part)
{
    owner_init(owner, own_path, part);
    assert_int_equal(helper_start(owner->helper), 0);
}

/* Runs the loop until *count is n, or fails after 10 s. */
static void wait_until(struct owner *owner, const int *count, int n)
{
    while (*count < n)
        if (sd_event_run(owner->event, 10 * SECOND_USEC) == 0)
            fail_msg("nothing happens any more");
    assert_int_equal(*count, n);
}

static int send_integer(struct owner *owner, int64_t value)
{
    _cleanup_(record_done) struct record record = {0};

    record_begin(&record, RECORD_PUBLISHED);
    record_put_integer(&record, value);
    return helper_send(owner->helper, &record);
}

static uint64_t now_usec(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * SECOND_USEC + (uint64_t)now.tv_nsec / 1000;
}

/* ---- The tests ---- */

static void test_talk(void **state _unused_)
{
    struct owner owner;

    play_for(&owner, "echo");
    assert_int_equal(owner.n_ready, 0); /* never from inside our own call */
    assert_false(helper_is_ready(owner.helper));
    assert_int_equal(send_integer(&owner, 1), -ENOTCONN);
    assert_int_equal(helper_start(owner.helper), 0); /* it runs: nothing to do */
    wait_until(&owner, &owner.n_ready, 1);

    for (int i = 1; i <= 3; i++) {
        assert_int_equal(send_integer(&owner, i * 7), 0);
        wait_until(&owner, &owner.n_records, i);
        assert_int_equal(owner.last, i * 7);
    }

    helper_finish(owner.helper);
    assert_int_equal(send_integer(&owner, 1), -EPIPE);
    wait_until(&owner, &owner.n_ended, 1);
    assert_true(owner.is_clean);
    assert_string_equal(owner.why, "exit status 0");
    assert_int_equal(owner.n_records, 3);

    /* A clean end is no failure: the next start is at once. */
    assert_int_equal(helper_start(owner.helper), 0);
    wait_until(&owner, &owner.n_ready, 2);
    assert_int_equal(send_integer(&owner, 5), 0);
    wait_until(&owner, &owner.n_records, 4);
    owner_done(&owner);
}

static void test_ends(void **state _unused_)
{
    static const struct {
        const char *part, *why;
        int n_ready, n_records;
    } cases[] = {
        {"silent-exit", "exit status 0", 0, 0}, /* without a hello that is no clean end */
        {"crash", "killed by signal 9", 1, 0},
        {"other-version", "killed: it does not speak this protocol's version", 0, 0},
        {"malformed", "killed: it sent a malformed record", 1, 0},
        {"malformed-field", "killed: it sent a malformed record", 1, 1},
        {"hangs-up", "killed: it hung up, but did not end", 1, 0},
        {"no such part", "exit status 8", 0, 0},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct owner owner;

        play_for(&owner, cases[i].part);
        wait_until(&owner, &owner.n_ended, 1);
        assert_string_equal(owner.why, cases[i].why);
        assert_false(owner.is_clean);
        assert_int_equal(owner.n_ready, cases[i].n_ready);
        assert_int_equal(owner.n_records, cases[i].n_records);
        owner_done(&owner);
    }
}

static void test_exit_status(void **state _unused_)
{
    for (int status = 0; status < 3; status++) {
        struct owner owner;
        char why[32];

        play_for(&owner, "status");
        wait_until(&owner, &owner.n_ready, 1);
        assert_int_equal(send_integer(&owner, status), 0);
        wait_until(&owner, &owner.n_ended, 1);
        snprintf(why, sizeof(why), "exit status %d", status);
        assert_string_equal(owner.why, why);
        assert_int_equal(owner.is_clean, status == 0);
        owner_done(&owner);
    }
}

/* All that a program said is heard before its end. */
static void test_last_words(void **state _unused_)
{
    struct owner owner;

    play_for(&owner, "last-words");
    wait_until(&owner, &owner.n_ended, 1);
    assert_int_equal(owner.n_records, 100);
    assert_int_equal(owner.last, 99);
    assert_true(owner.is_clean);
    owner_done(&owner);
}

static void test_last_words_of_one_that_did_not_listen(void **state _unused_)
{
    struct owner owner;
    siginfo_t info;

    play_for(&owner, "does-not-listen");
    wait_until(&owner, &owner.n_ready, 1);
    assert_int_equal(send_integer(&owner, 1), 0);
    assert_return_code(waitid(P_ALL, 0, &info, WEXITED | WNOWAIT), errno);
    wait_until(&owner, &owner.n_ended, 1);
    assert_int_equal(owner.n_records, 100);
    assert_true(owner.is_clean);
    owner_done(&owner);
}

static void test_expect(void **state _unused_)
{
    struct owner owner;

    play_for(&owner, "deaf");
    assert_int_equal(helper_expect(owner.helper, 1000), -ENOTCONN);
    wait_until(&owner, &owner.n_ready, 1);
    assert_int_equal(helper_expect(owner.helper, 30000), 0);
    assert_int_equal(helper_expect(owner.helper, 3600 * SECOND_USEC), 0); /* does not prolong */
    uint64_t start_usec = now_usec();
    wait_until(&owner, &owner.n_ended, 1);
    assert_true(now_usec() - start_usec >= 25000);
    assert_string_equal(owner.why, "killed: no answer within 0.03 s");
    assert_false(owner.is_clean);
    owner_done(&owner);
}

static void test_calm(void **state _unused_)
{
    struct owner owner;

    play_for(&owner, "echo");
    wait_until(&owner, &owner.n_ready, 1);
    assert_int_equal(helper_expect(owner.helper, 2 * SECOND_USEC), 0);
    assert_int_equal(send_integer(&owner, 1), 0);
    wait_until(&owner, &owner.n_records, 1); /* it calms */
    assert_int_equal(sd_event_run(owner.event, 0), 0);
    assert_int_equal(helper_expect(owner.helper, 10000), 0); /* so that this one counts */
    wait_until(&owner, &owner.n_ended, 1);
    assert_string_equal(owner.why, "killed: no answer within 0.01 s");
    owner_done(&owner);
}

static void test_queue(void **state _unused_)
{
    struct owner owner;
    int64_t sum = 0;

    play_for(&owner, "slow-reader");
    wait_until(&owner, &owner.n_ready, 1);
    for (int64_t i = 0; i < 20000; i++) {
        assert_int_equal(send_integer(&owner, i), 0);
        sum += i;
    }
    helper_finish(owner.helper); /* after what is queued */
    wait_until(&owner, &owner.n_ended, 1);
    assert_true(owner.is_clean);
    assert_int_equal(owner.n_records, 1);
    assert_true(owner.last == sum);
    owner_done(&owner);
}

static void test_queue_is_bounded(void **state _unused_)
{
    _cleanup_(record_done) struct record record = {0};
    struct owner owner;
    char *big = malloc(60001);
    int r, n = 0;

    assert_non_null(big);
    memset(big, 'x', 60000);
    big[60000] = '\0';
    record_begin(&record, RECORD_PUBLISHED);
    record_put_string(&record, big);

    play_for(&owner, "deaf");
    wait_until(&owner, &owner.n_ready, 1);
    while ((r = helper_send(owner.helper, &record)) == 0)
        assert_true(++n < 1000);
    assert_int_equal(r, -ENOBUFS);
    assert_true(n >= 4 * 1024 * 1024 / 60009);
    free(big);
    owner_done(&owner);
}

static void test_bad_record_is_refused(void **state _unused_)
{
    _cleanup_(record_done) struct record record = {0};
    struct owner owner;

    play_for(&owner, "echo");
    wait_until(&owner, &owner.n_ready, 1);
    record_begin(&record, RECORD_PUBLISHED);
    record_put_string(&record, "\xff");
    assert_int_equal(helper_send(owner.helper, &record), -EBADMSG);
    owner_done(&owner);
}

/* Sending to one that has just died is an error, not a signal, and the end is told. */
static void test_send_to_the_dead(void **state _unused_)
{
    struct owner owner;
    siginfo_t info;

    play_for(&owner, "crash");
    wait_until(&owner, &owner.n_ready, 1);
    assert_return_code(waitid(P_ALL, 0, &info, WEXITED | WNOWAIT), errno);
    assert_int_equal(send_integer(&owner, 1), -EPIPE);
    wait_until(&owner, &owner.n_ended, 1);
    assert_string_equal(owner.why, "killed by signal 9");
    owner_done(&owner);
}

static void test_no_program(void **state _unused_)
{
    struct owner owner;

    owner_init(&owner, "/nonexistent/program", "");
    assert_int_equal(helper_start(owner.helper), 0);
    assert_int_equal(helper_start(owner.helper), 0);
    assert_int_equal(owner.n_ended, 0); /* not from inside our call */
    wait_until(&owner, &owner.n_ended, 1);
    assert_string_equal(owner.why, "cannot be started: No such file or directory");
    assert_false(owner.is_clean);
    owner_done(&owner);

    /* In the helpers' folder, where nothing is called that. */
    owner_init(&owner, "no-such-helper", "");
    assert_int_equal(helper_start(owner.helper), 0);
    wait_until(&owner, &owner.n_ended, 1);
    assert_string_equal(owner.why, "cannot be started: No such file or directory");
    owner_done(&owner);
}

static void test_delays(void **state _unused_)
{
    static const struct {
        unsigned n_failures;
        uint64_t seconds;
    } cases[] = {{0, 0},   {1, 1},    {2, 2},    {3, 4},    {8, 128},
                 {9, 256}, {10, 300}, {11, 300}, {64, 300}, {4294967295, 300}};

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_true(helper_delay_usec(cases[i].n_failures) == cases[i].seconds * SECOND_USEC);
}

static void test_backoff(void **state _unused_)
{
    struct owner owner;

    play_for(&owner, "crash");
    wait_until(&owner, &owner.n_ended, 1);

    /* After one failure a second is waited out. */
    uint64_t start_usec = now_usec();
    assert_int_equal(helper_start(owner.helper), 0);
    assert_int_equal(helper_start(owner.helper), 0);
    wait_until(&owner, &owner.n_ended, 2);
    assert_true(now_usec() - start_usec >= SECOND_USEC - 50000);

    /* After two it would be two, if they were not forgotten: while it waits ... */
    start_usec = now_usec();
    assert_int_equal(helper_start(owner.helper), 0);
    assert_int_equal(sd_event_run(owner.event, 20000), 0);
    helper_reset_backoff(owner.helper);
    assert_int_equal(owner.n_ready, 2);
    wait_until(&owner, &owner.n_ended, 3);
    assert_true(now_usec() - start_usec < SECOND_USEC);

    /* ... or before. */
    helper_reset_backoff(owner.helper);
    assert_int_equal(helper_start(owner.helper), 0);
    wait_until(&owner, &owner.n_ended, 4);
    assert_true(now_usec() - start_usec < 2 * SECOND_USEC);

    /* A wait can be called off. */
    assert_int_equal(helper_start(owner.helper), 0);
    helper_finish(owner.helper);
    helper_reset_backoff(owner.helper);
    assert_int_equal(sd_event_run(owner.event, 20000), 0);
    assert_int_equal(owner.n_ready, 4);
    owner_done(&owner);
}

static void test_free_in_callbacks(void **state _unused_)
{
    struct owner owner;

    play_for(&owner, "echo");
    owner.frees_on_ready = true;
    wait_until(&owner, &owner.n_ready, 1);
    assert_null(owner.helper);
    assert_int_equal(sd_event_run(owner.event, 0), 0);
    owner_done(&owner);

    play_for(&owner, "last-words");
    owner.frees_on_record = true;
    wait_until(&owner, &owner.n_records, 1);
    assert_null(owner.helper);
    assert_int_equal(sd_event_run(owner.event, 0), 0);
    assert_int_equal(owner.n_ended, 0);
    owner_done(&owner);
}

static void test_free_in_every_state(void **state _unused_)
{
    struct owner owner;
    int n_left = 0;

    assert_null(helper_free(NULL));
    owner_init(&owner, own_path, "mute");
    assert_int_equal(owner_done(&owner), 0);

    for (int i = 0; i < 5; i++) {
        play_for(&owner, "mute");
        n_left += owner_done(&owner);

        play_for(&owner, "deaf");
        wait_until(&owner, &owner.n_ready, 1);
        n_left += owner_done(&owner);
    }
    assert_true(n_left < 10); /* on a busy machine some may take their time, but not all */

    owner_init(&owner, "/nonexistent/program", "");
    assert_int_equal(helper_start(owner.helper), 0);
    assert_int_equal(owner_done(&owner), 0);

    play_for(&owner, "crash");
    wait_until(&owner, &owner.n_ended, 1);
    assert_int_equal(helper_start(owner.helper), 0);
    assert_int_equal(owner_done(&owner), 0);
}

static void test_environment(void **state _unused_)
{
    struct owner owner;
    sigset_t blocked;

    /* What it must not inherit: an open file without close-on-exec, a mask, ignored signals. */
    int fd = open("/dev/null", O_RDONLY);
    assert_return_code(fd, errno);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGCHLD);
    assert_return_code(sigprocmask(SIG_BLOCK, &blocked, NULL), errno);
    assert_true(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    assert_return_code(setenv("TEST_HELPER", "passed through", 1), errno);

    play_for(&owner, "environment");
    wait_until(&owner, &owner.n_records, 1);
    assert_int_equal(owner.last, 0);
    assert_int_equal(owner.second, 0);
    assert_int_equal(owner.third, 0);
    assert_int_equal(owner.fourth, 1);
    assert_string_equal(owner.text, "passed through");
    owner_done(&owner);

    assert_true(signal(SIGPIPE, SIG_DFL) != SIG_ERR);
    assert_return_code(sigprocmask(SIG_UNBLOCK, &blocked, NULL), errno);
    assert_return_code(close(fd), errno);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_talk),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_exit_status),
        cmocka_unit_test(test_last_words),
        cmocka_unit_test(test_last_words_of_one_that_did_not_listen),
        cmocka_unit_test(test_expect),
        cmocka_unit_test(test_calm),
        cmocka_unit_test(test_queue),
        cmocka_unit_test(test_queue_is_bounded),
        cmocka_unit_test(test_bad_record_is_refused),
        cmocka_unit_test(test_send_to_the_dead),
        cmocka_unit_test(test_no_program),
        cmocka_unit_test(test_delays),
        cmocka_unit_test(test_backoff),
        cmocka_unit_test(test_free_in_callbacks),
        cmocka_unit_test(test_free_in_every_state),
        cmocka_unit_test(test_environment),
    };

    if (argc == 3 && streq(argv[1], "--helper"))
        return play(argv[2]);
    if (readlink("/proc/self/exe", own_path, sizeof(own_path) - 1) < 0)
        return 1;
    (void)alarm(120); /* what hangs is a failure, too */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
