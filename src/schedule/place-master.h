/* The week as a linear program over patterns. A pattern is one way to use one stretch: a list of
 * pieces that keeps every rule inside the stretch. The program mixes patterns, at most one whole
 * pattern a stretch, so that the sums over the week are kept; what it reaches is an upper bound on
 * what any placement can. Patterns are made when the prices call for them (place-pattern.c). */
#pragma once

#include "schedule/place-simplex.h"
#include "schedule/place.h"

#define ANY      (-1)
#define GAIN_MIN 1e-7 /* less is nothing but rounding */

/* A sum over pieces, and what it may be. */
struct row {
    int priority, demand, day; /* which pieces count; ANY */
    int stretch;               /* with a demand: its pieces that begin in the stretch before slot */
    int before;                /* `before`; without: the patterns of the stretch; ANY */
    double per_slot, per_piece, per_pattern;
    double lo, hi;
    bool is_branch;
};

struct pattern {
    int stretch;
    size_t first, n; /* in the pool of pieces */
};

/* One of the two best ways to fill a stretch up to some slot that end with different activities. */
struct cell {
    double value;
    int demand; /* of the last piece; ANY: there is none */
    int start, length;
    int before_slot, before_rank; /* the cell that the last piece was added to */
};

struct master {
    const struct problem *problem;
    struct simplex simplex;
    struct row *rows;
    size_t n_rows, rows_capacity;
    struct pattern *patterns;
    size_t n_patterns, patterns_capacity;
    struct schedule pool;     /* the patterns' pieces */
    bool *is_enabled;         /* by demand: may be in new patterns */
    struct row aim;           /* what is maximised */
    struct tableau {          /* prices spread over pieces */
        double *slot, *piece; /* by demand and day */
        double *start;        /* by demand and slot: a piece's that begins there */
        double *start_most;   /* by stretch and demand: no `start` there is above */
        double *pattern;      /* by stretch */
        int *paying;          /* scratch: demands that are worth a look */
        struct cell *cells;   /* the longest stretch and one more, twice */
    } prices;
};

int master_init(struct master *master, const struct problem *problem, int capacity,
                long *work_left);
void master_done(struct master *master);

/* Drops all rows but those that a placement must keep. Patterns stay. */
int master_reset(struct master *master);

/* Returns the row's index, or negative errno. */
int master_add_row(struct master *master, const struct row *row);
int master_find_row(const struct master *master, int demand, int stretch, int before);
void master_bound_row(struct master *master, int row, double lo, double hi);

struct row row_of_aim(struct aim aim);

/* Returns 1 and the optimum, 0 if the rows contradict each other, -ECANCELED if it took too long.
 */
int master_solve(struct master *master, double *ret_value);

/* The best pattern of a stretch at these prices, added if its gain is positive: returns 1 with
 * *ret_gain, 0, or -ENOMEM. */
int master_add_pattern(struct master *master, int stretch, double *ret_gain);
