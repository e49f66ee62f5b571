/* The way of a look: what became due is recorded, what is to be said is said, the next alarm is
 * set. Everything that happens (an alarm, a clock that was set, a resume, a plan edit, an answer, a
 * lock) leads here, and here alone is decided what follows. */
#include "daemon/daemon.h"

#include <errno.h>
#include <inttypes.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include "base/civil.h"
#include "daemon/item.h"
#include "daemon/journal.h"
#include "daemon/wording.h"

#define LATE_SEC      90      /* an end seen later than this was not seen when it came */
#define RETRY_SEC     60      /* between tries to place a week */
#define QUIET_MAX_SEC DAY_SEC /* the most that can be asked for: more is a clock that was wrong */

/* Not time(2): it tells the last tick's time, to which an alarm that just came lies ahead. */
int64_t daemon_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

static void journal_unwritten(const struct daemon *d)
{
    journal(JOURNAL_ERROR, "Cannot write the log: %s", log_why(d->store.log));
}

void daemon_join_first_run(struct daemon *d)
{
    if (log_get_instant(d->store.log, LOG_FIRST_RUN, &d->first_run_sec) == 0 &&
        log_set_instant(d->store.log, LOG_FIRST_RUN, d->first_run_sec) < 0)
        journal_unwritten(d);
}

int daemon_refill(struct daemon *d)
{
    int r = rounds_fill(&d->rounds, d->store.log, daemon_now());

    if (r >= 0)
        r = tracked_read(&d->tracked, d->store.log);
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot read the log: %s (%s)", log_why(d->store.log), strerror(-r));
    return r;
}

int64_t daemon_quiet_until(const struct daemon *d, int64_t now_sec)
{
    bool is_quiet = d->quiet_until_sec > now_sec && d->quiet_until_sec - now_sec <= QUIET_MAX_SEC;

    return is_quiet ? d->quiet_until_sec : 0;
}

void daemon_tell_problems(struct daemon *d)
{
    if (!d->problems.has_changed || !d->service)
        return;
    d->problems.has_changed = false;
    bus_service_emit_problems_changed(d->service);
}

/* What the daemon itself records of blocks: that one began, that it passed unseen, that nobody
 * answered. Where the log cannot be written the first two are known in memory all the same, so that
 * reminders go on; the last is tried again at the next look. */
static void daemon_note_begin(struct daemon *d, struct agenda_item *item, int64_t now_sec)
{
    struct log_entry entry = log_entry_from_item(item);

    entry.known_sec = now_sec;
    if (log_begin(d->store.log, &entry) < 0)
        journal_unwritten(d);
    item->known_sec = now_sec;
    item->is_logged = true;
}

/* An end that nobody was there to see (the machine slept): the block is told as passed, and its
 * grace counts from now. */
static void daemon_note_unseen_end(struct daemon *d, struct agenda_item *item, int64_t now_sec)
{
    if (item->outcome != OUTCOME_OPEN || now_sec - item->end_sec <= LATE_SEC ||
        item->known_sec >= item->end_sec)
        return;
    if (log_see(d->store.log, item->id, now_sec) < 0)
        journal_unwritten(d);
    item->known_sec = now_sec;
}

/* What becomes of a block without an answer. It is tried again at the next look where the log
 * cannot be written. */
static bool daemon_settle(struct daemon *d, struct agenda_item *item, enum outcome outcome,
                          const char *source, int64_t now_sec)
{
    struct log_entry entry = log_entry_from_item(item);

    entry.outcome = outcome;
    entry.minutes = 0;
    entry.source = source;
    entry.answered_sec = now_sec;
    if (log_put(d->store.log, &entry, "missed", now_sec) < 0) {
        journal_unwritten(d);
        return false;
    }
    item->outcome = outcome;
    item->minutes = 0;
    item->is_logged = true;
    d->must_publish = true;
    bus_service_emit_log_changed(d->service, item->id);
    return true;
}

static void daemon_note_missed(struct daemon *d, struct agenda_item *item, int64_t now_sec)
{
    if (daemon_settle(d, item, OUTCOME_MISSED, "daemon", now_sec))
        d->must_place = true; /* it is offered again */
}

/* A block in a pause is excused when it would have begun: a pause that ends early leaves what lies
 * ahead as it was. */
static void daemon_note_excused(struct daemon *d, struct agenda_item *item, int64_t now_sec)
{
    if (daemon_settle(d, item, OUTCOME_EXCUSED, "pause", now_sec))
        item->is_paused = false;
}

static void daemon_handle_due(struct daemon *d, const struct due *due, int64_t now_sec)
{
    struct agenda_item *item = due->item == SIZE_MAX ? NULL : &d->rounds.agenda.items[due->item];
    struct bus_block block;

    if (!item)
        return;
    block = bus_block_from_item(item);
    if (due->kind == DUE_START) {
        if (item->known_sec == 0)
            daemon_note_begin(d, item, now_sec);
        bus_service_emit_block_started(d->service, &block);
    } else if (due->kind == DUE_END) {
        daemon_note_unseen_end(d, item, now_sec);
        bus_service_emit_block_ended(d->service, &block);
    }
}

static bool item_is_missed(const struct daemon *d, const struct agenda_item *item, int64_t now_sec)
{
    return item->kind != BLOCK_UNPLANNED && item->is_logged && item->outcome == OUTCOME_OPEN &&
           agenda_item_deadline(&d->rounds.agenda, item) <= now_sec;
}

/* What is so at this moment, whenever it became so: a block runs that the daemon has not seen begin
 * (there was no daemon, or the plan was edited), one was not answered in time. */
