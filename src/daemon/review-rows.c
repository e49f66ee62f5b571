#include "daemon/review-rows.h"

#include "daemon/daemon.h"
#include "daemon/item.h"

void row_list_done(struct row_list *list)
{
    free(list->items);
    *list = (struct row_list){0};
}

static int row_list_add(struct row_list *list, struct review_row row)
{
    int r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof row);

    if (r >= 0)
        list->items[list->n++] = row;
    return r;
}

int row_list_add_log(struct row_list *list, struct daemon *d, int64_t from_sec, int64_t to_sec)
{
    struct log_filter filter = {.from_sec = from_sec, .to_sec = to_sec};
    _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
    struct log_entry entry;
    int r;

    r = log_list(d->store.log, &filter, &cursor);
    while (r >= 0 && (r = log_cursor_next(cursor, &entry)) > 0) {
        const struct activity *activity = schedule_find_activity(d->plan, entry.activity);

        if (activity)
            r = row_list_add(list, (struct review_row){activity->name, entry.start_sec,
                                                       entry.end_sec, entry.outcome, entry.minutes,
                                                       entry.count, entry.kind});
    }
    return r;
}

int row_list_add_week(struct row_list *list, struct daemon *d, int32_t week, int64_t now_sec)
{
    _cleanup_(agenda_done) struct agenda agenda = {0};
    int r;

    agenda_init(&agenda, d->plan, d->zone);
    r = agenda_fill_with_log(&agenda, d->store.log, zone_day_start(d->zone, week),
                             zone_day_start(d->zone, week + 7), now_sec);
    for (size_t i = 0; r >= 0 && i < agenda.n; i++) {
        const struct agenda_item *item = &agenda.items[i];

        if (item->activity && !item_is_void(item, now_sec))
            r = row_list_add(list, (struct review_row){item->activity->name, item->start_sec,
                                                       item->end_sec, item->outcome, item->minutes,
                                                       item->count, item->kind});
    }
    return r;
}

int row_list_add_weeks(struct row_list *list, struct daemon *d, int32_t week, int n_before,
                       int64_t now_sec)
{
    int r = row_list_add_log(list, d, zone_day_start(d->zone, week - 7 * n_before),
                             zone_day_start(d->zone, week));

    return r < 0 ? r : row_list_add_week(list, d, week, now_sec);
}

struct review_goal review_goal_from_activity(const struct activity *activity)
{
    bool is_hours = activity->goal.kind == GOAL_HOURS;

    return (struct review_goal){activity->name, is_hours,
                                is_hours ? activity->goal.amount / 60.0 : activity->goal.amount};
}
