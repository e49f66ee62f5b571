/* Versions of items by others that the daemon has read and settled (struct seen): these may be
 * replaced. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calendar/ics.h"

struct record;

struct seen_version {
    char id[UID_SIZE];
    uint64_t hash;
    bool is_same;
};

struct seen_list {
    struct seen_version *items;
    size_t n, capacity;
};

void seen_list_done(struct seen_list *list);

/* Adds what one RECORD_SEEN says. Returns 0, -EBADMSG, -E2BIG or -ENOMEM. */
int seen_list_add(struct seen_list *list, struct record *record);

/* The version of an item, whose id ends at `@` or with the string; NULL if it was not seen. */
const struct seen_version *seen_list_find(const struct seen_list *list, const char *id,
                                          uint64_t hash);
