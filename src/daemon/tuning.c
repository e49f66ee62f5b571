#include "daemon/tuning.h"

#include <errno.h>

#include "base/diff.h"
#include "base/file.h"
#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/tune-week.h"

#define LOG_WEEKS   26 /* what review_slot_patterns() looks at */
#define PATIENCE    (28 * DAY_SEC)
#define MAX_CHANGES (REVIEW_CHANGES_MAX + 1) /* and a new section */

struct tuning *tuning_free(struct tuning *tuning)
{
    if (!tuning)
        return NULL;
    for (size_t i = 0; i < tuning->n_items; i++) {
        free(tuning->items[i].text);
        free(tuning->items[i].diff);
        free(tuning->items[i].before);
        free(tuning->items[i].after);
        free(tuning->items[i].days);
    }
    for (size_t i = 0; i < tuning->n_applied; i++)
        free((char *)tuning->applied[i].row.suggestion); /* and all the others with it */
    free(tuning->items);
    free(tuning->applied);
    free(tuning->patterns);
    free(tuning->rows.items);
    free(tuning->text);
    free(tuning);
    return NULL;
}

/* ---- What was applied ---- */

/* All strings in one allocation, which begins with the first of them. */
static int copy_row(const struct log_applied *row, struct log_applied *ret)
{
    struct log_applied copy = *row;
    const char **strings[] = {&copy.suggestion, &copy.activity, &copy.edit,
                              &copy.evidence,   &copy.before,   &copy.after};
    size_t size = 0;
    char *end;

    for (size_t i = 0; i < ARRAY_SIZE(strings); i++)
        size += strlen(*strings[i]) + 1;
    end = malloc(size);
    if (!end)
        return -ENOMEM;
    for (size_t i = 0; i < ARRAY_SIZE(strings); i++) {
        const char *from = *strings[i];

        *strings[i] = end;
        end = stpcpy(end, from) + 1;
    }
    *ret = copy;
    return 0;
}

static int add_applied(const struct log_applied *row, void *userdata)
{
    struct tuning *tuning = userdata;
    int r = array_reserve((void **)&tuning->applied, &tuning->capacity_applied, tuning->n_applied,
                          sizeof *tuning->applied);

    if (r >= 0)
        r = copy_row(row, &tuning->applied[tuning->n_applied].row);
    if (r < 0)
        return r;
    tuning->applied[tuning->n_applied].kept = 0;
    tuning->applied[tuning->n_applied++].of = 0;
    return 0;
}

int tuning_read_applied(struct tuning *tuning, struct log *log)
{
    return log_each_applied(log, add_applied, tuning);
}

/* A week lies behind it only if it began after it. */
static void count_weeks(const struct tuning *tuning, const struct daemon *d,
                        const struct activity *activity, struct tune_applied *applied)
{
    struct review_goal goal = review_goal_from_activity(activity);
    struct review_goal_progress progress;

    review_goal_progress(&goal, tuning->rows.items, tuning->rows.n, d->zone, tuning->week,
                         tuning->now_sec, &progress);
    for (int i = 0; i < REVIEW_GOAL_WEEKS; i++) {
        int32_t week = tuning->week - 7 * (REVIEW_GOAL_WEEKS - i);

        if (progress.past[i].state == GOAL_WEEK_OFF ||
            zone_day_start(d->zone, week) < applied->row.at_sec)
            continue;
        applied->of++;
        applied->kept += progress.past[i].state == GOAL_WEEK_MET;
    }
}

static int count_since(const struct tuning *tuning, const struct daemon *d,
                       struct tune_applied *applied)
{
    const struct activity *activity = schedule_find_activity(d->plan, applied->row.activity);

    if (!activity)
        return 0;
    if (!applied->row.is_goal)
        return review_share(tuning->rows.items, tuning->rows.n, activity->name, applied->row.slots,
                            applied->row.at_sec, d->zone, tuning->week, &applied->kept,
                            &applied->of);
    if (activity->goal.kind != GOAL_NONE)
        count_weeks(tuning, d, activity, applied);
    return 0;
}

int tuning_count_before(const struct tuning *tuning, const struct daemon *d,
                        const struct tune_item *item, int *ret_kept, int *ret_of)
{
    const struct review_pattern *pattern = item->suggestion.pattern;

    if (pattern->kind == PATTERN_SLOT && item->slots == 0)
        return review_share(tuning->rows.items, tuning->rows.n, pattern->activity, 0,
                            zone_day_start(d->zone, pattern->since), d->zone, tuning->week,
                            ret_kept, ret_of);
    *ret_kept =
        pattern->kind == PATTERN_SLOT ? pattern->kept : MAX(pattern->weeks - pattern->missed, 0);
    *ret_of = pattern->kind == PATTERN_SLOT ? pattern->of : pattern->weeks;
    return 0;
}

