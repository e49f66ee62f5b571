/* The days that a recurrence rule allows. Private to the walk. */
#pragma once

#include "calendar/recurrence.h"

/* Those of [first, end), at most a year, in order; returns how many. Each day that is looked at is
 * a step less. */
size_t recurrence_days(const struct recurrence *rule, int32_t first, int32_t end, int32_t *ret,
                       int64_t *steps);
