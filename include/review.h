/* Monitoring: goals against the log, patterns of missing, and edits of the plan that answer them.
 * Pure; knows neither plan nor log, only the rows, goals and activities that its caller fills in.
 * All strings that go in are borrowed; what comes out borrows the same ones.
 *
 * Rows are in order of their start. A week is named by its first day, in the zone that is given.
 * docs/review.md explains all of it to people, with what was measured. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/block.h"
#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"

/* One logged block, as far as reviews look at it. */
struct review_row {
    const char *activity; /* name, already joined over `formerly` */
    int64_t start_sec, end_sec;
    enum outcome outcome;
    int minutes; /* done in it; -1: not said */
    int count;   /* -1: not said */
    enum block_kind kind;
};

/* No block, but a thing that was counted elsewhere: see review_goal_progress(). */
static inline bool review_row_is_deed(const struct review_row *row)
{
    return row->kind == BLOCK_UNPLANNED && row->end_sec == row->start_sec;
}

struct review_goal {
    const char *activity;
    bool is_hours;
    double target;   /* hours, or a count */
    bool is_tracked; /* a count of things that are counted elsewhere: a done block that said nothing
                      * counts 0 of them */
};

/* What the rows add up to for one goal, in the goal's unit. Hours: minutes of done and partial
 * blocks. Counts: what was said with an answer; a done block that said nothing counts 1, unless the
 * goal is tracked. */
double review_goal_actual(const struct review_goal *goal, const struct review_row *rows, size_t n);

/* Minutes that count as done in the rows, of one activity or (NULL) of all. */
int review_done_minutes(const struct review_row *rows, size_t n, const char *activity);

/* How many of the planned blocks that have begun by now_sec were kept (done or partly), of how
 * many. Excused ones do not count. */
void review_count_kept(const struct review_row *rows, size_t n, int64_t now_sec, int *ret_kept,
                       int *ret_of);

/* Minutes that an answer counts when the user names none: done the planned ones (the elapsed ones,
 * if it was started and that is shorter), partial half of that, skipped 0. Never negative. */
int review_default_minutes(enum outcome outcome, int64_t start_sec, int64_t end_sec,
                           int64_t started_sec, int64_t now_sec);

/* ---- Goals, week by week ---- */

#define REVIEW_GOAL_WEEKS 8

enum review_goal_state {
    GOAL_WEEK_OFF, /* all of it was excused, or the user answered nothing: no week to judge */
    GOAL_WEEK_MISSED,
    GOAL_WEEK_MET,
};

struct review_goal_week {
    double target; /* the goal's, less the share of the activity's planned time that was excused; a
                      count is rounded, and at least 1 while anything is left to do */
    double actual;
    enum review_goal_state state;
};

struct review_goal_progress {
    struct review_goal_week
        week;        /* the one asked for; MISSED means "not met", also while it runs */
    double pace;     /* what should be there by now: the target's share of planned time that passed;
                        of the week's days, if nothing is planned */
    double behind;   /* pace less actual, at least 0; counts in whole ones */
    int blocks_left; /* planned blocks of the activity that end later, in this week */
    bool is_at_risk; /* worth telling while it can still be met: a good part was due, a quarter of
                        that is missing, and blocks are left */
    int met, of;     /* among those of `past` that were not off */
    struct review_goal_week past[REVIEW_GOAL_WEEKS]; /* the weeks before it, oldest first */
};

/* How a goal stands at `now_sec` in the week that begins on `week`, and how it stood before. The
 * rows are all activities': whether a week was answered at all is seen from them. Open rows of
 * blocks to come count as planned. Things counted elsewhere (a tracker) come as done deeds, of no
 * length, with minutes 0 and their count: a week that has them counts as answered for the goals
 * that are tracked. They are left aside wherever blocks are counted. */
void review_goal_progress(const struct review_goal *goal, const struct review_row *rows, size_t n,
                          const struct zone *zone, int32_t week, int64_t now_sec,
                          struct review_goal_progress *ret);

/* ---- A week in numbers ---- */

/* What became of an activity's blocks. Excused time is neither kept nor missed, and minutes that
 * are still to come, or wait for an answer, are open. */
