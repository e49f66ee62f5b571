/* What the tests of the log share: a temporary folder for a database, sqlite3(1) as a second
 * reader, and an entry to start from. */
#pragma once

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/macro.h"
#include "log.h"

#define NOW 1764000000 /* an instant like any other */

struct fixture {
    char dir[64];
    char path[96]; /* DIR/log.db */
};

static inline int fixture_setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    if (!fixture)
        return -1;
    /* Thousands of syncs: in memory where there is such a folder. */
    snprintf(fixture->dir, sizeof(fixture->dir), "%s/jobsearchd-test-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(fixture->dir))
        return -1;
    snprintf(fixture->path, sizeof(fixture->path), "%s/log.db", fixture->dir);
    *state = fixture;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    struct fixture *fixture = *state;
    DIR *dir = opendir(fixture->dir);
    if (!dir)
        return -1;
    for (struct dirent *entry; (entry = readdir(dir));)
        unlinkat(dirfd(dir), entry->d_name, 0); /* "." and ".." refuse */
    closedir(dir);
    int r = rmdir(fixture->dir);
    free(fixture);
    return r;
}

/* A fixed block of 90 minutes, open, that the daemon saw begin. */
static inline struct log_entry sample_entry(const char *id, int64_t start_sec)
{
    return (struct log_entry){
        .id = id,
        .activity = "practice",
        .title = "Practise skills",
        .start_sec = start_sec,
        .end_sec = start_sec + 5400,
        .minutes = LOG_UNSET,
        .count = LOG_UNSET,
        .why = "",
        .note = "",
        .source = "",
        .known_sec = start_sec,
    };
}

/* An item of the tracker that says nothing but its name. */
static inline struct track_item sample_item(enum track_kind kind, const char *name)
{
    struct track_item item;
    track_item_init(&item, kind);
    item.name = name;
    return item;
}

static inline struct log *open_log(const char *path)
{
    struct log *log = NULL;
    char *aside = NULL;
    assert_int_equal(log_open(path, &log, &aside), 0);
    assert_null(aside);
    return log;
}

static inline void assert_same_entry(const struct log_entry *actual,
                                     const struct log_entry *expected)
{
    assert_string_equal(actual->id, expected->id);
    assert_string_equal(actual->activity, expected->activity);
    assert_string_equal(actual->title, expected->title);
    assert_int_equal(actual->start_sec, expected->start_sec);
    assert_int_equal(actual->end_sec, expected->end_sec);
    assert_int_equal(actual->kind, expected->kind);
    assert_int_equal(actual->outcome, expected->outcome);
    assert_int_equal(actual->minutes, expected->minutes);
    assert_int_equal(actual->count, expected->count);
    assert_string_equal(actual->why, expected->why);
    assert_string_equal(actual->note, expected->note);
    assert_string_equal(actual->source, expected->source);
    assert_int_equal(actual->started_sec, expected->started_sec);
    assert_int_equal(actual->known_sec, expected->known_sec);
    assert_int_equal(actual->answered_sec, expected->answered_sec);
}

static inline void assert_finds(struct log *log, const struct log_entry *expected)
{
    struct log_entry found;
    assert_int_equal(log_find(log, expected->id, &found), 1);
    assert_same_entry(&found, expected);
}

static inline void assert_gone(struct log *log, const char *id)
{
    struct log_entry found;
    assert_int_equal(log_find(log, id, &found), 0);
}

/* Runs sqlite3(1) and returns what it printed, without the last newline; the caller frees. */
static inline char *sqlite(const char *path, const char *sql)
{
    char *command = NULL, *output = NULL;
    size_t size = 0;
    assert_true(asprintf(&command, "sqlite3 -batch -bail '%s' \"%s\" 2>&1", path, sql) > 0);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    if (getdelim(&output, &size, '\0', f) < 0) {
        free(output);
        output = strdup("");
    }
    if (pclose(f) != 0)
        fail_msg("%s: %s (is the package sqlite3 installed?)", command, output);
    free(command);
    output[strcspn(output, "\n")] = '\0';
    return output;
}

static inline void assert_sqlite(const char *path, const char *sql, const char *expected)
{
    _cleanup_(freep) char *actual = sqlite(path, sql);
    assert_string_equal(actual, expected);
}

/* A small generator, so that every run sees the same numbers. */
static inline uint32_t random_below(uint64_t *seed, uint32_t limit)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*seed >> 33) % limit);
}

/* For cmocka: a log in memory as each test's state. */
static inline int memory_setup(void **state)
{
    struct log *log = NULL;
    int r = log_open_memory(&log);
    *state = log;
    return r;
}

static inline int memory_teardown(void **state)
{
    log_free(*state);
    return 0;
}

#define MEMORY_TEST(name) cmocka_unit_test_setup_teardown(name, memory_setup, memory_teardown)
