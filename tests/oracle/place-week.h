/* Random weeks for the placement: a plan, busy times and a clock from a seed, and a checker of the
 * hard rules that shares nothing with the placement but the question. All in UTC, so that a slot is
 * 5 minutes from Monday 00:00; zones and their changes are the unit tests' part. */
#pragma once

#include <inttypes.h>
#include <stdarg.h>

#include "base/text.h"
#include "schedule.h"

#define WEEK_SLOTS   (9 * 288)
#define WEEK_DAY     20780 /* Monday 2026-11-23 */
#define BUSY_MAX     64
#define ACTIVITY_MAX 16

struct rng {
    uint64_t state;
};

/* 0 <= result < n; SplitMix64, the same everywhere. */
static inline unsigned rng_below(struct rng *rng, unsigned n)
{
    uint64_t z = rng->state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return (unsigned)((z ^ z >> 31) >> 33) % n;
}

static inline int rng_between(struct rng *rng, int low, int high, int step)
{
    return low + (int)rng_below(rng, (unsigned)((high - low) / step + 1)) * step;
}

static inline bool rng_chance(struct rng *rng, unsigned one_in)
{
    return rng_below(rng, one_in) == 0;
}

struct week {
    struct text text;
    struct plan *plan;
    struct zone *zone;
    struct block_list fixed;
    struct busy_time busy[BUSY_MAX];
    size_t n_busy;
    int64_t now_sec;
};

static inline void week_done(struct week *week)
{
    plan_free(week->plan);
    zone_free(week->zone);
    block_list_done(&week->fixed);
    text_done(&week->text);
    *week = (struct week){0};
}

static inline int64_t week_instant(int day, int minute)
{
    return (int64_t)(WEEK_DAY + day) * DAY_SEC + (int64_t)minute * 60;
}

static inline void add_time(struct text *text, int start, int end)
{
    text_addf(text, "%02d:%02d-%02d:%02d", start / 60, start % 60, end / 60 % 24, end % 60);
}

static inline void add_days(struct rng *rng, struct text *text)
{
    static const char *const days[] = {"Mon-Fri", "Mon-Fri", "daily",   "Mon,Wed,Fri",
                                       "Tue,Thu", "Mon-Thu", "Wed-Sun", "weekend"};
    text_addf(text, "days = %s\n", days[rng_below(rng, 8)]);
}

static inline void add_busy(struct rng *rng, struct week *week, int days, int from, int to,
                            int step)
{
    int length = rng_between(rng, step, 150, step);
    int start = rng_between(rng, from, to - step, step);
    int day = (int)rng_below(rng, (unsigned)days);

    week->busy[week->n_busy++] = (struct busy_time){
        week_instant(day, start), week_instant(day, start + length), rng_chance(rng, 4) ? 15 : 0};
}

/* ---- Weeks harsher than life ---- */

static inline void harsh_window(struct rng *rng, struct text *text, int i)
{
    int start = rng_between(rng, 6 * 60, 19 * 60, 15);

    text_addf(text, "[window w%d]\n", i);
    add_days(rng, text);
    text_add(text, "time = ");
    add_time(text, start, MIN(start + rng_between(rng, 90, 360, 15), 24 * 60 - 15));
    text_add(text, "\n");
}

static inline void harsh_activity(struct rng *rng, struct text *text, int i, int minutes,
                                  int n_windows)
{
    int shortest = rng_between(rng, 15, 90, 5);
    int longest = rng_chance(rng, 6) ? shortest : shortest + rng_between(rng, 5, 90, 5);

    minutes = MAX(minutes, shortest);
    text_addf(text, "[activity a%d]\nhours = %dm\nblock = %dm-%dm\npriority = %d\n", i, minutes,
              shortest, longest, rng_between(rng, 1, 5, 1));
    if (rng_chance(rng, 3))
        text_addf(text, "max-per-day = %dm\n", shortest + rng_between(rng, 0, 120, 5));
    if (!rng_chance(rng, 3)) {
        int first = (int)rng_below(rng, (unsigned)n_windows);
        text_addf(text, "window = w%d", first);
        int second = (int)rng_below(rng, (unsigned)n_windows);
        if (second != first)
            text_addf(text, ", w%d", second);
        text_add(text, "\n");
    }
}

