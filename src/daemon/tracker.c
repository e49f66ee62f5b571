/* The tracker over the bus: pages by number, copied out of the log so that no read transaction
 * outlives a reply; and changes, each in the order of answers.c: the log first, then the bus. */
#include "daemon/daemon.h"

#include <errno.h>
#include <inttypes.h>

#include "base/text.h"

void lent_track_done(struct lent_track *lent)
{
    for (size_t i = 0; i < lent->n; i++) {
        track_item_done(&lent->versions[i].item);
        free((char *)lent->versions[i].action);
    }
    free(lent->versions);
    *lent = (struct lent_track){0};
}

/* The log's strings live until its next step: the reply needs its own. */
static int lend(struct lent_track *lent, const struct track_item *item, const char *action,
                int64_t at_sec)
{
    struct bus_track_version version = {.at_sec = at_sec};
    int r;

    r = array_reserve((void **)&lent->versions, &lent->capacity, lent->n, sizeof(version));
    if (r >= 0)
        r = track_item_copy(item, &version.item);
    if (r < 0)
        return r;
    version.action = strdup(action);
    if (!version.action) {
        track_item_done(&version.item);
        return -ENOMEM;
    }
    lent->versions[lent->n++] = version;
    return 0;
}

/* ---- Listing ---- */

struct listing {
    const struct bus_track_query *query;
    int64_t after;
    struct lent_track *lent;
};

static bool query_matches(const struct bus_track_query *query, const struct track_item *item)
{
    static const enum track_text texts[] = {TRACK_NAME, TRACK_COMPANY, TRACK_ROLE};

    if (*query->kind && !streq(query->kind, track_kind_name(item->kind)))
        return false;
    if (query->is_open_only && track_item_is_over(item))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        if (str_contains_folded(track_item_get_text(item, texts[i]), query->text))
            return true;
    return false;
}

/* One more than the page holds tells that there are more. Returns 1 then, which ends the walk. */
static int list_item(const struct track_item *item, void *userdata)
{
    struct listing *listing = userdata;

    if (item->n <= listing->after || !query_matches(listing->query, item))
        return 0;
    if (listing->lent->n == listing->query->limit)
        return 1;
    return lend(listing->lent, item, "", 0);
}

/* A cursor is the number of the last item. */
static int cursor_parse(const char *s, int64_t *ret)
{
    char *end;

    *ret = 0;
    if (!*s)
        return 0;
    errno = 0;
    *ret = strtoll(s, &end, 10);
    return errno != 0 || *end || *ret <= 0 ? -EINVAL : 0;
}

static int page_fill(struct daemon *d, bool has_more, struct bus_tracker *ret)
{
    struct lent_track *lent = &d->lent_track;
    struct track_item *items = calloc(MAX(lent->n, 1u), sizeof *items);

    if (!items)
        return -ENOMEM;
    for (size_t i = 0; i < lent->n; i++)
        items[i] = lent->versions[i].item;
    if (has_more)
        snprintf(lent->cursor, sizeof lent->cursor, "%" PRId64, items[lent->n - 1].n);
    *ret = (struct bus_tracker){
        .now_sec = daemon_now(),
        .timezone = zone_name(d->zone),
        .items = items,
        .n_items = lent->n,
        .cursor = lent->cursor,
    };
    return 0;
}

int handle_list_track(void *userdata, const struct bus_track_query *query, struct bus_tracker *ret,
                      struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    struct listing listing = {.query = query, .lent = &d->lent_track};
    int r;

    if (cursor_parse(query->cursor, &listing.after) < 0)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "Not a cursor: pass what the page before returned, or nothing.");
    lent_track_done(&d->lent_track);
    r = log_each_track(d->store.log, list_item, &listing);
    return r < 0 ? r : page_fill(d, r > 0, ret);
}

/* Of very many versions the newest ones. */
static int lend_version(const struct track_item *item, const char *action, int64_t at_sec,
                        void *userdata)
{
    struct lent_track *lent = userdata;

    if (lent->n == BUS_PAGE_MAX) {
        track_item_done(&lent->versions[0].item);
        free((char *)lent->versions[0].action);
        lent->n--;
        memmove(lent->versions, lent->versions + 1, lent->n * sizeof *lent->versions);
    }
    return lend(lent, item, action, at_sec);
}

static int refuse_number(int64_t n, struct bus_refusal *refusal)
{
    return bus_refuse(
        refusal, BUS_ERROR_NO_SUCH_ITEM,
        "The tracker has no #%" PRId64 ". `jsctl track list --all` shows what it has.", n);
}

