#include "review/suggest.h"

#include <errno.h>

#include "base/duration.h"
#include "base/macro.h"

#define GOAL_STEP    15 /* minutes */
#define PRIORITY_MIN 1
#define PRIORITY_MAX 5

const char *review_edit_name(enum review_edit edit)
{
    static const char *const names[] = {
        "move", "shorten", "split", "lower-goal", "raise-goal", "raise-priority", "lower-priority"};
    return (unsigned)edit < ARRAY_SIZE(names) ? names[edit] : "?";
}

/* ---- Values ---- */

void format_days(unsigned days, char buf[static REVIEW_VALUE_SIZE])
{
    size_t used = 0;

    buf[0] = '\0';
    for (int first = MONDAY, last; first <= SUNDAY; first = last + 1) {
        last = first;
        if (!(days & 1u << first))
            continue;
        while (last < SUNDAY && days & 1u << (last + 1))
            last++;
        used += (size_t)snprintf(buf + used, REVIEW_VALUE_SIZE - used, "%s%s", used ? "," : "",
                                 civil_weekday_name(first));
        if (last > first)
            used += (size_t)snprintf(buf + used, REVIEW_VALUE_SIZE - used, "%s%s",
                                     last == first + 1 ? "," : "-", civil_weekday_name(last));
    }
}

static unsigned clock_minute(int minute)
{
    return (unsigned)(minute % DAY_MINUTES + DAY_MINUTES) % DAY_MINUTES;
}

/* The end of a day is 24:00; one over midnight ends on the next day's clock. */
void format_times(const struct review_stretch *stretch, char buf[static REVIEW_VALUE_SIZE])
{
    unsigned start = clock_minute(stretch->start);
    unsigned end = stretch->end == DAY_MINUTES ? DAY_MINUTES : clock_minute(stretch->end);

    snprintf(buf, REVIEW_VALUE_SIZE, "%02u:%02u-%02u:%02u", start / 60, start % 60, end / 60,
             end % 60);
}

void suggestion_change(struct review_suggestion *suggestion, const char *section_kind,
                       const char *name, const char *key, const char *value)
{
    struct review_change *change = &suggestion->changes[suggestion->n_changes++];

    snprintf(change->section, sizeof(change->section), "%s %.*s", section_kind, ACTIVITY_NAME_MAX,
             name);
    change->key = key;
    snprintf(change->value, sizeof(change->value), "%s", value);
}

/* ---- The list ---- */

/* FNV-1a, 32 bits. */
static uint32_t hash_string(uint32_t hash, const char *s)
{
    do
        hash = (hash ^ (uint8_t)*s) * 16777619u;
    while (*s++);
    return hash;
}

static void suggestion_name(struct review_suggestion *suggestion, const char *activity)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < suggestion->n_changes; i++) {
        hash = hash_string(hash, suggestion->changes[i].section);
        hash = hash_string(hash, suggestion->changes[i].key);
        hash = hash_string(hash, suggestion->changes[i].value);
    }
    snprintf(suggestion->id, sizeof(suggestion->id), "%.*s-%s-%04x", ACTIVITY_NAME_MAX, activity,
             review_edit_name(suggestion->edit), (hash ^ hash >> 16) & 0xffff);
}

int suggestion_add(struct suggestion_list *list, const struct question *question,
                   const struct review_suggestion *suggestion, const char *more)
{
    _cleanup_(text_done) struct text words = {0};

    review_pattern_add_words(question->pattern, &words);
    if (more)
        text_add(&words, more);
    int r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
    if (r < 0 || words.failed)
        return -ENOMEM;
    struct review_suggestion *added = &list->items[list->n++];
    *added = *suggestion;
    added->pattern = question->pattern;
    snprintf(added->evidence, sizeof(added->evidence), "%s", words.data);
    suggestion_name(added, question->activity->name);
    return 0;
}

/* What claims more comes first; else as they were added. */
static void sort_by_gain(struct suggestion_list *list, size_t first)
{
    struct review_suggestion *items = list->items;

    for (size_t i = first + 1; i < list->n; i++)
        for (size_t j = i; j > first && items[j].gain_minutes > items[j - 1].gain_minutes; j--) {
            struct review_suggestion swapped = items[j];
            items[j] = items[j - 1];
            items[j - 1] = swapped;
        }
}

/* ---- Goals ---- */

static const struct review_activity *find_activity(const struct review_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->n_activities; i++)
        if (streq(plan->activities[i].name, name))
            return &plan->activities[i];
    return NULL;
}

