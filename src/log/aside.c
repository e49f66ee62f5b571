/* A broken database is evidence and perhaps still worth something to its user: it is moved away,
 * never deleted. A -wal belongs to its database, so they go together and keep the same stem:
 * sqlite3(1) opens the pair under its new name. */
#include "log/store.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

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
        if (asprintf(&name, "%s.broken-%s%s", path, stamp, number) < 0)
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
