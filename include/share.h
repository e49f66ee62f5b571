/* A week as others see it: sums and goals, nothing private. What it says as JSON and in words; how
 * it is handed on between our programs; and, from the weeks of many people, who needs a call first.
 * docs/coach.md is its law. Pure: knows neither plan nor log, and no clock. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/block.h"
#include "base/macro.h"

struct json;
struct text;

/* ---- One week ---- */

#define SHARE_WEEKS 26 /* shared before the one that runs */
#define SHARE_GOALS_MAX                                                      \
    64 /* of one week; what is beyond is not shared, and refused from others \
        */
#define SHARE_NUMBER_MAX 100000 /* of minutes, answers, a target */
#define SHARE_UNIT_SIZE  33
#define WEEK_NAME_SIZE   9 /* 2026-W48 */

struct share_goal {
    char activity[ACTIVITY_NAME_MAX + 1]; /* or "Goal 1" */
    char unit[SHARE_UNIT_SIZE];           /* "hours", "contact", or "": not told */
    double target, actual;
    bool is_met;
    bool is_off; /* the week says nothing about it */
};

struct share_week {
    char name[WEEK_NAME_SIZE + 1]; /* one more: a longer one is refused, not cut */
    int32_t from;                  /* its first day */
    int planned_minutes, done_minutes, excused_minutes; /* planned: without what was excused */
    int answered;                                       /* blocks */
    struct share_goal goals[SHARE_GOALS_MAX];
    size_t n_goals;
};

/* Names a week by the ISO week that most of its days lie in. */
void week_name(int32_t from, char buf[static WEEK_NAME_SIZE]);

/* True if nothing was planned, or nothing is left of it: such a week never counts against anyone.
 */
bool share_week_is_off(const struct share_week *week);

/* Writes the week's object, inside a document. */
void share_week_write(struct json *json, const char *key, const struct share_week *week);

/* The same as a string, which the caller frees. Returns 0 or -ENOMEM. */
int share_week_format(const struct share_week *week, char **ret);

/* Reads the object. Bytes may come from anyone: what is out of range, or missing, is -EBADMSG; what
 * is not known is passed over; names that are too long are cut. Of a key that is there twice the
 * last counts. Returns 0 or -EBADMSG. */
int share_week_parse(const char *data, size_t size, struct share_week *ret);

/* "Week 48: 2 of 3 goals met, 11 h of 14 h". */
void share_week_add_summary(const struct share_week *week, struct text *text);

/* A line for the sums, and one for each goal; lines end with \n. */
void share_week_add_description(const struct share_week *week, struct text *text);

/* ---- From the reader of folders to who asked: lines ---- */

enum share_line_kind {
    SHARE_LINE_PERSON,  /* begins a person: folder, name */
    SHARE_LINE_WEEK,    /* one of the last person's */
    SHARE_LINE_PROBLEM, /* folder (a path), and what is wrong with it: it does not count */
    SHARE_LINE_END,     /* all was read */
    SHARE_LINE_KIND_MAX_,
};

/* What the rule needs of a week. */
struct cohort_week {
    int32_t from;
    int planned_minutes, done_minutes, excused_minutes, answered;
    int met, goals;                /* those that are not off */
    int64_t sequence, written_sec; /* which of two of the same age counts */
};

struct share_line {
    enum share_line_kind kind;
    const char *folder, *text; /* borrowed; "" where the kind has none */
    struct cohort_week week;
};

#define SHARE_LINE_MAX 8192 /* bytes, the line feed included */

/* Takes from a week what the rule needs. */
void cohort_week_take(const struct share_week *week, struct cohort_week *ret);

/* Adds the line, with its line feed; what would break its form is shown escaped. */
void share_line_add(struct text *text, const struct share_line *line);

/* Reads one without its line feed, which is cut up: the result borrows from it. Returns 0 or
 * -EBADMSG. */
int share_line_parse(char *line, struct share_line *ret);

/* ---- The rule ---- */

#define COHORT_WEEKS (SHARE_WEEKS + 1) /* by age: 0 runs, 1 is the last that is over */

struct cohort_person {
    char *name, *folder; /* owned */
    struct cohort_week weeks[COHORT_WEEKS];
    bool has_week[COHORT_WEEKS];
};

void cohort_person_done(struct cohort_person *person);

/* Takes a week in, at its age on that day; too old, not begun, or not the one of its age that
 * counts: it is left out. */
void cohort_person_add(struct cohort_person *person, int32_t today, const struct cohort_week *week);

enum cohort_reason {
    COHORT_SILENT,
    COHORT_FELL,
    COHORT_MISSED,
    COHORT_LESS,
    COHORT_FINE,
    COHORT_OFF,
    COHORT_REASON_MAX_,
};

enum cohort_trend {
    TREND_UNKNOWN,
    TREND_UP,
    TREND_STEADY,
    TREND_DOWN,
    TREND_MAX_,
};

const char *cohort_reason_name(enum cohort_reason reason); /* "silent" */
const char *cohort_trend_name(enum cohort_trend trend);    /* "unknown", "up", ... */

struct cohort_judgement {
    enum cohort_reason reason;
    int weight; /* the greater the sooner, within a reason */
    enum cohort_trend trend;
};

void cohort_judge(const struct cohort_person *person, struct cohort_judgement *ret);

/* The reason in words: "no answer for 3 weeks". */
void cohort_add_words(const struct cohort_person *person, const struct cohort_judgement *judgement,
                      struct text *text);

/* Who comes first, as for qsort(). */
int cohort_compare(const struct cohort_person *a, const struct cohort_judgement *of_a,
                   const struct cohort_person *b, const struct cohort_judgement *of_b);
