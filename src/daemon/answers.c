/* What the user says of blocks, from the bus and from bubbles. Always in this order: find the
 * block, write the log, then change the agenda, tell the bus, reply (see DESIGN on durability). */
#include "daemon/daemon.h"

#include <errno.h>

#include "daemon/item.h"
#include "review.h"

#define TODAY_HINT "Run `jsctl today` for the blocks and their ids."

/* Refuses while nothing that is written would last. */
int daemon_require_store(struct daemon *d, struct bus_refusal *refusal)
{
    bool is_new;
    bool is_durable = store_is_durable(&d->store, &d->problems, &is_new);

    if (is_new) {
        daemon_join_first_run(d);
        daemon_join_last_word(d);
        daemon_refill(d);
        d->must_publish = true;
    }
    daemon_tell_problems(d);
    if (is_durable)
        return 0;
    return bus_refuse(refusal, BUS_ERROR_NOT_SAVED,
                      "Not saved: %s: %s. Free space or make it writable, then say it again.",
                      d->store.path, d->store.why ? d->store.why : "it cannot be written");
}

int daemon_refuse_write(struct daemon *d, int error, struct bus_refusal *refusal)
{
    return bus_refuse(refusal, BUS_ERROR_NOT_SAVED,
                      "Not saved: %s (%s). Free space or make it writable, then say it again.",
                      log_why(d->store.log), strerror(-error));
}

/* When a block of that id can lie: around its day, or for a flexible one around its ISO week,
 * whichever day the user's weeks begin on. */
static bool find_id_stretch(const struct zone *zone, const char *id, int64_t *ret_from_sec,
                            int64_t *ret_to_sec)
{
    const char *slash = strchr(id, '/');
    char date[DATE_SIZE] = "";
    int year, week;
    int32_t day;

    if (slash && sscanf(slash + 1, "%4d-W%2d/", &year, &week) == 2 &&
        civil_iso_week_day(year, week, &day) >= 0) {
        *ret_from_sec = zone_day_start(zone, day - 7);
        *ret_to_sec = zone_day_start(zone, day + 14);
        return true;
    }
    if (slash)
        snprintf(date, sizeof date, "%.10s", slash + 1);
    if (civil_parse_date(date, &day) < 0)
        return false;
    *ret_from_sec = zone_day_start(zone, day);
    *ret_to_sec = *ret_from_sec + 2 * (int64_t)DAY_SEC;
    return true;
}

/* A block outside the standing agenda: fills the agenda that is lent with the day of its id, or of
 * its row in the log. */
static struct agenda_item *find_far_item(struct daemon *d, const char *id)
{
    struct log_entry entry;
    int64_t from_sec, to_sec;

    if (log_find(d->store.log, id, &entry) > 0) {
        from_sec = entry.start_sec;
        to_sec = from_sec + 2 * DAY_SEC;
    } else if (!find_id_stretch(d->zone, id, &from_sec, &to_sec)) {
        return NULL;
    }
    agenda_done(&d->lent);
    agenda_init(&d->lent, d->plan, d->zone);
    if (agenda_fill_with_log(&d->lent, d->store.log, from_sec, to_sec, daemon_now()) < 0)
        return NULL;
    return agenda_find(&d->lent, id);
}

static int find_block(struct daemon *d, const char *id, struct agenda_item **ret,
                      struct bus_refusal *refusal)
{
    struct agenda_item *item;

    if (!*id) {
        item = (struct agenda_item *)agenda_default_item(&d->rounds.agenda, daemon_now());
        if (!item)
            return bus_refuse(
                refusal, BUS_ERROR_NO_BLOCK_NOW,
                "No block runs now and none ended in the last 30 minutes. " TODAY_HINT);
    } else {
        item = agenda_find(&d->rounds.agenda, id);
        if (!item)
            item = find_far_item(d, id);
        if (!item)
            return bus_refuse(refusal, BUS_ERROR_NO_SUCH_BLOCK, "There is no block %s. " TODAY_HINT,
                              id);
    }
    *ret = item;
    return 0;
}

static int lend_block(struct daemon *d, const char *id, struct bus_block *ret,
                      struct bus_refusal *refusal)
{
    struct agenda_item *item;
    int r = find_block(d, id, &item, refusal);

    if (r == 0)
        *ret = bus_block_from_item(item);
    return r;
}

/* ---- Answers ---- */

static int refuse_answered(const struct agenda_item *item, struct bus_refusal *refusal)
{
    if (outcome_is_answer(item->outcome))
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "%s was answered already (%s); `jsctl undo` takes that back.", item->id,
                          outcome_label(item->outcome));
    return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                      "%s is over (%s); it can be answered, or started late.", item->id,
                      outcome_label(item->outcome));
}

