/* The goals of the plan against the log: what the bus asks, the word that is said in time, and the
 * one at the week's end. */
#include "daemon/daemon.h"

#include <errno.h>

#include "base/text.h"
#include "daemon/item.h"
#include "daemon/journal.h"
#include "daemon/review-rows.h"

#define RISK_KEY   "goal"
#define REVIEW_KEY "review"

static int row_list_add(struct row_list *list, struct review_row row)
{
    int r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof row);

    if (r >= 0)
        list->items[list->n++] = row;
    return r;
}

int daemon_collect_rows(struct daemon *d, int64_t from_sec, int64_t to_sec, struct row_list *rows)
{
    struct log_filter filter = {.from_sec = from_sec, .to_sec = to_sec};
    _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
    struct log_entry entry;
    int r;

    r = log_list(d->store.log, &filter, &cursor);
    while (r >= 0 && (r = log_cursor_next(cursor, &entry)) > 0) {
        const struct activity *activity = schedule_find_activity(d->plan, entry.activity);

        if (activity)
            r = row_list_add(rows, (struct review_row){activity->name, entry.start_sec,
                                                       entry.end_sec, entry.outcome, entry.minutes,
                                                       entry.count, entry.kind});
    }
    return r;
}

/* The same of a week with what is still to come in it. */
static int collect_week(struct daemon *d, int32_t week, int64_t now_sec, struct row_list *rows)
{
    _cleanup_(agenda_done) struct agenda agenda = {0};
    int r;

    agenda_init(&agenda, d->plan, d->zone);
    r = agenda_fill_with_log(&agenda, d->store.log, zone_day_start(d->zone, week),
                             zone_day_start(d->zone, week + 7), now_sec);
    for (size_t i = 0; r >= 0 && i < agenda.n; i++) {
        const struct agenda_item *item = &agenda.items[i];

        if (item->activity && !item_is_void(item, now_sec))
            r = row_list_add(rows, (struct review_row){item->activity->name, item->start_sec,
                                                       item->end_sec, item->outcome, item->minutes,
                                                       item->count, item->kind});
    }
    return r;
}

struct review_goal review_goal_from_activity(const struct activity *activity)
{
    bool is_hours = activity->goal.kind == GOAL_HOURS;

    return (struct review_goal){activity->name, is_hours,
                                is_hours ? activity->goal.amount / 60.0 : activity->goal.amount};
}

static struct bus_goal bus_goal_from_activity(const struct activity *activity,
                                              const struct row_list *rows)
{
    struct review_goal goal = review_goal_from_activity(activity);

    return (struct bus_goal){activity->name, activity->goal.unit, goal.target,
                             review_goal_actual(&goal, rows->items, rows->n)};
}

int daemon_get_goals(struct daemon *d, int32_t week_day, int64_t *ret_from_sec,
                     struct bus_goal **ret_goals, size_t *ret_n)
{
    int32_t week = civil_week_start(week_day, d->plan->week_start);
    int64_t from_sec = zone_day_start(d->zone, week);
    struct row_list rows = {0};
    struct bus_goal *goals = NULL;
    size_t n = 0;
    int r;

    r = daemon_collect_rows(d, from_sec, zone_day_start(d->zone, week + 7), &rows);
    if (r >= 0) {
        goals = calloc(MAX(d->plan->n_activities, 1u), sizeof *goals);
        r = goals ? 0 : -ENOMEM;
    }
    for (size_t i = 0; r >= 0 && i < d->plan->n_activities; i++)
        if (d->plan->activities[i].goal.kind != GOAL_NONE)
            goals[n++] = bus_goal_from_activity(&d->plan->activities[i], &rows);
    free(rows.items);
    if (r < 0)
        return r;
    *ret_from_sec = from_sec;
    *ret_goals = goals;
    *ret_n = n;
    return 0;
}

/* ---- How they stand ---- */

/* The rows of the week and of those before it that a goal's progress looks back at. */
static int collect_progress(struct daemon *d, int32_t week, int64_t now_sec, struct row_list *rows)
{
    int r = daemon_collect_rows(d, zone_day_start(d->zone, week - 7 * REVIEW_GOAL_WEEKS),
                                zone_day_start(d->zone, week), rows);

    return r < 0 ? r : collect_week(d, week, now_sec, rows);
}

