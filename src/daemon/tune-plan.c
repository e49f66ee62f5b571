#include "daemon/tune-plan.h"

#include <errno.h>

#include "daemon/review-rows.h"
#include "schedule.h"

#define CELL_MINUTES 15
#define CELLS        (DAY_MINUTES / CELL_MINUTES)
#define WEEKS        4
#define WEEKS_MIN    2 /* in which a time is busy, to be called busy in an ordinary week */

/* With no window defined: as jobsearchd.plan(5) has it. */
static const struct review_stretch default_window = {0x1f, 9 * 60, 18 * 60};

void tune_plan_done(struct tune_plan *tune)
{
    for (size_t i = 0; tune->activities && i < tune->review.n_activities; i++)
        free((struct review_stretch *)tune->activities[i].windows);
    free(tune->activities);
    free(tune->goals);
    free(tune->taken);
    *tune = (struct tune_plan){0};
}

static int add_taken(struct tune_plan *tune, unsigned days, int start, int end)
{
    int r = array_reserve((void **)&tune->taken, &tune->capacity_taken, tune->n_taken,
                          sizeof *tune->taken);

    if (r >= 0)
        tune->taken[tune->n_taken++] = (struct review_stretch){days, start, end};
    return r;
}

/* ---- Activities ---- */

static int fill_windows(struct review_activity *review, const struct plan *plan,
                        const struct activity *activity)
{
    bool has_all = activity->n_windows == 0;
    size_t n = has_all ? plan->n_windows : activity->n_windows, n_times = 0;
    struct review_stretch *windows;

    for (size_t i = 0; i < n; i++)
        n_times += plan->windows[has_all ? i : activity->windows[i]].n_times;
    windows = calloc(MAX(n_times, 1u), sizeof *windows);
    if (!windows)
        return -ENOMEM;
    review->windows = windows;
    if (n == 0)
        windows[review->n_windows++] = default_window;
    for (size_t i = 0; i < n; i++) {
        const struct window *window = &plan->windows[has_all ? i : activity->windows[i]];

        for (size_t j = 0; j < window->n_times; j++)
            windows[review->n_windows++] =
                (struct review_stretch){window->days, window->times[j].start, window->times[j].end};
    }
    return 0;
}

static int fill_fixed(struct tune_plan *tune, struct review_activity *review,
                      const struct activity *activity)
{
    int r = 0;

    review->is_simple = activity->n_times == 1 && activity->every_weeks == 1;
    review->stretch =
        (struct review_stretch){activity->days, activity->times[0].start, activity->times[0].end};
    for (size_t i = 0; r >= 0 && !review->is_simple && i < activity->n_times; i++)
        r = add_taken(tune, activity->days, activity->times[i].start, activity->times[i].end);
    return r;
}

static int fill_activities(struct tune_plan *tune, const struct plan *plan)
{
    _cleanup_(freep) int *hours = calloc(MAX(plan->n_activities, 1u), sizeof *hours);
    int r = 0;

    if (!hours)
        return -ENOMEM;
    schedule_shares(plan, plan_budget(plan), plan_fixed_minutes(plan), hours);
    for (size_t i = 0; r >= 0 && i < plan->n_activities; i++) {
        const struct activity *activity = &plan->activities[i];
        struct review_activity *review = &tune->activities[i];

        *review = (struct review_activity){
            .name = activity->name,
            .priority = activity->priority,
            .goal_unit = activity->goal.unit,
            .is_flexible = !activity_is_fixed(activity),
            .hours_minutes = hours[i],
            .block_min = activity->block_min,
            .block_max = activity->block_max,
        };
        if (activity->goal.kind != GOAL_NONE) {
            tune->goals[i] = review_goal_from_activity(activity);
            review->goal = &tune->goals[i];
        }
        r = review->is_flexible ? fill_windows(review, plan, activity)
                                : fill_fixed(tune, review, activity);
    }
    return r;
}

/* ---- Calendars ---- */

struct grid {
    uint8_t weeks[7][CELLS]; /* a bit for each week in which it is busy */
};

/* One busy stretch, day by day and cell by cell. */
static void grid_add(struct grid *grid, const struct zone *zone, const struct busy_item *busy,
                     int32_t week)
{
    int64_t buffer_sec = busy->buffer_minutes * INT64_C(60);
    int64_t from = zone_to_local(zone, busy->start_sec - buffer_sec);
    int64_t to = zone_to_local(zone, busy->end_sec + buffer_sec);
    int64_t first = MAX(from / (CELL_MINUTES * 60), (int64_t)week * CELLS);
    int64_t end = MIN((to + CELL_MINUTES * 60 - 1) / (CELL_MINUTES * 60),
                      ((int64_t)week + 7 * WEEKS) * CELLS);

    for (int64_t cell = first; cell < end; cell++) {
        int32_t day = (int32_t)(cell / CELLS);

        grid->weeks[civil_weekday(day)][cell % CELLS] |= (uint8_t)(1u << ((day - week) / 7));
    }
}

static bool grid_is_taken(const struct grid *grid, enum weekday day, int cell)
{
    return __builtin_popcount(grid->weeks[day][cell]) >= WEEKS_MIN;
}

static int grid_add_taken(const struct grid *grid, struct tune_plan *tune)
{
    int r = 0;

    for (enum weekday day = MONDAY; day <= SUNDAY; day++)
        for (int cell = 0, end; r >= 0 && cell < CELLS; cell = end) {
            end = cell + 1;
            if (!grid_is_taken(grid, day, cell))
                continue;
            while (end < CELLS && grid_is_taken(grid, day, end))
                end++;
            r = add_taken(tune, 1u << day, cell * CELL_MINUTES, end * CELL_MINUTES);
        }
    return r;
}

int tune_plan_fill(struct tune_plan *tune, const struct plan *plan, const struct zone *zone,
                   const struct busy_item *busy, size_t n_busy, int32_t week)
{
    size_t n = MAX(plan->n_activities, 1u);
    struct grid grid = {0};
    int r;

    tune->activities = calloc(n, sizeof *tune->activities);
    tune->goals = calloc(n, sizeof *tune->goals);
    if (!tune->activities || !tune->goals)
        return -ENOMEM;
    tune->review.activities = tune->activities;
    tune->review.n_activities = plan->n_activities;
    r = fill_activities(tune, plan);
    for (size_t i = 0; i < n_busy; i++)
        grid_add(&grid, zone, &busy[i], week);
    if (r >= 0)
        r = grid_add_taken(&grid, tune);
    tune->review.taken = tune->taken;
    tune->review.n_taken = tune->n_taken;
    return r;
}
