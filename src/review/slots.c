#include "review/slots.h"

#include <errno.h>

#include "base/macro.h"

#define DAY_BEGINS (4 * 60) /* a block at 01:00 belongs to the evening before */
#define NOON       (12 * 60)
#define EVENING    (17 * 60)
#define MARGIN_SEC (2 * DAY_SEC) /* more than any zone is away from UTC, and 04:00 */

enum day_part day_part_of_minute(int minute)
{
    minute = (minute % DAY_MINUTES + DAY_MINUTES) % DAY_MINUTES;
    if (minute < DAY_BEGINS || minute >= EVENING)
        return PART_EVENING;
    return minute < NOON ? PART_MORNING : PART_AFTERNOON;
}

const char *day_part_name(enum day_part part)
{
    static const char *const names[] = {"morning", "afternoon", "evening"};
    return (unsigned)part < ARRAY_SIZE(names) ? names[part] : "?";
}

void slot_table_done(struct slot_table *table)
{
    free(table->items);
    *table = (struct slot_table){0};
}

static int find_slot(struct slot_table *table, const char *activity, enum weekday weekday,
                     enum day_part part, struct slot **ret)
{
    for (size_t i = 0; i < table->n; i++) {
        struct slot *slot = &table->items[i];
        if (slot->weekday == weekday && slot->part == part && streq(slot->activity, activity)) {
            *ret = slot;
            return 0;
        }
    }
    int r =
        array_reserve((void **)&table->items, &table->capacity, table->n, sizeof(*table->items));
    if (r < 0)
        return r;
    *ret = &table->items[table->n++];
    **ret = (struct slot){.activity = activity, .weekday = weekday, .part = part};
    return 0;
}

static bool row_counts(const struct review_row *row)
{
    return row->kind != BLOCK_UNPLANNED &&
           (outcome_is_answer(row->outcome) || row->outcome == OUTCOME_MISSED);
}

/* Local time with the day beginning at midnight instead of 04:00. */
static int64_t row_shifted_sec(const struct review_row *row, const struct zone *zone)
{
    return zone_to_local(zone, row->start_sec) - DAY_BEGINS * 60;
}

static int add_row(struct slot_table *table, const struct review_row *row, const struct zone *zone,
                   int32_t week)
{
    int64_t shifted = row_shifted_sec(row, zone);
    int32_t day = civil_local_day(shifted);
    int minute = civil_local_second(shifted) / 60 + DAY_BEGINS;
    int place = HORIZON_WEEKS - 1 + (day - week + 7 * HORIZON_WEEKS) / 7 - HORIZON_WEEKS;
    bool is_kept = row->outcome == OUTCOME_DONE || row->outcome == OUTCOME_PARTIAL;
    struct tally one = {is_kept, !is_kept};
    struct slot *slot;

    if (place < 0 || place >= HORIZON_WEEKS)
        return 0;
    int r = find_slot(table, row->activity, civil_weekday(day), day_part_of_minute(minute), &slot);
    if (r < 0)
        return r;
    tally_add(&slot->weeks[place], one);
    tally_add(&slot->all, one);
    slot->recent = slot->recent << 1 | is_kept;
    return 0;
}

/* One day's rows: nothing, if nobody answered any of them. */
static int add_day(struct slot_table *table, const struct review_row *rows, size_t n,
                   const struct zone *zone, int32_t week)
{
    bool is_answered = false;

    for (size_t i = 0; i < n; i++)
        is_answered |= outcome_is_answer(rows[i].outcome) && !review_row_is_deed(&rows[i]);
    for (size_t i = 0; is_answered && i < n; i++) {
        int r = row_counts(&rows[i]) ? add_row(table, &rows[i], zone, week) : 0;
        if (r < 0)
            return r;
    }
    return 0;
}

int slot_table_fill(struct slot_table *table, const struct review_row *rows, size_t n,
                    const struct zone *zone, int32_t week)
{
    int64_t from_sec = ((int64_t)week - 7 * (HORIZON_WEEKS - 1)) * DAY_SEC - MARGIN_SEC;
    int64_t to_sec = ((int64_t)week + 7) * DAY_SEC + MARGIN_SEC;
    size_t i = 0, end;

    for (; i < n; i = end) {
        end = i + 1;
        if (rows[i].start_sec < from_sec || rows[i].start_sec >= to_sec)
            continue;
        int32_t day = civil_local_day(row_shifted_sec(&rows[i], zone));
        while (end < n && rows[end].start_sec >= from_sec && rows[end].start_sec < to_sec &&
               civil_local_day(row_shifted_sec(&rows[end], zone)) == day)
            end++;
        int r = add_day(table, &rows[i], end - i, zone, week);
        if (r < 0)
            return r;
    }
    return 0;
}