static inline void week_make_harsh(struct rng *rng, struct week *week)
{
    int n = rng_between(rng, 3, 12, 1), n_windows = rng_between(rng, 2, 4, 1);
    int demand = rng_between(rng, 15 * 60, 50 * 60, 5), weights[12], sum = 0;
    int budget = rng_chance(rng, 2) ? demand * rng_between(rng, 50, 95, 1) / 100 : 160 * 60;

    text_addf(&week->text, "[plan]\nhours = %dm\ntimezone = UTC\nweek-start = Mon\n",
              MAX(budget, 60));
    for (int i = 0; i < n_windows; i++)
        harsh_window(rng, &week->text, i);
    for (int i = 0; i < n; i++)
        sum += weights[i] = rng_between(rng, 1, 8, 1);
    for (int i = 0; i < n; i++)
        harsh_activity(rng, &week->text, i, demand * weights[i] / sum / 5 * 5, n_windows);
    for (int i = rng_between(rng, 5, 40, 1); i > 0; i--)
        add_busy(rng, week, 7, 6 * 60, 22 * 60, 5);
}

/* ---- Weeks as people plan them ---- */

static inline void real_activity(struct rng *rng, struct text *text, int i)
{
    static const int shortest[] = {30, 30, 45, 45, 60}, longest[] = {60, 90, 90, 120, 120};
    int kind = (int)rng_below(rng, 5);

    text_addf(text, "[activity a%d]\nblock = %dm-%dm\npriority = %d\n", i, shortest[kind],
              longest[kind], rng_between(rng, 1, 5, 1));
    if (!rng_chance(rng, 6))
        text_addf(text, "hours = %dm\n", rng_between(rng, 120, 480, 30));
    if (rng_chance(rng, 3))
        text_addf(text, "max-per-day = %dm\n", longest[kind] + rng_between(rng, 0, 60, 30));
    if (!rng_chance(rng, 3))
        text_addf(text, "window = %s\n", rng_chance(rng, 2) ? "morning" : "afternoon");
}

static inline void week_make_real(struct rng *rng, struct week *week)
{
    int n = rng_between(rng, 2, 7, 1);
    int noon = rng_between(rng, 12 * 60, 13 * 60, 30);

    text_addf(&week->text, "[plan]\npriority = %d\ntimezone = UTC\nweek-start = Mon\n",
              rng_between(rng, 2, 5, 1));
    text_add(&week->text, "[window morning]\ndays = Mon-Fri\ntime = ");
    add_time(&week->text, rng_between(rng, 8 * 60, 9 * 60, 30), noon);
    text_add(&week->text, "\n[window afternoon]\ndays = Mon-Fri\ntime = ");
    add_time(&week->text, noon + rng_between(rng, 0, 60, 30),
             rng_between(rng, 16 * 60, 18 * 60, 30));
    text_add(&week->text, "\n");
    if (rng_chance(rng, 2))
        text_add(&week->text, "[activity practice]\ndays = Mon-Fri\ntime = 09:00-10:30\n");
    for (int i = 0; i < n; i++)
        real_activity(rng, &week->text, i);
    for (int i = rng_between(rng, 0, 12, 1); i > 0; i--)
        add_busy(rng, week, 5, 8 * 60, 18 * 60, 15);
    if (rng_chance(rng, 3))
        week->now_sec = week_instant((int)rng_below(rng, 5), rng_between(rng, 0, 23 * 60, 7));
}

/* ---- From a seed to a question ---- */

