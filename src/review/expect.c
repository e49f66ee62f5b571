/* What can be expected of an hour, by what was seen there. */
#include "review/suggest.h"

#include "base/macro.h"

#define WEEK_WEIGHT   0.92 /* of a week, beside the one after it: half after two months */
#define ACTIVITY_MOST 6    /* blocks for which the activity's own record stands */
#define PERSON_MOST   3    /* and, for a new activity, all that the person did */

static struct tally slot_weighted(const struct slot *slot)
{
    struct tally sum = {0};
    for (int week = 0; week < HORIZON_WEEKS; week++) {
        sum.kept = sum.kept * WEEK_WEIGHT + slot->weeks[week].kept;
        sum.missed = sum.missed * WEEK_WEIGHT + slot->weeks[week].missed;
    }
    return sum;
}

struct tally cell_tally(const struct slot_table *table, enum weekday weekday, enum day_part part)
{
    struct tally sum = {0};
    for (size_t i = 0; i < table->n; i++)
        if (table->items[i].weekday == weekday && table->items[i].part == part)
            tally_add(&sum, slot_weighted(&table->items[i]));
    return sum;
}

double expected_share(const struct slot_table *table, const char *activity, enum weekday weekday,
                      enum day_part part)
{
    struct tally cell = cell_tally(table, weekday, part), own = {0}, person = {0};

    for (size_t i = 0; i < table->n; i++) {
        struct tally slot = slot_weighted(&table->items[i]);
        tally_add(&person, slot);
        if (streq(table->items[i].activity, activity))
            tally_add(&own, slot);
    }
    tally_add(&own, tally_cap(person, PERSON_MOST));
    tally_add(&cell, tally_cap(own, ACTIVITY_MOST));
    return tally_blocks(cell) > 0 ? cell.kept / tally_blocks(cell) : 0;
}

static bool overlaps(const struct review_stretch *a, const struct review_stretch *b)
{
    return a->days & b->days && a->start < b->end && b->start < a->end;
}

bool is_free(const struct review_plan *plan, const struct review_activity *but,
             const struct review_stretch *stretch)
{
    for (size_t i = 0; i < plan->n_taken; i++)
        if (overlaps(stretch, &plan->taken[i]))
            return false;
    for (size_t i = 0; i < plan->n_activities; i++) {
        const struct review_activity *other = &plan->activities[i];
        if (other != but && !other->is_flexible && other->is_simple &&
            overlaps(stretch, &other->stretch))
            return false;
    }
    return true;
}
