/* See place-simplex.h. With S the slacks, the rows read A·x - S = 0. */
#include "schedule/place-simplex.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/macro.h"

#define EPSILON    1e-7
#define PIVOT_MIN  1e-8
#define AGE_MAX    100
#define AGE_SAFE   30
#define PIVOT_WORK 2000 /* what a pivot costs beside the inverse, in its multiplications */
#define STALLED_AFTER                                                          \
    40 /* pivots without progress: from then on the lowest index, not the best \
        */

int simplex_init(struct simplex *s, int capacity, long *work_left)
{
    size_t n = (size_t)capacity;

    *s = (struct simplex){.capacity = capacity,
                          .lo = calloc(n, sizeof(*s->lo)),
                          .hi = calloc(n, sizeof(*s->hi)),
                          .inverse = calloc(n * n, sizeof(*s->inverse)),
                          .value = calloc(n, sizeof(*s->value)),
                          .basis = calloc(n, sizeof(*s->basis)),
                          .is_basic = calloc(n, sizeof(*s->is_basic)),
                          .at_hi = calloc(n, sizeof(*s->at_hi)),
                          .work = calloc(n * 4, sizeof(*s->work)),
                          .nonzero = calloc(n, sizeof(*s->nonzero)),
                          .work_left = work_left};
    if (s->lo && s->hi && s->inverse && s->value && s->basis && s->is_basic && s->at_hi &&
        s->work && s->nonzero)
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
    free(s->basis);
    free(s->is_basic);
    free(s->at_hi);
    free(s->work);
    free(s->nonzero);
    *s = (struct simplex){0};
}

static double *inverse_row(const struct simplex *s, int i)
{
    return s->inverse + (size_t)i * (size_t)s->capacity;
}

static double resting_value(const struct simplex *s, int row)
{
    return s->at_hi[row] ? s->hi[row] : s->lo[row];
}

/* value = inverse · (resting slacks). */
static void compute_values(struct simplex *s)
{
    for (int i = 0; i < s->m; i++) {
        const double *row = inverse_row(s, i);
        double value = 0;
        for (int k = 0; k < s->m; k++)
            if (!s->is_basic[k])
                value += row[k] * resting_value(s, k);
        s->value[i] = value;
    }
}

static void basis_bounds(const struct simplex *s, int place, double *ret_lo, double *ret_hi)
{
    int variable = s->basis[place];

    *ret_lo = variable >= 0 ? 0 : s->lo[~variable];
    *ret_hi = variable >= 0 ? SIMPLEX_INFINITY : s->hi[~variable];
}

/* ---- The inverse ---- */

/* Takes alpha (the entering column seen from the basis) into the place `at`. */
static void update_inverse(struct simplex *s, int at, const double alpha[])
{
    double *pivot_row = inverse_row(s, at);
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
        double *row = inverse_row(s, i);
        for (int k = 0; k < n; k++)
            row[s->nonzero[k]] -= factor * pivot_row[s->nonzero[k]];
    }
}

static void start_from_slacks(struct simplex *s)
{
    for (int i = 0; i < s->m; i++) {
        memset(inverse_row(s, i), 0, (size_t)s->m * sizeof(double));
        inverse_row(s, i)[i] = -1;
        s->basis[i] = ~i;
        s->is_basic[i] = true;
    }
}

/* ret = inverse · column; columns are mostly zeros. */
static void seen_from_basis(const struct simplex *s, const double column[], double ret[])
{
    int n = 0;

    for (int k = 0; k < s->m; k++)
        if (column[k] != 0)
            s->nonzero[n++] = k;
    for (int i = 0; i < s->m; i++) {
        const double *row = inverse_row(s, i);
        double sum = 0;
        for (int k = 0; k < n; k++)
            sum += row[s->nonzero[k]] * column[s->nonzero[k]];
        ret[i] = sum;
    }
}

/* Computes the inverse anew: from all slacks, the basic columns enter one by one, each where its
 * pivot is largest. A basis that has become singular is given up for the slacks. */
