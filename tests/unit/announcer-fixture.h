/* An announcer whose helper is the test itself: what the real one would show, fail, hold or die of
 * is said by the test, record by record and in the order that it chooses. Time is the test's.
 *
 * The announcer finds its helper beside the running program (BIN/../libexec/jobsearchd), so this
 * program runs from a folder of its own in which the helper's name is a link to it. Run under that
 * name it is a wire: what the daemon sends comes out of a socket that the test reads, and back. */
#pragma once

#include "schedule-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <systemd/sd-event.h>

#include "daemon/announcer.h"
#include "log.h"
#include "records.h"

#define PATIENCE_USEC UINT64_C(20000000)
#define ROOT          "ANNOUNCER_ROOT" /* the folder, in the environment */

/* What the test tells the wire itself, in the place of a record's type. */
enum wire_order {
    WIRE_END = 1000, /* end by itself */
    WIRE_CRASH,
    WIRE_HANG_UP, /* close the socket to the daemon, and end a little later */
};

/* ---- The wire ---- */

static inline struct sockaddr_un wire_address(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", getenv(ROOT));
    return address;
}

static inline void wire_obey(int test_fd, const struct record *order)
{
    char c;

    if (record_type(order) == WIRE_CRASH)
        (void)raise(SIGKILL);
    if (record_type(order) == WIRE_HANG_UP) {
        close(HELPER_FD);
        (void)!read(test_fd, &c, 1); /* until the test has done what it wants to do meanwhile */
    }
    _exit(0);
}

static inline void wire_pass(int from, int to, bool is_test)
{
    _cleanup_(record_done) struct record record = {0};

    if (record_receive(from, &record) <= 0)
        _exit(0);
    if (is_test && record_type(&record) >= WIRE_END)
        wire_obey(from, &record);
    (void)record_send(to, &record);
}

static inline int wire_main(void)
{
    struct sockaddr_un address = wire_address();
    int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    struct pollfd ends[] = {{.fd = HELPER_FD, .events = POLLIN}, {.fd = fd, .events = POLLIN}};

    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
        return 9;
    if (record_send_hello(HELPER_FD, "test") < 0 || record_receive_hello(HELPER_FD) < 0)
        return 9;
    while (poll(ends, 2, -1) > 0) {
        if (ends[0].revents)
            wire_pass(HELPER_FD, fd, false);
        else if (ends[1].revents)
            wire_pass(fd, HELPER_FD, true);
    }
    return 9;
}

/* ---- The test ---- */

struct announced {
    struct plan *plan;
    struct zone *zone;
    struct log *log;
    struct agenda agenda;
    sd_event *event;
    struct announcer *announcer;
    int listen_fd, fd; /* the wire */
    int64_t now_sec;
    bool is_silent;

    int n_looks;            /* that the announcer asked for */
    char why[128];          /* of reach_changed; "" for reached */
    char actions[256];      /* as taken: "ID ACTION;" */
    int action_result;      /* what the next ones return */
    char told[64];          /* keys, as told: "KEY;" */
    struct record received; /* what `bubble` below borrows */
    struct bubble bubble;   /* of the last show */
};

static inline void announced_look(struct announced *f)
{
    announcer_look(f->announcer, &f->agenda, f->now_sec, f->is_silent);
}

static inline void on_announced_look(void *userdata)
{
    struct announced *f = userdata;

    f->n_looks++;
    announced_look(f);
}

static inline int on_announced_action(const char *id, const char *action, void *userdata)
{
    struct announced *f = userdata;
    size_t length = strlen(f->actions);

    snprintf(f->actions + length, sizeof(f->actions) - length, "%s %s;", id, action);
    return f->action_result;
}

static inline void on_announced_reach(const char *why, void *userdata)
{
    struct announced *f = userdata;

    snprintf(f->why, sizeof(f->why), "%s", why ? why : "");
}

