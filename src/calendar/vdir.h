/* The published folder, in which other programs (vdirsyncer, khal) write too: files are replaced
 * and removed in such a way that a write by another, at whatever moment, is found and kept.
 *
 * Beside NAME there may be .NAME.tmp, our own unfinished business, and .NAME.theirs, what another
 * wrote and we have replaced, or, after a run that did not end, what was about to be exchanged. By
 * their names neither counts as an item for anyone. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "calendar/ics.h"

struct vdir {
    int fd;           /* owned */
    const char *path; /* borrowed */
};

/* Creates the folder (0700) where it is missing, and removes what earlier runs left unfinished.
 * Returns 0 or negative errno. */
int vdir_open(const char *path, struct vdir *ret);
/* The same for reading, changing nothing: -ENOENT if there is none. */
int vdir_open_to_read(const char *path, struct vdir *ret);
void vdir_done(struct vdir *vdir);

/* The bytes of a file of the folder's. Returns 0, -ENOENT, -EFBIG or negative errno; the caller
 * frees. */
int vdir_load(const struct vdir *vdir, const char *name, char **ret, size_t *ret_size);

/* What the item's file says. Returns 0, -ENOENT or negative errno. */
int vdir_read(const struct vdir *vdir, const char *name, struct ics_summary *ret);

/* Puts these bytes (0600) in the place of the item's file, in one step. `known` is the hash of what
 * is expected to lie there (0: nothing, or it may be missing). Returns 0; 1 if the file was another
 * one, which is now .NAME.theirs; -ENOENT if it is gone; or negative errno: not written. */
int vdir_replace(const struct vdir *vdir, const char *name, const char *data, size_t size,
                 uint64_t known);

/* Takes the item's file away. Returns 0 (also if there is none), 1 if it was another one, which is
 * now .NAME.theirs, or negative errno. */
int vdir_remove(const struct vdir *vdir, const char *name, uint64_t known);

/* Calls back with the NAME of each .NAME.theirs, and its own; a non-zero result stops and is
 * returned. Returns 0 or negative errno. */
int vdir_each_theirs(const struct vdir *vdir,
                     int (*callback)(const char *name, const char *theirs, void *userdata),
                     void *userdata);

/* Removes .NAME.theirs, which must have been read. */
void vdir_forget_theirs(const struct vdir *vdir, const char *theirs);

/* Makes all of it durable. Returns 0 or negative errno. */
int vdir_sync(const struct vdir *vdir);
