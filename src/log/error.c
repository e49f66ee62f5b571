/* What SQLite and the system say of a failure, as errno for the program and in words for people.
 * SQLite only says that a file could not be opened or used; why, the system knows. */
#include "log/store.h"

#include <errno.h>

static int errno_of_system(int system_errno)
{
    switch (system_errno) {
    case 0:
        return -EIO;
    case EFBIG:
    case EDQUOT:
        return -ENOSPC;
    case EPERM:
        return -EACCES;
    default:
        return -system_errno;
    }
}

static int errno_of(int code, int system_errno)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return -ENOSPC;
    case SQLITE_READONLY:
        return code == SQLITE_READONLY_DIRECTORY ? -EACCES : -EROFS;
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return -EACCES;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return -EBUSY;
    case SQLITE_NOMEM:
        return -ENOMEM;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* our text does not fit the tables that are there: they are not ours */
        return -EBADMSG;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
        return -EINVAL;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        return code == SQLITE_IOERR_NOMEM ? -ENOMEM : errno_of_system(system_errno);
    default:
        return -EIO;
    }
}

/* sqlite3_system_errno() is set for files that could not be opened; for reads and writes errno
 * still holds what the system said, as every call into SQLite here begins with errno = 0. */
static int find_system_errno(struct log *log, int code, int now)
{
    if ((code & 0xff) != SQLITE_CANTOPEN && (code & 0xff) != SQLITE_IOERR)
        return 0;
    int known = sqlite3_system_errno(log->db);
    return known > 0 ? known : now;
}

int log_fail(struct log *log, int code)
{
    int system_errno = find_system_errno(log, code, errno);
    snprintf(log->why, sizeof(log->why), "%s%s%s", sqlite3_errmsg(log->db),
             system_errno > 0 ? ": " : "", system_errno > 0 ? strerror(system_errno) : "");
    return errno_of(code, system_errno);
}

int log_fail_errno(struct log *log, int r, const char *why)
{
    snprintf(log->why, sizeof(log->why), "%s", why);
    return r;
}

int log_fail_memory(struct log *log)
{
    return log_fail_errno(log, -ENOMEM, "out of memory");
}

const char *log_why(const struct log *log)
{
    return log->why;
}
