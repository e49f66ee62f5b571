/* The plan as suggestions look at it. */
#pragma once

#include "base/zone.h"
#include "daemon/calendars.h"
#include "plan.h"
#include "review.h"

struct tune_plan {
    struct review_plan review; /* borrows all below, and the plan's strings */
    struct review_activity *activities;
    struct review_goal *goals; /* by activity */
    struct review_stretch *taken;
    size_t n_taken, capacity_taken;
};

/* Fills a zeroed one. Calendars count with what lies at the same time in two or more of the four
 * weeks from `week` on. Returns 0 or -ENOMEM (finish it all the same). */
int tune_plan_fill(struct tune_plan *tune, const struct plan *plan, const struct zone *zone,
                   const struct busy_item *busy, size_t n_busy, int32_t week);
void tune_plan_done(struct tune_plan *tune);