static int check_has_begun(struct daemon *d, const struct agenda_item *item, enum outcome outcome,
                           struct bus_refusal *refusal)
{
    int64_t tomorrow_sec = zone_day_start(d->zone, zone_day(d->zone, daemon_now()) + 1);

    /* What lies ahead can be skipped; done can be what lies ahead today: it was done early. */
    if (outcome == OUTCOME_SKIPPED || item->start_sec < tomorrow_sec)
        return 0;
    return bus_refuse(refusal, BUS_ERROR_NOT_BEGUN,
                      "%s lies after today. It can be skipped now and answered when it comes.",
                      item->id);
}

int daemon_answer(struct daemon *d, const struct bus_answer *answer, const char *source,
                  struct bus_block *ret, struct bus_refusal *refusal)
{
    int64_t now_sec = daemon_now();
    struct agenda_item *item;
    struct log_entry entry;
    char id[BLOCK_ID_SIZE];
    bool ends_now;
    int r;

    r = daemon_require_store(d, refusal);
    if (r == 0)
        r = find_block(d, answer->block, &item, refusal);
    if (r == 0)
        r = check_has_begun(d, item, answer->outcome, refusal);
    if (r != 0)
        return r;

    memcpy(id, item->id, sizeof id);
    entry = log_entry_from_item(item);
    ends_now = item_is_running_work(item, now_sec);
    if (ends_now)
        entry.end_sec = MAX(now_sec, entry.start_sec + 60); /* it ends with its answer */
    entry.outcome = answer->outcome;
    entry.minutes = answer->minutes >= 0
                        ? answer->minutes
                        : review_default_minutes(answer->outcome, entry.start_sec, entry.end_sec,
                                                 entry.started_sec, now_sec);
    entry.count = answer->count;
    entry.why = answer->why;
    entry.note = answer->note;
    entry.source = source;
    entry.answered_sec = now_sec;
    r = log_put(d->store.log, &entry, "answer", now_sec);
    if (r < 0)
        return daemon_refuse_write(d, r, refusal);
    daemon_log_changed(d, id);
    r = lend_block(d, id, ret, refusal);
    if (r == 0 && ends_now)
        bus_service_emit_block_ended(d->service, ret);
    return r;
}

int daemon_undo(struct daemon *d, struct bus_block *ret, struct bus_refusal *refusal)
{
    struct log_entry entry;
    struct agenda_item row;
    bool is_gone;
    int r;

    r = daemon_require_store(d, refusal);
    if (r != 0)
        return r;
    r = log_undo(d->store.log, daemon_now(), &entry, &is_gone);
    if (r < 0)
        return daemon_refuse_write(d, r, refusal);
    if (r == 0)
        return bus_refuse(refusal, BUS_ERROR_NOTHING_TO_UNDO,
                          "Nothing was said in the last 24 hours that could be taken back.");
    /* Unplanned work that is taken back whole is nowhere any more: what went is what is told. */
    row = agenda_item_from_entry(&entry);
    agenda_done(&d->lent);
    agenda_init(&d->lent, d->plan, d->zone);
    r = agenda_join(&d->lent, &row, daemon_now());
    if (r < 0)
        return r;
    daemon_log_changed(d, row.id);
    *ret = bus_block_from_item(agenda_find(&d->rounds.agenda, row.id) ?: &d->lent.items[0]);
    return 0;
}

int daemon_snooze(struct daemon *d, const char *block, unsigned minutes, struct bus_block *ret,
                  int64_t *ret_until_sec, struct bus_refusal *refusal)
{
    int64_t now_sec = daemon_now(), until_sec = now_sec + minutes * INT64_C(60);
    struct agenda_item *item;
    char id[BLOCK_ID_SIZE];
    int r;

    r = find_block(d, block, &item, refusal);
    if (r != 0)
        return r;
    if (item->outcome != OUTCOME_OPEN)
        return refuse_answered(item, refusal);
    memcpy(id, item->id, sizeof id);
    r = log_set_snooze(d->store.log, id, until_sec);
    if (r < 0)
        return daemon_refuse_write(d, r, refusal);
    daemon_log_changed(d, id);
    *ret_until_sec = until_sec;
    return lend_block(d, id, ret, refusal);
}

/* ---- Starting ---- */

static bool item_is_current(const struct agenda_item *item, int64_t now_sec)
{
    return item->outcome == OUTCOME_OPEN && item->start_sec <= now_sec && item->end_sec > now_sec;
}

