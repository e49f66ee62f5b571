/* Events are read one by one and then brought together by UID: an occurrence that has an override
 * is not the series' any more, and the override is an event of its own, also where it moved to
 * another day or its series is in no file. */
#include "calendar/read-file.h"

#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "base/macro.h"
#include "calendar/occurrences.h"
#include "calendar/outline.h"
#include "calendar/report.h"
#include "calendar/vevent.h"
#include "records.h"

#define SUMMARY_MAX    80 /* bytes, as records.h says */
#define MAX_FILE_STEPS (20 * (int64_t)MAX_RULE_STEPS)

struct vevent_list {
    struct vevent *items; /* owned */
    size_t n, capacity;
};

struct reading {
    const struct stretch *stretch; /* borrowed */
    struct report *report;         /* borrowed */
    struct tzid_table tzids;
    struct outline outline;
    struct vevent_list events;
    int64_t steps; /* that the file's rules may still take */
};

static void reading_done(struct reading *reading)
{
    for (size_t i = 0; i < reading->events.n; i++)
        vevent_done(&reading->events.items[i]);
    free(reading->events.items);
    tzid_table_done(&reading->tzids);
    outline_done(&reading->outline);
}

/* ---- Reading ---- */

/* True for what can make no difference: one time, outside the stretch, and no later version that
 * would say so of an earlier one. */
static bool is_beside(const struct reading *reading, const struct vevent *event)
{
    return !vevent_is_recurring(event) && !event->is_override && event->sequence == 0 &&
           !occurrence_of(event, reading->stretch, &(struct occurrence){});
}

static int add_event(struct reading *reading, const struct vevent_context *context,
                     const struct component *component)
{
    struct vevent_list *list = &reading->events;
    struct vevent event;
    int r;

    r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
    if (r < 0)
        return r;
    r = vevent_read(context, component, &event);
    if (r <= 0)
        return r;
    if (is_beside(reading, &event))
        vevent_done(&event);
    else
        list->items[list->n++] = event;
    return 0;
}

static int read_events(struct reading *reading, const struct zone *utc)
{
    const struct component_list *events = &reading->outline.events;
    struct vevent_context context = {
        .zone = reading->stretch->zone,
        .utc = utc,
        .tzids = &reading->tzids,
        .report = reading->report,
    };
    int r;

    for (size_t i = 0; i < events->n; i++) {
        tzid_table_enter(&reading->tzids, events->items[i].calendar);
        r = add_event(reading, &context, &events->items[i]);
        if (r < 0)
            return r;
    }
    return 0;
}

/* ---- Telling ---- */

static void tell(struct reading *reading, const struct vevent *event, const char *summary,
                 const struct occurrence *o)
{
    report_busy(reading->report, &(struct busy_event){
                                     .start_sec = o->start_sec,
                                     .end_sec = o->end_sec,
                                     .is_all_day = event->start.is_date,
                                     .summary = summary,
                                 });
}

static int tell_one(struct reading *reading, const struct vevent *event)
{
    _cleanup_(freep) char *summary = NULL;
    struct occurrence occurrence;
    int r;

    if (event->is_free || !occurrence_of(event, reading->stretch, &occurrence))
        return 0;
    r = vevent_summary(event, SUMMARY_MAX, &summary);
    if (r < 0)
        return r;
    tell(reading, event, summary, &occurrence);
    return 0;
}

static int tell_series(struct reading *reading, const struct vevent *event,
                       const struct exclusions *overrides)
{
    _cleanup_(occurrence_list_done) struct occurrence_list list = {};
    _cleanup_(freep) char *summary = NULL;
    int r, found;

    if (event->is_free)
        return 0;
    found = occurrences_find(event, reading->stretch, overrides, &reading->steps, &list);
    if (found == -ENOMEM)
        return found;
    r = vevent_summary(event, SUMMARY_MAX, &summary);
    if (r < 0)
        return r;
    if (found == -E2BIG)
        report_problem(reading->report, event->line_number,
                       "the rule of \"%s\" takes too long to work out: it does not count", summary);
    else if (found > 0)
        report_problem(reading->report, event->line_number,
                       "the rule of \"%s\" yields too many times: only the first %d count", summary,
                       MAX_OCCURRENCES);
    for (size_t i = 0; i < list.n; i++)
        tell(reading, event, summary, &list.items[i]);
    return 0;
}

