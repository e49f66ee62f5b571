/* A week as the plan means it: without days off, inside `from` and `until`. */
#pragma once

#include "plan.h"

/* The first day of the first whole week that lies ahead and in the plan's time. */
int32_t ordinary_week_first(const struct plan *plan, int32_t today);

/* The first ordinary week from there on that has the activity; false: none within reach. */
bool ordinary_week_find(const struct plan *plan, const struct activity *activity,
                        int32_t first_week, int32_t *ret);
