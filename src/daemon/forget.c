/* Forgetting what lies before a day, or everything: on disk first, then in memory. After everything
 * the daemon goes on as on its first day. */
#include "daemon/daemon.h"

#include <errno.h>

#include "daemon/journal.h"
#include "daemon/tuning.h"

/* NULL in *ret is everything. The day at hand stays: what runs is known and announced by what the
 * log says of it. */
static int parse_before(const struct daemon *d, const char *s, struct log_before *buf,
                        const struct log_before **ret, struct bus_refusal *refusal)
{
    int32_t day;

    *ret = NULL;
    if (!*s)
        return 0;
    if (civil_parse_date(s, &day) < 0 || day > zone_day(d->zone, daemon_now()))
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "Not a day up to today: write a date such as 2026-11-24. What is of "
                          "today goes only with everything.");
    *buf = (struct log_before){.sec = zone_day_start(d->zone, day), .day = day};
    *ret = buf;
    return 0;
}

static int fill_amounts(const struct daemon *d, const struct log_before *before,
                        struct bus_amounts *ret)
{
    struct bus_amounts amounts = {.items = calloc(LOG_AMOUNTS_MAX + 1, sizeof *amounts.items)};
    struct log_amounts counted;
    unsigned n_aside = 0;
    int r;

    if (!amounts.items)
        return -ENOMEM;
    r = log_count_forgettable(d->store.log, before, &counted);
    if (r >= 0)
        r = log_remove_set_aside(d->store.path, true, &n_aside);
    if (r < 0) {
        bus_amounts_done(&amounts);
        return r;
    }
    for (size_t i = 0; i < counted.n; i++)
        amounts.items[amounts.n++] = (struct bus_amount){
            counted.items[i].what, (unsigned)MIN(counted.items[i].n, (int64_t)UINT32_MAX)};
    amounts.items[amounts.n++] = (struct bus_amount){"set-aside", n_aside};
    *ret = amounts;
    return 0;
}

/* What answers borrow is a copy of what is gone. */
static void drop_lent(struct daemon *d)
{
    agenda_done(&d->lent);
    lent_page_done(&d->lent_page);
    lent_track_done(&d->lent_track);
    d->lent_tuning = tuning_free(d->lent_tuning);
    lent_texts_done(&d->lent_review);
}

/* Quiet stays: it is the user's wish for now. */
static void begin_anew(struct daemon *d)
{
    int64_t now_sec = daemon_now();

    d->first_run_sec = d->handled_sec = d->rounds.looked_sec = now_sec;
    d->last_word_sec = d->lull_told_sec = 0;
    d->review_sec = d->reviewed_sec = 0;
    change_list_done(&d->changes);
    daemon_join_first_run(d);
    daemon_join_last_word(d);
    if (log_set_instant(d->store.log, LOG_LAST_LOOK, now_sec) < 0 ||
        log_set_instant(d->store.log, LOG_QUIET_UNTIL, d->quiet_until_sec) < 0)
        journal(JOURNAL_ERROR, "Cannot write the log: %s", log_why(d->store.log));
}

static int remove_set_aside(const struct daemon *d, struct bus_refusal *refusal)
{
    unsigned n;
    int r = log_remove_set_aside(d->store.path, false, &n);

    if (r >= 0)
        return 0;
    return bus_refuse(
        refusal, BUS_ERROR_FAILED,
        "The log is done, but what was set aside beside it cannot be removed: %s. Make "
        "the folder %s writable, then say it again.",
        strerror(-r), d->data_dir);
}

/* Returns 0, 1 with the refusal, or negative errno. */
static int forget(struct daemon *d, const struct log_before *before, struct bus_refusal *refusal)
{
    int r = log_forget(d->store.log, before);

    if (r < 0)
        return daemon_refuse_write(d, r, refusal);
    if (r > 0)
        bus_refuse(refusal, BUS_ERROR_FAILED,
                   "It is out of the log, but its bytes may still be in the file: %s. Close that "
                   "program or free space, then say it again.",
                   log_why(d->store.log));
    else
        r = remove_set_aside(d, refusal);
    drop_lent(d);
    if (!before)
        begin_anew(d);
    daemon_log_changed(d, "");
    daemon_tracker_changed(d, 0);
    return r;
}

int handle_forget(void *userdata, const char *before, bool is_dry_run, struct bus_amounts *ret,
                  struct bus_refusal *refusal)
{
    _cleanup_(bus_amounts_done) struct bus_amounts amounts = {0};
    const struct log_before *limit;
    struct daemon *d = userdata;
    struct log_before buf;
    int r;

    r = parse_before(d, before, &buf, &limit, refusal);
    if (r == 0)
        r = daemon_require_store(d, refusal);
    if (r == 0)
        r = fill_amounts(d, limit, &amounts);
    if (r == 0 && !is_dry_run) {
        daemon_note_word(d);
        r = forget(d, limit, refusal);
    }
    if (r != 0)
        return r;
    *ret = amounts;
    amounts = (struct bus_amounts){0};
    return 0;
}
