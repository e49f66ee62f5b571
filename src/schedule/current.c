/* Which block is meant: the one that runs, the one that comes, the one a bare command is about. */
#include "schedule.h"

#define RECENT_SEC (30 * 60) /* a block that ended less than this ago may be meant still */

/* An item that was started ahead of its time has begun then. */
static int64_t item_begin_sec(const struct agenda_item *item)
{
    return item->started_sec != 0 ? MIN(item->started_sec, item->start_sec) : item->start_sec;
}

const struct agenda_item *agenda_current(const struct agenda *agenda, int64_t now_sec)
{
    const struct agenda_item *current = NULL;

    for (size_t i = 0; i < agenda->n; i++) {
        const struct agenda_item *item = &agenda->items[i];
        if (item->outcome != OUTCOME_OPEN || item->kind == BLOCK_UNPLANNED)
            continue;
        if (item_begin_sec(item) > now_sec || item->end_sec <= now_sec)
            continue;
        if (!current || item_begin_sec(item) >= item_begin_sec(current))
            current = item;
    }
    return current;
}

const struct agenda_item *agenda_next_item(const struct agenda *agenda, int64_t now_sec)
{
    for (size_t i = 0; i < agenda->n; i++) {
        const struct agenda_item *item = &agenda->items[i];
        if (item->start_sec > now_sec && item->outcome == OUTCOME_OPEN && item->started_sec == 0)
            return item;
    }
    return NULL;
}

static const struct agenda_item *latest_started(const struct agenda *agenda)
{
    const struct agenda_item *latest = NULL;

    for (size_t i = 0; i < agenda->n; i++) {
        const struct agenda_item *item = &agenda->items[i];
        if (item->started_sec == 0 || item->outcome != OUTCOME_OPEN)
            continue;
        if (!latest || item->started_sec >= latest->started_sec)
            latest = item;
    }
    return latest;
}

/* The latest that ended within RECENT_SEC and has no answer yet; `missed` is none. */
static const struct agenda_item *recently_ended(const struct agenda *agenda, int64_t now_sec)
{
    const struct agenda_item *recent = NULL;

    for (size_t i = 0; i < agenda->n; i++) {
        const struct agenda_item *item = &agenda->items[i];
        if (item->outcome != OUTCOME_OPEN && item->outcome != OUTCOME_MISSED)
            continue;
        if (item->end_sec > now_sec || item->end_sec <= now_sec - RECENT_SEC)
            continue;
        if (!recent || item->end_sec >= recent->end_sec)
            recent = item;
    }
    return recent;
}

const struct agenda_item *agenda_default_item(const struct agenda *agenda, int64_t now_sec)
{
    const struct agenda_item *item = latest_started(agenda);

    if (!item)
        item = recently_ended(agenda, now_sec);
    return item ? item : agenda_current(agenda, now_sec);
}
