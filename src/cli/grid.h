/* A week of blocks laid out on a grid: which block and which busy time lies in which slot of which
 * day. Pure geometry; render-week.c draws it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/civil.h"

struct bus_block;
struct bus_busy;
struct bus_span;
struct zone;

#define GRID_DAYS      7
#define GRID_MAX_SLOTS (DAY_MINUTES / 15)

struct grid_cell {
    const struct bus_block *block; /* NULL: none */
    const struct bus_busy *busy;   /* NULL: none; may lie beside a block */
    unsigned block_row;            /* how many slots of this day the block had before this one */
    bool names_busy;               /* the first visible slot of the busy time that has no block */
    bool is_last;                  /* the block's last slot of this day */
    bool has_more;                 /* another block begins here that has no room */
};

struct grid {
    int32_t first_day;
    int n_days;
    int slot_minutes;          /* 30; 15 if blocks would lie upon each other */
    int first_slot, last_slot; /* used ones, last not included; equal if nothing is there */
    struct grid_cell cells[GRID_DAYS][GRID_MAX_SLOTS];
};

/* Lays out the span, from its first local day on; borrows its blocks and busy times. What runs over
 * midnight is shown on both days. `now_sec` ends what still runs. */
void grid_lay_out(struct grid *grid, const struct bus_span *span, const struct zone *zone,
                  int64_t now_sec);

bool grid_day_is_empty(const struct grid *grid, int day);
bool grid_slot_is_empty(const struct grid *grid, int slot);
