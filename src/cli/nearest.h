/* "did you mean ...?": the nearest of some words to one that was mistyped. */
#pragma once

#include <stddef.h>

struct nearest {
    const char *word; /* what was typed; set by the caller, the rest zero; borrowed */
    const char *best; /* NULL if nothing is near; borrowed */
    size_t edits;     /* from word to best */
};

/* Takes the candidate if it is nearer than those before it, and near enough: one edit (a letter
 * more, fewer, other, or two swapped) for each three letters. */
void nearest_try(struct nearest *nearest, const char *candidate);
