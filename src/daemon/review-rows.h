/* The log as reviews look at it: rows of the plan's activities, under the names that these have
 * now. Names are borrowed from the plan. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "review.h"

struct daemon;
struct activity;

struct row_list {
    struct review_row *items;
    size_t n, capacity;
};
void row_list_done(struct row_list *list);

/* Adds what was logged in a stretch, by its beginning. Returns 0 or negative errno, as do those
 * below. */
int row_list_add_log(struct row_list *list, struct daemon *d, int64_t from_sec, int64_t to_sec);

/* Adds a week, with what is still to come in it. */
int row_list_add_week(struct row_list *list, struct daemon *d, int32_t week, int64_t now_sec);

/* Adds a week, and the log of so many weeks before it. */
int row_list_add_weeks(struct row_list *list, struct daemon *d, int32_t week, int n_before,
                       int64_t now_sec);

struct review_goal review_goal_from_activity(const struct activity *activity);
