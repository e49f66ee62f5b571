/* Moves: another weekday, another time, fewer and longer days, or a window without the weekday.
 *
 * Of the arrangements that one or two keys can say and that are free, the one that lets the most
 * minutes be expected. A new hour must be one where blocks were seen to be kept. */
#include "review/suggest.h"

#include "base/macro.h"

#define GAIN_MIN    20   /* minutes a week; less is not worth the change */
#define SHARE_MORE  0.15 /* that a new hour must be better than the old one */
#define SEEN_MIN    3    /* blocks that must have been seen at the new hour */
#define START_STEP  30
#define ROUND_UP    5
#define ALONE_SEEN  4   /* other activities' blocks in the same cell, and the share of them... */
#define ALONE_SHARE 0.5 /* ...below which it is the hour, not the activity */
#define WINDOW_ROOM 1.5 /* what a window must hold, beside the hours that go into it */

static unsigned day_bit(enum weekday weekday)
{
    return 1u << weekday;
}

static int count_days(unsigned days)
{
    return __builtin_popcount(days & DAYS_ALL);
}

/* ---- The limits of the week that the plan shows ---- */

static void extend(struct review_stretch *limits, const struct review_stretch *stretch)
{
    limits->days |= stretch->days;
    limits->start = MIN(limits->start, stretch->start);
    limits->end = MAX(limits->end, stretch->end);
}

static struct review_stretch plan_limits(const struct review_plan *plan)
{
    struct review_stretch limits = {0, DAY_MINUTES, 0};

    for (size_t i = 0; i < plan->n_activities; i++) {
        const struct review_activity *activity = &plan->activities[i];
        if (!activity->is_flexible && activity->is_simple)
            extend(&limits, &activity->stretch);
        for (size_t j = 0; activity->is_flexible && j < activity->n_windows; j++)
            extend(&limits, &activity->windows[j]);
    }
    return limits;
}

/* ---- Worth ---- */

static double share_at(const struct question *question, enum weekday weekday, int start)
{
    return expected_share(question->table, question->activity->name, weekday,
                          day_part_of_minute(start));
}

/* Minutes kept in a week. */
static double expected_minutes(const struct question *question,
                               const struct review_stretch *stretch)
{
    double sum = 0;
    for (enum weekday day = MONDAY; day <= SUNDAY; day++)
        if (stretch->days & day_bit(day))
            sum += share_at(question, day, stretch->start) * (stretch->end - stretch->start);
    return sum;
}

/* Every hour that the activity does not have yet was seen to be good. */
static bool is_proven(const struct question *question, const struct review_stretch *stretch)
{
    const struct review_stretch *now = &question->activity->stretch;
    enum day_part part = day_part_of_minute(stretch->start);
    bool is_same_part = part == day_part_of_minute(now->start);
    double least = share_at(question, question->pattern->weekday, now->start) + SHARE_MORE;

    for (enum weekday day = MONDAY; day <= SUNDAY; day++) {
        if (!(stretch->days & day_bit(day)) || (is_same_part && now->days & day_bit(day)))
            continue;
        if (tally_blocks(cell_tally(question->table, day, part)) < SEEN_MIN ||
            share_at(question, day, stretch->start) < least)
            return false;
    }
    return true;
}

/* ---- Arrangements ---- */

struct best {
    struct review_stretch stretch;
    double gain; /* minutes a week; 0: none found */
};

static void consider(const struct question *question, const struct review_stretch *limits,
                     struct review_stretch stretch, struct best *best)
{
    const struct review_stretch *now = &question->activity->stretch;

    if (stretch.start < limits->start || stretch.end > limits->end ||
        !is_free(question->plan, question->activity, &stretch) || !is_proven(question, &stretch))
        return;
    double gain = expected_minutes(question, &stretch) - expected_minutes(question, now);
    if (gain >= GAIN_MIN && gain > best->gain)
        *best = (struct best){stretch, gain};
}

/* The bad weekday is given for another one, at the same time. */
static void swap_day(const struct question *question, const struct review_stretch *limits,
                     struct best *best)
{
    struct review_stretch stretch = question->activity->stretch;
    unsigned others = stretch.days & ~day_bit(question->pattern->weekday);

    for (enum weekday day = MONDAY; day <= SUNDAY; day++) {
        stretch.days = others | day_bit(day);
        if (limits->days & day_bit(day) && count_days(stretch.days) == count_days(others) + 1)
            consider(question, limits, stretch, best);
    }
}

/* Another time: of all its days, or, if it is one, of any day. */
static void shift_time(const struct question *question, const struct review_stretch *limits,
                       struct best *best)
{
    const struct review_stretch *now = &question->activity->stretch;
    bool is_single = count_days(now->days) == 1;
    int first = (limits->start + START_STEP - 1) / START_STEP * START_STEP;

    for (int start = first; start < limits->end; start += START_STEP)
        for (enum weekday day = MONDAY; day <= (is_single ? SUNDAY : MONDAY); day++) {
            unsigned days = is_single ? day_bit(day) & limits->days : now->days;
            struct review_stretch stretch = {days, start, start + now->end - now->start};
            if (days && start != now->start)
                consider(question, limits, stretch, best);
        }
}

/* The bad weekday goes, and the others become longer by as much: later, or else earlier. */
static void fold_day(const struct question *question, const struct review_stretch *limits,
                     struct best *best)
{
    struct review_stretch stretch = question->activity->stretch;
    int length = stretch.end - stretch.start;

