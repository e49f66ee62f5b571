/* The weeks that come of a plan, as `jobsearchd --preview` tells them. */
#pragma once

#include "bus.h"

struct cli;
struct text;

struct init_preview {
    char *output;                    /* lent to the spans; owned */
    struct bus_span first, ordinary; /* from now on; the week after */
};

/* Has jobsearchd place the plan's blocks, and loads the plan's zone into cli. Returns an exit
 * status. */
int init_preview_read(struct cli *cli, const char *plan_path, struct init_preview *ret);
void init_preview_done(struct init_preview *preview);

/* Adds both weeks as people read them. Lends from cli. */
void init_preview_render(struct text *text, struct cli *cli, const struct init_preview *preview);
