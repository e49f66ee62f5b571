/* The way of a look: what became due is recorded, what is to be said is said, the next alarm is
 * set. Everything that happens (an alarm, a clock that was set, a resume, a plan edit, an answer, a
 * lock) leads here, and here alone is decided what follows. */
#include "daemon/daemon.h"

#include <errno.h>
#include <inttypes.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include "daemon/item.h"
#include "daemon/journal.h"
#include "daemon/publish-items.h"
#include "daemon/wording.h"

#define LATE_SEC 90 /* an end seen later than this was not seen when it came */

int64_t daemon_now(void)
{
    return (int64_t)time(NULL);
}

int daemon_refill(struct daemon *d)
{
    int r = rounds_fill(&d->rounds, d->store.log, daemon_now());

    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot read the log: %s (%s)", log_why(d->store.log), strerror(-r));
    return r;
}

void daemon_tell_problems(struct daemon *d)
{
    if (!d->problems.has_changed || !d->service)
        return;
    d->problems.has_changed = false;
    bus_service_emit_problems_changed(d->service);
}

/* What the daemon itself records of blocks: that one began, that nobody answered. */
static void daemon_note_begin(struct daemon *d, struct agenda_item *item, int64_t now_sec)
{
    struct log_entry entry;

    item->known_sec = now_sec;
    item->is_logged = true;
    entry = log_entry_from_item(item);
    if (log_begin(d->store.log, &entry) < 0)
        journal(JOURNAL_ERROR, "Cannot write the log: %s", log_why(d->store.log));
}

static void daemon_note_missed(struct daemon *d, struct agenda_item *item, int64_t now_sec)
{
    struct log_entry entry;

    item->outcome = OUTCOME_MISSED;
    item->minutes = 0;
    entry = log_entry_from_item(item);
    entry.source = "daemon";
    entry.answered_sec = now_sec;
    if (log_put(d->store.log, &entry, "missed", now_sec) < 0)
        journal(JOURNAL_ERROR, "Cannot write the log: %s", log_why(d->store.log));
    bus_service_emit_log_changed(d->service, item->id);
}

/* An end that nobody was there to see (the machine slept): the block is told as passed, and its
 * grace counts from now. */
static void daemon_note_unseen_end(struct daemon *d, struct agenda_item *item, int64_t now_sec)
{
    if (item->outcome != OUTCOME_OPEN || now_sec - item->end_sec <= LATE_SEC)
        return;
    item->known_sec = now_sec;
    if (log_see(d->store.log, item->id, now_sec) < 0)
        journal(JOURNAL_ERROR, "Cannot write the log: %s", log_why(d->store.log));
}

static bool item_is_missed(const struct daemon *d, const struct agenda_item *item, int64_t now_sec)
{
    int64_t from_sec = MAX(item->end_sec, item->known_sec);

    return item->outcome == OUTCOME_OPEN && from_sec + d->plan->grace * INT64_C(60) <= now_sec;
}

static void daemon_handle_due(struct daemon *d, const struct due *due, int64_t now_sec)
{
    struct agenda_item *item = due->item == SIZE_MAX ? NULL : &d->rounds.agenda.items[due->item];
    struct bus_block block;

    if (!item)
        return;
    block = bus_block_from_item(item);
    if (due->kind == DUE_START) {
        daemon_note_begin(d, item, now_sec);
        bus_service_emit_block_started(d->service, &block);
    } else if (due->kind == DUE_END) {
        daemon_note_unseen_end(d, item, now_sec);
        bus_service_emit_block_ended(d->service, &block);
    } else if (due->kind == DUE_MISSED && item_is_missed(d, item, now_sec)) {
        daemon_note_missed(d, item, now_sec);
        d->must_publish = true;
    }
}

/* A block that runs and that the daemon has not seen begin: there was no daemon, or the plan was
 * edited meanwhile. */
static void daemon_note_running(struct daemon *d, int64_t now_sec)
{
    struct agenda *agenda = &d->rounds.agenda;

    for (size_t i = 0; i < agenda->n; i++) {
        struct agenda_item *item = &agenda->items[i];

        if (item->start_sec <= now_sec && now_sec < item->end_sec && item->known_sec == 0 &&
            item->outcome == OUTCOME_OPEN)
            daemon_note_begin(d, item, now_sec);
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

static void daemon_arm(struct daemon *d, int64_t now_sec)
{
    int64_t next_sec = rounds_next(&d->rounds);
    int r;

    if (d->quiet_until_sec > now_sec)
        next_sec = MIN(next_sec, d->quiet_until_sec);
    r = wake_at(d->wake, next_sec);
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot set the alarm: %s", strerror(-r));
}

static void daemon_publish(struct daemon *d, int64_t now_sec)
{
    struct publish_source source = {d->plan,     d->zone,          d->store.log,
                                    d->data_dir, d->first_run_sec, now_sec};
    struct batch batch = {0};
    uint64_t fingerprint;
    int r;

    if (!d->has_plan)
        return;
    r = publish_collect(&source, &batch, &fingerprint);
    if (r >= 0)
        publisher_run(d->publisher, &batch, fingerprint);
    else
        journal(JOURNAL_ERROR, "Cannot publish the calendar: %s", strerror(-r));
    batch_done(&batch);
}

void daemon_look(struct daemon *d)
{
    _cleanup_(due_list_done) struct due_list dues = {0};
    int64_t now_sec = daemon_now();
    bool is_new_day = now_sec >= d->rounds.refill_sec;
    int r;

    r = rounds_take(&d->rounds, d->store.log, now_sec, &dues);
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot take what is due: %s", strerror(-r));
    for (size_t i = 0; i < dues.n; i++)
        daemon_handle_due(d, &dues.items[i], now_sec);
    daemon_note_running(d, now_sec);
    if (dues.n > 0 && log_set_instant(d->store.log, LOG_LAST_LOOK, now_sec) < 0)
        journal(JOURNAL_WARNING, "Cannot write the log: %s", log_why(d->store.log));

    announcer_look(d->announcer, &d->rounds.agenda, now_sec,
                   d->quiet_until_sec > now_sec || presence_is_locked(d->presence));
    if (is_new_day || d->must_publish)
        daemon_publish(d, now_sec);
    d->must_publish = false;
    daemon_tell_problems(d);
    daemon_tell_systemd(d, now_sec);
    daemon_arm(d, now_sec);
}

void daemon_log_changed(struct daemon *d, const char *id)
{
    daemon_refill(d);
    bus_service_emit_log_changed(d->service, id);
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
