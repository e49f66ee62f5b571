/* The one place where the daemon writes the plan file, and only when it is told to. */
#include "daemon/daemon.h"

#include <errno.h>

#include "base/file.h"
#include "daemon/journal.h"
#include "daemon/tuning.h"

/* ---- The list ---- */

static struct bus_suggestion bus_suggestion_from_item(const struct tune_item *item)
{
    const struct review_pattern *pattern = item->suggestion.pattern;
    bool is_slot = pattern->kind == PATTERN_SLOT;

    return (struct bus_suggestion){
        .id = item->suggestion.id,
        .activity = pattern->activity,
        .edit = review_edit_name(item->suggestion.edit),
        .evidence = item->suggestion.evidence,
        .diff = item->diff,
        .before = item->before,
        .after = item->after,
        .days = item->days,
        .weekday = is_slot ? civil_weekday_name(pattern->weekday) : "",
        .part = is_slot ? day_part_name(pattern->part) : "",
        .kept = (unsigned)(is_slot ? pattern->kept : pattern->weeks - pattern->missed),
        .of = (unsigned)(is_slot ? pattern->of : pattern->weeks),
        .elsewhere_kept = (unsigned)(is_slot ? pattern->elsewhere_kept : 0),
        .elsewhere_of = (unsigned)(is_slot ? pattern->elsewhere_of : 0),
    };
}

static struct bus_applied bus_applied_from_row(const struct tune_applied *applied)
{
    const struct log_applied *row = &applied->row;

    return (struct bus_applied){
        .id = row->suggestion,
        .activity = row->activity,
        .edit = row->edit,
        .evidence = row->evidence,
        .at_sec = row->at_sec,
        .unit = row->is_goal ? "weeks" : "blocks",
        .kept = (unsigned)applied->kept,
        .of = (unsigned)applied->of,
        .before_kept = (unsigned)row->kept,
        .before_of = (unsigned)row->of,
    };
}

/* What the reply borrows lives until the next question. */
static void lend(struct daemon *d, struct tuning *tuning)
{
    tuning_free(d->lent_tuning);
    d->lent_tuning = tuning;
}

int handle_list_suggestions(void *userdata, struct bus_tuning *ret, struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    struct tuning *tuning;
    int r = tuning_new(d, &tuning, refusal);

    if (r != 0)
        return r;
    lend(d, tuning);
    *ret = (struct bus_tuning){
        .now_sec = tuning->now_sec,
        .timezone = zone_name(d->zone),
        .suggestions = calloc(MAX(tuning->n_items, 1u), sizeof *ret->suggestions),
        .applied = calloc(MAX(tuning->n_applied, 1u), sizeof *ret->applied),
    };
    if (!ret->suggestions || !ret->applied) {
        bus_tuning_done(ret);
        return -ENOMEM;
    }
    for (size_t i = 0; i < tuning->n_items; i++)
        ret->suggestions[ret->n_suggestions++] = bus_suggestion_from_item(&tuning->items[i]);
    for (size_t i = 0; i < tuning->n_applied; i++)
        ret->applied[ret->n_applied++] = bus_applied_from_row(&tuning->applied[i]);
    return 0;
}

/* ---- The plan file ---- */

/* Puts `to` in the place of `from`, which the file must still be. Returns 0 with the path of the
 * one before, 1 refused, or -ENOMEM. */
static int write_plan(const struct daemon *d, const char *from, const char *to, char **ret_backup,
                      struct bus_refusal *refusal)
{
    int r = file_replace(d->plan_path, from, strlen(from), to, strlen(to), ret_backup);

    if (r == 0 || r == -ENOMEM)
        return r;
    if (r == -ESTALE)
        return bus_refuse(refusal, BUS_ERROR_PLAN_NOT_WRITTEN,
                          "Not done: %s was edited since. Run `jsctl edit`.", d->plan_path);
    return bus_refuse(refusal, BUS_ERROR_PLAN_NOT_WRITTEN,
                      "Not done: cannot write %s (%s). Make it writable, then say it again.",
                      d->plan_path, strerror(-r));
}

/* The log could not be written after the file was: both are as they were. */
static int take_back(struct daemon *d, int error, const char *from, const char *to,
                     struct bus_refusal *refusal)
{
    _cleanup_(freep) char *backup = NULL;
    int r = file_replace(d->plan_path, from, strlen(from), to, strlen(to), &backup);

