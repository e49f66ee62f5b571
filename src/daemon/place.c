/* The flexible blocks on the daemon's side: when they are placed anew, and who hears of it. */
#include "daemon/daemon.h"

#include <errno.h>

#include "base/duration.h"
#include "daemon/journal.h"
#include "daemon/unplaced.h"

/* What is read of the calendars: the week before for those who look back, 12 weeks and the running
 * one ahead. */
#define CALENDARS_BACK_DAYS  7
#define CALENDARS_AHEAD_DAYS (13 * 7)

#define CHANGES_KEY "moves"

void daemon_follow_calendars(struct daemon *d)
{
    int32_t week = civil_week_start(zone_day(d->zone, daemon_now()), d->plan->week_start);
    int r;

    if (!d->calendars)
        return;
    r = calendars_follow(d->calendars, d->plan, zone_name(d->zone),
                         zone_day_start(d->zone, week - CALENDARS_BACK_DAYS),
                         zone_day_start(d->zone, week + CALENDARS_AHEAD_DAYS));
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot follow the calendars: %s", strerror(-r));
}

int64_t daemon_busy_until(const struct daemon *d, int64_t now_sec)
{
    size_t n;
    const struct busy_item *items = calendars_list(d->calendars, &n);
    int64_t until_sec = 0;

    for (size_t i = 0; i < n && items[i].start_sec <= now_sec; i++)
        if (items[i].end_sec > now_sec && !items[i].is_all_day &&
            items[i].end_sec - items[i].start_sec < DAY_SEC)
            until_sec = MAX(until_sec, items[i].end_sec);
    for (size_t i = 0; i < d->tracked.n_interviews; i++) {
        const struct busy_item *busy = &d->tracked.interviews[i].busy;

        if (busy->start_sec <= now_sec && busy->end_sec > now_sec)
            until_sec = MAX(until_sec, busy->end_sec);
    }
    return until_sec;
}

/* ---- What has no room ---- */

bool daemon_is_lighter(const struct daemon *d, int32_t week, enum unplaced_reason reason)
{
    return reason == UNPLACED_BUDGET &&
           placer_week_is_first(d->plan, d->zone, d->first_run_sec, week);
}

/* The first week had begun before we did: what the next one has room for is no problem. */
static bool daemon_came_late(const struct daemon *d, int32_t week, const struct unplaced_item *item)
{
    size_t n;
    const struct unplaced_item *items = placer_unplaced(&d->placer, week + 7, &n);

    if (d->first_run_sec < zone_day_start(d->zone, week) ||
        d->first_run_sec >= zone_day_start(d->zone, week + 7))
        return false;
    for (size_t i = 0; i < n; i++)
        if (streq(items[i].activity, item->activity))
            return false;
    return true;
}

static void add_unplaced(struct problem_list *list, const struct unplaced_item *item)
{
    const struct unplaced_words *words = unplaced_words(item->reason);
    char size[DURATION_SIZE], remedy[128];

    duration_format(item->minutes, size);
    snprintf(remedy, sizeof remedy, "Run `jsctl edit`: %s.", words->remedy);
    problem_add(list, "unplaced", remedy, "%s: %s of this week's hours have no place: %s.",
                item->title, size, words->why);
}

/* It has neither a window nor hours of its own. */
static void add_unprepared(struct problem_list *list, const struct unplaced_item *item)
{
    char size[DURATION_SIZE];

    duration_format(item->minutes, size);
    problem_add(list, "unplaced",
                "Free time before it, or run `jsctl edit`: lower `interview-prepare`.",
                "%s: there is no room for %s before it.", item->title, size);
}

static void daemon_tell_unplaced(struct daemon *d, int32_t week)
{
    _cleanup_(problem_list_done) struct problem_list fresh = {0};
    size_t n;
    const struct unplaced_item *items = placer_unplaced(&d->placer, week, &n);

    for (size_t i = 0; i < n && !placer_is_paused(&d->placer, week); i++) {
        if (streq(items[i].activity, PLAN_PREPARATION))
            add_unprepared(&fresh, &items[i]);
        /* Nor is it one that there is no room to make up for what was missed. */
        else if (!items[i].is_missed && !daemon_came_late(d, week, &items[i]))
            add_unplaced(&fresh, &items[i]);
    }
    problem_replace(&d->problems, "unplaced", &fresh);
}

/* ---- Placing ---- */

static void daemon_tell_changes(struct daemon *d, int64_t now_sec)
{
    _cleanup_(freep) char *summary = NULL, *body = NULL;
    int r;

    change_list_prune(&d->changes, now_sec);
    if (d->changes.n == 0 || d->is_lull) { /* in a lull they are kept for the word that ends it */
        announcer_untell(d->announcer, CHANGES_KEY);
        return;
    }
    r = change_list_word(&d->changes, d->plan, d->zone, now_sec, &summary, &body);
    if (r >= 0)
        r = announcer_tell(d->announcer, CHANGES_KEY, summary, body);
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot tell what moved: %s", strerror(-r));
    else if (r > 0)
        journal(JOURNAL_INFO, "%s", summary);
}

bool daemon_changes_told(struct daemon *d, const char *key)
{
    if (!streq(key, CHANGES_KEY))
        return false;
    change_list_done(&d->changes);
    return true;
}

static int daemon_place_weeks(struct daemon *d, int64_t now_sec)
{
    struct placer_source source = {
        .plan = d->plan,
        .zone = d->zone,
        .log = d->store.log,
        .interviews = d->tracked.interviews,
        .n_interviews = d->tracked.n_interviews,
        .first_run_sec = d->first_run_sec,
        .now_sec = now_sec,
    };

    source.busy = calendars_list(d->calendars, &source.n_busy);
    return placer_place(&d->placer, &source, &d->changes);
}

/* The disk is full, mostly: no placement is made that a restart would not find again. */
static void daemon_tell_unable(struct daemon *d, int r)
{
    if (r >= 0) {
        problem_clear(&d->problems, "not-placed");
        return;
    }
    journal(JOURNAL_ERROR, "Cannot place the week: %s", strerror(-r));
    problem_set(&d->problems, "not-placed",
                "Free space or make the folder of the log writable; it is tried every minute.",
                "Blocks stay where they were, whatever changes: the week cannot be placed: %s.",
                strerror(-r));
}

bool daemon_place(struct daemon *d, int64_t now_sec)
{
    int32_t week = civil_week_start(zone_day(d->zone, now_sec), d->plan->week_start);
    int r;

    if (!calendars_are_read(d->calendars))
        return false;
    r = daemon_place_weeks(d, now_sec);
    d->must_place = r < 0;
    daemon_tell_unable(d, r);
    daemon_tell_unplaced(d, week);
    daemon_tell_changes(d, now_sec);
    if (r == 0)
        return false;
    daemon_refill(d);
    bus_service_emit_plan_changed(d->service);
    return true;
}
