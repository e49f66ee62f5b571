/* The form of arguments that arrive over the bus: checked once, at the door, before anyone looks
 * at their meaning. Each check returns 0, or 1 with a refusal (InvalidArgument) that says what
 * would be right; so checks chain with `?:`. */
#pragma once

#include <systemd/sd-bus.h>

#include "bus.h"

#define FORM_MAX_MINUTES    1440
#define FORM_MAX_COUNT      1000000
#define FORM_MAX_QUESTION   99
#define FORM_MAX_NOTE       1000 /* bytes, as are all text limits */
#define FORM_MAX_TITLE      200
#define FORM_MAX_CURSOR     256
#define FORM_MAX_SOURCE     32
#define FORM_MAX_SUGGESTION 64

int form_day(const char *s, struct bus_refusal *refusal);
/* The day before which all is forgotten; empty for everything. */
int form_before(const char *s, struct bus_refusal *refusal);
/* "", a date, or FROM..TO, two dates. */
int form_days(const char *s, struct bus_refusal *refusal);
int form_week(const char *s, struct bus_refusal *refusal);

/* A block id; "" only where may_be_empty. */
int form_block(const char *s, bool may_be_empty, struct bus_refusal *refusal);
/* "", a block id or an activity's name. */
int form_target(const char *s, struct bus_refusal *refusal);

/* "" or an activity's name; "" or any outcome's name. */
int form_activity_filter(const char *s, struct bus_refusal *refusal);
int form_outcome_filter(const char *s, struct bus_refusal *refusal);

int form_minutes(int64_t minutes, int64_t min, struct bus_refusal *refusal);
int form_count(int64_t count, int64_t min, struct bus_refusal *refusal);
int form_instant(const char *name, int64_t sec, struct bus_refusal *refusal);
int form_why(const char *s, struct bus_refusal *refusal);
int form_answer(const char *s, struct bus_refusal *refusal);
int form_number_of_question(unsigned number, struct bus_refusal *refusal);
int form_weeks(unsigned weeks, struct bus_refusal *refusal);
int form_note(const char *s, struct bus_refusal *refusal);
int form_suggestion(const char *s, struct bus_refusal *refusal);
int form_cursor(const char *s, struct bus_refusal *refusal);
int form_limit(unsigned limit, struct bus_refusal *refusal);

/* Of the tracker: an item as a whole; the number of one that is there; "", "application" or
 * "contact"; a part of a name. */
int form_track_item(const struct track_item *item, struct bus_refusal *refusal);
/* All or nothing: the first one that is not in order is named, from 1. */
int form_track_items(const struct track_item *items, size_t n, struct bus_refusal *refusal);
int form_track_number(int64_t n, struct bus_refusal *refusal);
int form_track_kind_filter(const char *s, struct bus_refusal *refusal);
int form_track_text(const char *s, struct bus_refusal *refusal);

/* The entry of a log as a whole; unplanned work may have no id yet. */
int form_entry(const struct bus_entry *entry, struct bus_refusal *refusal);