/* What `start TARGET` means: a block, or an activity's block of this moment or its unplanned work
 * that goes on; NULL if the activity has none now, which makes it unplanned work. */
static int find_target(struct daemon *d, const char *target, struct agenda_item **ret_item,
                       const struct activity **ret_activity, struct bus_refusal *refusal)
{
    int64_t now_sec = daemon_now();
    const struct agenda_item *current;

    *ret_activity = NULL;
    *ret_item = NULL;
    if (!*target) {
        current = agenda_current(&d->rounds.agenda, now_sec);
        if (!current)
            return bus_refuse(refusal, BUS_ERROR_NO_BLOCK_NOW,
                              "No block runs now. Name one, or an activity to do it unplanned.");
        *ret_item = (struct agenda_item *)current;
        return 0;
    }
    if (block_id_is_valid(target))
        return find_block(d, target, ret_item, refusal);
    *ret_activity = plan_find_activity(d->plan, target);
    if (!*ret_activity)
        return bus_refuse(refusal, BUS_ERROR_NO_SUCH_ACTIVITY,
                          "The plan has no activity %s. " TODAY_HINT, target);
    for (size_t i = 0; i < d->rounds.agenda.n; i++) {
        struct agenda_item *item = &d->rounds.agenda.items[i];

        if (item->activity == *ret_activity &&
            (item_is_running_work(item, now_sec) || item_is_current(item, now_sec)))
            *ret_item = item;
    }
    return 0;
}

static int start_unplanned(struct daemon *d, const struct activity *activity, unsigned minutes,
                           const char *source, char id[static BLOCK_ID_SIZE],
                           struct bus_refusal *refusal)
{
    int64_t now_sec = daemon_now();
    struct log_entry entry;
    uint32_t serial;
    int r;

    r = log_next_serials(d->store.log, 1, &serial);
    if (r < 0)
        return daemon_refuse_write(d, r, refusal);
    block_id_unplanned(id, activity->name, serial);
    entry = (struct log_entry){
        .id = id,
        .activity = activity->name,
        .title = activity->title,
        .start_sec = now_sec,
        .end_sec = minutes ? now_sec + minutes * INT64_C(60) : 0,
        .kind = BLOCK_UNPLANNED,
        .outcome = OUTCOME_OPEN,
        .minutes = LOG_UNSET,
        .count = LOG_UNSET,
        .why = "",
        .note = "",
        .source = source,
        .started_sec = now_sec,
        .known_sec = now_sec,
    };
    r = log_put(d->store.log, &entry, "start", now_sec);
    return r < 0 ? daemon_refuse_write(d, r, refusal) : 0;
}

static int start_planned(struct daemon *d, const struct agenda_item *item, const char *source,
                         char id[static BLOCK_ID_SIZE], struct bus_refusal *refusal)
{
    int64_t now_sec = daemon_now();
    struct log_entry entry = log_entry_from_item(item);
    int r;

    if (outcome_is_answer(item->outcome))
        return refuse_answered(item, refusal);
    r = check_has_begun(d, item, OUTCOME_DONE, refusal);
    if (r != 0)
        return r;
    memcpy(id, item->id, BLOCK_ID_SIZE);
    if (item->outcome == OUTCOME_OPEN && item->started_sec != 0)
        return 0; /* said before: the time counts from then */
    entry.outcome = OUTCOME_OPEN;
    entry.minutes = entry.count = LOG_UNSET; /* where it was missed */
    entry.started_sec = now_sec;
    entry.known_sec = entry.known_sec ? entry.known_sec : now_sec;
    entry.source = source;
    r = log_put(d->store.log, &entry, "start", now_sec);
    return r < 0 ? daemon_refuse_write(d, r, refusal) : 0;
}

int daemon_start_block(struct daemon *d, const char *target, unsigned minutes, const char *source,
                       struct bus_block *ret, struct bus_refusal *refusal)
{
    const struct activity *activity;
    struct agenda_item *item;
    char id[BLOCK_ID_SIZE];
    int r;

    r = daemon_require_store(d, refusal);
    if (r == 0)
        r = find_target(d, target, &item, &activity, refusal);
    if (r != 0)
        return r;
    r = item ? start_planned(d, item, source, id, refusal)
             : start_unplanned(d, activity, minutes, source, id, refusal);
    if (r != 0)
        return r;
    daemon_log_changed(d, id);
    r = lend_block(d, id, ret, refusal);
    if (r == 0 && !item)
        bus_service_emit_block_started(d->service, ret);
    return r;
}
