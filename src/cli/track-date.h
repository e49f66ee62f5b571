/* Dates as people's spreadsheets write them. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/track.h"

struct zone;

/* What stands first in 3/4/2026. */
enum date_order {
    ORDER_UNKNOWN,
    ORDER_DMY,
    ORDER_MDY,
};

/* A cell, read both ways: two equal days leave no doubt, and of two different ones either may be
 * TRACK_NO_DAY (there is no month 24). */
struct sheet_date {
    int32_t dmy, mdy;
    bool has_time;
    int64_t second;      /* of the day, on the clock */
    int64_t instant_sec; /* where the cell gives an offset, else 0 */
};

/* Reads `2026-11-24`, `24.11.2026`, `24 Nov 2026`, `Nov 24, 2026`, `11/24/2026` and their like, in
 * English or German, with a weekday before it or not (which must be the right one), and a time
 * after it or not: `10:00`, `10:00 AM`, or all of it as ISO 8601 has it. Instants become days in
 * the zone. A year of two digits lies in 2000-2099. Returns 0 or -EINVAL. */
int sheet_date_parse(const char *s, const struct zone *zone, struct sheet_date *ret);

/* The day, given what is known of the order. Returns 0, -EINVAL (there is no such day in that
 * order), or -ENOTUNIQ (it may be either). */
int sheet_date_settle(const struct sheet_date *date, enum date_order order, int32_t *ret_day);

/* What a column tells of the order, date by date: starts as ORDER_UNKNOWN. */
struct date_proof {
    bool has_dmy, has_mdy; /* some date is none in the other order */
};
void date_proof_add(struct date_proof *proof, const struct sheet_date *date);
/* ORDER_UNKNOWN also where the dates contradict each other. */
enum date_order date_proof_order(const struct date_proof *proof);
