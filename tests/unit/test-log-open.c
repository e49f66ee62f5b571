/* Opening: modes, what is set aside and what is left alone, what the errors are. */
#include "log-fixture.h"

#include <grp.h>
#include <signal.h>
#include <sys/resource.h>

#include "base/file.h"

#define FILE_MAX (16 << 20)

static mode_t mode_of(const char *path, const char *suffix)
{
    char name[128];
    struct stat st;
    snprintf(name, sizeof(name), "%s%s", path, suffix);
    assert_int_equal(stat(name, &st), 0);
    return st.st_mode & 07777;
}

static void write_file(const char *path, const void *data, size_t size)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

/* In another process: to close a file here that the log has open would drop the log's locks. */
static void copy_file(const char *from, const char *to)
{
    char command[320];
    snprintf(command, sizeof(command), "cp '%s' '%s'", from, to);
    assert_int_equal(system(command), 0);
}

static void assert_same_file(const char *path, const char *data, size_t size)
{
    _cleanup_(freep) char *actual = NULL;
    size_t actual_size;
    assert_int_equal(file_read(path, FILE_MAX, &actual, &actual_size), 0);
    assert_int_equal(actual_size, size);
    assert_memory_equal(actual, data, size);
}

/* Those that are not a -wal or -shm. */
static int count_databases(const char *folder)
{
    int n = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        n += entry->d_name[0] != '.' && !strstr(entry->d_name, "-wal") &&
             !strstr(entry->d_name, "-shm");
    closedir(dir);
    return n;
}

static void make_log(const char *path, const char *id)
{
    struct log *log = open_log(path);
    struct log_entry entry = sample_entry(id, NOW);
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    log_free(log);
}

/* ---- The ordinary case ---- */

static void test_created_private_and_durable(void **state)
{
    struct fixture *fixture = *state;
    mode_t old = umask(0);
    struct log *log = open_log(fixture->path);
    umask(old);
    struct log_entry entry = sample_entry("practice/2026-11-24/1", NOW);
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    assert_int_equal(mode_of(fixture->path, ""), 0600);
    assert_int_equal(mode_of(fixture->path, "-wal"), 0600);
    assert_int_equal(mode_of(fixture->path, "-shm"), 0600);

    assert_sqlite(fixture->path, "PRAGMA journal_mode", "wal");
    assert_sqlite(fixture->path, "PRAGMA user_version", "1");
    assert_sqlite(fixture->path, "PRAGMA application_id", "1785949287");
    assert_sqlite(fixture->path, "PRAGMA integrity_check", "ok");
    assert_sqlite(fixture->path, "SELECT id, outcome FROM completion",
                  "practice/2026-11-24/1|open");
    assert_sqlite(fixture->path,
                  "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND"
                  " name NOT LIKE 'sqlite_%' AND sql NOT LIKE '%STRICT%'",
                  "0");
    log_free(log);
    char wal[128];
    snprintf(wal, sizeof(wal), "%s-wal", fixture->path);
    assert_int_equal(access(wal, F_OK), -1); /* closing folded it into the database */
}

static void test_wider_mode_is_narrowed(void **state)
{
    struct fixture *fixture = *state;
    make_log(fixture->path, "a/1");
    assert_int_equal(chmod(fixture->path, 0644), 0);
    log_free(open_log(fixture->path));
    assert_int_equal(mode_of(fixture->path, ""), 0600);
}

static void test_everything_survives(void **state)
{
    struct fixture *fixture = *state;
    _cleanup_(freep) char *id = NULL, *id_again = NULL;
    struct log_entry entry = sample_entry("practice/2026-11-24/1", NOW);
    int64_t sec;
    uint32_t serial;

    struct log *log = open_log(fixture->path);
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    assert_int_equal(log_set_snooze(log, entry.id, NOW + 600), 0);
    assert_int_equal(log_add_announced(log, entry.id, "start", NOW, NOW), 1);
    assert_int_equal(log_set_instant(log, LOG_LAST_LOOK, NOW), 0);
    assert_int_equal(log_next_serial(log, &serial), 0);
    assert_int_equal(log_get_text(log, LOG_INSTALL_ID, &id), 1);
    log_free(log);

    log = open_log(fixture->path);
    assert_finds(log, &entry);
    assert_int_equal(log_get_snooze(log, entry.id, &sec), 1);
    assert_int_equal(log_add_announced(log, entry.id, "start", NOW, NOW), 0);
    assert_int_equal(log_get_instant(log, LOG_LAST_LOOK, &sec), 1);
    assert_int_equal(sec, NOW);
    assert_int_equal(log_next_serial(log, &serial), 0);
    assert_int_equal(serial, 2);
    assert_int_equal(log_get_text(log, LOG_INSTALL_ID, &id_again), 1);
    assert_string_equal(id, id_again);
    log_free(log);
}

