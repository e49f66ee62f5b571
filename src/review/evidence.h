/* The arithmetic of patterns. */
#pragma once

#include "review/slots.h"

/* How likely just these kept and missed blocks are under a Beta prior, as a logarithm. A prior is a
 * tally, both its parts above 0. */
double beta_binomial_log(struct tally blocks, struct tally prior);

/* What may have a habit: a slot, or the hour in which it lies, with the slots of all activities. */
struct place {
    const struct slot *slot;
    bool is_hour;
};

bool place_holds(const struct place *place, const struct slot *slot);

struct evidence {
    double factor; /* habit over no habit, at most 1e100 a story */
    int onset;     /* the week in which the habit began, in the likeliest story */
};

/* One place among the other slots of the table. */
struct evidence place_evidence(const struct slot_table *table, const struct place *place);

/* The same since its onset, each of its slots against the other slots of its own activity alone.
 * Activities that have none tell nothing here: of a single slot infinite, of an hour 0. *ret_n is
 * the most slots that one of its activities has. */
double place_evidence_within(const struct slot_table *table, const struct place *place, int onset,
                             size_t *ret_n);

struct tally slot_since(const struct slot *slot, int week);
