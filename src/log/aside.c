/* A broken database is evidence and perhaps still worth something to its user: it is moved away,
 * never deleted. A -wal belongs to its database, so they go together and keep the same stem:
 * sqlite3(1) opens the pair under its new name. */
#include "log/store.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#define INFIX ".broken-"

/* The database itself comes last: until then the next start finds it and tries again. */
static const char *const suffixes[] = {"-wal", "-shm", "-journal", ""};

static int files_move(const char *from, const char *to)
{
    for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
        _cleanup_(freep) char *old = NULL, *new = NULL;
        if (asprintf(&old, "%s%s", from, suffixes[i]) < 0)
            return -ENOMEM;
        if (asprintf(&new, "%s%s", to, suffixes[i]) < 0)
            return -ENOMEM;
        if (rename(old, new) < 0 && errno != ENOENT)
            return -errno;
    }
    return 0;
}

static void files_remove(const char *path)
{
    for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
        _cleanup_(freep) char *name = NULL;
        if (asprintf(&name, "%s%s", path, suffixes[i]) >= 0)
            unlink(name);
    }
}

/* PATH.broken-2026-11-24T090000Z, with -2, -3, ... behind it while that is taken. */
static int find_free_name(const char *path, char **ret)
{
    time_t now = time(NULL);
    struct tm tm;
    char stamp[32];
    if (!gmtime_r(&now, &tm) || strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H%M%SZ", &tm) == 0)
        return -EOVERFLOW;

    for (unsigned n = 1; n < 1000; n++) {
        _cleanup_(freep) char *name = NULL;
        char number[16] = "";
        if (n > 1)
            snprintf(number, sizeof(number), "-%u", n);
        if (asprintf(&name, "%s" INFIX "%s%s", path, stamp, number) < 0)
            return -ENOMEM;

        struct stat st;
        if (lstat(name, &st) < 0) {
            if (errno != ENOENT)
                return -errno;
            *ret = TAKE_PTR(name);
            return 0;
        }
    }
    return -EEXIST;
}

int log_files_set_aside(const char *path, char **ret)
{
    _cleanup_(freep) char *aside = NULL;
    int r = find_free_name(path, &aside);
    if (r < 0)
        return r;
    r = files_move(path, aside);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(aside);
    return 0;
}

void log_files_put_back(const char *aside, const char *path)
{
    files_remove(path);
    files_move(aside, path);
}

/* Names end in "Z", or a number: letters are those of a -wal and its like. */
static bool is_database(const char *name)
{
    size_t n = strlen(name);

    return n > 0 && !(name[n - 1] >= 'a' && name[n - 1] <= 'z');
}

/* Every file whose name begins with `prefix`. */
static int files_remove_all(DIR *dir, const char *prefix, bool is_dry_run, unsigned *ret_n)
{
    unsigned n = 0;

    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (!entry && errno != 0)
            return -errno;
        if (!entry)
            break;
        if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
            continue;
        n += is_database(entry->d_name);
        if (!is_dry_run && unlinkat(dirfd(dir), entry->d_name, 0) < 0 && errno != ENOENT)
            return -errno;
    }
    *ret_n = n;
    return 0;
}

int log_remove_set_aside(const char *path, bool is_dry_run, unsigned *ret_n)
{
    _cleanup_(freep) char *real = realpath(path, NULL), *prefix = NULL;
    char *slash = real ? strrchr(real, '/') : NULL;
    if (!slash)
        return -errno;
    if (asprintf(&prefix, "%s" INFIX, slash + 1) < 0)
        return -ENOMEM;

    slash[slash == real] = '\0';
    DIR *dir = opendir(real);
    if (!dir)
        return -errno;
    int r = files_remove_all(dir, prefix, is_dry_run, ret_n);
    closedir(dir);
    return r;
}
