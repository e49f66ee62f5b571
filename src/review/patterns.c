#include <errno.h>

#include "base/macro.h"
#include "review/evidence.h"

/* Evidence, for each slot looked at: against everything else, and against the activity's own other
 * slots, so that an activity that is avoided at any hour is not taken for a matter of the hour. */
#define FACTOR_EACH 20
#define WITHIN_EACH 10

/* An hour with several activities is looked at as a whole, too. Five times as much is asked of it,
 * and of a slot in it that its own blocks lean the same way. */
#define HOUR_TIMES 5
#define LEAN       3

#define SLOT_BLOCKS_MIN 2   /* a slot that ever held one block is none that is looked at */
#define BLOCKS_MIN      6   /* fewer are no habit yet */
#define MISSED_MIN      3   /* fewer never suffice, and need not be reckoned with */
#define KEPT_IN_A_ROW   0xf /* the newest four: it is over */
#define ELSEWHERE_MIN   5   /* blocks that are worth the name */
#define GOAL_WEEKS      4
#define GOAL_MISSED     3
#define GOAL_EASY_PART  1.25

/* What lies elsewhere: in the activity's other slots, or (is_alone) in those of other activities.
 */
static struct tally elsewhere_since(const struct slot_table *table, const struct slot *slot,
                                    bool is_alone, int onset)
{
    struct tally sum = {0};
    for (size_t i = 0; i < table->n; i++)
        if (&table->items[i] != slot && streq(table->items[i].activity, slot->activity) != is_alone)
            tally_add(&sum, slot_since(&table->items[i], onset));
    return sum;
}

static struct tally place_since(const struct slot_table *table, const struct place *place,
                                int onset)
{
    struct tally sum = {0};
    for (size_t i = 0; i < table->n; i++)
        if (place_holds(place, &table->items[i]))
            tally_add(&sum, slot_since(&table->items[i], onset));
    return sum;
}

static bool place_is_habit(const struct slot_table *table, const struct place *place,
                           double n_looked_at, struct evidence *ret)
{
    struct tally all = place_since(table, place, 0);
    double least = FACTOR_EACH * n_looked_at * (place->is_hour ? HOUR_TIMES : 1);
    size_t n_own;

    if (tally_blocks(all) < BLOCKS_MIN || all.missed < MISSED_MIN)
        return false;
    *ret = place_evidence(table, place);
    return ret->factor >= least &&
           place_evidence_within(table, place, ret->onset, &n_own) >= (double)(WITHIN_EACH * n_own);
}

/* By its own blocks, or as part of an hour at which other activities are not kept either. */
static bool slot_is_habit(const struct slot_table *table, struct place *place, double n_looked_at,
                          struct evidence *ret)
{
    struct place hour = {place->slot, true};
    double own = tally_blocks(place->slot->all);
    size_t n_own;

    if ((place->slot->recent & KEPT_IN_A_ROW) == KEPT_IN_A_ROW)
        return false;
    if (place_is_habit(table, place, n_looked_at, ret))
        return true;
    if (own < SLOT_BLOCKS_MIN || tally_blocks(place_since(table, &hour, 0)) <= own ||
        !place_is_habit(table, &hour, n_looked_at, ret) ||
        place_evidence_within(table, place, ret->onset, &n_own) < LEAN)
        return false;
    *place = hour;
    return true;
}

static struct review_pattern slot_pattern(const struct slot_table *table, const struct place *place,
                                          struct evidence evidence, int32_t week)
{
    const struct slot *slot = place->slot;
    struct tally hour =
        place->is_hour ? place_since(table, place, evidence.onset) : (struct tally){0};
    struct tally here = slot_since(slot, evidence.onset);
    struct tally elsewhere = elsewhere_since(table, slot, false, evidence.onset);
    bool is_alone = tally_blocks(elsewhere) < ELSEWHERE_MIN;

    if (is_alone)
        elsewhere = elsewhere_since(table, slot, true, evidence.onset);
    return (struct review_pattern){
        .kind = PATTERN_SLOT,
        .activity = slot->activity,
        .weekday = slot->weekday,
        .part = slot->part,
        .since = week - 7 * (HORIZON_WEEKS - 1 - evidence.onset),
        .kept = (int)here.kept,
        .of = (int)tally_blocks(here),
        .hour_kept = (int)hour.kept,
        .hour_of = (int)tally_blocks(hour),
        .elsewhere_kept = (int)elsewhere.kept,
        .elsewhere_of = (int)tally_blocks(elsewhere),
        .is_alone = is_alone,
        .evidence = evidence.factor,
    };
}

