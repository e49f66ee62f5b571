/* What is due when. One function lists everything that an item will ever have due, regardless of
 * the time it is; agenda_due() and agenda_next() are two views of that list, and so agree. */
#include "schedule.h"

/* All that one item has due: reminders, nags, and one each of start, snooze, end and missed. */
struct item_dues {
    struct due items[2 * PLAN_MAX_RANGES + 4];
    size_t n;
};

static const char *const due_kind_names[DUE_KIND_MAX_] = {
    [DUE_REMIND] = "remind", [DUE_START] = "start", [DUE_NAG] = "nag",
    [DUE_SNOOZE] = "snooze", [DUE_END] = "end",     [DUE_MISSED] = "missed",
    [DUE_REVIEW] = "review",
};

const char *due_kind_name(enum due_kind kind)
{
    return (unsigned)kind < DUE_KIND_MAX_ ? due_kind_names[kind] : "?";
}

void due_list_done(struct due_list *list)
{
    free(list->items);
    *list = (struct due_list){0};
}

/* Times come out of the log, where anything may stand: saturates instead of overflowing. */
static int64_t add_minutes(int64_t sec, int minutes)
{
    int64_t sum;

    if (__builtin_add_overflow(sec, (int64_t)minutes * 60, &sum))
        return minutes < 0 ? INT64_MIN : INT64_MAX;
    return sum;
}

int64_t agenda_item_deadline(const struct agenda *agenda, const struct agenda_item *item)
{
    int64_t from_sec = MAX(item->end_sec, MAX(item->known_sec, item->started_sec));

    return add_minutes(from_sec, agenda->plan->grace);
}

static void dues_add(struct item_dues *dues, size_t item, enum due_kind kind, int64_t at_sec,
                     int offset)
{
    dues->items[dues->n++] =
        (struct due){.at_sec = at_sec, .kind = kind, .offset = offset, .item = item};
}

/* What makes the user begin: before the start, at it, and while nothing was heard. */
static void dues_add_beginning(struct item_dues *dues, const struct agenda_item *item, size_t i)
{
    const struct activity *activity = item->activity;

    for (size_t k = 0; activity && k < activity->remind.n; k++) {
        int offset = activity->remind.minutes[k];
        dues_add(dues, i, DUE_REMIND, add_minutes(item->start_sec, -offset), offset);
    }
    dues_add(dues, i, DUE_START, item->start_sec, 0);
    for (size_t k = 0; activity && k < activity->nag.n; k++) {
        int offset = activity->nag.minutes[k];
        int64_t at_sec = add_minutes(item->start_sec, offset);
        if (at_sec <= item->end_sec)
            dues_add(dues, i, DUE_NAG, at_sec, offset);
    }
}

/* True if it was over when the daemon came back: a summary told it, and nothing of it is left to
 * announce. */
static bool item_was_told(const struct agenda_item *item)
{
    return item->known_sec != 0 && item->end_sec <= item->known_sec;
}

/* The end of a block's time is an event whether or not anybody asks about it. Unplanned work that
 * has an outcome ended with that. */
static bool item_has_end(const struct agenda_item *item)
{
    if (item->kind == BLOCK_UNPLANNED && item->outcome != OUTCOME_OPEN)
        return false;
    return item->start_sec < item->end_sec && item->outcome != OUTCOME_EXCUSED &&
           !item_was_told(item);
}

/* Everything that item i has due, whenever. */
static void item_dues_list(const struct agenda *agenda, size_t i, struct item_dues *ret)
{
    const struct agenda_item *item = &agenda->items[i];
    bool is_planned = item->kind != BLOCK_UNPLANNED;

    ret->n = 0;
    if (item_has_end(item))
        dues_add(ret, i, DUE_END, item->end_sec, 0);
    if (item->outcome != OUTCOME_OPEN)
        return;
    if (is_planned && item->started_sec == 0 && !item_was_told(item))
        dues_add_beginning(ret, item, i);
    if (item->snoozed_sec != 0)
        dues_add(ret, i, DUE_SNOOZE, item->snoozed_sec, 0);
    /* One that is not in the log by its end was never seen to begin: it is from before the first
     * run, and nobody missed it. */
    if (is_planned && item->is_logged)
        dues_add(ret, i, DUE_MISSED, agenda_item_deadline(agenda, item), 0);
}

