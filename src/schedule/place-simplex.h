/* A simplex for linear programs with few rows and columns that are made when asked for:
 *
 *     maximise c·x  where  lo <= A·x <= hi,  x >= 0
 *
 * Every row has a slack variable between its bounds, so that any basis may be kept when a bound
 * changes or a row comes in. From a basis that was optimal before, the dual simplex
 * (place-dual.c) goes on; from any other, what lies outside its bounds is first driven back inside
 * (phase 1), then the cost counts (phase 2). The inverse of the basis is kept in full. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define SIMPLEX_INFINITY 1e30

/* What enters to make room for a variable that is to go to its bound: of those whose growth moves
 * it there (alpha < 0), the one whose gain is used up first, for then no gain comes to be above 0.
 */
struct simplex_way {
    int variable;
    double ratio, alpha; /* of the best so far: gain / alpha; 0 alpha: there is none */
};

void simplex_way_offer(struct simplex_way *way, int variable, double gain, double alpha);

/* Where columns come from. */
struct simplex_source {
    void *userdata;
    /* Finds a column whose worth exceeds its price, cost(j) - prices·A_j > 0 (in phase 1 the cost
     * is 0), and returns 1 with it, 0 if there is none, or negative errno. */
    int (*enter)(void *userdata, const double prices[], bool has_cost, int *ret_column,
                 double *ret_gain);
    /* Offers to *way all columns there are that can make room, with their gains and sign * ray·A_j.
     */
    void (*give_way)(void *userdata, const double prices[], const double ray[], double sign,
                     struct simplex_way *way);
    /* One number of A_j, and all of them. */
    double (*entry)(void *userdata, int row, int column);
    void (*column)(void *userdata, int column, double ret[]);
    double (*cost)(void *userdata, int column);
};

struct simplex {
    int m, capacity;
    double *lo, *hi; /* by row */
    double *inverse; /* m rows, `capacity` apart */
    double *value;   /* of the basic variables, by place in the basis */
    double *cost;    /* the same */
    int *basis;      /* by place: a column, or ~row for a row's slack */
    bool *is_basic;  /* by row: its slack is */
    bool *at_hi;     /* by row: where its slack rests when it is not */
    double *work;    /* 4 x capacity */
    int *nonzero;    /* scratch, as are the two below */
    int *old_basis;
    bool *was_basic;
    bool is_settled; /* the last solving ended with the basis at its optimum, or near */
    int age;         /* pivots since the inverse was computed anew */
    long *work_left; /* borrowed; each pivot takes from it, and when it is used up it stops */
};

int simplex_init(struct simplex *simplex, int capacity, long *work_left);
void simplex_done(struct simplex *simplex);

/* Takes off all rows. */
void simplex_clear(struct simplex *simplex);

/* Adds a row. Returns 0, or -ENOBUFS if there is no room for it. */
int simplex_add_row(struct simplex *simplex, double lo, double hi,
                    const struct simplex_source *source);

/* Returns 1 with the optimum reached, 0 if no x keeps the bounds, -ECANCELED when the work is
 * used up, or what the source returned; with -ERANGE it says that it has seen enough. */
int simplex_solve(struct simplex *simplex, const struct simplex_source *source);

void simplex_bound_row(struct simplex *simplex, int row, double lo, double hi);
