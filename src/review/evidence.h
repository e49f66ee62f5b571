/* The arithmetic of patterns. */
#pragma once

#include "review/slots.h"

/* How likely so many kept and missed blocks are under one Beta prior, as a multiple of how likely
 * they are under another. Priors are tallies, both their parts above 0. Within 1e-100 to 1e100. */
double beta_binomial_ratio(struct tally blocks, struct tally prior, struct tally other);

struct evidence {
    double factor; /* habit over no habit */
    int onset;     /* the week in which the habit began, in the likeliest story */
};

/* One slot among the others of the table. */
struct evidence slot_evidence(const struct slot_table *table, const struct slot *slot);

/* The same since its onset, against the other slots of its own activity alone; infinite if there
 * are none. *ret_n is the number of the activity's slots, itself included. */
double slot_evidence_within(const struct slot_table *table, const struct slot *slot, int onset,
                            size_t *ret_n);
