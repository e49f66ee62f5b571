/* An interview stands or falls with what was prepared, and it has a deadline: so a preparation
 * comes before all other flexible work, outside the week's budget. Each is put to the scheduler by
 * itself before the weeks are: a plan of this one activity, one day at a time, with all that lies
 * after the interview's beginning busy. What is found is busy for everything else. */
#include "daemon/preparations.h"

#include <errno.h>

#include "daemon/place-question.h"

#define DAYS_BEFORE 7

/* The search for one of them. */
struct search {
    const struct placer_source *source;
    const struct preparation_list *list; /* those before it are found */
    struct preparation *preparation;
    int32_t last_day;                   /* the interview's */
    struct place_question questions[2]; /* the week before the interview's, and that */
    int64_t since_sec; /* the last interview of this application that took place; 0: none */
    bool is_prepared;  /* one counts already, and lies where it lies */
};

static void search_done(struct search *search)
{
    place_question_done(&search->questions[0]);
    place_question_done(&search->questions[1]);
}

static void preparation_done(struct preparation *preparation)
{
    free(preparation->title);
}

void preparation_list_done(struct preparation_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        preparation_done(&list->items[i]);
    free(list->items);
    *list = (struct preparation_list){0};
}

/* ---- What there is ---- */

struct history {
    int64_t before_sec, took_place_sec;
};

/* An interview took place if it was still to be when it came; one that was put off did not. */
static int note_version(const struct track_item *item, const char *action _unused_, int64_t at_sec,
                        void *userdata)
{
    struct history *history = userdata;

    if (history->before_sec != 0 && history->before_sec <= at_sec)
        history->took_place_sec = history->before_sec;
    history->before_sec = item->interview_sec;
    return 0;
}

static bool prepared_is_for(const struct prepared *prepared, const struct search *search)
{
    return preparation_application(prepared->block.id) == search->preparation->interview->n;
}

static void search_note(struct search *search, const struct place_question *question)
{
    struct preparation *preparation = search->preparation;

    for (size_t i = 0; i < question->n_prepared; i++) {
        const struct prepared *prepared = &question->prepared[i];

        if (!prepared_is_for(prepared, search) || prepared->block.start_sec < search->since_sec)
            continue;
        if (!prepared->is_settled) {
            preparation->old = prepared->block;
            preparation->old.activity = &preparation->activity;
        }
        search->is_prepared |= prepared->is_settled && prepared->counts;
        preparation->was_missed |= prepared->is_settled && !prepared->counts;
    }
}

static int search_begin(struct search *search)
{
    const struct placer_source *source = search->source;
    const struct interview *interview = search->preparation->interview;
    struct history history = {0};
    int r = log_each_track_version(source->log, interview->n, note_version, &history);

    search->since_sec = history.took_place_sec;
    search->last_day = zone_day(source->zone, interview->busy.start_sec);
    for (int i = 0; r >= 0 && i < 2; i++) {
        int32_t day = search->last_day - (i == 0 ? DAYS_BEFORE : 0);

        r = place_question_fill(&search->questions[i], source,
                                civil_week_start(day, source->plan->week_start));
        if (r >= 0)
            search_note(search, &search->questions[i]);
    }
    return r;
}

/* ---- A day's question ---- */

struct busy_times {
    struct busy_time *items;
    size_t n;
};

static void busy_add(struct busy_times *busy, int64_t start_sec, int64_t end_sec)
{
    if (start_sec < end_sec)
        busy->items[busy->n++] = (struct busy_time){start_sec, end_sec, 0};
}

/* All that is not the day's, up to the interview; blocks that stay; preparations for others. If it
 * is to give way to them, also blocks that may move. */
