/* The agenda as a container: the plan's blocks joined with what the log knows of them. */
#include "schedule.h"

static void item_done(struct agenda_item *item)
{
    free(item->activity_name);
    free(item->title);
    *item = (struct agenda_item){0};
}

void agenda_init(struct agenda *agenda, const struct plan *plan, const struct zone *zone)
{
    *agenda = (struct agenda){.plan = plan, .zone = zone};
}

void agenda_done(struct agenda *agenda)
{
    for (size_t i = 0; i < agenda->n; i++)
        item_done(&agenda->items[i]);
    free(agenda->items);
    agenda_init(agenda, NULL, NULL);
}

/* Activities that the plan no longer has come last. */
static int activity_compare(const struct activity *a, const struct activity *b)
{
    if (a == b)
        return 0;
    if (!a || !b)
        return a ? -1 : 1;
    return a < b ? -1 : 1;
}

static int item_compare(const void *pa, const void *pb)
{
    const struct agenda_item *a = pa, *b = pb;

    if (a->start_sec != b->start_sec)
        return a->start_sec < b->start_sec ? -1 : 1;
    int order = activity_compare(a->activity, b->activity);
    return order != 0 ? order : strcmp(a->id, b->id);
}

void agenda_sort(struct agenda *agenda)
{
    if (agenda->n > 1)
        qsort(agenda->items, agenda->n, sizeof(*agenda->items), item_compare);
}

/* Moves one item, the only one that may be out of order, to its place. */
static void agenda_settle(struct agenda *agenda, size_t i)
{
    struct agenda_item item = agenda->items[i];

    for (; i > 0 && item_compare(&item, &agenda->items[i - 1]) < 0; i--)
        agenda->items[i] = agenda->items[i - 1];
    for (; i + 1 < agenda->n && item_compare(&item, &agenda->items[i + 1]) > 0; i++)
        agenda->items[i] = agenda->items[i + 1];
    agenda->items[i] = item;
}

/* Appends a copy of `item`: the strings are duplicated. On failure the agenda is as before. */
static int agenda_append(struct agenda *agenda, const struct agenda_item *item)
{
    struct agenda_item copy = *item;

    int r = array_reserve((void **)&agenda->items, &agenda->capacity, agenda->n,
                          sizeof(*agenda->items));
    if (r < 0)
        return r;
    copy.activity_name = copy.title = NULL;
    r = str_replace(&copy.activity_name, item->activity_name);
    if (r >= 0)
        r = str_replace(&copy.title, item->title);
    if (r < 0) {
        item_done(&copy);
        return r;
    }
    agenda->items[agenda->n++] = copy;
    return 0;
}

int agenda_add_block(struct agenda *agenda, const struct block *block)
{
    struct agenda_item item = {
        .kind = block->kind,
        .activity = block->activity,
        .activity_name = block->activity->name, /* borrowed: copied by agenda_append() */
        .title = block->activity->title,
        .start_sec = block->start_sec,
        .end_sec = block->end_sec,
        .outcome = OUTCOME_OPEN,
        .minutes = PLAN_UNSET,
        .count = PLAN_UNSET,
    };

    memcpy(item.id, block->id, sizeof(item.id));
    return agenda_append(agenda, &item);
}

int agenda_fill(struct agenda *agenda, int64_t from_sec, int64_t to_sec)
{
    _cleanup_(block_list_done) struct block_list blocks = {0};
    _cleanup_(agenda_done) struct agenda fresh = {0};
    int64_t earliest; /* a block is at most a day long */

    agenda_init(&fresh, agenda->plan, agenda->zone);
    if (__builtin_sub_overflow(from_sec, DAY_SEC, &earliest))
        earliest = INT64_MIN;
    int r = schedule_expand(agenda->plan, agenda->zone, earliest, to_sec, &blocks);
    for (size_t i = 0; r >= 0 && i < blocks.n; i++)
        if (blocks.items[i].end_sec > from_sec)
            r = agenda_add_block(&fresh, &blocks.items[i]);
    if (r < 0)
        return r;

    agenda_sort(&fresh);
    struct agenda old = *agenda;
    *agenda = fresh;
    fresh = old;
    return 0;
}

