#include "daemon/placer.h"

#include <errno.h>

#include "daemon/place-question.h"
#include "daemon/preparations.h"
#include "daemon/rounds.h"

/* ---- What is remembered of a week ---- */

static void placed_week_done(struct placed_week *week)
{
    for (size_t i = 0; i < week->n_unplaced; i++) {
        free(week->unplaced[i].activity);
        free(week->unplaced[i].title);
    }
    free(week->unplaced);
    *week = (struct placed_week){0};
}

void placer_done(struct placer *placer)
{
    for (size_t i = 0; i < PLACER_WEEKS; i++)
        placed_week_done(&placer->weeks[i]);
}

void placer_forget(struct placer *placer)
{
    placer_done(placer);
}

static struct placed_week *placer_find(const struct placer *placer, int32_t week)
{
    for (size_t i = 0; i < PLACER_WEEKS; i++)
        if (placer->weeks[i].is_placed && placer->weeks[i].week == week)
            return (struct placed_week *)&placer->weeks[i];
    return NULL;
}

const struct unplaced_item *placer_unplaced(const struct placer *placer, int32_t week,
                                            size_t *ret_n)
{
    const struct placed_week *placed = placer_find(placer, week);

    *ret_n = placed ? placed->n_unplaced : 0;
    return placed ? placed->unplaced : NULL;
}

bool placer_is_paused(const struct placer *placer, int32_t week)
{
    const struct placed_week *placed = placer_find(placer, week);

    return placed && placed->is_paused;
}

bool placer_week_is_first(const struct plan *plan, const struct zone *zone, int64_t first_run_sec,
                          int32_t week)
{
    return plan->hours_minutes == PLAN_UNSET && first_run_sec >= zone_day_start(zone, week) &&
           first_run_sec < zone_day_start(zone, week + 7);
}

/* What one activity lacks, whatever the reasons. */
static int lacking_minutes(const struct placed *answer, const struct activity *activity)
{
    int minutes = 0;

    for (size_t i = 0; i < answer->n_unplaced; i++)
        if (answer->unplaced[i].activity == activity)
            minutes += answer->unplaced[i].minutes;
    return minutes;
}

static int placed_week_take(struct placed_week *week, const struct place_question *question,
                            const struct placed *answer)
{
    week->unplaced = calloc(MAX(answer->n_unplaced, 1u), sizeof *week->unplaced);
    if (!week->unplaced)
        return -ENOMEM;
    for (size_t i = 0; i < answer->n_unplaced; i++) {
        const struct unplaced *from = &answer->unplaced[i];
        struct unplaced_item *to = &week->unplaced[week->n_unplaced++];
        int r;

        to->minutes = from->minutes;
        to->reason = from->reason;
        to->is_missed = lacking_minutes(answer, from->activity) <=
                        place_question_missed_minutes(question, from->activity);
        r = str_replace(&to->activity, from->activity->name);
        if (r >= 0)
            r = str_replace(&to->title, from->activity->title);
        if (r < 0)
            return r;
    }
    return 0;
}

/* Drops what is no longer, or (after a clock was set) not yet, among the weeks from this one on:
 * so there is room for those that are. */
static void placer_keep_from(struct placer *placer, int32_t week)
{
    for (size_t i = 0; i < PLACER_WEEKS; i++)
        if (placer->weeks[i].week < week || placer->weeks[i].week >= week + PLACER_WEEKS * 7)
            placed_week_done(&placer->weeks[i]);
}

/* In the place of what was known of the week. */
static int placer_remember(struct placer *placer, const struct place_question *question,
                           const struct placed *answer)
{
    struct placed_week *slot = placer_find(placer, question->week);
    struct placed_week fresh = {
        .week = question->week, .is_placed = true, .is_paused = question->n_pauses > 0};
    int r;

    for (size_t i = 0; !slot && i < PLACER_WEEKS; i++)
        if (!placer->weeks[i].is_placed)
            slot = &placer->weeks[i];
    r = placed_week_take(&fresh, question, answer);
    if (r < 0) {
        placed_week_done(&fresh);
        return r;
    }
    placed_week_done(slot);
    *slot = fresh;
    return 0;
}

