/* What an activity's ordinary week looks like under a plan, and that week as a whole. */
#pragma once

#include "daemon/calendars.h"
#include "plan.h"
#include "base/zone.h"

struct tune_week {
    char *words;    /* "Tue, Thu 09:00-10:30; Fri 14:00-15:00"; "" for no blocks; owned */
    unsigned slots; /* as review_slot_bit() has them */
    char *days[7];  /* by weekday, all activities: "09:00-10:30 practice, 13:00-14:00 blog"; "" for
                       none, NULL for all where the plan does not have the activity; owned */
};
void tune_week_done(struct tune_week *week);

/* Of the plan's first ordinary week after today, around what is busy in it. An activity that the
 * plan does not have has no blocks. Returns 0 or negative errno. */
int tune_week_fill(const struct plan *plan, const struct zone *zone, const struct busy_item *busy,
                   size_t n_busy, int64_t now_sec, const char *activity, struct tune_week *ret);

/* The days on which the two weeks differ, a line each: the weekdays that differ in the same way,
 * and what is on them before and after, with tabs between. Returns 0 with the text, which the
 * caller frees, or -ENOMEM. */
int tune_week_compare(const struct tune_week *before, const struct tune_week *after, char **ret);
