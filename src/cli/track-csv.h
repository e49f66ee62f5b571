/* Applications and contacts out of a spreadsheet's CSV. Pure. docs/tracker.md says what is read and
 * how it is understood. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/track.h"
#include "cli/track-date.h"

struct diag_list;
struct zone;

struct track_csv_row {
    struct track_item item; /* a copy; minutes 0: not said. Not settled */
    unsigned line;
    bool has_stage; /* the row says it; else it is the first */
    bool is_aside;  /* the person that an application's row names */
};

struct track_csv {
    struct track_csv_row *rows;
    size_t n, capacity;
};

/* Reads data, which is unquoted in place and has one writable byte more; `file` is its name for
 * diagnostics. `order` settles dates such as 3/4/2026; ORDER_UNKNOWN leaves that to what the other
 * dates of the same column prove. What was done after `today` is an error. Returns 0 (diags may
 * hold warnings), 1 with *ret untouched if diags has errors, or -ENOMEM. */
int track_csv_parse(char *data, size_t size, const char *file, const struct zone *zone,
                    int32_t today, enum date_order order, struct diag_list *diags,
                    struct track_csv *ret);

void track_csv_done(struct track_csv *csv);
