/* The zone that a plan runs in. */
#pragma once

#include "base/zone.h"
#include "plan.h"

/* The plan's zone, or the system's where it names none; UTC where that cannot be read, which is
 * said. Returns 0 or negative errno. */
int plan_load_zone(const struct plan *plan, struct zone **ret);