static inline int week_load(struct week *week)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(freep) char *text = NULL;

    int r = text_take(&week->text, &text);
    if (r < 0)
        return r;
    r = plan_parse(text, strlen(text), "plan.ini", NULL, NULL, &diags, &week->plan);
    if (r != 0) {
        fprintf(stderr, "%s", text);
        diag_print(&diags, stderr);
        return -1;
    }
    r = zone_load("UTC", &week->zone);
    if (r < 0)
        return r;
    return schedule_expand(week->plan, week->zone, week_instant(-1, 0), week_instant(8, 0),
                           &week->fixed);
}

/* Returns 0 or a negative number. The caller calls week_done() in any case. */
static inline int week_make(struct week *week, bool is_harsh, uint64_t seed)
{
    struct rng rng = {seed * 2 + is_harsh};

    *week = (struct week){.now_sec = week_instant(0, 0)};
    if (is_harsh)
        week_make_harsh(&rng, week);
    else
        week_make_real(&rng, week);
    return week_load(week);
}

static inline struct placement week_question(const struct week *week)
{
    return (struct placement){.plan = week->plan,
                              .zone = week->zone,
                              .week = WEEK_DAY,
                              .now_sec = week->now_sec,
                              .fixed = week->fixed.items,
                              .n_fixed = week->fixed.n,
                              .busy = week->busy,
                              .n_busy = week->n_busy};
}

/* ---- The checker ---- */

/* What the rules say of one activity, from the question alone. */
struct rules {
    int want_minutes, shortest, longest, cap; /* slots; cap a day */
    int8_t day[WEEK_SLOTS];                   /* by slot; -1: not allowed */
};

static inline void rules_forbid(struct rules *rules, int64_t start_sec, int64_t end_sec)
{
    for (int t = 0; t < WEEK_SLOTS; t++)
        if (week_instant(0, t * 5) < end_sec && week_instant(0, t * 5 + 5) > start_sec)
            rules->day[t] = -1;
}

static inline void rules_allow(struct rules *rules, const struct window *window)
{
    for (int day = 0; day < 7; day++)
        for (size_t i = 0; i < window->n_times && window->days & 1u << day; i++)
            for (int t = 0; t < 288 * 2; t++)
                if (t * 5 >= window->times[i].start && t * 5 + 5 <= window->times[i].end &&
                    (rules->day[day * 288 + t] < 0 || rules->day[day * 288 + t] > day))
                    rules->day[day * 288 + t] = (int8_t)day;
}

static inline void rules_make(const struct week *week, size_t i, int want_minutes,
                              struct rules *ret)
{
    const struct plan *plan = week->plan;
    const struct activity *a = &plan->activities[i];

    ret->want_minutes = want_minutes;
    ret->shortest = (a->block_min + 4) / 5;
    ret->longest = a->block_max / 5;
    ret->cap = a->max_per_day == PLAN_UNSET ? WEEK_SLOTS : a->max_per_day / 5;
    memset(ret->day, -1, sizeof(ret->day));
    if (a->n_windows == 0)
        for (size_t w = 0; w < plan->n_windows; w++)
            rules_allow(ret, &plan->windows[w]);
    for (size_t w = 0; w < a->n_windows; w++)
        rules_allow(ret, &plan->windows[a->windows[w]]);
    rules_forbid(ret, week_instant(-9, 0), week->now_sec);
    for (size_t k = 0; k < week->fixed.n; k++)
        rules_forbid(ret, week->fixed.items[k].start_sec, week->fixed.items[k].end_sec);
    for (size_t k = 0; k < week->n_busy; k++)
        rules_forbid(ret, week->busy[k].start_sec - week->busy[k].buffer_minutes * 60,
                     week->busy[k].end_sec + week->busy[k].buffer_minutes * 60);
}

static inline int week_fixed_minutes(const struct week *week)
{
    int64_t sum = 0;

    for (size_t i = 0; i < week->fixed.n; i++)
        if (week->fixed.items[i].start_sec >= week_instant(0, 0) &&
            week->fixed.items[i].start_sec < week_instant(7, 0))
            sum += week->fixed.items[i].end_sec - week->fixed.items[i].start_sec;
    return (int)(sum / 60);
}

