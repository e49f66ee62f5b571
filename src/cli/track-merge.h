/* What importing rows does to the tracker: which of them are there already, and what they change.
 * Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/track.h"

struct track_csv;

struct track_change {
    enum track_effect effect;
    struct track_item item;          /* as it is to be; strings borrowed from both */
    const struct track_item *before; /* borrowed; NULL where it is added */
    unsigned line;
    enum track_stage file_stage;
    bool is_stage_kept; /* the file has an earlier stage than the tracker, which stays */
};

/* Compares the rows with the items that are there. A row and an item are the same if kind, name
 * and role (of applications) or company (of contacts) are, capitals aside; of several alike, first
 * those that say the same, then in order. A person beside an application is one contact, however
 * often it is named.
 *
 * A cell that is empty takes nothing away. A stage goes ahead, never back; the last contact too; a
 * follow-up that lies behind `today` is not brought back to an item that is there.
 *
 * Returns 0 with the changes, in the file's order, which the caller frees, or -ENOMEM. */
int track_merge(const struct track_csv *csv, const struct track_item *items, size_t n_items,
                int64_t now_sec, int32_t today, struct track_change **ret, size_t *ret_n);
