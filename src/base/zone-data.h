/* What a zone is inside: a list of spans of one offset each, from the beginning of time to its end.
 * zone-tzif.c fills it from the file, zone-posix.c continues it by the file's rule, zone.c looks
 * things up. Private to the room. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* More than a day either way, as RFC 8536 section 3.2 says: -24:59:59 to 25:59:59. */
#define ZONE_MIN_OFFSET (-89999)
#define ZONE_MAX_OFFSET 93599

/* The zone's rule is written out as spans up to here. */
#define ZONE_FIRST_YEAR 1900
#define ZONE_LAST_YEAR  2199

#define ZONE_ABBREVIATION_SIZE 12 /* with NUL; the longest in use has 5 letters */

struct zone_type {
    int32_t offset; /* seconds east of UTC */
    bool is_dst;
    char abbreviation[ZONE_ABBREVIATION_SIZE];
};

struct zone_span {
    int64_t start;     /* UTC; INT64_MIN in the first span */
    int64_t local_end; /* wall clock at which the span ends; INT64_MAX in the last */
    int32_t offset;    /* the type's, beside what is searched */
    uint32_t type;     /* index into types */
};

struct zone {
    char *name;
    struct zone_type *types;
    size_t n_types, types_capacity;
    struct zone_span *spans; /* at least one */
    size_t n_spans, spans_capacity;
};

/* Return 0 or -ENOMEM. A new span ends the one before it. */
int zone_add_type(struct zone *zone, const struct zone_type *type, uint32_t *ret_index);
int zone_add_span(struct zone *zone, int64_t start, uint32_t type);

/* Drops the last span: the one before it lasts for ever again. */
void zone_drop_span(struct zone *zone);

/* Fills an empty zone. Returns 0, -EINVAL or -ENOMEM. */
int zone_read_tzif(struct zone *zone, const void *data, size_t size);

/* Continues the spans after `after` by a POSIX TZ string with the extensions of RFC 8536 section
 * 3.3.1 (hours from -167 to 167), s[0..size). In a zone without spans the rule holds always.
 * Returns 0, -EINVAL or -ENOMEM. */
int zone_continue(struct zone *zone, int64_t after, const char *s, size_t size);
