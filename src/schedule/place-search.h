/* The search for a better placement than the one at hand, aim by aim. */
#pragma once

#include "place.h"

struct search_result {
    bool is_proven; /* of the aims of priorities: nothing better exists */
    int nodes;
};

/* Makes *schedule, which is valid, as good as it finds, looking at most at `effort` nodes for each
 * aim: the priorities, and with has_demands then the activities one by one. Returns 0 or -ENOMEM.
 */
int search_improve(const struct problem *problem, unsigned effort, bool has_demands,
                   struct schedule *schedule, struct search_result *ret);

/* Betters a schedule that the search left unproven, by placing two days at a time anew. Returns 0
 * or -ENOMEM. */
int search_repair(const struct problem *problem, struct schedule *schedule);