    if (r < 0)
        journal(JOURNAL_ERROR, "The plan was edited, but the log does not know: %s",
                log_why(d->store.log));
    return daemon_refuse_write(d, error, refusal);
}

static void take_edit(struct daemon *d)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};

    daemon_take_edit(d, &diags); /* says itself what went wrong */
}

/* ---- Applying ---- */

static const struct tune_item *find_item(const struct tuning *tuning, const char *id)
{
    for (size_t i = 0; i < tuning->n_items; i++)
        if (streq(tuning->items[i].suggestion.id, id))
            return &tuning->items[i];
    return NULL;
}

static int remember(struct daemon *d, const struct tuning *tuning, const struct tune_item *item)
{
    const struct review_suggestion *suggestion = &item->suggestion;
    struct log_applied row = {
        .at_sec = tuning->now_sec,
        .suggestion = suggestion->id,
        .activity = suggestion->pattern->activity,
        .edit = review_edit_name(suggestion->edit),
        .evidence = suggestion->evidence,
        .is_goal = suggestion->pattern->kind != PATTERN_SLOT,
        .slots = item->slots,
        .before = tuning->text,
        .after = item->text,
    };
    int r = tuning_count_before(tuning, d, item, &row.kept, &row.of);

    return r < 0 ? r : log_add_applied(d->store.log, &row);
}

static int apply(struct daemon *d, const struct tuning *tuning, const char *id, char **ret_backup,
                 struct bus_refusal *refusal)
{
    const struct tune_item *item = find_item(tuning, id);
    int r;

    if (!item)
        return bus_refuse(refusal, BUS_ERROR_NO_SUCH_SUGGESTION,
                          "There is no suggestion %s, or not any more. Run `jsctl tune`.", id);
    r = write_plan(d, tuning->text, item->text, ret_backup, refusal);
    if (r != 0)
        return r;
    r = remember(d, tuning, item);
    return r < 0 ? take_back(d, r, item->text, tuning->text, refusal) : 0;
}

int handle_apply_suggestion(void *userdata, const char *id, const char **ret_backup,
                            struct bus_refusal *refusal)
{
    _cleanup_(tuning_freep) struct tuning *tuning = NULL;
    struct daemon *d = userdata;
    char *backup = NULL;
    int r;

    r = daemon_require_store(d, refusal);
    if (r == 0)
        r = tuning_new(d, &tuning, refusal);
    if (r == 0)
        r = apply(d, tuning, id, &backup, refusal);
    if (r != 0) {
        free(backup);
        return r;
    }
    free(d->lent_backup);
    *ret_backup = d->lent_backup = backup;
    journal(JOURNAL_INFO, "Suggestion %s applied; the plan before it is %s", id, backup);
    lend(d, NULL); /* it borrows the plan */
    tuning = tuning_free(tuning);
    take_edit(d);
    return 0;
}

/* ---- Taking back ---- */

static int undo(struct daemon *d, const struct log_applied *row, struct bus_refusal *refusal)
{
    _cleanup_(freep) char *backup = NULL;
    int r = write_plan(d, row->after, row->before, &backup, refusal);

    if (r != 0)
        return r;
    r = log_undo_applied(d->store.log, row->n, daemon_now());
    return r < 0 ? take_back(d, r, row->before, row->after, refusal) : 0;
}

int handle_undo_suggestion(void *userdata, const char **ret_id, struct bus_refusal *refusal)
{
    _cleanup_(tuning_freep) struct tuning *tuning = calloc(1, sizeof *tuning);
    struct daemon *d = userdata;
    int r;

    if (!tuning)
        return -ENOMEM;
    r = daemon_require_store(d, refusal);
    if (r == 0)
        r = tuning_read_applied(tuning, d->store.log);
    if (r == 0 && tuning->n_applied == 0)
        return bus_refuse(refusal, BUS_ERROR_NOTHING_TO_UNDO,
                          "No suggestion was applied that could be taken back.");
    if (r == 0)
        r = undo(d, &tuning->applied[0].row, refusal);
    if (r != 0)
        return r;
    *ret_id = tuning->applied[0].row.suggestion;
    lend(d, TAKE_PTR(tuning));
    take_edit(d);
    return 0;
}