static int collect_busy(const struct search *search, const struct place_question *q, int32_t day,
                        bool gives_way, struct busy_times *ret)
{
    const struct zone *zone = search->source->zone;
    struct busy_times busy = {0};

    busy.items = calloc(q->n_busy + q->n_kept + q->n_previous + q->n_prepared + search->list->n + 2,
                        sizeof *busy.items);
    if (!busy.items)
        return -ENOMEM;
    while (busy.n < q->n_busy) {
        busy.items[busy.n] = q->busy[busy.n];
        busy.n++;
    }
    for (size_t i = 0; i < q->n_kept; i++)
        busy_add(&busy, q->kept[i].start_sec, q->kept[i].end_sec);
    for (size_t i = 0; gives_way && i < q->n_previous; i++)
        busy_add(&busy, q->previous[i].start_sec, q->previous[i].end_sec);
    for (size_t i = 0; gives_way && i < q->n_prepared; i++)
        if (!prepared_is_for(&q->prepared[i], search))
            busy_add(&busy, q->prepared[i].block.start_sec, q->prepared[i].block.end_sec);
    for (size_t i = 0; i < search->list->n; i++)
        if (search->list->items[i].is_placed)
            busy_add(&busy, search->list->items[i].block.start_sec,
                     search->list->items[i].block.end_sec);
    busy_add(&busy, q->from_sec - DAY_SEC, zone_day_start(zone, day));
    busy_add(&busy,
             MIN(search->preparation->interview->busy.start_sec, zone_day_start(zone, day + 1)),
             q->to_sec + 2 * DAY_SEC);
    *ret = busy;
    return 0;
}

static bool old_is_of(const struct preparation *preparation, const struct place_question *q)
{
    for (size_t i = 0; i < q->n_prepared; i++)
        if (*preparation->old.id && streq(q->prepared[i].block.id, preparation->old.id))
            return true;
    return false;
}

/* It keeps its number within its week; else it gets the first that none there ever had. */
static unsigned choose_number(const struct search *search, const struct place_question *q)
{
    unsigned which = 0;

    if (old_is_of(search->preparation, q))
        return (unsigned)search->preparation->old.range;
    for (size_t i = 0; i < q->n_prepared; i++)
        if (prepared_is_for(&q->prepared[i], search))
            which = MAX(which, (unsigned)q->prepared[i].block.range % (PREPARATIONS_A_WEEK + 1));
    return which < PREPARATIONS_A_WEEK
               ? preparation_number(search->preparation->interview->n, which + 1)
               : 0;
}

static void take_place(const struct search *search, const struct place_question *q,
                       const struct block *found)
{
    struct preparation *preparation = search->preparation;
    struct block *block = &preparation->block;
    int year, week;

    *block = *found;
    block->range = choose_number(search, q);
    civil_iso_week(q->week + 3, &year, &week);
    block_id_flexible(block->id, block->activity->name, year, week, (unsigned)block->range);
    preparation->week = q->week;
    preparation->is_placed = block->range != 0;
}

static int ask_day(struct search *search, int32_t day, bool gives_way)
{
    const struct placer_source *source = search->source;
    struct preparation *preparation = search->preparation;
    bool is_last_week = day >= search->questions[1].week;
    const struct place_question *q = &search->questions[is_last_week];
    struct plan plan = *source->plan; /* shallow: its own activity alone */
    _cleanup_(placed_done) struct placed placed = {0};
    struct busy_times busy = {0};
    int r = collect_busy(search, q, day, gives_way, &busy);

    if (r < 0)
        return r;
    plan.activities = &preparation->activity;
    plan.n_activities = 1;
    struct placement placement = {
        .plan = &plan,
        .zone = source->zone,
        .week = q->week,
        .now_sec = source->now_sec + source->plan->freeze * INT64_C(60),
        .fixed = q->fixed,
        .n_fixed = q->n_fixed,
        .busy = busy.items,
        .n_busy = busy.n,
        .previous = &preparation->old,
        .n_previous = old_is_of(preparation, q),
        .budget_minutes = 7 * DAY_MINUTES,
    };
    r = schedule_place(&placement, &placed);
    free(busy.items);
    if (r >= 0 && placed.blocks.n > 0)
        take_place(search, q, &placed.blocks.items[0]);
    return r;
}

/* Beside the day's other blocks if there is room, else in their place. */
static int search_day(struct search *search, int32_t day)
{
    int r = ask_day(search, day, true);

    return r < 0 || search->preparation->is_placed ? r : ask_day(search, day, false);
}

/* ---- The search ---- */

