#include "daemon/take-edits.h"

#include <errno.h>

#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/item.h"
#include "daemon/journal.h"
#include "daemon/wording.h"

#define EDIT_KEY "edit"

/* The block that an edit is about: an occurrence's id has its date, and the series' number. Returns
 * 0, or -ENOENT where it names none. */
static int edit_block_id(const struct edit *edit, char buf[static BLOCK_ID_SIZE])
{
    char activity[ACTIVITY_NAME_MAX + 1];
    unsigned n;
    int used = 0;

    if (edit->recurrence_local_sec < 0) {
        snprintf(buf, BLOCK_ID_SIZE, "%s", edit->id);
        return block_id_is_valid(buf) ? 0 : -ENOENT;
    }
    if (sscanf(edit->id, "%32[a-z0-9-]/%5u%n", activity, &n, &used) != 2 || edit->id[used])
        return -ENOENT;
    block_id_fixed(buf, activity, civil_local_day(edit->recurrence_local_sec), n);
    return 0;
}

/* An edit with the block that it is about, as we have it. */
struct question {
    struct daemon *daemon;
    const struct edit *edit;
    struct agenda agenda;     /* the days around it */
    struct agenda_item *item; /* of the agenda */
    int64_t now_sec;
};

static int question_fill(struct question *q)
{
    struct daemon *d = q->daemon;
    char id[BLOCK_ID_SIZE];
    int r = edit_block_id(q->edit, id);

    if (r < 0)
        return r;
    agenda_init(&q->agenda, d->plan, d->zone);
    r = agenda_fill_blocks(&q->agenda, d->store.log, q->edit->base_start_sec - DAY_SEC,
                           q->edit->base_start_sec + DAY_SEC);
    if (r >= 0)
        r = agenda_join_log(&q->agenda, d->store.log, q->edit->base_start_sec - DAY_SEC,
                            q->edit->base_start_sec + DAY_SEC, q->now_sec);
    if (r < 0)
        return r;
    q->item = agenda_find(&q->agenda, id);
    return q->item ? 0 : -ENOENT;
}

/* RFC 5546 2.1.4: the higher SEQUENCE is the newer revision, and between equal ones the later
 * time. Ours rises with every change that we publish, so an edit of what lies there now is at least
 * equal. */
static bool edit_is_older(const struct edit *edit)
{
    if (edit->sequence != edit->base_sequence)
        return edit->sequence < edit->base_sequence;
    return edit->modified_sec != 0 && edit->modified_sec < edit->base_modified_sec;
}

static const char *shown_title(const struct question *q)
{
    return q->daemon->plan->discreet ? "Block" : q->item->title;
}

/* Both sides moved the block: what came of it is told. */
static void tell_conflict(const struct question *q, int64_t start_sec, const char *body)
{
    _cleanup_(text_done) struct text text = {0};
    _cleanup_(freep) char *summary = NULL;
    struct daemon *d = q->daemon;

    text_addf(&text, "%s stays on ", shown_title(q));
    wording_add_moment(&text, d->zone, q->now_sec, start_sec);
    if (text_take(&text, &summary) < 0)
        return;
    journal(JOURNAL_NOTICE, "%s: %s", summary, body);
    announcer_tell(d->announcer, EDIT_KEY, summary, body);
}

static void refuse(struct daemon *d, const char *what, const char *remedy, const char *id)
{
    journal(JOURNAL_NOTICE, "Not taken from the calendar program: %s%s%s", id, *id ? ": " : "",
            what);
    problem_add(&d->problems, "calendar-edit", remedy,
                "A change in the calendar program was not taken: %s%s%s.", id, *id ? ": " : "",
                what);
}

/* ---- Moved ---- */

/* What has begun by its new time lies where its row says (agenda_join()): that the user corrected
 * it, and that it began at all, where nobody saw it, is written there. */