/* ---- Patterns ---- */

/* What was changed lately is given its time. */
static bool is_on_trial(const struct tuning *tuning, const char *activity)
{
    for (size_t i = 0; i < tuning->n_applied; i++)
        if (streq(tuning->applied[i].row.activity, activity) &&
            tuning->now_sec - tuning->applied[i].row.at_sec < PATIENCE)
            return true;
    return false;
}

static int add_pattern(struct tuning *tuning, const struct review_pattern *pattern)
{
    int r;

    if (is_on_trial(tuning, pattern->activity))
        return 0;
    r = array_reserve((void **)&tuning->patterns, &tuning->capacity_patterns, tuning->n_patterns,
                      sizeof *tuning->patterns);
    if (r >= 0)
        tuning->patterns[tuning->n_patterns++] = *pattern;
    return r;
}

static int add_slot_patterns(struct tuning *tuning, const struct daemon *d)
{
    _cleanup_(freep) struct review_pattern *patterns = NULL;
    size_t n = 0;
    int r = review_slot_patterns(tuning->rows.items, tuning->rows.n, d->zone, tuning->week,
                                 &patterns, &n);

    for (size_t i = 0; r >= 0 && i < n; i++)
        r = add_pattern(tuning, &patterns[i]);
    return r;
}

/* By weeks that are over. */
static int add_goal_patterns(struct tuning *tuning, const struct daemon *d)
{
    int r = 0;

    for (size_t i = 0; r >= 0 && i < d->plan->n_activities; i++) {
        const struct activity *activity = &d->plan->activities[i];
        struct review_goal goal = review_goal_from_activity(activity);
        struct review_goal_progress progress;
        struct review_pattern pattern;

        if (activity->goal.kind == GOAL_NONE)
            continue;
        review_goal_progress(&goal, tuning->rows.items, tuning->rows.n, d->zone, tuning->week - 7,
                             zone_day_start(d->zone, tuning->week), &progress);
        if (review_goal_pattern(&goal, &progress, &pattern))
            r = add_pattern(tuning, &pattern);
    }
    return r;
}

/* ---- What they lead to ---- */

static bool plan_has_window(const struct plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->n_windows; i++)
        if (streq(plan->windows[i].name, name))
            return true;
    return false;
}

/* "activity practice": the two parts are edits' section and name. */
static const char *split_section(const char *section, char kind[static 16])
{
    const char *blank = strchr(section, ' ');

    snprintf(kind, 16, "%.*s", (int)(blank ? blank - section : 0), section);
    return blank ? blank + 1 : "";
}

/* The text of the plan with the suggestion's changes. As plan_edit(). */
static int edit_text(const struct tuning *tuning, const struct daemon *d, const struct plan *plan,
                     const struct review_suggestion *suggestion, char **ret)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    struct plan_edit edits[MAX_CHANGES];
    char kinds[REVIEW_CHANGES_MAX][16];
    size_t n = 0;

    for (size_t i = 0; i < suggestion->n_changes; i++) {
        const struct review_change *change = &suggestion->changes[i];
        const char *name = split_section(change->section, kinds[i]);

        if (n == 0 && streq(kinds[i], "window") && !plan_has_window(plan, name))
            edits[n++] = (struct plan_edit){
                .kind = PLAN_EDIT_ADD_SECTION, .section = kinds[i], .name = name};
        edits[n++] = (struct plan_edit){.kind = PLAN_EDIT_SET,
                                        .section = kinds[i],
                                        .name = name,
                                        .key = change->key,
                                        .value = change->value};
    }
    return plan_edit(tuning->text, tuning->size, edits, n, d->plan_path, &diags, ret);
}

static int week_of_text(const struct daemon *d, const char *text, const char *activity,
                        int64_t now_sec, struct tune_week *ret)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(plan_freep) struct plan *plan = NULL;
    const struct busy_item *busy = NULL;
    size_t n_busy = 0;
    int r;

    r = plan_parse(text, strlen(text), d->plan_path, NULL, NULL, &diags, &plan);
    if (r != 0)
        return r < 0 ? r : -EINVAL;
    plan->week_start = d->plan->week_start;
    if (d->calendars)
        busy = calendars_list(d->calendars, &n_busy);
    return tune_week_fill(plan, d->zone, busy, n_busy, now_sec, activity, ret);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Before and after, each in the first ordinary week of its plan. */
