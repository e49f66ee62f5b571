#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

#include "base/macro.h"

#define MAX_LINKS 40 /* as the kernel */

static int make_dir(const char *path)
{
    struct stat st;
    if (mkdir(path, 0700) == 0)
        return 0;
    if (errno != EEXIST)
        return -errno;
    if (stat(path, &st) < 0)
        return -errno;
    return S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}

int make_dirs(const char *path)
{
    _cleanup_(freep) char *copy = strdup(path);
    if (!copy)
        return -ENOMEM;

    char *next = copy + strspn(copy, "/");
    for (char *slash; (slash = strchr(next, '/')); next = slash + 1) {
        *slash = '\0';
        int r = make_dir(copy);
        if (r < 0)
            return r;
        *slash = '/';
    }
    return make_dir(copy);
}

/* Reads to the end of the file; -EFBIG if that lies beyond max. */
static int read_all(int fd, size_t size_hint, size_t max, char **ret, size_t *ret_size)
{
    /* One byte more than needed: only a read of 0 tells the end. Another for the NUL. */
    size_t capacity = size_hint + 1, size = 0;
    _cleanup_(freep) char *data = malloc(capacity + 1);
    if (!data)
        return -ENOMEM;

    for (;;) {
        ssize_t n = read(fd, data + size, capacity - size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        if (n == 0)
            break;
        size += (size_t)n;
        if (size > max)
            return -EFBIG;
        if (size == capacity) {
            capacity *= 2;
            char *moved = realloc(data, capacity + 1);
            if (!moved)
                return -ENOMEM;
            data = moved;
        }
    }
    data[size] = '\0';
    *ret_size = size;
    *ret = TAKE_PTR(data);
    return 0;
}

int file_read(const char *path, size_t max, char **ret, size_t *ret_size)
{
    /* O_NONBLOCK: a FIFO must not hold us up before fstat() has seen what it is. */
    _cleanup_(closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return -errno;

    struct stat st;
    if (fstat(fd, &st) < 0)
        return -errno;
    if (S_ISDIR(st.st_mode))
        return -EISDIR;
    if (!S_ISREG(st.st_mode))
        return -EINVAL;
    if ((uintmax_t)st.st_size > max)
        return -EFBIG;
    return read_all(fd, (size_t)st.st_size, max, ret, ret_size);
}

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

static int sync_dir(const char *dir)
{
    _cleanup_(closep) int fd = open(dir, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (fd < 0)
        return -errno;
    return fsync(fd) < 0 ? -errno : 0;
}

int file_write_atomic(const char *path, const void *data, size_t size)
{
    _cleanup_(freep) char *target = NULL, *dir = NULL, *temporary = NULL;
    int r = follow_links(path, &target);
    if (r < 0)
        return r;
    r = dir_of(target, &dir);
    if (r < 0)
        return r;
    r = path_join(dir, ".jobsearchd-XXXXXX", &temporary);
    if (r < 0)
        return r;

    _cleanup_(closep) int fd = mkostemp(temporary, O_CLOEXEC); /* 0600 */
    if (fd < 0)
        return -errno;
    r = file_write_all(fd, data, size);
    if (r == 0 && rename(temporary, target) < 0)
        r = -errno;
    if (r < 0) {
        unlink(temporary);
        return r;
    }
    return sync_dir(dir);
}
