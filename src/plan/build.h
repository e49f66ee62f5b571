/* From draft to plan: defaults, then values, by the option table. */
#pragma once

#include "plan/draft.h"

/* Fills the plan, which the caller has zeroed and frees with plan_free() whatever comes back. Bad
 * values are reported and leave the default. Returns 0 or -ENOMEM. */
int plan_build(struct draft *draft, const char *base_dir, struct plan *plan);
