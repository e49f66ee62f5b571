/* Which calendar files there are, and what each of them said when it was read last. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/macro.h"
#include "base/text.h"
#include "daemon/busy-times.h"

/* More than this in all is not kept. */
#define BUSY_MAX 100000

/* Another one means that the file may have other bytes. The time of the last change of its status
 * is there for those that copy with the old modification time, and for permissions. */
struct file_stamp {
    uint64_t device, inode;
    int64_t size, modified_nsec, changed_nsec;
};

struct calendar_file {
    uint32_t name; /* where it begins in its folder's names */
    bool is_stale; /* to be read: the times are what it said before */
    bool is_sent;  /* it is being read */
    struct file_stamp stamp;
    struct busy_times *times; /* owned; NULL: none */
    char *problem;            /* owned: why it counts for nothing, or not for all; NULL: it does */
};

struct calendar_folder {
    size_t calendar; /* its place in the plan */
    char *path;
    struct calendar_file *files; /* by name */
    size_t n, capacity;
    struct text names;
};

/* Zero it at first. */
struct calendar_files {
    struct calendar_folder *folders; /* by calendar */
    size_t n, capacity;
    size_t n_busy;                 /* in all files */
    size_t next_folder, next_file; /* nothing before them is to be sent */
};

void calendar_files_done(struct calendar_files *files);

/* A folder to be filled; borrowed until the next one. Returns 0 or -ENOMEM. */
int calendar_files_add_folder(struct calendar_files *files, size_t calendar, const char *path,
                              struct calendar_folder **ret);

/* Adds a stale file. Returns 0 or -ENOMEM. */
int calendar_folder_add(struct calendar_folder *folder, const char *name, const struct stat *st);

/* Takes from the files known before what was read of those that are still there. Whose stamp is
 * another stays stale. */
void calendar_files_adopt(struct calendar_files *files, struct calendar_files *known);

/* All are to be read: what they said was of another stretch of time. */
void calendar_files_forget(struct calendar_files *files);

/* What is being read is not any more. */
void calendar_files_unsend(struct calendar_files *files);

bool calendar_files_are_read(const struct calendar_files *files);

/* The next file to read, which counts as sent now. Returns 1, 0 if there is none, or -ENOMEM; the
 * caller frees. */
int calendar_files_next(struct calendar_files *files, char **ret);

/* Takes what a file said: times and problem are consumed, and dropped if no such file was sent. */
void calendar_files_take(struct calendar_files *files, const char *path, struct busy_times *times,
                         char *problem);

const char *calendar_file_name(const struct calendar_folder *folder,
                               const struct calendar_file *file);
