/* The goals of the plan against the log: what the bus asks, the word that is said in time, and the
 * one at the week's end. */
#include "daemon/daemon.h"

#include <errno.h>

#include "base/text.h"
#include "daemon/journal.h"
#include "daemon/review-rows.h"

#define RISK_KEY   "goal"
#define REVIEW_KEY "review"

static struct bus_goal bus_goal_from_activity(const struct daemon *d,
                                              const struct activity *activity,
                                              const struct row_list *rows, int32_t week,
                                              int64_t now_sec)
{
    struct review_goal goal = review_goal_from_activity(activity);
    struct review_goal_progress progress;

    review_goal_progress(&goal, rows->items, rows->n, d->zone, week, now_sec, &progress);
    return (struct bus_goal){activity->name, activity->goal.unit, progress.week.target,
                             progress.week.actual};
}

int daemon_get_goals(struct daemon *d, int32_t week_day, int64_t *ret_from_sec,
                     struct bus_goal **ret_goals, size_t *ret_n)
{
    int32_t week = civil_week_start(week_day, d->plan->week_start);
    _cleanup_(row_list_done) struct row_list rows = {0};
    int64_t now_sec = daemon_now();
    struct bus_goal *goals = NULL;
    size_t n = 0;
    int r;

    r = row_list_add_week(&rows, d, week, now_sec);
    if (r >= 0) {
        goals = calloc(MAX(d->plan->n_activities, 1u), sizeof *goals);
        r = goals ? 0 : -ENOMEM;
    }
    for (size_t i = 0; r >= 0 && i < d->plan->n_activities; i++)
        if (d->plan->activities[i].goal.kind != GOAL_NONE)
            goals[n++] = bus_goal_from_activity(d, &d->plan->activities[i], &rows, week, now_sec);
    if (r < 0)
        return r;
    *ret_from_sec = zone_day_start(d->zone, week);
    *ret_goals = goals;
    *ret_n = n;
    return 0;
}

/* ---- How they stand ---- */

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

int daemon_fill_goals(const struct daemon *d, int32_t week, const struct row_list *rows,
                      int64_t now_sec, struct bus_goals *ret)
{
    size_t n = MAX(d->plan->n_activities, 1u);
    struct bus_goals goals = {
        .now_sec = now_sec,
        .from_sec = zone_day_start(d->zone, week),
        .timezone = zone_name(d->zone),
        .goals = calloc(n, sizeof *goals.goals),
        .weeks = calloc(n * REVIEW_GOAL_WEEKS, sizeof *goals.weeks),
    };

    if (!goals.goals || !goals.weeks) {
        bus_goals_done(&goals);
        return -ENOMEM;
    }
    for (size_t i = 0; i < d->plan->n_activities; i++) {
        const struct activity *activity = &d->plan->activities[i];
        struct review_goal goal = review_goal_from_activity(activity);
        struct review_goal_progress progress;

        if (activity->goal.kind == GOAL_NONE)
            continue;
        review_goal_progress(&goal, rows->items, rows->n, d->zone, week, now_sec, &progress);
        goals_add(&goals, d, activity, week, &progress);
    }
    *ret = goals;
    return 0;
}

int daemon_list_goals(struct daemon *d, int32_t week_day, struct bus_goals *ret)
{
    int32_t week = civil_week_start(week_day, d->plan->week_start);
    _cleanup_(row_list_done) struct row_list rows = {0};
    int64_t now_sec = daemon_now();
    int r = row_list_add_weeks(&rows, d, week, REVIEW_GOAL_WEEKS, now_sec);

    return r < 0 ? r : daemon_fill_goals(d, week, &rows, now_sec, ret);
}

/* ---- Told in time ---- */

/* With `discreet` neither its activity nor what it counts is told, as to a coach. */
static void add_risk(struct text *text, const struct daemon *d, const struct activity *activity,
                     const struct review_goal_week *week)
{
    bool is_count = activity->goal.kind == GOAL_COUNT;

    text_addf(text, "%s: %g of %g", d->plan->discreet ? "Block" : activity->title, week->actual,
              week->target);
    if (!is_count || !d->plan->discreet)
        text_addf(text, " %s%s", activity->goal.unit, is_count && week->target != 1 ? "s" : "");
}

static int word_risk(const struct daemon *d, const struct activity *activity,
                     const struct review_goal_progress *progress, char **ret_summary,
                     char **ret_body)
{
    _cleanup_(text_done) struct text summary = {0}, body = {0};
    _cleanup_(freep) char *first = NULL;
    int left = progress->blocks_left;

    add_risk(&summary, d, activity, &progress->week);
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
    _cleanup_(row_list_done) struct row_list rows = {0};
    int r = row_list_add_weeks(&rows, d, week, REVIEW_GOAL_WEEKS, now_sec);

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
    _cleanup_(text_done) struct text text = {0};
    _cleanup_(freep) char *body = NULL;
    struct row_list rows = {0};
    int r = row_list_add_weeks(&rows, d, week, REVIEW_GOAL_WEEKS, now_sec);

    if (r >= 0)
        word_week(&text, d, week, &rows, now_sec);
    free(rows.items);
    if (r < 0 || text.length == 0)
        return r;
    text_add(&text, ".\njsctl review");
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
