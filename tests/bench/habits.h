/* People with one habit of missing, or with none, and their weeks. What they are: docs/review.md.
 */
#pragma once

#include "people.h"

#define N_WEEKS   12
#define N_SLOTS   16
#define HABIT     0.30
#define NO_HABIT  0.85
#define RATE_LOW  0.60
#define RATE_HIGH 0.95

static const struct {
    const char *activity;
    int weekday, minute;
} slots[N_SLOTS] = {
    {"practice", 0, 540}, {"practice", 1, 540}, {"practice", 2, 540},   {"practice", 3, 540},
    {"practice", 4, 540}, {"outreach", 0, 780}, {"outreach", 1, 780},   {"outreach", 2, 780},
    {"outreach", 3, 780}, {"outreach", 4, 780}, {"follow-ups", 1, 910}, {"follow-ups", 3, 910},
    {"letters", 0, 910},  {"letters", 2, 910},  {"letters", 4, 910},    {"blog", 4, 610},
};

struct person {
    double rate[N_SLOTS];
    int blocks[N_SLOTS]; /* a week */
    int habit;           /* its slot; -1: none */
    int kept[N_WEEKS][N_SLOTS];
};

enum population {
    ONE_RATE,                /* 60-95 %, the same everywhere */
    ONE_A_ACTIVITY,          /* 60-95 %, another for each activity */
    ONE_A_SLOT,              /* 60-95 %, another for each slot */
    SURE,                    /* 85 % everywhere */
    N_FAMILIES,              /* those are people without a habit */
    WITH_HABIT = N_FAMILIES, /* 30 % in one slot, 85 % elsewhere */
    N_POPULATIONS,
};

static inline bool is_new_activity(int slot)
{
    return slot == 0 || !streq(slots[slot].activity, slots[slot - 1].activity);
}

static inline void draw_rates(struct rng *rng, enum population population, struct person *person)
{
    double one = rng_range(rng, RATE_LOW, RATE_HIGH), of_activity = 0;

    person->habit = population == WITH_HABIT ? rng_below(rng, N_SLOTS) : -1;
    for (int i = 0; i < N_SLOTS; i++) {
        if (is_new_activity(i))
            of_activity = rng_range(rng, RATE_LOW, RATE_HIGH);
        person->rate[i] = population == ONE_RATE         ? one
                          : population == ONE_A_ACTIVITY ? of_activity
                          : population == ONE_A_SLOT     ? rng_range(rng, RATE_LOW, RATE_HIGH)
                          : i == person->habit           ? HABIT
                                                         : NO_HABIT;
    }
}

static inline struct person person_make(enum population population, uint64_t seed)
{
    struct rng rng = rng_at(population, seed, 0, 0);
    struct person person;

    draw_rates(&rng, population, &person);
    for (int i = 0; i < N_SLOTS; i++)
        person.blocks[i] = 1 + rng_below(&rng, 2);
    for (int week = 0; week < N_WEEKS; week++)
        for (int i = 0; i < N_SLOTS; i++) {
            person.kept[week][i] = 0;
            for (int j = 0; j < person.blocks[i]; j++)
                person.kept[week][i] += rng_unit(&rng) < person.rate[i];
        }
    return person;
}
