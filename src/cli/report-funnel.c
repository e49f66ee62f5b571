/* How far applications came, and how they were answered. Stages may have been passed without being
 * written down: who had an interview had applied. */
#include "cli/report.h"

#include <errno.h>
#include <strings.h>

static bool has_day(const struct track_item *item, enum track_stage stage)
{
    return item->days[stage] != TRACK_NO_DAY;
}

/* Nobody is refused who had not applied. */
static bool has_reached(const struct track_item *item, enum track_stage stage)
{
    for (enum track_stage later = stage; later <= STAGE_OFFER; later++)
        if (has_day(item, later) || item->stage == later)
            return true;
    return stage <= STAGE_APPLIED &&
           (item->stage == STAGE_REJECTED || has_day(item, STAGE_REJECTED));
}

static bool has_reply(const struct track_item *item)
{
    return has_reached(item, STAGE_SCREEN) || item->stage == STAGE_REJECTED ||
           has_day(item, STAGE_REJECTED);
}

static int32_t reply_day(const struct track_item *item)
{
    static const enum track_stage replies[] = {STAGE_SCREEN, STAGE_INTERVIEW, STAGE_OFFER,
                                               STAGE_REJECTED};
    int32_t first = TRACK_NO_DAY;

    for (size_t i = 0; i < ARRAY_SIZE(replies); i++)
        if (has_day(item, replies[i]) && (first == TRACK_NO_DAY || item->days[replies[i]] < first))
            first = item->days[replies[i]];
    return first;
}

/* Long enough without a reply that it counts as none; for one that was withdrawn, until then. */
static bool has_waited(const struct track_item *item, int32_t today)
{
    int32_t until = has_day(item, STAGE_WITHDRAWN) ? item->days[STAGE_WITHDRAWN] : today;

    return has_day(item, STAGE_APPLIED) &&
           (int64_t)until - item->days[STAGE_APPLIED] >= REPORT_REPLY_DAYS;
}

/* ---- The median wait: days are counted, for there are few different ones ---- */

#define WAIT_MAX_DAYS 366

struct waits {
    unsigned n, of_days[WAIT_MAX_DAYS + 1];
};

static void waits_add(struct waits *waits, const struct track_item *item)
{
    int64_t days = (int64_t)reply_day(item) - item->days[STAGE_APPLIED];

    if (!has_day(item, STAGE_APPLIED) || reply_day(item) == TRACK_NO_DAY || days < 0)
        return;
    waits->of_days[MIN(days, (int64_t)WAIT_MAX_DAYS)]++;
    waits->n++;
}

/* Of an even number the lower one of the two in the middle. */
static int waits_median(const struct waits *waits)
{
    unsigned seen = 0;

    if (waits->n == 0)
        return -1;
    for (int days = 0;; days++) {
        seen += waits->of_days[days];
        if (seen * 2 >= waits->n)
            return days;
    }
}

/* ---- Where they were found ---- */

static int compare_sources(const void *a, const void *b)
{
    const struct track_item *const *x = a, *const *y = b;

    return strcasecmp((*x)->source, (*y)->source);
}

/* Into its place, the most applications first; what does not fit is dropped. */
static void add_source(struct report_funnel *funnel, struct report_source source)
{
    size_t place = funnel->n_sources;

    while (place > 0 && funnel->sources[place - 1].applied < source.applied)
        place--;
    if (place == REPORT_SOURCES_MAX)
        return;
    funnel->n_sources = MIN(funnel->n_sources + 1, (size_t)REPORT_SOURCES_MAX);
    memmove(&funnel->sources[place + 1], &funnel->sources[place],
            (funnel->n_sources - place - 1) * sizeof source);
    funnel->sources[place] = source;
}

/* Applications from one source lie side by side once sorted. Returns 0 or -ENOMEM. */
static int add_sources(struct report_funnel *funnel, const struct track_item *items, size_t n)
{
    _cleanup_(freep) const struct track_item **sorted = calloc(MAX(n, 1u), sizeof *sorted);
    size_t n_sorted = 0;

    if (!sorted)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++)
        if (items[i].kind == TRACK_APPLICATION && has_reached(&items[i], STAGE_APPLIED))
            sorted[n_sorted++] = &items[i];
    qsort(sorted, n_sorted, sizeof *sorted, compare_sources);
    for (size_t i = 0; i < n_sorted;) {
        struct report_source source = {.name = sorted[i]->source};

        for (; i < n_sorted && strcasecmp(sorted[i]->source, source.name) == 0; i++) {
            source.applied++;
            source.replied += has_reply(sorted[i]);
            source.interviews += has_reached(sorted[i], STAGE_INTERVIEW);
        }
        add_source(funnel, source);
    }
    return 0;
}

/* ---- All of it ---- */

static void count_reply(struct report_funnel *funnel, const struct track_item *item, int32_t today)
{
    if (has_reply(item)) {
        funnel->replied++;
        funnel->of++;
    } else if (has_waited(item, today)) {
        funnel->of++;
    } else if (!track_stage_is_over(item->stage)) {
        funnel->waiting++;
    }
}

int report_funnel_fill(const struct track_item *items, size_t n, int32_t today,
                       struct report_funnel *ret)
{
    struct report_funnel funnel = {0};
    struct waits waits = {0};
    int r = add_sources(&funnel, items, n);

    for (size_t i = 0; i < n; i++) {
        const struct track_item *item = &items[i];

        if (item->kind != TRACK_APPLICATION)
            continue;
        funnel.applications++;
        for (enum track_stage stage = 0; stage < ARRAY_SIZE(funnel.reached); stage++)
            funnel.reached[stage] += has_reached(item, stage);
        funnel.rejected += item->stage == STAGE_REJECTED;
        funnel.withdrawn += item->stage == STAGE_WITHDRAWN;
        if (!has_reached(item, STAGE_APPLIED))
            continue;
        count_reply(&funnel, item, today);
        waits_add(&waits, item);
    }
    funnel.reply_days = waits_median(&waits);
    if (r == 0)
        *ret = funnel;
    return r;
}