int handle_track_history(void *userdata, int64_t n, struct bus_track_history *ret,
                         struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    struct lent_track *lent = &d->lent_track;
    struct bus_track_version *versions;
    int r;

    lent_track_done(lent);
    r = log_each_track_version(d->store.log, n, lend_version, lent);
    if (r < 0)
        return r;
    if (lent->n == 0)
        return refuse_number(n, refusal);
    versions = calloc(lent->n, sizeof *versions);
    if (!versions)
        return -ENOMEM;
    memcpy(versions, lent->versions, lent->n * sizeof *versions);
    *ret = (struct bus_track_history){
        .now_sec = daemon_now(),
        .timezone = zone_name(d->zone),
        .versions = versions,
        .n_versions = lent->n,
    };
    return 0;
}

/* ---- Changing ---- */

void daemon_tracker_changed(struct daemon *d, int64_t n)
{
    bus_service_emit_tracker_changed(d->service, n);
    daemon_look(d);
}

/* What stopped a change: the user's doing, or the disk's. */
static int refuse_change(struct daemon *d, int error, struct bus_refusal *refusal)
{
    if (error == -ESTALE)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "Not saved: %s. Look at it again, and say it again.",
                          log_why(d->store.log));
    if (error == -EINVAL)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT, "%s", log_why(d->store.log));
    return daemon_refuse_write(d, error, refusal);
}

int handle_put_track(void *userdata, const struct track_item *item, int64_t *ret_n,
                     struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    int r;

    daemon_note_word(d);
    r = daemon_require_store(d, refusal);
    if (r != 0)
        return r;
    r = log_put_track(d->store.log, item, daemon_now(), ret_n);
    if (r < 0)
        return refuse_change(d, r, refusal);
    daemon_tracker_changed(d, *ret_n);
    return 0;
}

static int compare_all(struct daemon *d, const struct track_item *items, size_t n,
                       enum track_effect *ret, struct bus_refusal *refusal)
{
    int64_t now_sec = daemon_now();
    int r;

    for (size_t i = 0; i < n; i++) {
        r = log_compare_track(d->store.log, &items[i], now_sec, &ret[i]);
        if (r == -ESTALE)
            return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                              "Not saved: item %zu: %s. Look at it again, and say it again.", i + 1,
                              log_why(d->store.log));
        if (r < 0)
            return r;
    }
    return 0;
}

int handle_put_many_track(void *userdata, const struct track_item *items, size_t n, bool is_dry_run,
                          enum track_effect *ret_effects, struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    int r;

    daemon_note_word(d);
    r = daemon_require_store(d, refusal);
    if (r == 0)
        r = compare_all(d, items, n, ret_effects, refusal);
    if (r != 0 || is_dry_run)
        return r;
    r = log_put_track_all(d->store.log, items, n, daemon_now());
    if (r < 0)
        return refuse_change(d, r, refusal);
    daemon_tracker_changed(d, 0);
    return 0;
}

int handle_remove_track(void *userdata, int64_t n, struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    int r;

    daemon_note_word(d);
    r = daemon_require_store(d, refusal);
    if (r != 0)
        return r;
    r = log_remove_track(d->store.log, n, daemon_now());
    if (r <= 0)
        return r < 0 ? refuse_change(d, r, refusal) : refuse_number(n, refusal);
    daemon_tracker_changed(d, n);
    return 0;
}

int handle_finish_follow_up(void *userdata, int64_t n, struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    int64_t now_sec = daemon_now();
    int r;

    daemon_note_word(d);
    r = daemon_require_store(d, refusal);
    if (r != 0)
        return r;
    r = log_finish_follow_up(d->store.log, n, zone_day(d->zone, now_sec), now_sec);
    if (r <= 0)
        return r < 0 ? refuse_change(d, r, refusal) : refuse_number(n, refusal);
    daemon_tracker_changed(d, n);
    return 0;
}

int handle_undo_track(void *userdata, struct bus_track_undo *ret, struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    struct track_item item;
    bool is_gone;
    int r, n;

    daemon_note_word(d);
    r = daemon_require_store(d, refusal);
    if (r != 0)
        return r;
    n = log_undo_track(d->store.log, daemon_now(), &item, &is_gone);
    if (n < 0)
        return refuse_change(d, n, refusal);
    if (n == 0)
        return bus_refuse(refusal, BUS_ERROR_NOTHING_TO_UNDO,
                          "The tracker was not changed in the last 24 hours, or all of it was "
                          "taken back.");
    /* What follows may ask the log for other items. */
    lent_track_done(&d->lent_track);
    r = lend(&d->lent_track, &item, "", 0);
    if (r < 0)
        return r;
    daemon_tracker_changed(d, n == 1 ? item.n : 0);
    *ret = (struct bus_track_undo){
        .item = d->lent_track.versions[0].item, .is_gone = is_gone, .n_items = (unsigned)n};
    return 0;
}
