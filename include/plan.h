/* The weekly plan: one INI file, read into `struct plan` with every problem of the file named in
 * one go. Pure but for plan_load(), which reads the file; nothing here reads a clock.
 *
 * All times of day are minutes after local midnight in the plan's zone, all durations minutes, all
 * dates days as in base/civil.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/civil.h"
#include "base/diag.h"
#include "base/macro.h"

#define PLAN_MAX_SIZE   (1024 * 1024) /* bytes of a plan file */
#define PLAN_MAX_LINE   190           /* bytes of a line: inih cuts at about 199 (see PITFALLS) */
#define PLAN_UNSET      (-1)
#define PLAN_MAX_RANGES 16 /* ranges in one `time`, offsets in one `remind` or `nag` */

/* The activity that every plan has: preparing for an interview. */
#define PLAN_PREPARATION "interview-prepare"

/* A stretch of a day; over midnight `end` is above 1440 and belongs to the day it began on. */
struct time_range {
    int start, end; /* 0 <= start < 1440, start < end <= start + 1440 */
};

struct date_range {
    int32_t first, last; /* both included */
};

struct window {
    char *name;
    unsigned days;                            /* set of weekdays */
    struct time_range times[PLAN_MAX_RANGES]; /* ascending, none overlapping another */
    size_t n_times;
    unsigned line; /* of its section, for diagnostics */
};

/* Minutes before or after a moment, ascending; `0` alone means none and leaves the list empty. */
struct offset_list {
    int minutes[PLAN_MAX_RANGES];
    size_t n;
};

enum goal_kind {
    GOAL_NONE,
    GOAL_HOURS, /* amount is minutes */
    GOAL_COUNT, /* amount counts `unit` */
};

struct goal {
    enum goal_kind kind;
    int amount;
    char
        *unit; /* as typed, a plural s dropped ("contact"); "hours" for GOAL_HOURS; NULL for none */
};

struct activity {
    char *name;
    char *title;                   /* the name where the plan gives none */
    char *first, *open, *formerly; /* NULL where not given */
    int priority;                  /* 1-5 */

    /* Fixed: days and times. Flexible: neither, n_times == 0. */
    unsigned days;
    struct time_range times[PLAN_MAX_RANGES]; /* ascending, none overlapping another */
    size_t n_times;
    int every_weeks; /* 1: each week */

    /* Flexible. */
    int hours_minutes; /* a week; PLAN_UNSET: a share of what the budget leaves */
    size_t *windows;   /* indexes into plan->windows; empty: all of them */
    size_t n_windows;
    int block_min, block_max; /* 45, 120 by default */
    int max_per_day;          /* PLAN_UNSET: none */

    struct goal goal;
    int minimum;                    /* 15 by default */
    struct offset_list remind, nag; /* the plan's where the activity gives none */
    bool ask;
    unsigned line;
};

struct calendar_source {
    char *name;
    char **paths; /* expanded, absolute */
    size_t n_paths;
    int buffer;
    unsigned line;
};

struct publish_options {
    char *path; /* expanded; NULL: the default folder */
    bool alarms;
    bool flexible_is_busy; /* TRANSP of flexible blocks */
};

struct plan {
    char *name; /* "Plan" where none is given */
    char *why;  /* NULL where none is given */
    int priority;
    int hours_minutes; /* the weekly budget if given, else PLAN_UNSET: see plan_budget() */
    char *zone_name;   /* NULL: follow the system's */
    enum weekday week_start;
    bool has_week_start; /* false: week_start is Monday until the caller's locale says otherwise */
    bool has_from, has_until, has_target;
    int32_t from, until, target; /* days */
    struct date_range *days_off; /* as given, in file order */
    size_t n_days_off;
    bool has_review; /* true unless `review = no`; Sun 18:00 by default */
    enum weekday review_day;
    int review_minute;
    int freeze, grace;
    int interview_prepare; /* how long to prepare before an interview; 0: not at all */
    bool catch_up, share, discreet;
    struct offset_list remind, nag; /* for activities that give none of their own, which hold a */
    bool ask;                       /* copy */

    struct window *windows;
    size_t n_windows;
    struct activity *activities; /* in plan order; blocks borrow them */
    size_t n_activities;
    struct activity preparation; /* PLAN_PREPARATION: not among them, for it has no hours of its
                                  * own; what interviews of the tracker ask for is placed besides */
    struct calendar_source *calendars;
    size_t n_calendars;
    struct publish_options publish;
};

