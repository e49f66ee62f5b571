/* What the log promises survives: processes killed at any moment, and every single failure of the
 * disk or of memory at every single place. */
#include "log-fixture.h"

#include <signal.h>
#include <sqlite3.h>

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

/* ---- A disk that fails ----
 *
 * A VFS between SQLite and the real one. It counts the calls that can fail, lets the chosen one
 * fail (and, if wanted, all after it), and knows whether a -wal holds bytes that were not synced.
 */

static struct {
    sqlite3_vfs *real;
    int countdown; /* calls until the failure; 0: none */
    bool is_lasting;
    int code;
    bool has_fired;
    int n_syncs;
    bool is_wal_dirty;
} disk;

struct faulty_file {
    sqlite3_file base;
    bool is_wal;
    sqlite3_file *real; /* in the memory behind this struct */
};

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct faulty_file *)file)->real;
}

static int maybe_fail(void)
{
    if (disk.countdown == 0)
        return SQLITE_OK;
    if (disk.countdown > 1) {
        disk.countdown--;
        return SQLITE_OK;
    }
    if (!disk.is_lasting)
        disk.countdown = 0;
    disk.has_fired = true;
    errno = 0;
    return disk.code;
}

#define FORWARD(file, method, ...) \
    (real_of(file)->pMethods->method(real_of(file) __VA_OPT__(, ) __VA_ARGS__))

static int faulty_close(sqlite3_file *file)
{
    return FORWARD(file, xClose);
}

static int faulty_read(sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
    int code = disk.code == SQLITE_IOERR_READ ? maybe_fail() : SQLITE_OK;
    return code != SQLITE_OK ? code : FORWARD(file, xRead, data, size, offset);
}

static int faulty_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    int code = disk.code != SQLITE_IOERR_READ ? maybe_fail() : SQLITE_OK;
    if (((struct faulty_file *)file)->is_wal)
        disk.is_wal_dirty = true;
    return code != SQLITE_OK ? code : FORWARD(file, xWrite, data, size, offset);
}

static int faulty_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int code = disk.code != SQLITE_IOERR_READ ? maybe_fail() : SQLITE_OK;
    return code != SQLITE_OK ? code : FORWARD(file, xTruncate, size);
}

static int faulty_sync(sqlite3_file *file, int flags)
{
    int code = disk.code != SQLITE_IOERR_READ ? maybe_fail() : SQLITE_OK;
    if (code != SQLITE_OK)
        return code;
    disk.n_syncs++;
    if (((struct faulty_file *)file)->is_wal)
        disk.is_wal_dirty = false;
    return FORWARD(file, xSync, flags);
}

static int faulty_size(sqlite3_file *file, sqlite3_int64 *ret)
{
    return FORWARD(file, xFileSize, ret);
}

static int faulty_lock(sqlite3_file *file, int lock)
{
    return FORWARD(file, xLock, lock);
}

static int faulty_unlock(sqlite3_file *file, int lock)
{
    return FORWARD(file, xUnlock, lock);
}

static int faulty_check_lock(sqlite3_file *file, int *ret)
{
    return FORWARD(file, xCheckReservedLock, ret);
}

static int faulty_control(sqlite3_file *file, int op, void *arg)
{
    return FORWARD(file, xFileControl, op, arg);
}

static int faulty_sector_size(sqlite3_file *file)
{
    return FORWARD(file, xSectorSize);
}

static int faulty_characteristics(sqlite3_file *file)
{
    return FORWARD(file, xDeviceCharacteristics);
}

static int faulty_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **ret)
{
    return FORWARD(file, xShmMap, page, size, extend, ret);
}

static int faulty_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return FORWARD(file, xShmLock, offset, n, flags);
}

static void faulty_shm_barrier(sqlite3_file *file)
{
    FORWARD(file, xShmBarrier);
}

static int faulty_shm_unmap(sqlite3_file *file, int delete)
{
    return FORWARD(file, xShmUnmap, delete);
}

