#include "daemon/rounds.h"

#include <errno.h>

#include "base/text.h"
#include "daemon/item.h"
#include "daemon/tracked.h"

/* How far the agenda reaches: back over the week in which answers are still asked for, longer after
 * a long sleep, and ahead far enough that the longest reminder (a week) is seen coming. */
#define ROUNDS_BACK_DAYS     8
#define ROUNDS_BACK_MAX_DAYS 56
#define ROUNDS_AHEAD_DAYS    9

/* Between fillings, at least: where one fails, and in the hour before a midnight that a clock set
 * back makes come twice. */
#define ROUNDS_PAUSE_SEC 60

void rounds_init(struct rounds *rounds, const struct plan *plan, const struct zone *zone,
                 int64_t looked_sec)
{
    *rounds = (struct rounds){.plan = plan, .zone = zone, .looked_sec = looked_sec};
    agenda_init(&rounds->agenda, plan, zone);
}

void rounds_done(struct rounds *rounds)
{
    agenda_done(&rounds->agenda);
    *rounds = (struct rounds){0};
}

/* A placement of an activity that is no longer flexible, or no longer there, is void. */
static int add_placement(const struct log_placement *placement, void *userdata)
{
    struct agenda *agenda = userdata;
    struct block block = {
        .kind = BLOCK_FLEXIBLE,
        .activity = schedule_find_activity(agenda->plan, placement->activity),
        .range = placement->n,
        .start_sec = placement->start_sec,
        .end_sec = placement->end_sec,
    };

    if (!block.activity || activity_is_fixed(block.activity) || agenda_find(agenda, placement->id))
        return 0;
    snprintf(block.id, sizeof block.id, "%s", placement->id);
    return agenda_add_block(agenda, &block);
}

struct move_list {
    struct log_move *items; /* ids are the list's own */
    size_t n, capacity;
};

static void move_list_done(struct move_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        free((char *)list->items[i].id);
    free(list->items);
}

static int collect_move(const struct log_move *move, void *userdata)
{
    struct move_list *list = userdata;
    char *id = NULL;
    int r;

    r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof *list->items);
    if (r >= 0)
        r = str_replace(&id, move->id);
    if (r < 0)
        return r;
    list->items[list->n] = *move;
    list->items[list->n++].id = id;
    return 0;
}

/* What the user moved in a calendar program: out of the stretch, within it, and into it. */
static int agenda_apply_moves(struct agenda *agenda, struct log *log, int64_t from_sec,
                              int64_t to_sec)
{
    _cleanup_(move_list_done) struct move_list moves = {0};
    int r;

    r = log_each_move(log, from_sec - DAY_SEC, to_sec, collect_move, &moves);
    for (size_t i = 0; r >= 0 && i < moves.n; i++) {
        const struct log_move *move = &moves.items[i];

        if (move->base_sec < from_sec - DAY_SEC || move->base_sec >= to_sec)
            r = log_each_placement(log, move->base_sec, move->base_sec + 1, add_placement, agenda);
        if (r >= 0)
            r = agenda_move(agenda, move->id, move->base_sec, move->start_sec, move->end_sec,
                            move->is_deleted);
    }
    return r;
}

/* What they are for is the tracker's to say. */
static int agenda_name_preparations(struct agenda *agenda, struct log *log)
{
    int r = 0;

    for (size_t i = 0; r >= 0 && i < agenda->n; i++) {
        struct agenda_item *item = &agenda->items[i];
        _cleanup_(freep) char *title = NULL;
        struct track_item application;

        if (item->activity != &agenda->plan->preparation)
            continue;
        r = log_find_track(log, preparation_application(item->id), &application);
        if (r > 0)
            r = preparation_title(application.name, &title);
        if (title)
            r = str_replace(&item->title, title);
    }
    return MIN(r, 0);
}

int agenda_fill_blocks(struct agenda *agenda, struct log *log, int64_t from_sec, int64_t to_sec)
{
    int r;

    r = agenda_fill(agenda, from_sec, to_sec);
    if (r < 0 || !log)
        return r;
    r = log_each_placement(log, from_sec - DAY_SEC, to_sec, add_placement, agenda);
    if (r >= 0) {
        agenda_sort(agenda);
        r = agenda_apply_moves(agenda, log, from_sec, to_sec);
    }
    return r < 0 ? r : agenda_name_preparations(agenda, log);
}

