/* org.jobsearchd1.Tracker: applications, contacts, and when to follow up. */
#include "bus/service.h"

#include <errno.h>

#include "bus/track.h"

#define ITEM      "a{sv}"
#define VERSIONED "(" ITEM "st)"

static int read_query(sd_bus_message *m, struct bus_track_query *ret, struct bus_refusal *refusal)
{
    int is_open_only;
    int r;

    r = service_read(m, refusal, "ssbsu", &ret->text, &ret->kind, &is_open_only, &ret->cursor,
                     &ret->limit);
    if (r != 0)
        return r;
    ret->is_open_only = is_open_only;
    return form_track_text(ret->text, refusal) ?:
           form_track_kind_filter(ret->kind, refusal) ?:
           form_cursor(ret->cursor, refusal) ?:
           form_limit(ret->limit, refusal);
}

static int append_page(sd_bus_message *m, const struct bus_tracker *page)
{
    return marshal_append_instant(m, page->now_sec) ?:
           marshal_append_string(m, page->timezone) ?:
           marshal_append_track_array(m, page->items, page->n_items) ?:
           marshal_append_string(m, page->cursor);
}

static int run_list(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                    struct bus_refusal *refusal)
{
    _cleanup_(bus_tracker_done) struct bus_tracker page = {0};
    struct bus_track_query query;

    return read_query(m, &query, refusal) ?:
           service->handlers->list_track(service->userdata, &query, &page, refusal) ?:
           append_page(reply, &page);
}
DEFINE_METHOD(list);

/* What is not known cannot be kept, and must not get lost silently. */
static int refuse_unknown(const char *unknown, struct bus_refusal *refusal)
{
    if (!unknown)
        return 0;
    return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                      "item may hold n, kind, name, company, channel, role, link, source, note, "
                      "stage, dates by stage, last_contact, follow_up, interview, "
                      "interview_minutes and changed, not \"%.60s\"",
                      unknown);
}

static int read_item(sd_bus_message *m, struct track_item *ret, struct bus_refusal *refusal)
{
    const char *unknown = NULL;
    int r;

    r = marshal_read_track(m, ret, &unknown);
    if (r < 0)
        return service_read_failed(r, refusal);
    return refuse_unknown(unknown, refusal) ?: form_track_item(ret, refusal);
}

static int run_put(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                   struct bus_refusal *refusal)
{
    struct track_item item;
    int64_t n = 0;

    return read_item(m, &item, refusal) ?:
           service->handlers->put_track(service->userdata, &item, &n, refusal) ?:
           marshal_append_value(reply, WIRE_NUMBER, &n);
}
DEFINE_METHOD(put);

static int read_items(sd_bus_message *m, struct bus_tracker *ret, struct bus_refusal *refusal)
{
    const char *unknown = NULL;
    int r;

    r = marshal_read_track_array(m, BUS_TRACK_MAX, &ret->items, &ret->n_items, &unknown);
    if (r == -E2BIG)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "items must be at most %d in one call", BUS_TRACK_MAX);
    if (r < 0)
        return service_read_failed(r, refusal);
    return refuse_unknown(unknown, refusal) ?: form_track_items(ret->items, ret->n_items, refusal);
}

static int append_effects(sd_bus_message *m, const enum track_effect *effects, size_t n)
{
    int r;

    r = sd_bus_message_open_container(m, 'a', "s");
    for (size_t i = 0; r >= 0 && i < n; i++)
        r = marshal_append_string(m, track_effect_name(effects[i]));
    if (r >= 0)
        r = sd_bus_message_close_container(m);
    return MIN(r, 0);
}

static int run_put_many(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                        struct bus_refusal *refusal)
{
    _cleanup_(bus_tracker_done) struct bus_tracker page = {0};
    _cleanup_(freep) enum track_effect *effects = NULL;
    int r, is_dry_run;

    r = read_items(m, &page, refusal) ?: service_read(m, refusal, "b", &is_dry_run);
    if (r != 0)
        return r;
    effects = calloc(MAX(page.n_items, 1u), sizeof(*effects));
    if (!effects)
        return -ENOMEM;
    return service->handlers->put_many_track(service->userdata, page.items, page.n_items,
                                             is_dry_run, effects, refusal)
               ?: append_effects(reply, effects, page.n_items);
}
DEFINE_METHOD(put_many);

