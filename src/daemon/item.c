#include "daemon/item.h"

struct agenda_item agenda_item_from_entry(const struct log_entry *entry)
{
    struct agenda_item item = {
        .kind = entry->kind,
        .activity_name = (char *)entry->activity,
        .title = (char *)entry->title,
        .start_sec = entry->start_sec,
        .end_sec = entry->end_sec,
        .outcome = entry->outcome,
        .is_logged = true,
        .known_sec = entry->known_sec,
        .started_sec = entry->started_sec,
        .minutes = entry->minutes,
        .count = entry->count,
    };

    snprintf(item.id, sizeof item.id, "%s", entry->id);
    return item;
}

struct log_entry log_entry_from_item(const struct agenda_item *item)
{
    return (struct log_entry){
        .id = item->id,
        .activity = item->activity_name,
        .title = item->title,
        .start_sec = item->start_sec,
        .end_sec = item->end_sec,
        .kind = item->kind,
        .outcome = item->outcome,
        .minutes = item->minutes,
        .count = item->count,
        .why = "",
        .note = "",
        .source = "",
        .started_sec = item->started_sec,
        .known_sec = item->known_sec,
    };
}

struct bus_block bus_block_from_item(const struct agenda_item *item)
{
    return (struct bus_block){
        .id = item->id,
        .activity = item->activity_name,
        .title = item->title,
        .start_sec = item->start_sec,
        .end_sec = item->end_sec > item->start_sec ? item->end_sec : 0,
        .kind = item->kind,
        .outcome = item->outcome,
        .started_sec = item->started_sec,
        .minutes = item->minutes,
        .count = item->count,
    };
}

bool item_is_running_work(const struct agenda_item *item, int64_t now_sec)
{
    return item->kind == BLOCK_UNPLANNED && item->outcome == OUTCOME_OPEN &&
           (item->end_sec <= item->start_sec || item->end_sec > now_sec);
}

bool item_is_void(const struct agenda_item *item, int64_t now_sec)
{
    return !item->is_logged && item->end_sec <= now_sec;
}