struct review_minutes {
    int64_t planned;                        /* of the plan's blocks, excused ones too */
    int64_t done, partial;                  /* what was done in blocks, unplanned ones too */
    int64_t skipped, missed, excused, open; /* as long as the plan's blocks were to last */
    int answered; /* blocks, not minutes: 0 is a week of which nothing is known */
};

/* Of the week that begins on `week`; of one activity or (NULL) of all. */
void review_count_minutes(const struct review_row *rows, size_t n, const struct zone *zone,
                          int32_t week, const char *activity, struct review_minutes *ret);

/* ---- Patterns ---- */

/* Of the day on which a block begins; a day lasts until 04:00. */
enum day_part {
    PART_MORNING,   /* until 12:00 */
    PART_AFTERNOON, /* until 17:00 */
    PART_EVENING,
    PART_MAX_,
};

enum day_part day_part_of_minute(int minute); /* after midnight */
const char *day_part_name(enum day_part part);

/* Blocks kept, of how many, by weekday and part of the day. */
struct review_heat {
    int kept[7][PART_MAX_], of[7][PART_MAX_];
};

/* Of all activities in the `weeks` weeks (at most 26) that end with the one that begins on `week`;
 * what counts is what counts for patterns, below. Returns 0 or -ENOMEM. */
int review_heat_fill(const struct review_row *rows, size_t n, const struct zone *zone, int32_t week,
                     int weeks, struct review_heat *ret);

enum review_pattern_kind {
    PATTERN_SLOT,      /* blocks of one slot are kept less than blocks elsewhere */
    PATTERN_GOAL,      /* a goal was missed in 3 of the last 4 weeks */
    PATTERN_GOAL_EASY, /* a goal was passed by a quarter in each of the last 4 weeks */
};

struct review_pattern {
    enum review_pattern_kind kind;
    const char *activity;

    /* A slot: activity x weekday x part of day. */
    enum weekday weekday;
    enum day_part part;
    int32_t since;          /* first day of the week in which it seems to have begun */
    int kept, of;           /* blocks since then */
    int hour_kept, hour_of; /* since then, of all activities at that hour, if these are what speaks
                               for it; else 0 of 0 */
    int elsewhere_kept, elsewhere_of; /* since then, of the activity's other slots */
    bool is_alone;                    /* it has none (worth the name): of all other activities */
    double evidence;                  /* see below: at least 20 for each slot looked at */

    /* A goal. */
    int missed, weeks;
    struct review_goal goal;
    double level; /* the median of what was reached in these weeks; if easy, the least */
};

/* The slots that are kept less than others, by the log of the 26 weeks that end with the one that
 * begins on `week`; the clearest first. A block is kept if it was done or partly done, not kept if
 * skipped or missed. Unplanned, open and excused blocks do not count, nor does a day without any
 * answer, nor a slot with fewer than 6 blocks, nor one whose newest 4 blocks were all kept.
 *
 * Evidence is how many times likelier the slot's blocks are if it has a habit than if it is one
 * among others: a Bayes factor of Beta-Binomials (Jeffreys, Theory of Probability, 1961). Since
 * when the habit holds is not known, and so averaged over the weeks: the newest week speaks in each
 * of these stories, the oldest in one. How much slots without a habit differ from each other is
 * learned from the slots themselves. While there is no habit, such a factor is the wealth of one
 * who bets fairly, which ever reaches x with a chance of at most 1/x, however often one looks
 * (Ville, 1939; Ramdas, Gruenwald, Vovk and Shafer, "Game-theoretic statistics and safe
 * anytime-valid inference", Statistical Science 38, 2023). The chance is shared among the slots:
 * each must reach 20 times their number. That would be one person in 20 who is ever told anything
 * false, were the share elsewhere known; it is estimated, so the claim rests on what was measured
 * (docs/review.md). A slot must also stand out among its activity's own.
 *
 * An hour at which several activities lie is judged as a whole, too, in the same way, at five times
 * that: it may be the hour that does not work, and six blocks are together the sooner. Then those
 * of its slots are named whose own blocks lean the same way, be they fewer than 6.
 *
 * Returns 0 (the caller frees *ret) or -ENOMEM. */
int review_slot_patterns(const struct review_row *rows, size_t n, const struct zone *zone,
                         int32_t week, struct review_pattern **ret, size_t *ret_n);

