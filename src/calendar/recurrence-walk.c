/* Period by period: a rule's periods (years, months ... seconds) are numbered, every interval-th
 * counts, and each holds some days at some times of day. */
#include <errno.h>

#include "base/macro.h"
#include "calendar/number-set.h"
#include "calendar/recurrence-days.h"
#include "calendar/recurrence.h"

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Seconds in a period of these frequencies; a week's begins at week_origin(). */
static const int64_t period_sec[] = {
    [FREQUENCY_SECOND] = 1,    [FREQUENCY_MINUTE] = 60,        [FREQUENCY_HOUR] = 3600,
    [FREQUENCY_DAY] = DAY_SEC, [FREQUENCY_WEEK] = 7 * DAY_SEC,
};

static int64_t origin(const struct recurrence *rule)
{
    return rule->frequency == FREQUENCY_WEEK
               ? (int64_t)civil_week_start(0, rule->week_start) * DAY_SEC
               : 0;
}

/* The number of the period that a time lies in. */
static int64_t period_of(const struct recurrence *rule, int64_t local_sec)
{
    int year, month, day;

    if (rule->frequency < FREQUENCY_MONTH)
        return floor_div(local_sec - origin(rule), period_sec[rule->frequency]);
    civil_date(civil_local_day(local_sec), &year, &month, &day);
    return rule->frequency == FREQUENCY_YEAR ? year : (int64_t)year * 12 + month - 1;
}

/* Where a period begins. */
static int64_t period_start(const struct recurrence *rule, int64_t period)
{
    if (rule->frequency < FREQUENCY_MONTH)
        return period * period_sec[rule->frequency] + origin(rule);
    if (rule->frequency == FREQUENCY_YEAR)
        return (int64_t)civil_day((int)period, 1, 1) * DAY_SEC;
    return (int64_t)civil_day((int)(period / 12), (int)(period % 12) + 1, 1) * DAY_SEC;
}

/* The first period from there on that is a whole number of intervals away. */
static int64_t align_up(const struct recurrence *rule, int64_t period, int64_t wanted)
{
    int64_t n = MAX(wanted - period, INT64_C(0));

    return period + (n + rule->interval - 1) / rule->interval * rule->interval;
}

/* The n-th number, from 0, of those in the bits. */
static int nth_bit(uint64_t bits, size_t n)
{
    while (n-- > 0)
        bits &= bits - 1;
    return __builtin_ctzll(bits);
}

static size_t count_bits(uint64_t bits)
{
    return (size_t)__builtin_popcountll(bits);
}

/* What is left of a unit of the clock's numbers when the period is one of that unit, or less. */
static uint64_t pick(const struct number_set *set, bool is_one, int64_t number)
{
    uint64_t one = UINT64_C(1) << number;

    if (!is_one)
        return set->forward[0];
    return set->is_given ? set->forward[0] & one : one;
}

/* Fills the period's times. A period of an hour, minute or second has one hour at most; where that
 * is none of the rule's, all of that hour can be passed over, and a minute likewise. */
static void fill_times(struct recurrence_walk *walk, int64_t start_sec)
{
    const struct recurrence *rule = walk->rule;
    int32_t second = civil_local_second(start_sec);

    walk->hours = pick(&rule->hours, rule->frequency <= FREQUENCY_HOUR, second / 3600);
    walk->minutes = pick(&rule->minutes, rule->frequency <= FREQUENCY_MINUTE, second / 60 % 60);
    walk->seconds = pick(&rule->seconds, rule->frequency == FREQUENCY_SECOND, second % 60);
    walk->hours &= (UINT64_C(1) << 24) - 1;
    walk->minutes &= (UINT64_C(1) << 60) - 1;
    walk->seconds &= (UINT64_C(1) << 60) - 1; /* a leap second is no time on this clock */
    if (!walk->hours)
        walk->skip_local_sec = (floor_div(start_sec, 3600) + 1) * 3600;
    else if (!walk->minutes)
        walk->skip_local_sec = (floor_div(start_sec, 60) + 1) * 60;
}

