/* The dual simplex: what to do when bounds have changed. A basis that was optimal stays so but for
 * what lies outside its bounds now. That is driven to its bound, one by one; of what can make room
 * for it, that enters whose gain is used up first. It takes a few pivots where phase 1, which does
 * not look at the cost, takes many. Where nothing can make room, a column that can is asked for; if
 * there is none, no x keeps the bounds. */
#include <errno.h>
#include <math.h>

#include "schedule/place-basis.h"

#define ALPHA_MIN  1e-7
#define TIE        1e-9
#define PIVOTS_MAX 4 /* times the rows */

void simplex_way_offer(struct simplex_way *way, int variable, double gain, double alpha)
{
    if (alpha > -ALPHA_MIN)
        return;
    double ratio = MIN(gain, 0.0) / alpha;
    bool is_tie = ratio <= way->ratio + TIE && alpha < way->alpha;
    if (way->alpha < 0 && ratio >= way->ratio - TIE && !is_tie)
        return;
    way->ratio = way->alpha < 0 ? MIN(ratio, way->ratio) : ratio;
    way->alpha = alpha;
    way->variable = variable;
}

static double row_norm(const struct simplex *s, int place)
{
    const double *row = basis_row(s, place);
    double norm = 0;

    for (int k = 0; k < s->m; k++)
        norm += row[k] * row[k];
    return norm;
}

/* The basic variable that is furthest outside, as far as the edge is steep; -1 if all are inside.
 */
static int furthest_outside(const struct simplex *s, bool *ret_at_hi)
{
    double most = 0;
    int place = -1;

    for (int i = 0; i < s->m; i++) {
        double lo, hi;
        basis_bounds(s, i, &lo, &hi);
        double below = lo - s->value[i], above = s->value[i] - hi, by = MAX(below, above);
        if (by <= EPSILON)
            continue;
        double merit = by * by / row_norm(s, i);
        if (merit <= most)
            continue;
        most = merit;
        place = i;
        *ret_at_hi = above > below;
    }
    return place;
}

static void offer_slacks(const struct simplex *s, const double prices[], const double ray[],
                         double sign, struct simplex_way *way)
{
    for (int k = 0; k < s->m; k++) {
        if (s->is_basic[k] || s->hi[k] - s->lo[k] < EPSILON)
            continue;
        double direction = s->at_hi[k] ? -1 : 1;
        simplex_way_offer(way, ~k, prices[k] * direction, -ray[k] * direction * sign);
    }
}

/* What enters for the step's leaving variable. Returns 1, -EDOM if there is nothing, now or by a
 * new column, or what the source returned. */
static int choose_entering(struct simplex *s, const struct simplex_source *source,
                           struct step *step)
{
    double *prices = s->work + s->capacity, gain, sign = step->leaves_at_hi ? -1 : 1;
    const double *ray = basis_row(s, step->leaving);
    struct simplex_way way = {0};

    basis_prices(s, s->cost, prices);
    source->give_way(source->userdata, prices, ray, sign, &way);
    offer_slacks(s, prices, ray, sign, &way);
    if (way.alpha < 0) {
        step->entering = way.variable;
        return 1;
    }
    for (int k = 0; k < s->m; k++)
        prices[k] = sign * ray[k];
    int r = source->enter(source->userdata, prices, false, &step->entering, &gain);
    return r == 0 ? -EDOM : r;
}

/* Returns 1 after a pivot, 0 if nothing is outside or the pivot is too small, or negative errno. */
static int dual_pivot(struct simplex *s, const struct simplex_source *source)
{
    double *alpha = s->work + 3 * s->capacity, lo, hi;
    struct step step = {0};

    step.leaving = furthest_outside(s, &step.leaves_at_hi);
    if (step.leaving < 0)
        return 0;
    int r = choose_entering(s, source, &step);
    if (r < 0)
        return r;
    basis_see_entering(s, source, &step, alpha);
    if (fabs(alpha[step.leaving]) < PIVOT_MIN)
        return 0;
    basis_bounds(s, step.leaving, &lo, &hi);
    step.length = (s->value[step.leaving] - (step.leaves_at_hi ? hi : lo)) /
                  (step.direction * alpha[step.leaving]);
    basis_step(s, source, alpha, &step);
    return 1;
}

int dual_settle(struct simplex *s, const struct simplex_source *source)
{
    for (int i = 0; i<PIVOTS_MAX * s->m && * s->work_left> 0; i++) {
        if (s->age >= AGE_MAX)
            basis_renew(s, source);
        int r = dual_pivot(s, source);
        if (r == -EDOM && s->age > AGE_SAFE) { /* once more, with an exact inverse */
            basis_renew(s, source);
            r = dual_pivot(s, source);
        }
        if (r <= 0)
            return r;
    }
    return 0;
}
