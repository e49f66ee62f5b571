#include "daemon/place-question.h"

#include <errno.h>

#include "base/hash.h"
#include "daemon/item.h"
#include "daemon/preparations.h"
#include "daemon/rounds.h"

#define FIRST_WEEK_PERCENT 60 /* of the budget: to begin with less is to begin */

void place_question_done(struct place_question *q)
{
    agenda_done(&q->agenda);
    free(q->fixed);
    free(q->busy);
    free(q->pauses);
    free(q->kept);
    free(q->previous);
    free(q->prepared);
    free(q->stored);
    free(q->used);
    *q = (struct place_question){0};
}

/* ---- The flexible blocks of the week ---- */

static int item_minutes(const struct agenda_item *item)
{
    return (int)((item->end_sec - item->start_sec) / 60);
}

/* What counts of the activity's hours: with `catch-up` what was not done is offered again, but not
 * what the user skipped. */
static int counted_minutes(const struct place_question *q, const struct agenda_item *item)
{
    bool is_over = item->end_sec <= q->source->now_sec;

    if (!q->source->plan->catch_up)
        return item_minutes(item);
    if (item->outcome == OUTCOME_DONE || item->outcome == OUTCOME_PARTIAL)
        return MAX(item->minutes, 0);
    if (item->outcome == OUTCOME_MISSED)
        return 0;
    if (item->outcome == OUTCOME_OPEN && is_over && !item->is_logged)
        return 0; /* nobody was there to see it */
    return item_minutes(item);
}

/* A block in a pause is excused where it lies, not moved out of it. */
static bool item_is_paused(const struct place_question *q, const struct agenda_item *item)
{
    for (size_t i = 0; i < q->n_pauses; i++)
        if (item->start_sec >= q->pauses[i].start_sec && item->start_sec < q->pauses[i].end_sec)
            return true;
    return false;
}

static bool item_is_settled(const struct place_question *q, const struct agenda_item *item)
{
    int64_t frozen_sec = q->source->now_sec + q->source->plan->freeze * INT64_C(60);

    return item->start_sec <= frozen_sec || item->outcome != OUTCOME_OPEN ||
           item->started_sec != 0 || item->base_sec != 0 || item_is_paused(q, item);
}

static unsigned id_number(const char *id)
{
    const char *slash = strrchr(id, '/');

    return slash ? (unsigned)strtoul(slash + 1, NULL, 10) : 0;
}

static struct block block_from_item(const struct agenda_item *item)
{
    struct block block = {
        .kind = item->kind,
        .activity = item->activity,
        .range = id_number(item->id),
        .start_sec = item->start_sec,
        .end_sec = item->end_sec,
    };

    memcpy(block.id, item->id, sizeof block.id);
    return block;
}

static void add_stored(struct place_question *q, const struct agenda_item *item)
{
    int64_t base_sec = item->base_sec ?: item->start_sec;

    q->stored[q->n_stored++] = (struct log_placement){
        .id = item->id,
        .activity = item->activity_name,
        .n = id_number(item->id),
        .start_sec = base_sec,
        .end_sec = base_sec + (item->end_sec - item->start_sec),
    };
}

static void add_kept(struct place_question *q, const struct agenda_item *item)
{
    q->kept[q->n_kept++] = (struct kept_block){
        .activity = item->activity,
        .start_sec = item->start_sec,
        .end_sec = item->end_sec,
        .minutes = counted_minutes(q, item),
        .n = id_number(item->id),
    };
    add_stored(q, item);
}

static void add_busy(struct place_question *q, int64_t start_sec, int64_t end_sec, int buffer)
{
    q->busy[q->n_busy++] = (struct busy_time){start_sec, end_sec, buffer};
}

/* A block belongs to the week that its id names, as schedule_place() gave it: wherever the user
 * moved it, and also where the evening's window of the week's last day goes on after midnight. */
static bool item_is_of_week(const struct place_question *q, const struct agenda_item *item)
{
    const char *rest = strchr(item->id, '/');
    char id[BLOCK_ID_SIZE];
    int year, week;

    civil_iso_week(q->week + 3, &year, &week);
    block_id_flexible(id, "", year, week, 1);
    return rest && strncmp(rest, id, strlen(id) - 1) == 0;
}

/* Busy time for all that is placed by the week; where those lie that may still move, the list of
 * preparations says. */
static void add_prepared(struct place_question *q, const struct agenda_item *item)
{
    bool is_settled = item_is_settled(q, item);

    if (is_settled)
        add_busy(q, item->start_sec, item->end_sec, 0);
    if (!item_is_of_week(q, item))
        return;
    if (is_settled)
        add_stored(q, item);
    q->prepared[q->n_prepared++] = (struct prepared){
        .block = block_from_item(item),
        .is_settled = is_settled,
        .counts = outcome_is_answer(item->outcome) || counted_minutes(q, item) > 0,
    };
}

