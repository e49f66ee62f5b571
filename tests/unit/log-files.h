/* For tests that look at the log's files from outside: how they are, what is in them, how they
 * break. */
#pragma once

#include "log-fixture.h"

#include "base/file.h"

#define FILE_MAX (16 << 20)

static inline mode_t mode_of(const char *path, const char *suffix)
{
    char name[128];
    struct stat st;
    snprintf(name, sizeof(name), "%s%s", path, suffix);
    assert_int_equal(stat(name, &st), 0);
    return st.st_mode & 07777;
}

static inline void write_file(const char *path, const void *data, size_t size)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

/* In another process: to close a file here that the log has open would drop the log's locks. */
static inline void copy_file(const char *from, const char *to)
{
    char command[320];
    snprintf(command, sizeof(command), "cp '%s' '%s'", from, to);
    assert_int_equal(system(command), 0);
}

static inline void assert_same_file(const char *path, const char *data, size_t size)
{
    _cleanup_(freep) char *actual = NULL;
    size_t actual_size;
    assert_int_equal(file_read(path, FILE_MAX, &actual, &actual_size), 0);
    assert_int_equal(actual_size, size);
    assert_memory_equal(actual, data, size);
}

/* Those that are not a -wal or -shm. */
static inline int count_databases(const char *folder)
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

static inline void make_log(const char *path, const char *id)
{
    struct log *log = open_log(path);
    struct log_entry entry = sample_entry(id, NOW);
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    log_free(log);
}

static inline void break_garbage(const char *path)
{
    char garbage[8192];
    uint64_t seed = 1;
    for (size_t i = 0; i < sizeof(garbage); i++)
        garbage[i] = (char)random_below(&seed, 256);
    write_file(path, garbage, sizeof(garbage));
}

static inline void break_text(const char *path)
{
    write_file(path, "this is not a database\n", 23);
}

/* For cmocka: a folder of its own for each test. */
#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
