#include "daemon/shared-weeks.h"

#include <errno.h>

#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/review-rows.h"

#define WEEKS_AHEAD 4

void share_list_done(struct share_list *list)
{
    free(list->items);
    *list = (struct share_list){0};
}

/* ---- Sums ---- */

/* An imported log may hold any nonsense. */
static int bound(int64_t number)
{
    return (int)MIN(MAX(number, 0), (int64_t)SHARE_NUMBER_MAX);
}

static void week_fill(struct share_week *week, const struct daemon *d, const struct row_list *rows,
                      int32_t from)
{
    struct review_minutes minutes;

    review_count_minutes(rows->items, rows->n, d->zone, from, NULL, &minutes);
    *week = (struct share_week){
        .from = from,
        .planned_minutes = bound(minutes.planned - minutes.excused),
        .done_minutes = bound(minutes.done + minutes.partial),
        .excused_minutes = bound(minutes.excused),
        .answered = bound(minutes.answered),
    };
    week_name(from, week->name);
}

/* ---- Goals ---- */

/* A goal as it is called to others: with `discreet` neither its activity nor its unit is told. */
static int goal_name(const struct daemon *d, const struct activity *activity, size_t number,
                     struct share_goal *ret)
{
    _cleanup_(freep) char *unit = NULL;
    bool is_hours = activity->goal.kind == GOAL_HOURS;
    int r;

    if (d->plan->discreet) {
        snprintf(ret->activity, sizeof ret->activity, "Goal %zu", number);
        strcpy(ret->unit, is_hours ? "hours" : "");
        return 0;
    }
    r = text_clean(activity->goal.unit, sizeof ret->unit - 1, &unit);
    if (r < 0)
        return r;
    snprintf(ret->activity, sizeof ret->activity, "%s", activity->name);
    snprintf(ret->unit, sizeof ret->unit, "%s", unit);
    return 0;
}

static double bound_amount(double amount)
{
    return MIN(MAX(amount, 0), (double)SHARE_NUMBER_MAX);
}

static void week_add_goal(struct share_week *week, const struct share_goal *named,
                          const struct review_goal_week *judged)
{
    struct share_goal *goal = &week->goals[week->n_goals++];

    *goal = *named;
    goal->target = bound_amount(judged->target);
    goal->actual = bound_amount(judged->actual);
    goal->is_met = judged->state == GOAL_WEEK_MET;
    goal->is_off = judged->state == GOAL_WEEK_OFF;
}

/* Each look at a goal tells nine weeks, newest last; so it is looked at from every ninth. */
static void list_add_goal(struct share_list *list, const struct daemon *d,
                          const struct activity *activity, const struct share_goal *named,
                          const struct row_list *rows, int64_t now_sec)
{
    struct review_goal goal = review_goal_from_activity(activity);

    for (size_t end = list->n; end > 0; end -= MIN(end, (size_t)REVIEW_GOAL_WEEKS + 1)) {
        struct review_goal_progress progress;

        review_goal_progress(&goal, rows->items, rows->n, d->zone, list->items[end - 1].from,
                             now_sec, &progress);
        week_add_goal(&list->items[end - 1], named, &progress.week);
        for (size_t i = 1; i <= REVIEW_GOAL_WEEKS && i < end; i++)
            week_add_goal(&list->items[end - 1 - i], named, &progress.past[REVIEW_GOAL_WEEKS - i]);
    }
}

static int list_add_goals(struct share_list *list, const struct daemon *d,
                          const struct row_list *rows, int64_t now_sec)
{
    size_t n = 0;

    for (size_t i = 0; i < d->plan->n_activities && n < SHARE_GOALS_MAX; i++) {
        const struct activity *activity = &d->plan->activities[i];
        struct share_goal named = {.is_off = false};
        int r;

        if (activity->goal.kind == GOAL_NONE)
            continue;
        r = goal_name(d, activity, ++n, &named);
        if (r < 0)
            return r;
        list_add_goal(list, d, activity, &named, rows, now_sec);
    }
    return 0;
}

/* ---- Weeks ---- */

static bool week_is_empty(const struct share_week *week)
{
    return week->planned_minutes == 0 && week->excused_minutes == 0 && week->done_minutes == 0 &&
           week->answered == 0;
}

/* Weeks from before the first one of which anything is known. The one that runs stays. */
static void list_drop_empty(struct share_list *list)
{
    size_t n = 0;

    while (n + 1 < list->n && week_is_empty(&list->items[n]))
        n++;
    list->n -= n;
    memmove(list->items, list->items + n, list->n * sizeof *list->items);
}

