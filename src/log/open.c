/* Opening: create the file with its mode, look whose it is and whether it is whole, and only then
 * write to it. Until all that is known, closing must not run a checkpoint either: a database that
 * is set aside keeps the -wal that it had. */
#include "log/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#define BUSY_TIMEOUT_MSEC 1000
#define LENGTH_MAX        (1 << 20) /* bytes in a row: no forged one makes us allocate more */

/* Creates the file if it is not there, so that it (and -wal and -shm, which SQLite gives the same
 * mode) is 0600 whatever the umask, and so that the system's own errno tells why it cannot be
 * written. Must not run while this process has the database open: closing a descriptor drops the
 * POSIX locks of all. *ret is the path without symbolic links, beside which the -wal lies. */
static int file_create(const char *path, char **ret)
{
    _cleanup_(closep) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
    if (fd < 0)
        return -errno;

    struct stat st;
    if (fstat(fd, &st) < 0)
        return -errno;
    if (!S_ISREG(st.st_mode))
        return -EINVAL;
    if (st.st_mode & 077 && fchmod(fd, 0600) < 0 && errno != EPERM)
        return -errno; /* EPERM: another's file, or a file system without modes */

    char *real = realpath(path, NULL);
    if (!real)
        return -errno;
    *ret = real;
    return 0;
}

/* SQLite takes an empty file for a new database and deletes the -wal beside it. */
static int file_check_emptied(const char *path)
{
    _cleanup_(freep) char *wal = NULL;
    if (asprintf(&wal, "%s-wal", path) < 0)
        return -ENOMEM;

    struct stat st;
    if (stat(path, &st) < 0)
        return -errno;
    bool is_emptied = st.st_size == 0 && stat(wal, &st) == 0 && st.st_size > 0;
    return is_emptied ? -EBADMSG : 0;
}

/* Settings of the connection; none of them writes to the file. */
static int connection_configure(struct log *log)
{
    /* No checkpoint until log_load() has seen that all is well. No triggers and views: we have
     * none, any is forged. */
    static const struct {
        int option, value;
    } options[] = {
        {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1}, {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},   {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},      {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
        int code = sqlite3_db_config(log->db, options[i].option, options[i].value, NULL);
        if (code != SQLITE_OK)
            return log_fail(log, code);
    }
    sqlite3_limit(log->db, SQLITE_LIMIT_LENGTH, LENGTH_MAX);
    sqlite3_busy_timeout(log->db, BUSY_TIMEOUT_MSEC);

    /* secure_delete: what `forget` deletes must be gone from the pages. temp_store: no copy of
     * private notes in /tmp. */
    return log_run_text(log, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
                             "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
                             "PRAGMA journal_size_limit = 4194304");
}

static int log_connect(const char *path, struct log **ret)
{
    _cleanup_(log_freep) struct log *log = calloc(1, sizeof(*log));
    if (!log)
        return -ENOMEM;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(path, &log->db, flags, NULL);
    if (code != SQLITE_OK)
        return log->db ? log_fail(log, code) : -ENOMEM;

    int r = connection_configure(log);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(log);
    return 0;
}

/* Runs a pragma whose answer must be `expected`; anything else is `error`. */
static int pragma_expect(struct log *log, const char *sql, const char *expected, int error)
{
    _cleanup_(sqlite3_finalizep) sqlite3_stmt *stmt = NULL;
    int r = log_prepare(log, sql, &stmt);
    if (r >= 0)
        r = log_step(log, stmt);
    if (r < 0)
        return r;
    const char *answer = (const char *)sqlite3_column_text(stmt, 0);
    if (!answer)
        return log_fail_memory(log);
    return streq(answer, expected) ? 0 : log_fail_errno(log, error, answer);
}

/* The code in "Page 20: unable to get the page. error code=7"; SQLITE_CORRUPT where none is. */
static int quick_check_code(const char *answer)
{
    const char *found = strstr(answer, "error code");
    size_t skip = found ? strcspn(found, "0123456789") : 0;

    int code = found ? (int)strtol(found + skip, NULL, 10) : 0;
    return code ?: SQLITE_CORRUPT;
}

/* A page that could not be read says nothing of what is in it: too little memory or a bad disk is
 * no reason to set a log aside. */
static int quick_check(struct log *log)
{
    int r = pragma_expect(log, "PRAGMA quick_check(1)", "ok", -EBADMSG);
    if (r != -EBADMSG)
        return r;
    int code = quick_check_code(log->why) & 0xff;
    if (code == SQLITE_NOMEM)
        return log_fail_memory(log);
    return code == SQLITE_IOERR ? log_fail_errno(log, -EIO, "a page cannot be read") : r;
}

/* WAL survives in the file, but both are read back: a promise that was not heard is none. */
static int make_durable(struct log *log)
{
    int r = pragma_expect(log, "PRAGMA journal_mode = WAL", "wal", -EOPNOTSUPP);
    return r < 0 ? r : pragma_expect(log, "PRAGMA synchronous", "2", -EOPNOTSUPP);
}

/* Returns 0, -EBADMSG if the database is corrupt or not ours, or negative errno. */
static int log_load(const char *path, struct log **ret)
{
    _cleanup_(log_freep) struct log *log = NULL;
    int version = 0;
    int r = file_check_emptied(path);
    if (r >= 0)
        r = log_connect(path, &log);
    if (r >= 0)
        r = log_schema_identify(log, &version);
    if (r >= 0)
        r = quick_check(log);
    if (r >= 0)
        r = make_durable(log);
    if (r >= 0)
        r = log_schema_migrate(log, version);
    if (r >= 0)
        r = log_statements_prepare(log);
    if (r < 0)
        return r;

    sqlite3_db_config(log->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    *ret = TAKE_PTR(log);
    return 0;
}

int log_open(const char *path, struct log **ret, char **ret_set_aside)
{
    _cleanup_(freep) char *real = NULL, *again = NULL, *aside = NULL;
    int r = file_create(path, &real);
    if (r < 0)
        return r;
    r = log_load(real, ret);
    if (r != -EBADMSG)
        return r;

    r = log_files_set_aside(real, &aside);
    if (r < 0)
        return r;
    r = file_create(real, &again);
    if (r >= 0)
        r = log_load(real, ret);
    if (r < 0) {
        log_files_put_back(aside, real);
        return r;
    }
    *ret_set_aside = TAKE_PTR(aside);
    return 1;
}

int log_open_memory(struct log **ret)
{
    _cleanup_(log_freep) struct log *log = NULL;
    int r = log_connect(":memory:", &log);
    if (r >= 0)
        r = log_schema_migrate(log, 0);
    if (r >= 0)
        r = log_statements_prepare(log);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(log);
    return 0;
}

struct log *log_free(struct log *log)
{
    if (!log)
        return NULL;
    log_statements_finalize(log);
    sqlite3_close(log->db);
    free(log->kept);
    track_item_done(&log->kept_track);
    free(log);
    return NULL;
}
