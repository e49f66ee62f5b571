/* What an import did, or would do, as people and programs read it. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct text;
struct track_change;
struct view;
struct zone;

struct import_outcome {
    const struct track_change *changes; /* borrowed */
    size_t n;
    bool is_dry_run;
};

/* For a dry run a line for each item that is added or changed. Where a stage stays that the file
 * has an earlier one for, a line says so. Then the counts. */
void render_track_import(struct text *text, const struct view *view,
                         const struct import_outcome *outcome);

void render_track_import_json(FILE *f, const struct zone *zone,
                              const struct import_outcome *outcome);
