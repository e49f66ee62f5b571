/* Blocks a second: schedule_expand() beside its rules alone, libical's iterator with its conversion
 * to UTC, and plain arithmetic that knows no zone and no `every`.
 *
 *     bench-expand ZONE LABEL PLAN [LABEL PLAN]...
 *
 * schedule_expand() also puts all blocks in order, cuts what overlaps and names them; the others
 * only tell starts. That those which know zones tell the same instants is checked first. */
#include <libical/ical.h>

#include "bench.h"
#include "schedule.h"

#define N_ROUNDS      9
#define MIN_SEC       0.02  /* a contestant expands again until so much time is gone */
#define FROM_DAY      20454 /* 2026-01-01 */
#define N_CONTESTANTS 4
#define LABEL_SIZE    96

struct task {
    const struct plan *plan;
    const struct zone *zone;
    icaltimezone *ical_zone; /* borrowed from libical */
    int64_t from_sec, to_sec;
};

struct result {
    size_t n_blocks;
    int64_t sum_sec; /* of the starts */
};

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "bench-expand: %s: %s\n", what, why);
    exit(1);
}

/* ---- The contestants ---- */

static struct result expand_ours(const struct task *task)
{
    _cleanup_(block_list_done) struct block_list list = {0};
    struct result result = {0};

    if (schedule_expand(task->plan, task->zone, task->from_sec, task->to_sec, &list) < 0)
        die("schedule_expand", "out of memory");
    for (size_t i = 0; i < list.n; i++)
        result.sum_sec += list.items[i].start_sec;
    result.n_blocks = list.n;
    return result;
}

/* Calls back for each series of the plan, from FROM_DAY on. */
static struct result expand_series(const struct task *task,
                                   void (*expand)(const struct task *task,
                                                  const struct series *series,
                                                  struct result *result))
{
    struct result result = {0};
    struct series series;

    for (size_t i = 0; i < task->plan->n_activities; i++)
        for (size_t j = 0; j < task->plan->activities[i].n_times; j++)
            if (schedule_series(task->plan, &task->plan->activities[i], j, FROM_DAY, &series) > 0)
                expand(task, &series, &result);
    return result;
}

static void expand_rule(const struct task *task, const struct series *series, struct result *result)
{
    int64_t start_sec = 0;

    for (int32_t day = series->first_day; start_sec < task->to_sec; day++) {
        if (!series_has_day(series, task->zone, day, &start_sec) || start_sec >= task->to_sec)
            continue;
        result->n_blocks++;
        result->sum_sec += start_sec;
    }
}

static struct result expand_rules(const struct task *task)
{
    return expand_series(task, expand_rule);
}

/* libical counts from Sunday, 1. */
static int ical_weekday(enum weekday weekday)
{
    return (weekday + 1) % 7 + 1;
}

static struct icalrecurrencetype ical_rule(const struct series *series)
{
    struct icalrecurrencetype rule;
    int n = 0;

    icalrecurrencetype_clear(&rule);
    rule.freq = ICAL_WEEKLY_RECURRENCE;
    rule.interval = (short)series->every_weeks;
    rule.week_start = (icalrecurrencetype_weekday)ical_weekday(series->week_start);
    for (int day = MONDAY; day <= SUNDAY; day++)
        if (series->days & 1u << day)
            rule.by_day[n++] = (short)ical_weekday((enum weekday)day);
    rule.by_day[n] = ICAL_RECURRENCE_ARRAY_MAX;
    return rule;
}

static void expand_ical_series(const struct task *task, const struct series *series,
                               struct result *result)
{
    struct icaltimetype start = icaltime_null_time();
    icalrecur_iterator *iterator;

    civil_date(series->first_day, &start.year, &start.month, &start.day);
    start.hour = series->start_minute / 60;
    start.minute = series->start_minute % 60;
    iterator = icalrecur_iterator_new(ical_rule(series), start);
    if (!iterator)
        die("libical", "refuses a rule");
    for (;;) {
        struct icaltimetype t = icalrecur_iterator_next(iterator);
        int64_t start_sec = icaltime_as_timet_with_zone(t, task->ical_zone);

        if (start_sec >= task->to_sec)
            break;
        result->n_blocks++;
        result->sum_sec += start_sec;
    }
    icalrecur_iterator_free(iterator);
}

