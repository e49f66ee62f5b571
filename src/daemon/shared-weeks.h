/* The weeks that a coach sees, out of plan and log. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "share.h"

struct daemon;

struct share_list {
    struct share_week *items; /* owned; oldest first */
    size_t n;
};
void share_list_done(struct share_list *list);

/* The week that runs; of the n_before before it those since which anything is known; and of the
 * next four those that are off as a whole, so that a coach who sees nothing new while the computer
 * is on holiday, too, knows that it is one. Returns 0 or negative errno. */
int share_list_fill(struct daemon *d, int n_before, int64_t now_sec, struct share_list *ret);