/* ---- The answer ---- */

/* By activity and number, not by id: that of a renamed activity's block has another name now. */
static const struct block *find_block(const struct block *blocks, size_t n,
                                      const struct block *block)
{
    for (size_t i = 0; i < n; i++)
        if (blocks[i].activity == block->activity && blocks[i].range == block->range)
            return &blocks[i];
    return NULL;
}

static struct log_placement placement_of(const struct block *block)
{
    return (struct log_placement){.id = block->id,
                                  .activity = block->activity->name,
                                  .n = (unsigned)block->range,
                                  .start_sec = block->start_sec,
                                  .end_sec = block->end_sec};
}

static int store_answer(const struct place_question *question, const struct placed *answer)
{
    const struct preparation_list *list = question->source->preparations;
    size_t n = 0, n_max = question->n_stored + answer->blocks.n + list->n;
    _cleanup_(freep) struct log_placement *rows = calloc(MAX(n_max, 1u), sizeof *rows);

    if (!rows)
        return -ENOMEM;
    for (size_t i = 0; i < question->n_stored; i++)
        rows[n++] = question->stored[i];
    for (size_t i = 0; i < answer->blocks.n; i++)
        rows[n++] = placement_of(&answer->blocks.items[i]);
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].is_placed && list->items[i].week == question->week)
            rows[n++] = placement_of(&list->items[i].block);
    return log_put_placements(question->source->log, place_question_log_week(question), rows, n);
}

static int add_change(struct change_list *changes, const struct place_question *question,
                      const struct block *old, const struct block *new)
{
    const struct block *block = new ?: old;
    struct change change = {.title = block->activity->title};

    snprintf(change.id, sizeof change.id, "%s", block->id);
    change.why = (char *)(old ? place_question_why(question, old) : "");
    if (old) {
        change.old_start_sec = old->start_sec;
        change.old_end_sec = old->end_sec;
    }
    if (new) {
        change.new_start_sec = new->start_sec;
        change.new_end_sec = new->end_sec;
    }
    return change_list_add(changes, &change);
}

/* A preparation goes when its interview is off. */
static void forget_preparations(const struct place_question *question, struct change_list *changes)
{
    const struct preparation_list *list = question->source->preparations;

    for (size_t i = 0; i < question->n_prepared; i++) {
        const struct prepared *prepared = &question->prepared[i];
        int64_t n = preparation_application(prepared->block.id);
        bool is_there = prepared->is_settled;

        for (size_t k = 0; !is_there && k < list->n; k++)
            is_there = list->items[k].interview->n == n;
        if (!is_there)
            change_list_forget(changes, prepared->block.id);
    }
}

static bool blocks_differ(const struct block *a, const struct block *b)
{
    return a->start_sec != b->start_sec || a->end_sec != b->end_sec;
}

/* Where a week had no placement yet there is nothing that could have changed. A new block is told
 * where its activity had others in the week: it makes up for missed time, or is a part of one. */
static int tell_changes(const struct place_question *question, const struct placed *answer,
                        struct change_list *changes)
{
    int r = 0;

    for (size_t i = 0; r >= 0 && i < question->n_previous; i++) {
        const struct block *old = &question->previous[i];
        const struct block *new = find_block(answer->blocks.items, answer->blocks.n, old);

        if (!new || blocks_differ(old, new))
            r = add_change(changes, question, old, new);
    }
    for (size_t i = 0; r >= 0 && i < answer->blocks.n; i++) {
        const struct block *new = &answer->blocks.items[i];

        if (!find_block(question->previous, question->n_previous, new) &&
            place_question_has_activity(question, new->activity))
            r = add_change(changes, question, NULL, new);
    }
    return r;
}

static bool answer_is_new(const struct place_question *question, const struct placed *answer)
{
    if (question->n_previous != answer->blocks.n ||
        preparations_are_new(question->source->preparations, question))
        return true;
    for (size_t i = 0; i < answer->blocks.n; i++) {
        const struct block *new = &answer->blocks.items[i];
        const struct block *old = find_block(question->previous, question->n_previous, new);

        if (!old || !streq(old->id, new->id) || blocks_differ(old, new))
            return true;
    }
    return false;
}

