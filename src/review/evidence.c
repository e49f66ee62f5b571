/* How much a slot's blocks speak for a habit. See include/review.h for where this comes from.
 *
 * A slot with a habit keeps a share of its blocks that is drawn from HABIT; of a slot without one
 * we know the person's own share elsewhere. Slots without a habit differ too (some hours are just a
 * little worse), and how much they do differs between people: SPREADS are four answers, from "as a
 * Beta of 10 blocks" to "not at all", weighed beforehand by how common we hold them, and then by
 * how well each foretells the other slots. So where everything varies, more is asked of a pattern.
 */
#include "review/evidence.h"

#include <math.h>

#include "base/macro.h"

#define FLOOR   1e-100
#define CEILING 1e100

static const struct tally HABIT = {2, 4};  /* a third, give or take */
static const struct tally PERSON = {8, 2}; /* before anything is known of somebody */

static const struct {
    double blocks, weight;
} SPREADS[] = {{10, 0.05}, {20, 0.10}, {50, 0.15}, {1e6, 0.70}};

#define N_SPREADS ARRAY_SIZE(SPREADS)

/* The share of slots that we hold to be habits before anything is seen, and how much the ordinary
 * ones may differ while those are told apart. */
#define HABITS_SHARE    0.10
#define ORDINARY_SPREAD 20

/* A habit may have been there when the log began, or begin in any later week. */
#define ONSET_FIRST 0.9
#define ONSET_LATER ((1 - ONSET_FIRST) / (HORIZON_WEEKS - 1))

static double clamp(double x)
{
    return x < FLOOR ? FLOOR : x > CEILING ? CEILING : x;
}

/* A Beta-Binomial is a product of foretellings, one block after the other; kept and missed ones
 * take turns here, so that nothing over- or underflows on the way. */
double beta_binomial_ratio(struct tally blocks, struct tally prior, struct tally other)
{
    double ratio = 1, kept = 0, missed = 0;

    while (kept < blocks.kept || missed < blocks.missed) {
        double n = kept + missed, of_prior, of_other;
        if (kept < blocks.kept && (kept <= missed || missed >= blocks.missed)) {
            of_prior = prior.kept + kept;
            of_other = other.kept + kept++;
        } else {
            of_prior = prior.missed + missed;
            of_other = other.missed + missed++;
        }
        ratio = clamp(ratio * (of_prior / (tally_blocks(prior) + n)) /
                      (of_other / (tally_blocks(other) + n)));
    }
    return ratio;
}

/* A slot's share among others whose share is that of `others` (not certain either, being few), when
 * slots differ as a Beta of so many blocks: the variances add up. */
static struct tally spread_prior(struct tally others, double blocks)
{
    return tally_cap(others, 1 / (1 / blocks + 1 / tally_blocks(others)));
}

/* How likely another slot's blocks are without and with a habit of its own. */
static double with_habits(struct tally blocks, struct tally prior, struct tally none)
{
    return (1 - HABITS_SHARE) * beta_binomial_ratio(blocks, prior, none) +
           HABITS_SHARE * beta_binomial_ratio(blocks, HABIT, none);
}

/* What the slots but one come to; those that look like habits count less, or else one habit would
 * hide another. */
static struct tally ordinary_blocks(const struct slot_table *table, const struct slot *but)
{
    struct tally sum = PERSON;

    for (size_t i = 0; i < table->n; i++)
        if (&table->items[i] != but)
            tally_add(&sum, table->items[i].all);
    for (int round = 0; round < 3; round++) {
        struct tally prior = tally_cap(sum, ORDINARY_SPREAD), next = PERSON;
        for (size_t i = 0; i < table->n; i++) {
            struct tally all = table->items[i].all;
            if (&table->items[i] == but)
                continue;
            double is_ordinary = (1 - HABITS_SHARE) / with_habits(all, prior, prior);
            tally_add(&next, (struct tally){all.kept * is_ordinary, all.missed * is_ordinary});
        }
        sum = next;
    }
    return sum;
}

/* The spreads' weights after the other slots were seen; they sum up to 1. */
static void weigh_spreads(const struct slot_table *table, const struct slot *slot,
                          struct tally others, double ret[static N_SPREADS])
{
    struct tally none = {others.kept * 1e6, others.missed * 1e6};
    double sum = 0;

    for (size_t i = 0; i < N_SPREADS; i++) {
        double scale = SPREADS[i].blocks / tally_blocks(others);
        struct tally prior = {others.kept * scale, others.missed * scale};
        ret[i] = SPREADS[i].weight;
        for (size_t j = 0; j < table->n; j++)
            if (&table->items[j] != slot)
                ret[i] = clamp(ret[i] * with_habits(table->items[j].all, prior, none));
        sum += ret[i];
    }
    for (size_t i = 0; i < N_SPREADS; i++)
        ret[i] /= sum;
}

/* Habit over no habit for the blocks since one week. */
static double factor_since(struct tally blocks, struct tally others,
                           const double weights[static N_SPREADS])
{
    double plain = 0;

    for (size_t i = 0; i < N_SPREADS; i++)
        plain += weights[i] *
                 beta_binomial_ratio(blocks, spread_prior(others, SPREADS[i].blocks), HABIT);
    return 1 / plain;
}

static size_t first_week(const struct slot_table *table)
{
    for (size_t week = 0; week < HORIZON_WEEKS; week++)
        for (size_t i = 0; i < table->n; i++)
            if (tally_blocks(table->items[i].weeks[week]) > 0)
                return week;
    return HORIZON_WEEKS - 1;
}

struct evidence slot_evidence(const struct slot_table *table, const struct slot *slot)
{
    struct evidence evidence = {0};
    struct tally others = ordinary_blocks(table, slot), blocks = slot->all;
    double weights[N_SPREADS], best = 0;
    size_t first = first_week(table);

    weigh_spreads(table, slot, others, weights);
    for (size_t week = first; week < HORIZON_WEEKS; week++) {
        double factor =
            (week == first ? ONSET_FIRST : ONSET_LATER) * factor_since(blocks, others, weights);
        evidence.factor += factor;
        if (factor > best) {
            best = factor;
            evidence.onset = (int)week;
        }
        tally_add(&others, slot->weeks[week]); /* before the habit it was as any other */
        blocks.kept -= slot->weeks[week].kept;
        blocks.missed -= slot->weeks[week].missed;
    }
    return evidence;
}

double slot_evidence_within(const struct slot_table *table, const struct slot *slot, int onset,
                            size_t *ret_n)
{
    struct tally others = tally_cap(PERSON, 5), since = {0};

    for (int week = 0; week < HORIZON_WEEKS; week++)
        tally_add(week < onset ? &others : &since, slot->weeks[week]);
    *ret_n = 0;
    for (size_t i = 0; i < table->n; i++) {
        if (!streq(table->items[i].activity, slot->activity))
            continue;
        (*ret_n)++;
        if (&table->items[i] != slot)
            tally_add(&others, table->items[i].all);
    }
    return *ret_n > 1 ? beta_binomial_ratio(since, HABIT, others) : INFINITY;
}
