/* The client's calls of org.jobsearchd1.Tracker. */
#include <errno.h>

#include "bus/client.h"
#include "bus/form.h"
#include "bus/marshal.h"
#include "bus/track.h"

static bool day_is_known(int32_t day)
{
    return day == TRACK_NO_DAY || (day >= CIVIL_MIN_DAY && day <= CIVIL_MAX_DAY);
}

/* The daemon uses words and days that we know, or is of another version. What else its texts hold
 * is escaped where it is shown. */
static int check_item(const struct track_item *item)
{
    bool is_well = item->kind < TRACK_KIND_MAX_ && item->stage < STAGE_MAX_ &&
                   day_is_known(item->last_contact) && day_is_known(item->follow_up);

    for (int i = 0; i < STAGE_MAX_; i++)
        is_well = is_well && day_is_known(item->days[i]);
    return is_well ? 0 : -EBADMSG;
}

/* A newer daemon's items may hold more, which is skipped. */
static int read_items(sd_bus_message *m, struct track_item **ret, size_t *ret_n)
{
    _cleanup_(freep) struct track_item *items = NULL;
    const char *unknown;
    size_t n;
    int r;

    r = marshal_read_track_array(m, SIZE_MAX, &items, &n, &unknown);
    for (size_t i = 0; r == 0 && i < n; i++)
        r = check_item(&items[i]);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(items);
    *ret_n = n;
    return 0;
}

static int read_page(struct bus_client *client, struct bus_tracker *ret)
{
    _cleanup_(bus_tracker_done) struct bus_tracker page = {0};
    sd_bus_message *m = client->reply;
    int r;

    r = marshal_read_value(m, WIRE_INSTANT, &page.now_sec) ?:
        marshal_read_value(m, WIRE_STRING, &page.timezone) ?:
        read_items(m, &page.items, &page.n_items) ?:
        marshal_read_value(m, WIRE_STRING, &page.cursor);
    if (r < 0)
        return r;
    *ret = page;
    page = (struct bus_tracker){0};
    return 0;
}

int bus_client_list_track(struct bus_client *client, const struct bus_track_query *query,
                          struct bus_tracker *ret, struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_TRACKER, "List", "ssbsu", query->text, query->kind,
                       query->is_open_only, query->cursor, query->limit)
               ?: client_check_reply(read_page(client, ret), refusal);
}

int bus_client_put_track(struct bus_client *client, const struct track_item *item, int64_t *ret_n,
                         struct bus_refusal *refusal)
{
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL;

    return form_track_item(item, refusal) ?:
           client_new_call(client, BUS_TRACKER, "Put", &m) ?:
           marshal_append_track(m, item) ?:
           client_send(client, m, refusal) ?:
           client_check_reply(marshal_read_value(client->reply, WIRE_NUMBER, ret_n), refusal);
}

static int read_effects(sd_bus_message *m, size_t n, enum track_effect *ret)
{
    const char *word;
    int r;

    r = sd_bus_message_enter_container(m, 'a', "s");
    for (size_t i = 0; r >= 0 && i < n; i++)
        r = marshal_read_value(m, WIRE_STRING, &word)
                ?: (track_effect_parse(word, &ret[i]) < 0 ? -EBADMSG : 0);
    if (r >= 0)
        r = sd_bus_message_exit_container(m); /* -EBUSY: there are more */
    return r == -EBUSY ? -EBADMSG : MIN(r, 0);
}

int bus_client_put_many_track(struct bus_client *client, const struct track_item *items, size_t n,
                              bool is_dry_run, enum track_effect *ret_effects,
                              struct bus_refusal *refusal)
{
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL;

    return form_track_items(items, n, refusal) ?:
           client_new_call(client, BUS_TRACKER, "PutMany", &m) ?:
           marshal_append_track_array(m, items, n) ?:
           marshal_append_value(m, WIRE_BOOLEAN, &is_dry_run) ?:
           client_send(client, m, refusal) ?:
           client_check_reply(read_effects(client->reply, n, ret_effects), refusal);
}

int bus_client_remove_track(struct bus_client *client, int64_t n, struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_TRACKER, "Remove", "x", n);
}

/* Returns 1 with a version, 0 at the end, or negative errno. */
static int read_version(sd_bus_message *m, struct bus_track_version *ret)
{
    const char *unknown;
    int r;

    r = sd_bus_message_enter_container(m, 'r', "a{sv}st");
    if (r <= 0)
        return r == -ENXIO ? -EBADMSG : r;
    r = marshal_read_track(m, &ret->item, &unknown) ?:
        marshal_read_value(m, WIRE_STRING, &ret->action) ?:
        marshal_read_value(m, WIRE_INSTANT, &ret->at_sec);
    if (r >= 0)
        r = check_item(&ret->item) ?: sd_bus_message_exit_container(m);
    return r < 0 ? r : 1;
}

static int read_versions(sd_bus_message *m, struct bus_track_history *history)
{
    size_t capacity = 0;
    int r;

    r = sd_bus_message_enter_container(m, 'a', "(a{sv}st)");
    if (r <= 0)
        return r == 0 ? -EBADMSG : r;
    for (;; history->n_versions++) {
        r = array_reserve((void **)&history->versions, &capacity, history->n_versions,
                          sizeof(*history->versions));
        if (r >= 0)
            r = read_version(m, &history->versions[history->n_versions]);
        if (r <= 0)
            return r < 0 ? r : MIN(sd_bus_message_exit_container(m), 0);
    }
}

static int read_history(struct bus_client *client, struct bus_track_history *ret)
{
    _cleanup_(bus_track_history_done) struct bus_track_history history = {0};
    sd_bus_message *m = client->reply;
    int r;

    r = marshal_read_value(m, WIRE_INSTANT, &history.now_sec) ?:
        marshal_read_value(m, WIRE_STRING, &history.timezone) ?:
        read_versions(m, &history);
    if (r < 0)
        return r;
    *ret = history;
    history = (struct bus_track_history){0};
    return 0;
}

int bus_client_track_history(struct bus_client *client, int64_t n, struct bus_track_history *ret,
                             struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_TRACKER, "History", "x", n)
               ?: client_check_reply(read_history(client, ret), refusal);
}

static int read_undo(struct bus_client *client, struct bus_track_undo *ret)
{
    struct bus_track_undo undo;
    const char *unknown;
    int r;

    r = marshal_read_track(client->reply, &undo.item, &unknown) ?:
        marshal_read_value(client->reply, WIRE_BOOLEAN, &undo.is_gone) ?:
        marshal_read_value(client->reply, WIRE_UNSIGNED, &undo.n_items) ?:
        check_item(&undo.item);
    if (r == 0)
        *ret = undo;
    return r;
}

int bus_client_undo_track(struct bus_client *client, struct bus_track_undo *ret,
                          struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_TRACKER, "Undo", "")
               ?: client_check_reply(read_undo(client, ret), refusal);
}

int bus_client_finish_follow_up(struct bus_client *client, int64_t n, struct bus_refusal *refusal)
{
    return client_call(client, refusal, BUS_TRACKER, "FollowUpDone", "x", n);
}
