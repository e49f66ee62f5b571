/* A primal simplex for linear programs with few rows and columns that are made when asked for:
 *
 *     maximise c·x  where  lo <= A·x <= hi,  x >= 0
 *
 * Every row has a slack variable between its bounds, so that any basis may be kept when a bound
 * changes or a row comes in: what lies outside its bounds is first driven back inside (phase 1),
 * then the cost counts (phase 2). The inverse of the basis is kept in full. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define SIMPLEX_INFINITY 1e30

/* Where columns come from. */
struct simplex_source {
    void *userdata;
    /* Finds a column whose worth exceeds its price, cost(j) - prices·A_j > 0 (in phase 1 the cost
     * is 0), and returns 1 with it, 0 if there is none, or negative errno. */
    int (*enter)(void *userdata, const double prices[], bool has_cost, int *ret_column,
                 double *ret_gain);
    /* Fills in all of A_j. */
    void (*column)(void *userdata, int column, double ret[]);
    double (*cost)(void *userdata, int column);
};

struct simplex {
    int m, capacity;
    double *lo, *hi; /* by row */
    double *inverse; /* m rows, `capacity` apart */
    double *value;   /* of the basic variables, by place in the basis */
    int *basis;      /* by place: a column, or ~row for a row's slack */
    bool *is_basic;  /* by row: its slack is */
    bool *at_hi;     /* by row: where its slack rests when it is not */
    double *work;    /* 4 x capacity */
    int *nonzero;    /* the same */
    int age;         /* pivots since the inverse was computed anew */
    long *work_left; /* borrowed; each pivot takes from it, and when it is used up it stops */
};

int simplex_init(struct simplex *simplex, int capacity, long *work_left);
void simplex_done(struct simplex *simplex);

/* Adds a row. Returns 0 or -ENOMEM. */
int simplex_add_row(struct simplex *simplex, double lo, double hi,
                    const struct simplex_source *source);

/* Returns 1 with the optimum reached, 0 if no x keeps the bounds, -ECANCELED when the work is
 * used up, or what the source returned. */
int simplex_solve(struct simplex *simplex, const struct simplex_source *source);

void simplex_bound_row(struct simplex *simplex, int row, double lo, double hi);
