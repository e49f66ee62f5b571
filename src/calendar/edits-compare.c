/* A single block has its times, and takes place or not. A series has a rule, which is not changed
 * from outside, and occurrences, each with its times by the rule or by an override, which take
 * place or not: it is excluded, or its override is cancelled. Occurrences are told apart by their
 * wall-clock start in our series, in whatever zone and form another program names them.
 *
 * Compared is by instants, so that a program's own zones, UTC or another order of lines are no
 * edit. An override that only went away is none either: not every program can keep one. */
#include "calendar/edits-compare.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "calendar/series-occurrences.h"

#define MAX_EDITS 100 /* of one series at once: more is no person's doing */

#define WHAT_BROKEN "what a calendar program wrote cannot be read; published again"
#define WHAT_SERIES \
    "the series was changed in a calendar program; change the plan with `jsctl edit`"
#define WHAT_DELETED \
    "the series was deleted in a calendar program; change the plan with `jsctl edit`"
#define WHAT_SINGLE "it was made a series in a calendar program; published again"
#define WHAT_EMPTY  "it was given no length in a calendar program; published again"
#define WHAT_MANY   "too many of its occurrences were changed at once; published again"

void edit_list_done(struct edit_list *list)
{
    free(list->items);
    *list = (struct edit_list){};
}

int edit_list_add(struct edit_list *list, const struct edit *edit)
{
    int r;

    r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
    if (r < 0)
        return r;
    list->items[list->n++] = *edit;
    return 0;
}

int edit_list_refuse(struct edit_list *list, const char *what)
{
    return edit_list_add(
        list, &(struct edit){.kind = EDIT_REFUSED, .recurrence_local_sec = -1, .what = what});
}

/* ---- One time beside another ---- */

static bool has_same_times(const struct occurrence_state *a, const struct occurrence_state *b)
{
    return a->start_sec == b->start_sec && a->end_sec == b->end_sec;
}

static bool says_same(const struct occurrence_state *a, const struct occurrence_state *b)
{
    if (a->is_gone || b->is_gone)
        return a->is_gone == b->is_gone;
    return has_same_times(a, b) && streq(a->by->summary, b->by->summary);
}

/* The revision of a whole version: a program that makes an override often gives it none. */
static int64_t version_sequence(const struct version *version)
{
    int64_t sequence = 0;

    for (size_t i = 0; i < version->n; i++)
        sequence = MAX(sequence, version->items[i].event.sequence);
    return sequence;
}

/* The two versions that are compared, by their revisions. */
struct revisions {
    int64_t ours, theirs;
};

/* Adds the edit that made ours theirs, if one did. */
static int compare_times(const struct occurrence_state *ours, const struct occurrence_state *theirs,
                         int64_t local_sec, const struct revisions *revisions,
                         struct edit_list *list)
{
    struct edit edit = {
        .kind = theirs->is_gone ? EDIT_DELETED : EDIT_MOVED,
        .recurrence_local_sec = local_sec,
        .start_sec = theirs->is_gone ? 0 : theirs->start_sec,
        .end_sec = theirs->is_gone ? 0 : theirs->end_sec,
        .base_start_sec = ours->start_sec,
        .sequence = revisions->theirs,
        .modified_sec = theirs->by->modified_sec,
        .base_sequence = revisions->ours,
        .base_modified_sec = ours->by->modified_sec,
        .what = "",
    };

    if (theirs->is_gone ? ours->is_gone : has_same_times(ours, theirs))
        return 0;
    if (!theirs->is_gone && theirs->start_sec >= theirs->end_sec) {
        edit.kind = EDIT_REFUSED;
        edit.what = WHAT_EMPTY;
    }
    return edit_list_add(list, &edit);
}

/* ---- A single block ---- */

static int compare_single(const struct version *ours, const struct version *theirs,
                          struct edit_list *list, bool *ret_is_same)
{
    struct revisions revisions = {version_sequence(ours), version_sequence(theirs)};
    struct occurrence_state a = occurrence_state_of(ours->items);
    struct occurrence_state b = occurrence_state_of(theirs->items);

    if (theirs->n > 1 || theirs->items->event.is_override ||
        vevent_is_recurring(&theirs->items->event))
        return edit_list_refuse(list, WHAT_SINGLE);
    *ret_is_same = says_same(&a, &b);
    return compare_times(&a, &b, -1, &revisions, list);
}

/* ---- A series ---- */

static bool set_is_same(const struct number_set *a, const struct number_set *b)
{
    return a->is_given == b->is_given && memcmp(a->forward, b->forward, sizeof(a->forward)) == 0 &&
           memcmp(a->backward, b->backward, sizeof(a->backward)) == 0;
}

static bool sets_are_same(const struct recurrence *a, const struct recurrence *b)
{
    for (size_t i = 0; i < ARRAY_SIZE(a->nth); i++)
        if (!set_is_same(&a->nth[i], &b->nth[i]))
            return false;
    return set_is_same(&a->seconds, &b->seconds) && set_is_same(&a->minutes, &b->minutes) &&
           set_is_same(&a->hours, &b->hours) && set_is_same(&a->months, &b->months) &&
           set_is_same(&a->weeks, &b->weeks) && set_is_same(&a->year_days, &b->year_days) &&
           set_is_same(&a->month_days, &b->month_days) && set_is_same(&a->weekdays, &b->weekdays) &&
           set_is_same(&a->positions, &b->positions);
}

/* A last day says the same as a last time on it. */
static bool until_is_same(const struct recurrence *a, const struct recurrence *b,
                          const struct zone *zone)
{
    if (a->has_until != b->has_until)
        return false;
    if (!a->has_until || moment_sec(&a->until) == moment_sec(&b->until))
        return true;
    return b->until.is_date &&
           civil_local_day(zone_to_local(zone, moment_sec(&a->until))) == moment_day(&b->until);
}

