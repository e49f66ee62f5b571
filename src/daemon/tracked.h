/* What the tracker has ahead, as the daemon keeps it at hand: interviews, which are busy time and
 * want to be prepared for, and follow-ups. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/track.h"
#include "daemon/calendars.h"
#include "log.h"

struct interview {
    int64_t n;             /* of its application */
    char *name, *summary;  /* the company; "Interview at Acme"; owned */
    struct busy_item busy; /* of no calendar; borrows the summary */
};

struct tracked {
    struct interview *interviews; /* by start, then number */
    size_t n_interviews, capacity_interviews;
    struct track_item *follow_ups; /* by day, then number; copies */
    size_t n_follow_ups, capacity_follow_ups;
};

/* Reads all of it anew. On failure (negative errno) *tracked stays as it was. */
int tracked_read(struct tracked *tracked, struct log *log);
void tracked_done(struct tracked *tracked);

/* True if a calendar has it, too: an event, not of a whole day, that covers it. */
bool interview_is_among(const struct interview *interview, const struct busy_item *items, size_t n);

/* ---- Preparations ---- */

/* The number in a preparation's id: that of its application, and which of the week's it is, from 1:
 * one that was missed may be followed by another. 0 where they cannot be told by a number. */
#define PREPARATIONS_A_WEEK 99
unsigned preparation_number(int64_t n, unsigned which);
int64_t preparation_application(const char *id);

/* "Prepare for the interview at Acme". Returns 0 or -ENOMEM; the caller frees. */
int preparation_title(const char *name, char **ret);
