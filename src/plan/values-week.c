/* The forms of the week: weekdays, sets of them, times of day and the ranges between them. */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/civil.h"
#include "plan/values.h"

#define EXPECT_DAY   "write a day as Mon, Tue, Wed, Thu, Fri, Sat or Sun"
#define EXPECT_DAYS  "write days as Mon, Mon-Fri, `Mon, Wed`, daily, weekdays or weekend"
#define EXPECT_TIMES "write 24-hour times as 09:00-12:30, several separated by commas"

static const struct {
    const char *name;
    unsigned days;
} day_sets[] = {
    {"daily", DAYS_ALL},
    {"weekdays", 1 << MONDAY | 1 << TUESDAY | 1 << WEDNESDAY | 1 << THURSDAY | 1 << FRIDAY},
    {"weekend", 1 << SATURDAY | 1 << SUNDAY},
};

static int complain_day(const struct item *item, bool sets_too, struct complaints *complaints)
{
    struct suggestion suggestion;

    suggestion_init(&suggestion, item->text);
    for (enum weekday day = MONDAY; day <= SUNDAY; day++) {
        suggestion_try(&suggestion, civil_weekday_name(day));
        suggestion_try(&suggestion, civil_weekday_long_name(day));
    }
    for (size_t i = 0; sets_too && i < ARRAY_SIZE(day_sets); i++)
        suggestion_try(&suggestion, day_sets[i].name);

    return complain_word(complaints, item->offset, "is not a day",
                         sets_too ? EXPECT_DAYS : EXPECT_DAY, &suggestion);
}

int weekday_parse(const char *s, enum weekday *ret, struct complaints *complaints)
{
    struct item item = item_of(s);

    if (civil_parse_weekday(item.text, ret) < 0)
        return complain_day(&item, false, complaints);
    return 0;
}

/* `Mon-Fri`; a range may run over the end of the week: `Sat-Mon`. */
static int day_range_parse(const struct item *item, size_t sign, unsigned *ret,
                           struct complaints *complaints)
{
    struct item first = item_part(item, 0, sign);
    struct item last = item_part(item, sign + 1, strlen(item->text));
    enum weekday from, to;
    unsigned days = 0;

    if (civil_parse_weekday(first.text, &from) < 0)
        return complain_day(&first, false, complaints);
    if (civil_parse_weekday(last.text, &to) < 0)
        return complain_day(&last, false, complaints);

    for (unsigned day = from; day != to; day = (day + 1) % 7)
        days |= 1u << day;
    *ret = days | 1u << to;
    return 0;
}

static int take_days(const struct item *item, void *userdata, struct complaints *complaints)
{
    unsigned *days = userdata, range;
    size_t sign = strcspn(item->text, "-");
    enum weekday day;
    int r;

    if (item->text[sign]) {
        r = day_range_parse(item, sign, &range, complaints);
        if (r >= 0)
            *days |= range;
        return r;
    }
    for (size_t i = 0; i < ARRAY_SIZE(day_sets); i++)
        if (!strcasecmp(item->text, day_sets[i].name)) {
            *days |= day_sets[i].days;
            return 0;
        }
    if (civil_parse_weekday(item->text, &day) < 0)
        return complain_day(item, true, complaints);
    *days |= 1u << day;
    return 0;
}

int days_parse(const char *s, unsigned *ret, struct complaints *complaints)
{
    unsigned days = DAYS_NONE;
    int r = list_parse(s, take_days, &days, complaints);

    if (r < 0)
        return r;
    *ret = days;
    return 0;
}

/* `9:00`, `09:00`, and `24:00` where max allows it. */
static int clock_parse(const struct item *item, int max, int *ret, struct complaints *complaints)
{
    size_t colon = strcspn(item->text, ":");
    struct item hour = item_part(item, 0, colon);
    const char *minute = item->text + colon + !!item->text[colon];
    int h, m;

    if (colon < 1 || colon > 2 || strlen(minute) != 2 || number_parse(hour.text, 0, 24, &h) < 0 ||
        number_parse(minute, 0, 59, &m) < 0 || h * 60 + m > max)
        return complain(complaints, item->offset, item->length, "is not a time of day",
                        EXPECT_TIMES);
    *ret = h * 60 + m;
    return 0;
}

