/* A log in CSV, as `jsctl log --csv` writes it, back into entries. Pure. */
#pragma once

#include <stddef.h>

struct bus_entry;
struct diag_list;
struct zone;

#define IMPORT_MAX_SIZE (64 << 20) /* bytes */

/* Reads the whole of data, which is unquoted in place and has one writable byte more; `file` is its
 * name for diagnostics. The entries borrow from data. Returns 0 with at most BUS_PUT_MAX of
 * them, which the caller frees, 1 with *ret untouched if there are diagnostics, or -ENOMEM. */
int import_parse(char *data, size_t size, const char *file, const struct zone *zone,
                 struct diag_list *diags, struct bus_entry **ret, size_t *ret_n);
