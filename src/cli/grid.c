#include "cli/grid.h"

#include "base/macro.h"
#include "base/zone.h"
#include "bus.h"

/* The slots of one day, end not included, that a stretch of time touches. */
struct stretch {
    int first, last;
};

/* Wall-clock times: where the clock goes back within a stretch it still takes one slot. Returns
 * false if the stretch does not lie in that day. */
static bool stretch_find(const struct grid *grid, const struct zone *zone, int day,
                         int64_t start_sec, int64_t end_sec, struct stretch *ret)
{
    int64_t midnight = (int64_t)(grid->first_day + day) * DAY_SEC;
    int64_t start = zone_to_local(zone, start_sec) - midnight;
    int64_t end = MAX(zone_to_local(zone, end_sec) - midnight, start + 1);
    int slot_sec = grid->slot_minutes * 60;

    if (start >= DAY_SEC || end <= 0)
        return false;
    ret->first = (int)(MAX(start, (int64_t)0) / slot_sec);
    ret->last = (int)((MIN(end, (int64_t)DAY_SEC) + slot_sec - 1) / slot_sec);
    return true;
}

static void grid_touch(struct grid *grid, const struct stretch *stretch)
{
    bool is_first = grid->first_slot == grid->last_slot;
    grid->first_slot = is_first ? stretch->first : MIN(grid->first_slot, stretch->first);
    grid->last_slot = MAX(grid->last_slot, stretch->last);
}

/* The block before keeps its first slot, and gives way where it only ends in the slot in which this
 * one begins. Returns false if the block found no room. */
static bool put_block(struct grid *grid, int day, const struct stretch *stretch,
                      const struct bus_block *block)
{
    struct grid_cell *cells = grid->cells[day];
    int first = stretch->first;
    bool is_shared = cells[first].block && cells[first].block_row == 0;

    if (is_shared) {
        first++;
        cells[stretch->first].has_more = first == stretch->last;
    } else if (cells[first].block) {
        cells[first - 1].is_last = true;
    }
    for (int slot = first; slot < stretch->last; slot++) {
        cells[slot].block = block;
        cells[slot].block_row = (unsigned)(slot - first);
        cells[slot].is_last = slot == stretch->last - 1;
    }
    return !is_shared;
}

/* Of two at once the later one shows: it has begun when the other was seen already. */
static void put_busy(struct grid *grid, int day, const struct stretch *stretch,
                     const struct bus_busy *busy)
{
    for (int slot = stretch->first; slot < stretch->last; slot++)
        grid->cells[day][slot].busy = busy;
}

static void name_busy(struct grid *grid)
{
    for (int day = 0; day < grid->n_days; day++) {
        const struct bus_busy *named = NULL;
        for (int slot = grid->first_slot; slot < grid->last_slot; slot++) {
            struct grid_cell *cell = &grid->cells[day][slot];
            if (!cell->busy || cell->block)
                continue;
            cell->names_busy = cell->busy != named;
            named = cell->busy;
        }
    }
}

/* Returns false if two blocks want the same slot for their start. */
static bool fill(struct grid *grid, const struct bus_span *span, const struct zone *zone,
                 int64_t now_sec)
{
    struct stretch stretch;
    bool fits = true;

    for (int day = 0; day < grid->n_days; day++) {
        for (size_t i = 0; i < span->n_blocks; i++) {
            const struct bus_block *block = &span->blocks[i];
            int64_t end = block->end_sec ? block->end_sec : MAX(now_sec, block->start_sec + 60);
            if (!stretch_find(grid, zone, day, block->start_sec, end, &stretch))
                continue;
            grid_touch(grid, &stretch);
            fits = put_block(grid, day, &stretch, block) && fits;
        }
        for (size_t i = 0; i < span->n_busy; i++) {
            const struct bus_busy *busy = &span->busy[i];
            if (!stretch_find(grid, zone, day, busy->start_sec, busy->end_sec, &stretch))
                continue;
            if (busy->end_sec - busy->start_sec < DAY_SEC) /* a holiday makes no day longer */
                grid_touch(grid, &stretch);
            put_busy(grid, day, &stretch, busy);
        }
    }
    return fits;
}

void grid_lay_out(struct grid *grid, const struct bus_span *span, const struct zone *zone,
                  int64_t now_sec)
{
    static const int slot_minutes[] = {30, 15};
    int32_t first_day = zone_day(zone, span->from_sec);
    int n_days = MIN(zone_day(zone, span->to_sec - 1) - first_day + 1, GRID_DAYS);

    for (size_t i = 0; i < ARRAY_SIZE(slot_minutes); i++) {
        *grid = (struct grid){
            .first_day = first_day,
            .n_days = MAX(n_days, 0),
            .slot_minutes = slot_minutes[i],
        };
        if (fill(grid, span, zone, now_sec))
            break;
    }
    name_busy(grid);
}

bool grid_day_is_empty(const struct grid *grid, int day)
{
    for (int slot = grid->first_slot; slot < grid->last_slot; slot++)
        if (grid->cells[day][slot].block || grid->cells[day][slot].busy)
            return false;
    return true;
}

bool grid_slot_is_empty(const struct grid *grid, int slot)
{
    for (int day = 0; day < grid->n_days; day++)
        if (grid->cells[day][slot].block || grid->cells[day][slot].busy)
            return false;
    return true;
}
