/* One block as each neighbour sees it: in the agenda, in the log, on the bus. */
#pragma once

#include "bus.h"
#include "log.h"
#include "schedule.h"

/* Strings are borrowed from what is passed in; the activity is not looked up. */
struct agenda_item agenda_item_from_entry(const struct log_entry *entry);
struct log_entry log_entry_from_item(const struct agenda_item *item);
struct bus_block bus_block_from_item(const struct agenda_item *item);

/* Over, and nobody saw it begin: from before the first run, of a plan that came later, or of a time
 * without a daemon. It is no part of the user's week. */
bool item_is_void(const struct agenda_item *item, int64_t now_sec);

/* Unplanned work that goes on: without an end yet, or for as long as was said. */
bool item_is_running_work(const struct agenda_item *item, int64_t now_sec);