static void add_flexible(struct place_question *q, const struct agenda_item *item)
{
    if (item->activity == &q->source->plan->preparation)
        add_prepared(q, item);
    else if (!item_is_of_week(q, item) || !item->activity || activity_is_fixed(item->activity))
        add_busy(q, item->start_sec, item->end_sec, 0);
    else if (item_is_settled(q, item))
        add_kept(q, item);
    else
        q->previous[q->n_previous++] = block_from_item(item);
}

static void add_item(struct place_question *q, const struct agenda_item *item)
{
    if (item->end_sec <= item->start_sec) /* unplanned work without an end yet */
        return;
    if (item->kind == BLOCK_FLEXIBLE)
        add_flexible(q, item);
    else if (item->kind == BLOCK_FIXED && item->activity && !item_is_void(item, q->source->now_sec))
        q->fixed[q->n_fixed++] = block_from_item(item);
}

/* ---- Filling ---- */

int32_t place_question_log_week(const struct place_question *q)
{
    return civil_week_start(q->week + 3, MONDAY);
}

static int fill_used(struct place_question *q)
{
    const struct plan *plan = q->source->plan;
    int32_t week = place_question_log_week(q);

    for (size_t i = 0; i < plan->n_activities; i++) {
        int r = log_get_highest_number(q->source->log, plan->activities[i].name, week, &q->used[i]);
        if (r < 0)
            return r;
    }
    return 0;
}

static int add_pause(const struct log_pause *pause, void *userdata)
{
    struct place_question *q = userdata;

    if (array_reserve((void **)&q->pauses, &q->capacity_pauses, q->n_pauses, sizeof *q->pauses) < 0)
        return -ENOMEM;
    q->pauses[q->n_pauses++] = (struct busy_time){pause->from_sec, pause->to_sec, 0};
    return 0;
}

/* Busy times that come from elsewhere than the agenda. */
static size_t n_around(const struct placer_source *source)
{
    return source->n_busy + source->n_interviews +
           (source->preparations ? source->preparations->n : 0);
}

static int allocate(struct place_question *q)
{
    size_t n = q->agenda.n + 1;

    q->fixed = calloc(n, sizeof *q->fixed);
    q->kept = calloc(n, sizeof *q->kept);
    q->stored = calloc(n, sizeof *q->stored);
    q->previous = calloc(n, sizeof *q->previous);
    q->prepared = calloc(n, sizeof *q->prepared);
    q->busy = calloc(n + q->n_pauses + n_around(q->source), sizeof *q->busy);
    q->used = calloc(q->source->plan->n_activities + 1, sizeof *q->used);
    return q->fixed && q->kept && q->stored && q->previous && q->prepared && q->busy && q->used
               ? 0
               : -ENOMEM;
}

static int fill_agenda(struct place_question *q)
{
    const struct placer_source *source = q->source;
    int64_t from_sec = q->from_sec - DAY_SEC, to_sec = q->to_sec + DAY_SEC;
    int r;

    agenda_init(&q->agenda, source->plan, source->zone);
    r = agenda_fill_blocks(&q->agenda, source->log, from_sec, to_sec);
    if (r >= 0)
        r = agenda_join_log(&q->agenda, source->log, from_sec, to_sec, source->now_sec);
    return r;
}

/* What touches the week, or a day before or after it. */
static void add_near(struct place_question *q, int64_t start_sec, int64_t end_sec, int buffer)
{
    if (start_sec < q->to_sec + DAY_SEC && end_sec > q->from_sec - DAY_SEC)
        add_busy(q, start_sec, end_sec, buffer);
}

static void add_around(struct place_question *q)
{
    const struct placer_source *source = q->source;
    const struct preparation_list *list = source->preparations;

    for (size_t i = 0; i < source->n_busy; i++)
        add_near(q, source->busy[i].start_sec, source->busy[i].end_sec,
                 source->busy[i].buffer_minutes);
    for (size_t i = 0; i < source->n_interviews; i++)
        add_near(q, source->interviews[i].busy.start_sec, source->interviews[i].busy.end_sec, 0);
    for (size_t i = 0; list && i < list->n; i++)
        if (list->items[i].is_placed)
            add_near(q, list->items[i].block.start_sec, list->items[i].block.end_sec, 0);
}

int place_question_fill(struct place_question *q, const struct placer_source *source, int32_t week)
{
    int r;

    q->source = source;
    q->week = week;
    q->from_sec = zone_day_start(source->zone, week);
    q->to_sec = zone_day_start(source->zone, week + 7);
    r = fill_agenda(q);
    if (r >= 0)
        r = log_each_pause(source->log, q->from_sec, q->to_sec, add_pause, q);
    if (r >= 0)
        r = allocate(q);
    if (r >= 0)
        r = fill_used(q);
    if (r < 0)
        return r;
    for (size_t i = 0; i < q->agenda.n; i++)
        add_item(q, &q->agenda.items[i]);
    for (size_t i = 0; i < q->n_pauses; i++) /* nothing more is placed there */
        add_busy(q, q->pauses[i].start_sec, q->pauses[i].end_sec, 0);
    add_around(q);
    return 0;
}

/* ---- Asking ---- */

