/* Simulated people, and the random numbers that make them: the same everywhere, from a seed. */
#pragma once

#include <errno.h>
#include <stdint.h>

#include "base/civil.h"
#include "base/macro.h"
#include "review.h"

#define FIRST_WEEK 20780 /* Monday 2026-11-23 */

struct rng {
    uint64_t state;
};

/* SplitMix64. */
static inline uint64_t rng_next(struct rng *rng)
{
    uint64_t z = rng->state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* 0 <= result < 1 */
static inline double rng_unit(struct rng *rng)
{
    return (double)(rng_next(rng) >> 11) * 0x1p-53;
}

static inline double rng_range(struct rng *rng, double low, double high)
{
    return low + (high - low) * rng_unit(rng);
}

static inline int rng_below(struct rng *rng, int n)
{
    return (int)(rng_unit(rng) * n);
}

/* A stream of its own for each place in a simulation, so that two runs of one person meet the same
 * luck wherever they do the same. */
static inline struct rng rng_at(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
    struct rng rng = {seed};
    rng.state = rng_next(&rng) ^ a;
    rng.state = rng_next(&rng) ^ b;
    rng.state = rng_next(&rng) ^ c;
    return rng;
}

static inline int64_t week_instant(int week, int weekday, int minute)
{
    return ((int64_t)FIRST_WEEK + week * 7 + weekday) * DAY_SEC + minute * 60;
}

/* A block of an hour or so that was kept or not; of those that were not, the user skipped half, and
 * left the others unanswered. */
static inline struct review_row block_row(const char *activity, int64_t start_sec, int minutes,
                                          bool is_kept, bool is_silent)
{
    return (struct review_row){
        .activity = activity,
        .start_sec = start_sec,
        .end_sec = start_sec + minutes * 60,
        .outcome = is_kept     ? OUTCOME_DONE
                   : is_silent ? OUTCOME_MISSED
                               : OUTCOME_SKIPPED,
        .minutes = is_kept ? minutes : -1,
        .count = -1,
        .kind = BLOCK_FIXED,
    };
}