static int put_begun(const struct question *q)
{
    struct daemon *d = q->daemon;
    struct log_entry entry = log_entry_from_item(q->item);
    int r;

    entry.start_sec = q->edit->start_sec;
    entry.end_sec = q->edit->end_sec;
    entry.outcome = OUTCOME_OPEN; /* also where it was missed: it is asked about at its new time */
    entry.minutes = entry.count = LOG_UNSET;
    entry.known_sec = entry.known_sec ?: q->now_sec;
    entry.source = LOG_SOURCE_CALENDAR;
    r = log_put(d->store.log, &entry, "edit", q->now_sec);
    if (r < 0)
        return r;
    bus_service_emit_log_changed(d->service, q->item->id);
    return 0;
}

static int take_move(struct question *q)
{
    const struct edit *edit = q->edit;
    const struct agenda_item *item = q->item;
    int64_t base_sec = item->base_sec ?: item->start_sec;
    struct log_move move = {item->id, base_sec, edit->start_sec, edit->end_sec, false};
    struct log *log = q->daemon->store.log;
    int r;

    if (item->start_sec == edit->start_sec && item->end_sec == edit->end_sec)
        return 0;
    if (edit->end_sec <= edit->start_sec || edit->end_sec - edit->start_sec > DAY_SEC) {
        refuse(q->daemon, "it has no length, or over a day", "Move it once more.", item->id);
        return 0;
    }
    r = edit->start_sec <= q->now_sec ? put_begun(q) : 0;
    if (r >= 0)
        r = log_put_move(log, &move, q->now_sec);
    if (r < 0)
        return r;
    if (item->start_sec != edit->base_start_sec)
        tell_conflict(q, edit->start_sec,
                      "It was moved in the calendar program and by the schedule; yours counts.");
    return 1;
}

/* ---- Deleted ---- */

static int take_deletion(struct question *q)
{
    struct agenda_item *item = q->item;
    struct log_move move = {item->id, item->base_sec ?: item->start_sec, item->start_sec,
                            item->end_sec, true};
    struct log_entry entry = log_entry_from_item(item);
    struct log *log = q->daemon->store.log;
    int r;

    r = log_put_move(log, &move, q->now_sec);
    if (r < 0)
        return r;
    entry.outcome = OUTCOME_SKIPPED;
    entry.minutes = 0;
    entry.source = LOG_SOURCE_CALENDAR;
    entry.answered_sec = q->now_sec;
    r = log_put(log, &entry, "answer", q->now_sec);
    if (r < 0)
        return r;
    bus_service_emit_log_changed(q->daemon->service, item->id);
    return 1;
}

static int take_edit(struct daemon *d, const struct edit *edit)
{
    struct question q = {.daemon = d, .edit = edit, .now_sec = daemon_now()};
    int r = question_fill(&q);

    if (r == -ENOENT) {
        r = 0; /* no block of the plan's by now: what the plan says is published */
    } else if (r >= 0 && outcome_is_answer(q.item->outcome)) {
        if (!q.item->is_deleted)
            refuse(d, "it is answered already", "Change it with `jsctl log edit`.", q.item->id);
    } else if (r >= 0 && edit_is_older(edit)) {
        tell_conflict(&q, q.item->start_sec,
                      "The change in the calendar program is older than the plan's.");
    } else if (r >= 0) {
        r = edit->kind == EDIT_MOVED ? take_move(&q) : take_deletion(&q);
    }
    agenda_done(&q.agenda);
    return r;
}

int daemon_take_edits(struct daemon *d, const struct edit *edits, size_t n)
{
    int any = 0, error = 0;

    for (size_t i = 0; i < n; i++) {
        int r = 0;

        if (edits[i].kind == EDIT_REFUSED)
            refuse(d, edits[i].what,
                   "The plan's own is published again; change the plan with `jsctl edit`.",
                   edits[i].id);
        else
            r = take_edit(d, &edits[i]);
        if (r < 0) {
            journal(JOURNAL_ERROR, "Cannot take what was changed in the calendar program: %s: %s",
                    edits[i].id, strerror(-r));
            error = r;
        }
        any |= r > 0;
    }
    if (any)
        daemon_note_word(d);
    return error ?: any;
}
