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
    double taken; /* of the sum, by the patterns that are taken */
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

/* A start of a piece that may turn out to be the best for ends to come; slots of the stretch. */
struct opening {
    double value, per_slot; /* with `end`, worth value + per_slot * end */
    int start, last;        /* the latest end */
    int before_slot, before_rank;
};

struct queue {
    int first, head, end; /* in the tableau's openings, head and end from first on */
};

/* Prices spread over pieces, and scratch for the patterns that are made from them. */
struct tableau {
    double *slot, *piece; /* by demand and day */
    double *start;        /* by demand and slot: a piece's that begins there */
    double *start_most;   /* by stretch and demand: no `start` there is above */
    double *pattern;      /* by stretch */
    int *paying;          /* demands that are worth a look */
    struct cell *cells;   /* the longest stretch and one more, twice */
    struct queue *queues; /* by demand */
    struct opening *openings;
};

struct master {
    const struct problem *problem;
    struct simplex simplex;
    struct row *rows;
    size_t n_rows, rows_capacity;
    struct row *spare; /* rows that come in only when a mix breaks them */
    size_t n_spare, spare_capacity;
    struct pattern *patterns;
    size_t n_patterns, patterns_capacity;
    double *alphas; /* scratch, by pattern */
    size_t alphas_capacity;
    struct schedule pool; /* the patterns' pieces */
    bool *is_enabled;     /* by demand: may be in new patterns */
    struct row aim;       /* what is maximised */
    int *taken;           /* by stretch: the pattern that is taken, or -1 */
    double taken_value;   /* of the aim */
    int least;            /* less of it is of no use */
    double bound;         /* what no mix of the program at hand exceeds, as far as known */
    struct tableau prices;
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

/* What an aim counts; the pieces of a demand that begin in a stretch before a slot (or ANY). */
struct row row_of_aim(struct aim aim);
struct row row_of_branch(int demand, int stretch, int before);

/* Finds the best mix, or one of which is known that no mix has a whole unit more. Returns 1 and the
 * most that any mix has, 0 if none has the least or the rows contradict each other, -ECANCELED if
 * it took too long. */
int master_solve(struct master *master, double *ret_most);

/* Takes a pattern whole: what is solved from now on is the rest of the week. */
void master_take(struct master *master, int pattern);
void master_untake(struct master *master, int pattern);
bool master_is_taken(const struct master *master, int pattern); /* or another of its stretch */
void master_give_back(struct master *master);                   /* all */

/* ---- Between place-master.c, place-price.c and place-pattern.c ---- */

/* Returns 0 or -ENOMEM; tableau_done() in any case. */
int tableau_init(struct tableau *prices, const struct problem *problem);
void tableau_done(struct tableau *prices);

/* What a pattern has of a row's sum. */
double row_coefficient(const struct row *row, const struct master *master,
                       const struct pattern *pattern);

/* Spreads prices (by row) over pieces, with the aim's worth if has_aim. Those of starts must be
 * forgotten before rows go. */
void master_set_prices(struct master *master, const double prices[], bool has_aim);
void master_forget_starts(struct master *master);

/* What a pattern is worth beyond its price. */
double pattern_gain(const struct master *master, const struct pattern *pattern);

/* The best pattern of a stretch at these prices, added if its gain is positive: returns 1 with
 * *ret_gain, 0, or -ENOMEM. */
int master_add_pattern(struct master *master, int stretch, double *ret_gain);
