/* The client's calls, one a method. Each step is 0 to go on, chained with `?:`. */
#include <errno.h>

#include "bus/client.h"
#include "bus/marshal.h"

/* The daemon answers with words that we know, or is of another version. */
static int check_block(const struct bus_block *block)
{
    return block->kind < BLOCK_KIND_MAX_ && block->outcome < OUTCOME_MAX_ ? 0 : -EBADMSG;
}

static int check_blocks(const struct bus_block *blocks, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (check_block(&blocks[i]) < 0)
            return -EBADMSG;
    return 0;
}

static int read_block(struct bus_client *client, struct bus_block *ret)
{
    struct bus_block block;
    int r;

    r = marshal_read(client->reply, &wire_block, &block) ?: check_block(&block);
    if (r == 0)
        *ret = block;
    return r;
}

static int read_page(struct bus_client *client, bool has_cursor, struct bus_page *ret)
{
    _cleanup_(bus_page_done) struct bus_page page = {.cursor = ""};
    int r;

    r = marshal_read_array(client->reply, &wire_entry, SIZE_MAX, (void **)&page.entries,
                           &page.n_entries);
    if (r == 0 && has_cursor)
        r = marshal_read_value(client->reply, WIRE_STRING, &page.cursor);
    for (size_t i = 0; r == 0 && i < page.n_entries; i++)
        r = check_block(&page.entries[i].block);
    if (r < 0)
        return r;
    *ret = page;
    page = (struct bus_page){0};
    return 0;
}

static int read_span(struct bus_client *client, struct bus_span *ret)
{
    _cleanup_(bus_span_done) struct bus_span span = {0};
    sd_bus_message *m = client->reply;
    int r;

    r = marshal_read_value(m, WIRE_INSTANT, &span.now_sec) ?:
        marshal_read_value(m, WIRE_INSTANT, &span.from_sec) ?:
        marshal_read_value(m, WIRE_INSTANT, &span.to_sec) ?:
        marshal_read_value(m, WIRE_STRING, &span.timezone) ?:
        marshal_read_array(m, &wire_block, SIZE_MAX, (void **)&span.blocks, &span.n_blocks) ?:
        marshal_read_array(m, &wire_busy, SIZE_MAX, (void **)&span.busy, &span.n_busy) ?:
        marshal_read_array(m, &wire_unplaced, SIZE_MAX, (void **)&span.unplaced,
                           &span.n_unplaced) ?:
        marshal_read_array(m, &wire_follow_up, SIZE_MAX, (void **)&span.follow_ups,
                           &span.n_follow_ups) ?:
        check_blocks(span.blocks, span.n_blocks);
    if (r < 0)
        return r;
    *ret = span;
    span = (struct bus_span){0};
    return 0;
}

static int read_status(struct bus_client *client, struct bus_status *ret)
{
    _cleanup_(bus_status_done) struct bus_status status = {0};
    int r;

    r = marshal_read_status(client->reply, &status) ?:
        check_block(&status.current) ?:
        check_block(&status.next) ?:
        check_block(&status.unplanned) ?:
        check_blocks(status.waiting, status.n_waiting);
    if (r < 0)
        return r;
    *ret = status;
    status = (struct bus_status){0};
    return 0;
}

int bus_client_get_status(struct bus_client *client, struct bus_status *ret,
                          struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_SCHEDULER, "GetStatus", "")
               ?: client_check_reply(read_status(client, ret), refusal);
}

int bus_client_list_day(struct bus_client *client, const char *day, struct bus_span *ret,
                        struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_SCHEDULER, "ListDay", "s", day)
               ?: client_check_reply(read_span(client, ret), refusal);
}

int bus_client_list_week(struct bus_client *client, const char *week, struct bus_span *ret,
                         struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_SCHEDULER, "ListWeek", "s", week)
               ?: client_check_reply(read_span(client, ret), refusal);
}

