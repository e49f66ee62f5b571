/* The search for a better placement than the one at hand, aim by aim. */
#pragma once

#include "schedule/place.h"

/* Never the clock: the same question has the same answer on every machine. */
struct search_limits {
    unsigned effort; /* nodes for each aim */
    bool has_demands;
    long *work_left; /* multiplications, roughly; taken from */
};

struct search_result {
    bool is_proven; /* of the aims of priorities: nothing better exists */
    int nodes;
};

/* Makes *schedule, which is valid, as good as it finds, as far as the limits allow:
 * first the priorities, then, if asked to, the activities one by one. Returns 0 or -ENOMEM.
 */
int search_improve(const struct problem *problem, const struct search_limits *limits,
                   struct schedule *schedule, struct search_result *ret);

/* Betters a schedule that the search left unproven, by placing two days at a time anew, or
 * (takes_rest) all but two. Returns 0 or -ENOMEM. */
int search_repair(const struct problem *problem, bool takes_rest, long *work_left,
                  struct schedule *schedule);