static int time_range_parse(const struct item *item, struct time_range *ret,
                            struct complaints *complaints)
{
    size_t sign = strcspn(item->text, "-");
    struct item first = item_part(item, 0, sign);
    struct time_range range;
    int r;

    if (!item->text[sign])
        return complain(complaints, item->offset, item->length, "has no end", EXPECT_TIMES);

    struct item last = item_part(item, sign + 1, strlen(item->text));
    r = clock_parse(&first, DAY_MINUTES - 1, &range.start, complaints);
    if (r < 0)
        return r;
    r = clock_parse(&last, DAY_MINUTES, &range.end, complaints);
    if (r < 0)
        return r;
    if (range.end == range.start)
        return complain(complaints, item->offset, item->length, "ends when it begins",
                        "write a later end (a whole day is 00:00-24:00)");
    if (range.end < range.start)
        range.end += DAY_MINUTES;
    *ret = range;
    return 0;
}

struct ranges {
    struct time_range items[PLAN_MAX_RANGES];
    size_t n;
};

static bool ranges_overlap(const struct ranges *ranges, const struct time_range *range)
{
    for (size_t i = 0; i < ranges->n; i++)
        if (range->start < ranges->items[i].end && ranges->items[i].start < range->end)
            return true;
    return false;
}

static void ranges_insert(struct ranges *ranges, const struct time_range *range)
{
    size_t i = ranges->n++;

    for (; i > 0 && ranges->items[i - 1].start > range->start; i--)
        ranges->items[i] = ranges->items[i - 1];
    ranges->items[i] = *range;
}

static int take_range(const struct item *item, void *userdata, struct complaints *complaints)
{
    struct ranges *ranges = userdata;
    struct time_range range;
    int r = time_range_parse(item, &range, complaints);

    if (r < 0)
        return r;
    if (ranges_overlap(ranges, &range))
        return complain(complaints, item->offset, item->length, "overlaps another range",
                        "the ranges of a `time` must not overlap, shorten one of them");
    if (ranges->n == PLAN_MAX_RANGES)
        return complain(complaints, item->offset, item->length, "is one too many",
                        "at most 16 ranges");
    ranges_insert(ranges, &range);
    return 0;
}

int times_parse(const char *s, struct time_range ret[static PLAN_MAX_RANGES], size_t *ret_n,
                struct complaints *complaints)
{
    struct ranges ranges = {};
    int r = list_parse(s, take_range, &ranges, complaints);

    if (r < 0)
        return r;
    memcpy(ret, ranges.items, sizeof(ranges.items));
    *ret_n = ranges.n;
    return 0;
}

int review_parse(const char *s, bool *ret_has, enum weekday *ret_day, int *ret_minute,
                 struct complaints *complaints)
{
    struct item item = item_of(s);
    size_t blank = strcspn(item.text, " \t"), end = strlen(item.text);
    struct item day = item_part(&item, 0, blank), clock = item_part(&item, blank, end);
    struct complaints ignored = {};
    enum weekday weekday;
    int minute;

    if (streq(item.text, "no")) {
        *ret_has = false;
        return 0;
    }
    if (civil_parse_weekday(day.text, &weekday) < 0)
        return complain_day(&day, false, complaints);
    if (clock_parse(&clock, DAY_MINUTES - 1, &minute, &ignored) < 0)
        return complain(complaints, clock.offset, clock.length, "is not a time of day",
                        "write the moment of the weekly review as Sun 18:00, or no");
    *ret_has = true;
    *ret_day = weekday;
    *ret_minute = minute;
    return 0;
}