static int compare_evidence(const void *a, const void *b)
{
    double x = ((const struct review_pattern *)a)->evidence;
    double y = ((const struct review_pattern *)b)->evidence;
    return x < y ? 1 : x > y ? -1 : 0;
}

int review_slot_patterns(const struct review_row *rows, size_t n, const struct zone *zone,
                         int32_t week, struct review_pattern **ret, size_t *ret_n)
{
    _cleanup_(slot_table_done) struct slot_table table = {0};
    _cleanup_(freep) struct review_pattern *patterns = NULL;
    size_t n_patterns = 0, n_looked_at = 0;

    int r = slot_table_fill(&table, rows, n, zone, week);
    if (r < 0)
        return r;
    patterns = calloc(table.n + 1, sizeof(*patterns));
    if (!patterns)
        return -ENOMEM;
    for (size_t i = 0; i < table.n; i++)
        n_looked_at += tally_blocks(table.items[i].all) >= SLOT_BLOCKS_MIN;
    for (size_t i = 0; i < table.n; i++) {
        struct place place = {&table.items[i], false};
        struct evidence evidence;
        if (slot_is_habit(&table, &place, (double)n_looked_at, &evidence))
            patterns[n_patterns++] = slot_pattern(&table, &place, evidence, week);
    }
    qsort(patterns, n_patterns, sizeof(*patterns), compare_evidence);
    *ret = TAKE_PTR(patterns);
    *ret_n = n_patterns;
    return 0;
}

/* ---- Goals ---- */

static int compare_level(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

bool review_goal_pattern(const struct review_goal *goal,
                         const struct review_goal_progress *progress, struct review_pattern *ret)
{
    double levels[GOAL_WEEKS];
    int n = 0, missed = 0, easy = 0;

    for (int i = 0; i < GOAL_WEEKS; i++) {
        const struct review_goal_week *week =
            i == 0 ? &progress->week : &progress->past[REVIEW_GOAL_WEEKS - i];
        if (week->state == GOAL_WEEK_OFF)
            continue;
        levels[n++] = week->actual * goal->target / week->target; /* as of a whole week */
        missed += week->state == GOAL_WEEK_MISSED;
        easy += week->actual >= week->target * GOAL_EASY_PART;
    }
    if (missed < GOAL_MISSED && easy < GOAL_WEEKS)
        return false;
    qsort(levels, (size_t)n, sizeof(*levels), compare_level);
    *ret = (struct review_pattern){
        .kind = missed >= GOAL_MISSED ? PATTERN_GOAL : PATTERN_GOAL_EASY,
        .activity = goal->activity,
        .missed = missed,
        .weeks = n,
        .goal = *goal,
        .level = missed < GOAL_MISSED ? levels[0]
                 : n % 2              ? levels[n / 2]
                                      : (levels[n / 2 - 1] + levels[n / 2]) / 2,
    };
    return true;
}

static void add_goal_words(const struct review_pattern *pattern, struct text *text)
{
    const char *unit = pattern->goal.is_hours ? " h" : "";

    if (pattern->kind == PATTERN_GOAL)
        text_addf(text, "missed in %d of the last %d weeks; usual were %.3g%s of %.3g%s",
                  pattern->missed, pattern->weeks, pattern->level, unit, pattern->goal.target,
                  unit);
    else
        text_addf(text,
                  "passed by a quarter or more in each of the last %d weeks; at least %.3g%s"
                  " instead of %.3g%s",
                  pattern->weeks, pattern->level, unit, pattern->goal.target, unit);
}

void review_pattern_add_words(const struct review_pattern *pattern, struct text *text)
{
    if (pattern->kind != PATTERN_SLOT) {
        add_goal_words(pattern, text);
        return;
    }
    text_addf(text, "kept %d of %d on %s %ss", pattern->kept, pattern->of,
              civil_weekday_long_name(pattern->weekday), day_part_name(pattern->part));
    if (pattern->hour_of > 0)
        text_addf(text, ", all activities %d of %d", pattern->hour_kept, pattern->hour_of);
    text_addf(text, "; %s %d of %d", pattern->is_alone ? "everything else" : "elsewhere",
              pattern->elsewhere_kept, pattern->elsewhere_of);
}
