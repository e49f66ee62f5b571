#include "daemon/review-rows.h"

#include "base/civil.h"
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

/* ---- What the tracker counts ---- */

#define MIDDAY_SEC (DAY_SEC / 2)

static bool goal_is_of(const struct goal *goal, enum track_deed deed)
{
    return goal->kind == GOAL_COUNT && streq(goal->unit, track_deed_name(deed));
}

/* Of several goals with this unit the plan's first has it: nothing counts twice. */
static const struct activity *activity_of_deed(const struct plan *plan, enum track_deed deed)
{
    for (size_t i = 0; i < plan->n_activities; i++)
        if (goal_is_of(&plan->activities[i].goal, deed))
            return &plan->activities[i];
    return NULL;
}

struct deeds {
    struct row_list *list;
    const struct daemon *d;
};

static int add_deed(int32_t day, enum track_deed deed, int64_t n _unused_, void *userdata)
{
    struct deeds *deeds = userdata;
    const struct activity *activity = activity_of_deed(deeds->d->plan, deed);
    int64_t at_sec = zone_day_start(deeds->d->zone, day) + MIDDAY_SEC;

    return !activity ? 0
                     : row_list_add(deeds->list, (struct review_row){.activity = activity->name,
                                                                     .start_sec = at_sec,
                                                                     .end_sec = at_sec,
                                                                     .outcome = OUTCOME_DONE,
                                                                     .count = 1,
                                                                     .kind = BLOCK_UNPLANNED});
}

static int compare_rows(const void *a, const void *b)
{
    const struct review_row *left = a, *right = b;

    return (left->start_sec > right->start_sec) - (left->start_sec < right->start_sec);
}

/* The week with which the log begins. A tracker that was brought along goes further back, to weeks
 * that nobody had planned: by its deeds alone these would all be missed. */
static int32_t first_week(const struct row_list *list, const struct daemon *d)
{
    int64_t from_sec = list->n > 0 ? list->items[0].start_sec : d->first_run_sec;

    return civil_week_start(zone_day(d->zone, from_sec), d->plan->week_start);
}

static int row_list_add_deeds(struct row_list *list, struct daemon *d, int64_t from_sec,
                              int64_t to_sec)
{
    struct deeds deeds = {list, d};
    size_t n = list->n;
    int32_t from_day = MAX(zone_day(d->zone, from_sec), first_week(list, d));
    int r =
        log_each_track_deed(d->store.log, from_day, zone_day(d->zone, to_sec), add_deed, &deeds);

    if (list->n > n)
        qsort(list->items, list->n, sizeof *list->items, compare_rows);
    return r;
}

/* ---- What the log has ---- */

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
    return r < 0 ? r : row_list_add_deeds(list, d, from_sec, to_sec);
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
    return r < 0 ? r
                 : row_list_add_deeds(list, d, zone_day_start(d->zone, week),
                                      zone_day_start(d->zone, week + 7));
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
    bool is_hours = activity->goal.kind == GOAL_HOURS, is_tracked = false;

    for (enum track_deed deed = 0; deed < DEED_MAX_; deed++)
        is_tracked |= goal_is_of(&activity->goal, deed);
    return (struct review_goal){activity->name, is_hours,
                                is_hours ? activity->goal.amount / 60.0 : activity->goal.amount,
                                is_tracked};
}
