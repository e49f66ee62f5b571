/* Any bytes as a spreadsheet: read to the end or refused. What was read is well-formed, comes out
 * of the writer in a form that reads as the same, and changes nothing when it is imported once
 * more. */
#include <stdint.h>

#include "base/diag.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/track-csv.h"
#include "cli/track-export.h"
#include "cli/track-merge.h"
#include "cli/track-sheet.h"

#define NOW   INT64_C(1795510800)
#define TODAY 20781 /* 2026-11-24 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct zone *utc(void)
{
    static struct zone *zone;
    if (!zone && zone_load("UTC", &zone) < 0)
        abort();
    return zone;
}

/* Returns false if the data were refused. */
static bool read_sheet(const void *data, size_t size, enum date_order order, struct track_csv *ret)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(freep) char *buffer = malloc(size + 1);
    if (!buffer)
        abort();
    if (size > 0)
        memcpy(buffer, data, size);
    return track_csv_parse(buffer, size, "fuzz", utc(), TODAY, order, &diags, ret) == 0;
}

/* The tracker as it is after a first import, as our own CSV. */
static void write_sheet(const struct track_item *items, size_t n, struct text *text)
{
    struct track_sheet own;
    track_sheet_init_own(&own);
    track_export_head(text, &own);
    for (size_t i = 0; i < n; i++)
        track_export_item(text, &own, utc(), &items[i]);
    if (text->failed)
        abort();
}

static struct track_item *import(const struct track_csv *csv, size_t *ret_n)
{
    struct track_change *changes;
    if (track_merge(csv, NULL, 0, NOW, TODAY, &changes, ret_n) < 0)
        abort();
    struct track_item *items = calloc(*ret_n + 1, sizeof(*items));
    if (!items)
        abort();
    for (size_t i = 0; i < *ret_n; i++) {
        items[i] = changes[i].item;
        if (changes[i].effect != TRACK_ADDED || track_item_fault(&items[i]))
            abort();
    }
    free(changes);
    return items;
}

static void assert_imported(const struct track_csv *csv, const struct track_item *items, size_t n)
{
    struct track_change *changes;
    size_t n_changes;
    if (track_merge(csv, items, n, NOW, TODAY, &changes, &n_changes) < 0 || n_changes != n)
        abort();
    for (size_t i = 0; i < n; i++)
        if (changes[i].effect != TRACK_UNCHANGED)
            abort();
    free(changes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(track_csv_done) struct track_csv csv = {0}, again = {0};
    _cleanup_(freep) struct track_item *items = NULL, *same = NULL;
    _cleanup_(text_done) struct text once = {0}, twice = {0};
    enum date_order order = size > 0 ? data[size - 1] % 3 : ORDER_UNKNOWN;
    size_t n, n_same;

    if (!read_sheet(data, size, order, &csv))
        return 0;
    items = import(&csv, &n);
    assert_imported(&csv, items, n);
    write_sheet(items, n, &once);
    if (!read_sheet(once.data, once.length, ORDER_UNKNOWN, &again))
        abort();
    same = import(&again, &n_same);
    write_sheet(same, n_same, &twice);
    if (!streq(once.data, twice.data))
        abort();
    return 0;
}