static int due_list_add(struct due_list *list, const struct due *due)
{
    int r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
    if (r < 0)
        return r;
    list->items[list->n++] = *due;
    return 0;
}

static int due_list_add_items(struct due_list *list, const struct agenda *agenda, int64_t after_sec,
                              int64_t until_sec)
{
    struct item_dues dues;

    for (size_t i = 0; i < agenda->n; i++) {
        item_dues_list(agenda, i, &dues);
        for (size_t k = 0; k < dues.n; k++) {
            int64_t at_sec = dues.items[k].at_sec;
            if (at_sec <= after_sec || at_sec > until_sec)
                continue;
            int r = due_list_add(list, &dues.items[k]);
            if (r < 0)
                return r;
        }
    }
    return 0;
}

static int due_list_add_reviews(struct due_list *list, const struct agenda *agenda,
                                int64_t after_sec, int64_t until_sec)
{
    for (;;) {
        after_sec = plan_next_review(agenda->plan, agenda->zone, after_sec);
        if (after_sec == INT64_MAX || after_sec > until_sec)
            return 0;
        struct due due = {.at_sec = after_sec, .kind = DUE_REVIEW, .item = SIZE_MAX};
        int r = due_list_add(list, &due);
        if (r < 0)
            return r;
    }
}

static int due_compare(const void *pa, const void *pb)
{
    const struct due *a = pa, *b = pb;

    if (a->at_sec != b->at_sec)
        return a->at_sec < b->at_sec ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->item != b->item)
        return a->item < b->item ? -1 : 1;
    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

int agenda_due(const struct agenda *agenda, int64_t after_sec, int64_t until_sec,
               struct due_list *list)
{
    size_t n_before = list->n;

    int r = due_list_add_items(list, agenda, after_sec, until_sec);
    if (r >= 0)
        r = due_list_add_reviews(list, agenda, after_sec, until_sec);
    if (r < 0) {
        list->n = n_before;
        return r;
    }
    if (list->n - n_before > 1)
        qsort(list->items + n_before, list->n - n_before, sizeof(*list->items), due_compare);
    return 0;
}

int64_t agenda_next(const struct agenda *agenda, int64_t after_sec)
{
    int64_t next_sec = plan_next_review(agenda->plan, agenda->zone, after_sec);
    struct item_dues dues;

    for (size_t i = 0; i < agenda->n; i++) {
        item_dues_list(agenda, i, &dues);
        for (size_t k = 0; k < dues.n; k++)
            if (dues.items[k].at_sec > after_sec)
                next_sec = MIN(next_sec, dues.items[k].at_sec);
    }
    return next_sec;
}

int64_t plan_next_review(const struct plan *plan, const struct zone *zone, int64_t after_sec)
{
    if (!plan->has_review || after_sec >= (int64_t)CIVIL_MAX_DAY * DAY_SEC)
        return INT64_MAX;
    after_sec = MAX(after_sec, (int64_t)CIVIL_MIN_DAY * DAY_SEC);

    /* Two days back: a start that is skipped moves up to a day. */
    int32_t day = zone_day(zone, after_sec) - 2;
    while (civil_weekday(day) != plan->review_day)
        day++;
    for (; day <= CIVIL_MAX_DAY; day += 7) {
        int64_t at_sec = zone_to_utc(zone, (int64_t)day * DAY_SEC + plan->review_minute * 60);
        if (at_sec > after_sec)
            return at_sec;
    }
    return INT64_MAX;
}
