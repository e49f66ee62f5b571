/* The user's changes of our blocks in a calendar program, as the log keeps them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "records.h"

struct daemon;

/* Takes them into the log, each unless it is there already; what is refused is named in the
 * problems, what was decided against the calendar program or against the schedule is told. Returns
 * 1 if a block lies elsewhere now or has another outcome, 0 if not, or negative errno: one could
 * not be written, and must not be published over. */
int daemon_take_edits(struct daemon *d, const struct edit *edits, size_t n);
