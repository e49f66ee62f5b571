/* Any bytes as a CSV file: read to the end or refused, and what was read as entries comes out of
 * the writer in a form that reads as the same. */
#include <stdint.h>

#include "base/diag.h"
#include "base/text.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/csv.h"
#include "cli/import.h"
#include "cli/render.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *copy(const void *data, size_t size)
{
    char *p = malloc(size + 1);
    if (!p)
        abort();
    if (size > 0)
        memcpy(p, data, size);
    return p;
}

static int write_log(const struct bus_entry *entries, size_t n, const struct zone *zone,
                     struct text *text)
{
    render_entry_csv_head(text);
    for (size_t i = 0; i < n; i++)
        render_entry_csv(text, zone, &entries[i]);
    return text->failed ? -1 : 0;
}

/* Returns false if the data were refused. */
static bool rewrite(const void *data, size_t size, const struct zone *zone, struct text *ret)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(freep) struct bus_entry *entries = NULL;
    _cleanup_(freep) char *buffer = copy(data, size);
    size_t n;

    if (import_parse(buffer, size, "fuzz", zone, &diags, &entries, &n) != 0)
        return false;
    return write_log(entries, n, zone, ret) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct zone *zone;
    _cleanup_(text_done) struct text once = {0}, twice = {0};

    if (!zone && zone_load("UTC", &zone) < 0)
        abort();
    if (!rewrite(data, size, zone, &once))
        return 0;
    if (!rewrite(once.data, once.length, zone, &twice) || !streq(once.data, twice.data))
        abort();
    return 0;
}
