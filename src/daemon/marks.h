/* Which notices were said: what keeps anything from being said twice. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/wording.h"

struct log;

/* What was said, or is being said: one notice of one block at one start. */
struct mark {
    char id[BLOCK_ID_SIZE];
    char what[NOTICE_NAME_SIZE];
    int64_t start_sec;
};

struct mark mark_from_candidate(const struct candidate *candidate);
bool mark_equal(const struct mark *a, const struct mark *b);

struct mark_set {
    struct mark *items;
    size_t n, capacity;
};

struct memory {
    struct log *const *log;  /* borrowed; remembers for longer than this process lives */
    struct mark_set unsaved; /* what the log could not be told */
    struct mark_set again;   /* said, but the bubble was lost: to be said once more */
};

bool memory_has(const struct memory *memory, const struct mark *mark);
void memory_add(struct memory *memory, const struct mark *mark, int64_t now_sec);

/* What was said counts as not said, until it is added again; what was not stays so. */
void memory_say_again(struct memory *memory, const struct mark *mark);
void memory_done(struct memory *memory);