static inline void on_announced_told(const char *key, void *userdata)
{
    struct announced *f = userdata;
    size_t length = strlen(f->told);

    snprintf(f->told + length, sizeof(f->told) - length, "%s;", key);
}

static inline void announcer_begin(struct announced *f)
{
    static const struct announcer_callbacks callbacks = {on_announced_action, on_announced_look,
                                                         on_announced_reach, on_announced_told,
                                                         on_announced_action};

    assert_int_equal(announcer_new(f->event, &f->log, &callbacks, f, &f->announcer), 0);
}

static inline void announced_setup(struct announced *f, const char *plan)
{
    struct sockaddr_un address = wire_address();

    *f = (struct announced){.plan = plan_of(plan), .zone = zone_of("UTC"), .fd = -1};
    assert_int_equal(log_open_memory(&f->log), 0);
    agenda_init(&f->agenda, f->plan, f->zone);
    assert_true(sd_event_new(&f->event) >= 0);
    (void)unlink(address.sun_path);
    f->listen_fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(f->listen_fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(f->listen_fd, 4), 0);
    announcer_begin(f);
}

static inline void announced_teardown(struct announced *f)
{
    announcer_free(f->announcer);
    agenda_done(&f->agenda);
    sd_event_unref(f->event);
    log_free(f->log);
    plan_free(f->plan);
    zone_free(f->zone);
    record_done(&f->received);
    closep(&f->fd);
    closep(&f->listen_fd);
}

/* It is TIME, and these blocks began as the plan has them and were seen to. */
static inline void time_is(struct announced *f, const char *time)
{
    f->now_sec = instant_of(f->zone, time);
    assert_int_equal(agenda_fill(&f->agenda, f->now_sec - DAY_SEC, f->now_sec + DAY_SEC), 0);
    for (size_t i = 0; i < f->agenda.n; i++) {
        struct agenda_item *item = &f->agenda.items[i];

        if (item->start_sec > f->now_sec)
            continue;
        item->is_logged = true;
        item->known_sec = item->start_sec;
    }
}

static inline struct agenda_item *block_of(struct announced *f, const char *id)
{
    struct agenda_item *item = agenda_find(&f->agenda, id);

    assert_non_null(item);
    return item;
}

/* The event loop runs until this is so. */
#define run_until(f, condition)                                       \
    do {                                                              \
        while (!(condition))                                          \
            assert_true(sd_event_run((f)->event, PATIENCE_USEC) > 0); \
    } while (0)

/* Whatever is there to be done is done. */
static inline void run_all(struct announced *f)
{
    while (sd_event_run(f->event, 0) > 0)
        ;
}

static inline int on_wire(sd_event_source *source, int fd _unused_, uint32_t events _unused_,
                          void *userdata _unused_)
{
    return sd_event_source_set_enabled(source, SD_EVENT_OFF);
}

/* A helper was started, or is to start after its back-off: it comes, and is ready. */
static inline void helper_comes(struct announced *f)
{
    struct timeval patience = {.tv_sec = 20};
    struct pollfd pollfd = {.fd = f->listen_fd, .events = POLLIN};
    sd_event_source *source = NULL;
    int n = f->n_looks;

    assert_true(sd_event_add_io(f->event, &source, f->listen_fd, EPOLLIN, on_wire, NULL) >= 0);
    run_until(f, poll(&pollfd, 1, 0) == 1);
    sd_event_source_disable_unref(source);
    closep(&f->fd);
    f->fd = accept(f->listen_fd, NULL, NULL);
    assert_true(f->fd >= 0);
    assert_int_equal(setsockopt(f->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), 0);
    run_until(f, f->n_looks > n);
}

/* What the daemon sent next: 0 nothing yet. */
static inline int next_record(struct announced *f)
{
    record_done(&f->received);
    f->received = (struct record){0};
    assert_int_equal(record_receive(f->fd, &f->received), 1);
    if (record_type(&f->received) == RECORD_BUBBLE_SHOW)
        assert_int_equal(record_get_bubble(&f->received, &f->bubble), 0);
    return record_type(&f->received);
}

