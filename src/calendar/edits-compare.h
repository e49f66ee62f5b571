/* What a calendar program did to an item: its version of it beside ours. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "calendar/version.h"
#include "records.h"

/* Edits of one item; ids are not set, words are static. */
struct edit_list {
    struct edit *items;
    size_t n, capacity;
};

void edit_list_done(struct edit_list *list);

/* Adds a copy. Returns 0 or -ENOMEM. */
int edit_list_add(struct edit_list *list, const struct edit *edit);

/* Adds an EDIT_REFUSED of the item as a whole. */
int edit_list_refuse(struct edit_list *list, const char *what);

/* Adds what was moved, deleted or cannot be taken. *ret_is_same: theirs says what ours does (times,
 * what takes place, titles). Returns 0 or -ENOMEM. */
int edits_compare(const struct version *ours, const struct version *theirs, struct edit_list *list,
                  bool *ret_is_same);

/* Adds what it means that the item's file is gone: nothing, if it was cancelled. */
int edits_of_deleted(const struct version *ours, struct edit_list *list);
