/* Want of memory, at every single allocation of SQLite: the log stays whole and usable. */
#include "log-changes.h"
#include "valgrind.h"

#include <sqlite3.h>

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
    scene_prepare(log, &scene);

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
        for (int n = 1; starve_once(which, n); n += failure_stride() * change_stride(which, 37))
            assert_in_range(n, 1, 2000 * change_stride(which, 37));

    struct scene scene = make_scene();
    struct log *log = open_log(fixture->path);
    assert_int_equal(log_put(log, &scene.before, "start", NOW), 0);
    assert_int_equal(log_put(log, &scene.other, "start", NOW), 0);
    for (int n = 1; starve_reading_once(log, n); n += failure_stride())
        assert_in_range(n, 1, 2000);
    log_free(log);
    /* Most of it is SQLite's own work on our statements, over and over: every third must do. */
    for (int n = 1; starve_open_once(fixture->path, n); n += 3 * failure_stride())
        assert_in_range(n, 1, 9000);
    log = open_log(fixture->path);
    assert_finds(log, &scene.before);
    log_free(log);

    sqlite3_shutdown();
    sqlite3_config(SQLITE_CONFIG_MALLOC, &memory.real);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_memory_fails_everywhere, fixture_setup,
                                        fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
