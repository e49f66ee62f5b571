/* The questions of `jsctl init`, what they take for an answer, and the answers. One table serves
 * the flags and the terminal. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* In the order in which they are asked, which is also that of the verb's options. */
enum init_question {
    INIT_PRIORITY,
    INIT_TARGET,
    INIT_HOURS,
    INIT_HABIT,
    INIT_BEST,
    INIT_DAYS_OFF,
    INIT_ACTIVITIES,
    INIT_GOALS,
    INIT_WHY,
    INIT_QUESTIONS,
};

enum init_activity {
    INIT_PRACTICE,
    INIT_OUTREACH,
    INIT_FOLLOW_UPS,
    INIT_COVER_LETTERS,
    INIT_BLOG,
    INIT_ACTIVITY_MAX_,
};

#define INIT_TEXT_SIZE 128

struct init_answers {
    int32_t today; /* what words like `sooner` count from; set before the first answer */
    int priority;  /* 1-5 */
    bool has_target;
    int32_t target;
    int start, end;             /* of a day, minutes; at least two hours apart */
    char habit[INIT_TEXT_SIZE]; /* "" for none */
    bool is_best_late;          /* at one's best in the second half of it */
    unsigned days;              /* set of weekdays to work on; not empty */
    char dates[INIT_TEXT_SIZE]; /* days off, as the plan writes them; "" for none */
    unsigned activities;        /* set of enum init_activity; not empty */
    int goal_percent;           /* of the planned hours; 0: no goals */
    char why[INIT_TEXT_SIZE];   /* "" for none */
};

/* "practice": static. */
const char *init_activity_name(enum init_activity activity);

/* The question in words, and what is taken where the answer is empty. Static. */
const char *init_question_text(enum init_question question);
const char *init_question_default(enum init_question question);

/* Takes an answer as typed; an empty one is the default. Returns 0, or -EINVAL with *ret_expected a
 * static sentence of what would be right, the answers unchanged. */
int init_answer(struct init_answers *answers, enum init_question question, const char *s,
                const char **ret_expected);
