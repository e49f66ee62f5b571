/* Any bytes as a plan: no crash, no leak, and what comes back keeps the header's promises. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/block.h"
#include "base/diag.h"
#include "base/text.h"
#include "plan.h"

#define REQUIRE(x)   \
    do {             \
        if (!(x))    \
            abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_ranges(const struct time_range *ranges, size_t n, unsigned days)
{
    REQUIRE(n <= PLAN_MAX_RANGES && days <= DAYS_ALL);
    REQUIRE((n == 0) == (days == DAYS_NONE));
    for (size_t i = 0; i < n; i++) {
        REQUIRE(ranges[i].start >= 0 && ranges[i].start < DAY_MINUTES);
        REQUIRE(ranges[i].end > ranges[i].start);
        REQUIRE(ranges[i].end <= ranges[i].start + DAY_MINUTES);
        REQUIRE(i == 0 || ranges[i].start >= ranges[i - 1].end);
    }
}

static void require_offsets(const struct offset_list *list)
{
    REQUIRE(list->n <= PLAN_MAX_RANGES);
    for (size_t i = 0; i < list->n; i++)
        REQUIRE(list->minutes[i] > (i > 0 ? list->minutes[i - 1] : 0));
}

static void require_activity(const struct plan *plan, const struct activity *a)
{
    REQUIRE(activity_name_is_valid(a->name) && plan_find_activity(plan, a->name) == a);
    REQUIRE(a->title[0] && (!a->formerly || !plan_find_activity(plan, a->formerly)));
    REQUIRE(!a->first || a->first[0]);
    REQUIRE(!a->open || strchr(a->open, ':') || a->open[0] == '/');
    REQUIRE(a->priority >= 1 && a->priority <= 5 && a->every_weeks >= 1);
    REQUIRE(a->block_min >= 5 && a->block_max >= a->block_min && a->minimum >= 0);
    REQUIRE(!activity_is_fixed(a) || a->hours_minutes == PLAN_UNSET);
    REQUIRE((a->goal.kind == GOAL_NONE) == !a->goal.unit);
    REQUIRE(a->goal.kind == GOAL_NONE || a->goal.amount > 0);
    require_ranges(a->times, a->n_times, a->days);
    require_offsets(&a->remind);
    require_offsets(&a->nag);
    for (size_t i = 0; i < a->n_windows; i++)
        REQUIRE(a->windows[i] < plan->n_windows);
}

static void require_plan(const struct plan *plan)
{
    REQUIRE(plan->name[0] && plan->priority >= 1 && plan->priority <= 5);
    REQUIRE(plan_budget(plan) > 0 && plan_fixed_minutes(plan) <= 7 * DAY_MINUTES);
    REQUIRE(!plan->has_from || !plan->has_until || plan->from <= plan->until);
    REQUIRE(plan->review_minute >= 0 && plan->review_minute < DAY_MINUTES);
    for (size_t i = 0; i < plan->n_days_off; i++) {
        REQUIRE(plan->days_off[i].first <= plan->days_off[i].last);
        REQUIRE(plan_is_day_off(plan, plan->days_off[i].first));
    }
    for (size_t i = 0; i < plan->n_windows; i++) {
        REQUIRE(activity_name_is_valid(plan->windows[i].name) && plan->windows[i].n_times > 0);
        require_ranges(plan->windows[i].times, plan->windows[i].n_times, plan->windows[i].days);
    }
    for (size_t i = 0; i < plan->n_activities; i++)
        require_activity(plan, &plan->activities[i]);
    for (size_t i = 0; i < plan->n_calendars; i++)
        REQUIRE(plan->calendars[i].n_paths > 0 && plan->calendars[i].paths[0][0] == '/');
}

/* Each names a place that is in the text, in one line of valid UTF-8. */
static void require_diags(const struct diag_list *diags, const char *text, size_t size)
{
    size_t n_lines = 1;

    for (size_t i = 0; i < size; i++)
        n_lines += text[i] == '\n';
    for (size_t i = 0; i < diags->n; i++) {
        const struct diag *d = &diags->items[i];
        size_t length = strlen(d->message);

        REQUIRE(d->line <= n_lines && d->column <= PLAN_MAX_LINE + 1);
        REQUIRE(length > 0 && utf8_check(d->message, length) == length);
        REQUIRE(!strpbrk(d->message, "\r\n"));
        REQUIRE(i == 0 || diags->items[i - 1].line <= d->line);
    }
}

/* The forms that users also type elsewhere. */
static void try_values(const uint8_t *data, size_t size)
{
    char *s = strndup((const char *)data, size);
    struct time_range times[PLAN_MAX_RANGES];
    struct goal goal = {0};
    unsigned days;
    size_t n;

    REQUIRE(s);
    if (plan_parse_days(s, &days, NULL) == 0)
        REQUIRE(days > 0 && days <= DAYS_ALL);
    if (plan_parse_times(s, times, &n, NULL) == 0)
        require_ranges(times, n, DAYS_ALL);
    if (plan_parse_goal(s, &goal, NULL) == 0)
        REQUIRE(goal.amount > 0 && goal.unit[0]);
    free(goal.unit);
    free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diag_list diags = {0};
    struct plan *plan = NULL;
    int r = plan_parse((const char *)data, size, "plan.ini", "/base", "/data", &diags, &plan);

    REQUIRE(r == 0 || r == 1);
    REQUIRE((r == 1) == diag_has_error(&diags) && (r == 0) == (plan != NULL));
    require_diags(&diags, (const char *)data, size);
    if (plan)
        require_plan(plan);
    plan_free(plan);
    diag_list_done(&diags);
    try_values(data, size);
    return 0;
}