/* Whether a goal's last 4 weeks, the one asked for included, are a pattern. */
bool review_goal_pattern(const struct review_goal *goal,
                         const struct review_goal_progress *progress, struct review_pattern *ret);

/* Adds the evidence in words: "kept 1 of 7 on Tuesday mornings; elsewhere 28 of 33". */
void review_pattern_add_words(const struct review_pattern *pattern, struct text *text);

/* ---- Questions ---- */

#define REVIEW_QUESTIONS 2

/* The question of a weekly review with this number, from 1, in words: about the clearest pattern
 * (NULL: there is none), else about what the week was like; and what is to be another next week. */
void review_question_add_words(int number, const struct review_pattern *pattern,
                               const struct review_minutes *week, struct text *text);

/* ---- Suggestions ---- */

/* Minutes of a day on a set of weekdays. */
struct review_stretch {
    unsigned days;
    int start, end;
};

/* What may be changed about an activity. */
struct review_activity {
    const char *name;
    int priority;
    const struct review_goal *goal; /* NULL: none */
    const char *goal_unit;          /* of a count: "contact" */
    bool is_flexible;

    /* Fixed: its days and times; nothing is suggested about the times of one with `every` or with
     * several ranges (is_simple false). */
    struct review_stretch stretch;
    bool is_simple;

    /* Flexible. */
    int hours_minutes;                    /* a week */
    int block_min, block_max;             /* minutes */
    const struct review_stretch *windows; /* where it may lie; a move is made if it is one */
    size_t n_windows;
};

struct review_plan {
    const struct review_activity *activities;
    size_t n_activities;
    const struct review_stretch
        *taken;     /* what else an ordinary week holds: calendars, activities */
    size_t n_taken; /* that are not simple */
};

enum review_edit {
    EDIT_MOVE,
    EDIT_SHORTEN,
    EDIT_SPLIT,
    EDIT_LOWER_GOAL,
    EDIT_RAISE_GOAL,
    EDIT_RAISE_PRIORITY,
    EDIT_LOWER_PRIORITY, /* of what passes its goal with ease, while another misses its own */
    EDIT_MAX_,
};

const char *review_edit_name(enum review_edit edit); /* "move", "lower-goal" */

#define REVIEW_VALUE_SIZE   96
#define REVIEW_CHANGES_MAX  3
#define REVIEW_ID_SIZE      (ACTIVITY_NAME_MAX + 24)
#define REVIEW_SENTENCE_MAX 256

/* One line of the plan: the key gets the value; where the section is missing, it is new. */
struct review_change {
    char section[ACTIVITY_NAME_MAX + 16]; /* "activity practice", "window practice" */
    const char *key;                      /* static */
    char value[REVIEW_VALUE_SIZE];
};

struct review_suggestion {
    char id[REVIEW_ID_SIZE]; /* practice-move-3f2a: of what it changes, so the same each week */
    enum review_edit edit;
    const struct review_pattern *pattern;
    struct review_change changes[REVIEW_CHANGES_MAX];
    size_t n_changes;
    double
        gain_minutes; /* more of them done in a week, as the log lets expect; 0: cannot be said */
    char evidence[REVIEW_SENTENCE_MAX];
};

/* Edits that answer the patterns: by pattern in their order, and for each the best first. Nothing
 * for a slot that the plan does not have any more. A move leads only where blocks were kept, into
 * time that the plan leaves free. Where the log cannot tell whether it is the hour or the activity
 * itself, no move is made. Returns 0 (the caller frees *ret; it borrows the patterns) or -ENOMEM.
 */
int review_suggestions(const struct review_plan *plan, const struct review_pattern *patterns,
                       size_t n_patterns, const struct review_row *rows, size_t n,
                       const struct zone *zone, int32_t week, struct review_suggestion **ret,
                       size_t *ret_n);

/* ---- Whether it helped ---- */

/* A slot of the week as a bit, for sets of them. */
unsigned review_slot_bit(enum weekday weekday, enum day_part part);

/* How many blocks of the activity were kept since then, of how many, counted as for patterns: in
 * these slots; 0: in all. Returns 0 or -ENOMEM. */
int review_share(const struct review_row *rows, size_t n, const char *activity, unsigned slots,
                 int64_t since_sec, const struct zone *zone, int32_t week, int *ret_kept,
                 int *ret_of);
