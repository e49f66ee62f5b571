/* `report --proof`: applications and contacts by date, the list that job centres ask for. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/track.h"

struct bus_track_version;
struct cli;
struct text;
struct view;

struct proof_deed {
    int32_t day;
    const struct track_item *item; /* borrowed */
};

struct proof {
    int32_t from_day, to_day; /* both included */
    struct proof_deed *deeds; /* owned; by day, then by number, after proof_sort() */
    size_t n, capacity;
    size_t n_undated; /* applications that were sent, nobody knows when */
};

/* Adds the day on which an application was sent, if it lies in the range. Returns 0 or -ENOMEM. */
int proof_add_application(struct proof *proof, const struct track_item *item);

/* Adds each day in the range on which a contact was contacted, once, as its versions tell, oldest
 * first: what was taken back does not count. Returns 0 or -ENOMEM. */
int proof_add_contact(struct proof *proof, const struct track_item *item,
                      const struct bus_track_version *versions, size_t n);

void proof_sort(struct proof *proof);
void proof_done(struct proof *proof);

void render_proof(struct text *text, const struct view *view, const struct proof *proof);
void render_proof_csv(struct text *text, const struct proof *proof);
void render_proof_json(FILE *f, const struct proof *proof);

/* The whole of it, for the verb: `from` and `to` are the user's days or NULL (the first of last
 * month, today), `csv` a file's name, `-` or NULL. Returns an exit status; what went wrong was
 * told. */
int proof_run(struct cli *cli, const char *from, const char *to, const char *csv, bool is_json);
