/* What the publishing run last wrote, kept in one small text file between runs: by it the user's
 * edits are told from ours, and SEQUENCE never goes back. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "calendar/ics.h"

struct state_entry {
    char uid[UID_SIZE];
    uint64_t hash;    /* of what lies in the folder as we wrote it; 0: nothing does */
    uint64_t pending; /* of what a run that did not end may have written there; 0: nothing */
    int64_t sequence, dtstamp_sec; /* of the revision last decided on */
    uint64_t accepted; /* of what another made of our file and is left there, for it says the same;
                          SEEN_MISSING: a cancelled one was deleted; 0: nothing */
};

struct state {
    struct state_entry *items; /* in the order of the file */
    size_t n, capacity;
};

void state_done(struct state *state);

/* The entry, or NULL. Borrowed; valid until one is added. */
struct state_entry *state_find(const struct state *state, const char *uid);

/* True if this is the hash of anything that we wrote, may have written or accepted. */
bool state_has_hash(const struct state *state, uint64_t hash);

/* Adds an empty entry of that UID, which must be valid and new. Returns 0 or -ENOMEM. */
int state_add(struct state *state, const char *uid, struct state_entry **ret);

/* Drops what has not lain in the folder since before that time. An entry outlives its file, so that
 * an item that comes back goes on counting. */
void state_prune(struct state *state, int64_t before_sec);

/* Reads the form that state_save() writes. Lines that make no sense are left out: at worst an item
 * is written again. Returns 0 or -ENOMEM. */
int state_parse(const char *data, size_t size, struct state *ret);

/* A missing file is an empty state. Returns 0 or negative errno. */
int state_load(const char *path, struct state *ret);

/* Replaces the file, if what it would say differs. Returns 0 or negative errno. */
int state_save(const struct state *state, const char *path);