/* Parses a plan. `file` is the name for diagnostics; relative paths in the plan are taken from
 * `base_dir`, `data_dir` is our own data folder (a calendar below its published calendar is an
 * error); either may be NULL in tests. Zone names are checked against the system's.
 *
 * Returns 0 with a plan (the list may hold warnings), 1 with *ret untouched if the list holds an
 * error, or -ENOMEM. The caller frees the plan with plan_free(). */
int plan_parse(const char *text, size_t size, const char *file, const char *base_dir,
               const char *data_dir, struct diag_list *diags, struct plan **ret);

/* Reads and parses the file (a symbolic link is followed). As plan_parse(); a file that cannot be
 * read becomes a diagnostic at line 0 and returns what reading gave (-ENOENT and so on). */
int plan_load(const char *path, const char *data_dir, struct diag_list *diags, struct plan **ret);

struct plan *plan_free(struct plan *plan);
DEFINE_CLEANUP(struct plan, plan_free);

/* The weekly budget in minutes: `hours`, else 8, 14, 20, 26, 32 h by priority. */
int plan_budget(const struct plan *plan);

/* Minutes of fixed time in an ordinary week (`every` counted in full). */
int plan_fixed_minutes(const struct plan *plan);

/* NULL if there is none; the preparation for interviews is one. Borrowed from the plan. */
const struct activity *plan_find_activity(const struct plan *plan, const char *name);

bool activity_is_fixed(const struct activity *activity);

/* Its minutes of fixed time in an ordinary week; 0 for a flexible one. */
int activity_fixed_minutes(const struct activity *activity);

bool plan_is_day_off(const struct plan *plan, int32_t day);

/* Values as the plan writes them, for other places where users type them. Each returns 0, or
 * -EINVAL with *ret_expected (if not NULL) a static sentence of what would be right. */
int plan_parse_days(const char *s, unsigned *ret_days, const char **ret_expected);
int plan_parse_times(const char *s, struct time_range ret[static PLAN_MAX_RANGES], size_t *ret_n,
                     const char **ret_expected);
int plan_parse_goal(const char *s, struct goal *ret, const char **ret_expected);

/* The one table of all keys: parser, diagnostics, man page and example plan are held against it. */
struct plan_option {
    const char *section; /* "plan", "window", "activity", "calendar", "publish" */
    const char *key;
    const char *type;          /* as plan(5) names it: "duration", "1-5", "days" ... */
    const char *default_value; /* as a user would type it; NULL: none */
    bool may_repeat;
    const char *help; /* one sentence */
};

/* Number i of the table in file order; NULL beyond its end. Static. */
const struct plan_option *plan_option(size_t i);

/* ---- Edits of the file's text that keep every byte around them ---- */

enum plan_edit_kind {
    PLAN_EDIT_SET,         /* gives the key this value; a key that is not there yet is added */
    PLAN_EDIT_ADD,         /* one more line of a key that may repeat */
    PLAN_EDIT_REMOVE,      /* the key's line, with the comment behind its value */
    PLAN_EDIT_ADD_SECTION, /* an empty one, at the end of the file */
};

/* Everything is borrowed. */
struct plan_edit {
    enum plan_edit_kind kind;
    const char *section;     /* "plan", "window", "activity", "calendar", "publish" */
    const char *name;        /* "" for [plan] and [publish] */
    const char *key, *value; /* as in the file; value only to set and to add */
    const char *old; /* to set and to remove: which line of a key that repeats, by its value;
                      * NULL: it has one */
};

/* Makes the edits, one after the other, in the text of a plan: comments, order, spacing and line
 * ends stay as they are, also in the line of the key; what is added goes where the file has the key
 * commented out (`;key = `), else behind the section's last key. The result is parsed (`file` names
 * it in diagnostics) before it is handed out, NUL-terminated; the caller frees it.
 *
 * Returns 0; 1 if the result is no plan (the list says why); -ENOENT (no such section, or no such
 * line to remove), -EEXIST (the section is there already), -ENOTUNIQ (several such lines, and `old`
 * does not say which), -EINVAL (a value that a line cannot hold, or a name that is none) or
 * -ENOMEM. */
int plan_edit(const char *text, size_t size, const struct plan_edit *edits, size_t n,
              const char *file, struct diag_list *diags, char **ret);
