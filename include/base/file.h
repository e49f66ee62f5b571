/* Files and folders as this program needs them: the XDG base directories, reading whole, writing
 * atomically, private modes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* "$XDG_CONFIG_HOME/jobsearchd", "$XDG_DATA_HOME/jobsearchd" (with the defaults of the XDG Base
 * Directory Specification; a relative value is ignored, as it says). Return 0, -ENOENT (no HOME
 * either) or -ENOMEM; the caller frees. */
int path_config_dir(char **ret);
int path_data_dir(char **ret);

/* Joins with one slash. Returns 0 or -ENOMEM. */
int path_join(const char *dir, const char *name, char **ret);

/* `~` and `~/...` become the home folder; a relative path is taken from `base_dir`; anything else
 * is copied. Returns 0, -ENOENT (no HOME) or -ENOMEM. */
int path_expand(const char *path, const char *base_dir, char **ret);

/* The folder of the running program's helpers, from /proc/self/exe: BIN/../libexec/jobsearchd.
 * Returns 0 or negative errno. */
int path_helper_dir(char **ret);

/* Creates the folder and its parents, 0700 for what it creates. Returns 0 or negative errno. */
int make_dirs(const char *path);

/* Reads a regular file of at most max bytes. *ret is NUL-terminated beyond *ret_size bytes, which
 * may themselves hold NULs. Returns 0, -EFBIG, -EISDIR, -EINVAL (neither file nor folder) or what
 * the system says. */
int file_read(const char *path, size_t max, char **ret, size_t *ret_size);

/* Writes all of it and waits until it is on disk. Returns 0 or negative errno. */
int file_write_all(int fd, const char *data, size_t size);

/* Replaces the file with these bytes: temporary file beside it (0600), fsync, rename, fsync of the
 * folder. A symbolic link is followed: its target is replaced, the link stays. A pipe or a device
 * is written into. Returns 0 or negative errno; on failure the old file is untouched. */
int file_write_atomic(const char *path, const void *data, size_t size);

/* Replaces what the file holds, if that is still `old`; one that changed meanwhile, at whatever
 * moment, is left as it is. A symbolic link is followed, the mode is kept, and the old file stays
 * beside the new one as NAME.2026-11-24T090000Z (-2, -3 behind that while it is taken), whose path
 * is *ret_backup; the caller frees. Returns 0, -ESTALE (it holds something else) or what the system
 * says; on failure the file is untouched. */
int file_replace(const char *path, const void *old, size_t old_size, const void *data, size_t size,
                 char **ret_backup);