/* ---- Bringing together ---- */

/* By UID; a series before its overrides; of several versions of one, the latest first. */
static int compare_events(const void *a, const void *b)
{
    const struct vevent *x = a, *y = b;

    if (x->uid_hash != y->uid_hash)
        return x->uid_hash < y->uid_hash ? -1 : 1;
    if (x->is_override != y->is_override)
        return x->is_override ? 1 : -1;
    if (x->is_override && x->recurrence_id.local_sec != y->recurrence_id.local_sec)
        return x->recurrence_id.local_sec < y->recurrence_id.local_sec ? -1 : 1;
    if (x->sequence != y->sequence)
        return x->sequence > y->sequence ? -1 : 1;
    return x->line_number < y->line_number ? -1 : x->line_number > y->line_number;
}

/* True if b is an earlier version of a, which comes before it. Equal ones both count: somebody gave
 * two events one UID. */
static bool is_superseded(const struct vevent *a, const struct vevent *b)
{
    return a->uid_hash != 0 && a->uid_hash == b->uid_hash && a->is_override == b->is_override &&
           (!a->is_override || a->recurrence_id.local_sec == b->recurrence_id.local_sec) &&
           a->sequence > b->sequence;
}

/* Tells the events of one UID. */
static int tell_group(struct reading *reading, const struct vevent *events, size_t n)
{
    _cleanup_(exclusions_done) struct exclusions overrides = {};
    const struct vevent *latest = events;
    int r = 0;

    for (size_t i = 0; r == 0 && i < n; i++)
        if (events[i].is_override)
            r = exclusions_add(&overrides, &events[i].recurrence_id, events[0].start.is_date);
    exclusions_sort(&overrides);
    for (size_t i = 0; r == 0 && i < n; i++) {
        if (is_superseded(latest, &events[i]))
            continue;
        latest = &events[i];
        r = events[i].is_override ? tell_one(reading, &events[i])
                                  : tell_series(reading, &events[i], &overrides);
    }
    return r;
}

/* Where the events of one UID end; without a UID each is by itself. */
static size_t group_end(const struct vevent_list *list, size_t i)
{
    size_t end = i + 1;

    if (list->items[i].uid_hash != 0)
        while (end < list->n && list->items[end].uid_hash == list->items[i].uid_hash)
            end++;
    return end;
}

static int tell_all(struct reading *reading)
{
    struct vevent_list *list = &reading->events;
    int r = 0;

    if (list->n > 0)
        qsort(list->items, list->n, sizeof(*list->items), compare_events);
    for (size_t i = 0, end; r == 0 && i < list->n; i = end) {
        end = group_end(list, i);
        r = tell_group(reading, list->items + i, end - i);
    }
    return r;
}

int read_calendar(const char *data, size_t size, const struct stretch *stretch,
                  struct zone_book *book, struct report *report)
{
    _cleanup_(reading_done) struct reading reading = {
        .stretch = stretch, .report = report, .steps = MAX_FILE_STEPS};
    const struct zone *utc;
    int r;

    r = zone_book_find(book, "UTC", &utc);
    if (r < 0)
        return r;
    r = outline_read(data, size, report, &reading.outline);
    if (r < 0)
        return r;
    reading.tzids.book = book;
    reading.tzids.zones = &reading.outline.zones;
    reading.tzids.to_sec = stretch->to_sec;
    reading.tzids.steps = &reading.steps;
    r = read_events(&reading, utc);
    return r < 0 ? r : tell_all(&reading);
}
