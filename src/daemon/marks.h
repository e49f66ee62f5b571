/* Sets of notices that were said: what keeps anything from being said twice. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/wording.h"

/* What was said, or is being said: one notice of one block at one start. */
struct mark {
    char id[BLOCK_ID_SIZE];
    char what[NOTICE_NAME_SIZE];
    int64_t start_sec;
};

struct mark_set {
    struct mark *items;
    size_t n, capacity;
};

struct mark mark_from_candidate(const struct candidate *candidate);
bool mark_equal(const struct mark *a, const struct mark *b);

bool mark_set_has(const struct mark_set *set, const struct mark *mark);
/* Adding what is there, or where memory is short, changes nothing. */
void mark_set_add(struct mark_set *set, const struct mark *mark);
void mark_set_remove(struct mark_set *set, const struct mark *mark);
void mark_set_done(struct mark_set *set);