/* What a power cut leaves: a database and its -wal, nobody having closed them. */
static void test_wal_is_recovered(void **state)
{
    struct fixture *fixture = *state;
    char copy[128], copy_wal[140], wal[140];
    snprintf(wal, sizeof(wal), "%s-wal", fixture->path);
    snprintf(copy, sizeof(copy), "%s/copy.db", fixture->dir);
    snprintf(copy_wal, sizeof(copy_wal), "%s-wal", copy);

    struct log *log = open_log(fixture->path);
    struct log_entry entry = sample_entry("practice/2026-11-24/1", NOW);
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    copy_file(fixture->path, copy);
    copy_file(wal, copy_wal);
    log_free(log);

    log = open_log(copy);
    assert_finds(log, &entry);
    log_free(log);
}

static void test_symbolic_link_is_followed(void **state)
{
    struct fixture *fixture = *state;
    char real[128];
    _cleanup_(freep) char *aside = NULL;
    snprintf(real, sizeof(real), "%s/real.db", fixture->dir);
    make_log(real, "a/1");
    assert_int_equal(symlink("real.db", fixture->path), 0);
    struct log *log = open_log(fixture->path);
    log_free(log);

    write_file(real, "garbage", 7);
    assert_int_equal(log_open(fixture->path, &log, &aside), 1);
    log_free(log);
    assert_memory_equal(aside, real, strlen(real));
    assert_same_file(aside, "garbage", 7);
    struct stat st;
    assert_int_equal(lstat(fixture->path, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
}

/* ---- Corrupt ones ---- */

static void break_garbage(const char *path)
{
    char garbage[8192];
    uint64_t seed = 1;
    for (size_t i = 0; i < sizeof(garbage); i++)
        garbage[i] = (char)random_below(&seed, 256);
    write_file(path, garbage, sizeof(garbage));
}

static void break_text(const char *path)
{
    write_file(path, "this is not a database\n", 23);
}

static void break_truncated(const char *path)
{
    assert_int_equal(truncate(path, 4096 * 3 + 100), 0);
}

static void break_cut_header(const char *path)
{
    assert_int_equal(truncate(path, 40), 0);
}

/* A page in the middle that holds something else: only quick_check sees it in time. */
static void break_page(const char *path)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    char page[4096];
    memset(page, 0x5a, sizeof(page));
    assert_int_equal(pwrite(fd, page, sizeof(page), 4096 * 4), sizeof(page));
    close(fd);
}

static void break_application_id(const char *path)
{
    free(sqlite(path, "PRAGMA application_id = 7"));
}

static void break_no_application_id(const char *path)
{
    free(sqlite(path, "PRAGMA application_id = 0; PRAGMA user_version = 0"));
}

static void break_version(const char *path)
{
    free(sqlite(path, "PRAGMA user_version = -3"));
}

static void break_no_version(const char *path)
{
    free(sqlite(path, "PRAGMA user_version = 0"));
}

static void break_table(const char *path)
{
    free(sqlite(path, "DROP TABLE snooze"));
}

static void break_row(const char *path)
{
    free(sqlite(path, "PRAGMA ignore_check_constraints = ON;"
                      "UPDATE completion SET outcome = 'great'"));
}

static void test_corrupt_is_set_aside(void **state)
{
    static void (*const breaks[])(const char *path) = {
        break_garbage,
        break_text,
        break_truncated,
        break_cut_header,
        break_page,
        break_version,
        break_no_application_id,
        break_no_version,
        break_application_id,
        break_table,
        break_row,
    };
    struct fixture *fixture = *state;
    struct log_entry entry = sample_entry("a/2", NOW), found;

    for (size_t i = 0; i < ARRAY_SIZE(breaks); i++) {
        _cleanup_(freep) char *before = NULL, *aside = NULL;
        size_t size;
        struct log *log = NULL;
        make_log(fixture->path, "a/1");
        breaks[i](fixture->path);
        assert_int_equal(file_read(fixture->path, FILE_MAX, &before, &size), 0);

        int r = log_open(fixture->path, &log, &aside);
        if (r != 1)
            fail_msg("case %zu: %d", i, r);
        assert_same_file(aside, before, size);
        assert_int_equal(mode_of(fixture->path, ""), 0600);
        assert_int_equal(log_find(log, "a/1", &found), 0);
        assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
        log_free(log);
        log_free(open_log(fixture->path));
        assert_int_equal(unlink(fixture->path), 0);
    }
    /* Several in one second: each has its own name. */
    assert_int_equal(count_databases(fixture->dir), ARRAY_SIZE(breaks));
}

static void test_set_aside_name_is_dated(void **state)
{
    struct fixture *fixture = *state;
    _cleanup_(freep) char *aside = NULL;
    struct log *log = NULL;
    break_text(fixture->path);
    assert_int_equal(log_open(fixture->path, &log, &aside), 1);
    log_free(log);

    static const char pattern[] = ".broken-dddd-dd-ddTddddddZ";
    const char *tail = aside + strlen(fixture->path);
    assert_int_equal(strlen(tail), strlen(pattern));
    for (size_t i = 0; pattern[i]; i++)
        assert_true(pattern[i] == 'd' ? tail[i] >= '0' && tail[i] <= '9' : tail[i] == pattern[i]);
}

/* The -wal of a broken database goes with it, whole: no checkpoint on the way. */
static void test_wal_is_set_aside_too(void **state)
{
    struct fixture *fixture = *state;
    char broken[128], broken_wal[140], wal[140];
    snprintf(wal, sizeof(wal), "%s-wal", fixture->path);
    snprintf(broken, sizeof(broken), "%s/broken.db", fixture->dir);
    snprintf(broken_wal, sizeof(broken_wal), "%s-wal", broken);

    struct log *log = open_log(fixture->path);
    struct log_entry entry = sample_entry("practice/2026-11-24/1", NOW);
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    for (int is_emptied = 0; is_emptied < 2; is_emptied++) {
        _cleanup_(freep) char *aside = NULL, *aside_wal = NULL, *data = NULL, *data_wal = NULL;
        size_t size, size_wal;
        copy_file(fixture->path, broken);
        copy_file(wal, broken_wal);
        if (is_emptied)
            assert_int_equal(truncate(broken, 0), 0);
        else
            free(sqlite(fixture->path, "PRAGMA application_id = 7"));
        if (!is_emptied)
            copy_file(wal, broken_wal); /* the wrong number is in the -wal alone */
        assert_int_equal(file_read(broken, FILE_MAX, &data, &size), 0);
        assert_int_equal(file_read(broken_wal, FILE_MAX, &data_wal, &size_wal), 0);
        assert_true(size_wal > 0);

        struct log *fresh = NULL;
        assert_int_equal(log_open(broken, &fresh, &aside), 1);
        log_free(fresh);
        assert_true(asprintf(&aside_wal, "%s-wal", aside) > 0);
        assert_same_file(aside, data, size);
        assert_same_file(aside_wal, data_wal, size_wal);
        if (!is_emptied)
            assert_sqlite(aside, "SELECT count(*) FROM completion", "1");
        free(sqlite(fixture->path, "PRAGMA application_id = 1785949287"));
    }
    log_free(log);
}

static void test_empty_file_is_a_new_log(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture->path, "", 0);
    make_log(fixture->path, "a/1");
    assert_int_equal(count_databases(fixture->dir), 1);
}

