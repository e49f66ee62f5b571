/* The tracker's items as one list, for whoever needs them all. */
#pragma once

#include <stddef.h>

#include "base/track.h"

struct cli;

struct track_list {
    struct track_item *items; /* copies, by number */
    size_t n, capacity;
};
void track_list_done(struct track_list *list);

/* Connects if that was not done, and reads all that the query (see struct bus_track_query) has; the
 * zone and the daemon's clock are in *cli then. Returns an exit status; what is not CLI_DONE has
 * been told. */
int track_list_read(struct cli *cli, const char *text, const char *kind, bool is_open_only,
                    struct track_list *ret);
