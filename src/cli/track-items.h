/* The whole tracker, as the daemon has it now. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/track.h"

struct cli;

struct track_items {
    struct track_item *items; /* copies, by number */
    size_t n, capacity;
};

/* Page after page; cli is connected. Returns an exit status; what went wrong was told. */
int track_items_read(struct cli *cli, struct track_items *ret);

void track_items_done(struct track_items *items);
