/* The local side of expansion against libical's iterator: for generated series, the RRULE that a
 * `struct series` stands for, in floating local time, has the days that series_has_day() and
 * schedule_expand() have. Prints counts; exit 0 if all agree. */
#include <inttypes.h>

#include <libical/ical.h>

#include "schedule.h"

#define N_CASES      3000
#define HORIZON_DAYS 800

static const char *const zone_names[] = {
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
};

static const char *const day_names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

/* xorshift64*: the same cases in every run and on every machine. */
static uint64_t seed = 20260101;

static int random_below(int n)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (int)((seed * 0x2545f4914f6cdd1dULL >> 33) % (uint64_t)n);
}

static const int32_t first_year_day = 18262; /* 2020-01-01 */

/* One activity of one to three ranges that do not overlap; no days off. */
static void random_plan(struct plan *plan, struct activity *activity)
{
    *activity = (struct activity){
        .name = (char *)"a",
        .days = 1 + (unsigned)random_below(DAYS_ALL),
        .every_weeks = random_below(3) == 0 ? 1 : 1 + random_below(9),
        .n_times = 1 + (size_t)random_below(3),
    };
    for (size_t i = 0; i < activity->n_times; i++) {
        int start = (int)i * 480 + random_below(400);
        activity->times[i] = (struct time_range){start, start + 1 + random_below(80)};
    }
    *plan = (struct plan){
        .week_start = (enum weekday)random_below(7),
        .has_from = random_below(2),
        .has_until = random_below(2),
        .from = first_year_day + random_below(3000),
        .activities = activity,
        .n_activities = 1,
    };
    plan->until = (plan->has_from ? plan->from : first_year_day) + random_below(1500);
}

static struct icaltimetype local_time(int32_t day, int minute)
{
    struct icaltimetype t = icaltime_null_time();

    civil_date(day, &t.year, &t.month, &t.day);
    t.hour = minute / 60;
    t.minute = minute % 60;
    return t;
}

static void format_rule(const struct series *series, char *buf, size_t size)
{
    size_t n =
        (size_t)snprintf(buf, size, "FREQ=WEEKLY;INTERVAL=%d;WKST=%s;BYDAY=", series->every_weeks,
                         day_names[series->week_start]);
    const char *comma = "";

    for (int day = MONDAY; day <= SUNDAY; day++)
        if (series->days & 1u << day) {
            n += (size_t)snprintf(buf + n, size - n, "%s%s", comma, day_names[day]);
            comma = ",";
        }
    if (series->has_until) {
        struct icaltimetype until = local_time(series->until, series->start_minute);
        snprintf(buf + n, size - n, ";UNTIL=%04d%02d%02dT%02d%02d00", until.year, until.month,
                 until.day, until.hour, until.minute);
    }
}

/* The days of the rule up to `last`, by libical. Returns how many. */
static size_t rule_days(const struct series *series, const char *rule, int32_t last,
                        int32_t days[static HORIZON_DAYS])
{
    struct icaltimetype start = local_time(series->first_day, series->start_minute);
    icalrecur_iterator *iterator =
        icalrecur_iterator_new(icalrecurrencetype_from_string(rule), start);
    size_t n = 0;

    if (!iterator)
        return SIZE_MAX;
    for (;;) {
        struct icaltimetype t = icalrecur_iterator_next(iterator);
        if (icaltime_is_null_time(t))
            break;
        int32_t day = civil_day(t.year, t.month, t.day);
        if (day > last || n == HORIZON_DAYS)
            break;
        if (t.hour * 60 + t.minute == series->start_minute)
            days[n++] = day;
    }
    icalrecur_iterator_free(iterator);
    return n;
}

static size_t series_days(const struct series *series, const struct zone *zone, int32_t first,
                          int32_t last, int32_t days[static HORIZON_DAYS])
{
    int64_t start_sec;
    size_t n = 0;

    for (int32_t day = first; day <= last && n < HORIZON_DAYS; day++)
        if (series_has_day(series, zone, day, &start_sec))
            days[n++] = day;
    return n;
}

static size_t block_days(const struct block_list *list, size_t range, int32_t first, int32_t last,
                         int32_t days[static HORIZON_DAYS])
{
    size_t n = 0;

    for (size_t i = 0; i < list->n && n < HORIZON_DAYS; i++) {
        const struct block *block = &list->items[i];
        if (block->range == range && block->day >= first && block->day <= last)
            days[n++] = block->day;
    }
    return n;
}

static bool same_days(const int32_t *a, size_t n_a, const int32_t *b, size_t n_b)
{
    return n_a == n_b && memcmp(a, b, n_a * sizeof(*a)) == 0;
}

struct counts {
    unsigned cases, series, empty, days, wrong;
};

/* What libical, the series and the blocks say of one range from `first` on. */
static void compare_range(const struct plan *plan, const struct zone *zone, size_t range,
                          int32_t first, const struct block_list *list, struct counts *counts)
{
    int32_t by_rule[HORIZON_DAYS], by_series[HORIZON_DAYS], by_block[HORIZON_DAYS];
    int32_t last = first + HORIZON_DAYS - 1;
    struct series series;
    char rule[256];

    size_t n_block = block_days(list, range, first, last, by_block);
    counts->series++;
    if (schedule_series(plan, &plan->activities[0], range, first, &series) == 0) {
        counts->empty++;
        counts->wrong += n_block > 0;
        return;
    }
    format_rule(&series, rule, sizeof(rule));
    size_t n_rule = rule_days(&series, rule, last, by_rule);
    size_t n_series = series_days(&series, zone, first, last, by_series);
    counts->days += n_series;
    if (same_days(by_rule, n_rule, by_series, n_series) &&
        same_days(by_rule, n_rule, by_block, n_block))
        return;
    counts->wrong++;
    fprintf(stderr, "case %u range %zu %s: libical %zu days, series %zu, blocks %zu\n",
            counts->cases, range, rule, n_rule, n_series, n_block);
}

static int compare_case(struct zone *const *zones, struct counts *counts)
{
    _cleanup_(block_list_done) struct block_list list = {0};
    const struct zone *zone = zones[random_below(ARRAY_SIZE(zone_names))];
    struct activity activity;
    struct plan plan;

    random_plan(&plan, &activity);
    int32_t first = first_year_day + random_below(3000);
    int r = schedule_expand(&plan, zone, (int64_t)(first - 2) * DAY_SEC,
                            (int64_t)(first + HORIZON_DAYS + 2) * DAY_SEC, &list);
    if (r < 0)
        return r;
    for (size_t range = 0; range < activity.n_times; range++)
        compare_range(&plan, zone, range, first, &list, counts);
    counts->cases++;
    return 0;
}

int main(void)
{
    struct zone *zones[ARRAY_SIZE(zone_names)] = {0};
    struct counts counts = {0};
    int r = 0;

    for (size_t i = 0; r >= 0 && i < ARRAY_SIZE(zone_names); i++)
        r = zone_load(zone_names[i], &zones[i]);
    while (r >= 0 && counts.cases < N_CASES)
        r = compare_case(zones, &counts);
    for (size_t i = 0; i < ARRAY_SIZE(zone_names); i++)
        zone_free(zones[i]);
    if (r < 0)
        fprintf(stderr, "expand-libical: %s\n", strerror(-r));
    printf("libical: %u plans, %u series (%u over or not begun), %u days compared, %u differ\n",
           counts.cases, counts.series, counts.empty, counts.days, counts.wrong);
    return r < 0 || counts.wrong > 0 || counts.days < 100000;
}
