#include "cli/format.h"

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "bus.h"

static const char *const month_names[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December",
};

void clock_format(const struct view *view, int64_t sec, char buf[static CLOCK_SIZE])
{
    unsigned minute = (unsigned)civil_local_second(zone_to_local(view->zone, sec)) / 60;
    unsigned hour = minute / 60 % 24;
    minute %= 60;
    if (view->screen->has_12_hours)
        snprintf(buf, CLOCK_SIZE, "%u:%02u %s", hour % 12 ? hour % 12 : 12, minute,
                 hour < 12 ? "AM" : "PM");
    else
        snprintf(buf, CLOCK_SIZE, "%02u:%02u", hour, minute);
}

void clock_range_format(const struct view *view, int64_t start_sec, int64_t end_sec,
                        char buf[static CLOCK_RANGE_SIZE])
{
    char start[CLOCK_SIZE], end[CLOCK_SIZE] = "";
    clock_format(view, start_sec, start);
    if (end_sec)
        clock_format(view, end_sec, end);
    snprintf(buf, CLOCK_RANGE_SIZE, "%s-%s", start, end);
}

size_t clock_width(const struct view *view)
{
    return view->screen->has_12_hours ? strlen("12:00 PM") : strlen("12:00");
}

size_t clock_range_width(const struct view *view)
{
    return 2 * clock_width(view) + 1;
}

void day_format(const struct view *view, int32_t day, char buf[static DAY_SIZE])
{
    int year, month, date, this_year, n;
    civil_date(zone_day(view->zone, view->now_sec), &this_year, &month, &date);
    civil_date(day, &year, &month, &date);
    n = snprintf(buf, DAY_SIZE, "%s %d %.3s", civil_weekday_name(civil_weekday(day)), date,
                 month_names[month - 1]);
    if (year != this_year)
        snprintf(buf + n, DAY_SIZE - (size_t)n, " %d", year);
}

void day_format_long(int32_t day, char buf[static DAY_LONG_SIZE])
{
    int year, month, date;
    civil_date(day, &year, &month, &date);
    snprintf(buf, DAY_LONG_SIZE, "%s %d %s %d", civil_weekday_long_name(civil_weekday(day)), date,
             month_names[month - 1], year);
}

void day_format_short(int32_t day, char buf[static DAY_SHORT_SIZE])
{
    int year, month, date;
    civil_date(day, &year, &month, &date);
    snprintf(buf, DAY_SHORT_SIZE, "%d %.3s", date, month_names[month - 1]);
}

void moment_format(const struct view *view, int64_t sec, char buf[static MOMENT_SIZE])
{
    char clock[CLOCK_SIZE], date[DAY_SIZE];
    int32_t day = zone_day(view->zone, sec), today = zone_day(view->zone, view->now_sec);

    clock_format(view, sec, clock);
    if (day == today) {
        snprintf(buf, MOMENT_SIZE, "%s", clock);
    } else if (day == today + 1) {
        snprintf(buf, MOMENT_SIZE, "tomorrow at %s", clock);
    } else {
        day_format(view, day, date);
        snprintf(buf, MOMENT_SIZE, "%s at %s", date, clock);
    }
}

void span_format(int64_t minutes, char buf[static SPAN_SIZE])
{
    long long hours = minutes / 60, rest = minutes % 60;
    if (hours == 0)
        snprintf(buf, SPAN_SIZE, "%lld min", rest);
    else if (rest == 0)
        snprintf(buf, SPAN_SIZE, "%lld h", hours);
    else
        snprintf(buf, SPAN_SIZE, "%lld h %lld min", hours, rest);
}

int64_t minutes_between(int64_t from_sec, int64_t to_sec)
{
    return to_sec > from_sec ? (to_sec - from_sec + 59) / 60 : 0;
}

bool block_is_now(const struct view *view, const struct bus_block *block)
{
    return block->start_sec <= view->now_sec &&
           (block->end_sec == 0 || view->now_sec < block->end_sec);
}

const char *block_mark(const struct view *view, const struct bus_block *block)
{
    static const char *const marks[OUTCOME_MAX_] = {
        [OUTCOME_OPEN] = " ",    [OUTCOME_DONE] = "✓",   [OUTCOME_PARTIAL] = "◐",
        [OUTCOME_SKIPPED] = "✗", [OUTCOME_MISSED] = "?", [OUTCOME_EXCUSED] = "○",
    };
    if (block->outcome != OUTCOME_OPEN)
        return marks[block->outcome];
    if (block_is_now(view, block))
        return "▶";
    return block->start_sec < view->now_sec ? "?" : " ";
}

enum paint block_paint(const struct view *view, const struct bus_block *block)
{
    static const enum paint paints[OUTCOME_MAX_] = {
        [OUTCOME_DONE] = PAINT_GOOD,  [OUTCOME_PARTIAL] = PAINT_HALF, [OUTCOME_SKIPPED] = PAINT_DIM,
        [OUTCOME_MISSED] = PAINT_BAD, [OUTCOME_EXCUSED] = PAINT_DIM,
    };
    if (block->outcome != OUTCOME_OPEN)
        return paints[block->outcome];
    if (block_is_now(view, block))
        return PAINT_NOW;
    return block->start_sec < view->now_sec ? PAINT_BAD : PAINT_NONE;
}

const char *block_state(const struct view *view, const struct bus_block *block)
{
    if (block->outcome != OUTCOME_OPEN)
        return outcome_label(block->outcome);
    if (block_is_now(view, block))
        return block->started_sec ? "started" : "now";
    return block->start_sec < view->now_sec ? "open" : "";
}

void text_add_bar(struct text *text, double done, double planned, size_t width)
{
    double part = planned > 0 ? done / planned : done > 0;
    size_t full = (size_t)(MIN(MAX(part, 0.0), 1.0) * (double)width + 0.5);
    for (size_t i = 0; i < width; i++)
        text_add(text, i < full ? "█" : "░");
}

void number_format(double value, char buf[static NUMBER_SIZE])
{
    int n = snprintf(buf, NUMBER_SIZE, "%.2f", value);
    if (n < 0 || n >= NUMBER_SIZE) {
        snprintf(buf, NUMBER_SIZE, "%g", value);
        return;
    }
    while (buf[n - 1] == '0')
        buf[--n] = '\0';
    if (buf[n - 1] == '.')
        buf[--n] = '\0';
}
