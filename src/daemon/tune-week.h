/* What an activity's ordinary week looks like under a plan. */
#pragma once

#include "daemon/calendars.h"
#include "plan.h"
#include "base/zone.h"

struct tune_week {
    char *words;    /* "Tue, Thu 09:00-10:30; Fri 14:00-15:00"; "" for no blocks; owned */
    unsigned slots; /* as review_slot_bit() has them */
};

/* Of the plan's first ordinary week after today, around what is busy in it. An activity that the
 * plan does not have has no blocks. Returns 0 or negative errno. */
int tune_week_fill(const struct plan *plan, const struct zone *zone, const struct busy_item *busy,
                   size_t n_busy, int64_t now_sec, const char *activity, struct tune_week *ret);
