/* Why something found no place, in words: for `jsctl status` and for `jsctl check`. */
#pragma once

#include "schedule.h"

struct unplaced_words {
    const char *why;    /* goes on a sentence: "its windows have no room left" */
    const char *remedy; /* what to change in the plan: "widen its window, or ..." */
};

/* Static. Of a first week, whose budget is a part of the plan's, no budget is told that would have
 * to be changed. */
const struct unplaced_words *unplaced_words(enum unplaced_reason reason, bool is_first_week);