static int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret)
{
    static const sqlite3_io_methods methods = {
        .iVersion = 2,
        .xClose = faulty_close,
        .xRead = faulty_read,
        .xWrite = faulty_write,
        .xTruncate = faulty_truncate,
        .xSync = faulty_sync,
        .xFileSize = faulty_size,
        .xLock = faulty_lock,
        .xUnlock = faulty_unlock,
        .xCheckReservedLock = faulty_check_lock,
        .xFileControl = faulty_control,
        .xSectorSize = faulty_sector_size,
        .xDeviceCharacteristics = faulty_characteristics,
        .xShmMap = faulty_shm_map,
        .xShmLock = faulty_shm_lock,
        .xShmBarrier = faulty_shm_barrier,
        .xShmUnmap = faulty_shm_unmap,
    };
    struct faulty_file *faulty = (struct faulty_file *)file;
    (void)vfs;
    faulty->real = (sqlite3_file *)(faulty + 1);
    faulty->is_wal = flags & SQLITE_OPEN_WAL;
    int code = disk.real->xOpen(disk.real, name, faulty->real, flags, ret);
    faulty->base.pMethods = faulty->real->pMethods ? &methods : NULL;
    return code;
}

static int faulty_setup(void **state)
{
    static sqlite3_vfs vfs;
    if (!disk.real) {
        disk.real = sqlite3_vfs_find(NULL);
        vfs = *disk.real;
        vfs.zName = "faulty";
        vfs.szOsFile = (int)sizeof(struct faulty_file) + disk.real->szOsFile;
        vfs.xOpen = faulty_open;
    }
    return sqlite3_vfs_register(&vfs, 1) != SQLITE_OK ? -1 : fixture_setup(state);
}

static int faulty_teardown(void **state)
{
    disk.countdown = 0;
    sqlite3_vfs_register(disk.real, 1);
    return fixture_teardown(state);
}

static void disk_arm(int countdown, int code, bool is_lasting)
{
    disk.countdown = countdown;
    disk.code = code;
    disk.is_lasting = is_lasting;
    disk.has_fired = false;
}

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

/* ---- Every change, failing at every place ---- */

struct scene {
    struct log_entry before, after, other;
};

static struct scene make_scene(void)
{
    struct scene scene = {.before = sample_entry("practice/2026-11-24/1", NOW)};
    scene.after = scene.before;
    scene.after.outcome = OUTCOME_DONE;
    scene.after.minutes = 90;
    scene.after.answered_sec = NOW + 5400;
    scene.other = sample_entry("practice/2026-11-24/2", NOW + 9000);
    return scene;
}

static int change_put(struct log *log, const struct scene *scene)
{
    return log_put(log, &scene->after, "answer", NOW);
}

static int change_put_all(struct log *log, const struct scene *scene)
{
    const struct log_entry entries[] = {scene->other, scene->after};
    return log_put_all(log, entries, 2, "import", NOW);
}

static int change_undo(struct log *log, const struct scene *scene)
{
    struct log_entry ret;
    bool is_gone;
    (void)scene;
    int r = log_undo(log, NOW, &ret, &is_gone);
    return r < 0 ? r : 0;
}

static int change_begin(struct log *log, const struct scene *scene)
{
    return log_begin(log, &scene->other) < 0 ? -1 : 0;
}

static int change_state(struct log *log, const struct scene *scene)
{
    uint32_t serial;
    int r = log_set_snooze(log, scene->before.id, NOW + 600);
    if (r >= 0)
        r = log_add_announced(log, scene->before.id, "start", NOW, NOW);
    if (r >= 0)
        r = log_set_bubble(log, scene->before.id, 1, ":1.1");
    if (r >= 0)
        r = log_set_instant(log, LOG_LAST_LOOK, NOW);
    return r < 0 ? r : log_next_serial(log, &serial);
}

/* What of the scene is in the log, as one string. */
static void describe(struct log *log, char buf[static 64])
{
    struct log_entry first = {0}, second;
    int r = log_find(log, "practice/2026-11-24/1", &first);
    enum outcome outcome = first.outcome;
    int q = log_find(log, "practice/2026-11-24/2", &second);
    assert_true(r >= 0 && q >= 0);
    snprintf(buf, 64, "%s %s", r > 0 ? outcome_name(outcome) : "none", q > 0 ? "other" : "none");
}

static const struct {
    const char *name;
    int (*change)(struct log *log, const struct scene *scene);
    const char *before, *after;
} changes[] = {
    {"put", change_put, "open none", "done none"},
    {"put_all", change_put_all, "open none", "done other"},
    {"undo", change_undo, "open none", "none none"},
    {"begin", change_begin, "open none", "open other"},
    {"state", change_state, "open none", "open none"},
};

