/* The question on the grid: which slots each activity may use, how much it wants, and where the
 * week falls apart into stretches that can be looked at one by one.
 *
 * A slot belongs to the day of the window that allows it, so that work after midnight counts for
 * the evening it began on; where two days' windows allow one slot, to the earlier day. A piece lies
 * within one day. */
#include "schedule/place.h"

#include <errno.h>

/* Slots of a window of the last day that runs past midnight lie in a ninth day at most; an hour
 * for a change of the clock. */
#define SLOTS_MAX ((8 * 24 + 26) * 12)

static const struct window default_window = {
    .days = 0x1f, .times = {{9 * 60, 18 * 60}}, .n_times = 1};

int slots_cut(int slots, int shortest, int longest)
{
    int pieces = shortest > longest ? 0 : slots / shortest;
    return pieces > 0 ? MIN(slots, pieces * longest) : 0;
}

static void demand_forbid(struct demand *demand, int first, int end)
{
    if (first < end)
        memset(demand->day + first, NO_DAY, (size_t)(end - first));
}

/* The slots begun and ended before an instant, which may be any. */
static int slot_floor(const struct problem *problem, int64_t sec)
{
    if (sec <= problem->base_sec)
        return 0;
    if (sec >= problem->base_sec + (int64_t)problem->n_slots * SLOT_SEC)
        return problem->n_slots;
    return (int)((sec - problem->base_sec) / SLOT_SEC);
}

static int slot_ceil(const struct problem *problem, int64_t sec)
{
    int slot = slot_floor(problem, sec);
    return slot < problem->n_slots && sec > problem->base_sec + (int64_t)slot * SLOT_SEC ? slot + 1
                                                                                         : slot;
}

/* Takes [start, end) and what is to be free around it. */
static void demand_forbid_time(const struct problem *problem, struct demand *demand,
                               int64_t start_sec, int64_t end_sec, int64_t around_sec)
{
    if (__builtin_sub_overflow(start_sec, around_sec, &start_sec))
        start_sec = INT64_MIN;
    if (__builtin_add_overflow(end_sec, around_sec, &end_sec))
        end_sec = INT64_MAX;
    demand_forbid(demand, slot_floor(problem, start_sec), slot_ceil(problem, end_sec));
}

/* ---- Allowed slots ---- */

static void demand_allow(struct demand *demand, int day, int first, int end)
{
    for (int t = first; t < end; t++)
        if (demand->day[t] == NO_DAY) {
            demand->day[t] = (uint8_t)day;
            demand->offset[t] = (uint16_t)(t - first);
        }
}

static void demand_allow_window(const struct problem *problem, struct demand *demand,
                                const struct placement *question, const struct window *window,
                                int day)
{
    int64_t midnight = (int64_t)(question->week + day) * DAY_SEC;

    if (!(window->days & 1u << civil_weekday(question->week + day)))
        return;
    for (size_t i = 0; i < window->n_times; i++) {
        int64_t start = zone_to_utc(question->zone, midnight + window->times[i].start * 60);
        int64_t end = zone_to_utc(question->zone, midnight + window->times[i].end * 60);
        demand_allow(demand, day, slot_ceil(problem, start), slot_floor(problem, end));
    }
}

static void demand_allow_day(const struct problem *problem, struct demand *demand,
                             const struct placement *question, int day)
{
    const struct plan *plan = question->plan;
    const struct activity *activity = demand->activity;

    if (plan->n_windows == 0)
        demand_allow_window(problem, demand, question, &default_window, day);
    else if (activity->n_windows == 0)
        for (size_t i = 0; i < plan->n_windows; i++)
            demand_allow_window(problem, demand, question, &plan->windows[i], day);
    else
        for (size_t i = 0; i < activity->n_windows; i++)
            demand_allow_window(problem, demand, question, &plan->windows[activity->windows[i]],
                                day);
}

static bool day_is_on(const struct plan *plan, int32_t day)
{
    return !plan_is_day_off(plan, day) && (!plan->has_from || day >= plan->from) &&
           (!plan->has_until || day <= plan->until);
}

static void demand_forbid_taken(const struct problem *problem, struct demand *demand,
                                const struct placement *question)
{
    demand_forbid(demand, 0, slot_ceil(problem, question->now_sec));
    for (size_t i = 0; i < question->n_fixed; i++)
        demand_forbid_time(problem, demand, question->fixed[i].start_sec,
                           question->fixed[i].end_sec, 0);
    for (size_t i = 0; i < question->n_busy; i++)
        demand_forbid_time(problem, demand, question->busy[i].start_sec, question->busy[i].end_sec,
                           (int64_t)question->busy[i].buffer_minutes * 60);
    for (size_t i = 0; i < question->n_kept; i++)
        demand_forbid_time(problem, demand, question->kept[i].start_sec, question->kept[i].end_sec,
                           question->kept[i].activity == demand->activity ? SLOTS_APART * SLOT_SEC
                                                                          : 0);
}

