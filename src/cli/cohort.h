/* Many people's shared weeks, judged and in the order in which they need a call. Pure but for the
 * lines that come in. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "share.h"

struct text;

struct cohort_entry {
    struct cohort_person person;
    struct cohort_judgement judgement;
    bool has_namesake; /* another has that name: the folder is shown, too */
};

struct cohort {
    int32_t today;
    int weeks;                  /* shown: ages 1 to this, and 0 where it says something */
    struct cohort_entry *items; /* owned */
    size_t n, capacity;
    bool is_complete; /* the end was told */
};
void cohort_done(struct cohort *cohort);

/* Takes what a line says of people and weeks. Returns 0, -EBADMSG (a week of nobody, or anything
 * behind the end) or -ENOMEM. */
int cohort_take(struct cohort *cohort, const struct share_line *line);

/* Judges all and puts them in order. */
void cohort_rank(struct cohort *cohort);

/* Whether the reason is one to call for. */
bool cohort_needs_call(const struct cohort_entry *entry);
size_t cohort_count_calls(const struct cohort *cohort);

/* Sums over the weeks that are shown and over. */
struct cohort_sums {
    int met, goals;
    int planned_minutes, done_minutes;
};
void cohort_sum(const struct cohort *cohort, const struct cohort_person *person,
                struct cohort_sums *ret);

/* The newest week that was shared and is not ahead; false if there is none. */
bool cohort_last_week(const struct cohort_person *person, char buf[static WEEK_NAME_SIZE]);

/* What a week looks like in one sign or few: "2/3" goals met, "off", "-" (nothing answered), ""
 * (not shared), or, where it has no goals, its hours. */
#define COHORT_CELL_SIZE 16
void cohort_cell(const struct cohort_person *person, int age, char buf[static COHORT_CELL_SIZE]);

/* The name, and where another has the same one the folder behind it. Not escaped. */
void cohort_add_name(const struct cohort_entry *entry, struct text *text);

/* ---- How it is shown: render-cohort.c, cohort-html.c ---- */

struct json;
struct view;

void render_cohort(struct text *text, const struct view *view, const struct cohort *cohort);
void render_cohort_csv(struct text *text, const struct cohort *cohort);
void render_cohort_json(struct json *json, const struct cohort *cohort, unsigned n_left_out);
void render_cohort_html(struct text *text, const struct cohort *cohort, unsigned n_left_out);
