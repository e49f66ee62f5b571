/* What a plan says of its calendars, kept beyond the plan. */
#pragma once

#include <stddef.h>

struct calendar_source;
struct plan;

struct calendar_sources {
    struct calendar_source *items; /* owned, with all in them */
    size_t n;
};

/* Paths end without a slash. Returns 0 or -ENOMEM; the caller frees by calendar_sources_done(). */
int calendar_sources_copy(const struct plan *plan, struct calendar_sources *ret);
void calendar_sources_done(struct calendar_sources *sources);