struct agenda_item *agenda_find(const struct agenda *agenda, const char *id)
{
    for (size_t i = 0; i < agenda->n; i++)
        if (streq(agenda->items[i].id, id))
            return &agenda->items[i];
    return NULL;
}

/* Takes one item out; the others keep their order. */
static void agenda_remove(struct agenda *agenda, size_t i)
{
    item_done(&agenda->items[i]);
    agenda->n--;
    memmove(&agenda->items[i], &agenda->items[i + 1], (agenda->n - i) * sizeof(*agenda->items));
}

/* Adds the fixed block of that id that starts at that very time, if the plan has one. */
static int agenda_fetch(struct agenda *agenda, const char *id, int64_t start_sec)
{
    _cleanup_(block_list_done) struct block_list blocks = {0};

    int r = schedule_expand(agenda->plan, agenda->zone, start_sec, start_sec + 1, &blocks);
    for (size_t i = 0; r >= 0 && i < blocks.n; i++)
        if (streq(blocks.items[i].id, id))
            r = agenda_add_block(agenda, &blocks.items[i]);
    return r;
}

int agenda_move(struct agenda *agenda, const char *id, int64_t base_sec, int64_t start_sec,
                int64_t end_sec, bool is_deleted)
{
    struct agenda_item *item = agenda_find(agenda, id);
    bool has_moved;

    if (!item) {
        int r = agenda_fetch(agenda, id, base_sec);
        if (r < 0)
            return r;
        item = agenda_find(agenda, id);
    }
    if (!item || item->start_sec != base_sec)
        return 0;
    has_moved = item->start_sec != start_sec || item->end_sec != end_sec;
    item->base_sec = has_moved || is_deleted ? base_sec : 0;
    item->is_deleted = is_deleted;
    if (!is_deleted) {
        item->start_sec = start_sec;
        item->end_sec = end_sec;
    }
    agenda_settle(agenda, (size_t)(item - agenda->items));
    return 0;
}

/* Unplanned work has no end while it runs. */
static bool item_overlaps(const struct agenda_item *item, int64_t from_sec, int64_t to_sec)
{
    return item->start_sec < to_sec && (item->start_sec >= from_sec || item->end_sec > from_sec);
}

void agenda_clip(struct agenda *agenda, int64_t from_sec, int64_t to_sec)
{
    for (size_t i = agenda->n; i-- > 0;)
        if (!item_overlaps(&agenda->items[i], from_sec, to_sec))
            agenda_remove(agenda, i);
}

/* The plan's block has not begun, so whatever an unanswered row says of its end is void. Its start
 * and snooze are kept only if they were said of this very time. */
static void item_reopen(struct agenda_item *item, const struct agenda_item *row)
{
    bool has_moved = row->start_sec != item->start_sec;

    item->outcome = OUTCOME_OPEN;
    item->is_logged = true;
    item->known_sec = 0;
    item->started_sec = has_moved ? 0 : row->started_sec;
    item->snoozed_sec = has_moved ? 0 : row->snoozed_sec;
}

static bool row_is_unanswered(const struct agenda_item *row)
{
    return row->outcome == OUTCOME_OPEN || row->outcome == OUTCOME_MISSED;
}

const struct activity *schedule_find_activity(const struct plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->n_activities; i++)
        if (streq(plan->activities[i].name, name) || streq_null(plan->activities[i].formerly, name))
            return &plan->activities[i];
    return streq(name, PLAN_PREPARATION) ? &plan->preparation : NULL;
}

/* The plan's block that the row is about. A row under the former name yields to one under the
 * present. */
static struct agenda_item *agenda_find_block(const struct agenda *agenda,
                                             const struct agenda_item *row,
                                             const struct activity *activity)
{
    struct agenda_item *item = agenda_find(agenda, row->id);
    const char *rest = strchr(row->id, '/');
    char id[BLOCK_ID_SIZE];

    if (item || !activity || !rest)
        return item;
    snprintf(id, sizeof(id), "%s%s", activity->name, rest);
    item = agenda_find(agenda, id);
    return item && !item->is_logged ? item : NULL;
}

