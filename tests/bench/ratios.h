/* What weekly tests look at: how much likelier a person's blocks are with a habit than without. */
#pragma once

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "habits.h"

#define BLOCKS_MAX (N_WEEKS * N_SLOTS * 2)
#define RATE_STEPS 70 /* of an integral over rates */

/* All are logarithms. */
enum statistic {
    AVERAGE, /* how much likelier a slot's blocks are at 30 than at 85 %, averaged over the slots */
    CLEAREST, /* the same in the slot in which it is highest */
    CUSUM,    /* that, since the week in which it is highest */
    TOLD,     /* the average at 30 % against what this person ordinarily keeps there */
    LEARNING, /* that, learned from the slots elsewhere */
    FAMILY,   /* the average, against all that people of the family may keep */
    N_STATISTICS,
};

/* Logarithms that are needed often. */
struct chances {
    double factorial[BLOCKS_MAX + 16];
    double uniform[BLOCKS_MAX + 1][BLOCKS_MAX + 1]; /* of so many kept and missed blocks, their rate
                                                     * being drawn from 60-95 % */
};

static inline void chances_freep(struct chances **chances)
{
    free(*chances);
}

static inline double log_uniform(int kept, int missed)
{
    double sum = 0;

    for (int i = 0; i < RATE_STEPS; i++) {
        double rate = RATE_LOW + (RATE_HIGH - RATE_LOW) * (i + 0.5) / RATE_STEPS;
        sum += exp(kept * log(rate) + missed * log(1 - rate));
    }
    return log(sum / RATE_STEPS);
}

static inline struct chances *chances_new(void)
{
    struct chances *chances = calloc(1, sizeof(*chances));

    if (!chances)
        return NULL;
    for (size_t i = 0; i < ARRAY_SIZE(chances->factorial); i++)
        chances->factorial[i] = lgamma((double)i + 1);
    for (int kept = 0; kept <= BLOCKS_MAX; kept++)
        for (int missed = 0; kept + missed <= BLOCKS_MAX; missed++)
            chances->uniform[kept][missed] = log_uniform(kept, missed);
    return chances;
}

/* A person's blocks up to a week. */
struct tallies {
    int kept[N_SLOTS], missed[N_SLOTS];
};

static inline double log_average(const double logs[static N_SLOTS])
{
    double most = -INFINITY, sum = 0;

    for (int i = 0; i < N_SLOTS; i++)
        most = fmax(most, logs[i]);
    for (int i = 0; i < N_SLOTS; i++)
        sum += exp(logs[i] - most);
    return most + log(sum / N_SLOTS);
}

/* What a block adds to the ratio of 30 % and what is ordinarily kept. */
struct odds {
    double kept, missed;
};

static inline struct odds odds_against(double ordinary)
{
    return (struct odds){log(HABIT / ordinary), log((1 - HABIT) / (1 - ordinary))};
}

static inline double log_ratio(struct odds odds, int kept, int missed)
{
    return kept * odds.kept + missed * odds.missed;
}

/* By how much likelier the blocks are of somebody who keeps 85 % everywhere than of a family. */
static inline double log_of_family(const struct chances *chances, enum population family,
                                   const struct tallies *tallies)
{
    double sum = 0;
    int kept = 0, missed = 0; /* of what has one rate */

    for (int i = 0; i < N_SLOTS; i++) {
        kept += tallies->kept[i];
        missed += tallies->missed[i];
        sum += tallies->kept[i] * log(NO_HABIT) + tallies->missed[i] * log(1 - NO_HABIT);
        bool is_last = i + 1 == N_SLOTS || family == ONE_A_SLOT ||
                       (family == ONE_A_ACTIVITY && is_new_activity(i + 1));
        if (!is_last)
            continue;
        sum -= chances->uniform[kept][missed];
        kept = missed = 0;
    }
    return family == SURE ? 0 : sum;
}

/* From about 80 % (8 of 10) before anything is seen. */
static inline double log_learning(const struct chances *chances, const struct tallies *tallies)
{
    const double *factorial = chances->factorial;
    double logs[N_SLOTS];
    int all_kept = 7, all_missed = 1; /* one less each: Beta as factorials */

    for (int i = 0; i < N_SLOTS; i++) {
        all_kept += tallies->kept[i];
        all_missed += tallies->missed[i];
    }
    for (int i = 0; i < N_SLOTS; i++) {
        int kept = tallies->kept[i], missed = tallies->missed[i];
        logs[i] = kept * log(HABIT) + missed * log(1 - HABIT) + factorial[all_kept - kept] +
                  factorial[all_missed - missed] -
                  factorial[all_kept - kept + all_missed - missed + 1] - factorial[all_kept] -
                  factorial[all_missed] + factorial[all_kept + all_missed + 1];
    }
    return log_average(logs);
}

static inline void person_course(const struct person *person, const struct chances *chances,
                                 enum population family, double ret[static N_STATISTICS][N_WEEKS])
{
    struct tallies tallies = {0};
    double ratios[N_SLOTS], told[N_SLOTS], newest[N_SLOTS] = {0};
    struct odds odds = odds_against(NO_HABIT), own[N_SLOTS];

    for (int i = 0; i < N_SLOTS; i++)
        own[i] = i == person->habit ? odds : odds_against(person->rate[i]);
    for (int week = 0; week < N_WEEKS; week++) {
        ret[CLEAREST][week] = ret[CUSUM][week] = -INFINITY;
        for (int i = 0; i < N_SLOTS; i++) {
            int kept = person->kept[week][i], missed = person->blocks[i] - kept;
            tallies.kept[i] += kept;
            tallies.missed[i] += missed;
            ratios[i] = log_ratio(odds, tallies.kept[i], tallies.missed[i]);
            told[i] = log_ratio(own[i], tallies.kept[i], tallies.missed[i]);
            newest[i] = fmax(newest[i], 0) + log_ratio(odds, kept, missed);
            ret[CLEAREST][week] = fmax(ret[CLEAREST][week], ratios[i]);
            ret[CUSUM][week] = fmax(ret[CUSUM][week], newest[i]);
        }
        ret[AVERAGE][week] = log_average(ratios);
        ret[TOLD][week] = log_average(told);
        ret[LEARNING][week] = log_learning(chances, &tallies);
        ret[FAMILY][week] = ret[AVERAGE][week] + log_of_family(chances, family, &tallies);
    }
}
