/* One VEVENT of somebody's, as far as it says when the user is busy. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calendar/moment.h"
#include "calendar/outline.h"
#include "calendar/recurrence.h"
#include "calendar/tzid.h"

struct report;

/* RRULE or EXRULE. */
struct vevent_rule {
    struct recurrence rule;
    bool is_excluding;
};

/* One value of RDATE; without a length it lasts as long as the event. */
struct vevent_date {
    struct moment start;
    struct length length;
    bool has_length;
};

struct vevent {
    struct line summary; /* of the file; size 0: none */
    size_t line_number;  /* of its first line */
    uint64_t uid_hash;   /* 0: none */
    struct moment start;
    struct length length;        /* not negative */
    struct moment recurrence_id; /* which occurrence of its series it replaces, if */
    bool is_override;
    bool is_free; /* it takes no time: transparent or cancelled */
    int64_t sequence;
    struct vevent_rule *rules; /* owned */
    size_t n_rules, rules_capacity;
    struct vevent_date *dates; /* owned */
    size_t n_dates, dates_capacity;
    struct moment *excluded; /* owned; EXDATE */
    size_t n_excluded, excluded_capacity;
};

/* What reading an event needs to know. */
struct vevent_context {
    const struct zone *zone;  /* borrowed; of floating times and of dates */
    const struct zone *utc;   /* borrowed */
    struct tzid_table *tzids; /* borrowed */
    struct report *report;    /* borrowed */
    bool has_ours;            /* our own events count, too */
};

/* Reads a component's lines. Returns 1; 0 if it does not count: it is our own (unless these are
 * asked for), or broken, which is reported; or -ENOMEM. */
int vevent_read(const struct vevent_context *context, const struct component *component,
                struct vevent *ret);

void vevent_done(struct vevent *event);

/* True if it may have more than one occurrence. */
bool vevent_is_recurring(const struct vevent *event);

/* SUMMARY as clean text of at most max_bytes bytes; "" for none. Returns 0 or -ENOMEM; the caller
 * frees. */
int vevent_summary(const struct vevent *event, size_t max_bytes, char **ret);
