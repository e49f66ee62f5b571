#include "calendar/occurrences.h"

#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "base/macro.h"

#define SLACK_SEC (2 * DAY_SEC) /* between any two zones' clocks, and then some */
#define YEAR_SEC  (366 * (int64_t)DAY_SEC)

struct search {
    const struct vevent *event;      /* borrowed */
    const struct stretch *stretch;   /* borrowed */
    const struct exclusions *others; /* borrowed */
    struct exclusions own;
    struct occurrence_list list;
    int64_t *steps; /* borrowed */
    bool is_full;
};

void occurrence_list_done(struct occurrence_list *list)
{
    free(list->items);
    *list = (struct occurrence_list){};
}

static void search_done(struct search *search)
{
    exclusions_done(&search->own);
    occurrence_list_done(&search->list);
}

static bool overlaps(const struct stretch *stretch, const struct occurrence *o)
{
    return o->start_sec < o->end_sec && o->start_sec < stretch->to_sec &&
           o->end_sec > stretch->from_sec;
}

bool occurrence_of(const struct vevent *event, const struct stretch *stretch,
                   struct occurrence *ret)
{
    ret->start_sec = moment_sec(&event->start);
    ret->end_sec = moment_end_sec(&event->start, &event->length);
    return overlaps(stretch, ret);
}

/* Adds one if it counts. */
static int add(struct search *search, const struct moment *start, const struct length *length)
{
    struct occurrence o = {moment_sec(start), moment_end_sec(start, length)};
    struct occurrence_list *list = &search->list;
    int32_t day = moment_day(start);
    int r;

    if (!overlaps(search->stretch, &o) || exclusions_has(&search->own, o.start_sec, day) ||
        exclusions_has(search->others, o.start_sec, day))
        return 0;
    if (list->n == MAX_OCCURRENCES) {
        search->is_full = true;
        return 0;
    }
    r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
    if (r < 0)
        return r;
    list->items[list->n++] = o;
    return 0;
}

/* UNTIL is included. */
static bool is_past_until(const struct recurrence *rule, const struct moment *start)
{
    if (!rule->has_until)
        return false;
    if (rule->until.is_date || start->is_date)
        return moment_day(start) > moment_day(&rule->until);
    return moment_sec(start) > moment_sec(&rule->until);
}

/* Walks over a rule's starts, and adds or excludes each. */
static int walk_rule(struct search *search, const struct vevent_rule *rule, int64_t *steps)
{
    const struct moment *first = &search->event->start;
    const struct stretch *stretch = search->stretch;
    const struct length *length = &search->event->length;
    int64_t lasts_sec = length->days * DAY_SEC + length->seconds;
    struct recurrence_walk walk;
    struct moment start = *first;
    int r;

    recurrence_walk_init(&walk, &rule->rule, first->local_sec,
                         stretch->from_sec - SLACK_SEC - lasts_sec, stretch->to_sec + SLACK_SEC,
                         steps);
    while (!search->is_full && (r = recurrence_walk_next(&walk, &start.local_sec)) != 0) {
        if (r < 0)
            return r;
        if (is_past_until(&rule->rule, &start))
            return 0;
        r = rule->is_excluding ? exclusions_add(&search->own, &start, start.is_date)
                               : add(search, &start, &search->event->length);
        if (r < 0)
            return r;
    }
    return 0;
}

static int add_rules(struct search *search, bool is_excluding)
{
    int r = 0;

    for (size_t i = 0; r == 0 && i < search->event->n_rules; i++) {
        int64_t limit = MIN(*search->steps, (int64_t)MAX_RULE_STEPS), left = limit;

        if (search->event->rules[i].is_excluding != is_excluding)
            continue;
        r = walk_rule(search, &search->event->rules[i], &left);
        *search->steps -= limit - left;
    }
    return r;
}

static int exclude(struct search *search)
{
    const struct vevent *event = search->event;
    int r;

    for (size_t i = 0; i < event->n_excluded; i++) {
        r = exclusions_add(&search->own, &event->excluded[i], event->start.is_date);
        if (r < 0)
            return r;
    }
    r = add_rules(search, true);
    exclusions_sort(&search->own);
    return r;
}

/* RDATE. A date beside a start that has a time means that time on that day. */
static int add_dates(struct search *search)
{
    const struct vevent *event = search->event;

    for (size_t i = 0; i < event->n_dates; i++) {
        const struct vevent_date *date = &event->dates[i];
        const struct length *length = date->has_length ? &date->length : &event->length;
        struct moment start = date->start;
        int r;

        if (start.is_date && !event->start.is_date) {
            start = event->start;
            start.local_sec = date->start.local_sec + civil_local_second(event->start.local_sec);
        }
        if (length->days * DAY_SEC + length->seconds > YEAR_SEC)
            continue;
        r = add(search, &start, length);
        if (r < 0)
            return r;
    }
    return 0;
}

static int compare(const void *a, const void *b)
{
    const struct occurrence *x = a, *y = b;

    if (x->start_sec != y->start_sec)
        return x->start_sec < y->start_sec ? -1 : 1;
    return x->end_sec < y->end_sec ? -1 : x->end_sec > y->end_sec;
}

/* One start is one occurrence, whoever yields it: the longest of them. */
static void sort(struct occurrence_list *list)
{
    size_t n = 0;

    if (list->n > 0)
        qsort(list->items, list->n, sizeof(*list->items), compare);
    for (size_t i = 0; i < list->n; i++) {
        if (n > 0 && list->items[i].start_sec == list->items[n - 1].start_sec)
            n--;
        list->items[n++] = list->items[i];
    }
    list->n = n;
}

int occurrences_find(const struct vevent *event, const struct stretch *stretch,
                     const struct exclusions *others, int64_t *steps, struct occurrence_list *ret)
{
    _cleanup_(search_done) struct search search = {
        .event = event, .stretch = stretch, .others = others, .steps = steps};
    int r;

    r = exclude(&search);
    if (r == 0)
        r = add(&search, &event->start, &event->length); /* also where no rule yields it */
    if (r == 0)
        r = add_dates(&search);
    if (r == 0)
        r = add_rules(&search, false);
    if (r < 0)
        return r;
    sort(&search.list);
    *ret = search.list;
    search.list = (struct occurrence_list){};
    return search.is_full;
}
