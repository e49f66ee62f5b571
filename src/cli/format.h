/* The small pieces of human text: times, days, durations, marks, bars. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/block.h"
#include "cli/screen.h"

struct bus_block;
struct text;
struct zone;

/* What pieces of text have in common: how the reader wants it, the plan's zone, the daemon's now.
 */
struct view {
    const struct screen *screen; /* borrowed */
    const struct zone *zone;     /* borrowed */
    int64_t now_sec;
};

/* `09:00`, or `9:00 AM`. */
#define CLOCK_SIZE 16
void clock_format(const struct view *view, int64_t sec, char buf[static CLOCK_SIZE]);

/* `09:00-10:30`; `10:02-` for what still runs; `23:00-01:00` over midnight. */
#define CLOCK_RANGE_SIZE (2 * CLOCK_SIZE)
void clock_range_format(const struct view *view, int64_t start_sec, int64_t end_sec,
                        char buf[static CLOCK_RANGE_SIZE]);

/* Columns of the widest. */
size_t clock_width(const struct view *view);
size_t clock_range_width(const struct view *view);

/* `Tue 24 Nov`, and with the year where it is not this one's. */
#define DAY_SIZE 24
void day_format(const struct view *view, int32_t day, char buf[static DAY_SIZE]);

/* `Tuesday 24 November 2026`. */
#define DAY_LONG_SIZE 40
void day_format_long(int32_t day, char buf[static DAY_LONG_SIZE]);

/* `24 Nov`. */
#define DAY_SHORT_SIZE 16
void day_format_short(int32_t day, char buf[static DAY_SHORT_SIZE]);

/* When, as seen from now: `09:00`, `tomorrow at 09:00`, `Thu 26 Nov at 09:00`. */
#define MOMENT_SIZE (DAY_SIZE + CLOCK_SIZE + 8)
void moment_format(const struct view *view, int64_t sec, char buf[static MOMENT_SIZE]);

/* `42 min`, `2 h`, `1 h 30 min`. */
#define SPAN_SIZE 32
void span_format(int64_t minutes, char buf[static SPAN_SIZE]);

/* Whole minutes from one instant to another, begun ones counted; never negative. */
int64_t minutes_between(int64_t from_sec, int64_t to_sec);

/* One column: how a block went or goes. */
const char *block_mark(const struct view *view, const struct bus_block *block);
/* The paint that goes with it. */
enum paint block_paint(const struct view *view, const struct bus_block *block);

/* In words: `done`, `not answered`, `now`, "" for what lies ahead, `open` behind. */
const char *block_state(const struct view *view, const struct bus_block *block);

/* True while now lies in it. */
bool block_is_now(const struct view *view, const struct bus_block *block);

/* `████████░░░░`: `width` columns, as full as done is of planned. */
void text_add_bar(struct text *text, double done, double planned, size_t width);

/* At most two decimals, none that are zero: 6, 4.5. */
#define NUMBER_SIZE 32
void number_format(double value, char buf[static NUMBER_SIZE]);
