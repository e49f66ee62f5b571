/* Replacing exchanges two names (renameat2(2), RENAME_EXCHANGE): the new file appears under the
 * item's name in the same instant in which the old one becomes .NAME.theirs. Only then is it looked
 * at, and nobody else writes to it there: no moment is left in which a write could be lost between
 * a look and a rename. If it is what was expected it goes; a run that is killed before that leaves
 * it where the next one looks. */
#include "calendar/vdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

#define FILE_MAX_SIZE (1024 * 1024)
#define TEMPORARY     ".tmp"
#define THEIRS        ".theirs"
#define MAX_TRIES     10 /* while another creates and removes the file under our hands */

static int list_open(const struct vdir *vdir, DIR **ret)
{
    int fd = openat(vdir->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir;

    if (fd < 0)
        return -errno;
    dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        return -ENOMEM;
    }
    *ret = dir;
    return 0;
}

static int sweep(const struct vdir *vdir)
{
    struct dirent *entry;
    DIR *dir;
    int r;

    r = list_open(vdir, &dir);
    if (r < 0)
        return r;
    while ((entry = readdir(dir)))
        if (entry->d_name[0] == '.' && str_has_suffix(entry->d_name, ".ics" TEMPORARY))
            unlinkat(vdir->fd, entry->d_name, 0); /* what stays is in nobody's way */
    closedir(dir);
    return 0;
}

int vdir_each_theirs(const struct vdir *vdir,
                     int (*callback)(const char *name, const char *theirs, void *userdata),
                     void *userdata)
{
    char name[NAME_MAX + 1];
    struct dirent *entry;
    DIR *dir;
    int r;

    r = list_open(vdir, &dir);
    if (r < 0)
        return r;
    while (r == 0 && (entry = readdir(dir))) {
        if (entry->d_name[0] != '.' || !str_has_suffix(entry->d_name, ".ics" THEIRS))
            continue;
        strcpy(name, entry->d_name + 1);
        name[strlen(name) - strlen(THEIRS)] = '\0';
        r = callback(name, entry->d_name, userdata);
    }
    closedir(dir);
    return r;
}

void vdir_forget_theirs(const struct vdir *vdir, const char *theirs)
{
    unlinkat(vdir->fd, theirs, 0); /* if it stays, the next run meets it again */
}

int vdir_open_to_read(const char *path, struct vdir *ret)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return -errno;
    *ret = (struct vdir){.fd = fd, .path = path};
    return 0;
}

int vdir_open(const char *path, struct vdir *ret)
{
    _cleanup_(vdir_done) struct vdir vdir = {.fd = -1};
    int r;

    r = make_dirs(path);
    if (r < 0)
        return r;
    r = vdir_open_to_read(path, &vdir);
    if (r < 0)
        return r;
    r = sweep(&vdir);
    if (r < 0)
        return r;
    *ret = (struct vdir){.fd = TAKE_FD(vdir.fd), .path = path};
    return 0;
}

void vdir_done(struct vdir *vdir)
{
    closep(&vdir->fd);
    vdir->fd = -1;
}

int vdir_load(const struct vdir *vdir, const char *name, char **ret, size_t *ret_size)
{
    _cleanup_(freep) char *path = NULL;
    int r;

    r = path_join(vdir->path, name, &path);
    return r < 0 ? r : file_read(path, FILE_MAX_SIZE, ret, ret_size);
}

int vdir_read(const struct vdir *vdir, const char *name, struct ics_summary *ret)
{
    _cleanup_(freep) char *data = NULL;
    size_t size;
    int r;

    r = vdir_load(vdir, name, &data, &size);
    if (r < 0)
        return r;
    ics_summarize(data, size, ret);
    return 0;
}

/* .NAME.tmp and .NAME.theirs */
static void side_name(const char *name, const char *suffix, char buf[static NAME_MAX + 1])
{
    snprintf(buf, NAME_MAX + 1, ".%s%s", name, suffix);
}