static int read_goals(struct bus_client *client, struct bus_goals *ret)
{
    _cleanup_(bus_goals_done) struct bus_goals goals = {0};
    sd_bus_message *m = client->reply;
    int r;

    r = marshal_read_value(m, WIRE_INSTANT, &goals.now_sec) ?:
        marshal_read_value(m, WIRE_INSTANT, &goals.from_sec) ?:
        marshal_read_value(m, WIRE_STRING, &goals.timezone) ?:
        marshal_read_array(m, &wire_progress, SIZE_MAX, (void **)&goals.goals, &goals.n_goals) ?:
        marshal_read_array(m, &wire_goal_week, SIZE_MAX, (void **)&goals.weeks, &goals.n_weeks);
    if (r < 0)
        return r;
    *ret = goals;
    goals = (struct bus_goals){0};
    return 0;
}

int bus_client_list_goals(struct bus_client *client, const char *week, struct bus_goals *ret,
                          struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_REVIEW, "ListGoals", "s", week)
               ?: client_check_reply(read_goals(client, ret), refusal);
}

static int read_tuning(struct bus_client *client, struct bus_tuning *ret)
{
    _cleanup_(bus_tuning_done) struct bus_tuning tuning = {0};
    sd_bus_message *m = client->reply;
    int r;

    r = marshal_read_value(m, WIRE_INSTANT, &tuning.now_sec) ?:
        marshal_read_value(m, WIRE_STRING, &tuning.timezone) ?:
        marshal_read_array(m, &wire_suggestion, SIZE_MAX, (void **)&tuning.suggestions,
                           &tuning.n_suggestions) ?:
        marshal_read_array(m, &wire_applied, SIZE_MAX, (void **)&tuning.applied,
                           &tuning.n_applied);
    if (r < 0)
        return r;
    *ret = tuning;
    tuning = (struct bus_tuning){0};
    return 0;
}

int bus_client_list_suggestions(struct bus_client *client, struct bus_tuning *ret,
                                struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_REVIEW, "ListSuggestions", "")
               ?: client_check_reply(read_tuning(client, ret), refusal);
}

int bus_client_apply_suggestion(struct bus_client *client, const char *id, const char **ret_backup,
                                struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_REVIEW, "ApplySuggestion", "s", id)
               ?: client_check_reply(marshal_read_value(client->reply, WIRE_STRING, ret_backup),
                                     refusal);
}

int bus_client_undo_suggestion(struct bus_client *client, const char **ret_id,
                               struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_REVIEW, "UndoSuggestion", "")
               ?: client_check_reply(marshal_read_value(client->reply, WIRE_STRING, ret_id),
                                     refusal);
}

int bus_client_get_review(struct bus_client *client, const char *week, struct bus_review *ret,
                          struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_REVIEW, "GetReview", "s", week)
               ?: client_check_reply(marshal_read_review(client->reply, ret), refusal);
}

static int read_question(struct bus_client *client, int64_t *ret_from_sec,
                         const char **ret_question)
{
    return marshal_read_value(client->reply, WIRE_INSTANT, ret_from_sec)
               ?: marshal_read_value(client->reply, WIRE_STRING, ret_question);
}

int bus_client_answer_review(struct bus_client *client, const char *week, unsigned number,
                             const char *answer, int64_t *ret_from_sec, const char **ret_question,
                             struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_REVIEW, "AnswerReview", "sus", week, number, answer)
               ?: client_check_reply(read_question(client, ret_from_sec, ret_question), refusal);
}

static int read_shared(struct bus_client *client, struct bus_shared *ret)
{
    sd_bus_message *m = client->reply;

    return marshal_read_value(m, WIRE_BOOLEAN, &ret->is_on) ?:
           marshal_read_value(m, WIRE_BOOLEAN, &ret->is_discreet) ?:
           marshal_read_array(m, &wire_shared, SIZE_MAX, (void **)&ret->weeks, &ret->n_weeks);
}

int bus_client_list_shared(struct bus_client *client, unsigned weeks, struct bus_shared *ret,
                           struct bus_refusal *refusal)
{
    struct bus_shared shared = {0};
    int r = client_call(client, refusal, BUS_REVIEW, "ListShared", "u", weeks)
                ?: client_check_reply(read_shared(client, &shared), refusal);

