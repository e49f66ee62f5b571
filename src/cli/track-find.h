/* Which item of the tracker a word means. */
#pragma once

#include "cli/track-list.h"

/* `12`, `#12`; 0: it is a name. */
int64_t track_parse_number(const char *word);

/* `12` and `#12` are numbers; anything else is a part of a name, capitals not minded. Of several
 * that fit, the one whose whole name it is comes first, then those whose name has it, then those of
 * that company or role; and those that ended only where no other fits. What is still more than one
 * is told with what to type: the verb, the number, and `rest`. Kind as in struct bus_track_query.
 * *ret is a copy for track_item_done(). Connects, and sets the zone and the clock, as
 * track_list_read() does. Returns an exit status; what is not CLI_DONE has been told. */
int track_find(struct cli *cli, const char *word, const char *kind, const char *rest,
               struct track_item *ret);
