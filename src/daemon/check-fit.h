/* Whether what the plan wants fits into its week: for `jobsearchd --check`. */
#pragma once

#include <stdint.h>

#include "base/diag.h"
#include "base/zone.h"
#include "plan.h"

/* Adds a warning, at the activity's line, for whatever of its hours has no place in the first
 * ordinary week after now_sec in which `every` has it: a week within `from` and `until` and without
 * days off, nothing busy in it. What the budget lacks is left out where the plan's fixed time alone
 * exceeds it: then that was said. Returns 0 or -ENOMEM. */
int check_fit(const struct plan *plan, const struct zone *zone, int64_t now_sec, const char *file,
              struct diag_list *diags);
