/* What users type as the value of a word or an option. Pure; each returns 0 or -EINVAL. */
#pragma once

#include <stdint.h>

struct zone;

/* `45`, `45m`, `1h30m`: minutes. Up to a week. */
int value_parse_minutes(const char *s, int *ret);

/* A whole number from 0 to a million. */
int value_parse_count(const char *s, int *ret);

/* `2026-11-24`, `today`, `yesterday`, as seen from now in the zone. */
int value_parse_day(const char *s, const struct zone *zone, int64_t now_sec, int32_t *ret);

/* `2026-11-24 09:00`, `yesterday 09:00`, `09:00` (today), or an ISO 8601 instant with offset. */
int value_parse_moment(const char *s, const struct zone *zone, int64_t now_sec, int64_t *ret_sec);

/* The same as value_parse_day(), and also `tomorrow`, a weekday (`mon`), `7d` and `2w`: the next
 * such day after today, so many days ahead; or the last one up to today, so many days ago. */
int value_parse_day_ahead(const char *s, const struct zone *zone, int64_t now_sec, int32_t *ret);
int value_parse_day_ago(const char *s, const struct zone *zone, int64_t now_sec, int32_t *ret);

/* The same as value_parse_moment(), the day as for value_parse_day_ahead(). */
int value_parse_moment_ahead(const char *s, const struct zone *zone, int64_t now_sec,
                             int64_t *ret_sec);
