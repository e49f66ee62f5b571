/* An event that is being read, line by line. Private to the reader of events. */
#pragma once

#include "base/text.h"
#include "calendar/vevent.h"

struct draft {
    const struct vevent_context *context; /* borrowed */
    struct vevent event;
    struct text text; /* the line at hand */
    bool has_start, has_end, has_length, is_ours, is_broken;
    struct moment end;
    struct length length;
    size_t end_line; /* of DTEND or DURATION */
    char *rules[4];  /* owned: "R" or "E" and the text; they are worked out once DTSTART is known */
    size_t rule_lines[4], n_rules;
};

/* Reports a problem with a foreign text in it: "the time zone %s is unknown". */
void draft_report(struct draft *draft, size_t line, const char *format, const char *name);

/* The zone of a property's times. Returns 0 or -ENOMEM. */
int draft_find_zone(struct draft *draft, const struct property *property, const struct zone **ret);

/* Reads one time. Dates are of no zone but the asked one. Returns 0 or -EINVAL. */
int draft_read_moment(struct draft *draft, const char *value, const struct zone *zone,
                      struct moment *ret);

/* Take up a property. Return 0 or -ENOMEM. */
int draft_take_rrule(struct draft *draft, struct property *property);
int draft_take_exrule(struct draft *draft, struct property *property);
int draft_take_rdate(struct draft *draft, struct property *property);
int draft_take_exdate(struct draft *draft, struct property *property);

/* Works out the rules, once the start is known. Returns 0 or -ENOMEM. */
int draft_add_rules(struct draft *draft);
