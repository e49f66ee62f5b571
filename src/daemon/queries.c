/* What the bus asks: status, days, weeks, goals. Strings are lent out of the agenda, which does not
 * change before the answer is sent. */
#include "daemon/daemon.h"

#include <errno.h>

#include "daemon/item.h"

static int planned_minutes(const struct agenda_item *item)
{
    bool is_planned = item->kind != BLOCK_UNPLANNED && item->outcome != OUTCOME_EXCUSED;

    return is_planned ? (int)((item->end_sec - item->start_sec) / 60) : 0;
}

static int done_minutes(const struct agenda_item *item)
{
    bool counts = item->outcome == OUTCOME_DONE || item->outcome == OUTCOME_PARTIAL;

    return counts ? MAX(item->minutes, 0) : 0;
}

static void sum_minutes(const struct agenda *agenda, int64_t from_sec, int64_t to_sec,
                        int64_t now_sec, unsigned *ret_planned, unsigned *ret_done)
{
    unsigned planned = 0, done = 0;

    for (size_t i = 0; i < agenda->n; i++) {
        const struct agenda_item *item = &agenda->items[i];

        if (item->start_sec < from_sec || item->start_sec >= to_sec || item_is_void(item, now_sec))
            continue;
        planned += (unsigned)planned_minutes(item);
        done += (unsigned)done_minutes(item);
    }
    *ret_planned = planned;
    *ret_done = done;
}

/* Past and unanswered, since the first run: what the user may still say something about. */
static bool item_is_waiting(const struct agenda_item *item, int64_t now_sec)
{
    return item->is_logged && item->outcome == OUTCOME_OPEN && item->end_sec > item->start_sec &&
           item->end_sec <= now_sec;
}

/* Counts them all and lists the newest. */
static int fill_waiting(const struct agenda *agenda, int64_t now_sec, struct bus_status *status)
{
    status->waiting = calloc(BUS_WAITING_MAX, sizeof *status->waiting);
    if (!status->waiting)
        return -ENOMEM;
    for (size_t i = agenda->n; i-- > 0;) {
        const struct agenda_item *item = &agenda->items[i];

        if (!item_is_waiting(item, now_sec))
            continue;
        if (status->n_waiting < BUS_WAITING_MAX)
            status->waiting[status->n_waiting++] = bus_block_from_item(item);
        status->open++;
    }
    return 0;
}

static const struct agenda_item *running_unplanned(const struct agenda *agenda, int64_t now_sec)
{
    for (size_t i = agenda->n; i-- > 0;)
        if (item_is_running_work(&agenda->items[i], now_sec))
            return &agenda->items[i];
    return NULL;
}

static int fill_problems(const struct problem_list *problems, struct bus_status *status)
{
    status->problems = calloc(MAX(problems->n, 1u), sizeof *status->problems);
    if (!status->problems)
        return -ENOMEM;
    for (size_t i = 0; i < problems->n; i++)
        status->problems[i] = (struct bus_problem){problems->items[i].code, problems->items[i].text,
                                                   problems->items[i].remedy};
    status->n_problems = problems->n;
    return 0;
}

int daemon_get_status(struct daemon *d, struct bus_status *ret,
                      struct bus_refusal *refusal _unused_)
{
    const struct agenda *agenda = &d->rounds.agenda;
    int64_t now_sec = daemon_now();
    int32_t today = zone_day(d->zone, now_sec);
    int32_t week = civil_week_start(today, d->plan->week_start);
    const struct agenda_item *current = agenda_current(agenda, now_sec);
    const struct agenda_item *next = agenda_next_item(agenda, now_sec);
    const struct agenda_item *unplanned = running_unplanned(agenda, now_sec);
    struct bus_status status = {
        .now_sec = now_sec,
        .plan = d->has_plan ? d->plan->name : "",
        .timezone = zone_name(d->zone),
        .is_discreet = d->plan->discreet,
        .quiet_until_sec = daemon_quiet_until(d, now_sec),
    };
    int r;

    r = daemon_get_pause(d, now_sec, &status.paused_from_sec, &status.paused_to_sec);
    if (r < 0)
        return r;
    status.is_paused = r > 0;
    status.has_current = current;
    status.has_next = next;
    status.has_unplanned = unplanned;
    if (current)
        status.current = bus_block_from_item(current);
    if (next)
        status.next = bus_block_from_item(next);
    if (unplanned)
        status.unplanned = bus_block_from_item(unplanned);
    sum_minutes(agenda, zone_day_start(d->zone, today), zone_day_start(d->zone, today + 1), now_sec,
                &status.today_planned_minutes, &status.today_done_minutes);
    sum_minutes(agenda, zone_day_start(d->zone, week), zone_day_start(d->zone, week + 7), now_sec,
                &status.week_planned_minutes, &status.week_done_minutes);
    r = daemon_get_goals(d, today, &status.week_from_sec, &status.goals, &status.n_goals);
    if (r >= 0)
        r = fill_problems(&d->problems, &status);
    if (r >= 0)
        r = fill_waiting(agenda, now_sec, &status);
    if (r < 0) {
        bus_status_done(&status);
        return r;
    }
    *ret = status;
    return 0;
}

static int span_add_blocks(struct bus_span *span, const struct agenda *agenda)
{
    span->blocks = calloc(MAX(agenda->n, 1u), sizeof *span->blocks);
    if (!span->blocks)
        return -ENOMEM;
    for (size_t i = 0; i < agenda->n; i++)
        if (!item_is_void(&agenda->items[i], span->now_sec))
            span->blocks[span->n_blocks++] = bus_block_from_item(&agenda->items[i]);
    return 0;
}