static void refactor(struct simplex *s, const struct simplex_source *source)
{
    double *column = s->work, *alpha = s->work + s->capacity;
    int *basis = malloc((size_t)s->m * sizeof(*basis));
    bool *at_hi = malloc((size_t)s->m * sizeof(*at_hi));

    s->age = 0;
    if (basis && at_hi) {
        memcpy(basis, s->basis, (size_t)s->m * sizeof(*basis));
        bool *was_basic = at_hi;
        memcpy(was_basic, s->is_basic, (size_t)s->m * sizeof(*was_basic));
        start_from_slacks(s);
        for (int j = 0; j < s->m; j++) {
            if (basis[j] < 0)
                continue;
            source->column(source->userdata, basis[j], column);
            seen_from_basis(s, column, alpha);
            int at = -1;
            for (int i = 0; i < s->m; i++)
                if (s->basis[i] < 0 && !was_basic[~s->basis[i]] &&
                    (at < 0 || fabs(alpha[i]) > fabs(alpha[at])))
                    at = i;
            if (at < 0 || fabs(alpha[at]) < PIVOT_MIN) {
                start_from_slacks(s);
                break;
            }
            update_inverse(s, at, alpha);
            s->is_basic[~s->basis[at]] = false;
            s->basis[at] = basis[j];
        }
    }
    free(basis);
    free(at_hi);
    compute_values(s);
}

/* ---- Rows ---- */