    stretch.days &= ~day_bit(question->pattern->weekday);
    if (stretch.days == DAYS_NONE)
        return;
    int more = (length + count_days(stretch.days) - 1) / count_days(stretch.days);
    more = (more + ROUND_UP - 1) / ROUND_UP * ROUND_UP;
    struct review_stretch later = {stretch.days, stretch.start, stretch.end + more};
    struct review_stretch earlier = {stretch.days, stretch.start - more, stretch.end};
    consider(question, limits, later, best);
    if (best->gain == 0)
        consider(question, limits, earlier, best);
}

/* ---- In words and lines ---- */

/* "; Thursday mornings 11 of 12", for a move that leads to one new hour. */
static void add_target_words(const struct question *question, const struct review_stretch *stretch,
                             struct text *text)
{
    const struct review_stretch *now = &question->activity->stretch;
    enum day_part part = day_part_of_minute(stretch->start);
    unsigned days =
        part == day_part_of_minute(now->start) ? stretch->days & ~now->days : stretch->days;
    struct tally sum = {0};

    for (size_t i = 0; i < question->table->n; i++) {
        const struct slot *slot = &question->table->items[i];
        if (slot->part == part && days & day_bit(slot->weekday))
            tally_add(&sum, slot->all);
    }
    if (tally_blocks(sum) == 0)
        return;
    text_add(text, "; of all activities ");
    if (count_days(days) == 1)
        text_addf(text, "on %s %ss", civil_weekday_long_name(__builtin_ctz(days)),
                  day_part_name(part));
    else
        text_addf(text, "in %ss", day_part_name(part));
    text_addf(text, " %d of %d", (int)sum.kept, (int)tally_blocks(sum));
}

static int add_move(const struct question *question, const struct best *best,
                    struct suggestion_list *list)
{
    const struct review_stretch *now = &question->activity->stretch, *then = &best->stretch;
    struct review_suggestion suggestion = {.edit = EDIT_MOVE, .gain_minutes = best->gain};
    _cleanup_(text_done) struct text more = {0};
    char value[REVIEW_VALUE_SIZE];

    if (best->gain == 0)
        return 0;
    if (then->days != now->days) {
        format_days(then->days, value);
        suggestion_change(&suggestion, "activity", question->activity->name, "days", value);
    }
    if (then->start != now->start || then->end != now->end) {
        format_times(then, value);
        suggestion_change(&suggestion, "activity", question->activity->name, "time", value);
    }
    add_target_words(question, then, &more);
    return suggestion_add(list, question, &suggestion, more.data);
}

static int move_fixed(const struct question *question, struct suggestion_list *list)
{
    struct review_stretch limits = plan_limits(question->plan);
    struct best best[3] = {0};
    int r = 0;

    swap_day(question, &limits, &best[0]);
    shift_time(question, &limits, &best[1]);
    fold_day(question, &limits, &best[2]);
    for (size_t i = 0; i < ARRAY_SIZE(best) && r >= 0; i++)
        r = add_move(question, &best[i], list);
    return r;
}

/* A window of its own, without the weekday, if it still has room for the hours. */
static int move_flexible(const struct question *question, struct suggestion_list *list)
{
    const struct review_activity *activity = question->activity;
    const struct review_pattern *pattern = question->pattern;
    struct review_suggestion suggestion = {.edit = EDIT_MOVE};
    char value[REVIEW_VALUE_SIZE];

    if (activity->n_windows != 1 || pattern->elsewhere_of == 0 || pattern->of == 0)
        return 0;
    struct review_stretch window = activity->windows[0];
    window.days &= ~day_bit(pattern->weekday);
    if (count_days(window.days) * (window.end - window.start) <
        activity->hours_minutes * WINDOW_ROOM)
        return 0;
    /* A day's share of the hours, kept as elsewhere instead of as there. */
    suggestion.gain_minutes = (double)activity->hours_minutes / (count_days(window.days) + 1) *
                              ((double)pattern->elsewhere_kept / pattern->elsewhere_of -
                               (double)pattern->kept / pattern->of);
    if (suggestion.gain_minutes < GAIN_MIN)
        return 0;
    format_days(window.days, value);
    suggestion_change(&suggestion, "window", activity->name, "days", value);
    format_times(&window, value);
    suggestion_change(&suggestion, "window", activity->name, "time", value);
    suggestion_change(&suggestion, "activity", activity->name, "window", activity->name);
    return suggestion_add(list, question, &suggestion, NULL);
}

/* An activity with one slot: is it the hour? Only if others fare no better there. */
static bool is_the_hour(const struct question *question)
{
    const struct review_pattern *pattern = question->pattern;
    struct tally others = {0};

    if (!pattern->is_alone)
        return true;
    for (size_t i = 0; i < question->table->n; i++) {
        const struct slot *slot = &question->table->items[i];
        if (slot->weekday == pattern->weekday && slot->part == pattern->part &&
            !streq(slot->activity, pattern->activity))
            tally_add(&others, slot->all);
    }
    return tally_blocks(others) >= ALONE_SEEN && others.kept < ALONE_SHARE * tally_blocks(others);
}

int suggest_moves(const struct question *question, struct suggestion_list *list)
{
    if (!is_the_hour(question))
        return 0;
    if (question->activity->is_flexible)
        return move_flexible(question, list);
    return question->activity->is_simple ? move_fixed(question, list) : 0;
}
