/* The log by slot and week: what patterns and suggestions count in. */
#pragma once

#include "review.h"

#define HORIZON_WEEKS 26

/* Blocks, or what stands for blocks: a prior is a tally of blocks that never were. */
struct tally {
    double kept, missed;
};

struct slot {
    const char *activity;
    enum weekday weekday;
    enum day_part part;
    struct tally weeks[HORIZON_WEEKS]; /* the last one is the week under review */
    struct tally all;
    unsigned recent; /* newest block lowest; 1: kept */
};

struct slot_table {
    struct slot *items;
    size_t n, capacity;
};

/* Fills an empty table; 0 or -ENOMEM. */
int slot_table_fill(struct slot_table *table, const struct review_row *rows, size_t n,
                    const struct zone *zone, int32_t week);
void slot_table_done(struct slot_table *table);

static inline void tally_add(struct tally *tally, struct tally other)
{
    tally->kept += other.kept;
    tally->missed += other.missed;
}

static inline double tally_blocks(struct tally tally)
{
    return tally.kept + tally.missed;
}

/* The same share, as if of at most `most` blocks. */
static inline struct tally tally_cap(struct tally tally, double most)
{
    double n = tally_blocks(tally);
    if (n <= most)
        return tally;
    return (struct tally){tally.kept * most / n, tally.missed * most / n};
}
