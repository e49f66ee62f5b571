/* The basis of a simplex, for the files that pivot: places hold basic variables (a column, or ~row
 * for a row's slack), seen through the inverse of their columns. */
#pragma once

#include "base/macro.h"
#include "schedule/place-simplex.h"

#define EPSILON    1e-7 /* nearer to a bound is at it */
#define PIVOT_MIN  1e-8
#define AGE_MAX    100  /* pivots after which the inverse is computed anew */
#define AGE_SAFE   30   /* and after which a verdict is not trusted */
#define PIVOT_WORK 2000 /* what a pivot costs beside the inverse, in its multiplications */

/* One pivot to be. */
struct step {
    int entering;
    double direction; /* -1: a slack comes down from its upper bound */
    int leaving;      /* place; -1: the entering one goes to its other bound */
    double length;
    bool leaves_at_hi;
};

double *basis_row(const struct simplex *simplex, int place);
void basis_bounds(const struct simplex *simplex, int place, double *ret_lo, double *ret_hi);

/* The values of the basic variables, from the slacks that rest. */
void basis_compute_values(struct simplex *simplex);

/* Computes the inverse anew. */
void basis_renew(struct simplex *simplex, const struct simplex_source *source);

/* costs · inverse: what a unit of each row is worth. */
void basis_prices(const struct simplex *simplex, const double costs[], double ret[]);

/* Fills in the step's direction, and the entering variable's column as seen from the basis. */
void basis_see_entering(struct simplex *simplex, const struct simplex_source *source,
                        struct step *step, double ret_alpha[]);

/* Takes the step, and counts its work. */
void basis_step(struct simplex *simplex, const struct simplex_source *source, const double alpha[],
                const struct step *step);

/* After a change of bounds, from a basis that was optimal: drives all back inside. Returns 0, with
 * what could not be left to phase 1, -EDOM if no x keeps the bounds, or what the source returned.
 */
int dual_settle(struct simplex *simplex, const struct simplex_source *source);
