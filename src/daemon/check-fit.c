#include "daemon/check-fit.h"

#include <errno.h>

#include "base/duration.h"
#include "daemon/ordinary-week.h"
#include "daemon/unplaced.h"
#include "schedule.h"

#define SECTION_COLUMN                                                        \
    2 /* behind the bracket: where plan_check() points to for a whole section \
       */

/* One week's placement; the activities of most plans share it. */
struct fit {
    const struct plan *plan;
    const struct zone *zone;
    int32_t first_week;
    bool is_placed;
    int32_t week; /* that `placed` is of */
    struct placed placed;
};

static void fit_done(struct fit *fit)
{
    placed_done(&fit->placed);
}

static int fit_place(struct fit *fit, int32_t week)
{
    _cleanup_(block_list_done) struct block_list fixed = {0};
    struct placement question = {.plan = fit->plan, .zone = fit->zone, .week = week};
    int64_t from_sec = zone_day_start(fit->zone, week - 1);
    int r;

    if (fit->is_placed && fit->week == week)
        return 0;
    fit_done(fit);
    fit->is_placed = false;
    r = schedule_expand(fit->plan, fit->zone, from_sec, zone_day_start(fit->zone, week + 8),
                        &fixed);
    if (r < 0)
        return r;
    question.now_sec = from_sec;
    question.fixed = fixed.items;
    question.n_fixed = fixed.n;
    r = schedule_place(&question, &fit->placed);
    fit->is_placed = r >= 0;
    fit->week = week;
    return r;
}

static bool fit_has_block(const struct fit *fit, const struct activity *activity)
{
    for (size_t i = 0; i < fit->placed.blocks.n; i++)
        if (fit->placed.blocks.items[i].activity == activity)
            return true;
    return false;
}

/* A share of the budget is whatever it is: what is left of it after whole pieces misses nobody. */
static bool fit_is_news(const struct fit *fit, const struct unplaced *unplaced)
{
    const struct activity *activity = unplaced->activity;

    if (unplaced->reason == UNPLACED_BUDGET)
        return plan_fixed_minutes(fit->plan) <= plan_budget(fit->plan);
    return unplaced->reason != UNPLACED_CUT || activity->hours_minutes != PLAN_UNSET ||
           !fit_has_block(fit, activity);
}

static void fit_report(const struct unplaced *unplaced, const char *file, struct diag_list *diags)
{
    const struct activity *activity = unplaced->activity;
    const struct unplaced_words *words = unplaced_words(unplaced->reason);
    char missing[DURATION_SIZE], hours[DURATION_SIZE] = "share";

    duration_format(unplaced->minutes, missing);
    if (activity->hours_minutes != PLAN_UNSET)
        duration_format(activity->hours_minutes, hours);
    diag_add(diags, file, activity->line, SECTION_COLUMN, DIAG_WARNING,
             "%s: %s of its %s a week have no place: %s; %s", activity->name, missing, hours,
             words->why, words->remedy);
}

static int fit_check(struct fit *fit, const struct activity *activity, const char *file,
                     struct diag_list *diags)
{
    int32_t week;
    int r;

    if (!ordinary_week_find(fit->plan, activity, fit->first_week, &week))
        return 0;
    r = fit_place(fit, week);
    for (size_t i = 0; r >= 0 && i < fit->placed.n_unplaced; i++)
        if (fit->placed.unplaced[i].activity == activity &&
            fit_is_news(fit, &fit->placed.unplaced[i]))
            fit_report(&fit->placed.unplaced[i], file, diags);
    return r;
}

int check_fit(const struct plan *plan, const struct zone *zone, int64_t now_sec, const char *file,
              struct diag_list *diags)
{
    _cleanup_(fit_done) struct fit fit = {.plan = plan, .zone = zone};
    int r = 0;

    fit.first_week = ordinary_week_first(plan, zone_day(zone, now_sec));
    for (size_t i = 0; r >= 0 && i < plan->n_activities; i++)
        if (!activity_is_fixed(&plan->activities[i]))
            r = fit_check(&fit, &plan->activities[i], file, diags);
    diag_sort(diags);
    return r < 0 || diags->out_of_memory ? -ENOMEM : 0;
}
