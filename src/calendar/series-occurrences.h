/* The occurrences of a series that one version of it names: what is excluded, what has an override.
 * They are told apart by their wall-clock start in our series. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calendar/version.h"

/* When one occurrence, or a single block, takes place, if it does, and which event says so. */
struct occurrence_state {
    int64_t start_sec, end_sec;
    bool is_gone;                   /* excluded or cancelled */
    const struct version_event *by; /* borrowed */
};

struct series_occurrences {
    const struct version_event *series; /* borrowed; the version's own */
    struct series_occurrence {
        int64_t local_sec;
        struct occurrence_state state;
    } * items; /* by local_sec, each once */
    size_t n, capacity;
};

/* What a single event says. */
struct occurrence_state occurrence_state_of(const struct version_event *event);

/* What the rule says of an occurrence. */
struct occurrence_state series_state_by_rule(const struct series_occurrences *list,
                                             int64_t local_sec);

/* Reads a version whose first event is the series, which is as in ours. What it names that our
 * series has at no such time is left out. Returns 0 or -ENOMEM. */
int series_occurrences_read(const struct version *version, const struct version_event *ours,
                            struct series_occurrences *ret);
void series_occurrences_done(struct series_occurrences *list);
