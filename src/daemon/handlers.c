/* The bus's methods, each handed to the file that knows. */
#include "daemon/daemon.h"

#include <errno.h>

#include "daemon/journal.h"

static int handle_get_status(void *userdata, struct bus_status *ret, struct bus_refusal *refusal)
{
    return daemon_get_status(userdata, ret, refusal);
}

static int handle_list_day(void *userdata, const char *day, struct bus_span *ret,
                           struct bus_refusal *refusal)
{
    int32_t first;
    int r = daemon_parse_day(userdata, day, &first, refusal);

    return r != 0 ? r : daemon_list_days(userdata, first, 1, ret);
}

static int handle_list_week(void *userdata, const char *week, struct bus_span *ret,
                            struct bus_refusal *refusal)
{
    int32_t first;
    int r = daemon_parse_week(userdata, week, &first, refusal);

    return r != 0 ? r : daemon_list_days(userdata, first, 7, ret);
}

static int handle_start(void *userdata, const char *target, unsigned minutes, struct bus_block *ret,
                        struct bus_refusal *refusal)
{
    daemon_note_word(userdata);
    return daemon_start_block(userdata, target, minutes, "jsctl", ret, refusal);
}

static int handle_answer(void *userdata, const struct bus_answer *answer, struct bus_block *ret,
                         struct bus_refusal *refusal)
{
    daemon_note_word(userdata);
    return daemon_answer(userdata, answer, "jsctl", ret, refusal);
}

static int handle_snooze(void *userdata, const char *block, unsigned minutes, struct bus_block *ret,
                         int64_t *ret_until_sec, struct bus_refusal *refusal)
{
    daemon_note_word(userdata);
    return daemon_snooze(userdata, block, minutes, ret, ret_until_sec, refusal);
}

static int handle_undo(void *userdata, struct bus_block *ret, struct bus_refusal *refusal)
{
    daemon_note_word(userdata);
    return daemon_undo(userdata, ret, refusal);
}

static int handle_quiet(void *userdata, unsigned minutes, int64_t *ret_until_sec,
                        struct bus_refusal *refusal _unused_)
{
    struct daemon *d = userdata;

    daemon_note_word(d);
    d->quiet_until_sec = minutes ? daemon_now() + minutes * INT64_C(60) : 0;
    /* Silence is kept in memory too: it is no answer, and must work with a full disk. */
    if (log_set_instant(d->store.log, LOG_QUIET_UNTIL, d->quiet_until_sec) < 0)
        journal(JOURNAL_WARNING, "Quiet time is not remembered over a restart: %s",
                log_why(d->store.log));
    *ret_until_sec = d->quiet_until_sec;
    bus_service_emit_quiet_changed(d->service);
    daemon_look(d);
    return 0;
}

static int reload_add_diags(struct daemon *d, const struct diag_list *diags, struct bus_reload *ret)
{
    ret->diagnostics = calloc(MAX(diags->n, 1u), sizeof *ret->diagnostics);
    if (!ret->diagnostics)
        return -ENOMEM;
    for (size_t i = 0; i < diags->n; i++) {
        const struct diag *diag = &diags->items[i];

        ret->diagnostics[i] =
            (struct bus_diagnostic){diag->file, diag->line, diag->column,
                                    diag_severity_name(diag->severity), diag->message};
    }
    ret->n_diagnostics = diags->n;
    /* What the reply borrows lives until the next reload. */
    diag_list_done(&d->lent_diags);
    d->lent_diags = *diags;
    return 0;
}

static int handle_reload(void *userdata, struct bus_reload *ret, struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    struct diag_list diags = {0};
    int r;

    daemon_note_word(d);
    r = daemon_take_edit(d, &diags);
    if (r == 0 && diags.n == 0) {
        diag_list_done(&diags);
        return bus_refuse(refusal, BUS_ERROR_NO_PLAN, "There is no plan at %s. Run `jsctl init`.",
                          d->plan_path);
    }
    if (r >= 0) {
        ret->is_taken = r > 0;
        r = reload_add_diags(d, &diags, ret);
    }
    if (r < 0)
        diag_list_done(&diags);
    return MIN(r, 0);
}

static int handle_get_goals(void *userdata, const char *week, int64_t *ret_from_sec,
                            struct bus_goal **ret_goals, size_t *ret_n, struct bus_refusal *refusal)
{
    int32_t day;
    int r = daemon_parse_week(userdata, week, &day, refusal);

    return r != 0 ? r : daemon_get_goals(userdata, day, ret_from_sec, ret_goals, ret_n);
}

static int handle_list_goals(void *userdata, const char *week, struct bus_goals *ret,
                             struct bus_refusal *refusal)
{
    int32_t day;
    int r = daemon_parse_week(userdata, week, &day, refusal);

    return r != 0 ? r : daemon_list_goals(userdata, day, ret);
}

static const char *handle_plan_file(void *userdata)
{
    const struct daemon *d = userdata;

    return d->plan_path;
}

static const char *handle_calendar_folder(void *userdata)
{
    const struct daemon *d = userdata;

    return d->plan->publish.path ?: d->calendar_dir;
}

const struct bus_handlers daemon_handlers = {
    .get_status = handle_get_status,
    .list_day = handle_list_day,
    .list_week = handle_list_week,
    .start = handle_start,
    .answer = handle_answer,
    .snooze = handle_snooze,
    .undo = handle_undo,
    .quiet = handle_quiet,
    .pause = handle_pause,
    .light = handle_light,
    .resume = handle_resume,
    .fresh = handle_fresh,
    .reload = handle_reload,
    .list_log = handle_list_log,
    .log_history = handle_log_history,
    .put_log = handle_put_log,
    .forget = handle_forget,
    .get_goals = handle_get_goals,
    .list_goals = handle_list_goals,
    .list_suggestions = handle_list_suggestions,
    .apply_suggestion = handle_apply_suggestion,
    .undo_suggestion = handle_undo_suggestion,
    .get_review = handle_get_review,
    .answer_review = handle_answer_review,
    .list_track = handle_list_track,
    .put_track = handle_put_track,
    .put_many_track = handle_put_many_track,
    .remove_track = handle_remove_track,
    .track_history = handle_track_history,
    .undo_track = handle_undo_track,
    .finish_follow_up = handle_finish_follow_up,
    .list_shared = handle_list_shared,
    .plan_file = handle_plan_file,
    .calendar_folder = handle_calendar_folder,
};