static void test_newer_is_left_alone(void **state)
{
    struct fixture *fixture = *state;
    _cleanup_(freep) char *before = NULL, *aside = NULL;
    size_t size;
    struct log *log = NULL;
    make_log(fixture->path, "a/1");
    free(sqlite(fixture->path, "PRAGMA user_version = 2; DROP TABLE snooze"));
    assert_int_equal(file_read(fixture->path, FILE_MAX, &before, &size), 0);
    assert_int_equal(log_open(fixture->path, &log, &aside), -EPROTO);
    assert_null(log);
    assert_null(aside);
    assert_same_file(fixture->path, before, size);
}

/* ---- Where nothing can be written ---- */

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

#define file_test(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        file_test(test_created_private_and_durable),
        file_test(test_wider_mode_is_narrowed),
        file_test(test_everything_survives),
        file_test(test_wal_is_recovered),
        file_test(test_symbolic_link_is_followed),
        file_test(test_corrupt_is_set_aside),
        file_test(test_set_aside_name_is_dated),
        file_test(test_wal_is_set_aside_too),
        file_test(test_empty_file_is_a_new_log),
        file_test(test_newer_is_left_alone),
        file_test(test_impossible_paths),
        file_test(test_without_permission),
        file_test(test_full_disk),
        file_test(test_full_disk_sets_nothing_aside),
        file_test(test_busy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
