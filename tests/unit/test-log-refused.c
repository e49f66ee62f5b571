/* Where nothing can be written: no permission, no room, no lock. Nothing happens then, and it is
 * told. */
#include "log-files.h"

#include <grp.h>
#include <signal.h>
#include <sys/resource.h>

static void test_impossible_paths(void **state)
{
    struct fixture *fixture = *state;
    char missing[128], fifo[128], long_name[4200];
    snprintf(missing, sizeof(missing), "%s/none/log.db", fixture->dir);
    snprintf(fifo, sizeof(fifo), "%s/fifo", fixture->dir);
    memset(long_name, 'x', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    assert_int_equal(mkfifo(fifo, 0600), 0);

    const struct {
        const char *path;
        int expected;
    } cases[] = {
        {missing, -ENOENT},     {fixture->dir, -EISDIR},    {fifo, -EINVAL},
        {"/dev/null", -EINVAL}, {long_name, -ENAMETOOLONG},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct log *log = NULL;
        char *aside = NULL;
        assert_int_equal(log_open(cases[i].path, &log, &aside), cases[i].expected);
        assert_null(log);
        assert_null(aside);
    }
}

#define SET_ASIDE 200 /* no errno */

/* Opens as someone whom modes bind (root becomes nobody) and returns what log_open() did. */
static int open_as_user(const char *path)
{
    pid_t pid = fork();
    if (pid == 0) {
        struct log *log = NULL;
        char *aside = NULL;
        if (geteuid() == 0 && (setgroups(0, NULL) < 0 || setgid(65534) < 0 || setuid(65534) < 0))
            _exit(255);
        int r = log_open(path, &log, &aside);
        log_free(log);
        _exit(r > 0 ? SET_ASIDE : -r);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    int code = WEXITSTATUS(status);
    return code == SET_ASIDE ? 1 : -code;
}

static void test_without_permission(void **state)
{
    struct fixture *fixture = *state;
    uid_t user = geteuid() == 0 ? 65534 : geteuid();
    _cleanup_(freep) char *before = NULL;
    size_t size;
    make_log(fixture->path, "a/1");
    assert_int_equal(chown(fixture->path, user, (gid_t)-1), 0);
    assert_int_equal(chown(fixture->dir, user, (gid_t)-1), 0);
    assert_int_equal(open_as_user(fixture->path), 0);
    assert_int_equal(file_read(fixture->path, FILE_MAX, &before, &size), 0);

    assert_int_equal(chmod(fixture->path, 0400), 0);
    assert_int_equal(open_as_user(fixture->path), -EACCES);
    assert_int_equal(chmod(fixture->path, 0600), 0);
    assert_int_equal(chmod(fixture->dir, 0500), 0); /* no room for a -wal */
    assert_int_equal(open_as_user(fixture->path), -EACCES);
    assert_int_equal(chmod(fixture->dir, 0700), 0);
    assert_same_file(fixture->path, before, size);

    /* A broken one in a folder that cannot be changed stays where it is. */
    break_text(fixture->path);
    assert_int_equal(chmod(fixture->dir, 0500), 0);
    assert_int_equal(open_as_user(fixture->path), -EACCES);
    assert_int_equal(chmod(fixture->dir, 0700), 0);
    assert_int_equal(count_databases(fixture->dir), 1);
    assert_int_equal(open_as_user(fixture->path), 1);
}

static void set_file_limit(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void test_full_disk(void **state)
{
    enum { MAX = 200 };
    struct fixture *fixture = *state;
    struct log *log = open_log(fixture->path);
    struct log_entry entry = sample_entry("", NOW), ret;
    char id[32];
    int n = 0, r = 0, r_begin, r_snooze, r_undo;
    bool is_gone;

    signal(SIGXFSZ, SIG_IGN);
    set_file_limit(256 << 10);
    for (; n < MAX && r == 0; n += r == 0) {
        snprintf(id, sizeof(id), "practice/+%d", n);
        entry.id = id;
        r = log_put(log, &entry, "answer", NOW);
    }
    _cleanup_(freep) char *why = strdup(log_why(log));
    set_file_limit(1); /* not even the small ones fit */
    r_begin = log_begin(log, &entry);
    r_snooze = log_set_snooze(log, entry.id, NOW);
    r_undo = log_undo(log, NOW, &ret, &is_gone);
    set_file_limit(RLIM_INFINITY);
    signal(SIGXFSZ, SIG_DFL);

    assert_true(n > 0 && n < MAX);
    assert_int_equal(r, -ENOSPC);
    assert_int_equal(r_begin, -ENOSPC);
    assert_int_equal(r_snooze, -ENOSPC);
    assert_int_equal(r_undo, -ENOSPC);
    assert_true(strlen(why) > 0);

    /* Nothing of it happened; all before is there; and it goes on once there is room. */
    assert_int_equal(log_find(log, id, &ret), 0);
    for (int i = 0; i < n; i++) {
        char old[32];
        snprintf(old, sizeof(old), "practice/+%d", i);
        assert_int_equal(log_find(log, old, &ret), 1);
    }
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    assert_finds(log, &entry);
    log_free(log);
    assert_sqlite(fixture->path, "PRAGMA integrity_check", "ok");
}

static void test_full_disk_sets_nothing_aside(void **state)
{
    struct fixture *fixture = *state;
    struct log *log = NULL;
    char *aside = NULL;
    signal(SIGXFSZ, SIG_IGN);
    set_file_limit(1024);
    int r_new = log_open(fixture->path, &log, &aside);
    set_file_limit(RLIM_INFINITY);
    break_garbage(fixture->path);
    set_file_limit(1024);
    int r_broken = log_open(fixture->path, &log, &aside);
    set_file_limit(RLIM_INFINITY);
    signal(SIGXFSZ, SIG_DFL);

    assert_int_equal(r_new, -ENOSPC);
    assert_int_equal(r_broken, -ENOSPC); /* no fresh one could be made: the broken one is back */
    assert_null(log);
    assert_null(aside);
    assert_int_equal(count_databases(fixture->dir), 1);
    assert_int_equal(log_open(fixture->path, &log, &aside), 1);
    log_free(log);
    free(aside);
}

/* Another program holds the write lock: an error after a while, not for ever. */
static void test_busy(void **state)
{
    struct fixture *fixture = *state;
    struct log *log = open_log(fixture->path);
    struct log_entry entry = sample_entry("a/1", NOW), ret;
    char fifo[128], command[320], line[16];
    snprintf(fifo, sizeof(fifo), "%s/fifo", fixture->dir);
    snprintf(command, sizeof(command), "exec sqlite3 -batch '%s' >'%s'", fixture->path, fifo);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    FILE *holder = popen(command, "w");
    assert_non_null(holder);
    _cleanup_(closep) int locked = open(fifo, O_RDONLY | O_CLOEXEC);
    fputs("BEGIN IMMEDIATE;\nSELECT 'locked';\n.output\n", holder);
    fflush(holder);
    assert_true(read(locked, line, sizeof(line)) > 0);

    assert_int_equal(log_put(log, &entry, "answer", NOW), -EBUSY);
    assert_int_equal(log_find(log, "a/1", &ret), 0);
    assert_int_equal(pclose(holder), 0);
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    log_free(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(test_impossible_paths),
        FILE_TEST(test_without_permission),
        FILE_TEST(test_full_disk),
        FILE_TEST(test_full_disk_sets_nothing_aside),
        FILE_TEST(test_busy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