int simplex_add_row(struct simplex *s, double lo, double hi, const struct simplex_source *source)
{
    int m = s->m;
    if (m == s->capacity)
        return -ENOBUFS;

    double *column = s->work, *fresh = inverse_row(s, m);
    memset(fresh, 0, (size_t)s->capacity * sizeof(*fresh));
    s->m++;
    for (int i = 0; i < m; i++) {
        inverse_row(s, i)[m] = 0;
        if (s->basis[i] < 0)
            continue;
        source->column(source->userdata, s->basis[i], column);
        if (column[m] != 0)
            for (int k = 0; k < m; k++)
                fresh[k] += column[m] * inverse_row(s, i)[k];
    }
    fresh[m] = -1;
    s->basis[m] = ~m;
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

/* ---- Pivots ---- */

/* What each basic variable adds to the goal of the phase: in phase 1, the way back into its
 * bounds. Returns true if all are inside. */
static bool basis_costs(const struct simplex *s, const struct simplex_source *source, double ret[])
{
    bool is_feasible = true;

    for (int i = 0; i < s->m; i++) {
        double lo, hi;
        basis_bounds(s, i, &lo, &hi);
        ret[i] = s->value[i] < lo - EPSILON ? 1 : s->value[i] > hi + EPSILON ? -1 : 0;
        if (ret[i] != 0)
            is_feasible = false;
    }
    for (int i = 0; is_feasible && i < s->m; i++)
        ret[i] = s->basis[i] >= 0 ? source->cost(source->userdata, s->basis[i]) : 0;
    return is_feasible;
}

static void compute_prices(const struct simplex *s, const double costs[], double ret[])
{
    memset(ret, 0, (size_t)s->m * sizeof(*ret));
    for (int i = 0; i < s->m; i++) {
        if (costs[i] == 0)
            continue;
        const double *row = inverse_row(s, i);
        for (int k = 0; k < s->m; k++)
            ret[k] += costs[i] * row[k];
    }
}

/* The resting slack that is worth moving, as ~row; its gain is returned, 0 if there is none. A
 * slack's column is -e, so it gains its row's price by growing. */
static double best_slack(const struct simplex *s, const double prices[], bool takes_first, int *ret)
{
    double best = EPSILON;

    for (int k = 0; k < s->m; k++) {
        double gain = s->at_hi[k] ? -prices[k] : prices[k];
        if (s->is_basic[k] || s->hi[k] - s->lo[k] < EPSILON || gain <= best)
            continue;
        best = gain;
        *ret = ~k;
        if (takes_first)
            break;
    }
    return best > EPSILON ? best : 0;
}

struct step {
    int entering;
    double direction; /* -1: a slack comes down from its upper bound */
    int leaving;      /* place; -1: the entering one goes to its other bound */
    double length;
    bool leaves_at_hi;
};

/* How far one basic variable lets the entering one go. */
static double room_of(const struct simplex *s, int place, double rate, bool *ret_at_hi)
{
    double lo, hi, value = s->value[place];

    basis_bounds(s, place, &lo, &hi);
    if (rate < 0) { /* falls */
        *ret_at_hi = value > hi + EPSILON;
        double bound = *ret_at_hi ? hi : lo;
        if (value < lo - EPSILON || bound <= -SIMPLEX_INFINITY)
            return INFINITY;
        return MAX((value - bound) / -rate, 0.0);
    }
    *ret_at_hi = !(value < lo - EPSILON);
    double bound = *ret_at_hi ? hi : lo;
    if (value > hi + EPSILON || bound >= SIMPLEX_INFINITY)
        return INFINITY;
    return MAX((bound - value) / rate, 0.0);
}

static void choose_leaving(const struct simplex *s, const double alpha[], struct step *step)
{
    step->leaving = -1;
    step->length = INFINITY;
    if (step->entering < 0)
        step->length = s->hi[~step->entering] - s->lo[~step->entering];
    for (int i = 0; i < s->m; i++) {
        double rate = -step->direction * alpha[i];
        bool at_hi;
        if (fabs(rate) < PIVOT_MIN)
            continue;
        double room = room_of(s, i, rate, &at_hi);
        bool is_tie = room <= step->length + 1e-10 && step->leaving >= 0 &&
                      fabs(alpha[i]) > fabs(alpha[step->leaving]);
        if (room < step->length - 1e-10 || is_tie) {
            step->length = MIN(room, step->length);
            step->leaving = i;
            step->leaves_at_hi = at_hi;
        }
    }
}

static void take_step(struct simplex *s, const double alpha[], const struct step *step)
{
    double from = step->entering < 0 ? resting_value(s, ~step->entering) : 0;

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
    s->value[step->leaving] = from + step->direction * step->length;
    s->age++;
}

/* One pivot. Returns 1, 0 if nothing is left to gain, or negative errno. */
static int simplex_pivot(struct simplex *s, const struct simplex_source *source, bool is_feasible,
                         bool is_stalled, double *ret_length)
{
    double *costs = s->work, *prices = s->work + s->capacity;
    double *column = s->work + 2 * s->capacity, *alpha = s->work + 3 * s->capacity;
    struct step step = {.direction = 1};
    int slack = 0;

    compute_prices(s, costs, prices);
    double slack_gain = best_slack(s, prices, is_stalled, &slack), gain = 0;
    if (is_stalled && slack_gain > 0) {
        step.entering = slack;
    } else {
        int r = source->enter(source->userdata, prices, is_feasible, &step.entering, &gain);
        if (r < 0 || (r == 0 && slack_gain == 0))
            return r;
        if (slack_gain > gain)
            step.entering = slack;
    }
    if (step.entering < 0) {
        memset(column, 0, (size_t)s->m * sizeof(*column));
        column[~step.entering] = -1;
        step.direction = s->at_hi[~step.entering] ? -1 : 1;
    } else {
        source->column(source->userdata, step.entering, column);
    }
    seen_from_basis(s, column, alpha);
    choose_leaving(s, alpha, &step);
    if (isinf(step.length))
        return -ECANCELED; /* unbounded: cannot be, but for rounding */
    take_step(s, alpha, &step);
    *ret_length = step.length;
    return 1;
}

int simplex_solve(struct simplex *s, const struct simplex_source *source)
{
    int n_stalled = 0;

    compute_values(s);
    for (;;) {
        double length;
        if (s->age >= AGE_MAX)
            refactor(s, source);
        bool is_feasible = basis_costs(s, source, s->work);
        int r = simplex_pivot(s, source, is_feasible, n_stalled > STALLED_AFTER, &length);
        if (r == 0 && s->age > AGE_SAFE) { /* once more, with an exact inverse */
            refactor(s, source);
            is_feasible = basis_costs(s, source, s->work);
            r = simplex_pivot(s, source, is_feasible, n_stalled > STALLED_AFTER, &length);
        }
        if (r < 0)
            return r;
        if (r == 0)
            return is_feasible;
        n_stalled = length > 1e-9 ? 0 : n_stalled + 1;
        *s->work_left -= (long)s->m * s->m + PIVOT_WORK;
        if (*s->work_left <= 0)
            return -ECANCELED;
    }
}