static const char *goal_state_name(enum review_goal_state state)
{
    static const char *const names[] = {
        [GOAL_WEEK_OFF] = "off",
        [GOAL_WEEK_MISSED] = "missed",
        [GOAL_WEEK_MET] = "met",
    };

    return names[state];
}

static void goals_add(struct bus_goals *goals, const struct daemon *d,
                      const struct activity *activity, int32_t week,
                      const struct review_goal_progress *progress)
{
    goals->goals[goals->n_goals++] = (struct bus_progress){
        .activity = activity->name,
        .unit = activity->goal.unit,
        .target = progress->week.target,
        .actual = progress->week.actual,
        .pace = progress->pace,
        .behind = progress->behind,
        .free_slots = (unsigned)progress->blocks_left,
        .met = (unsigned)progress->met,
        .of = (unsigned)progress->of,
    };
    for (int i = 0; i < REVIEW_GOAL_WEEKS; i++)
        goals->weeks[goals->n_weeks++] = (struct bus_goal_week){
            .activity = activity->name,
            .from_sec = zone_day_start(d->zone, week - 7 * (REVIEW_GOAL_WEEKS - i)),
            .target = progress->past[i].target,
            .actual = progress->past[i].actual,
            .state = goal_state_name(progress->past[i].state),
        };
}

int daemon_list_goals(struct daemon *d, int32_t week_day, struct bus_goals *ret)
{
    int32_t week = civil_week_start(week_day, d->plan->week_start);
    size_t n = MAX(d->plan->n_activities, 1u);
    struct bus_goals goals = {
        .now_sec = daemon_now(),
        .from_sec = zone_day_start(d->zone, week),
        .timezone = zone_name(d->zone),
        .goals = calloc(n, sizeof *goals.goals),
        .weeks = calloc(n * REVIEW_GOAL_WEEKS, sizeof *goals.weeks),
    };
    struct row_list rows = {0};
    int r = goals.goals && goals.weeks ? 0 : -ENOMEM;

    if (r >= 0)
        r = collect_progress(d, week, goals.now_sec, &rows);
    for (size_t i = 0; r >= 0 && i < d->plan->n_activities; i++) {
        const struct activity *activity = &d->plan->activities[i];
        struct review_goal goal = review_goal_from_activity(activity);
        struct review_goal_progress progress;

        if (activity->goal.kind == GOAL_NONE)
            continue;
        review_goal_progress(&goal, rows.items, rows.n, d->zone, week, goals.now_sec, &progress);
        goals_add(&goals, d, activity, week, &progress);
    }
    free(rows.items);
    if (r < 0) {
        bus_goals_done(&goals);
        return r;
    }
    *ret = goals;
    return 0;
}

/* ---- Told in time ---- */

static int word_risk(const struct daemon *d, const struct activity *activity,
                     const struct review_goal_progress *progress, char **ret_summary,
                     char **ret_body)
{
    _cleanup_(text_done) struct text summary = {0}, body = {0};
    _cleanup_(freep) char *first = NULL;
    int left = progress->blocks_left;

    text_addf(&summary, "%s: %g of %g %s%s", d->plan->discreet ? "Block" : activity->title,
              progress->week.actual, progress->week.target, activity->goal.unit,
              activity->goal.kind == GOAL_COUNT && progress->week.target != 1 ? "s" : "");
    text_addf(&body, "%d block%s left this week.\njsctl goals", left, left == 1 ? " is" : "s are");
    if (text_take(&summary, &first) < 0 || text_take(&body, ret_body) < 0)
        return -ENOMEM;
    *ret_summary = TAKE_PTR(first);
    return 0;
}

/* Once for each goal and week. */
static int tell_risk(struct daemon *d, const struct activity *activity, int32_t week,
                     const struct review_goal_progress *progress, int64_t now_sec)
{
    _cleanup_(freep) char *summary = NULL, *body = NULL;
    char id[BLOCK_ID_SIZE];
    int r;

    snprintf(id, sizeof id, "goal/%s", activity->name);
    r = log_add_announced(d->store.log, id, "risk", zone_day_start(d->zone, week), now_sec);
    if (r <= 0)
        return r;
    r = word_risk(d, activity, progress, &summary, &body);
    return r < 0 ? r : announcer_tell(d->announcer, RISK_KEY, summary, body);
}

