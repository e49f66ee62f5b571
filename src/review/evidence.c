/* How much a place's blocks speak for a habit. See include/review.h for where this comes from.
 *
 * A slot with a habit keeps a share of its blocks that is drawn from HABIT, and so does an hour
 * with one, whatever is done in it; of a slot without one we know the person's own share elsewhere.
 * Slots without a habit differ too (some hours are just a little worse), and how much they do
 * differs between people: SPREADS are four answers, from "as a Beta of 10 blocks" to "not at all",
 * weighed beforehand by how common we hold them, and then by how well each foretells the other
 * slots. So where everything varies, more is asked of a pattern.
 */
#include "review/evidence.h"

#include <math.h>

#include "base/macro.h"

static const struct tally HABIT = {3, 6};  /* a third, give or take */
static const struct tally PERSON = {8, 2}; /* before anything is known of somebody */

static const struct {
    double blocks, weight;
} SPREADS[] = {{10, 0.05}, {20, 0.10}, {50, 0.15}, {1e6, 0.70}};

#define N_SPREADS ARRAY_SIZE(SPREADS)

/* The share of slots that we hold to be habits before anything is seen, and how much the ordinary
 * ones may differ while those are told apart. */
#define HABITS_SHARE    0.04
#define ORDINARY_SPREAD 20

/* A habit may have been there when the log began, or begin in any later week. */
#define ONSET_FIRST 0.9
#define ONSET_LATER ((1 - ONSET_FIRST) / (HORIZON_WEEKS - 1))

#define CEILING 1e100

static double log_beta(struct tally tally)
{
    return lgamma(tally.kept) + lgamma(tally.missed) - lgamma(tally_blocks(tally));
}

double beta_binomial_log(struct tally blocks, struct tally prior)
{
    struct tally both = prior;

    tally_add(&both, blocks);
    return log_beta(both) - log_beta(prior);
}

bool place_holds(const struct place *place, const struct slot *slot)
{
    return slot == place->slot || (place->is_hour && slot->weekday == place->slot->weekday &&
                                   slot->part == place->slot->part);
}

/* A slot's share among others whose share is that of `others` (not certain either, being few), when
 * slots differ as a Beta of so many blocks: the variances add up. */
static struct tally spread_prior(struct tally others, double blocks)
{
    return tally_cap(others, 1 / (1 / blocks + 1 / tally_blocks(others)));
}

/* How likely another slot's blocks are: without a habit, or with one of its own. */
static double log_other(struct tally blocks, struct tally prior)
{
    double none = beta_binomial_log(blocks, prior), habit = beta_binomial_log(blocks, HABIT);
    return none + log(1 - HABITS_SHARE + HABITS_SHARE * exp(habit - none));
}

/* What the slots elsewhere come to; those that look like habits count less, or else one habit would
 * hide another. */
static struct tally ordinary_blocks(const struct slot_table *table, const struct place *but)
{
    struct tally sum = PERSON;

    for (size_t i = 0; i < table->n; i++)
        if (!place_holds(but, &table->items[i]))
            tally_add(&sum, table->items[i].all);
    for (int round = 0; round < 3; round++) {
        struct tally prior = tally_cap(sum, ORDINARY_SPREAD), next = PERSON;
        for (size_t i = 0; i < table->n; i++) {
            struct tally all = table->items[i].all;
            if (place_holds(but, &table->items[i]))
                continue;
            double is_ordinary =
                (1 - HABITS_SHARE) * exp(beta_binomial_log(all, prior) - log_other(all, prior));
            tally_add(&next, (struct tally){all.kept * is_ordinary, all.missed * is_ordinary});
        }
        sum = next;
    }
    return sum;
}

/* The logarithms of the spreads' weights after the slots elsewhere were seen; the weights sum up
 * to 1. */
static void weigh_spreads(const struct slot_table *table, const struct place *place,
                          struct tally others, double ret[static N_SPREADS])
{
    double most = -INFINITY, sum = 0;

