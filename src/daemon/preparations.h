/* Where the blocks lie that prepare for interviews. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/placer.h"
#include "daemon/tracked.h"
#include "schedule.h"

struct preparation {
    const struct interview *interview; /* borrowed */
    struct activity activity;          /* the plan's, but for the title: borrowed, too */
    char *title;                       /* owned */
    bool is_placed;                    /* false: there is no room */
    int32_t week;                      /* the first day of the week to which its block belongs */
    struct block block;
    struct block old; /* as it lay before; its id is "" if it did not */
    bool was_missed;  /* an earlier one was */
};

struct preparation_list {
    struct preparation *items; /* by interview; blocks borrow from them */
    size_t n;
};

/* Where the preparations lie for the interviews ahead that have none yet, or one that may still
 * move. Each is on the day before its interview or as near before it as there is room within a
 * week, else on the interview's own day; one that still stands where it lay stays there. Fixed
 * blocks, busy times and pauses are respected, flexible blocks give way. Returns 0 (the caller
 * calls preparation_list_done()) or negative errno. */
int preparations_find(const struct placer_source *source, struct preparation_list *ret);
void preparation_list_done(struct preparation_list *list);

/* True if it is for an interview of the question's week, and there is no time for it. One that was
 * missed had its time. */
struct place_question;
bool preparation_is_lacking(const struct preparation *preparation,
                            const struct place_question *question);

/* True if the preparations of the question's week are others than the log has. */
bool preparations_are_new(const struct preparation_list *list,
                          const struct place_question *question);

/* Adds what moved, came and has no room any more. Returns 0 or -ENOMEM. */
int preparations_tell(const struct preparation_list *list, struct change_list *changes);