/* Runs one change with the n-th call failing. Returns false once there is no n-th call. */
static bool fail_once(const char *path, size_t which, int n, int code, bool is_lasting)
{
    struct scene scene = make_scene();
    char actual[64];
    struct log *log = open_log(path);
    assert_int_equal(log_put(log, &scene.before, "start", NOW), 0);

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
                for (int n = 1; fail_once(fixture->path, which, n, codes[i], is_lasting); n++)
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
            for (int n = 1; n < 500; n++) {
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

/* ---- Memory that fails ---- */

static struct {
    sqlite3_mem_methods real;
    int countdown;
    bool has_fired;
} memory;

static bool memory_fails(void)
{
    if (memory.countdown == 0 || --memory.countdown > 0)
        return false;
    memory.has_fired = true;
    return true;
}

static void *faulty_malloc(int size)
{
    return memory_fails() ? NULL : memory.real.xMalloc(size);
}

static void *faulty_realloc(void *p, int size)
{
    return memory_fails() ? NULL : memory.real.xRealloc(p, size);
}

static bool starve_once(size_t which, int n)
{
    struct scene scene = make_scene();
    char actual[64];
    _cleanup_(log_freep) struct log *log = NULL;
    assert_int_equal(log_open_memory(&log), 0);
    assert_int_equal(log_put(log, &scene.before, "start", NOW), 0);

    memory.has_fired = false;
    memory.countdown = n;
    int r = changes[which].change(log, &scene);
    memory.countdown = 0;
    describe(log, actual);
    assert_string_equal(actual, r < 0 ? changes[which].before : changes[which].after);
    assert_int_equal(log_put(log, &scene.other, "answer", NOW), 0);
    return memory.has_fired;
}

static bool starve_reading_once(struct log *log, int n)
{
    struct log_cursor *cursor = NULL;
    struct log_entry entry;
    char *text = NULL;
    int rows = 0, r;

    memory.has_fired = false;
    memory.countdown = n;
    r = log_list(log, &(struct log_filter){.activity = "practice"}, &cursor);
    if (r >= 0) {
        while ((r = log_cursor_next(cursor, &entry)) > 0)
            rows++;
        if (r < 0)
            assert_int_equal(log_cursor_next(cursor, &entry), r); /* and does not begin anew */
    }
    log_cursor_free(cursor);
    int q = log_get_text(log, LOG_INSTALL_ID, &text);
    memory.countdown = 0;
    assert_true(r == -ENOMEM || rows == 2);
    assert_true(q == 1 || q == -ENOMEM);
    free(text);
    return memory.has_fired;
}

static bool starve_open_once(const char *path, int n)
{
    struct log *log = NULL;
    char *aside = NULL;
    memory.has_fired = false;
    memory.countdown = n;
    int r = log_open(path, &log, &aside);
    memory.countdown = 0;
    if (r != 0 && r != -ENOMEM)
        fail_msg("open, allocation %d: %d", n, r);
    assert_int_equal(r == 0, log != NULL);
    assert_null(aside);
    log_free(log);
    return memory.has_fired;
}

static void test_memory_fails_everywhere(void **state)
{
    struct fixture *fixture = *state;
    sqlite3_shutdown();
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.real);
    sqlite3_mem_methods faulty = memory.real;
    faulty.xMalloc = faulty_malloc;
    faulty.xRealloc = faulty_realloc;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &faulty), SQLITE_OK);

    for (size_t which = 0; which < ARRAY_SIZE(changes); which++)
        for (int n = 1; starve_once(which, n); n++)
            assert_in_range(n, 1, 2000);

    struct scene scene = make_scene();
    struct log *log = open_log(fixture->path);
    assert_int_equal(log_put(log, &scene.before, "start", NOW), 0);
    assert_int_equal(log_put(log, &scene.other, "start", NOW), 0);
    for (int n = 1; starve_reading_once(log, n); n++)
        assert_in_range(n, 1, 2000);
    log_free(log);
    for (int n = 1; starve_open_once(fixture->path, n); n++)
        assert_in_range(n, 1, 5000);
    log = open_log(fixture->path);
    assert_finds(log, &scene.before);
    log_free(log);

    sqlite3_shutdown();
    sqlite3_config(SQLITE_CONFIG_MALLOC, &memory.real);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_was_acknowledged_survives_a_kill, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_every_answer_is_synced, faulty_setup, faulty_teardown),
        cmocka_unit_test_setup_teardown(test_disk_fails_under_every_change, faulty_setup,
                                        faulty_teardown),
        cmocka_unit_test_setup_teardown(test_disk_errors_have_names, faulty_setup, faulty_teardown),
        cmocka_unit_test_setup_teardown(test_disk_fails_under_open, faulty_setup, faulty_teardown),
        cmocka_unit_test_setup_teardown(test_memory_fails_everywhere, fixture_setup,
                                        fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