static struct result expand_ical(const struct task *task)
{
    return expand_series(task, expand_ical_series);
}

static struct result expand_plain(const struct task *task)
{
    struct result result = {0};
    int32_t last = zone_day(task->zone, task->to_sec);

    for (size_t i = 0; i < task->plan->n_activities; i++) {
        const struct activity *activity = &task->plan->activities[i];

        for (size_t j = 0; j < activity->n_times; j++)
            for (int32_t day = FROM_DAY; day < last; day++) {
                if (!(activity->days >> (day + 3) % 7 & 1)) /* day 0 was a Thursday */
                    continue;
                result.n_blocks++;
                result.sum_sec += (int64_t)day * DAY_SEC + activity->times[j].start * 60;
            }
    }
    return result;
}

static const struct contestant {
    const char *name;
    struct result (*expand)(const struct task *task);
    bool knows_zones;
} contestants[N_CONTESTANTS] = {
    {"schedule_expand", expand_ours, true},
    {"its rules alone", expand_rules, true},
    {"libical's iterator", expand_ical, true},
    {"plain arithmetic", expand_plain, false},
};

/* ---- Measuring ---- */

static void check(const struct task *task)
{
    struct result ours = expand_ours(task);

    for (size_t i = 1; i < N_CONTESTANTS; i++) {
        struct result other = contestants[i].expand(task);

        if (contestants[i].knows_zones &&
            (other.n_blocks != ours.n_blocks || other.sum_sec != ours.sum_sec))
            die(contestants[i].name, "tells other blocks");
    }
    if (ours.n_blocks == 0)
        die("schedule_expand", "tells no blocks");
}

/* Blocks a second. */
static double rate(const struct contestant *contestant, const struct task *task)
{
    double since = bench_seconds(), took;
    size_t n = 0;

    do {
        n += contestant->expand(task).n_blocks;
        took = bench_seconds() - since;
    } while (took < MIN_SEC);
    return (double)n / took;
}

static void measure(const char *label, const struct task *task)
{
    double rates[N_CONTESTANTS][N_ROUNDS], ratios[N_CONTESTANTS][N_ROUNDS];
    char name[LABEL_SIZE];

    check(task);
    for (size_t round = 0; round < N_ROUNDS; round++)
        for (size_t i = 0; i < N_CONTESTANTS; i++) {
            rates[i][round] = rate(&contestants[i], task);
            ratios[i][round] = rates[i][round] / rates[0][round];
        }
    for (size_t i = 0; i < N_CONTESTANTS; i++) {
        double median = bench_median(rates[i], N_ROUNDS);

        snprintf(name, sizeof name, "%.60s: %s", label, contestants[i].name);
        if (i == 0)
            bench_print(name, median, "blocks/s");
        else
            bench_print_beside(name, median, "blocks/s", bench_median(ratios[i], N_ROUNDS),
                               contestants[0].name);
    }
}

static void measure_plan(const char *label, const char *path, const char *zone_name)
{
    static const int years[] = {1, 10};
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(plan_freep) struct plan *plan = NULL;
    _cleanup_(zone_freep) struct zone *zone = NULL;
    struct task task = {.ical_zone = icaltimezone_get_builtin_timezone(zone_name)};
    char name[LABEL_SIZE];

    if (plan_load(path, NULL, &diags, &plan) != 0)
        die(path, "is no plan");
    if (zone_load(zone_name, &zone) < 0 || !task.ical_zone)
        die(zone_name, "is no zone");
    task.plan = plan;
    task.zone = zone;
    task.from_sec = zone_day_start(zone, FROM_DAY);
    for (size_t i = 0; i < ARRAY_SIZE(years); i++) {
        task.to_sec = zone_day_start(zone, civil_day(2026 + years[i], 1, 1));
        snprintf(name, sizeof name, "%s, %d year%s", label, years[i], years[i] > 1 ? "s" : "");
        measure(name, &task);
    }
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc % 2 != 0) {
        fprintf(stderr, "usage: bench-expand ZONE LABEL PLAN [LABEL PLAN]...\n");
        return 2;
    }
    for (int i = 2; i < argc; i += 2)
        measure_plan(argv[i], argv[i + 1], argv[1]);
    icaltimezone_free_builtin_timezones();
    return 0;
}
