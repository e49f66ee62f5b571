/* The scheduler's rounds: an agenda that always covers the stretch around now, when to look next,
 * and what became due since the last look. The daemon drives it with the wall clock and the log,
 * --dry-run with a virtual clock and none. */
#pragma once

#include <stdint.h>

#include "log.h"
#include "schedule.h"

struct rounds {
    const struct plan *plan; /* borrowed */
    const struct zone *zone; /* borrowed */
    struct agenda agenda;
    int64_t looked_sec; /* everything due until then was taken */
    int64_t refill_sec; /* the agenda is filled anew from then on */
};

/* Begins at looked_sec; nothing due before it is ever taken. */
void rounds_init(struct rounds *rounds, const struct plan *plan, const struct zone *zone,
                 int64_t looked_sec);
void rounds_done(struct rounds *rounds);

/* Fills the agenda anew from the plan and (unless NULL) the log. Returns 0 or negative errno; on
 * failure the agenda stays as it is, and the next take a minute from now tries again. */
int rounds_fill(struct rounds *rounds, struct log *log, int64_t now_sec);

/* What became due after the last look, up to now_sec, which becomes the last look: also when the
 * clock was set back. Fills the agenda first when its day is over: a failure of that is returned,
 * and the old agenda's dues all the same. */
int rounds_take(struct rounds *rounds, struct log *log, int64_t now_sec, struct due_list *ret);

/* When to look next. */
int64_t rounds_next(const struct rounds *rounds);

/* Fills an agenda for any stretch, for questions about other weeks: the plan's blocks joined with
 * the log's, and with the snoozes. On failure (negative errno) it holds what could be read. */
int agenda_fill_with_log(struct agenda *agenda, struct log *log, int64_t from_sec, int64_t to_sec,
                         int64_t now_sec);

/* The first part of it: the plan's fixed blocks and the placed flexible ones that overlap the
 * stretch or begin up to a day before it, each where the user moved it to. Returns 0 or negative
 * errno. */
int agenda_fill_blocks(struct agenda *agenda, struct log *log, int64_t from_sec, int64_t to_sec);

/* Excuses what lies in pauses and on light days. Returns 0 or negative errno. */
int agenda_apply_pauses(struct agenda *agenda, struct log *log, int64_t from_sec, int64_t to_sec);

/* Joins the rows of the log that start in the stretch, and those of blocks that run into it.
 * Returns 0 or negative errno. */
int agenda_join_log(struct agenda *agenda, struct log *log, int64_t from_sec, int64_t to_sec,
                    int64_t now_sec);
