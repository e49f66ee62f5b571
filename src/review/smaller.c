/* Smaller steps: what there is to try when no hour is known to be better. What they bring cannot be
 * foretold from a log in which they do not occur, so nothing is claimed. */
#include "review/suggest.h"

#include "base/duration.h"

#define PAUSE    15 /* between the halves of a block */
#define PART_MIN 15
#define STEP     5

static int half(int minutes)
{
    return minutes / 2 / STEP * STEP;
}

/* Flexible: pieces half as long, the hours as before. */
static int split_flexible(const struct question *question, struct suggestion_list *list)
{
    const struct review_activity *activity = question->activity;
    struct review_suggestion suggestion = {.edit = EDIT_SPLIT};
    char shortest[DURATION_SIZE], longest[DURATION_SIZE], value[REVIEW_VALUE_SIZE];

    if (half(activity->block_min) < PART_MIN)
        return 0;
    duration_format(half(activity->block_min), shortest);
    duration_format(half(activity->block_max), longest);
    snprintf(value, sizeof(value), "%s-%s", shortest, longest);
    suggestion_change(&suggestion, "activity", activity->name, "block", value);
    return suggestion_add(list, question, &suggestion, NULL);
}

/* Fixed, on one day: two halves with a pause, if there is room for it. */
static int split_fixed(const struct question *question, struct suggestion_list *list)
{
    struct review_stretch now = question->activity->stretch, longer = now;
    struct review_suggestion suggestion = {.edit = EDIT_SPLIT};
    char first[REVIEW_VALUE_SIZE], second[REVIEW_VALUE_SIZE], value[REVIEW_VALUE_SIZE];
    int length = half(now.end - now.start);

    longer.end += PAUSE;
    if (length < 2 * PART_MIN || longer.end > DAY_MINUTES ||
        !is_free(question->plan, question->activity, &longer))
        return 0;
    struct review_stretch early = {now.days, now.start, now.start + length};
    struct review_stretch late = {now.days, longer.end - length, longer.end};
    format_times(&early, first);
    format_times(&late, second);
    snprintf(value, sizeof(value), "%.20s,%.20s", first, second);
    suggestion_change(&suggestion, "activity", question->activity->name, "time", value);
    return suggestion_add(list, question, &suggestion, NULL);
}

static int shorten_fixed(const struct question *question, struct suggestion_list *list)
{
    struct review_stretch stretch = question->activity->stretch;
    struct review_suggestion suggestion = {.edit = EDIT_SHORTEN};
    char value[REVIEW_VALUE_SIZE];
    int length = half(stretch.end - stretch.start);

    if (length < PART_MIN)
        return 0;
    stretch.end = stretch.start + length;
    format_times(&stretch, value);
    suggestion_change(&suggestion, "activity", question->activity->name, "time", value);
    return suggestion_add(list, question, &suggestion, NULL);
}

/* Of a fixed activity with several days all would change, for the sake of one: nothing then. */
int suggest_smaller(const struct question *question, struct suggestion_list *list)
{
    const struct review_activity *activity = question->activity;

    if (activity->is_flexible)
        return split_flexible(question, list);
    if (!activity->is_simple || __builtin_popcount(activity->stretch.days) != 1)
        return 0;
    int r = shorten_fixed(question, list);
    return r < 0 ? r : split_fixed(question, list);
}
