/* One calendar file, from its bytes to the times that it keeps busy. */
#pragma once

#include <stddef.h>

struct report;
struct stretch;
struct zone_book;

/* Reports what in these bytes overlaps the stretch and what is wrong with them. Returns 0, or
 * -ENOMEM: it counts as far as it came. */
int read_calendar(const char *data, size_t size, const struct stretch *stretch,
                  struct zone_book *book, struct report *report);
