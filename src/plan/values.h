/* The forms of values: text in, numbers out, and a complaint that names the very piece that is
 * wrong. Each parser returns 0, or -EINVAL with something added to *complaints and *ret untouched.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "plan.h"
#include "base/suggest.h"

/* Reads as: `PIECE` PROBLEM: EXPECTED; did you mean `MEANT`?
 * Where the piece is empty: something is missing here: EXPECTED. */
struct complaint {
    size_t offset, length;        /* the piece, in bytes of the value */
    const char *problem;          /* "is not a day"; static */
    const char *expected;         /* "write ..."; static */
    char meant[SUGGEST_MAX_WORD]; /* "" if nothing is near */
};

/* All that is wrong with one value; what is more than these is left out. */
struct complaints {
    struct complaint items[8];
    size_t n;
};

/* Adds a complaint and returns -EINVAL. */
int complain(struct complaints *complaints, size_t offset, size_t length, const char *problem,
             const char *expected);

/* The same for a word that may be mistyped. */
int complain_word(struct complaints *complaints, size_t offset, const char *problem,
                  const char *expected, const struct suggestion *suggestion);

/* A piece of a value, without the blanks around it. Text beyond PLAN_MAX_LINE bytes, which no valid
 * piece has, is cut. */
struct item {
    size_t offset, length; /* in the value */
    char text[PLAN_MAX_LINE + 1];
};
struct item item_of(const char *value);
struct item item_part(const struct item *item, size_t from, size_t to);

/* Calls take() for each item of a comma-separated list, going on after -EINVAL. Returns 0, or what
 * take() returned that was negative. */
typedef int (*take_item)(const struct item *item, void *userdata, struct complaints *complaints);
int list_parse(const char *list, take_item take, void *userdata, struct complaints *complaints);

/* A whole number without sign. Returns 0, or -EINVAL and complains of nothing. */
int number_parse(const char *s, int min, int max, int *ret);

/* The word among `words` (NULL-terminated); *ret is its place. */
int word_parse(const char *s, const char *const words[], size_t *ret, const char *expected,
               struct complaints *complaints);

int days_parse(const char *s, unsigned *ret, struct complaints *complaints);

/* Ranges of a day, ascending, none overlapping another. */
int times_parse(const char *s, struct time_range ret[static PLAN_MAX_RANGES], size_t *ret_n,
                struct complaints *complaints);

int weekday_parse(const char *s, enum weekday *ret, struct complaints *complaints);
int date_parse(const char *s, int32_t *ret, struct complaints *complaints);

/* One item of `days-off`: a date or A..B, placed at `offset` of its value. */
int date_range_parse(const struct item *item, struct date_range *ret,
                     struct complaints *complaints);

int minutes_parse(const char *s, int *ret, struct complaints *complaints);

/* Time a week, above zero: a duration, or a bare number of hours. */
int hours_parse(const char *s, int *ret, struct complaints *complaints);

int offsets_parse(const char *s, struct offset_list *ret, struct complaints *complaints);

/* Flexible pieces lie on a grid: what bounds them from above is rounded down to it, the shortest
 * piece up. True if a piece of at least `shortest` fits into `minutes`. */
#define GRID_MINUTES 5
bool piece_fits(int minutes, int shortest);

/* `45m-2h`, or one duration for both. */
int block_parse(const char *s, int *ret_min, int *ret_max, struct complaints *complaints);

int goal_parse(const char *s, struct goal *ret, struct complaints *complaints); /* or -ENOMEM */
int weeks_parse(const char *s, int *ret, struct complaints *complaints);

/* `Sun 18:00`, or `no`, which leaves *ret_day and *ret_minute alone. */
int review_parse(const char *s, bool *ret_has, enum weekday *ret_day, int *ret_minute,
                 struct complaints *complaints);
