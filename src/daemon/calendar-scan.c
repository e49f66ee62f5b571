/* The watch is set before a folder is read: what changes in between is told, not lost. */
#include "daemon/calendar-scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>

#include "base/file.h"
#include "base/text.h"
#include "daemon/calendar-files.h"
#include "daemon/path-watch.h"
#include "daemon/problems.h"
#include "plan.h"

#define SUFFIX             ".ics"
#define MAX_FILES_A_FOLDER 20000
#define MAX_FOLDERS        200

struct scan {
    const struct calendar_source *calendar;
    size_t number;
    struct path_watch *watch;
    struct calendar_files *files;
    struct problem_list *problems;
};

static void closedirp(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

/* ---- What is wrong ---- */

static void add_problem(const struct scan *scan, const char *path, const char *what,
                        const char *remedy)
{
    struct text shown = {0};

    text_add_escaped(&shown, path);
    if (!shown.failed)
        problem_add(scan->problems, "calendar-unreadable", remedy, "The calendar %s: %s: %s.",
                    scan->calendar->name, shown.data, what);
    text_done(&shown);
}

static void add_unreadable(const struct scan *scan, const char *path, int error)
{
    bool is_missing = error == -ENOENT || error == -ENOTDIR;

    add_problem(scan, path, is_missing ? "there is no such file or folder" : strerror(-error),
                is_missing ? "Create it, or correct its path in the plan; it is read as soon as it "
                             "is there."
                           : "Make it readable; it is read as soon as it is.");
}

/* That a change will not be seen is the user's to know; any other error is the path's, too, and
 * told when it is opened. Returns 0 or -ENOMEM. */
static int check_watch(const struct scan *scan, const char *path, int r)
{
    if (r == -ENOSPC || r == -EMFILE)
        add_problem(scan, path, "its changes are not seen, the system has no more watches to give",
                    "Raise fs.inotify.max_user_watches, or run `jsctl reload` after a change.");
    return r == -ENOMEM ? r : 0;
}

/* ---- Folders ---- */

static bool is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* What a link leads to is not seen to change in the folder. */
static int watch_link(const struct scan *scan, const char *path, const char *name)
{
    _cleanup_(freep) char *link = NULL;

    int r = path_join(path, name, &link);
    return r < 0 ? r : check_watch(scan, link, path_watch_add(scan->watch, link));
}

/* Adds the file if it is one. Returns 0 or negative errno. */
static int scan_file(const struct scan *scan, struct calendar_folder *folder, int fd,
                     const struct dirent *entry)
{
    struct stat st;
    int r = 0;

    if (entry->d_type == DT_LNK)
        r = watch_link(scan, folder->path, entry->d_name);
    if (r < 0)
        return r;
    if (fstatat(fd, entry->d_name, &st, 0) < 0) /* gone, or the folder is one that has no way in */
        return errno == EACCES && entry->d_type != DT_LNK ? -EACCES : 0;
    if (!S_ISREG(st.st_mode))
        return 0;
    if (folder->n < MAX_FILES_A_FOLDER)
        return calendar_folder_add(folder, entry->d_name, &st);
    add_problem(scan, folder->path,
                "it has more than 20000 files, of which the others do not count",
                "Give it fewer files, or several folders.");
    return 0;
}

/* Returns how many files it has, or negative errno. */
static int scan_files(const struct scan *scan, const char *path, DIR *dir)
{
    struct calendar_folder *folder;
    struct dirent *entry;

    int r = calendar_files_add_folder(scan->files, scan->number, path, &folder);
    while (r >= 0 && (entry = readdir(dir)))
        if (is_visible(entry) && str_has_suffix(entry->d_name, SUFFIX))
            r = scan_file(scan, folder, dirfd(dir), entry);
    return r < 0 ? r : (int)folder->n;
}

static int open_folder(const struct scan *scan, const char *path, DIR **ret)
{
    int r = check_watch(scan, path, path_watch_add_folder(scan->watch, path, SUFFIX));
    if (r < 0)
        return r;
    *ret = opendir(path);
    return *ret ? 0 : -errno;
}

/* One that has gone meanwhile is none. Returns 0 or negative errno. */
static int scan_subfolder(const struct scan *scan, const char *path, const char *name)
{
    _cleanup_(freep) char *folder = NULL;
    _cleanup_(closedirp) DIR *dir = NULL;

    int r = path_join(path, name, &folder);
    if (r >= 0)
        r = open_folder(scan, folder, &dir);
    if (r >= 0)
        r = scan_files(scan, folder, dir);
    if (r < 0 && r != -ENOMEM && r != -ENOENT && r != -ENOTDIR)
        add_unreadable(scan, folder, r);
    return r == -ENOMEM ? r : 0;
}

static int scan_subfolders(const struct scan *scan, const char *path, DIR *dir)
{
    struct dirent *entry;
    size_t n = 0;
    int r = 0;

    rewinddir(dir);
    while (r >= 0 && (entry = readdir(dir))) {
        if (!is_visible(entry) ||
            (entry->d_type != DT_DIR && entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN))
            continue;
        if (n++ < MAX_FOLDERS)
            r = scan_subfolder(scan, path, entry->d_name);
        else
            add_problem(scan, path,
                        "it has more than 200 folders, of which the others do not count",
                        "Name those that count, each by its own path.");
    }
    return r;
}

static int scan_folder(const struct scan *scan, const char *path)
{
    _cleanup_(closedirp) DIR *dir = NULL;

    int r = open_folder(scan, path, &dir);
    if (r >= 0)
        r = scan_files(scan, path, dir);
    return r == 0 ? scan_subfolders(scan, path, dir) : r;
}

/* ---- Paths ---- */

static int scan_single_file(const struct scan *scan, const char *path, const struct stat *st)
{
    const char *name = strrchr(path, '/') + 1;
    _cleanup_(freep) char *parent = strndup(path, MAX((size_t)(name - path) - 1, (size_t)1));
    struct calendar_folder *folder;

    if (!parent)
        return -ENOMEM;
    int r = calendar_files_add_folder(scan->files, scan->number, parent, &folder);
    return r < 0 ? r : calendar_folder_add(folder, name, st);
}

static int scan_path(const struct scan *scan, const char *path)
{
    struct stat st;

    int r = check_watch(scan, path, path_watch_add(scan->watch, path));
    if (r < 0)
        return r;
    if (stat(path, &st) < 0)
        return -errno;
    if (S_ISDIR(st.st_mode))
        return scan_folder(scan, path);
    return S_ISREG(st.st_mode) ? scan_single_file(scan, path, &st) : -EINVAL;
}

int calendar_scan(const struct calendar_source *calendar, size_t number, struct path_watch *watch,
                  struct calendar_files *files, struct problem_list *problems)
{
    const struct scan scan = {calendar, number, watch, files, problems};

    for (size_t i = 0; i < calendar->n_paths; i++) {
        const char *path = calendar->paths[i];
        int r = scan_path(&scan, path);

        if (r == -ENOMEM)
            return r;
        if (r < 0)
            add_unreadable(&scan, path, r);
    }
    return 0;
}