    if (r == 0)
        *ret = shared;
    return r;
}

int bus_client_start(struct bus_client *client, const char *target, unsigned minutes,
                     struct bus_block *ret, struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_SCHEDULER, "Start", "su", target, minutes)
               ?: client_check_reply(read_block(client, ret), refusal);
}

/* What was not said is not sent. */
static int append_details(sd_bus_message *m, const struct bus_answer *answer)
{
    int r;

    r = sd_bus_message_open_container(m, 'a', "{sv}");
    if (r >= 0 && answer->minutes >= 0)
        r = sd_bus_message_append(m, "{sv}", "minutes", "u", (unsigned)answer->minutes);
    if (r >= 0 && answer->count >= 0)
        r = sd_bus_message_append(m, "{sv}", "count", "u", (unsigned)answer->count);
    if (r >= 0 && *answer->why)
        r = sd_bus_message_append(m, "{sv}", "why", "s", answer->why);
    if (r >= 0 && *answer->note)
        r = sd_bus_message_append(m, "{sv}", "note", "s", answer->note);
    if (r >= 0)
        r = sd_bus_message_close_container(m);
    return r < 0 ? r : 0;
}

int bus_client_answer(struct bus_client *client, const struct bus_answer *answer,
                      struct bus_block *ret, struct bus_refusal *refusal)
{
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL;

    return client_check_text(answer->block, refusal) ?:
           client_check_text(answer->why, refusal) ?:
           client_check_text(answer->note, refusal) ?:
           client_new_call(client, BUS_SCHEDULER, "Answer", &m) ?:
           marshal_append_string(m, answer->block) ?:
           marshal_append_string(m, outcome_name(answer->outcome)) ?:
           append_details(m, answer) ?:
           client_send(client, m, refusal) ?:
           client_check_reply(read_block(client, ret), refusal);
}

static int read_snooze(struct bus_client *client, struct bus_block *ret, int64_t *ret_until_sec)
{
    struct bus_block block;
    int r;

    r = read_block(client, &block)
            ?: marshal_read_value(client->reply, WIRE_INSTANT, ret_until_sec);
    if (r == 0)
        *ret = block;
    return r;
}

int bus_client_snooze(struct bus_client *client, const char *block, unsigned minutes,
                      struct bus_block *ret, int64_t *ret_until_sec, struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_SCHEDULER, "Snooze", "su", block, minutes)
               ?: client_check_reply(read_snooze(client, ret, ret_until_sec), refusal);
}

int bus_client_undo(struct bus_client *client, struct bus_block *ret, struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_SCHEDULER, "Undo", "")
               ?: client_check_reply(read_block(client, ret), refusal);
}

int bus_client_quiet(struct bus_client *client, unsigned minutes, int64_t *ret_until_sec,
                     struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_SCHEDULER, "Quiet", "u", minutes)
               ?: client_check_reply(marshal_read_value(client->reply, WIRE_INSTANT, ret_until_sec),
                                     refusal);
}

static int read_stretch(struct bus_client *client, int64_t *ret_from_sec, int64_t *ret_to_sec)
{
    return marshal_read_value(client->reply, WIRE_INSTANT, ret_from_sec)
               ?: marshal_read_value(client->reply, WIRE_INSTANT, ret_to_sec);
}

int bus_client_pause(struct bus_client *client, const char *days, const char *note,
                     int64_t *ret_from_sec, int64_t *ret_to_sec, struct bus_refusal *refusal)
{
    return client_check_text(note, refusal) ?:
           client_call(client, refusal, BUS_SCHEDULER, "Pause", "ss", days, note) ?:
           client_check_reply(read_stretch(client, ret_from_sec, ret_to_sec), refusal);
}

int bus_client_light(struct bus_client *client, const char *days, int64_t *ret_from_sec,
                     int64_t *ret_to_sec, struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_SCHEDULER, "Light", "s", days)
               ?: client_check_reply(read_stretch(client, ret_from_sec, ret_to_sec), refusal);
}