static int write_temporary(const struct vdir *vdir, const char *temporary, const char *data,
                           size_t size)
{
    _cleanup_(closep) int fd = -1;
    int r;

    fd = openat(vdir->fd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    r = file_write_all(fd, data, size);
    if (r < 0)
        unlinkat(vdir->fd, temporary, 0);
    return r;
}

static bool is_unsupported(int error)
{
    return error == -EINVAL || error == -ENOSYS;
}

/* Gives the file its name if that is free: 0 or -EEXIST. */
static int rename_to_free(const struct vdir *vdir, const char *from, const char *to)
{
    int r = renameat2(vdir->fd, from, vdir->fd, to, RENAME_NOREPLACE) < 0 ? -errno : 0;

    if (!is_unsupported(r))
        return r;
    if (linkat(vdir->fd, from, vdir->fd, to, 0) < 0)
        return -errno;
    unlinkat(vdir->fd, from, 0);
    return 0;
}

/* Exchange on a filesystem that cannot: the old file gets a second name, then the new one takes its
 * place. What is written between the two steps is lost; there is no better way there. */
static int exchange_by_rename(const struct vdir *vdir, const char *a, const char *b)
{
    char old[NAME_MAX + 1];

    side_name(b, ".old" TEMPORARY, old);
    if (linkat(vdir->fd, b, vdir->fd, old, 0) < 0)
        return -errno;
    if (renameat(vdir->fd, a, vdir->fd, b) < 0 || renameat(vdir->fd, old, vdir->fd, a) < 0) {
        int r = -errno;

        unlinkat(vdir->fd, old, 0);
        return r;
    }
    return 0;
}

/* Exchanges two names: 0 or -ENOENT. */
static int exchange(const struct vdir *vdir, const char *a, const char *b)
{
    int r = renameat2(vdir->fd, a, vdir->fd, b, RENAME_EXCHANGE) < 0 ? -errno : 0;

    return is_unsupported(r) ? exchange_by_rename(vdir, a, b) : r;
}

/* Decides on what was taken from under an item's name: what was expected goes, another is kept. */
static int settle(const struct vdir *vdir, const char *theirs, uint64_t known)
{
    struct ics_summary summary;

    if (!known || vdir_read(vdir, theirs, &summary) < 0 || summary.hash != known)
        return 1;
    vdir_forget_theirs(vdir, theirs);
    return 0;
}

/* Puts the complete new file, `theirs` so far, in its place. */
static int put_in_place(const struct vdir *vdir, const char *name, const char *theirs,
                        uint64_t known)
{
    int r = -EEXIST;

    for (int i = 0; i < MAX_TRIES && r == -EEXIST; i++) {
        r = exchange(vdir, theirs, name);
        if (r == 0)
            return settle(vdir, theirs, known);
        if (r == -ENOENT && !known)
            r = rename_to_free(vdir, theirs, name);
    }
    if (r < 0)
        unlinkat(vdir->fd, theirs, 0);
    return r;
}

int vdir_replace(const struct vdir *vdir, const char *name, const char *data, size_t size,
                 uint64_t known)
{
    char temporary[NAME_MAX + 1], theirs[NAME_MAX + 1];
    int r;

    side_name(name, TEMPORARY, temporary);
    side_name(name, THEIRS, theirs);
    r = write_temporary(vdir, temporary, data, size);
    if (r < 0)
        return r;
    if (renameat(vdir->fd, temporary, vdir->fd, theirs) < 0) {
        r = -errno;
        unlinkat(vdir->fd, temporary, 0);
        return r;
    }
    return put_in_place(vdir, name, theirs, known);
}

int vdir_remove(const struct vdir *vdir, const char *name, uint64_t known)
{
    char theirs[NAME_MAX + 1];

    side_name(name, THEIRS, theirs);
    if (renameat(vdir->fd, name, vdir->fd, theirs) < 0)
        return errno == ENOENT ? 0 : -errno;
    return settle(vdir, theirs, known);
}

int vdir_sync(const struct vdir *vdir)
{
    return fsync(vdir->fd) < 0 ? -errno : 0;
}