    for (size_t i = 0; i < N_SPREADS; i++) {
        double scale = SPREADS[i].blocks / tally_blocks(others);
        struct tally prior = {others.kept * scale, others.missed * scale};
        ret[i] = log(SPREADS[i].weight);
        for (size_t j = 0; j < table->n; j++)
            if (!place_holds(place, &table->items[j]))
                ret[i] += log_other(table->items[j].all, prior);
        most = MAX(most, ret[i]);
    }
    for (size_t i = 0; i < N_SPREADS; i++)
        sum += exp(ret[i] - most);
    for (size_t i = 0; i < N_SPREADS; i++)
        ret[i] -= most + log(sum);
}

struct tally slot_since(const struct slot *slot, int week)
{
    struct tally sum = {0};
    for (; week < HORIZON_WEEKS; week++)
        tally_add(&sum, slot->weeks[week]);
    return sum;
}

/* Habit over no habit for the place's blocks since one week. */
static double factor_since(const struct slot_table *table, const struct place *place, int week,
                           struct tally others, const double weights[static N_SPREADS])
{
    double plain[N_SPREADS], factor_inverse = 0;
    struct tally sum = {0};

    for (size_t i = 0; i < N_SPREADS; i++)
        plain[i] = weights[i];
    for (size_t i = 0; i < table->n; i++) {
        if (!place_holds(place, &table->items[i]))
            continue;
        struct tally since = slot_since(&table->items[i], week);
        tally_add(&sum, since);
        for (size_t j = 0; j < N_SPREADS; j++)
            plain[j] += beta_binomial_log(since, spread_prior(others, SPREADS[j].blocks));
    }
    for (size_t i = 0; i < N_SPREADS; i++)
        factor_inverse += exp(plain[i] - beta_binomial_log(sum, HABIT));
    return MIN(1 / factor_inverse, CEILING);
}

static int first_week(const struct slot_table *table)
{
    for (int week = 0; week < HORIZON_WEEKS; week++)
        for (size_t i = 0; i < table->n; i++)
            if (tally_blocks(table->items[i].weeks[week]) > 0)
                return week;
    return HORIZON_WEEKS - 1;
}

struct evidence place_evidence(const struct slot_table *table, const struct place *place)
{
    struct evidence evidence = {0};
    struct tally others = ordinary_blocks(table, place);
    double weights[N_SPREADS], best = 0;
    int first = first_week(table);

    weigh_spreads(table, place, others, weights);
    for (int week = first; week < HORIZON_WEEKS; week++) {
        double factor = (week == first ? ONSET_FIRST : ONSET_LATER) *
                        factor_since(table, place, week, others, weights);
        evidence.factor += factor;
        if (factor > best) {
            best = factor;
            evidence.onset = week;
        }
        for (size_t i = 0; i < table->n; i++) /* before the habit it was as any other */
            if (place_holds(place, &table->items[i]))
                tally_add(&others, table->items[i].weeks[week]);
    }
    return evidence;
}

/* What the activity's blocks are elsewhere, and were there before; how many slots it has. */
static struct tally own_others(const struct slot_table *table, const struct slot *slot, int onset,
                               size_t *ret_n)
{
    struct tally others = tally_cap(PERSON, 5);

    for (int week = 0; week < onset; week++)
        tally_add(&others, slot->weeks[week]);
    *ret_n = 0;
    for (size_t i = 0; i < table->n; i++) {
        if (!streq(table->items[i].activity, slot->activity))
            continue;
        (*ret_n)++;
        if (&table->items[i] != slot)
            tally_add(&others, table->items[i].all);
    }
    return others;
}

double place_evidence_within(const struct slot_table *table, const struct place *place, int onset,
                             size_t *ret_n)
{
    struct tally sum = {0};
    double none = 0;
    size_t most = 1;

    for (size_t i = 0; i < table->n; i++) {
        const struct slot *slot = &table->items[i];
        if (!place_holds(place, slot))
            continue;
        size_t n;
        struct tally others = own_others(table, slot, onset, &n), since = slot_since(slot, onset);
        if (n < 2)
            continue;
        most = MAX(most, n);
        tally_add(&sum, since);
        none += beta_binomial_log(since, others);
    }
    *ret_n = most;
    if (most < 2)
        return place->is_hour ? 0 : INFINITY;
    return MIN(exp(beta_binomial_log(sum, HABIT) - none), CEILING);
}
