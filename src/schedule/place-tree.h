/* The search inside: what its files share. */
#pragma once

#include "schedule/place-master.h"
#include "schedule/place-search.h"

#define ROUNDING 1e-6
#define WHOLE    1e-5

/* One change to what its parent allows. */
struct node {
    int parent; /* -1: the root */
    int row;
    double lo, hi;
    int bound;     /* of the parent */
    double unrest; /* how far from whole the parent's mix was */
    bool is_open;
};

struct search {
    const struct problem *problem;
    struct master master;
    struct schedule best, trial;
    struct aim *aims;
    int *reached; /* by aim, up to the current one */
    int n_aims;
    int bound_most;         /* no placement has more of the current aim */
    double *pieces, *slots; /* by stretch and demand: what the mix has */
    int *whole_pieces, *whole_slots;
    struct node *nodes;
    size_t n_nodes, nodes_capacity;
    int n_tree;      /* nodes looked at for the current aim */
    long work_floor; /* what the current aim leaves to those after it */
    bool gave_up;
};

/* Of what is never negative but for rounding. */
static inline int whole_below(double value)
{
    return (int)(value + ROUNDING);
}

static inline int current_value(const struct search *search)
{
    return search->reached[search->n_aims - 1];
}

/* Reads what the solved program mixes: pieces and slots by stretch and demand. */
void search_read_mix(struct search *search);

/* Rounds the mix to a placement: each stretch's main pattern, clipped, and what else fits. Takes it
 * if it is better. Returns 0 or -ENOMEM. */
int search_round(struct search *search);

/* Takes the pieces of the trial, and what else fits, if that is better. Returns 0 or -ENOMEM. */
int search_try(struct search *search);

/* Takes pattern after pattern whole, from the mix at hand. Returns 0 or -ENOMEM. */
int search_dive(struct search *search);

/* Arranges a mix whose numbers of pieces are whole. Takes what comes out if it is better. Returns 0
 * with the first stretch that cannot be arranged, or n_stretches; or -ENOMEM. */
int search_arrange(struct search *search, int *ret_stretch);

/* Looks for more of the current aim, the last of search->aims, from search->best; the master has
 * the aims before as rows. Returns 0 or -ENOMEM. */
int search_tree(struct search *search, unsigned effort);
