/* The tracker as CSV: RFC 4180, or with the separator of the sheet that it is for. Texts that a
 * spreadsheet would take for a formula are guarded (text_add_csv()). Pure.
 *
 * In our own columns (track_sheet_init_own()) track_csv_parse() reads back exactly what was
 * written. In another sheet's, the ones that are known are filled and the others left empty. */
#pragma once

#include <stdbool.h>

struct text;
struct track_item;
struct track_sheet;
struct zone;

/* The sheet's own head, in its order and spelling, and the line's end. */
void track_export_head(struct text *text, const struct track_sheet *sheet);

/* Whether it is a sheet for items of this kind: without a column `kind` it is one for applications
 * or for contacts. */
bool track_export_takes(const struct track_sheet *sheet, const struct track_item *item);

/* One record with its line's end; the interview as an instant with the zone's offset. */
void track_export_item(struct text *text, const struct track_sheet *sheet, const struct zone *zone,
                       const struct track_item *item);
