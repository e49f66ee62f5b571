/* Keeps the flexible activities of this week and the four after it placed: puts each week's
 * question to schedule_place(), stores the answer in the log, and says what changed. */
#pragma once

#include <stdint.h>

#include "daemon/calendars.h"
#include "daemon/changes.h"
#include "daemon/tracked.h"
#include "log.h"
#include "schedule.h"

#define PLACER_WEEKS 5

struct unplaced_item {
    char *activity, *title; /* owned */
    int minutes;
    enum unplaced_reason reason;
    bool is_missed; /* all that its activity lacks had a place, and was not done there */
};

struct placed_week {
    int32_t week;      /* its first day */
    bool is_placed;    /* the rest is of an answer */
    uint64_t question; /* a fingerprint of it: the same is not asked again. 0: asked just now */
    struct unplaced_item *unplaced; /* owned */
    size_t n_unplaced;
    bool is_paused; /* a part of it is: then that something has no room is no problem */
};

struct placer {
    struct placed_week weeks[PLACER_WEEKS];
};

struct placer_source { /* all borrowed */
    const struct plan *plan;
    const struct zone *zone;
    struct log *log;
    const struct busy_item *busy;
    size_t n_busy;
    const struct interview *interviews; /* of the tracker */
    size_t n_interviews;
    const struct preparation_list *preparations; /* found by placer_place(); NULL: not yet */
    int64_t first_run_sec; /* the week of the first run has a smaller budget */
    int64_t now_sec;
};

void placer_done(struct placer *placer);

/* Another plan or zone: every week is asked anew. */
void placer_forget(struct placer *placer);

/* Places what is to be placed and adds to *changes what is otherwise than the log had it. Returns 1
 * if anything was stored, 0 if not, or negative errno (weeks before the failing one are stored). */
int placer_place(struct placer *placer, const struct placer_source *source,
                 struct change_list *changes);

/* True for the week of the first run, which has a part of the budget, unless the plan gives its
 * hours. */
bool placer_week_is_first(const struct plan *plan, const struct zone *zone, int64_t first_run_sec,
                          int32_t week);

/* What had no room in the week; NULL and 0 for weeks that are not placed. Borrowed. */
const struct unplaced_item *placer_unplaced(const struct placer *placer, int32_t week,
                                            size_t *ret_n);

/* True if a pause or a light day lies in the week. */
bool placer_is_paused(const struct placer *placer, int32_t week);
