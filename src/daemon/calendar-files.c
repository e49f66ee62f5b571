#include "daemon/calendar-files.h"

#include <errno.h>

#include "base/file.h"

#define NSEC INT64_C(1000000000)

static const char too_much[] =
    "it does not count: the calendars have more than 100000 busy times in all";

const char *calendar_file_name(const struct calendar_folder *folder,
                               const struct calendar_file *file)
{
    return folder->names.data + file->name;
}

static void calendar_file_done(struct calendar_file *file)
{
    free(file->times);
    free(file->problem);
}

static void calendar_folder_done(struct calendar_folder *folder)
{
    for (size_t i = 0; i < folder->n; i++)
        calendar_file_done(&folder->files[i]);
    free(folder->files);
    text_done(&folder->names);
    free(folder->path);
}

void calendar_files_done(struct calendar_files *files)
{
    for (size_t i = 0; i < files->n; i++)
        calendar_folder_done(&files->folders[i]);
    free(files->folders);
    *files = (struct calendar_files){0};
}

/* ---- Filling ---- */

int calendar_files_add_folder(struct calendar_files *files, size_t calendar, const char *path,
                              struct calendar_folder **ret)
{
    struct calendar_folder folder = {.calendar = calendar};

    int r = array_reserve((void **)&files->folders, &files->capacity, files->n,
                          sizeof(*files->folders));
    if (r >= 0)
        r = str_replace(&folder.path, path);
    if (r < 0)
        return r;
    *ret = &files->folders[files->n];
    files->folders[files->n++] = folder;
    return 0;
}

static struct file_stamp make_stamp(const struct stat *st)
{
    return (struct file_stamp){
        .device = st->st_dev,
        .inode = st->st_ino,
        .size = st->st_size,
        .modified_nsec = st->st_mtim.tv_sec * NSEC + st->st_mtim.tv_nsec,
        .changed_nsec = st->st_ctim.tv_sec * NSEC + st->st_ctim.tv_nsec,
    };
}

static bool stamps_are_equal(const struct file_stamp *a, const struct file_stamp *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->modified_nsec == b->modified_nsec && a->changed_nsec == b->changed_nsec;
}

int calendar_folder_add(struct calendar_folder *folder, const char *name, const struct stat *st)
{
    struct calendar_file file = {
        .name = (uint32_t)folder->names.length,
        .is_stale = true,
        .stamp = make_stamp(st),
    };

    int r = array_reserve((void **)&folder->files, &folder->capacity, folder->n,
                          sizeof(*folder->files));
    if (r < 0)
        return r;
    text_add_bytes(&folder->names, name, strlen(name) + 1);
    if (folder->names.failed)
        return -ENOMEM;
    folder->files[folder->n++] = file;
    return 0;
}

/* ---- What was known ---- */

static int compare_names(const void *a, const void *b, void *names)
{
    const struct calendar_file *left = a, *right = b;

    return strcmp((const char *)names + left->name, (const char *)names + right->name);
}

static void calendar_file_adopt(struct calendar_file *file, struct calendar_file *known)
{
    file->times = TAKE_PTR(known->times);
    file->problem = TAKE_PTR(known->problem);
    if (stamps_are_equal(&file->stamp, &known->stamp)) {
        file->is_stale = known->is_stale;
        file->is_sent = known->is_sent;
    }
}

/* Both are sorted. */
static void calendar_folder_adopt(struct calendar_folder *folder, struct calendar_folder *known)
{
    for (size_t i = 0, k = 0; i < folder->n && k < known->n;) {
        struct calendar_file *file = &folder->files[i], *old = &known->files[k];
        int order = strcmp(calendar_file_name(folder, file), calendar_file_name(known, old));

        if (order == 0)
            calendar_file_adopt(file, old);
        i += order <= 0;
        k += order >= 0;
    }
}

