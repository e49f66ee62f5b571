/* What calendar programs did to what we published: watches the published folder, and has
 * jobsearchd-calendar compare it with what we last wrote. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "records.h"

struct sd_event;
struct edits;

struct edits_callbacks {
    /* The folder has been compared: these edits were found (none, mostly; borrowed for the call),
     * or it could not be (why: in words, else NULL). */
    void (*read)(const struct edit *edits, size_t n, const char *why, void *userdata);
    /* Something changed in the folder; also when we wrote there. */
    void (*touched)(void *userdata);
};

int edits_new(struct sd_event *event, const struct edits_callbacks *callbacks, void *userdata,
              struct edits **ret);
struct edits *edits_free(struct edits *edits);
DEFINE_CLEANUP(struct edits, edits_free);

/* Which folder that is from now on. It need not be there yet. Paths are copied. Returns 0 or
 * negative errno. */
int edits_follow(struct edits *edits, const char *folder, const char *single_file,
                 const char *state_file);

/* Compares; `read` follows. While a comparison is under way another one follows it. Returns 0 or
 * negative errno: nothing follows. */
int edits_read(struct edits *edits);