static void demand_count_runs(const struct problem *problem, struct demand *demand)
{
    for (int t = problem->n_slots - 1; t >= 0; t--) {
        bool goes_on = t + 1 < problem->n_slots && demand->day[t + 1] == demand->day[t];
        demand->run[t] =
            demand->day[t] == NO_DAY ? 0 : (uint16_t)(goes_on ? demand->run[t + 1] + 1 : 1);
    }
}

/* ---- Amounts ---- */

/* What kept blocks of the activity count for: the week, and each day. */
static int count_kept(const struct placement *question, const struct activity *activity,
                      int ret_days[WEEK_DAYS])
{
    int total = 0;

    for (size_t i = 0; i < question->n_kept; i++) {
        const struct kept_block *kept = &question->kept[i];
        int32_t day = zone_day(question->zone, kept->start_sec) - question->week;
        if (kept->activity != activity)
            continue;
        total += kept->minutes; /* also of one that the user moved into another week */
        if (day >= 0 && day < WEEK_DAYS)
            ret_days[day] += (int)((kept->end_sec - kept->start_sec) / 60);
    }
    return total;
}

static void demand_set_amounts(struct demand *demand, const struct placement *question, int minutes)
{
    const struct activity *activity = demand->activity;
    int kept_days[WEEK_DAYS] = {0};
    int left = MAX(minutes - count_kept(question, activity, kept_days), 0);

    demand->shortest = MAX((activity->block_min + SLOT_MINUTES - 1) / SLOT_MINUTES, 1);
    demand->longest = activity->block_max / SLOT_MINUTES;
    demand->asked = left / SLOT_MINUTES;
    demand->want = slots_cut(demand->asked, demand->shortest, demand->longest);
    for (int day = 0; day < WEEK_DAYS; day++) {
        int cap = DAY_MINUTES * 2;
        if (activity->max_per_day != PLAN_UNSET)
            cap = MAX(activity->max_per_day - kept_days[day], 0);
        demand->cap[day] = slots_cut(cap / SLOT_MINUTES, demand->shortest, demand->longest);
    }
}

static int overlap_minutes(int64_t start, int64_t end, int64_t from, int64_t to)
{
    return (int)(MAX(MIN(end, to) - MAX(start, from), (int64_t)0) / 60);
}

static int fixed_minutes(const struct placement *question)
{
    int64_t from = zone_day_start(question->zone, question->week);
    int64_t to = zone_day_start(question->zone, question->week + WEEK_DAYS);
    int minutes = 0;

    for (size_t i = 0; i < question->n_fixed; i++)
        if (question->fixed[i].start_sec >= from && question->fixed[i].start_sec < to)
            minutes += overlap_minutes(question->fixed[i].start_sec, question->fixed[i].end_sec,
                                       from, INT64_MAX);
    return minutes;
}

static int kept_minutes(const struct placement *question)
{
    int minutes = 0;

    for (size_t i = 0; i < question->n_kept; i++)
        minutes += question->kept[i].minutes;
    return minutes;
}

void schedule_shares(const struct plan *plan, int budget, int fixed, int minutes[])
{
    int left = budget - fixed, weights = 0;

    for (size_t i = 0; i < plan->n_activities; i++) {
        const struct activity *activity = &plan->activities[i];
        minutes[i] = 0;
        if (activity_is_fixed(activity))
            continue;
        if (activity->hours_minutes == PLAN_UNSET)
            weights += activity->priority;
        else
            left -= minutes[i] = activity->hours_minutes;
    }
    for (size_t i = 0; i < plan->n_activities && left > 0; i++) {
        const struct activity *activity = &plan->activities[i];
        if (activity_is_fixed(activity) || activity->hours_minutes != PLAN_UNSET)
            continue;
        int share = (int)((int64_t)left * activity->priority / weights);
        minutes[i] = share / SLOT_MINUTES * SLOT_MINUTES;
        left -= share;
        weights -= activity->priority;
    }
}

/* ---- Stretches ---- */

/* Marks the boundaries before slots that a piece may cross, or across which two pieces of the
 * activity may come too close to each other. */
static void demand_mark_links(const struct problem *problem, const struct demand *demand,
                              uint8_t *is_linked)
{
    int last = -SLOTS_APART - 2;

    for (int t = 0; t < problem->n_slots; t++) {
        if (demand->run[t] == 0)
            continue;
        if (t - last <= SLOTS_APART && demand->day[t] == demand->day[last])
            memset(is_linked + last + 1, 1, (size_t)(t - last));
        last = t;
    }
}

static void demand_mark_slots(const struct problem *problem, const struct demand *demand,
                              uint8_t *is_allowed)
{
    for (int t = 0; t < problem->n_slots; t++)
        is_allowed[t] |= demand->run[t] > 0;
}

static int problem_add_stretch(struct problem *problem, size_t *capacity, int first, int end)
{
    int r = array_reserve((void **)&problem->stretches, capacity, (size_t)problem->n_stretches,
                          sizeof(*problem->stretches));
    if (r < 0)
        return r;
    problem->stretches[problem->n_stretches++] = (struct stretch){first, end};
    return 0;
}