int agenda_join_log(struct agenda *agenda, struct log *log, int64_t from_sec, int64_t to_sec,
                    int64_t now_sec)
{
    /* A block is at most a day long. */
    struct log_filter filter = {.from_sec = from_sec - DAY_SEC, .to_sec = to_sec};
    _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
    struct log_entry entry;
    int r;

    r = log_list(log, &filter, &cursor);
    while (r >= 0 && (r = log_cursor_next(cursor, &entry)) > 0) {
        struct agenda_item row = agenda_item_from_entry(&entry);

        if (row.start_sec >= from_sec || agenda_find(agenda, row.id))
            r = agenda_join(agenda, &row, now_sec);
    }
    return r;
}

static int apply_pause(const struct log_pause *pause, void *userdata)
{
    struct agenda *agenda = userdata;

    if (pause->is_light)
        agenda_lighten(agenda, pause->from_sec, pause->to_sec);
    else
        agenda_pause(agenda, pause->from_sec, pause->to_sec);
    return 0;
}

int agenda_apply_pauses(struct agenda *agenda, struct log *log, int64_t from_sec, int64_t to_sec)
{
    return log_each_pause(log, from_sec, to_sec, apply_pause, agenda);
}

static int agenda_join_snoozes(struct agenda *agenda, struct log *log)
{
    for (size_t i = 0; i < agenda->n; i++) {
        struct agenda_item *item = &agenda->items[i];
        int r;

        if (item->outcome != OUTCOME_OPEN)
            continue;
        r = log_get_snooze(log, item->id, &item->snoozed_sec);
        if (r < 0)
            return r;
    }
    return 0;
}

int agenda_fill_with_log(struct agenda *agenda, struct log *log, int64_t from_sec, int64_t to_sec,
                         int64_t now_sec)
{
    int r;

    r = agenda_fill_blocks(agenda, log, from_sec, to_sec);
    if (r < 0 || !log)
        return r;
    r = agenda_join_log(agenda, log, from_sec, to_sec, now_sec);
    if (r >= 0)
        r = agenda_apply_pauses(agenda, log, from_sec, to_sec);
    if (r >= 0)
        r = agenda_join_snoozes(agenda, log);
    if (r >= 0)
        agenda_clip(agenda, from_sec, to_sec);
    return r;
}

static void rounds_swap_agenda(struct rounds *rounds, struct agenda *agenda)
{
    struct agenda old = rounds->agenda;

    rounds->agenda = *agenda;
    *agenda = old;
}

int rounds_fill(struct rounds *rounds, struct log *log, int64_t now_sec)
{
    _cleanup_(agenda_done) struct agenda fresh = {0};
    int32_t today = zone_day(rounds->zone, now_sec);
    int32_t first = zone_day(rounds->zone, MIN(rounds->looked_sec, now_sec));
    int r;

    first = MAX(today - ROUNDS_BACK_MAX_DAYS, MIN(first, today - ROUNDS_BACK_DAYS));
    agenda_init(&fresh, rounds->plan, rounds->zone);
    r = agenda_fill_with_log(&fresh, log, zone_day_start(rounds->zone, first),
                             zone_day_start(rounds->zone, today + ROUNDS_AHEAD_DAYS), now_sec);
    rounds->refill_sec = now_sec + ROUNDS_PAUSE_SEC;
    if (r < 0)
        return r;
    rounds->refill_sec = MAX(rounds->refill_sec, zone_day_start(rounds->zone, today + 1));
    rounds_swap_agenda(rounds, &fresh);
    return 0;
}

int rounds_take(struct rounds *rounds, struct log *log, int64_t now_sec, struct due_list *ret)
{
    int64_t after_sec = MIN(rounds->looked_sec, now_sec);
    int r, filled = 0;

    if (now_sec >= rounds->refill_sec ||
        now_sec < rounds->refill_sec - 2 * (int64_t)DAY_SEC) /* set back by days */
        filled = rounds_fill(rounds, log, now_sec);
    r = agenda_due(&rounds->agenda, after_sec, now_sec, ret);
    if (r < 0)
        return r;
    rounds->looked_sec = now_sec;
    return filled;
}

int64_t rounds_next(const struct rounds *rounds)
{
    return MIN(agenda_next(&rounds->agenda, rounds->looked_sec), rounds->refill_sec);
}
