/* What a plan leaves to the system: its zone and the first day of its weeks. */
#pragma once

#include "base/zone.h"
#include "plan.h"

/* The plan's zone, or the system's where it names none; UTC where that cannot be read, which is
 * said. Returns 0 or negative errno. */
int plan_load_zone(const struct plan *plan, struct zone **ret);

/* Weeks begin as the locale (LC_TIME) has it, unless the plan says. */
void plan_follow_locale(struct plan *plan);