static bool rule_is_same(const struct recurrence *a, const struct recurrence *b,
                         const struct zone *zone)
{
    return a->frequency == b->frequency && a->interval == b->interval && a->count == b->count &&
           (a->week_start == b->week_start || a->interval == 1) && until_is_same(a, b, zone) &&
           sets_are_same(a, b);
}

/* True if two clocks show the same at the start of a series and through a year from there. */
static bool clock_is_same(const struct moment *a, const struct moment *b)
{
    for (int weeks = 0; weeks <= 52; weeks += 13) {
        int64_t later_sec = weeks * INT64_C(7) * DAY_SEC;

        if (zone_to_utc(a->zone, a->local_sec + later_sec) !=
            zone_to_utc(b->zone, b->local_sec + later_sec))
            return false;
    }
    return a->is_date == b->is_date;
}

/* True if the series is as it was, but for single occurrences. */
static bool series_is_same(const struct version_event *a, const struct version_event *b)
{
    const struct vevent *x = &a->event, *y = &b->event;

    return !y->is_override && x->n_rules == 1 && y->n_rules == 1 && !y->rules->is_excluding &&
           y->n_dates == 0 && a->is_cancelled == b->is_cancelled &&
           clock_is_same(&x->start, &y->start) &&
           moment_end_sec(&x->start, &x->length) == moment_end_sec(&y->start, &y->length) &&
           rule_is_same(&x->rules->rule, &y->rules->rule, x->start.zone);
}

/* True if it speaks of more than single occurrences. */
static bool has_range(const struct version *version)
{
    for (size_t i = 1; i < version->n; i++)
        if (version->items[i].has_range || !version->items[i].event.is_override)
            return true;
    return false;
}

/* What an occurrence that is named in one version is in the other. */
static struct occurrence_state state_beside(const struct series_occurrences *list, size_t *i,
                                            int64_t local_sec)
{
    while (*i < list->n && list->items[*i].local_sec < local_sec)
        ++*i;
    return *i < list->n && list->items[*i].local_sec == local_sec
               ? list->items[*i].state
               : series_state_by_rule(list, local_sec);
}

static int compare_occurrences(const struct series_occurrences *ours,
                               const struct series_occurrences *theirs,
                               const struct revisions *revisions, struct edit_list *list,
                               bool *is_same)
{
    size_t at = 0;
    int r = 0;

    for (size_t i = 0; r == 0 && i < theirs->n; i++) {
        const struct occurrence_state *theirs_is = &theirs->items[i].state;
        struct occurrence_state ours_is = state_beside(ours, &at, theirs->items[i].local_sec);

        *is_same = *is_same && says_same(&ours_is, theirs_is);
        if (!ours_is.is_gone || ours_is.by->event.is_override) /* not an excluded one of ours */
            r = compare_times(&ours_is, theirs_is, theirs->items[i].local_sec, revisions, list);
    }
    at = 0;
    for (size_t i = 0; i < ours->n; i++) {
        struct occurrence_state theirs_is = state_beside(theirs, &at, ours->items[i].local_sec);

        *is_same = *is_same && says_same(&ours->items[i].state, &theirs_is);
    }
    return r;
}

static int compare_series(const struct version *ours, const struct version *theirs,
                          struct edit_list *list, bool *ret_is_same)
{
    _cleanup_(series_occurrences_done) struct series_occurrences a = {}, b = {};
    struct revisions revisions = {version_sequence(ours), version_sequence(theirs)};
    bool is_same = streq(ours->items->summary, theirs->items->summary);
    int r;

    if (!series_is_same(ours->items, theirs->items) || has_range(theirs))
        return edit_list_refuse(list, WHAT_SERIES);
    r = series_occurrences_read(ours, ours->items, &a);
    if (r < 0)
        return r;
    r = series_occurrences_read(theirs, ours->items, &b);
    if (r < 0)
        return r;
    r = compare_occurrences(&a, &b, &revisions, list, &is_same);
    if (r < 0)
        return r;
    if (list->n > MAX_EDITS) {
        list->n = 0;
        return edit_list_refuse(list, WHAT_MANY);
    }
    *ret_is_same = is_same && list->n == 0;
    return 0;
}

/* ---- Any ---- */

static bool is_broken(const struct version *version)
{
    for (size_t i = 0; i < version->n; i++)
        if (version->items[i].is_broken)
            return true;
    return version->n == 0;
}

int edits_compare(const struct version *ours, const struct version *theirs, struct edit_list *list,
                  bool *ret_is_same)
{
    *ret_is_same = false;
    if (is_broken(ours) || is_broken(theirs))
        return edit_list_refuse(list, WHAT_BROKEN);
    if (vevent_is_recurring(&ours->items->event))
        return compare_series(ours, theirs, list, ret_is_same);
    return compare_single(ours, theirs, list, ret_is_same);
}

int edits_of_deleted(const struct version *ours, struct edit_list *list)
{
    struct occurrence_state state;

    if (is_broken(ours))
        return edit_list_refuse(list, WHAT_BROKEN);
    if (vevent_is_recurring(&ours->items->event))
        return edit_list_refuse(list, WHAT_DELETED);
    state = occurrence_state_of(ours->items);
    if (state.is_gone)
        return 0;
    return edit_list_add(list, &(struct edit){.kind = EDIT_DELETED,
                                              .recurrence_local_sec = -1,
                                              .base_start_sec = state.start_sec,
                                              .sequence = ours->items->event.sequence,
                                              .base_sequence = ours->items->event.sequence,
                                              .base_modified_sec = ours->items->modified_sec,
                                              .what = ""});
}
