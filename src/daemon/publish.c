/* The published calendar on the daemon's side: what calendar programs changed in it is always read
 * and taken before it is written anew, so that no edit is lost (docs/architecture.md, "Two ways").
 */
#include "daemon/daemon.h"

#include <errno.h>

#include "daemon/journal.h"
#include "daemon/publish-items.h"
#include "daemon/shared-weeks.h"
#include "daemon/take-edits.h"

void daemon_follow_published(struct daemon *d)
{
    _cleanup_(publish_paths_done) struct publish_paths paths = {0};
    int r;

    if (!d->edits)
        return;
    r = publish_paths_get(d->plan, d->data_dir, &paths);
    if (r >= 0)
        r = edits_follow(d->edits, zone_name(d->zone), paths.folder, paths.single_file,
                         paths.state_file);
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot watch what is published: %s", strerror(-r));
}

/* Where the comparison failed what others wrote is replaced, unread; it is kept beside ours. */
static void daemon_write_calendar(struct daemon *d, const struct edits_found *found)
{
    _cleanup_(share_list_done) struct share_list shared = {0};
    struct publish_source source = {
        .plan = d->plan,
        .zone = d->zone,
        .log = d->store.log,
        .data_dir = d->data_dir,
        .first_run_sec = d->first_run_sec,
        .now_sec = daemon_now(),
        .seen = found->seen,
        .n_seen = found->n_seen,
        .restore = found->why != NULL,
    };
    struct batch batch = {0};
    uint64_t fingerprint;
    int r = 0;

    if (d->plan->share)
        r = share_list_fill(d, SHARE_WEEKS, source.now_sec, &shared);
    source.shared = shared.items;
    source.n_shared = shared.n;
    if (r >= 0)
        r = publish_collect(&source, &batch, &fingerprint);
    if (r >= 0)
        publisher_run(d->publisher, &batch, fingerprint);
    else
        journal(JOURNAL_ERROR, "Cannot publish the calendar: %s", strerror(-r));
    batch_done(&batch);
}

void daemon_publish(struct daemon *d)
{
    static const struct edits_found none = {.why = "no comparison could be started"};

    /* A log in memory has another install id: every UID would be another. */
    if (!d->has_plan || !d->store.is_durable)
        return;
    d->is_publish_due = true;
    if (!d->is_taking_edits && edits_read(d->edits) < 0)
        daemon_edits_read(d, &none);
}

/* The look that follows may ask for a publication: it is the one at the end. Returns 0 or negative
 * errno: an edit is not in the log, so what it was found in stays as it is. */
static int daemon_settle_edits(struct daemon *d, const struct edits_found *found)
{
    int r = daemon_take_edits(d, found->edits, found->n);

    d->is_taking_edits = true;
    if (r > 0) {
        daemon_refill(d);
        bus_service_emit_plan_changed(d->service);
        d->must_place = true;
    }
    daemon_look(d);
    d->is_taking_edits = false;
    d->is_publish_due = true;
    return MIN(r, 0);
}

/* A file that the comparison fails on is another's. Tried twice, it may not keep us from publishing
 * for ever. Returns true if it is to be replaced unread. */
static bool daemon_give_up_edits(struct daemon *d, const char *why)
{
    bool is_first = d->n_edits_failed++ == 0;

    journal(JOURNAL_WARNING, "What calendar programs changed was not read: %s", why);
    if (is_first && edits_read(d->edits) >= 0)
        return false;
    problem_add(&d->problems, "calendar-edit",
                "If you changed a block there, change it once more; theirs is kept in the folder, "
                "as .NAME.theirs.",
                "What calendar programs changed in the published calendar could not be read (%s); "
                "the plan's own was published over it.",
                why);
    return true;
}

/* "share/2026-W48", which no block's id can be: those end in a number of their own. */
static bool is_shared_week(const char *id)
{
    static const char folder[] = "share/";

    return strncmp(id, folder, strlen(folder)) == 0 &&
           strlen(id) == strlen(folder) + WEEK_NAME_SIZE - 1;
}

/* What others make of a week for the coach is written over at once; of a block, when that is
 * published next. */
static bool has_spoilt_week(const struct edits_found *found)
{
    for (size_t i = 0; i < found->n_seen; i++)
        if (!found->seen[i].is_same && is_shared_week(found->seen[i].id))
            return true;
    return false;
}

void daemon_edits_read(struct daemon *d, const struct edits_found *found)
{
    if (!d->has_plan || !d->store.is_durable)
        return;
    if (found->why && !daemon_give_up_edits(d, found->why))
        return;
    if (!found->why)
        d->n_edits_failed = 0;
    if (found->n > 0 && daemon_settle_edits(d, found) < 0)
        return;
    d->is_publish_due |= has_spoilt_week(found);
    if (!d->is_publish_due)
        return;
    d->is_publish_due = false;
    if (found->n > 0 || found->n_seen > 0 || found->why)
        publisher_forget(d->publisher);
    daemon_write_calendar(d, found);
}
