#include "calendar/series-occurrences.h"

#include <stdlib.h>

#include "base/civil.h"
#include "base/macro.h"

void series_occurrences_done(struct series_occurrences *list)
{
    free(list->items);
    *list = (struct series_occurrences){};
}

struct occurrence_state occurrence_state_of(const struct version_event *event)
{
    return (struct occurrence_state){
        .start_sec = moment_sec(&event->event.start),
        .end_sec = moment_end_sec(&event->event.start, &event->event.length),
        .is_gone = event->is_cancelled,
        .by = event,
    };
}

struct occurrence_state series_state_by_rule(const struct series_occurrences *list,
                                             int64_t local_sec)
{
    struct moment start = list->series->event.start;

    start.local_sec = local_sec;
    return (struct occurrence_state){
        .start_sec = moment_sec(&start),
        .end_sec = moment_end_sec(&start, &list->series->event.length),
        .by = list->series,
    };
}

/* The wall-clock start of the occurrence that a RECURRENCE-ID or an EXDATE names: at our series'
 * time of day, on the day that is named, or on which the instant is that is named. */
static bool find_local(const struct version_event *ours, const struct moment *named,
                       int64_t *ret_local_sec)
{
    const struct moment *start = &ours->event.start;
    int64_t named_sec = moment_sec(named), local_sec;
    int32_t day = named->is_date ? moment_day(named) : zone_day(start->zone, named_sec);

    local_sec = (int64_t)day * DAY_SEC + civil_local_second(start->local_sec);
    if (local_sec < start->local_sec ||
        (!named->is_date && zone_to_utc(start->zone, local_sec) != named_sec))
        return false;
    *ret_local_sec = local_sec;
    return true;
}

static int add(struct series_occurrences *list, int64_t local_sec,
               const struct occurrence_state *state)
{
    int r;

    r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
    if (r < 0)
        return r;
    list->items[list->n++] = (struct series_occurrence){local_sec, *state};
    return 0;
}

static int add_overrides(struct series_occurrences *list, const struct version *version,
                         const struct version_event *ours)
{
    int r = 0;

    for (size_t i = 1; r == 0 && i < version->n; i++) {
        const struct version_event *event = &version->items[i];
        struct occurrence_state state = occurrence_state_of(event);
        int64_t local_sec;

        if (find_local(ours, &event->event.recurrence_id, &local_sec))
            r = add(list, local_sec, &state);
    }
    return r;
}

static int add_excluded(struct series_occurrences *list, const struct version_event *ours)
{
    const struct vevent *event = &list->series->event;
    int r = 0;

    for (size_t i = 0; r == 0 && i < event->n_excluded; i++) {
        struct occurrence_state state;
        int64_t local_sec;

        if (!find_local(ours, &event->excluded[i], &local_sec))
            continue;
        state = series_state_by_rule(list, local_sec);
        state.is_gone = true;
        r = add(list, local_sec, &state);
    }
    return r;
}

/* An override goes before an exclusion of the same, and the latest before others. */
static int compare(const void *a, const void *b)
{
    const struct series_occurrence *x = a, *y = b;
    const struct vevent *p = &x->state.by->event, *q = &y->state.by->event;

    if (x->local_sec != y->local_sec)
        return x->local_sec < y->local_sec ? -1 : 1;
    if (p->is_override != q->is_override)
        return p->is_override ? -1 : 1;
    if (p->sequence != q->sequence)
        return p->sequence > q->sequence ? -1 : 1;
    return p->line_number < q->line_number ? -1 : p->line_number > q->line_number;
}

static void sort(struct series_occurrences *list)
{
    size_t n = 0;

    if (list->n == 0)
        return;
    qsort(list->items, list->n, sizeof(*list->items), compare);
    for (size_t i = 0; i < list->n; i++)
        if (n == 0 || list->items[i].local_sec != list->items[n - 1].local_sec)
            list->items[n++] = list->items[i];
    list->n = n;
}

int series_occurrences_read(const struct version *version, const struct version_event *ours,
                            struct series_occurrences *ret)
{
    _cleanup_(series_occurrences_done) struct series_occurrences list = {.series = version->items};
    int r;

    r = add_overrides(&list, version, ours);
    if (r == 0)
        r = add_excluded(&list, ours);
    if (r < 0)
        return r;
    sort(&list);
    *ret = list;
    list = (struct series_occurrences){};
    return 0;
}
