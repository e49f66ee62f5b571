/* A week painted by slot: who has it. That makes every rule a look at neighbouring slots. */
#pragma once

#include "schedule/place.h"

#define NOBODY (-1)

struct canvas {
    const struct problem *problem; /* borrowed, as is the schedule */
    struct schedule *schedule;
    int16_t *owner; /* by slot: a demand, or NOBODY */
    int *left;      /* by demand: slots still wanted */
    int *day_left;  /* by demand and day */
    int *day_used;
    int budget_left;
};

/* Paints the schedule. Returns 0 or -ENOMEM; canvas_done() in any case. */
int canvas_init(struct canvas *canvas, const struct problem *problem, struct schedule *schedule);
void canvas_done(struct canvas *canvas);

/* The entry of `days` (day_left, day_used) for the day that a slot counts for. */
int *canvas_day(const struct canvas *canvas, int *days, int demand, int slot);

/* Paints, and takes off, what the schedule is told by the caller. */
void canvas_take(struct canvas *canvas, int demand, int first, int length);
void canvas_give_back(struct canvas *canvas, const struct piece *piece);

/* How long a piece from `start` may at most be; 0 if none can begin there. */
int canvas_room(const struct canvas *canvas, int demand, int start);

/* Make a piece of the schedule longer, as far as it is wanted and allowed. */
void canvas_grow_late(struct canvas *canvas, struct piece *piece);
void canvas_grow_early(struct canvas *canvas, struct piece *piece);
