/* What a plan leaves to the system: its zone and the first day of its weeks. */
#pragma once

#include "base/zone.h"
#include "plan.h"

/* The plan's zone, or the system's where it names none; UTC where that cannot be read, which is
 * said. Returns 0 or negative errno. */
int plan_load_zone(const struct plan *plan, struct zone **ret);

/* Weeks begin as the locale (LC_TIME) has it, unless the plan says. */
void plan_follow_locale(struct plan *plan);

/* For the modes that look at a plan and end: loads it, tells its problems on stderr, follows the
 * locale and loads the zone. Returns 0; 1 if the plan has errors; negative errno (a file that
 * cannot be read was told). */
int plan_open(const char *path, struct plan **ret_plan, struct zone **ret_zone);
