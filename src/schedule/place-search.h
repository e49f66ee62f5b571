/* The search for a better placement than the one at hand, aim by aim. */
#pragma once

#include "schedule/place.h"

/* Never the clock: the same question has the same answer on every machine. */
struct search_limits {
    unsigned effort;  /* nodes for each priority */
    bool has_demands; /* goes on to the activities if the priorities are proven, or is_last */
    bool is_last;
    long *work_left; /* multiplications, roughly; taken from */
};

/* Makes *schedule, which is valid, as good as it finds, as far as the limits allow: first the
 * priorities, of which *ret_is_proven says that nothing better exists; then, if asked to, the
 * activities one by one. Returns 0 or -ENOMEM. */
int search_improve(const struct problem *problem, const struct search_limits *limits,
                   struct schedule *schedule, bool *ret_is_proven);

/* Betters a schedule that the search left unproven, by placing n_days days at a time anew. Returns
 * 0 or -ENOMEM. */
int search_repair(const struct problem *problem, int n_days, long *work_left,
                  struct schedule *schedule);
