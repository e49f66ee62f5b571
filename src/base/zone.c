/* Looking up: one binary search over spans. In UTC a span is found by its start; on the wall clock
 * by its end there, the first that lies after the time: a time that occurs twice is then found in
 * the earlier span, and one that is skipped in the span after the gap, before that span begins. */
#include "base/zone.h"

#include <errno.h>

#include "base/civil.h"
#include "base/zone-data.h"

int zone_add_type(struct zone *zone, const struct zone_type *type, uint32_t *ret_index)
{
    int r = array_reserve((void **)&zone->types, &zone->types_capacity, zone->n_types,
                          sizeof(*zone->types));
    if (r < 0)
        return r;
    *ret_index = (uint32_t)zone->n_types;
    zone->types[zone->n_types++] = *type;
    return 0;
}

int zone_add_span(struct zone *zone, int64_t start, uint32_t type)
{
    int r = array_reserve((void **)&zone->spans, &zone->spans_capacity, zone->n_spans,
                          sizeof(*zone->spans));
    if (r < 0)
        return r;
    if (zone->n_spans > 0) {
        struct zone_span *last = &zone->spans[zone->n_spans - 1];
        last->local_end = start + last->offset;
    }
    zone->spans[zone->n_spans++] = (struct zone_span){
        .start = start,
        .local_end = INT64_MAX,
        .offset = zone->types[type].offset,
        .type = type,
    };
    return 0;
}

void zone_drop_span(struct zone *zone)
{
    zone->n_spans--;
    if (zone->n_spans > 0)
        zone->spans[zone->n_spans - 1].local_end = INT64_MAX;
}

int zone_parse(const char *name, const void *data, size_t size, struct zone **ret)
{
    _cleanup_(zone_freep) struct zone *zone = calloc(1, sizeof(*zone));
    if (!zone)
        return -ENOMEM;
    zone->name = strdup(name);
    if (!zone->name)
        return -ENOMEM;

    int r = zone_read_tzif(zone, data, size);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(zone);
    return 0;
}

struct zone *zone_free(struct zone *zone)
{
    if (!zone)
        return NULL;
    free(zone->spans);
    free(zone->types);
    free(zone->name);
    free(zone);
    return NULL;
}

const char *zone_name(const struct zone *zone)
{
    return zone->name;
}

static const struct zone_span *span_at(const struct zone *zone, int64_t utc_sec)
{
    size_t low = 0, high = zone->n_spans;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (zone->spans[middle].start <= utc_sec)
            low = middle;
        else
            high = middle;
    }
    return &zone->spans[low];
}

static const struct zone_span *span_at_local(const struct zone *zone, int64_t local_sec)
{
    size_t low = 0, high = zone->n_spans - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->spans[middle].local_end > local_sec)
            high = middle;
        else
            low = middle + 1;
    }
    return &zone->spans[low];
}

/* True if the wall clock skips this time just before the span begins. */
static bool is_skipped(const struct zone *zone, const struct zone_span *span, int64_t local_sec)
{
    return span > zone->spans && local_sec < span->start + span->offset;
}

int32_t zone_offset(const struct zone *zone, int64_t utc_sec)
{
    return span_at(zone, utc_sec)->offset;
}

const char *zone_abbreviation(const struct zone *zone, int64_t utc_sec)
{
    return zone->types[span_at(zone, utc_sec)->type].abbreviation;
}

bool zone_is_dst(const struct zone *zone, int64_t utc_sec)
{
    return zone->types[span_at(zone, utc_sec)->type].is_dst;
}

int64_t zone_to_local(const struct zone *zone, int64_t utc_sec)
{
    return utc_sec + zone_offset(zone, utc_sec);
}

int64_t zone_to_utc(const struct zone *zone, int64_t local_sec)
{
    const struct zone_span *span = span_at_local(zone, local_sec);
    if (is_skipped(zone, span, local_sec))
        span--;
    return local_sec - span->offset;
}

int64_t zone_day_start(const struct zone *zone, int32_t day)
{
    int64_t midnight = (int64_t)day * DAY_SEC;
    const struct zone_span *span = span_at_local(zone, midnight);
    return is_skipped(zone, span, midnight) ? span->start : midnight - span->offset;
}

int32_t zone_day(const struct zone *zone, int64_t utc_sec)
{
    return civil_local_day(zone_to_local(zone, utc_sec));
}

bool zone_next_transition(const struct zone *zone, int64_t utc_sec, int64_t *ret_utc_sec)
{
    const struct zone_span *span = span_at(zone, utc_sec), *end = zone->spans + zone->n_spans;
    const struct zone_span *next = span + 1;
    while (next < end && next->offset == span->offset)
        next++;
    if (next == end || next->start >= (int64_t)(CIVIL_MAX_DAY + 1) * DAY_SEC)
        return false;
    *ret_utc_sec = next->start;
    return true;
}