static int problem_find_stretches(struct problem *problem)
{
    size_t n = (size_t)problem->n_slots, capacity = 0;
    _cleanup_(freep) uint8_t *marks = calloc(2, n + 1);
    if (!marks)
        return -ENOMEM;
    uint8_t *is_linked = marks, *is_allowed = marks + n + 1;

    for (int i = 0; i < problem->n_demands; i++) {
        demand_mark_links(problem, &problem->demands[i], is_linked);
        demand_mark_slots(problem, &problem->demands[i], is_allowed);
    }
    for (int t = 0, first = -1; t <= problem->n_slots; t++) {
        if (first >= 0 && !is_linked[t]) {
            int r = problem_add_stretch(problem, &capacity, first, t);
            if (r < 0)
                return r;
            first = -1;
        }
        if (first < 0 && is_allowed[t])
            first = t;
    }
    return 0;
}

/* ---- The whole ---- */

static int problem_add_demand(struct problem *problem, const struct placement *question,
                              size_t order, int minutes)
{
    struct demand *demand = &problem->demands[problem->n_demands];
    size_t n = (size_t)problem->n_slots;

    *demand = (struct demand){.activity = &question->plan->activities[order],
                              .order = order,
                              .priority = question->plan->activities[order].priority,
                              .day = malloc(n),
                              .run = malloc(n * sizeof(*demand->run)),
                              .offset = malloc(n * sizeof(*demand->offset))};
    problem->n_demands++;
    if (!demand->day || !demand->run || !demand->offset)
        return -ENOMEM;
    demand_set_amounts(demand, question, minutes);
    memset(demand->day, NO_DAY, n);
    for (int day = 0; day < WEEK_DAYS; day++)
        if (day_is_on(question->plan, question->week + day))
            demand_allow_day(problem, demand, question, day);
    demand_forbid_taken(problem, demand, question);
    demand_count_runs(problem, demand);
    return 0;
}

static int problem_build(struct problem *problem, const struct placement *question)
{
    const struct plan *plan = question->plan;
    int budget = question->budget_minutes ? question->budget_minutes : plan_budget(plan);
    int fixed = fixed_minutes(question);
    _cleanup_(freep) int *minutes = calloc(plan->n_activities + 1, sizeof(*minutes));

    problem->demands = calloc(plan->n_activities + 1, sizeof(*problem->demands));
    if (!minutes || !problem->demands)
        return -ENOMEM;
    schedule_shares(plan, budget, fixed, minutes);
    for (size_t i = 0; i < plan->n_activities; i++) {
        if (activity_is_fixed(&plan->activities[i]))
            continue;
        if (!schedule_week_is_on(plan, &plan->activities[i], question->week))
            minutes[i] = 0;
        int r = problem_add_demand(problem, question, i, minutes[i]);
        if (r < 0)
            return r;
    }
    problem->budget = MAX(budget - fixed - kept_minutes(question), 0) / SLOT_MINUTES;
    return problem_find_stretches(problem);
}

static int problem_find_demand(const struct problem *problem, const struct activity *activity)
{
    for (int i = 0; i < problem->n_demands; i++)
        if (problem->demands[i].activity == activity)
            return i;
    return -1;
}

/* Adds the block if it lies on the grid and breaks no rule. */
static int read_block(const struct problem *problem, const struct block *block,
                      struct schedule *previous)
{
    int demand = problem_find_demand(problem, block->activity);
    int start = slot_floor(problem, block->start_sec), end = slot_floor(problem, block->end_sec);

    if (demand < 0 || start >= end || start != slot_ceil(problem, block->start_sec))
        return 0;
    int r = schedule_add(previous, demand, start, end - start);
    if (r < 0)
        return r;
    schedule_sort(previous);
    if (schedule_is_valid(problem, previous))
        return 0;
    size_t i = 0;
    while (previous->pieces[i].demand != demand || previous->pieces[i].start != start)
        i++;
    previous->n--;
    memmove(&previous->pieces[i], &previous->pieces[i + 1],
            (previous->n - i) * sizeof(*previous->pieces));
    return 0;
}

int problem_read_previous(const struct problem *problem, const struct placement *question,
                          struct schedule *previous)
{
    int r = 0;

    for (size_t i = 0; i < question->n_previous && r >= 0; i++)
        r = read_block(problem, &question->previous[i], previous);
    return r;
}

int problem_init(struct problem *problem, const struct placement *question)
{
    int64_t from = zone_day_start(question->zone, question->week);
    int64_t to = zone_day_start(question->zone, question->week + WEEK_DAYS + 1);

    *problem = (struct problem){
        .base_sec = from - ((from % SLOT_SEC) + SLOT_SEC) % SLOT_SEC,
    };
    problem->n_slots =
        (int)MIN((to - problem->base_sec + SLOT_SEC - 1) / SLOT_SEC, (int64_t)SLOTS_MAX);
    int r = problem_build(problem, question);
    if (r < 0)
        problem_done(problem);
    return r;
}

void problem_done(struct problem *problem)
{
    for (int i = 0; i < problem->n_demands; i++) {
        free(problem->demands[i].day);
        free(problem->demands[i].run);
        free(problem->demands[i].offset);
    }
    free(problem->demands);
    free(problem->stretches);
    *problem = (struct problem){0};
}
