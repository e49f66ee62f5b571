/* What the scheduler changed in the placement and has not told yet, and how it is told: in words,
 * all of it in one notification. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/block.h"
#include "base/macro.h"
#include "base/zone.h"
#include "plan.h"

struct change {
    char id[BLOCK_ID_SIZE];
    char *title, *why;                  /* owned; why is "" where nothing is known */
    int64_t old_start_sec, old_end_sec; /* both 0: it is new */
    int64_t new_start_sec, new_end_sec; /* both 0: it has no room any more */
};

struct change_list {
    struct change *items; /* by block, in the order in which they came */
    size_t n, capacity;
};

void change_list_done(struct change_list *list);

/* Adds a change; strings are copied. One of a block that changed before is told as one change from
 * where it lay first, and one that takes it back there as none. Returns 0 or -ENOMEM. */
int change_list_add(struct change_list *list, const struct change *change);

/* Drops what is to be told of this block: it is gone by the user's own doing. */
void change_list_forget(struct change_list *list, const char *id);

/* Drops what is no news any more: blocks that lay, and lie, before now_sec. */
void change_list_prune(struct change_list *list, int64_t now_sec);

/* "Outreach moved from Tue 10:00 to Tue 14:00" with the reason below it, or "3 blocks changed" with
 * a line each. The list is not empty. Returns 0 or -ENOMEM; the caller frees both. */
int change_list_word(const struct change_list *list, const struct plan *plan,
                     const struct zone *zone, int64_t now_sec, char **ret_summary, char **ret_body);
