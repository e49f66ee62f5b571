#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/macro.h"

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