static inline int week_budget_slots(const struct week *week)
{
    return MAX(plan_budget(week->plan) - week_fixed_minutes(week), 0) / 5;
}

_printf_(1, 2) static inline const char *complaint(const char *format, ...)
{
    static char buf[200];
    va_list ap;

    va_start(ap, format);
    vsnprintf(buf, sizeof(buf), format, ap);
    va_end(ap);
    return buf;
}

static inline int slot_of(int64_t sec)
{
    return (int)((sec - week_instant(0, 0)) / 300);
}

/* Rules 1 and 4 for one activity, and that nothing is unaccounted for. */
static inline const char *check_activity(const struct week *week, const struct placed *placed,
                                         size_t index, const struct rules *rules)
{
    const struct activity *activity = &week->plan->activities[index];
    int days[7] = {0}, sum = 0;

    for (size_t i = 0; i < placed->blocks.n; i++) {
        const struct block *block = &placed->blocks.items[i];
        if (block->activity != activity)
            continue;
        int start = slot_of(block->start_sec), end = slot_of(block->end_sec);
        if (start < 0 || end > WEEK_SLOTS || end - start < rules->shortest ||
            end - start > rules->longest || block->start_sec % 300 || block->end_sec % 300)
            return complaint("%s: its length or place", block->id);
        for (int t = start; t < end; t++)
            if (rules->day[t] < 0 || rules->day[t] != rules->day[start])
                return complaint("%s lies where it must not", block->id);
        days[rules->day[start]] += end - start;
        sum += end - start;
    }
    for (int day = 0; day < 7; day++)
        if (days[day] > rules->cap)
            return complaint("%s: above max-per-day on day %d", activity->name, day);
    int told = 0;
    for (size_t i = 0; i < placed->n_unplaced; i++)
        told += placed->unplaced[i].activity == activity ? placed->unplaced[i].minutes : 0;
    if (sum * 5 + told != rules->want_minutes / 5 * 5)
        return complaint("%s: %d placed + %d told != %d", activity->name, sum * 5, told,
                         rules->want_minutes);
    return NULL;
}

/* Rules 2 and 3. Blocks are by start. */
static inline const char *check_neighbours(const struct placed *placed)
{
    for (size_t i = 1; i < placed->blocks.n; i++) {
        const struct block *a = &placed->blocks.items[i - 1], *b = &placed->blocks.items[i];
        int64_t apart = b->start_sec - a->end_sec;
        if (apart < 0)
            return complaint("%s and %s overlap", a->id, b->id);
        if (a->activity == b->activity && a->day == b->day && apart < 15 * 60)
            return complaint("%s and %s are too near", a->id, b->id);
    }
    return NULL;
}

/* NULL if the answer keeps the rules, else what is wrong; static. */
static inline const char *week_check(const struct week *week, const struct placed *placed)
{
    static struct rules rules;
    int shares[ACTIVITY_MAX], total = 0;
    const char *wrong = check_neighbours(placed);

    schedule_shares(week->plan, plan_budget(week->plan), week_fixed_minutes(week), shares);
    for (size_t i = 0; i < week->plan->n_activities && !wrong; i++) {
        if (activity_is_fixed(&week->plan->activities[i]))
            continue;
        rules_make(week, i, shares[i], &rules);
        wrong = check_activity(week, placed, i, &rules);
    }
    for (size_t i = 0; i < placed->blocks.n; i++)
        total += (int)((placed->blocks.items[i].end_sec - placed->blocks.items[i].start_sec) / 300);
    if (!wrong && total > week_budget_slots(week))
        return complaint("above the budget");
    return wrong;
}

/* Slots of each priority, [1] to [5]. */
static inline void placed_sums(const struct placed *placed, int ret[6])
{
    memset(ret, 0, 6 * sizeof(*ret));
    for (size_t i = 0; i < placed->blocks.n; i++)
        ret[placed->blocks.items[i].activity->priority] +=
            (int)((placed->blocks.items[i].end_sec - placed->blocks.items[i].start_sec) / 300);
}
