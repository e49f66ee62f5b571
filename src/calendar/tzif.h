/* Changes of clock in the form of the system's zone files (TZif, RFC 8536 section 3), which
 * zone_parse() reads. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct text;

struct clock_change {
    int64_t utc_sec;
    int32_t offset_from, offset_to; /* seconds east of UTC */
};

/* Adds the file's bytes to *text. At least one change, each later than the one before; what holds
 * before the first is its own offset_from. Returns 0, -EINVAL (more than 256 different offsets) or
 * -ENOMEM. */
int tzif_format(const struct clock_change *changes, size_t n, struct text *text);
