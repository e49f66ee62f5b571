/* One week's question to the scheduler, put together from plan, log and busy times: see "How the
 * daemon calls it" in docs/placement.md. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/placer.h"
#include "log.h"
#include "schedule.h"

/* A block of the week that prepares for an interview. */
struct prepared {
    struct block block; /* its activity is the plan's */
    bool is_settled;    /* it stays where it lies */
    bool counts;        /* false: it was missed, and is to be caught up */
};

struct place_question {
    const struct placer_source *source; /* borrowed */
    int32_t week;
    int64_t from_sec, to_sec;
    struct agenda agenda; /* the week with a day before and after */
    struct block *fixed;
    size_t n_fixed;
    struct busy_time *busy;
    size_t n_busy;
    struct busy_time *pauses; /* pauses and light days: what lies there stays there */
    size_t n_pauses, capacity_pauses;
    struct kept_block *kept;
    size_t n_kept;
    struct block *previous;
    size_t n_previous;
    struct prepared *prepared;
    size_t n_prepared;
    struct log_placement *stored; /* the kept ones as they lie in the log, were they not moved;
                                   * strings are the agenda's */
    size_t n_stored;
    unsigned *used; /* by activity */
};

/* Fills in a zeroed question. Returns 0 or negative errno (finish it all the same). */
int place_question_fill(struct place_question *question, const struct placer_source *source,
                        int32_t week);
void place_question_done(struct place_question *question);

/* By what the log keeps the week's placements: the Monday of the ISO week that their ids name. On
 * which day the plan's week begins may be another tomorrow. */
int32_t place_question_log_week(const struct place_question *question);

/* What schedule_place() says to it. */
int place_question_ask(const struct place_question *question, struct placed *ret);

/* Of all that the answer depends on, but for the time. Never 0. */
uint64_t place_question_fingerprint(const struct place_question *question);

/* What lies now where this block lay: an event's summary, else its calendar; a block's title; "".
 * Borrowed. */
const char *place_question_why(const struct place_question *question, const struct block *old);

/* How much of the activity's time in the week passed without being done. */
int place_question_missed_minutes(const struct place_question *question,
                                  const struct activity *activity);

/* True if the week had a block of the activity before the answer, or ever. */
bool place_question_has_activity(const struct place_question *question,
                                 const struct activity *activity);