static struct calendar_folder *find_folder(struct calendar_files *files, const char *path)
{
    for (size_t i = 0; i < files->n; i++)
        if (streq_null(files->folders[i].path, path))
            return &files->folders[i];
    return NULL;
}

void calendar_files_adopt(struct calendar_files *files, struct calendar_files *known)
{
    files->n_busy = 0;
    for (size_t i = 0; i < files->n; i++) {
        struct calendar_folder *folder = &files->folders[i];
        struct calendar_folder *old = find_folder(known, folder->path);

        if (folder->n > 1)
            qsort_r(folder->files, folder->n, sizeof(*folder->files), compare_names,
                    folder->names.data);
        if (!old)
            continue;
        calendar_folder_adopt(folder, old);
        free(TAKE_PTR(old->path)); /* two calendars may have the same folder: each takes one */
        for (size_t k = 0; k < folder->n; k++)
            files->n_busy += folder->files[k].times ? folder->files[k].times->n : 0;
    }
}

static void files_mark(struct calendar_files *files, bool is_stale)
{
    for (size_t i = 0; i < files->n; i++)
        for (size_t k = 0; k < files->folders[i].n; k++) {
            struct calendar_file *file = &files->folders[i].files[k];

            file->is_stale = file->is_stale || is_stale;
            file->is_sent = false;
        }
    files->next_folder = files->next_file = 0;
}

void calendar_files_forget(struct calendar_files *files)
{
    files_mark(files, true);
}

void calendar_files_unsend(struct calendar_files *files)
{
    files_mark(files, false);
}

/* ---- Reading ---- */

bool calendar_files_are_read(const struct calendar_files *files)
{
    for (size_t i = 0; i < files->n; i++)
        for (size_t k = 0; k < files->folders[i].n; k++)
            if (files->folders[i].files[k].is_stale)
                return false;
    return true;
}

int calendar_files_next(struct calendar_files *files, char **ret)
{
    for (; files->next_folder < files->n; files->next_folder++, files->next_file = 0) {
        struct calendar_folder *folder = &files->folders[files->next_folder];

        while (files->next_file < folder->n) {
            struct calendar_file *file = &folder->files[files->next_file];

            if (file->is_stale && !file->is_sent) {
                int r = path_join(folder->path, calendar_file_name(folder, file), ret);
                file->is_sent = r >= 0;
                return r < 0 ? r : 1;
            }
            files->next_file++;
        }
    }
    return 0;
}

static struct calendar_file *folder_find(struct calendar_folder *folder, const char *name)
{
    size_t low = 0, high = folder->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct calendar_file *file = &folder->files[middle];
        int order = strcmp(name, calendar_file_name(folder, file));

        if (order == 0)
            return file;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* One that was sent: the same path may be there twice. */
static struct calendar_file *find_sent(struct calendar_files *files, const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    size_t length = MAX((size_t)(name - path) - 1, (size_t)1); /* "/" is its own */

    for (size_t i = 0; i < files->n; i++) {
        struct calendar_folder *folder = &files->folders[i];
        struct calendar_file *file;

        if (strlen(folder->path) != length || memcmp(folder->path, path, length) != 0)
            continue;
        file = folder_find(folder, name);
        if (file && file->is_sent)
            return file;
    }
    return NULL;
}

void calendar_files_take(struct calendar_files *files, const char *path, struct busy_times *times,
                         char *problem)
{
    struct calendar_file *file = find_sent(files, path);

    if (!file) {
        free(times);
        free(problem);
        return;
    }
    files->n_busy -= file->times ? file->times->n : 0;
    calendar_file_done(file);
    file->times = times;
    file->problem = problem;
    file->is_stale = file->is_sent = false;
    if (times && times->n > BUSY_MAX - files->n_busy) {
        free(TAKE_PTR(file->times));
        free(TAKE_PTR(file->problem));
        file->problem = strdup(too_much);
        file->stamp = (struct file_stamp){0}; /* there may be room at the next look */
    }
    files->n_busy += file->times ? file->times->n : 0;
}
