/* What single values cannot show: whether sections are complete and the plan makes sense as a
 * whole. */
#pragma once

#include "plan/draft.h"

/* Reports on the plan that plan_build() made of the draft. What a section
 * lacks is no problem where a line or key of it was lost to another one. data_dir may be NULL.
 * Returns 0 or -ENOMEM. */
int plan_check(struct draft *draft, const char *data_dir, const struct plan *plan);

/* Parts of it: blocks that overlap; time against budget and goals; calendars that are our own. */
void check_overlaps(struct draft *draft, const struct plan *plan);
void check_time(struct draft *draft, const struct plan *plan);
int check_publishing(struct draft *draft, const char *data_dir, const struct plan *plan);

/* Reports at an entry's value; at the section's head where the section has no such entry. */
void check_report(struct draft *draft, struct section *section, const char *key,
                  enum diag_severity severity, const char *format, ...) _printf_(5, 6);
