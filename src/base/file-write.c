/* Writing files so that whoever looks sees the old one or the new one, whole. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "base/macro.h"

#define MAX_LINKS   40   /* as the kernel */
#define MAX_BACKUPS 1000 /* of one second */
#define MAX_TRIES   10   /* while another saves under our hands */

/* The folder of a path, as a string that open() takes. */
static int dir_of(const char *path, char **ret)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash ? MAX((size_t)(slash - path), (size_t)1) : 1;
    char *dir = strndup(slash ? path : ".", n);
    if (!dir)
        return -ENOMEM;
    *ret = dir;
    return 0;
}

/* Where one symbolic link points, seen from its own folder. -EINVAL: not a link. */
static int link_target(const char *path, char **ret)
{
    char target[PATH_MAX];
    ssize_t n = readlink(path, target, sizeof(target));
    if (n < 0)
        return -errno;
    if ((size_t)n == sizeof(target))
        return -ENAMETOOLONG;
    target[n] = '\0';

    _cleanup_(freep) char *dir = NULL;
    int r = dir_of(path, &dir);
    if (r < 0)
        return r;
    return path_join(target[0] == '/' ? "/" : dir, target, ret);
}

/* Follows the links of the last component, to a target that need not exist. */
static int follow_links(const char *path, char **ret)
{
    _cleanup_(freep) char *current = strdup(path);
    if (!current)
        return -ENOMEM;

    for (int i = 0; i < MAX_LINKS; i++) {
        char *next;
        int r = link_target(current, &next);
        if (r == -EINVAL || r == -ENOENT) {
            *ret = TAKE_PTR(current);
            return 0;
        }
        if (r < 0)
            return r;
        free(current);
        current = next;
    }
    return -ELOOP;
}

int file_write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        data += n;
        size -= (size_t)n;
    }
    return fsync(fd) < 0 ? -errno : 0;
}

