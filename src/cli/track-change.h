/* What the verbs that change the tracker have in common. */
#pragma once

#include <stdint.h>

struct arguments;
struct cli;
struct track_item;
struct verb_option;

/* Where the texts of an item come from: an option of a verb and the text it sets. */
struct track_option {
    int option;
    int text; /* enum track_text */
};

/* Sets the texts that were given; the rest stays. They are borrowed from the arguments. */
void track_take_texts(const struct arguments *arguments, const struct track_option *options, int n,
                      struct track_item *item);

/* All return an exit status; what is not CLI_DONE has been told. The zone and the clock must be
 * known. */

/* The day on which something was done; it may not lie ahead. `name` is the option's. */
int track_read_past(struct cli *cli, const char *name, const char *value, int32_t *ret);

/* The day on which to follow up, from today on; `none` is TRACK_NO_DAY. */
int track_read_ahead(struct cli *cli, const char *name, const char *value, int32_t *ret);

/* Writes the item, and tells `what` was done to it and how to undo that. `before`: as it was; NULL
 * for a new one. */
int track_put(struct cli *cli, const char *what, const struct track_item *before,
              const struct track_item *item);
