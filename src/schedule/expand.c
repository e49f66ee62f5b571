/* Weekly rules to blocks. Every range of every fixed activity is walked by itself, all its blocks
 * are put in order, and each is cut where the next one begins.
 *
 * Ranges do not overlap in the ordinary week, but a change of the clock can push one into the next:
 * a block keeps its length in elapsed time while the wall clock jumps under it, and a start that is
 * skipped moves later. What a block is cut by may begin after `to`, so blocks of the neighbouring
 * days are always looked at: the blocks of an interval do not depend on how it is asked for. */
#include "schedule.h"

/* Days around an interval on which a block may begin that starts in it or cuts one that does: a
 * block is at most a day long, and the largest change of a clock is a day (Samoa in 2011). */
#define DAYS_BEFORE 2
#define DAYS_AFTER  3

void block_list_done(struct block_list *list)
{
    free(list->items);
    *list = (struct block_list){0};
}

static int64_t block_local_sec(const struct block *block)
{
    return (int64_t)block->day * DAY_SEC + block->activity->times[block->range].start * 60;
}

/* By start; where the clock made two starts one, by what the plan says, then by plan order. Only
 * the last of those at one instant is more than nothing once all are cut. */
static int block_compare(const void *pa, const void *pb)
{
    const struct block *a = pa, *b = pb;

    if (a->start_sec != b->start_sec)
        return a->start_sec < b->start_sec ? -1 : 1;
    int64_t local_a = block_local_sec(a), local_b = block_local_sec(b);
    if (local_a != local_b)
        return local_a < local_b ? -1 : 1;
    if (a->activity != b->activity)
        return a->activity < b->activity ? -1 : 1;
    return a->range < b->range ? -1 : a->range > b->range;
}

/* Adds the blocks of one range on the days [first, last], uncut and without ids. */
static int expand_range(const struct plan *plan, const struct zone *zone,
                        const struct activity *activity, size_t range, int32_t first, int32_t last,
                        struct block_list *list)
{
    struct series series;

    if (schedule_series(plan, activity, range, first, &series) == 0)
        return 0;
    for (int32_t day = series.first_day; day <= last; day++) {
        int64_t start_sec;
        if (!series_has_day(&series, zone, day, &start_sec) || plan_is_day_off(plan, day))
            continue;
        int r =
            array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
        if (r < 0)
            return r;
        list->items[list->n++] = (struct block){
            .kind = BLOCK_FIXED,
            .activity = activity,
            .range = range,
            .day = day,
            .start_sec = start_sec,
            .end_sec = start_sec + (int64_t)series.length_minutes * 60,
        };
    }
    return 0;
}

static int expand_days(const struct plan *plan, const struct zone *zone, int32_t first,
                       int32_t last, struct block_list *list)
{
    for (size_t i = 0; i < plan->n_activities; i++)
        for (size_t range = 0; range < plan->activities[i].n_times; range++) {
            int r = expand_range(plan, zone, &plan->activities[i], range, first, last, list);
            if (r < 0)
                return r;
        }
    return 0;
}

/* Cuts each of the sorted blocks at the start of its successor. */
static void cut_blocks(struct block *blocks, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++)
        if (blocks[i].end_sec > blocks[i + 1].start_sec) {
            blocks[i].end_sec = blocks[i + 1].start_sec;
            blocks[i].is_cut = true;
        }
}

/* Keeps, and names, what starts in the interval and was not cut to nothing. Returns how many. */
static size_t keep_blocks(struct block *blocks, size_t n, int64_t from_sec, int64_t to_sec)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        struct block *block = &blocks[i];
        if (block->start_sec < from_sec || block->start_sec >= to_sec ||
            block->start_sec == block->end_sec)
            continue;
        block_id_fixed(block->id, block->activity->name, block->day, (unsigned)block->range + 1);
        blocks[kept++] = *block;
    }
    return kept;
}

int schedule_expand(const struct plan *plan, const struct zone *zone, int64_t from_sec,
                    int64_t to_sec, struct block_list *list)
{
    from_sec = MAX(from_sec, (int64_t)CIVIL_MIN_DAY * DAY_SEC);
    to_sec = MIN(to_sec, (int64_t)(CIVIL_MAX_DAY + 1) * DAY_SEC);
    if (from_sec >= to_sec)
        return 0;

    size_t n_before = list->n;
    int r = expand_days(plan, zone, zone_day(zone, from_sec) - DAYS_BEFORE,
                        zone_day(zone, to_sec) + DAYS_AFTER, list);
    size_t n = list->n - n_before;
    list->n = n_before;
    if (r < 0 || n == 0)
        return r;

    struct block *blocks = list->items + n_before;
    qsort(blocks, n, sizeof(*blocks), block_compare);
    cut_blocks(blocks, n);
    list->n += keep_blocks(blocks, n, from_sec, to_sec);
    return 0;
}