static int show_weeks(const struct tuning *tuning, const struct daemon *d, struct tune_item *item)
{
    const char *activity = item->suggestion.pattern->activity;
    _cleanup_(tune_week_done) struct tune_week before = {0}, after = {0};
    int r;

    r = week_of_text(d, tuning->text, activity, tuning->now_sec, &before);
    if (r >= 0)
        r = week_of_text(d, item->text, activity, tuning->now_sec, &after);
    if (r >= 0)
        r = tune_week_compare(&before, &after, &item->days);
    if (r < 0)
        return r;
    item->before = TAKE_PTR(before.words);
    item->after = TAKE_PTR(after.words);
    /* Where a flexible block comes to lie changes from week to week. */
    if (item->suggestion.edit == EDIT_MOVE &&
        activity_is_fixed(plan_find_activity(d->plan, activity)))
        item->slots = after.slots & ~before.slots;
    return 0;
}

/* Fills what can be shown of the item. */
static int show_item(const struct tuning *tuning, const struct daemon *d, struct tune_item *item)
{
    _cleanup_(text_done) struct text diff = {0};
    int r;

    r = text_add_diff(&diff, base_name(d->plan_path), tuning->text, item->text);
    if (r >= 0)
        r = text_take(&diff, &item->diff);
    return r < 0 ? r : show_weeks(tuning, d, item);
}

static int add_items(struct tuning *tuning, const struct daemon *d, const struct plan *plan,
                     const struct review_suggestion *suggestions, size_t n)
{
    tuning->items = calloc(MAX(n, 1u), sizeof *tuning->items);
    if (!tuning->items)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++) {
        struct tune_item *item = &tuning->items[tuning->n_items];
        int r;

        item->suggestion = suggestions[i];
        r = edit_text(tuning, d, plan, &suggestions[i], &item->text);
        if (r == -ENOMEM)
            return r;
        if (r != 0) /* the file is not what runs, or would be no plan: nothing to offer */
            continue;
        tuning->n_items++;
        r = show_item(tuning, d, item);
        if (r < 0)
            return r;
    }
    return 0;
}

static int add_suggestions(struct tuning *tuning, const struct daemon *d, const struct plan *plan)
{
    _cleanup_(tune_plan_done) struct tune_plan tune = {0};
    _cleanup_(freep) struct review_suggestion *suggestions = NULL;
    const struct busy_item *busy = NULL;
    size_t n = 0, n_busy = 0;
    int r;

    if (d->calendars)
        busy = calendars_list(d->calendars, &n_busy);
    r = tune_plan_fill(&tune, d->plan, d->zone, busy, n_busy, tuning->week);
    if (r >= 0)
        r = review_suggestions(&tune.review, tuning->patterns, tuning->n_patterns,
                               tuning->rows.items, tuning->rows.n, d->zone, tuning->week,
                               &suggestions, &n);
    return r < 0 ? r : add_items(tuning, d, plan, suggestions, n);
}

/* ---- All of it ---- */

/* The file that is to be edited, as it is now. */
static int read_plan(struct tuning *tuning, const struct daemon *d, struct plan **ret,
                     struct bus_refusal *refusal)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    int r = file_read(d->plan_path, PLAN_MAX_SIZE, &tuning->text, &tuning->size);

    if (r == -ENOMEM)
        return r;
    if (r < 0)
        return bus_refuse(refusal, BUS_ERROR_NO_PLAN, "Cannot read %s: %s. Run `jsctl init`.",
                          d->plan_path, strerror(-r));
    r = plan_parse(tuning->text, tuning->size, d->plan_path, NULL, NULL, &diags, ret);
    if (r == 1)
        return bus_refuse(refusal, BUS_ERROR_NO_PLAN, "%s has errors. Run `jsctl edit`.",
                          d->plan_path);
    return r;
}

static int tuning_fill(struct tuning *tuning, struct daemon *d, const struct plan *plan)
{
    int r;

    r = row_list_add_log(&tuning->rows, d, zone_day_start(d->zone, tuning->week - 7 * LOG_WEEKS),
                         zone_day_start(d->zone, tuning->week + 7));
    if (r >= 0)
        r = tuning_read_applied(tuning, d->store.log);
    for (size_t i = 0; r >= 0 && i < tuning->n_applied; i++)
        r = count_since(tuning, d, &tuning->applied[i]);
    if (r >= 0)
        r = add_slot_patterns(tuning, d);
    if (r >= 0)
        r = add_goal_patterns(tuning, d);
    return r < 0 ? r : add_suggestions(tuning, d, plan);
}

int tuning_new(struct daemon *d, struct tuning **ret, struct bus_refusal *refusal)
{
    _cleanup_(tuning_freep) struct tuning *tuning = calloc(1, sizeof *tuning);
    _cleanup_(plan_freep) struct plan *plan = NULL;
    int r;

    if (!tuning)
        return -ENOMEM;
    tuning->now_sec = daemon_now();
    tuning->week = civil_week_start(zone_day(d->zone, tuning->now_sec), d->plan->week_start);
    r = read_plan(tuning, d, &plan, refusal);
    if (r == 0)
        r = tuning_fill(tuning, d, plan);
    if (r == 0)
        *ret = TAKE_PTR(tuning);
    return r;
}
