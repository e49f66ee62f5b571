/* When a series takes place (RFC 5545 3.8.5): its start, its rules and dates, without what is
 * excluded. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calendar/exclusions.h"
#include "calendar/vevent.h"

/* More times in the stretch are cut off: a meeting every ten minutes for three months has more. */
#define MAX_OCCURRENCES 10000

/* Work for one rule, of 10 to 20 ns a step: a day, a period or a time looked at. */
#define MAX_RULE_STEPS 1000000

struct occurrence {
    int64_t start_sec, end_sec;
};

struct occurrence_list {
    struct occurrence *items; /* by start, each start once */
    size_t n, capacity;
};

/* What is asked for. */
struct stretch {
    const struct zone *zone; /* borrowed; of floating times and of dates */
    int64_t from_sec, to_sec;
};

/* Finds those that overlap the stretch and are not excluded by the event itself or by `others`
 * (sorted). Work is counted off *steps. Returns 0; 1 if there are more than MAX_OCCURRENCES, which
 * are the first; -E2BIG if a rule takes too much work; or -ENOMEM. */
int occurrences_find(const struct vevent *event, const struct stretch *stretch,
                     const struct exclusions *others, int64_t *steps, struct occurrence_list *ret);

void occurrence_list_done(struct occurrence_list *list);

/* True if the event's own time overlaps the stretch. */
bool occurrence_of(const struct vevent *event, const struct stretch *stretch,
                   struct occurrence *ret);
