/* The report for a coach: some weeks as a whole, gathered once, and each form in which they go out.
 * What adds up is added up here, so that all forms carry the same figures. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/macro.h"
#include "base/track.h"
#include "bus.h"
#include "cli/track-list.h"

struct cli;
struct text;
struct view;
struct zone;

#define REPORT_WEEKS       8  /* if nothing is said */
#define REPORT_WEEKS_MAX   26 /* as many as patterns look at */
#define REPORT_HEAT_WEEKS  8  /* as a review has it */
#define REPORT_SOURCES_MAX 8  /* where applications were found: the most frequent ones */
#define REPORT_REPLY_DAYS  14 /* an application that is younger may still wait for its reply */

struct report_week {
    int32_t first_day;
    bool is_over;
    unsigned planned_minutes; /* without the excused ones */
    unsigned done_minutes, excused_minutes;
    unsigned answered;               /* blocks; 0: nothing is known of the week */
    unsigned applications, contacts; /* that the tracker has: sent, made */
    struct bus_review review;        /* what else is known of it */
};

struct report_goal_week {
    double target, actual;
    bool is_met, is_off; /* off: excused, or without any answer */
};

struct report_goal {
    const char *activity, *title, *unit;
    struct report_goal_week weeks[REPORT_WEEKS_MAX]; /* beside the report's */
    unsigned met, of; /* weeks that were not off; a running one only once it is met */
};

/* How far applications came, and how they were answered: by the screen, the interview, the offer or
 * the refusal that followed. */
struct report_funnel {
    unsigned applications;            /* also those that are not sent yet */
    unsigned reached[STAGE_REJECTED]; /* by stage, interested to offer: this one or a later one */
    unsigned rejected, withdrawn;
    unsigned replied,
        of;           /* answered; of those that were, and of those sent two weeks ago or more */
    unsigned waiting; /* younger, and not answered yet */
    int reply_days;   /* the median from applying to the reply; -1: not known of any */
    struct report_source {
        const char *name; /* "": not said; borrowed from the items */
        unsigned applied, replied, interviews;
    } sources[REPORT_SOURCES_MAX]; /* the most applications first */
    size_t n_sources;
};

struct report {
    bool is_private;
    const struct zone *zone; /* borrowed */
    int64_t now_sec;
    const char *name, *why;
    int32_t target_day; /* TRACK_NO_DAY: none */
    unsigned weeks_left;

    struct report_week weeks[REPORT_WEEKS_MAX]; /* oldest first */
    size_t n_weeks;
    struct bus_minutes *activities; /* added up */
    size_t n_activities;
    struct report_goal *goals;
    size_t n_goals;
    struct bus_reason *reasons; /* added up, the most frequent first */
    size_t n_reasons;
    struct bus_tuning tuning;  /* what was changed */
    struct track_list tracker; /* the furthest applications first, then contacts */
    struct report_funnel funnel;

    char **strings; /* all that is borrowed above */
    size_t n_strings, capacity_strings;
};

void report_done(struct report *report);

/* The last week's review, which has the heat map and the patterns. */
const struct bus_review *report_last(const struct report *report);

/* ---- Gathering ---- */

/* Asks the daemon for the `n_weeks` weeks that end with the one to look back on, and adds up. Weeks
 * from before anything was planned or answered are left out. Opens the connection and loads the
 * plan's zone, which the report borrows. Returns an exit status; what is not CLI_DONE has been
 * told. */
int report_fill(struct report *report, struct cli *cli, size_t n_weeks, bool is_private);

/* Makes *s the report's own copy. Returns 0 or -ENOMEM. */
int report_keep(struct report *report, const char **s);

/* The same for all that a review, and what was applied, say. */
int report_keep_review(struct report *report, struct bus_review *review);
int report_keep_tuning(struct report *report, struct bus_tuning *tuning);

/* Takes out what --private leaves out: nothing that renders can show it any more. Returns 0 or
 * -ENOMEM. */
int report_make_private(struct report *report);

/* Fills what is added up from weeks, goals' weeks and the tracker, and sorts that. Returns 0 or
 * -ENOMEM. */
int report_sum(struct report *report);

/* How the applications among the items stand on a day. Returns 0 or -ENOMEM. */
int report_funnel_fill(const struct track_item *items, size_t n, int32_t today,
                       struct report_funnel *ret);

/* ---- Words that all forms share ---- */

/* "contacts": the unit, in the plural where there is not one of it. Not escaped. */
void report_add_unit(struct text *text, double amount, const char *unit);

/* "met in 5 of 7 weeks". */
void report_add_met(struct text *text, const struct report_goal *goal);

/* "moved", "lowered the goal of": what was done to an activity. An edit that is not known stays as
 * it is called. */
const char *report_edit_words(const char *edit);

/* Whether what was changed has helped: "better", "worse", "as before", "too early to say". */
const char *report_verdict(const struct bus_applied *applied);

/* ---- The forms ---- */

/* For a terminal. */
void report_add_text(struct text *text, const struct view *view, const struct report *report);

/* One page that needs nothing else. Returns 0 or negative errno. */
int report_add_html(struct text *text, const struct report *report);

/* One object, ended by a line break. */
void report_write_json(FILE *f, const struct report *report);

/* A figure a line: section, week, name, figure, value. */
void report_add_csv(struct text *text, const struct report *report);
