/* The evening sweep: which blocks it asks about, and what is said to it. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/block.h"

struct bus_block;
struct bus_span;

enum sweep_question {
    SWEEP_NOTHING,
    SWEEP_OUTCOME, /* how did it go? */
    SWEEP_COUNT,   /* it was done; how many, if its activity counts anything? */
};

enum sweep_question sweep_question_of(const struct bus_block *block, int64_t now_sec);

/* Where the sweep is: it has dealt with the blocks up to this one. */
struct sweep_place {
    int64_t start_sec;
    char id[BLOCK_ID_SIZE]; /* "": none yet */
};

void sweep_place_set(struct sweep_place *place, const struct bus_block *block);

/* The first block behind the place that there is a question about; borrowed. NULL: none. */
const struct bus_block *sweep_next(const struct bus_span *span, const struct sweep_place *place);

enum sweep_word {
    SWEEP_LEAVE,
    SWEEP_ANSWER, /* with the outcome (an excuse is one) and the count */
    SWEEP_END,
};

struct sweep_reply {
    enum sweep_word word;
    enum outcome outcome;
    int count; /* -1: not said */
};

/* "d", "p", "s", "e", "7", "7p", "" and "q". A number needs a unit to be one of, and is all that a
 * question for the count takes. Returns 0 or -EINVAL. */
int sweep_parse(const char *line, enum sweep_question question, bool has_unit,
                struct sweep_reply *ret);

/* True if the line is whole with this key: all but digits end it. */
bool sweep_key_ends(char key);
