/* See place-simplex.h and place-basis.h. With S the slacks, the rows read A·x - S = 0. */
#include "schedule/place-basis.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int simplex_init(struct simplex *s, int capacity, long *work_left)
{
    size_t n = (size_t)capacity;

    *s = (struct simplex){.capacity = capacity,
                          .lo = calloc(n, sizeof(*s->lo)),
                          .hi = calloc(n, sizeof(*s->hi)),
                          .inverse = calloc(n * n, sizeof(*s->inverse)),
                          .value = calloc(n, sizeof(*s->value)),
                          .cost = calloc(n, sizeof(*s->cost)),
                          .basis = calloc(n, sizeof(*s->basis)),
                          .is_basic = calloc(n, sizeof(*s->is_basic)),
                          .at_hi = calloc(n, sizeof(*s->at_hi)),
                          .work = calloc(n * 4, sizeof(*s->work)),
                          .nonzero = calloc(n, sizeof(*s->nonzero)),
                          .old_basis = calloc(n, sizeof(*s->old_basis)),
                          .was_basic = calloc(n, sizeof(*s->was_basic)),
                          .work_left = work_left};
    if (s->lo && s->hi && s->inverse && s->value && s->cost && s->basis && s->is_basic &&
        s->at_hi && s->work && s->nonzero && s->old_basis && s->was_basic)
        return 0;
    simplex_done(s);
    return -ENOMEM;
}

void simplex_done(struct simplex *s)
{
    free(s->lo);
    free(s->hi);
    free(s->inverse);
    free(s->value);
    free(s->cost);
    free(s->basis);
    free(s->is_basic);
    free(s->at_hi);
    free(s->work);
    free(s->nonzero);
    free(s->old_basis);
    free(s->was_basic);
    *s = (struct simplex){0};
}

/* ---- Rows ---- */

void simplex_clear(struct simplex *s)
{
    s->m = s->age = 0;
    s->is_settled = false;
}

int simplex_add_row(struct simplex *s, double lo, double hi, const struct simplex_source *source)
{
    int m = s->m;
    if (m == s->capacity)
        return -ENOBUFS;

    double *fresh = basis_row(s, m);
    memset(fresh, 0, (size_t)s->capacity * sizeof(*fresh));
    s->m++;
    for (int i = 0; i < m; i++) {
        basis_row(s, i)[m] = 0;
        double entry = s->basis[i] < 0 ? 0 : source->entry(source->userdata, m, s->basis[i]);
        for (int k = 0; entry != 0 && k < m; k++)
            fresh[k] += entry * basis_row(s, i)[k];
    }
    fresh[m] = -1;
    s->basis[m] = ~m;
    s->cost[m] = 0;
    s->is_basic[m] = true;
    s->lo[m] = lo;
    s->hi[m] = hi;
    return 0;
}

void simplex_bound_row(struct simplex *s, int row, double lo, double hi)
{
    s->lo[row] = lo;
    s->hi[row] = hi;
    s->at_hi[row] = s->at_hi[row] ? hi < SIMPLEX_INFINITY : lo <= -SIMPLEX_INFINITY;
}

double *basis_row(const struct simplex *s, int i)
{
    return s->inverse + (size_t)i * (size_t)s->capacity;
}

static double resting_value(const struct simplex *s, int row)
{
    return s->at_hi[row] ? s->hi[row] : s->lo[row];
}

void basis_compute_values(struct simplex *s)
{
    for (int i = 0; i < s->m; i++) {
        const double *row = basis_row(s, i);
        double value = 0;
        for (int k = 0; k < s->m; k++)
            if (!s->is_basic[k])
                value += row[k] * resting_value(s, k);
        s->value[i] = value;
    }
}

void basis_bounds(const struct simplex *s, int place, double *ret_lo, double *ret_hi)
{
    int variable = s->basis[place];

    *ret_lo = variable >= 0 ? 0 : s->lo[~variable];
    *ret_hi = variable >= 0 ? SIMPLEX_INFINITY : s->hi[~variable];
}

/* ---- The inverse ---- */

/* Takes alpha (the entering column seen from the basis) into the place `at`. */
static void update_inverse(struct simplex *s, int at, const double alpha[])
{
    double *pivot_row = basis_row(s, at);
    double by = 1 / alpha[at];

    int n = 0;

    for (int k = 0; k < s->m; k++)
        if (pivot_row[k] != 0) {
            pivot_row[k] *= by;
            s->nonzero[n++] = k;
        }
    for (int i = 0; i < s->m; i++) {
        double factor = alpha[i];
        if (i == at || factor == 0)
            continue;
        double *row = basis_row(s, i);
        for (int k = 0; k < n; k++)
            row[s->nonzero[k]] -= factor * pivot_row[s->nonzero[k]];
    }
}