int agenda_join(struct agenda *agenda, const struct agenda_item *row, int64_t now_sec)
{
    const struct activity *activity =
        row->activity_name ? schedule_find_activity(agenda->plan, row->activity_name) : NULL;
    struct agenda_item *item = agenda_find_block(agenda, row, activity);

    if (item && row_is_unanswered(row) && item->start_sec > now_sec) {
        item_reopen(item, row);
        return 0;
    }

    size_t i = item ? (size_t)(item - agenda->items) : agenda->n;
    int r = agenda_append(agenda, row);
    if (r < 0)
        return r;
    struct agenda_item *joined = &agenda->items[agenda->n - 1];
    joined->activity = activity;
    joined->is_logged = true;
    if (i < agenda->n - 1) {
        joined->base_sec = agenda->items[i].base_sec;
        joined->is_deleted = agenda->items[i].is_deleted;
        item_done(&agenda->items[i]);
        agenda->items[i] = agenda->items[--agenda->n];
    }
    agenda_settle(agenda, i);
    return 0;
}

/* ---- Pauses ---- */

/* What a pause may excuse: what was not answered, nor begun in spite of it. */
static bool item_is_excusable(const struct agenda_item *item, int64_t from_sec, int64_t to_sec)
{
    bool is_unanswered = item->outcome == OUTCOME_OPEN || item->outcome == OUTCOME_MISSED;

    return item->kind != BLOCK_UNPLANNED && is_unanswered && item->started_sec == 0 &&
           item->start_sec >= from_sec && item->start_sec < to_sec;
}

static void item_excuse(struct agenda_item *item)
{
    item->outcome = OUTCOME_EXCUSED;
    item->is_paused = true;
}

void agenda_pause(struct agenda *agenda, int64_t from_sec, int64_t to_sec)
{
    for (size_t i = 0; i < agenda->n; i++)
        if (item_is_excusable(&agenda->items[i], from_sec, to_sec))
            item_excuse(&agenda->items[i]);
}

static int item_priority(const struct agenda_item *item)
{
    return item->activity ? item->activity->priority : 0;
}

/* What matters most on the day, answered or not: else each answer would bring back what the light
 * day has excused. */
static int highest_priority(const struct agenda *agenda, int64_t from_sec, int64_t to_sec)
{
    int highest = 1;

    for (size_t i = 0; i < agenda->n; i++) {
        const struct agenda_item *item = &agenda->items[i];

        if (item->kind != BLOCK_UNPLANNED && item->outcome != OUTCOME_EXCUSED &&
            item->start_sec >= from_sec && item->start_sec < to_sec)
            highest = MAX(highest, item_priority(item));
    }
    return highest;
}

static void lighten_day(struct agenda *agenda, int64_t from_sec, int64_t to_sec)
{
    int highest = highest_priority(agenda, from_sec, to_sec);

    for (size_t i = 0; i < agenda->n; i++) {
        struct agenda_item *item = &agenda->items[i];

        if (!item_is_excusable(item, from_sec, to_sec))
            continue;
        if (item_priority(item) < highest) {
            item_excuse(item);
            continue;
        }
        item->end_sec = MIN(item->end_sec, item->start_sec + item->activity->minimum * INT64_C(60));
        item->is_light = true;
    }
}

void agenda_lighten(struct agenda *agenda, int64_t from_sec, int64_t to_sec)
{
    if (agenda->n == 0)
        return;
    /* No more days than there are blocks on: a stretch may be as long as it likes. */
    from_sec = MAX(from_sec, agenda->items[0].start_sec);
    to_sec = MIN(to_sec, agenda->items[agenda->n - 1].start_sec + 1);
    for (int32_t day = zone_day(agenda->zone, from_sec); day <= zone_day(agenda->zone, to_sec - 1);
         day++)
        lighten_day(agenda, MAX(from_sec, zone_day_start(agenda->zone, day)),
                    MIN(to_sec, zone_day_start(agenda->zone, day + 1)));
}
