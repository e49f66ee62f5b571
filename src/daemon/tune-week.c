#include "daemon/tune-week.h"

#include <errno.h>

#include "base/text.h"
#include "daemon/ordinary-week.h"
#include "review.h"
#include "schedule.h"

/* ---- Blocks ---- */

static int copy_busy(const struct busy_item *items, size_t n, int64_t from_sec, int64_t to_sec,
                     struct busy_time **ret, size_t *ret_n)
{
    struct busy_time *busy = calloc(MAX(n, 1u), sizeof *busy);

    if (!busy)
        return -ENOMEM;
    *ret = busy;
    *ret_n = 0;
    for (size_t i = 0; i < n; i++)
        if (items[i].start_sec < to_sec && items[i].end_sec > from_sec)
            busy[(*ret_n)++] =
                (struct busy_time){items[i].start_sec, items[i].end_sec, items[i].buffer_minutes};
    return 0;
}

static int place(const struct plan *plan, const struct zone *zone, const struct busy_item *items,
                 size_t n_items, int32_t week, const struct block_list *fixed, struct placed *ret)
{
    _cleanup_(freep) struct busy_time *busy = NULL;
    int64_t from_sec = zone_day_start(zone, week - 1), to_sec = zone_day_start(zone, week + 8);
    struct placement question = {
        .plan = plan,
        .zone = zone,
        .week = week,
        .now_sec = from_sec,
        .fixed = fixed->items,
        .n_fixed = fixed->n,
    };
    int r = copy_busy(items, n_items, from_sec, to_sec, &busy, &question.n_busy);

    question.busy = busy;
    return r < 0 ? r : schedule_place(&question, ret);
}

/* ---- Words ---- */

/* Of a week's local times. */
struct stretch {
    enum weekday weekday;
    int start, end; /* minutes of the day */
};

struct stretch_list {
    struct stretch *items;
    size_t n, capacity;
};

static int minute_of(int64_t local_sec)
{
    return civil_local_second(local_sec) / 60;
}

static int add_blocks(struct stretch_list *list, const struct zone *zone, const struct block *items,
                      size_t n, const struct activity *activity, int32_t week)
{
    int64_t from_sec = zone_day_start(zone, week), to_sec = zone_day_start(zone, week + 7);

    for (size_t i = 0; i < n; i++) {
        int64_t start = zone_to_local(zone, items[i].start_sec);
        int64_t end = zone_to_local(zone, items[i].end_sec);

        if (items[i].activity != activity || items[i].start_sec < from_sec ||
            items[i].start_sec >= to_sec)
            continue;
        int r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof *list->items);
        if (r < 0)
            return r;
        list->items[list->n++] = (struct stretch){civil_weekday(civil_local_day(start)),
                                                  minute_of(start), minute_of(end)};
    }
    return 0;
}

static bool has_same_times(const struct stretch *a, const struct stretch *b)
{
    return a->start == b->start && a->end == b->end;
}

/* The days of one pair of times, where the first of them is met. */
static void add_group(struct text *text, const struct stretch_list *list, size_t first)
{
    const struct stretch *item = &list->items[first];

    for (size_t i = 0; i < first; i++)
        if (has_same_times(&list->items[i], item))
            return;
    if (text->length > 0)
        text_add(text, "; ");
    for (size_t i = first; i < list->n; i++)
        if (has_same_times(&list->items[i], item))
            text_addf(text, "%s%s", i == first ? "" : ", ",
                      civil_weekday_name(list->items[i].weekday));
    text_addf(text, " %02d:%02d-%02d:%02d", item->start / 60, item->start % 60, item->end / 60,
              item->end % 60);
}

static int word_week(const struct stretch_list *list, struct tune_week *ret)
{
    _cleanup_(text_done) struct text text = {0};
    unsigned slots = 0;

    for (size_t i = 0; i < list->n; i++) {
        add_group(&text, list, i);
        slots |= review_slot_bit(list->items[i].weekday, day_part_of_minute(list->items[i].start));
    }
    int r = text_take(&text, &ret->words);
    if (r >= 0)
        ret->slots = slots;
    return r;
}

int tune_week_fill(const struct plan *plan, const struct zone *zone, const struct busy_item *busy,
                   size_t n_busy, int64_t now_sec, const char *activity, struct tune_week *ret)
{
    const struct activity *which = plan_find_activity(plan, activity);
    _cleanup_(block_list_done) struct block_list fixed = {0};
    _cleanup_(placed_done) struct placed placed = {0};
    struct stretch_list list = {0};
    int32_t week;
    int r = 0;

    if (which && ordinary_week_find(plan, which, ordinary_week_first(plan, zone_day(zone, now_sec)),
                                    &week)) {
        r = schedule_expand(plan, zone, zone_day_start(zone, week - 1),
                            zone_day_start(zone, week + 8), &fixed);
        if (r >= 0 && !activity_is_fixed(which))
            r = place(plan, zone, busy, n_busy, week, &fixed, &placed);
        if (r >= 0)
            r = add_blocks(&list, zone, fixed.items, fixed.n, which, week);
        if (r >= 0)
            r = add_blocks(&list, zone, placed.blocks.items, placed.blocks.n, which, week);
    }
    if (r >= 0)
        r = word_week(&list, ret);
    free(list.items);
    return r;
}
