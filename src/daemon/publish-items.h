/* What the published calendar says of a plan and its log. */
#pragma once

#include <stdint.h>

#include "daemon/publisher.h"
#include "log.h"
#include "schedule.h"

struct share_week;

struct publish_source { /* all borrowed */
    const struct plan *plan;
    const struct zone *zone;
    struct log *log;
    const char *data_dir;
    int64_t first_run_sec; /* series begin on its day */
    int64_t now_sec;
    const struct seen *seen; /* others' versions that were read and settled: they may go */
    size_t n_seen;
    bool restore;                    /* any may go */
    const struct share_week *shared; /* the weeks that a coach sees */
    size_t n_shared;
};

/* Where the calendar is published; owned. */
struct publish_paths {
    char *folder, *single_file, *state_file;
};

/* Returns 0 or -ENOMEM. */
int publish_paths_get(const struct plan *plan, const char *data_dir, struct publish_paths *ret);
void publish_paths_done(struct publish_paths *paths);

/* Adds the records of a publishing run to an empty batch. The fingerprint stands for what they say.
 * Returns 0 or negative errno (free the batch all the same). */
int publish_collect(const struct publish_source *source, struct batch *batch,
                    uint64_t *ret_fingerprint);