static void start_from_slacks(struct simplex *s)
{
    for (int i = 0; i < s->m; i++) {
        memset(basis_row(s, i), 0, (size_t)s->m * sizeof(double));
        basis_row(s, i)[i] = -1;
        s->basis[i] = ~i;
        s->cost[i] = 0;
        s->is_basic[i] = true;
    }
}

/* ret = inverse · column; columns are mostly zeros. */
static void basis_see(const struct simplex *s, const double column[], double ret[])
{
    int n = 0;

    for (int k = 0; k < s->m; k++)
        if (column[k] != 0)
            s->nonzero[n++] = k;
    for (int i = 0; i < s->m; i++) {
        const double *row = basis_row(s, i);
        double sum = 0;
        for (int k = 0; k < n; k++)
            sum += row[s->nonzero[k]] * column[s->nonzero[k]];
        ret[i] = sum;
    }
}

/* The place that a basic column takes over when the inverse is computed anew: that of a slack which
 * is not to be basic, where the pivot is largest; -1 if there is none. */
static int place_for(const struct simplex *s, const bool was_basic[], const double alpha[])
{
    int at = -1;

    for (int i = 0; i < s->m; i++)
        if (s->basis[i] < 0 && !was_basic[~s->basis[i]] &&
            (at < 0 || fabs(alpha[i]) > fabs(alpha[at])))
            at = i;
    return at >= 0 && fabs(alpha[at]) >= PIVOT_MIN ? at : -1;
}

/* From all slacks, the basic columns enter one by one. Returns false if they are singular. */
static bool enter_all(struct simplex *s, const struct simplex_source *source, const int basis[],
                      const bool was_basic[])
{
    double *column = s->work, *alpha = s->work + s->capacity;

    start_from_slacks(s);
    for (int j = 0; j < s->m; j++) {
        if (basis[j] < 0)
            continue;
        source->column(source->userdata, basis[j], column);
        basis_see(s, column, alpha);
        int at = place_for(s, was_basic, alpha);
        if (at < 0)
            return false;
        update_inverse(s, at, alpha);
        s->is_basic[~s->basis[at]] = false;
        s->basis[at] = basis[j];
        s->cost[at] = source->cost(source->userdata, basis[j]);
    }
    return true;
}

/* A basis that has become singular is given up for the slacks. */
void basis_renew(struct simplex *s, const struct simplex_source *source)
{
    size_t n = (size_t)s->m;

    s->age = 0;
    memcpy(s->old_basis, s->basis, n * sizeof(*s->basis));
    memcpy(s->was_basic, s->is_basic, n * sizeof(*s->is_basic));
    if (!enter_all(s, source, s->old_basis, s->was_basic))
        start_from_slacks(s);
    basis_compute_values(s);
}

/* ---- Prices and steps ---- */

void basis_prices(const struct simplex *s, const double costs[], double ret[])
{
    memset(ret, 0, (size_t)s->m * sizeof(*ret));
    for (int i = 0; i < s->m; i++) {
        if (costs[i] == 0)
            continue;
        const double *row = basis_row(s, i);
        for (int k = 0; k < s->m; k++)
            ret[k] += costs[i] * row[k];
    }
}

void basis_see_entering(struct simplex *s, const struct simplex_source *source, struct step *step,
                        double ret_alpha[])
{
    double *column = s->work + 2 * s->capacity;

    step->direction = 1;
    if (step->entering < 0) {
        memset(column, 0, (size_t)s->m * sizeof(*column));
        column[~step->entering] = -1;
        step->direction = s->at_hi[~step->entering] ? -1 : 1;
    } else {
        source->column(source->userdata, step->entering, column);
    }
    basis_see(s, column, ret_alpha);
}

void basis_step(struct simplex *s, const struct simplex_source *source, const double alpha[],
                const struct step *step)
{
    double from = step->entering < 0 ? resting_value(s, ~step->entering) : 0;

    *s->work_left -= (long)s->m * s->m + PIVOT_WORK;
    for (int i = 0; i < s->m; i++)
        s->value[i] -= step->direction * alpha[i] * step->length;
    if (step->leaving < 0) {
        s->at_hi[~step->entering] = !s->at_hi[~step->entering];
        return;
    }
    int leaving = s->basis[step->leaving];
    if (leaving < 0) {
        s->is_basic[~leaving] = false;
        s->at_hi[~leaving] = step->leaves_at_hi;
    }
    if (step->entering < 0)
        s->is_basic[~step->entering] = true;
    update_inverse(s, step->leaving, alpha);
    s->basis[step->leaving] = step->entering;
    s->cost[step->leaving] =
        step->entering >= 0 ? source->cost(source->userdata, step->entering) : 0;
    s->value[step->leaving] = from + step->direction * step->length;
    s->age++;
}
