/* A VTIMEZONE (RFC 5545 3.6.5) as a zone like any other: its changes of clock are written down in
 * the form of the system's own zone files, which base reads. So times resolve by the same rules,
 * also in gaps and overlaps, where libical takes the wrong side. */
#pragma once

#include <stdint.h>

#include "base/zone.h"
#include "calendar/content.h"

/* Changes before 1970 and long after to_sec are left out. Work is counted off *steps. Returns 0,
 * -EINVAL (no observance that can be read), -E2BIG (steps ran out) or -ENOMEM. */
int custom_zone_new(struct line lines, const char *name, int64_t to_sec, int64_t *steps,
                    struct zone **ret);
