/* Which occurrences of a series are not: by the instant at which they would begin, or by the day.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calendar/moment.h"

struct number_list {
    int64_t *items;
    size_t n, capacity;
};

struct exclusions {
    struct number_list instants, days;
};

void exclusions_done(struct exclusions *exclusions);

/* Of a series of dates, or by a date, the day is excluded; else the instant. Returns 0 or -ENOMEM.
 */
int exclusions_add(struct exclusions *exclusions, const struct moment *moment, bool is_of_dates);

/* Must come between adding and asking. */
void exclusions_sort(struct exclusions *exclusions);

bool exclusions_has(const struct exclusions *exclusions, int64_t start_sec, int32_t day);