static void span_add_busy_item(struct bus_span *span, const struct busy_item *item)
{
    if (item->start_sec < span->to_sec && item->end_sec > span->from_sec)
        span->busy[span->n_busy++] =
            (struct bus_busy){item->start_sec, item->end_sec, item->summary, item->calendar};
}

static int compare_busy(const void *a, const void *b)
{
    const struct bus_busy *left = a, *right = b;

    return (left->start_sec > right->start_sec) - (left->start_sec < right->start_sec);
}

/* An interview that a calendar has, too, is shown as the calendar has it. */
static int span_add_busy(struct bus_span *span, const struct daemon *d)
{
    const struct tracked *tracked = &d->tracked;
    size_t n;
    const struct busy_item *items = calendars_list(d->calendars, &n);

    span->busy = calloc(n + tracked->n_interviews + 1, sizeof *span->busy);
    if (!span->busy)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++)
        span_add_busy_item(span, &items[i]);
    for (size_t i = 0; i < tracked->n_interviews; i++)
        if (!interview_is_among(&tracked->interviews[i], items, n))
            span_add_busy_item(span, &tracked->interviews[i].busy);
    qsort(span->busy, span->n_busy, sizeof *span->busy, compare_busy);
    return 0;
}

/* Of the week that the stretch begins in: hours are of a week. */
static int span_add_unplaced(struct bus_span *span, const struct daemon *d, int32_t first_day)
{
    int32_t week = civil_week_start(first_day, d->plan->week_start);
    size_t n;
    const struct unplaced_item *items = placer_unplaced(&d->placer, week, &n);

    span->unplaced = calloc(MAX(n, 1u), sizeof *span->unplaced);
    if (!span->unplaced)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++) {
        bool is_lighter = daemon_is_lighter(d, week, items[i].reason);

        span->unplaced[span->n_unplaced++] = (struct bus_unplaced){
            items[i].activity, (unsigned)items[i].minutes,
            is_lighter ? "first-week" : unplaced_reason_name(items[i].reason)};
    }
    return 0;
}

/* Those of its days; today's are all that are due by now. */
static int span_add_follow_ups(struct bus_span *span, const struct daemon *d, int32_t first_day,
                               int32_t end_day)
{
    const struct tracked *tracked = &d->tracked;
    int32_t today = zone_day(d->zone, span->now_sec);
    bool has_today = first_day <= today && today < end_day;

    span->follow_ups = calloc(MAX(tracked->n_follow_ups, 1u), sizeof *span->follow_ups);
    if (!span->follow_ups)
        return -ENOMEM;
    for (size_t i = 0; i < tracked->n_follow_ups; i++) {
        const struct track_item *item = &tracked->follow_ups[i];
        bool is_late = item->follow_up < today;

        if (is_late ? has_today : item->follow_up >= first_day && item->follow_up < end_day)
            span->follow_ups[span->n_follow_ups++] = (struct bus_follow_up){
                item->n, track_kind_name(item->kind), item->name, item->follow_up, item->link};
    }
    return 0;
}

int daemon_list_days(struct daemon *d, int32_t first_day, int n_days, struct bus_span *ret)
{
    _cleanup_(agenda_done) struct agenda agenda = {0};
    struct bus_span span = {
        .now_sec = daemon_now(),
        .from_sec = zone_day_start(d->zone, first_day),
        .to_sec = zone_day_start(d->zone, first_day + n_days),
        .timezone = zone_name(d->zone),
    };
    int r;

    agenda_init(&agenda, d->plan, d->zone);
    r = agenda_fill_with_log(&agenda, d->store.log, span.from_sec, span.to_sec, span.now_sec);
    if (r >= 0)
        r = span_add_blocks(&span, &agenda);
    if (r >= 0)
        r = span_add_busy(&span, d);
    if (r >= 0)
        r = span_add_unplaced(&span, d, first_day);
    if (r >= 0)
        r = span_add_follow_ups(&span, d, first_day, first_day + n_days);
    if (r < 0) {
        bus_span_done(&span);
        return r;
    }
    /* What the blocks borrow lives until the next question. */
    agenda_done(&d->lent);
    d->lent = agenda;
    agenda = (struct agenda){0};
    *ret = span;
    return 0;
}

int daemon_parse_day(struct daemon *d, const char *s, int32_t *ret_day, struct bus_refusal *refusal)
{
    if (!*s) {
        *ret_day = zone_day(d->zone, daemon_now());
        return 0;
    }
    if (civil_parse_date(s, ret_day) < 0)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "Not a day: write a date such as 2026-11-24.");
    return 0;
}

static bool parse_week_number(const char *s, int32_t *ret_day)
{
    int year, week, used = 0;

    return sscanf(s, "%4d-W%2d%n", &year, &week, &used) == 2 && !s[used] &&
           civil_iso_week_day(year, week, ret_day) >= 0;
}

static bool parse_week_offset(const char *s, int32_t today, int32_t *ret_day)
{
    char *end;
    long weeks;

    if (*s != '+' && *s != '-')
        return false;
    weeks = strtol(s, &end, 10);
    if (*end || end == s || weeks < -5200 || weeks > 5200)
        return false;
    *ret_day = today + (int32_t)weeks * 7;
    return *ret_day >= CIVIL_MIN_DAY && *ret_day <= CIVIL_MAX_DAY;
}

int daemon_parse_week(struct daemon *d, const char *s, int32_t *ret_day,
                      struct bus_refusal *refusal)
{
    int32_t today = zone_day(d->zone, daemon_now());
    int32_t day = today;

    if (*s && civil_parse_date(s, &day) < 0 && !parse_week_number(s, &day) &&
        !parse_week_offset(s, today, &day))
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "Not a week: write +1, -2, a date such as 2026-11-24, or 2026-W48.");
    *ret_day = civil_week_start(day, d->plan->week_start);
    return 0;
}