static inline void expect_show(struct announced *f, const char *key, const char *summary)
{
    assert_int_equal(next_record(f), RECORD_BUBBLE_SHOW);
    assert_string_equal(f->bubble.key, key);
    assert_string_equal(f->bubble.summary, summary);
}

static inline void expect_close(struct announced *f, const char *key)
{
    assert_int_equal(next_record(f), RECORD_BUBBLE_CLOSE);
    assert_string_equal(record_get_string(&f->received), key);
}

/* The wire passes on what it gets in its order: nothing else can be before this answer. */
static inline void expect_nothing(struct announced *f)
{
    struct pollfd pollfd = {.fd = f->fd, .events = POLLIN};

    assert_int_equal(poll(&pollfd, 1, 200), 0);
}

static inline void helper_says(struct announced *f, enum record_type type, const char *key,
                               int64_t number, const char *text)
{
    _cleanup_(record_done) struct record record = {0};

    record_begin(&record, type);
    record_put_string(&record, key);
    if (type == RECORD_BUBBLE_SHOWN || type == RECORD_BUBBLE_CLOSED)
        record_put_integer(&record, number);
    if (type != RECORD_BUBBLE_HELD && type != RECORD_BUBBLE_CLOSED)
        record_put_string(&record, text);
    assert_int_equal(record_send(f->fd, &record), 0);
    assert_true(sd_event_run(f->event, PATIENCE_USEC) > 0);
    run_all(f);
}

static inline void helper_does(struct announced *f, enum wire_order order)
{
    _cleanup_(record_done) struct record record = {0};

    record_begin(&record, (enum record_type)order);
    assert_int_equal(record_send(f->fd, &record), 0);
}

static inline void shown(struct announced *f, const char *key, int64_t id)
{
    helper_says(f, RECORD_BUBBLE_SHOWN, key, id, ":1.7");
}

static inline void server_comes(struct announced *f, const char *owner)
{
    announcer_server_changed(f->announcer, owner);
    if (*owner)
        announced_look(f);
}

/* ---- The folder ---- */

static inline void copy_self(const char *to)
{
    struct stat stat;
    int in = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0700);

    assert_true(in >= 0 && out >= 0 && fstat(in, &stat) >= 0);
    for (off_t done = 0; done < stat.st_size;) {
        ssize_t n = sendfile(out, in, NULL, (size_t)(stat.st_size - done));

        assert_true(n > 0);
        done += n;
    }
    close(in);
    close(out);
}

/* Runs this program again from a folder in which it is its own helper; there it returns. */
static inline void begin_in_folder(char **argv)
{
    char root[] = "/tmp/test-announcer-XXXXXX", program[64], helper[80], dir[64];

    if (getenv(ROOT))
        return;
    if (!mkdtemp(root) || setenv(ROOT, root, 1) < 0)
        exit(EXIT_FAILURE);
    for (int i = 0; i < 3; i++) {
        static const char *const dirs[] = {"bin", "libexec", "libexec/jobsearchd"};

        snprintf(dir, sizeof(dir), "%s/%s", root, dirs[i]);
        (void)mkdir(dir, 0700);
    }
    snprintf(program, sizeof(program), "%s/bin/test", root);
    snprintf(helper, sizeof(helper), "%s/libexec/jobsearchd/jobsearchd-notify", root);
    copy_self(program);
    (void)!symlink("../../bin/test", helper);
    execv(program, argv);
    exit(EXIT_FAILURE);
}

static inline void end_in_folder(void)
{
    static const char *const names[] = {
        "socket", "bin/test", "bin", "libexec/jobsearchd/jobsearchd-notify", "libexec/jobsearchd",
        "libexec"};
    char path[128];

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        snprintf(path, sizeof(path), "%s/%s", getenv(ROOT), names[i]);
        (void)remove(path);
    }
    (void)rmdir(getenv(ROOT));
}
