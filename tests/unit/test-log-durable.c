/* What the log promises survives: processes killed at any moment, and every single failure of the
 * disk at every single place. */
#include "faulty-disk.h"
#include "log-changes.h"
#include "valgrind.h"

#include <signal.h>

/* ---- Killed ---- */

/* Puts practice/+N, N from `first` on, and tells each number when the log says that it is kept. */
static _Noreturn void put_for_ever(const char *path, int first, int fd)
{
    struct log *log = NULL;
    char *aside = NULL;
    if (log_open(path, &log, &aside) != 0)
        _exit(1);
    for (int n = first;; n++) {
        char id[32];
        snprintf(id, sizeof(id), "practice/+%d", n);
        struct log_entry entry = sample_entry(id, NOW + n);
        if (log_put(log, &entry, "answer", NOW) != 0)
            _exit(2);
        if (write(fd, &n, sizeof(n)) != sizeof(n))
            _exit(3);
    }
}

static void test_what_was_acknowledged_survives_a_kill(void **state)
{
    enum { N_KILLS = 20 };
    struct fixture *fixture = *state;
    uint64_t seed = 3;
    int last = 0;

    for (int i = 0; i < N_KILLS; i++) {
        int fds[2], status;
        char sql[160], expected[32];
        assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
        pid_t pid = fork();
        if (pid == 0)
            put_for_ever(fixture->path, last + 1, fds[1]);
        close(fds[1]);

        /* Between two answers the child is anywhere in a transaction. */
        for (uint32_t left = 1 + random_below(&seed, 30); left > 0; left--)
            assert_int_equal(read(fds[0], &last, sizeof(last)), sizeof(last));
        for (uint32_t spin = random_below(&seed, 300000); spin > 0; spin--)
            __asm__ volatile("" ::: "memory");
        assert_int_equal(kill(pid, SIGKILL), 0);
        while (read(fds[0], &last, sizeof(last)) == sizeof(last))
            ; /* told before the kill */
        close(fds[0]);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status));

        snprintf(sql, sizeof(sql),
                 "SELECT count(*) FROM completion WHERE CAST(substr(id, 11) AS INTEGER) <= %d",
                 last);
        snprintf(expected, sizeof(expected), "%d", last);
        assert_sqlite(fixture->path, sql, expected);
        assert_sqlite(fixture->path, "PRAGMA integrity_check", "ok");
    }
    struct log *log = open_log(fixture->path);
    log_free(log);
}

/* ---- The disk ---- */

static void test_every_answer_is_synced(void **state)
{
    struct fixture *fixture = *state;
    struct log *log = open_log(fixture->path);
    for (int i = 0; i < 50; i++) {
        struct log_entry entry = sample_entry("practice/2026-11-24/1", NOW + i);
        disk.n_syncs = 0;
        assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
        assert_true(disk.n_syncs > 0);
        assert_false(disk.is_wal_dirty);
    }
    log_free(log);
}

/* Runs one change with the n-th call failing. Returns false once there is no n-th call. */
static bool fail_once(const char *path, size_t which, int n, int code, bool is_lasting)
{
    struct scene scene = make_scene();
    char actual[64];
    struct log *log = open_log(path);
    scene_prepare(log, &scene);

    disk_arm(n, code, is_lasting);
    int r = changes[which].change(log, &scene);
    bool has_fired = disk.has_fired;
    disk_arm(0, 0, false);
    if (r < 0 && !has_fired)
        fail_msg("%s: %d (%s) without a failure", changes[which].name, r, log_why(log));

    /* All or nothing, now and after opening it again; and the log still works. */
    const char *expected = r < 0 ? changes[which].before : changes[which].after;
    for (int round = 0; round < 2; round++) {
        describe(log, actual);
        if (!streq(actual, expected))
            fail_msg("%s, call %d, code %d, round %d: %s instead of %s", changes[which].name, n,
                     code, round, actual, expected);
        struct log_entry usable = sample_entry("practice/2026-11-24/9", NOW);
        assert_int_equal(log_put(log, &usable, "answer", NOW), 0);
        assert_finds(log, &usable);
        log_free(log);
        log = open_log(path);
    }
    log_free(log);
    assert_int_equal(unlink(path), 0);
    return has_fired;
}

static void test_disk_fails_under_every_change(void **state)
{
    static const int codes[] = {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_READ};
    struct fixture *fixture = *state;
    for (size_t which = 0; which < ARRAY_SIZE(changes); which++)
        for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
            for (int is_lasting = 0; is_lasting < 2; is_lasting++)
                for (int n = 1; fail_once(fixture->path, which, n, codes[i], is_lasting);
                     n += failure_stride() * change_stride(which, 4))
                    assert_in_range(n, 1, 200);
}

static void test_disk_errors_have_names(void **state)
{
    static const struct {
        int code, expected;
    } cases[] = {
        {SQLITE_FULL, -ENOSPC},          {SQLITE_IOERR_WRITE, -EIO}, {SQLITE_READONLY, -EROFS},
        {SQLITE_IOERR_NOMEM, -ENOMEM},   {SQLITE_PERM, -EACCES},     {SQLITE_BUSY, -EBUSY},
        {SQLITE_CORRUPT_VTAB, -EBADMSG},
    };
    struct fixture *fixture = *state;
    struct scene scene = make_scene();
    struct log *log = open_log(fixture->path);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        disk_arm(1, cases[i].code, true);
        int r = log_put(log, &scene.before, "answer", NOW);
        disk_arm(0, 0, false);
        assert_int_equal(r, cases[i].expected);
        assert_true(strlen(log_why(log)) > 0 && !streq(log_why(log), "not an error"));
    }
    log_free(log);
}

/* A disk that fails is not a database that is corrupt: nothing is set aside. */
static void test_disk_fails_under_open(void **state)
{
    static const int codes[] = {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_READ};
    struct fixture *fixture = *state;
    struct scene scene = make_scene();
    for (int is_new = 0; is_new < 2; is_new++)
        for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
            for (int n = 1; n < 500; n += failure_stride()) {
                struct log *log = open_log(fixture->path);
                char *aside = NULL;
                assert_int_equal(log_put(log, &scene.before, "start", NOW), 0);
                log_free(log);
                if (is_new)
                    assert_int_equal(unlink(fixture->path), 0);

                log = NULL;
                disk_arm(n, codes[i], true);
                int r = log_open(fixture->path, &log, &aside);
                bool has_fired = disk.has_fired;
                disk_arm(0, 0, false);
                log_free(log);
                if (r > 0 || (r < 0 && (!has_fired || log)))
                    fail_msg("open, call %d, code %d: %d", n, codes[i], r);
                log = open_log(fixture->path);
                if (!is_new)
                    assert_finds(log, &scene.before);
                log_free(log);
                assert_int_equal(unlink(fixture->path), 0);
                if (!has_fired)
                    break;
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_was_acknowledged_survives_a_kill, fixture_setup,
                                        fixture_teardown),
        DISK_TEST(test_every_answer_is_synced),
        DISK_TEST(test_disk_fails_under_every_change),
        DISK_TEST(test_disk_errors_have_names),
        DISK_TEST(test_disk_fails_under_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
