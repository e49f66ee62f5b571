/* A lull: the user has said nothing for days. Reminders fall to one a day then (DESIGN's manners):
 * who does not answer ten bubbles will not answer the eleventh, but may read the only one. */
#include "schedule.h"

/* What counts of a day: blocks that went by without a word, and whether any still waits for one. */
struct day_tally {
    unsigned missed, open;
};

static struct day_tally tally_day(const struct agenda *agenda, int32_t day)
{
    struct day_tally tally = {0};

    for (size_t i = 0; i < agenda->n; i++) {
        const struct agenda_item *item = &agenda->items[i];

        if (item->kind == BLOCK_UNPLANNED || zone_day(agenda->zone, item->start_sec) != day)
            continue;
        tally.missed += item->outcome == OUTCOME_MISSED;
        tally.open += item->outcome == OUTCOME_OPEN && item->is_logged;
    }
    return tally;
}

unsigned agenda_silent_days(const struct agenda *agenda, int64_t last_word_sec, int64_t now_sec)
{
    int32_t today = zone_day(agenda->zone, now_sec), day = today;
    unsigned n = 0;

    if (agenda->n > 0) /* a long sleep lies before all that is known */
        day = zone_day(agenda->zone, agenda->items[0].start_sec);
    for (day = MAX(day, zone_day(agenda->zone, last_word_sec) + 1); day < today; day++) {
        struct day_tally tally = tally_day(agenda, day);

        n += tally.missed > 0 && tally.open == 0;
    }
    return n;
}

const struct agenda_item *agenda_day_first(const struct agenda *agenda, int32_t day)
{
    for (size_t i = 0; i < agenda->n; i++) {
        const struct agenda_item *item = &agenda->items[i];

        if (item->kind != BLOCK_UNPLANNED && item->outcome != OUTCOME_EXCUSED &&
            !item->is_deleted && zone_day(agenda->zone, item->start_sec) == day)
            return item;
    }
    return NULL;
}

bool agenda_lull_notice(const struct agenda *agenda, const struct agenda_item *item,
                        int64_t now_sec, struct notice *ret)
{
    int32_t day = zone_day(agenda->zone, item->start_sec);

    if (item->outcome != OUTCOME_OPEN || item->started_sec != 0 || now_sec < item->start_sec ||
        now_sec >= item->end_sec || agenda_day_first(agenda, day) != item)
        return false;
    *ret = (struct notice){DUE_START, 0, item->start_sec, item->end_sec};
    return true;
}
