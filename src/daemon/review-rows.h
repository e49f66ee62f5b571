/* Rows of the log as reviews look at them. */
#pragma once

#include "review.h"

struct activity;
struct daemon;

struct row_list {
    struct review_row *items;
    size_t n, capacity;
};

/* Adds the rows of a stretch that may count: of the plan's activities, under the names that these
 * have now (borrowed from the plan). Returns 0 or negative errno; the caller frees the items. */
int daemon_collect_rows(struct daemon *d, int64_t from_sec, int64_t to_sec, struct row_list *rows);

/* The plan's goal of an activity. */
struct review_goal review_goal_from_activity(const struct activity *activity);
