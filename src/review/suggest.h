/* Suggestions: what their files share. */
#pragma once

#include "review/slots.h"

/* One pattern being answered. The table is of the same log and week. */
struct question {
    const struct review_plan *plan;
    const struct review_activity *activity;
    const struct review_pattern *pattern;
    const struct review_pattern *patterns; /* all that are being answered */
    size_t n_patterns;
    const struct slot_table *table;
};

struct suggestion_list {
    struct review_suggestion *items;
    size_t n, capacity;
};

/* Each appends what it has to say; 0 or -ENOMEM. */
int suggest_moves(const struct question *question, struct suggestion_list *list);
int suggest_smaller(const struct question *question, struct suggestion_list *list);
int suggest_goals(const struct question *question, struct suggestion_list *list);

/* Appends one and names it, with the pattern's words and then, where not NULL, `more`. */
int suggestion_add(struct suggestion_list *list, const struct question *question,
                   const struct review_suggestion *suggestion, const char *more);

/* One more line to change; values as the plan writes them. */
void suggestion_change(struct review_suggestion *suggestion, const char *section_kind,
                       const char *name, const char *key, const char *value);

void format_days(unsigned days, char buf[static REVIEW_VALUE_SIZE]); /* Mon,Wed-Fri */
void format_times(const struct review_stretch *stretch, char buf[static REVIEW_VALUE_SIZE]);

/* True if no other activity and nothing else is planned there. */
bool is_free(const struct review_plan *plan, const struct review_activity *but,
             const struct review_stretch *stretch);

/* Blocks of all activities at that weekday and part of day, newer weeks weighing more. */
struct tally cell_tally(const struct slot_table *table, enum weekday weekday, enum day_part part);

/* The share of the activity's blocks that would be kept there: what was seen there, and, as far as
 * that is little, what the activity's blocks came to altogether. */
double expected_share(const struct slot_table *table, const char *activity, enum weekday weekday,
                      enum day_part part);
