/* "did you mean ...?": the nearest of some words to one that was mistyped. */
#pragma once

#include <stddef.h>

#define SUGGEST_MAX_WORD 64 /* bytes with NUL; longer words are never near */

struct suggestion {
    const char *word;            /* what was typed; borrowed */
    size_t distance;             /* of best, in edits */
    char best[SUGGEST_MAX_WORD]; /* "" if nothing is near */
};

void suggestion_init(struct suggestion *suggestion, const char *word);

/* Takes the candidate if it is nearer than those before it, and near enough: at most one edit in
 * three characters. Upper and lower case count as equal. */
void suggestion_try(struct suggestion *suggestion, const char *candidate);

/* The same, proposing `proposal` where `candidate` is near: "Berlin" may mean "Europe/Berlin". */
void suggestion_try_as(struct suggestion *suggestion, const char *candidate, const char *proposal);