static int week_budget(const struct place_question *q)
{
    const struct plan *plan = q->source->plan;
    bool is_first = placer_week_is_first(plan, q->source->zone, q->source->first_run_sec, q->week);

    return is_first ? plan_budget(plan) * FIRST_WEEK_PERCENT / 100 : 0;
}

int place_question_ask(const struct place_question *q, struct placed *ret)
{
    const struct placer_source *source = q->source;
    struct placement placement = {
        .plan = source->plan,
        .zone = source->zone,
        .week = q->week,
        /* What is placed anew is no closer than what may still move. */
        .now_sec = source->now_sec + source->plan->freeze * INT64_C(60),
        .fixed = q->fixed,
        .n_fixed = q->n_fixed,
        .busy = q->busy,
        .n_busy = q->n_busy,
        .kept = q->kept,
        .n_kept = q->n_kept,
        .previous = q->previous,
        .n_previous = q->n_previous,
        .used = q->used,
        .budget_minutes = week_budget(q),
    };

    return schedule_place(&placement, ret);
}

/* Interviews of the week for which there is no time to prepare. */
static int64_t n_unprepared(const struct place_question *q)
{
    const struct preparation_list *list = q->source->preparations;
    int64_t n = 0;

    for (size_t i = 0; list && i < list->n; i++)
        n += preparation_is_lacking(&list->items[i], q);
    return n;
}

static void hash_add_integer(uint64_t *hash, int64_t value)
{
    *hash = hash_add(*hash, &value, sizeof value);
}

/* Kept and movable blocks go in alike, so that a block that only comes near is no new question. */
uint64_t place_question_fingerprint(const struct place_question *q)
{
    uint64_t hash = HASH_EMPTY;

    hash_add_integer(&hash, q->week);
    hash_add_integer(&hash, week_budget(q));
    for (size_t i = 0; i < q->agenda.n; i++) {
        const struct agenda_item *item = &q->agenda.items[i];

        if (item->kind == BLOCK_UNPLANNED)
            continue;
        hash = hash_add(hash, item->id, strlen(item->id));
        hash_add_integer(&hash, item->start_sec);
        hash_add_integer(&hash, item->end_sec);
        hash_add_integer(&hash, item->kind == BLOCK_FLEXIBLE ? counted_minutes(q, item) : 0);
    }
    for (size_t i = 0; i < q->n_busy; i++) {
        hash_add_integer(&hash, q->busy[i].start_sec);
        hash_add_integer(&hash, q->busy[i].end_sec);
        hash_add_integer(&hash, q->busy[i].buffer_minutes);
    }
    hash_add_integer(&hash, n_unprepared(q));
    return hash ?: 1;
}

/* ---- What is told of the answer ---- */

static bool overlap(int64_t a_start_sec, int64_t a_end_sec, const struct block *block)
{
    return a_start_sec < block->end_sec && block->start_sec < a_end_sec;
}

static bool busy_overlaps(const struct busy_item *busy, const struct block *block)
{
    int64_t buffer_sec = busy->buffer_minutes * INT64_C(60);

    return overlap(busy->start_sec - buffer_sec, busy->end_sec + buffer_sec, block);
}

/* The title of the preparation that has taken the block's place; NULL: none. */
static const char *preparation_there(const struct place_question *q, const struct block *block)
{
    const struct preparation_list *list = q->source->preparations;

    for (size_t i = 0; list && i < list->n; i++) {
        const struct preparation *preparation = &list->items[i];

        if (preparation->is_placed &&
            overlap(preparation->block.start_sec, preparation->block.end_sec, block))
            return preparation->title;
    }
    return NULL;
}

const char *place_question_why(const struct place_question *q, const struct block *old)
{
    const struct placer_source *source = q->source;

    for (size_t i = 0; i < source->n_busy; i++)
        if (busy_overlaps(&source->busy[i], old))
            return *source->busy[i].summary ? source->busy[i].summary : source->busy[i].calendar;
    for (size_t i = 0; i < source->n_interviews; i++)
        if (busy_overlaps(&source->interviews[i].busy, old))
            return source->interviews[i].summary;
    for (size_t i = 0; i < q->n_fixed; i++)
        if (overlap(q->fixed[i].start_sec, q->fixed[i].end_sec, old))
            return q->fixed[i].activity->title;
    return preparation_there(q, old) ?: "";
}

int place_question_missed_minutes(const struct place_question *q, const struct activity *activity)
{
    int minutes = 0;

    for (size_t i = 0; i < q->n_kept; i++) {
        const struct kept_block *kept = &q->kept[i];
        int planned = (int)((kept->end_sec - kept->start_sec) / 60);

        if (kept->activity == activity)
            minutes += MAX(planned - kept->minutes, 0);
    }
    return minutes;
}

bool place_question_has_activity(const struct place_question *q, const struct activity *activity)
{
    if (q->used[activity - q->source->plan->activities] > 0)
        return true;
    for (size_t i = 0; i < q->n_kept; i++)
        if (q->kept[i].activity == activity)
            return true;
    for (size_t i = 0; i < q->n_previous; i++)
        if (q->previous[i].activity == activity)
            return true;
    return false;
}
