/* What calendar programs did to what we published: watches the published folder, and has
 * jobsearchd-calendar compare it with what we last wrote. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "records.h"

struct sd_event;
struct edits;

/* One comparison of the folder; borrowed for the call that it is told in. */
struct edits_found {
    const struct edit *edits; /* mostly none */
    size_t n;
    const struct seen *seen; /* for the publishing run that follows, once the edits are settled */
    size_t n_seen;
    const char *why; /* it failed: in words; else NULL */
};

struct edits_callbacks {
    void (*read)(const struct edits_found *found, void *userdata);
    /* Something changed in the folder; also when we wrote there. */
    void (*touched)(void *userdata);
};

int edits_new(struct sd_event *event, const struct edits_callbacks *callbacks, void *userdata,
              struct edits **ret);
struct edits *edits_free(struct edits *edits);
DEFINE_CLEANUP(struct edits, edits_free);

/* Which folder that is from now on, and in which zone floating times there are. It need not be
 * there yet. Strings are copied. Returns 0 or negative errno. */
int edits_follow(struct edits *edits, const char *zone_name, const char *folder,
                 const char *single_file, const char *state_file);

/* Compares; `read` follows. While a comparison is under way another one follows it. Returns 0 or
 * negative errno: nothing follows. */
int edits_read(struct edits *edits);
