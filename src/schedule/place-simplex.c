/* The primal simplex; see place-simplex.h. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "schedule/place-basis.h"

#define STALLED_AFTER                                                          \
    40 /* pivots without progress: from then on the lowest index, not the best \
        */

/* What each basic variable adds to the goal of the phase: in phase 1, the way back into its
 * bounds. Returns true if all are inside. */
static bool basis_costs(const struct simplex *s, double ret[])
{
    bool is_feasible = true;

    for (int i = 0; i < s->m; i++) {
        double lo, hi;
        basis_bounds(s, i, &lo, &hi);
        ret[i] = s->value[i] < lo - EPSILON ? 1 : s->value[i] > hi + EPSILON ? -1 : 0;
        if (ret[i] != 0)
            is_feasible = false;
    }
    if (is_feasible)
        memcpy(ret, s->cost, (size_t)s->m * sizeof(*ret));
    return is_feasible;
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

/* One pivot. Returns 1, 0 if nothing is left to gain, or negative errno. */
static int simplex_pivot(struct simplex *s, const struct simplex_source *source, bool is_feasible,
                         bool is_stalled, double *ret_length)
{
    double *costs = s->work, *prices = s->work + s->capacity;
    double *alpha = s->work + 3 * s->capacity;
    struct step step = {0};
    int slack = 0;

    basis_prices(s, costs, prices);
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
    basis_see_entering(s, source, &step, alpha);
    choose_leaving(s, alpha, &step);
    if (isinf(step.length))
        return -ECANCELED; /* unbounded: cannot be, but for rounding */
    basis_step(s, source, alpha, &step);
    *ret_length = step.length;
    return 1;
}

int simplex_solve(struct simplex *s, const struct simplex_source *source)
{
    int n_stalled = 0;

    basis_compute_values(s);
    if (s->is_settled) {
        int r = dual_settle(s, source);
        if (r < 0)
            return r == -EDOM ? 0 : r;
    }
    s->is_settled = false;
    for (;;) {
        double length;
        if (s->age >= AGE_MAX)
            basis_renew(s, source);
        bool is_feasible = basis_costs(s, s->work);
        int r = simplex_pivot(s, source, is_feasible, n_stalled > STALLED_AFTER, &length);
        if (r == 0 && s->age > AGE_SAFE) { /* once more, with an exact inverse */
            basis_renew(s, source);
            is_feasible = basis_costs(s, s->work);
            r = simplex_pivot(s, source, is_feasible, n_stalled > STALLED_AFTER, &length);
        }
        s->is_settled = r == -ERANGE || (r == 0 && is_feasible);
        if (r < 0)
            return r;
        if (r == 0)
            return is_feasible;
        n_stalled = length > 1e-9 ? 0 : n_stalled + 1;
        if (*s->work_left <= 0)
            return -ECANCELED;
    }
}