int bus_client_resume(struct bus_client *client, bool *ret_has_ended, struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_SCHEDULER, "Resume", "")
               ?: client_check_reply(marshal_read_value(client->reply, WIRE_BOOLEAN, ret_has_ended),
                                     refusal);
}

int bus_client_fresh(struct bus_client *client, unsigned *ret_n_excused,
                     struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_SCHEDULER, "Fresh", "")
               ?: client_check_reply(
                      marshal_read_value(client->reply, WIRE_UNSIGNED, ret_n_excused), refusal);
}

static int read_reload(struct bus_client *client, struct bus_reload *ret)
{
    struct bus_reload reload = {0};
    int r;

    r = marshal_read_value(client->reply, WIRE_BOOLEAN, &reload.is_taken)
            ?: marshal_read_array(client->reply, &wire_diagnostic, SIZE_MAX,
                                  (void **)&reload.diagnostics, &reload.n_diagnostics);
    if (r == 0)
        *ret = reload;
    return r;
}

int bus_client_reload(struct bus_client *client, struct bus_reload *ret,
                      struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_SCHEDULER, "Reload", "")
               ?: client_check_reply(read_reload(client, ret), refusal);
}

int bus_client_list_log(struct bus_client *client, const struct bus_log_query *query,
                        struct bus_page *ret, struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_LOG, "List", "ttssbsu", query->from_sec, query->to_sec,
                       query->activity, query->outcome, query->is_newest_first, query->cursor,
                       query->limit)
               ?: client_check_reply(read_page(client, true, ret), refusal);
}

int bus_client_log_history(struct bus_client *client, const char *block, struct bus_page *ret,
                           struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_LOG, "History", "s", block)
               ?: client_check_reply(read_page(client, false, ret), refusal);
}

static int check_texts(const struct bus_entry *entry, struct bus_refusal *refusal)
{
    return client_check_text(entry->block.id, refusal) ?:
           client_check_text(entry->block.activity, refusal) ?:
           client_check_text(entry->block.title, refusal) ?:
           client_check_text(entry->why, refusal) ?:
           client_check_text(entry->note, refusal) ?:
           client_check_text(entry->source, refusal);
}

int bus_client_put_log(struct bus_client *client, const struct bus_entry *entries, size_t n,
                       bool is_import, struct bus_refusal *refusal)
{
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL;

    for (size_t i = 0; i < n; i++)
        if (check_texts(&entries[i], refusal) != 0)
            return 1;
    return client_new_call(client, BUS_LOG, "Put", &m) ?:
           marshal_append_array(m, &wire_entry, entries, n) ?:
           marshal_append_value(m, WIRE_BOOLEAN, &is_import) ?:
           client_send(client, m, refusal);
}

int bus_client_forget(struct bus_client *client, const char *before, bool is_dry_run,
                      struct bus_amounts *ret, struct bus_refusal *refusal)
{
    struct bus_amounts amounts = {0};
    int r = client_call(client, refusal, BUS_LOG, "Forget", "sb", before, is_dry_run)
                ?: client_check_reply(marshal_read_array(client->reply, &wire_amount, SIZE_MAX,
                                                         (void **)&amounts.items, &amounts.n),
                                      refusal);

    if (r == 0)
        *ret = amounts;
    return r;
}

static int get_path(struct bus_client *client, const char *property, char **ret,
                    struct bus_refusal *refusal)
{
    const char *path;
    char *copy;
    int r;

    r = client_call(client, refusal, "org.freedesktop.DBus.Properties", "Get", "ss", BUS_SCHEDULER,
                    property);
    if (r != 0)
        return r;
    r = sd_bus_message_read(client->reply, "v", "s", &path);
    if (r < 0)
        return client_check_reply(r, refusal);
    copy = strdup(path);
    if (!copy)
        return -ENOMEM;
    *ret = copy;
    return 0;
}

int bus_client_get_plan_file(struct bus_client *client, char **ret, struct bus_refusal *refusal)
{
    return get_path(client, "PlanFile", ret, refusal);
}

int bus_client_get_calendar_folder(struct bus_client *client, char **ret,
                                   struct bus_refusal *refusal)
{
    return get_path(client, "CalendarFolder", ret, refusal);
}
