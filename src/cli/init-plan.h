/* Answers to a plan. */
#pragma once

struct init_answers;
struct text;

/* Adds the plan file that these answers come to, commented as config/plan.ini is. Its hours fit
 * into the week that the answers describe, so that `jobsearchd --check` has nothing to say. */
void init_plan_write(struct text *text, const struct init_answers *answers);
