/* The words of a block that every room shares: what kinds there are, how one can end, what an id
 * looks like. Names are those of the bus, the JSON and the log. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum block_kind {
    BLOCK_FIXED,     /* the plan gives its time */
    BLOCK_FLEXIBLE,  /* the scheduler placed it */
    BLOCK_UNPLANNED, /* the user just did it */
    BLOCK_KIND_MAX_,
};

enum outcome {
    OUTCOME_OPEN, /* no outcome yet */
    OUTCOME_DONE,
    OUTCOME_PARTIAL,
    OUTCOME_SKIPPED,
    OUTCOME_MISSED, /* nobody answered; shown as "not answered" */
    OUTCOME_EXCUSED,
    OUTCOME_MAX_,
};

#define ACTIVITY_NAME_MAX 32 /* [a-z0-9-]{1,32} */
#define BLOCK_ID_SIZE     64 /* NAME/2026-11-24/99, NAME/2026-W48/99, NAME/+4294967295, and NUL */

/* "fixed", "done", ...: static strings; "?" for a value out of range. */
const char *block_kind_name(enum block_kind kind);
const char *outcome_name(enum outcome outcome);

/* What a person reads: "not answered" for missed, else the name. */
const char *outcome_label(enum outcome outcome);

/* Return 0 or -EINVAL. outcome_parse() also takes `partly` and `skip`. */
int block_kind_parse(const char *s, enum block_kind *ret);
int outcome_parse(const char *s, enum outcome *ret);

/* True if the user gave it: done, partial or skipped. */
bool outcome_is_answer(enum outcome outcome);

/* True for "" and the words for what got in the way: tired, unclear, avoided, clash, other. */
bool why_is_valid(const char *why);

bool activity_name_is_valid(const char *name);

void block_id_fixed(char buf[static BLOCK_ID_SIZE], const char *activity, int32_t day, unsigned n);
void block_id_flexible(char buf[static BLOCK_ID_SIZE], const char *activity, int iso_year,
                       int iso_week, unsigned n);
void block_id_unplanned(char buf[static BLOCK_ID_SIZE], const char *activity, uint32_t serial);

/* True if s has one of the three forms. */
bool block_id_is_valid(const char *s);
