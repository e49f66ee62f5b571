/* The folders are anybody's: nothing in them is followed (a link leads out of them), waited for (a
 * pipe), or read without a bound; and how deep they are is fixed. */
#include "calendar/cohort.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

#include "base/macro.h"
#include "base/text.h"
#include "calendar/shared.h"
#include "share.h"

#define FILE_MAX_KIB 256
#define FILE_MAX     ((size_t)FILE_MAX_KIB * 1024)
#define FOLDER_MAX   20000 /* entries: 26 weeks and some years of blocks are a tenth of that */
#define NAME_MAX_    80    /* bytes of a person's name */

struct walk {
    FILE *out;                   /* borrowed */
    char *buffer;                /* of FILE_MAX + 1 bytes, owned */
    struct text line;            /* reused */
    char path[3 * NAME_MAX + 3]; /* below DIR, of what is looked at: PERSON/FOLDER/FILE */
};

static void walk_done(struct walk *walk)
{
    free(walk->buffer);
    text_done(&walk->line);
}

DEFINE_CLEANUP(DIR, closedir);

/* ---- Telling ---- */

static int tell(struct walk *walk, const struct share_line *line)
{
    walk->line.length = 0;
    share_line_add(&walk->line, line);
    if (walk->line.failed)
        return -ENOMEM;
    return fputs(walk->line.data, walk->out) == EOF ? -EIO : 0;
}

static int tell_week(const struct cohort_week *week, void *userdata)
{
    return tell(userdata, &(struct share_line){.kind = SHARE_LINE_WEEK, .week = *week});
}

static int tell_problem(struct walk *walk, const char *what)
{
    return tell(walk, &(struct share_line){SHARE_LINE_PROBLEM, walk->path, what, {0}});
}

/* Memory and output concern the whole run, all else this file or folder. */
static int tell_error(struct walk *walk, int error)
{
    switch (error) {
    case -ENOMEM:
    case -EIO:
        return error;
    case -ELOOP:
        return tell_problem(walk, "it is a symbolic link");
    case -EINVAL:
        return tell_problem(walk, "it is no regular file");
    case -EFBIG:
        return tell_problem(walk, "it is too large");
    case -EBADMSG:
        return tell_problem(walk, "it is broken: no calendar, or no week that can be read");
    default:
        return tell_problem(walk, strerror(-error));
    }
}

/* ---- One file ---- */

/* The file's bytes in the buffer. Returns how many, or negative errno. */
static ssize_t load(struct walk *walk, int dir, const char *name)
{
    _cleanup_(closep) int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat st;
    size_t size = 0;
    ssize_t n;

    if (fd < 0 || fstat(fd, &st) < 0)
        return -errno;
    if (!S_ISREG(st.st_mode))
        return -EINVAL;
    if (st.st_size > (off_t)FILE_MAX)
        return -EFBIG;
    do {
        n = read(fd, walk->buffer + size, (size_t)st.st_size - size);
        if (n < 0 && errno != EINTR)
            return errno == EIO ? -EREMOTEIO : -errno; /* the file's, not the output's */
        size += n > 0 ? (size_t)n : 0;
    } while (n != 0 && size < (size_t)st.st_size);
    return (ssize_t)size;
}

static int read_file(struct walk *walk, int dir, const char *name)
{
    ssize_t n = load(walk, dir, name);
    int r = (int)MIN(n, 0);

    if (r == 0)
        r = shared_read(walk->buffer, (size_t)n, tell_week, walk);
    return r < 0 ? tell_error(walk, r) : 0;
}

/* ---- Folders ---- */