static int add_unprepared(const struct place_question *question, struct placed *answer)
{
    const struct preparation_list *list = question->source->preparations;

    for (size_t i = 0; i < list->n; i++) {
        const struct preparation *preparation = &list->items[i];
        int r;

        if (!preparation_is_lacking(preparation, question))
            continue;
        r = array_reserve((void **)&answer->unplaced, &answer->capacity_unplaced,
                          answer->n_unplaced, sizeof *answer->unplaced);
        if (r < 0)
            return r;
        answer->unplaced[answer->n_unplaced++] = (struct unplaced){
            &preparation->activity, preparation->activity.hours_minutes, UNPLACED_WINDOW};
    }
    return 0;
}

static int placed_week_note_question(struct placed_week *week, const struct placer_source *source)
{
    _cleanup_(place_question_done) struct place_question question = {0};
    int r;

    r = place_question_fill(&question, source, week->week);
    if (r >= 0)
        week->question = place_question_fingerprint(&question);
    return r;
}

static bool placer_has_asked(const struct placer *placer)
{
    for (size_t i = 0; i < PLACER_WEEKS; i++)
        if (placer->weeks[i].is_placed && placer->weeks[i].question == 0)
            return true;
    return false;
}

/* The fingerprints are of the questions that would be asked now that all answers are stored: a
 * neighbour's block on the day after a week is part of that week's question, and was placed around
 * it. */
static int placer_note_questions(struct placer *placer, const struct placer_source *source)
{
    int r = 0;

    for (size_t i = 0; r >= 0 && i < PLACER_WEEKS; i++)
        if (placer->weeks[i].is_placed)
            r = placed_week_note_question(&placer->weeks[i], source);
    return r;
}

static int placer_place_week(struct placer *placer, const struct placer_source *source,
                             int32_t week, struct change_list *changes)
{
    _cleanup_(place_question_done) struct place_question question = {0};
    _cleanup_(placed_done) struct placed answer = {0};
    const struct placed_week *known = placer_find(placer, week);
    bool is_new;
    int r;

    r = place_question_fill(&question, source, week);
    if (r < 0)
        return r;
    if (known && known->question == place_question_fingerprint(&question))
        return 0;
    r = place_question_ask(&question, &answer);
    if (r >= 0)
        r = add_unprepared(&question, &answer);
    if (r < 0)
        return r;
    is_new = answer_is_new(&question, &answer);
    if (is_new) {
        r = store_answer(&question, &answer);
        if (r >= 0)
            r = tell_changes(&question, &answer, changes);
        forget_preparations(&question, changes);
    }
    if (r >= 0)
        r = placer_remember(placer, &question, &answer);
    return r < 0 ? r : is_new;
}

static int placer_place_weeks(struct placer *placer, const struct placer_source *source,
                              struct change_list *changes)
{
    int32_t today = zone_day(source->zone, source->now_sec);
    int32_t week = civil_week_start(today, source->plan->week_start);
    int r, any = 0;

    placer_keep_from(placer, week);
    for (int i = 0; i < PLACER_WEEKS && week <= CIVIL_MAX_DAY - 14; i++, week += 7) {
        r = placer_place_week(placer, source, week, changes);
        if (r < 0)
            return r;
        any |= r;
    }
    r = placer_has_asked(placer) ? placer_note_questions(placer, source) : 0;
    return r < 0 ? r : any;
}

int placer_place(struct placer *placer, const struct placer_source *source,
                 struct change_list *changes)
{
    _cleanup_(preparation_list_done) struct preparation_list list = {0};
    struct placer_source whole = *source;
    int r, any;

    r = preparations_find(source, &list);
    if (r < 0)
        return r;
    whole.preparations = &list;
    any = placer_place_weeks(placer, &whole, changes);
    r = any < 0 ? any : preparations_tell(&list, changes);
    return r < 0 ? r : any;
}
