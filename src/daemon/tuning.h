/* Suggestions as they can be applied: each with the plan file's text that it leads to. */
#pragma once

#include "daemon/review-rows.h"
#include "daemon/tune-plan.h"
#include "log.h"
#include "review.h"

struct bus_refusal;
struct daemon;

struct tune_item {
    struct review_suggestion suggestion; /* its pattern is the tuning's */
    char *text, *diff, *before, *after;  /* owned */
    char *days;                          /* see tune_week_compare(); owned */
    unsigned slots;                      /* in which blocks are to be counted from now on; 0: all */
};

struct tune_applied {
    struct log_applied row; /* its strings are owned */
    int kept, of;           /* since */
};

struct tuning {
    int64_t now_sec;
    int32_t week;
    char *text; /* of the plan file as it is */
    size_t size;
    struct row_list rows;
    struct review_pattern *patterns;
    size_t n_patterns, capacity_patterns;
    struct tune_item *items;
    size_t n_items;
    struct tune_applied *applied; /* newest first */
    size_t n_applied, capacity_applied;
};

/* Looks for suggestions in a new tuning: nothing for an activity to which one was applied in the
 * four weeks before. It borrows strings of the running plan. Returns 0, 1 (refused) or negative
 * errno; the caller frees. */
int tuning_new(struct daemon *d, struct tuning **ret, struct bus_refusal *refusal);
struct tuning *tuning_free(struct tuning *tuning);
DEFINE_CLEANUP(struct tuning, tuning_free);

/* What had been kept, for what will be counted once the item is applied. Returns 0 or -ENOMEM. */
int tuning_count_before(const struct tuning *tuning, const struct daemon *d,
                        const struct tune_item *item, int *ret_kept, int *ret_of);

/* What was applied and not taken back, added newest first. Returns 0 or negative errno. */
int tuning_read_applied(struct tuning *tuning, struct log *log);