static int read_number(sd_bus_message *m, int64_t *ret, struct bus_refusal *refusal)
{
    return service_read(m, refusal, "x", ret) ?: form_track_number(*ret, refusal);
}

static int run_remove(struct bus_service *service, sd_bus_message *m,
                      _unused_ sd_bus_message *reply, struct bus_refusal *refusal)
{
    int64_t n;

    return read_number(m, &n, refusal)
               ?: service->handlers->remove_track(service->userdata, n, refusal);
}
DEFINE_METHOD(remove);

static int append_version(sd_bus_message *m, const struct bus_track_version *version)
{
    int r;

    r = sd_bus_message_open_container(m, 'r', ITEM "st");
    if (r < 0)
        return r;
    r = marshal_append_track(m, &version->item) ?:
        marshal_append_string(m, version->action) ?:
        marshal_append_instant(m, version->at_sec);
    if (r >= 0)
        r = sd_bus_message_close_container(m);
    return r;
}

static int append_history(sd_bus_message *m, const struct bus_track_history *history)
{
    int r;

    r = marshal_append_instant(m, history->now_sec) ?:
        marshal_append_string(m, history->timezone) ?:
        sd_bus_message_open_container(m, 'a', VERSIONED);
    for (size_t i = 0; r >= 0 && i < history->n_versions; i++)
        r = append_version(m, &history->versions[i]);
    if (r >= 0)
        r = sd_bus_message_close_container(m);
    return MIN(r, 0);
}

static int run_history(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                       struct bus_refusal *refusal)
{
    _cleanup_(bus_track_history_done) struct bus_track_history history = {0};
    int64_t n;

    return read_number(m, &n, refusal) ?:
           service->handlers->track_history(service->userdata, n, &history, refusal) ?:
           append_history(reply, &history);
}
DEFINE_METHOD(history);

static int run_undo(struct bus_service *service, sd_bus_message *m _unused_, sd_bus_message *reply,
                    struct bus_refusal *refusal)
{
    struct bus_track_undo undo;

    return service->handlers->undo_track(service->userdata, &undo, refusal) ?:
           marshal_append_track(reply, &undo.item) ?:
           marshal_append_value(reply, WIRE_BOOLEAN, &undo.is_gone) ?:
           marshal_append_value(reply, WIRE_UNSIGNED, &undo.n_items);
}
DEFINE_METHOD(undo);

static int run_follow_up_done(struct bus_service *service, sd_bus_message *m,
                              _unused_ sd_bus_message *reply, struct bus_refusal *refusal)
{
    int64_t n;

    return read_number(m, &n, refusal)
               ?: service->handlers->finish_follow_up(service->userdata, n, refusal);
}
DEFINE_METHOD(follow_up_done);

const sd_bus_vtable tracker_vtable[] = {
    SD_BUS_VTABLE_START(0),

    SD_BUS_METHOD_WITH_ARGS(
        "List", SD_BUS_ARGS("s", text, "s", kind, "b", open_only, "s", cursor, "u", limit),
        SD_BUS_RESULT("t", now, "s", timezone, "a" ITEM, items, "s", cursor), method_list,
        SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Put", SD_BUS_ARGS(ITEM, item), SD_BUS_RESULT("x", n), method_put,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("PutMany", SD_BUS_ARGS("a" ITEM, items, "b", dry_run),
                            SD_BUS_RESULT("as", effects), method_put_many,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Remove", SD_BUS_ARGS("x", n), SD_BUS_NO_RESULT, method_remove,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("History", SD_BUS_ARGS("x", n),
                            SD_BUS_RESULT("t", now, "s", timezone, "a" VERSIONED, versions),
                            method_history, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Undo", SD_BUS_NO_ARGS,
                            SD_BUS_RESULT(ITEM, item, "b", gone, "u", count), method_undo,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("FollowUpDone", SD_BUS_ARGS("x", n), SD_BUS_NO_RESULT,
                            method_follow_up_done, SD_BUS_VTABLE_UNPRIVILEGED),

    SD_BUS_SIGNAL_WITH_ARGS("TrackerChanged", SD_BUS_ARGS("x", n), 0),

    SD_BUS_VTABLE_END,
};