/* Without O_DIRECTORY, which would hide what is a link. */
static int open_folder(int parent, const char *name, DIR **ret)
{
    _cleanup_(closep) int fd = openat(parent, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    DIR *dir;

    if (fd < 0)
        return -errno;
    dir = fdopendir(fd);
    if (!dir)
        return -errno;
    TAKE_FD(fd);
    *ret = dir;
    return 0;
}

/* Extends the path by a name for the time of a call. */
struct step {
    char *path;
    size_t length;
};

static struct step step_into(struct walk *walk, const char *name)
{
    struct step step = {walk->path, strlen(walk->path)};

    snprintf(walk->path + step.length, sizeof walk->path - step.length, "%s%s",
             step.length > 0 ? "/" : "", name);
    return step;
}

static void step_back(struct step *step)
{
    step->path[step->length] = '\0';
}

typedef int entry_function(struct walk *walk, int dir, const struct dirent *entry);

/* Calls for each entry that is not hidden. */
static int each_entry(struct walk *walk, DIR *dir, size_t max, entry_function *function)
{
    size_t n = 0;

    for (;;) {
        struct dirent *entry;
        int r;

        errno = 0;
        entry = readdir(dir);
        if (!entry)
            return errno ? tell_error(walk, -errno) : 0;
        if (entry->d_name[0] == '.')
            continue;
        if (max > 0 && ++n > max)
            return tell_problem(walk, "it holds too many files: the rest does not count");
        _cleanup_(step_back) struct step step _unused_ = step_into(walk, entry->d_name);
        r = function(walk, dirfd(dir), entry);
        if (r < 0)
            return r;
    }
}

static bool may_be_folder(const struct dirent *entry)
{
    return entry->d_type == DT_DIR || entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN;
}

/* What lies about, README or displayname, is nobody's week. */
static int read_collection_entry(struct walk *walk, int dir, const struct dirent *entry)
{
    return str_has_suffix(entry->d_name, ".ics") ? read_file(walk, dir, entry->d_name) : 0;
}

static int read_folder(struct walk *walk, int dir, const char *name, entry_function *function)
{
    _cleanup_(closedirp) DIR *folder = NULL;
    int r = open_folder(dir, name, &folder);

    if (r == -ENOTDIR)
        return 0;
    return r < 0 ? tell_error(walk, r) : each_entry(walk, folder, FOLDER_MAX, function);
}

static int read_person_entry(struct walk *walk, int dir, const struct dirent *entry)
{
    if (str_has_suffix(entry->d_name, ".ics") && entry->d_type != DT_DIR)
        return read_file(walk, dir, entry->d_name);
    return may_be_folder(entry) ? read_folder(walk, dir, entry->d_name, read_collection_entry) : 0;
}

/* ---- People ---- */

/* What the file `displayname` says in its first line, else the folder's name. */
static int find_name(struct walk *walk, int dir, const char *folder, char **ret)
{
    ssize_t n = load(walk, dir, "displayname");
    char *name;
    int r;

    if (n > 0) {
        walk->buffer[n] = '\0';
        walk->buffer[strcspn(walk->buffer, "\r\n")] = '\0';
        r = text_clean(walk->buffer, NAME_MAX_, &name);
        if (r < 0)
            return r;
        if (*name) {
            *ret = name;
            return 0;
        }
        free(name);
    }
    return text_clean(folder, NAME_MAX_, ret);
}

static int tell_person(struct walk *walk, int dir, const char *folder)
{
    _cleanup_(freep) char *name = NULL;
    int r = find_name(walk, dir, folder, &name);

    if (r < 0)
        return r;
    return tell(walk, &(struct share_line){SHARE_LINE_PERSON, folder, name, {0}});
}

static int read_person(struct walk *walk, int dir, const struct dirent *entry)
{
    _cleanup_(closedirp) DIR *folder = NULL;
    int r;

    if (!may_be_folder(entry))
        return 0;
    r = open_folder(dir, entry->d_name, &folder);
    if (r == -ENOTDIR)
        return 0;
    if (r < 0)
        return tell_error(walk, r);
    r = tell_person(walk, dirfd(folder), entry->d_name);
    return r < 0 ? r : each_entry(walk, folder, FOLDER_MAX, read_person_entry);
}

int cohort_read(const char *dir, FILE *out)
{
    _cleanup_(walk_done) struct walk walk = {.out = out, .buffer = malloc(FILE_MAX + 1)};
    _cleanup_(closedirp) DIR *people = opendir(dir);
    int r;

    if (!people)
        return -errno;
    if (!walk.buffer)
        return -ENOMEM;
    r = each_entry(&walk, people, 0, read_person);
    if (r == 0)
        r = tell(&walk, &(struct share_line){.kind = SHARE_LINE_END});
    return r < 0 ? r : fflush(out) == EOF ? -EIO : 0;
}