static int search_days(struct search *search)
{
    const struct zone *zone = search->source->zone;
    const struct preparation *preparation = search->preparation;
    int32_t today = zone_day(zone, search->source->now_sec);
    int32_t first = MAX(today, search->last_day - DAYS_BEFORE);
    int r = 0;

    if (*preparation->old.id) {
        int32_t day = zone_day(zone, preparation->old.start_sec);

        if (day >= first && day <= search->last_day)
            r = search_day(search, day);
    }
    for (int32_t day = search->last_day - 1; r >= 0 && !preparation->is_placed && day >= first;
         day--)
        r = search_day(search, day);
    return r < 0 || preparation->is_placed ? r : search_day(search, search->last_day);
}

/* Adds it to the list unless there is nothing to place. */
static int find_one(const struct placer_source *source, const struct interview *interview,
                    struct preparation_list *list)
{
    struct preparation *preparation = &list->items[list->n];
    struct search search = {.source = source, .list = list, .preparation = preparation};
    int r;

    *preparation = (struct preparation){.interview = interview};
    preparation->activity = source->plan->preparation;
    r = preparation_title(interview->name, &preparation->title);
    preparation->activity.title = preparation->title;
    if (r >= 0)
        r = search_begin(&search);
    if (r >= 0 && !search.is_prepared)
        r = search_days(&search);
    if (r < 0 || search.is_prepared)
        preparation_done(preparation);
    else
        list->n++;
    search_done(&search);
    return r;
}

int preparations_find(const struct placer_source *source, struct preparation_list *ret)
{
    int32_t today = zone_day(source->zone, source->now_sec);
    int32_t end = civil_week_start(today, source->plan->week_start) + 7 * PLACER_WEEKS;
    struct preparation_list list = {0};
    int r = 0;

    list.items = calloc(MAX(source->n_interviews, 1u), sizeof *list.items);
    if (!list.items)
        return -ENOMEM;
    for (size_t i = 0; r >= 0 && source->plan->interview_prepare && i < source->n_interviews; i++) {
        const struct interview *interview = &source->interviews[i];

        if (interview->busy.start_sec > source->now_sec &&
            zone_day(source->zone, interview->busy.start_sec) < end)
            r = find_one(source, interview, &list);
    }
    if (r < 0) {
        preparation_list_done(&list);
        return r;
    }
    *ret = list;
    return 0;
}

/* ---- What it comes to ---- */

bool preparation_is_lacking(const struct preparation *preparation, const struct place_question *q)
{
    int64_t at_sec = preparation->interview->busy.start_sec;

    return !preparation->is_placed && !preparation->was_missed && at_sec >= q->from_sec &&
           at_sec < q->to_sec;
}

static bool lies_there_already(const struct block *block, const struct place_question *q)
{
    for (size_t i = 0; i < q->n_prepared; i++) {
        const struct block *old = &q->prepared[i].block;

        if (!q->prepared[i].is_settled && streq(old->id, block->id))
            return old->start_sec == block->start_sec && old->end_sec == block->end_sec;
    }
    return false;
}

bool preparations_are_new(const struct preparation_list *list, const struct place_question *q)
{
    size_t n_loose = 0, n_there = 0, n = 0;

    for (size_t i = 0; i < q->n_prepared; i++)
        n_loose += !q->prepared[i].is_settled;
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].is_placed && list->items[i].week == q->week) {
            n++;
            n_there += lies_there_already(&list->items[i].block, q);
        }
    return n != n_loose || n_there != n;
}

int preparations_tell(const struct preparation_list *list, struct change_list *changes)
{
    int r = 0;

    for (size_t i = 0; r >= 0 && i < list->n; i++) {
        const struct preparation *preparation = &list->items[i];
        const struct block *old = &preparation->old, *new = &preparation->block;
        struct change change = {.title = preparation->title,
                                .why = (char *)"",
                                .old_start_sec = old->start_sec,
                                .old_end_sec = old->end_sec,
                                .new_start_sec = new->start_sec,
                                .new_end_sec = new->end_sec};

        if (old->start_sec == new->start_sec && old->end_sec == new->end_sec)
            continue;
        snprintf(change.id, sizeof change.id, "%s", preparation->is_placed ? new->id : old->id);
        r = change_list_add(changes, &change);
    }
    return r;
}
