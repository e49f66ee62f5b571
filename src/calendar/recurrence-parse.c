#include <errno.h>
#include <libical/ical.h>

#include "base/macro.h"
#include "calendar/number-set.h"
#include "calendar/recurrence.h"

/* Adds what libical read: a list of shorts. Numbers that no set holds are of no day or time. */
static void fill(struct number_set *set, const short *values, size_t n)
{
    for (size_t i = 0; i < n && values[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
        number_set_add(set, values[i]);
}

static enum weekday weekday_of(enum icalrecurrencetype_weekday weekday)
{
    return (enum weekday)((weekday + 5) % 7); /* libical's 1 is Sunday */
}

/* BYDAY. Numbers make sense in months and years alone (RFC 5545: MUST NOT be elsewhere), and not
 * together with BYWEEKNO; there they are not looked at. */
static void fill_weekdays(struct recurrence *rule, const short *values)
{
    bool may_count = rule->frequency >= FREQUENCY_MONTH && !rule->weeks.is_given;

    for (size_t i = 0; i < ICAL_BY_DAY_SIZE && values[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
        enum weekday weekday = weekday_of(icalrecurrencetype_day_day_of_week(values[i]));
        int nth = icalrecurrencetype_day_position(values[i]);

        if (nth == 0 || !may_count) {
            number_set_add(&rule->weekdays, (int)weekday);
        } else {
            number_set_add(&rule->nth[weekday], nth);
            rule->has_nth = true;
        }
    }
}

static void fill_sets(struct recurrence *rule, const struct icalrecurrencetype *read)
{
    fill(&rule->seconds, read->by_second, ICAL_BY_SECOND_SIZE);
    fill(&rule->minutes, read->by_minute, ICAL_BY_MINUTE_SIZE);
    fill(&rule->hours, read->by_hour, ICAL_BY_HOUR_SIZE);
    fill(&rule->months, read->by_month, ICAL_BY_MONTH_SIZE);
    fill(&rule->weeks, read->by_week_no, ICAL_BY_WEEKNO_SIZE);
    fill(&rule->year_days, read->by_year_day, ICAL_BY_YEARDAY_SIZE);
    fill(&rule->month_days, read->by_month_day, ICAL_BY_MONTHDAY_SIZE);
    fill(&rule->positions, read->by_set_pos, ICAL_BY_SETPOS_SIZE);
    fill_weekdays(rule, read->by_day);
}

/* libical accepts month 13 and hour 25: its fields are read again. */
static int convert_until(const struct icaltimetype *time, const struct moment *start,
                         const struct zone *utc, struct moment *ret)
{
    char text[64];

    if (time->is_date)
        snprintf(text, sizeof(text), "%04d%02d%02d", time->year, time->month, time->day);
    else
        snprintf(text, sizeof(text), "%04d%02d%02dT%02d%02d%02d%s", time->year, time->month,
                 time->day, time->hour, time->minute, time->second,
                 icaltime_is_utc(*time) ? "Z" : "");
    return moment_parse(text, start->zone, utc, ret);
}

/* "Information not contained in the rule ... is derived from DTSTART" (RFC 5545 3.3.10): the days.
 */
static void complete_days(struct recurrence *rule, int32_t day)
{
    bool has_days = rule->year_days.is_given || rule->month_days.is_given ||
                    rule->weekdays.is_given || rule->has_nth;
    int month, day_of_month;

    if (has_days)
        return;
    civil_date(day, &(int){0}, &month, &day_of_month);
    if (rule->frequency == FREQUENCY_WEEK ||
        (rule->frequency == FREQUENCY_YEAR && rule->weeks.is_given)) {
        number_set_add(&rule->weekdays, (int)civil_weekday(day));
    } else if (rule->frequency >= FREQUENCY_MONTH && !rule->weeks.is_given) {
        number_set_add(&rule->month_days, day_of_month);
        if (rule->frequency == FREQUENCY_YEAR && !rule->months.is_given)
            number_set_add(&rule->months, month);
    }
}

/* ... and the times. A date has none, and the rule must not give any. */
static void complete_times(struct recurrence *rule, const struct moment *start)
{
    int32_t second = civil_local_second(start->local_sec);

    if (start->is_date)
        rule->hours = rule->minutes = rule->seconds = (struct number_set){};
    if (rule->frequency > FREQUENCY_HOUR && !rule->hours.is_given)
        number_set_add(&rule->hours, second / 3600);
    if (rule->frequency > FREQUENCY_MINUTE && !rule->minutes.is_given)
        number_set_add(&rule->minutes, second / 60 % 60);
    if (rule->frequency > FREQUENCY_SECOND && !rule->seconds.is_given)
        number_set_add(&rule->seconds, second % 60);
}

static bool is_usable(const struct icalrecurrencetype *read)
{
    return read->freq >= ICAL_SECONDLY_RECURRENCE && read->freq <= ICAL_YEARLY_RECURRENCE &&
           read->interval > 0 && read->count >= 0 && read->skip == ICAL_SKIP_OMIT &&
           (!read->rscale || streq(read->rscale, "GREGORIAN")); /* RFC 7529 is not for here */
}

int recurrence_parse(const char *s, const struct moment *start, const struct zone *utc,
                     struct recurrence *ret)
{
    struct icalrecurrencetype read = icalrecurrencetype_from_string(s);
    struct recurrence rule = {};
    int r;

    if (!is_usable(&read))
        return -EINVAL;
    rule.frequency = (enum frequency)read.freq; /* in the same order */
    rule.interval = read.interval;
    rule.count = read.count;
    rule.week_start = weekday_of(read.week_start);
    rule.has_until = !icaltime_is_null_time(read.until);
    if (rule.has_until) {
        r = convert_until(&read.until, start, utc, &rule.until);
        if (r < 0)
            return r;
    }
    fill_sets(&rule, &read);
    complete_days(&rule, moment_day(start));
    complete_times(&rule, start);
    *ret = rule;
    return 0;
}
