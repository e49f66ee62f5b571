/* What the bubble of follow-ups that are due says. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/track.h"

/* One says whom it is about and how to answer, several are listed; n is at least 1. `discreet`
 * names nothing. Returns 0 or -ENOMEM; the caller frees both. */
int follow_up_word(const struct track_item *items, size_t n, int32_t today, bool is_discreet,
                   char **ret_summary, char **ret_body);
