/* VTIMEZONE (RFC 5545 3.6.5) of a zone, made from the zone's own changes of clock. */
#pragma once

#include <stdint.h>

struct text;
struct zone;

/* Adds the component, by which every instant of [from_sec, to_sec] resolves exactly; see
 * observance.h. TZID is the zone's name. Returns 0 or -ENOMEM. */
int vtimezone_format(const struct zone *zone, int64_t from_sec, int64_t to_sec, struct text *text);
