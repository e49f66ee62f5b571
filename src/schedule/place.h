/* Placement inside: a week on a grid of slots. What the public question says in instants and
 * minutes is said here in slots of 5 minutes from the week's first; place-problem.c is the only
 * file that knows both. */
#pragma once

#include "schedule.h"

#define SLOT_SEC     300
#define SLOT_MINUTES 5
#define SLOTS_APART  3 /* free slots between two pieces of one activity that nothing else parts */
#define WEEK_DAYS    7
#define NO_DAY       0xff

/* One activity that wants to be placed. */
struct demand {
    const struct activity *activity; /* borrowed */
    size_t order;                    /* its place in the plan */
    int priority;
    int asked;             /* slots a week that are left to place */
    int want;              /* the most of these that can be cut into pieces */
    int shortest, longest; /* slots of a piece; shortest > longest: no piece fits the grid */
    int cap[WEEK_DAYS];    /* slots a day, cut into pieces, what is kept there taken off */
    uint8_t *day;          /* by slot: the day it counts for, NO_DAY where it may not lie */
    uint16_t *run;         /* by slot: how many slots from here on are allowed and of one day */
    uint16_t *offset;      /* by slot: how many lie between its window's start and here */
};

/* Slots [first, end) that no piece reaches out of and no rule joins to others. */
struct stretch {
    int first, end;
};

struct problem {
    struct demand *demands; /* in plan order */
    int n_demands;
    struct stretch *stretches; /* in order of time */
    int n_stretches;
    int budget; /* slots */
    int n_slots;
    int64_t base_sec; /* of slot 0 */
};

struct piece {
    uint16_t demand, start, length; /* slots */
};

/* Pieces by start. */
struct schedule {
    struct piece *pieces;
    size_t n, capacity;
};

int problem_init(struct problem *problem, const struct placement *question);
void problem_done(struct problem *problem);

/* The most of `slots` that some number of pieces of shortest to longest slots makes up. */
int slots_cut(int slots, int shortest, int longest);

void schedule_done(struct schedule *schedule);
int schedule_add(struct schedule *schedule, int demand, int start, int length);
int schedule_copy(struct schedule *to, const struct schedule *from);
void schedule_sort(struct schedule *schedule);
void schedule_swap(struct schedule *a, struct schedule *b);

/* True if it keeps all hard rules. The last word on everything that is found. */
bool schedule_is_valid(const struct problem *problem, const struct schedule *schedule);

/* What one aims for: slots of a set of activities, or few pieces. */
enum aim_measure {
    AIM_PRIORITY, /* slots of the activities of priority `of` */
    AIM_DEMAND,   /* slots of demand `of` */
    AIM_PIECES,   /* minus the number of pieces */
};

struct aim {
    enum aim_measure measure;
    int of;
};

int schedule_value(const struct problem *problem, const struct schedule *schedule, struct aim aim);

/* Adds what fits to a valid schedule, higher priorities first, longer pieces first: makes pieces
 * longer, then adds others. Returns 0 or -ENOMEM. */
int schedule_fill(const struct problem *problem, struct schedule *schedule);

/* The question's previous placement on the grid: what may still lie where it lay. */
int problem_read_previous(const struct problem *problem, const struct placement *question,
                          struct schedule *previous);

/* Makes a valid schedule pleasant, losing no activity a slot: fewer pieces, more as before, even
 * days, early starts. Returns 0 or -ENOMEM. */
int schedule_polish(const struct problem *problem, const struct schedule *previous,
                    struct schedule *schedule);

/* Finds a place in the stretch for `pieces[i]` pieces of demand i with `slots[i]` slots together,
 * for all i, and adds them. Returns 1, 0 if there is none (or none was found in a bounded search),
 * or -ENOMEM. */
int stretch_arrange(const struct problem *problem, const struct stretch *stretch,
                    const int pieces[], const int slots[], struct schedule *schedule);

/* The answer's blocks and what found no place. Returns 0 or -ENOMEM. */
int placed_fill(struct placed *placed, const struct problem *problem,
                const struct schedule *schedule, const struct placement *question);