/* Fills in what belongs to the period. */
static void fill_period(struct recurrence_walk *walk)
{
    const struct recurrence *rule = walk->rule;
    int64_t start_sec = period_start(rule, walk->period);
    int32_t first = civil_local_day(start_sec);
    int32_t end = rule->frequency <= FREQUENCY_DAY
                      ? first + 1
                      : civil_local_day(period_start(rule, walk->period + 1));

    walk->n_days = recurrence_days(rule, first, end, walk->days, walk->steps);
    fill_times(walk, start_sec);
    if (walk->n_days == 0)
        walk->skip_local_sec = (int64_t)end * DAY_SEC;
    walk->n_times = count_bits(walk->hours) * count_bits(walk->minutes) * count_bits(walk->seconds);
    walk->n_starts = walk->n_days * walk->n_times;
    walk->index = 0;
}

static int64_t nth_start(const struct recurrence_walk *walk, size_t n)
{
    size_t n_seconds = count_bits(walk->seconds), n_minutes = count_bits(walk->minutes);
    size_t time = n % walk->n_times;

    return (int64_t)walk->days[n / walk->n_times] * DAY_SEC +
           (int64_t)nth_bit(walk->hours, time / n_seconds / n_minutes) * 3600 +
           nth_bit(walk->minutes, time / n_seconds % n_minutes) * 60 +
           nth_bit(walk->seconds, time % n_seconds);
}

/* BYSETPOS counts what the period holds, in order. */
static bool is_picked(const struct recurrence_walk *walk, size_t n)
{
    const struct number_set *positions = &walk->rule->positions;

    return !positions->is_given ||
           number_set_has(positions, (int64_t)n + 1, (int64_t)(walk->n_starts - n));
}

/* Without COUNT what lies before is of no interest. */
void recurrence_walk_init(struct recurrence_walk *walk, const struct recurrence *rule,
                          int64_t first_local_sec, int64_t from_local_sec, int64_t to_local_sec,
                          int64_t *steps)
{
    const int64_t end_sec = (int64_t)(CIVIL_MAX_DAY + 1) * DAY_SEC;
    int64_t first = period_of(rule, first_local_sec), n;

    walk->rule = rule;
    walk->first_local_sec = first_local_sec;
    walk->to_local_sec = MIN(to_local_sec, end_sec);
    walk->period = first;
    walk->count = rule->count;
    walk->index = walk->n_starts = 0;
    walk->skip_local_sec = first_local_sec;
    walk->steps = steps;
    if (rule->count == 0 && from_local_sec > first_local_sec) {
        n = period_of(rule, MIN(from_local_sec, end_sec)) - first;
        walk->period += n / rule->interval * rule->interval;
    }
    if (period_start(rule, walk->period) < walk->to_local_sec)
        fill_period(walk);
}

/* Goes on to the next period that may hold a start. False if none is asked for. */
static bool next_period(struct recurrence_walk *walk)
{
    const struct recurrence *rule = walk->rule;
    int64_t next = walk->period + rule->interval;

    if (rule->frequency < FREQUENCY_DAY)
        next = align_up(rule, next, period_of(rule, walk->skip_local_sec));
    if (period_start(rule, next) >= walk->to_local_sec)
        return false;
    walk->period = next;
    fill_period(walk);
    return true;
}

int recurrence_walk_next(struct recurrence_walk *walk, int64_t *ret_local_sec)
{
    while (*walk->steps > 0) {
        if (walk->index < walk->n_starts) {
            size_t n = walk->index++;
            int64_t local_sec;

            --*walk->steps;
            if (!is_picked(walk, n))
                continue;
            local_sec = nth_start(walk, n);
            if (local_sec < walk->first_local_sec)
                continue;
            if (local_sec >= walk->to_local_sec)
                return 0;
            if (walk->rule->count > 0 && walk->count-- == 0)
                return 0;
            *ret_local_sec = local_sec;
            return 1;
        }
        if (!next_period(walk))
            return 0;
    }
    return -E2BIG;
}