struct days_off {
    const struct daemon *d;
    int32_t from;
    unsigned days; /* bit i: the day `from` + i */
};

static int add_pause(const struct log_pause *pause, void *userdata)
{
    struct days_off *off = userdata;

    for (int i = 0; i < 7 && !pause->is_light; i++)
        if (pause->from_sec <= zone_day_start(off->d->zone, off->from + i) &&
            pause->to_sec >= zone_day_start(off->d->zone, off->from + i + 1))
            off->days |= 1u << i;
    return 0;
}

/* Whether every day of a week is paused or a day off. Returns 1, 0 or negative errno. */
static int week_is_off(struct daemon *d, int32_t from)
{
    struct days_off off = {.d = d, .from = from};
    int r;

    for (int i = 0; i < 7; i++)
        off.days |= (unsigned)plan_is_day_off(d->plan, from + i) << i;
    r = log_each_pause(d->store.log, zone_day_start(d->zone, from),
                       zone_day_start(d->zone, from + 7), add_pause, &off);
    return r < 0 ? r : off.days == DAYS_ALL;
}

static int list_add_ahead(struct share_list *list, struct daemon *d, int32_t running)
{
    for (int i = 1; i <= WEEKS_AHEAD; i++) {
        int32_t from = running + 7 * i;
        int r = week_is_off(d, from);

        if (r < 0)
            return r;
        if (r == 0)
            continue;
        list->items[list->n] = (struct share_week){.from = from};
        week_name(from, list->items[list->n++].name);
    }
    return 0;
}

int share_list_fill(struct daemon *d, int n_before, int64_t now_sec, struct share_list *ret)
{
    int32_t running = civil_week_start(zone_day(d->zone, now_sec), d->plan->week_start);
    _cleanup_(share_list_done) struct share_list list = {0};
    _cleanup_(row_list_done) struct row_list rows = {0};
    int r = row_list_add_weeks(&rows, d, running, n_before, now_sec);

    if (r < 0)
        return r;
    list.items = calloc((size_t)n_before + 1 + WEEKS_AHEAD, sizeof *list.items);
    if (!list.items)
        return -ENOMEM;
    for (int i = n_before; i >= 0; i--)
        week_fill(&list.items[list.n++], d, &rows, running - 7 * i);
    list_drop_empty(&list);
    r = list_add_goals(&list, d, &rows, now_sec);
    if (r >= 0)
        r = list_add_ahead(&list, d, running);
    if (r < 0)
        return r;
    *ret = list;
    list = (struct share_list){0};
    return 0;
}

/* ---- What the bus asks ---- */

static int lend_week(struct daemon *d, const struct share_week *week, struct bus_shared_week *ret)
{
    _cleanup_(text_done) struct text name = {0}, summary = {0}, description = {0}, data = {0};
    _cleanup_(freep) char *json = NULL;
    struct lent_texts *lent = &d->lent_shared;
    int r = share_week_format(week, &json);

    if (r < 0)
        return r;
    text_add(&name, week->name);
    share_week_add_summary(week, &summary);
    share_week_add_description(week, &description);
    text_add(&data, json);
    r = lent_texts_add(lent, &name, &ret->week);
    if (r >= 0)
        r = lent_texts_add(lent, &summary, &ret->summary);
    if (r >= 0)
        r = lent_texts_add(lent, &description, &ret->description);
    return r < 0 ? r : lent_texts_add(lent, &data, &ret->data);
}

int handle_list_shared(void *userdata, unsigned weeks, struct bus_shared *ret,
                       struct bus_refusal *refusal _unused_)
{
    struct daemon *d = userdata;
    _cleanup_(bus_shared_done) struct bus_shared shared = {d->plan->share, d->plan->discreet, NULL,
                                                           0};
    _cleanup_(share_list_done) struct share_list list = {0};
    int r = share_list_fill(d, (int)weeks, daemon_now(), &list);

    if (r < 0)
        return r;
    lent_texts_done(&d->lent_shared);
    shared.weeks = calloc(MAX(list.n, 1u), sizeof *shared.weeks);
    if (!shared.weeks)
        return -ENOMEM;
    for (size_t i = 0; i < list.n; i++) {
        r = lend_week(d, &list.items[i], &shared.weeks[shared.n_weeks++]);
        if (r < 0)
            return r;
    }
    *ret = shared;
    shared = (struct bus_shared){0};
    return 0;
}
