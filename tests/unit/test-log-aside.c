/* Databases that are corrupt or not ours are set aside, whole; those of a newer version are left
 * alone. */
#include "log-files.h"

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

/* An older version that has already what the next one is to make. */
static void break_older(const char *path)
{
    free(sqlite(path, "PRAGMA user_version = 1"));
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
        break_older,
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
    free(sqlite(fixture->path, "PRAGMA user_version = 99; DROP TABLE snooze"));
    assert_int_equal(file_read(fixture->path, FILE_MAX, &before, &size), 0);
    assert_int_equal(log_open(fixture->path, &log, &aside), -EPROTO);
    assert_null(log);
    assert_null(aside);
    assert_same_file(fixture->path, before, size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(test_corrupt_is_set_aside), FILE_TEST(test_set_aside_name_is_dated),
        FILE_TEST(test_wal_is_set_aside_too), FILE_TEST(test_empty_file_is_a_new_log),
        FILE_TEST(test_newer_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
