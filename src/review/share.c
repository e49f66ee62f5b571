/* Whether an applied suggestion helped: the same count before and since. */
#include "base/macro.h"
#include "review/slots.h"

unsigned review_slot_bit(enum weekday weekday, enum day_part part)
{
    return 1u << ((unsigned)weekday * PART_MAX_ + (unsigned)part);
}

int review_share(const struct review_row *rows, size_t n, const char *activity, unsigned slots,
                 int64_t since_sec, const struct zone *zone, int32_t week, int *ret_kept,
                 int *ret_of)
{
    _cleanup_(slot_table_done) struct slot_table table = {0};
    struct tally sum = {0};
    size_t first = 0;

    while (first < n && rows[first].start_sec < since_sec)
        first++;
    int r = slot_table_fill(&table, rows + first, n - first, zone, week);
    if (r < 0)
        return r;
    for (size_t i = 0; i < table.n; i++) {
        const struct slot *slot = &table.items[i];
        if (streq(slot->activity, activity) &&
            (slots == 0 || slots & review_slot_bit(slot->weekday, slot->part)))
            tally_add(&sum, slot->all);
    }
    *ret_kept = (int)sum.kept;
    *ret_of = (int)tally_blocks(sum);
    return 0;
}