static void daemon_note_levels(struct daemon *d, int64_t now_sec)
{
    struct agenda *agenda = &d->rounds.agenda;

    for (size_t i = 0; i < agenda->n; i++) {
        struct agenda_item *item = &agenda->items[i];
        bool is_running = item->start_sec <= now_sec && now_sec < item->end_sec;

        if (item->is_paused && item->start_sec <= now_sec)
            daemon_note_excused(d, item, now_sec);
        else if (is_running && item->known_sec == 0 && item->outcome == OUTCOME_OPEN)
            daemon_note_begin(d, item, now_sec);
        else if (item_is_missed(d, item, now_sec))
            daemon_note_missed(d, item, now_sec);
    }
}

static void daemon_tell_systemd(struct daemon *d, int64_t now_sec)
{
    const struct agenda_item *current = agenda_current(&d->rounds.agenda, now_sec);
    const struct agenda_item *next = agenda_next_item(&d->rounds.agenda, now_sec);
    const struct agenda_item *told = current ?: next;
    char clock[CLOCK_SIZE];

    if (!told) {
        sd_notify(false, "STATUS=No block this week");
        return;
    }
    wording_format_clock(d->zone, current ? told->end_sec : told->start_sec, clock);
    sd_notifyf(false, "STATUS=%s: %s %s %s", current ? "Now" : "Next",
               d->plan->discreet ? "Block" : told->title, current ? "until" : "at", clock);
}

/* What is due already is tried again in a second: it could not be taken, for want of memory. */
static void daemon_arm(struct daemon *d, int64_t now_sec)
{
    int64_t next_sec =
        MAX(MIN(rounds_next(&d->rounds), daemon_follow_up_next(d, now_sec)), now_sec + 1);
    int64_t quiet_sec = daemon_quiet_until(d, now_sec), busy_sec = daemon_busy_until(d, now_sec);
    int r;

    if (quiet_sec)
        next_sec = MIN(next_sec, quiet_sec);
    if (busy_sec)
        next_sec = MIN(next_sec, busy_sec);
    if (d->must_place && calendars_are_read(d->calendars))
        next_sec = MIN(next_sec, now_sec + RETRY_SEC);
    r = wake_at(d->wake, next_sec);
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot set the alarm: %s", strerror(-r));
}

static bool daemon_is_silent(const struct daemon *d, int64_t now_sec)
{
    return daemon_quiet_until(d, now_sec) > 0 || daemon_busy_until(d, now_sec) > 0 ||
           presence_is_locked(d->presence);
}

/* Records what became due, and what is so by now. True if a block began or ended. */
static bool daemon_take_dues(struct daemon *d, int64_t now_sec)
{
    _cleanup_(due_list_done) struct due_list dues = {0};
    int r;

    /* A clock that was far behind at the start has jumped to where it was before. */
    if (d->handled_sec <= now_sec)
        d->rounds.looked_sec = MAX(d->rounds.looked_sec, d->handled_sec);
    r = rounds_take(&d->rounds, d->store.log, now_sec, &dues);
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot read what is due: %s", strerror(-r));
    for (size_t i = 0; i < dues.n; i++)
        daemon_handle_due(d, &dues.items[i], now_sec);
    daemon_note_levels(d, now_sec);
    if (dues.n > 0 && log_set_instant(d->store.log, LOG_LAST_LOOK, now_sec) < 0)
        journal_unwritten(d);
    return dues.n > 0;
}

static void daemon_begin_day(struct daemon *d)
{
    problem_clear(&d->problems, "calendar-edit"); /* yesterday's */
    daemon_follow_calendars(d);
    d->must_place = true;
    d->must_publish = true;
}

/* What is to be said, and the blocks' notices with it. */
static void daemon_tell(struct daemon *d, int64_t now_sec, bool is_user_about)
{
    if (is_user_about && !d->is_lull)
        daemon_tell_risks(d, now_sec);
    daemon_tell_review(d, now_sec);
    daemon_tell_lull(d, now_sec);
    daemon_tell_follow_ups(d, now_sec);
    d->rounds.agenda.is_lull = d->is_lull;
    announcer_look(d->announcer, &d->rounds.agenda, now_sec, daemon_is_silent(d, now_sec));
}

void daemon_look(struct daemon *d)
{
    int64_t now_sec = daemon_now();
    bool is_new_day = now_sec >= d->rounds.refill_sec;
    bool has_dues = daemon_take_dues(d, now_sec);

    d->is_lull = daemon_is_lull(d, now_sec);
    if (is_new_day)
        daemon_begin_day(d);
    if (d->must_place && daemon_place(d, now_sec))
        d->must_publish = true;
    daemon_tell(d, now_sec, has_dues);
    if (d->must_publish)
        daemon_publish(d);
    d->must_publish = false;
    daemon_tell_problems(d);
    daemon_tell_systemd(d, now_sec);
    daemon_arm(d, now_sec);
}

void daemon_log_changed(struct daemon *d, const char *id)
{
    daemon_refill(d);
    bus_service_emit_log_changed(d->service, id);
    d->must_place = true;
    d->must_publish = true;
    daemon_look(d);
}

int daemon_take_edit(struct daemon *d, struct diag_list *diags)
{
    int r = daemon_reload_plan(d, diags);

    if (r < 0) {
        journal(JOURNAL_ERROR, "Cannot read the plan: %s", strerror(-r));
        return r;
    }
    if (r > 0) {
        daemon_refill(d);
        bus_service_emit_plan_changed(d->service);
        d->must_publish = true;
    }
    daemon_look(d);
    return r;
}
