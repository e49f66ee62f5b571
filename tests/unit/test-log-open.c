/* Opening a log that is well: its modes, and what survives a restart. */
#include "log-files.h"
#include "log-version-1.h"

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
    assert_sqlite(fixture->path, "PRAGMA user_version", "6");
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
    assert_int_equal(log_next_serials(log, 1, &serial), 0);
    assert_int_equal(log_get_text(log, LOG_INSTALL_ID, &id), 1);
    log_free(log);

    log = open_log(fixture->path);
    assert_finds(log, &entry);
    assert_int_equal(log_get_snooze(log, entry.id, &sec), 1);
    assert_int_equal(log_add_announced(log, entry.id, "start", NOW, NOW), 0);
    assert_int_equal(log_get_instant(log, LOG_LAST_LOOK, &sec), 1);
    assert_int_equal(sec, NOW);
    assert_int_equal(log_next_serials(log, 1, &serial), 0);
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

static void make_version_1(const char *path)
{
    const char *const texts[] = {log_version_1_schema, log_version_1_rows, log_version_1_stamp};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        free(sqlite(path, texts[i]));
}

/* A hash over all rows of the tables that version 1 had. */
static char *hash_rows(const char *path)
{
    static const char *const tables[] = {"completion", "history", "snooze",
                                         "announced",  "bubble",  "value"};
    char *all = NULL;
    size_t size;
    FILE *f = open_memstream(&all, &size);
    assert_non_null(f);
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
        char command[64];
        snprintf(command, sizeof(command), ".sha3sum %s", tables[i]);
        _cleanup_(freep) char *hash = sqlite(path, command);
        assert_non_null(strstr(hash, tables[i]));
        fprintf(f, "%s\n", hash);
    }
    fclose(f);
    return all;
}

static void test_version_1_keeps_its_rows(void **state)
{
    struct fixture *fixture = *state;
    make_version_1(fixture->path);
    assert_sqlite(fixture->path, "SELECT count(*) FROM completion", "2");
    _cleanup_(freep) char *before = hash_rows(fixture->path);

    struct log *log = open_log(fixture->path);
    struct log_entry found;
    struct log_placement placement = {"outreach/2026-W48/1", "outreach", 20780, 1, NOW, NOW + 60};
    uint32_t serial;
    assert_int_equal(log_find(log, "practice/2026-11-24/1", &found), 1);
    assert_int_equal(found.minutes, 88);
    assert_int_equal(log_put_placements(log, 20780, &placement, 1), 0);
    log_free(log);
    assert_sqlite(fixture->path, "PRAGMA user_version", "6");
    assert_sqlite(fixture->path, "PRAGMA integrity_check", "ok");
    _cleanup_(freep) char *after = hash_rows(fixture->path);
    assert_string_equal(after, before);

    log = open_log(fixture->path); /* and is not migrated twice */
    assert_int_equal(log_next_serials(log, 1, &serial), 0);
    assert_int_equal(serial, 8);
    log_free(log);
    assert_sqlite(fixture->path, "SELECT id FROM placement", placement.id);
}

static void assert_exits(pid_t pid, int expected)
{
    int status;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), expected);
}

/* Another process may look when the daemon first ran, and changes nothing by it. */
static void test_first_run_is_peeked_at(void **state)
{
    struct fixture *fixture = *state;
    int64_t first_run = 7;

    assert_false(log_peek_first_run(fixture->path, &first_run));
    assert_int_equal(access(fixture->path, F_OK), -1);

    struct log *log = open_log(fixture->path);
    pid_t other = fork();
    if (other == 0)
        _exit(log_peek_first_run(fixture->path, &first_run) ? 1 : 0);
    assert_exits(other, 0);
    assert_int_equal(log_set_instant(log, LOG_FIRST_RUN, NOW), 0);
    other = fork();
    if (other == 0)
        _exit(log_peek_first_run(fixture->path, &first_run) && first_run == NOW ? 0 : 1);
    assert_exits(other, 0);
    log_free(log);

    assert_true(log_peek_first_run(fixture->path, &first_run));
    assert_int_equal(first_run, NOW);

    FILE *f = fopen(fixture->path, "w");
    assert_non_null(f);
    fputs("no database", f);
    fclose(f);
    assert_false(log_peek_first_run(fixture->path, &first_run));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(test_created_private_and_durable), FILE_TEST(test_wider_mode_is_narrowed),
        FILE_TEST(test_everything_survives),         FILE_TEST(test_wal_is_recovered),
        FILE_TEST(test_symbolic_link_is_followed),   FILE_TEST(test_version_1_keeps_its_rows),
        FILE_TEST(test_first_run_is_peeked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
