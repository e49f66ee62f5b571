/* Monitoring: goals against the log. Pure; knows neither plan nor log, only the rows and goals that
 * its caller fills in. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/block.h"

/* One logged block, as far as reviews look at it. Strings are borrowed. */
struct review_row {
    const char *activity; /* name, already joined over `formerly` */
    int64_t start_sec, end_sec;
    enum outcome outcome;
    int minutes; /* done in it; -1: not said */
    int count;   /* -1: not said */
};

struct review_goal {
    const char *activity;
    bool is_hours;
    double target; /* hours, or a count */
};

/* What the rows add up to for one goal, in the goal's unit. Hours: minutes of done and partial
 * blocks. Counts: what was said with an answer; a done block that said nothing counts 1. */
double review_goal_actual(const struct review_goal *goal, const struct review_row *rows, size_t n);

/* Minutes that count as done in the rows, of one activity or (NULL) of all. */
int review_done_minutes(const struct review_row *rows, size_t n, const char *activity);

/* Minutes that an answer counts when the user names none: done the planned ones (the elapsed ones,
 * if it was started and that is shorter), partial half of that, skipped 0. Never negative. */
int review_default_minutes(enum outcome outcome, int64_t start_sec, int64_t end_sec,
                           int64_t started_sec, int64_t now_sec);
