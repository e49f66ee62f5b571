/* Time zones: instants to wall clock and back, from the system's TZif files (RFC 8536).
 *
 * Why our own reader: libc holds one zone per process and leaves gaps unspecified, libical takes
 * the wrong side of both gaps and overlaps, and weekly rules need exactly RFC 5545 3.3.5: a local
 * time that a zone skips is read with the offset before the gap, one that occurs twice is its first
 * occurrence. Instants are seconds since 1970-01-01T00:00Z, valid for years 1900 to 2199. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"

struct zone;

/* Loads a zone by its tz database name. Returns 0; -ENOENT (no such zone), -EINVAL (not a name,
 * or not a TZif file), -ENOMEM, or what reading the file gave. */
int zone_load(const char *name, struct zone **ret);

/* The same from bytes, as a TZif file holds them: for tests and fuzzers. */
int zone_parse(const char *name, const void *data, size_t size, struct zone **ret);

/* The name of the system's zone: $TZ where it names one, else where /etc/localtime points, else
 * /etc/timezone, else "UTC". Returns 0 or -ENOMEM; the caller frees. */
int zone_system_name(char **ret);

struct zone *zone_free(struct zone *zone);
DEFINE_CLEANUP(struct zone, zone_free);

const char *zone_name(const struct zone *zone);

/* Seconds east of UTC at an instant. */
int32_t zone_offset(const struct zone *zone, int64_t utc_sec);

/* "CET"; borrowed from the zone. */
const char *zone_abbreviation(const struct zone *zone, int64_t utc_sec);

/* True while daylight saving time holds, as the zone's data say. */
bool zone_is_dst(const struct zone *zone, int64_t utc_sec);

int64_t zone_to_local(const struct zone *zone, int64_t utc_sec);

/* RFC 5545 3.3.5, as above. */
int64_t zone_to_utc(const struct zone *zone, int64_t local_sec);

/* The first instant of a local day: where midnight is skipped, the end of the gap. */
int64_t zone_day_start(const struct zone *zone, int32_t day);

/* The local day that an instant lies in. */
int32_t zone_day(const struct zone *zone, int64_t utc_sec);

/* The first change of offset after an instant. Returns false if there is none before 2200. */
bool zone_next_transition(const struct zone *zone, int64_t utc_sec, int64_t *ret_utc_sec);

/* `2026-11-24T09:00:00+01:00`. */
#define INSTANT_SIZE 32
void zone_format(const struct zone *zone, int64_t utc_sec, char buf[static INSTANT_SIZE]);

/* `2026-11-24T08:00:00Z`. */
void zone_format_utc(int64_t utc_sec, char buf[static INSTANT_SIZE]);

/* Reads what zone_format() and zone_format_utc() write: a date and time with offset or Z (seconds
 * may be missing), or, read in `zone`, a local one without. Returns 0 or -EINVAL. */
int zone_parse_instant(const struct zone *zone, const char *s, int64_t *ret_utc_sec);