/* False if nothing would change. */
static bool format_goal(const struct review_activity *activity, double level,
                        char value[static REVIEW_VALUE_SIZE])
{
    const struct review_goal *goal = activity->goal;
    char hours[DURATION_SIZE];

    if (goal->is_hours) {
        int minutes = MAX((int)(level * 60) / GOAL_STEP, 1) * GOAL_STEP;
        duration_format(minutes, hours);
        snprintf(value, REVIEW_VALUE_SIZE, "%s", hours);
        return minutes != (int)(goal->target * 60 + 0.5);
    }
    int count = MAX((int)level, 1);
    snprintf(value, REVIEW_VALUE_SIZE, "%d %s%s", count, activity->goal_unit ?: "",
             count == 1 ? "" : "s");
    return count != (int)goal->target;
}

static int add_goal_edit(const struct question *question, enum review_edit edit,
                         struct suggestion_list *list)
{
    struct review_suggestion suggestion = {.edit = edit};
    char value[REVIEW_VALUE_SIZE];

    if (!format_goal(question->activity, question->pattern->level, value))
        return 0;
    suggestion_change(&suggestion, "activity", question->activity->name, "goal", value);
    return suggestion_add(list, question, &suggestion, NULL);
}

static int change_priority(const struct question *question, enum review_edit edit,
                           struct suggestion_list *list)
{
    const struct review_activity *activity = question->activity;
    int priority = activity->priority + (edit == EDIT_RAISE_PRIORITY ? 1 : -1);
    struct review_suggestion suggestion = {.edit = edit};
    char value[REVIEW_VALUE_SIZE];

    if (!activity->is_flexible || priority < PRIORITY_MIN || priority > PRIORITY_MAX)
        return 0;
    snprintf(value, sizeof(value), "%d", priority);
    suggestion_change(&suggestion, "activity", activity->name, "priority", value);
    return suggestion_add(list, question, &suggestion, NULL);
}

/* Whether another activity, to which time can go, misses its goal. */
static bool is_time_wanted(const struct question *question)
{
    for (size_t i = 0; i < question->n_patterns; i++) {
        const struct review_pattern *pattern = &question->patterns[i];
        const struct review_activity *activity = find_activity(question->plan, pattern->activity);
        if (pattern->kind == PATTERN_GOAL && activity && activity != question->activity &&
            activity->is_flexible)
            return true;
    }
    return false;
}

/* A goal passed with ease has time to give, before it asks for more. */
static int answer_easy_goal(const struct question *question, struct suggestion_list *list)
{
    int r = 0;

    if (is_time_wanted(question))
        r = change_priority(question, EDIT_LOWER_PRIORITY, list);
    return r < 0 ? r : add_goal_edit(question, EDIT_RAISE_GOAL, list);
}

int suggest_goals(const struct question *question, struct suggestion_list *list)
{
    if (!question->activity->goal)
        return 0;
    if (question->pattern->kind == PATTERN_GOAL_EASY)
        return answer_easy_goal(question, list);
    int r = add_goal_edit(question, EDIT_LOWER_GOAL, list);
    return r < 0 ? r : change_priority(question, EDIT_RAISE_PRIORITY, list);
}

/* ---- All of it ---- */

/* Whether the plan may still put the activity into the pattern's slot. */
static bool plan_has_slot(const struct review_activity *activity,
                          const struct review_pattern *pattern)
{
    unsigned day = 1u << pattern->weekday;

    if (!activity->is_flexible)
        return !activity->is_simple ||
               (activity->stretch.days & day &&
                day_part_of_minute(activity->stretch.start) == pattern->part);
    for (size_t i = 0; i < activity->n_windows; i++)
        if (activity->windows[i].days & day)
            return true;
    return false;
}

static int answer_pattern(const struct question *question, struct suggestion_list *list)
{
    if (question->pattern->kind != PATTERN_SLOT)
        return suggest_goals(question, list);
    if (!plan_has_slot(question->activity, question->pattern))
        return 0;
    int r = suggest_moves(question, list);
    return r < 0 ? r : suggest_smaller(question, list);
}

int review_suggestions(const struct review_plan *plan, const struct review_pattern *patterns,
                       size_t n_patterns, const struct review_row *rows, size_t n,
                       const struct zone *zone, int32_t week, struct review_suggestion **ret,
                       size_t *ret_n)
{
    _cleanup_(slot_table_done) struct slot_table table = {0};
    struct suggestion_list list = {0};

    int r = slot_table_fill(&table, rows, n, zone, week);
    for (size_t i = 0; r >= 0 && i < n_patterns; i++) {
        struct question question = {plan,         find_activity(plan, patterns[i].activity),
                                    &patterns[i], patterns,
                                    n_patterns,   &table};
        size_t first = list.n;
        if (!question.activity)
            continue;
        r = answer_pattern(&question, &list);
        sort_by_gain(&list, first);
    }
    if (r < 0) {
        free(list.items);
        return r;
    }
    *ret = list.items;
    *ret_n = list.n;
    return 0;
}
