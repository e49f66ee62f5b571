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
    const struct activity *activity; /* borrowed from the plan */
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

static int add_blocks(struct stretch_list *list, const struct zone *zone,
                      const struct block_list *blocks, int32_t week)
{
    int64_t from_sec = zone_day_start(zone, week), to_sec = zone_day_start(zone, week + 7);

    for (size_t i = 0; i < blocks->n; i++) {
        const struct block *block = &blocks->items[i];
        int64_t start = zone_to_local(zone, block->start_sec);
        int64_t end = zone_to_local(zone, block->end_sec);

        if (block->start_sec < from_sec || block->start_sec >= to_sec)
            continue;
        int r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof *list->items);
        if (r < 0)
            return r;
        list->items[list->n++] =
            (struct stretch){block->activity, civil_weekday(civil_local_day(start)),
                             minute_of(start), minute_of(end)};
    }
    return 0;
}

static bool has_same_times(const struct stretch *a, const struct stretch *b)
{
    return a->activity == b->activity && a->start == b->start && a->end == b->end;
}

static void add_times(struct text *text, const struct stretch *item)
{
    text_addf(text, "%02d:%02d-%02d:%02d", item->start / 60, item->start % 60, item->end / 60,
              item->end % 60);
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
    text_add_char(text, ' ');
    add_times(text, item);
}

static int word_week(const struct stretch_list *list, const struct activity *activity,
                     struct tune_week *ret)
{
    _cleanup_(text_done) struct text text = {0};
    unsigned slots = 0;

    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i].activity != activity)
            continue;
        add_group(&text, list, i);
        slots |= review_slot_bit(list->items[i].weekday, day_part_of_minute(list->items[i].start));
    }
    int r = text_take(&text, &ret->words);
    if (r >= 0)
        ret->slots = slots;
    return r;
}

static int compare_starts(const void *a, const void *b)
{
    return ((const struct stretch *)a)->start - ((const struct stretch *)b)->start;
}

/* The list is by start. */
static int word_day(const struct stretch_list *list, enum weekday day, char **ret)
{
    _cleanup_(text_done) struct text text = {0};

    for (size_t i = 0; i < list->n; i++) {
        const struct stretch *item = &list->items[i];

        if (item->weekday != day)
            continue;
        text_add(&text, text.length > 0 ? ", " : "");
        add_times(&text, item);
        text_addf(&text, " %s", item->activity->name);
    }
    return text_take(&text, ret);
}

/* Sorts the list. */
static int word_days(struct stretch_list *list, struct tune_week *ret)
{
    int r = 0;

    if (list->n > 0)
        qsort(list->items, list->n, sizeof *list->items, compare_starts);
    for (enum weekday day = MONDAY; r >= 0 && day <= SUNDAY; day++)
        r = word_day(list, day, &ret->days[day]);
    return r;
}

void tune_week_done(struct tune_week *week)
{
    free(week->words);
    for (size_t i = 0; i < ARRAY_SIZE(week->days); i++)
        free(week->days[i]);
    *week = (struct tune_week){0};
}

/* All blocks of a week. */
static int list_week(const struct plan *plan, const struct zone *zone, const struct busy_item *busy,
                     size_t n_busy, int32_t week, struct stretch_list *list)
{
    _cleanup_(block_list_done) struct block_list fixed = {0};
    _cleanup_(placed_done) struct placed placed = {0};
    int r;

    r = schedule_expand(plan, zone, zone_day_start(zone, week - 1), zone_day_start(zone, week + 8),
                        &fixed);
    if (r >= 0)
        r = place(plan, zone, busy, n_busy, week, &fixed, &placed);
    if (r >= 0)
        r = add_blocks(list, zone, &fixed, week);
    if (r >= 0)
        r = add_blocks(list, zone, &placed.blocks, week);
    return r;
}

int tune_week_fill(const struct plan *plan, const struct zone *zone, const struct busy_item *busy,
                   size_t n_busy, int64_t now_sec, const char *activity, struct tune_week *ret)
{
    const struct activity *which = plan_find_activity(plan, activity);
    struct tune_week filled = {0};
    struct stretch_list list = {0};
    int32_t week;
    int r = 0;

    if (which &&
        ordinary_week_find(plan, which, ordinary_week_first(plan, zone_day(zone, now_sec)), &week))
        r = list_week(plan, zone, busy, n_busy, week, &list);
    if (r >= 0)
        r = word_week(&list, which, &filled);
    if (r >= 0 && which)
        r = word_days(&list, &filled);
    free(list.items);
    if (r < 0) {
        tune_week_done(&filled);
        return r;
    }
    *ret = filled;
    return 0;
}

/* ---- Two weeks ---- */

static const char *day_of(const struct tune_week *week, enum weekday day)
{
    return week->days[day] ?: "";
}

static bool day_is_same(const struct tune_week *a, enum weekday day, const struct tune_week *b,
                        enum weekday other)
{
    return streq(day_of(a, day), day_of(b, other));
}

/* The days from `first` on that differ as it does, of which `first` is the first. */
static void add_difference(struct text *text, const struct tune_week *before,
                           const struct tune_week *after, enum weekday first)
{
    for (enum weekday day = MONDAY; day < first; day++)
        if (day_is_same(before, day, before, first) && day_is_same(after, day, after, first))
            return;
    for (enum weekday day = first; day <= SUNDAY; day++)
        if (day_is_same(before, day, before, first) && day_is_same(after, day, after, first))
            text_addf(text, "%s%s", day == first ? "" : ", ", civil_weekday_name(day));
    text_addf(text, "\t%s\t%s\n", day_of(before, first), day_of(after, first));
}

int tune_week_compare(const struct tune_week *before, const struct tune_week *after, char **ret)
{
    _cleanup_(text_done) struct text text = {0};

    for (enum weekday day = MONDAY; day <= SUNDAY; day++)
        if (!day_is_same(before, day, after, day))
            add_difference(&text, before, after, day);
    return text_take(&text, ret);
}