/* One goal at a time: the next one at the next block. */
void daemon_tell_risks(struct daemon *d, int64_t now_sec)
{
    int32_t week = civil_week_start(zone_day(d->zone, now_sec), d->plan->week_start);
    struct row_list rows = {0};
    int r = collect_progress(d, week, now_sec, &rows);

    for (size_t i = 0; r == 0 && i < d->plan->n_activities; i++) {
        const struct activity *activity = &d->plan->activities[i];
        struct review_goal goal = review_goal_from_activity(activity);
        struct review_goal_progress progress;

        if (activity->goal.kind == GOAL_NONE)
            continue;
        review_goal_progress(&goal, rows.items, rows.n, d->zone, week, now_sec, &progress);
        if (progress.is_at_risk)
            r = tell_risk(d, activity, week, &progress, now_sec);
    }
    free(rows.items);
    if (r < 0)
        journal(JOURNAL_WARNING, "Cannot look at the goals: %s", strerror(-r));
}

/* ---- The week in review ---- */

/* The week that a review at this instant looks back at: the running one only if more than half of
 * it has passed. */
static int32_t reviewed_week(const struct daemon *d, int64_t review_sec)
{
    return civil_week_start(zone_day(d->zone, review_sec) - 3, d->plan->week_start);
}

/* "9 of 12 blocks kept, 2 of 3 goals met." Nothing where there was nothing to do. */
static void word_week(struct text *text, const struct daemon *d, int32_t week,
                      const struct row_list *rows, int64_t now_sec)
{
    int64_t from_sec = zone_day_start(d->zone, week);
    size_t first = 0;
    int kept, of, met = 0, goals = 0;

    while (first < rows->n && rows->items[first].start_sec < from_sec)
        first++;
    review_count_kept(rows->items + first, rows->n - first, now_sec, &kept, &of);
    for (size_t i = 0; i < d->plan->n_activities; i++) {
        const struct activity *activity = &d->plan->activities[i];
        struct review_goal goal = review_goal_from_activity(activity);
        struct review_goal_progress progress;

        if (activity->goal.kind == GOAL_NONE)
            continue;
        review_goal_progress(&goal, rows->items, rows->n, d->zone, week, now_sec, &progress);
        goals += progress.week.state != GOAL_WEEK_OFF;
        met += progress.week.state == GOAL_WEEK_MET;
    }
    if (of > 0)
        text_addf(text, "%d of %d block%s kept", kept, of, of == 1 ? "" : "s");
    if (of > 0 && goals > 0)
        text_addf(text, ", %d of %d goal%s met", met, goals, goals == 1 ? "" : "s");
}

static int tell_week(struct daemon *d, int32_t week, int64_t now_sec)
{
    int32_t this_week = civil_week_start(zone_day(d->zone, now_sec), d->plan->week_start);
    _cleanup_(text_done) struct text text = {0};
    _cleanup_(freep) char *body = NULL;
    struct row_list rows = {0};
    int r = collect_progress(d, week, now_sec, &rows);

    if (r >= 0)
        word_week(&text, d, week, &rows, now_sec);
    free(rows.items);
    if (r < 0 || text.length == 0)
        return r;
    text_addf(&text, ".\njsctl week%s", week == this_week ? "" : " -1");
    r = text_take(&text, &body);
    return r < 0 ? r : announcer_tell(d->announcer, REVIEW_KEY, "The week in review", body);
}

/* A lull has its own message, and needs none that counts what was not done. */
void daemon_tell_review(struct daemon *d, int64_t now_sec)
{
    int64_t at_sec = plan_next_review(d->plan, d->zone, now_sec - DAY_SEC);

    if (at_sec > now_sec || at_sec < d->first_run_sec || at_sec == d->reviewed_sec || d->is_lull ||
        log_has_announced(d->store.log, REVIEW_KEY, "review", at_sec) > 0) {
        announcer_untell(d->announcer, REVIEW_KEY);
        return;
    }
    d->review_sec = at_sec;
    if (tell_week(d, reviewed_week(d, at_sec), now_sec) < 0)
        journal(JOURNAL_WARNING, "Cannot look back at the week");
}

bool daemon_review_told(struct daemon *d, const char *key)
{
    if (!streq(key, REVIEW_KEY))
        return false;
    d->reviewed_sec = d->review_sec;
    if (log_add_announced(d->store.log, REVIEW_KEY, "review", d->review_sec, daemon_now()) < 0)
        journal(JOURNAL_WARNING, "Cannot remember an announcement: %s", log_why(d->store.log));
    return true;
}
