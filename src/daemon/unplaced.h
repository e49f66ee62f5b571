/* Why something found no place, in words: for `jsctl status` and for `jsctl check`. */
#pragma once

#include "schedule.h"

struct unplaced_words {
    const char *why;    /* goes on a sentence: "its windows have no room left" */
    const char *remedy; /* what to change in the plan: "widen its window, or ..." */
};

/* Static. */
const struct unplaced_words *unplaced_words(enum unplaced_reason reason);