static int sync_folder(const char *path)
{
    _cleanup_(freep) char *dir = NULL;
    int r = dir_of(path, &dir);
    if (r < 0)
        return r;

    _cleanup_(closep) int fd = open(dir, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (fd < 0)
        return -errno;
    return fsync(fd) < 0 ? -errno : 0;
}

/* Writes a new file into the folder of `path`; its name is *ret. */
static int write_beside(const char *path, mode_t mode, const void *data, size_t size, char **ret)
{
    _cleanup_(freep) char *dir = NULL, *temporary = NULL;
    int r = dir_of(path, &dir);
    if (r == 0)
        r = path_join(dir, ".jobsearchd-XXXXXX", &temporary);
    if (r < 0)
        return r;

    _cleanup_(closep) int fd = mkostemp(temporary, O_CLOEXEC); /* 0600 */
    if (fd < 0)
        return -errno;
    r = file_write_all(fd, data, size);
    if (r == 0 && mode != 0600 && fchmod(fd, mode) < 0)
        r = -errno;
    if (r < 0) {
        unlink(temporary);
        return r;
    }
    *ret = TAKE_PTR(temporary);
    return 0;
}

/* A pipe or a device: it is written into, for a file in its place would never reach who reads it.
 */
static bool is_stream(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static int write_stream(const char *path, const void *data, size_t size)
{
    _cleanup_(closep) int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return -errno;
    int r = file_write_all(fd, data, size);
    return r == -EINVAL || r == -EROFS ? 0 : r; /* there is no disk to wait for */
}

int file_write_atomic(const char *path, const void *data, size_t size)
{
    _cleanup_(freep) char *target = NULL, *temporary = NULL;
    if (is_stream(path))
        return write_stream(path, data, size);
    int r = follow_links(path, &target);
    if (r == 0)
        r = write_beside(target, 0600, data, size, &temporary);
    if (r < 0)
        return r;
    if (rename(temporary, target) < 0) {
        r = -errno;
        unlink(temporary);
        return r;
    }
    return sync_folder(target);
}

/* ---- Replacing what is known ---- */

/* 0 if the file holds just these bytes, -ESTALE if others. */
static int check_content(const char *path, const void *data, size_t size)
{
    _cleanup_(freep) char *content = NULL;
    size_t n;
    int r = file_read(path, size, &content, &n);
    if (r < 0)
        return r == -EFBIG ? -ESTALE : r;
    return n == size && memcmp(content, data, n) == 0 ? 0 : -ESTALE;
}

static bool is_unsupported(int error)
{
    return error == EINVAL || error == ENOSYS;
}

/* Exchanges two names. Where the filesystem cannot, `a` takes the place of `b`, which `a` names
 * afterwards; what is written to the name between these steps is lost there. */
static int exchange(const char *a, const char *b)
{
    _cleanup_(freep) char *old = NULL;
    if (renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) == 0)
        return 0;
    if (!is_unsupported(errno))
        return -errno;

    if (asprintf(&old, "%s.old", a) < 0)
        return -ENOMEM;
    if (link(b, old) < 0)
        return -errno;
    if (rename(a, b) < 0 || rename(old, a) < 0) {
        int r = -errno;
        unlink(old);
        return r;
    }
    return 0;
}

/* Renames to a name that is free: 0 or -EEXIST. */
static int rename_to_free(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (!is_unsupported(errno))
        return -errno;
    if (link(from, to) < 0)
        return -errno;
    unlink(from);
    return 0;
}

static int keep_backup(const char *from, const char *path, char **ret)
{
    time_t now = time(NULL);
    struct tm tm;
    char stamp[32], number[16] = "";
    if (!gmtime_r(&now, &tm) || strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H%M%SZ", &tm) == 0)
        return -EOVERFLOW;

    for (unsigned n = 1; n <= MAX_BACKUPS; n++) {
        _cleanup_(freep) char *name = NULL;
        if (n > 1)
            snprintf(number, sizeof(number), "-%u", n);
        if (asprintf(&name, "%s.%s%s", path, stamp, number) < 0)
            return -ENOMEM;
        int r = rename_to_free(from, name);
        if (r == 0)
            *ret = TAKE_PTR(name);
        if (r != -EEXIST)
            return r;
    }
    return -EEXIST;
}

/* Gives the file back what was taken from under its name, which is the user's. Should something
 * else than what we left come out of that, it is newer still, and goes back in its turn. */
static int put_back(const char *temporary, const char *target, const void *data, size_t size)
{
    _cleanup_(freep) char *left = NULL;
    int r = 0;

    for (int i = 0; i < MAX_TRIES && r == 0; i++) {
        _cleanup_(freep) char *theirs = NULL;
        size_t n;

        r = file_read(temporary, SIZE_MAX - 1, &theirs, &n);
        if (r == 0)
            r = exchange(temporary, target);
        if (r == 0 && check_content(temporary, data, size) == 0) {
            unlink(temporary);
            return 0;
        }
        free(left);
        data = left = TAKE_PTR(theirs);
        size = n;
    }
    return r < 0 ? r : -EBUSY; /* what came last keeps its temporary name */
}

/* Puts the new file into place and keeps the old one. The names are exchanged first and what came
 * back is looked at afterwards, where nobody else writes to it: no moment is left in which
 * another's write could be lost. */
static int replace(const char *temporary, const char *target, const void *old, size_t old_size,
                   const void *data, size_t size, char **ret_backup)
{
    int r = exchange(temporary, target);
    if (r < 0) {
        unlink(temporary);
        return r;
    }
    r = check_content(temporary, old, old_size);
    if (r == 0)
        r = keep_backup(temporary, target, ret_backup);
    if (r < 0)
        return put_back(temporary, target, data, size) ?: r;
    return 0;
}

int file_replace(const char *path, const void *old, size_t old_size, const void *data, size_t size,
                 char **ret_backup)
{
    _cleanup_(freep) char *target = realpath(path, NULL), *temporary = NULL, *backup = NULL;
    struct stat st;
    if (!target || stat(target, &st) < 0)
        return -errno;

    int r = check_content(target, old, old_size);
    if (r == 0)
        r = write_beside(target, st.st_mode & 0777, data, size, &temporary);
    if (r == 0)
        r = replace(temporary, target, old, old_size, data, size, &backup);
    if (r == 0)
        r = sync_folder(target);
    if (r == 0)
        *ret_backup = TAKE_PTR(backup);
    return r;
}
