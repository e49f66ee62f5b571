/* What the bubbles that are up or on their way say, by the bubble's key. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "daemon/marks.h"

struct said {
    char key[BLOCK_ID_SIZE];
    char target[BLOCK_ID_SIZE]; /* the block its buttons answer for; "" none */
    struct mark *marks;         /* owned */
    size_t n_marks;
    bool is_held; /* the desktop shows none now */
};

struct said_list {
    struct said *items;
    size_t n, capacity;
};

/* Borrowed; NULL: none. */
struct said *said_find(const struct said_list *list, const char *key);

/* Takes the place of what was said under that key. Returns 0 or -ENOMEM, with nothing changed. */
int said_put(struct said_list *list, const char *key, const char *target,
             const struct candidate *candidates, size_t n);
void said_drop(struct said_list *list, struct said *said);
void said_list_done(struct said_list *list);

/* True if a bubble says it. Held ones do not count, so that they are taken together with what comes
 * meanwhile; unacknowledged ones do, until they are lost. */
bool said_has_mark(const struct said_list *list, const struct mark *mark);

/* True while the block that the bubble asks about (any of its blocks, for one without buttons) has
 * something to say. */
bool said_stands(const struct said *said, const struct agenda *agenda, int64_t now_sec);
