/* One publishing run: what it is to write, what it finds. What is to be written is decided (look.c)
 * before anything is (publish.c). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calendar/answer.h"
#include "calendar/publication.h"
#include "calendar/state.h"
#include "calendar/vdir.h"

struct run {
    struct answer *answer;           /* borrowed */
    struct publication *publication; /* borrowed */
    struct state state;
    struct vdir vdir;
    char *vtimezone;         /* owned; "" for UTC */
    size_t n_unseen, n_kept; /* versions of others: nobody has seen, kept beside the item */
};

void run_done(struct run *run);

void run_tell_failed(struct run *run, int error, const char *name, const char *what);

/* The text of an item's file. Returns 0 or -ENOMEM. */
int run_format(const struct run *run, const struct item *item, char **ret);

/* What lies under the item's name. Returns 1 and fills *ret, 0 if nothing does, -EEXIST if it is
 * not ours to replace, or negative errno. */
int run_read_file(const struct run *run, const char *uid, struct ics_summary *ret);

/* The hash of what may go when the item's file, which is this, is replaced; 0 if there is none.
 * What the state knows is ours, if perhaps another installation's. */
uint64_t run_expected_version(const struct run *run, const struct state_entry *entry,
                              const struct ics_summary *file);

/* True for entries of this installation whose item is not published any more. */
bool run_entry_is_stale(const struct run *run, const struct state_entry *entry);

/* Looks at everything: items are stamped and their entries have what is to be written as pending.
 * Returns 1 if all may be written; 0 if not, for there are versions of others that nobody has seen,
 * which were told; or negative errno. */
int run_look(struct run *run);
