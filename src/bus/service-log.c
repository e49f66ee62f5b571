/* org.jobsearchd1.Log: what was done, and corrections to it. */
#include "bus/service.h"

#include <errno.h>

#define ENTRY "(" WIRE_ENTRY ")"

static int read_query(sd_bus_message *m, struct bus_log_query *ret, struct bus_refusal *refusal)
{
    uint64_t from_usec, to_usec;
    int r, is_newest_first;

    r = service_read(m, refusal, "ttssbsu", &from_usec, &to_usec, &ret->activity, &ret->outcome,
                     &is_newest_first, &ret->cursor, &ret->limit);
    if (r != 0)
        return r;
    ret->is_newest_first = is_newest_first;
    ret->from_sec = (int64_t)(from_usec / 1000000);
    ret->to_sec = (int64_t)(to_usec / 1000000);
    r = form_instant("from", ret->from_sec, refusal) ?:
        form_instant("to", ret->to_sec, refusal) ?:
        form_activity_filter(ret->activity, refusal) ?:
        form_outcome_filter(ret->outcome, refusal) ?:
        form_cursor(ret->cursor, refusal) ?:
        form_limit(ret->limit, refusal);
    if (r != 0)
        return r;
    if (ret->to_sec != 0 && ret->to_sec <= ret->from_sec)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "to must be 0 for no end, or after from");
    return 0;
}

static int run_list(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                    struct bus_refusal *refusal)
{
    _cleanup_(bus_page_done) struct bus_page page = {0};
    struct bus_log_query query;

    return read_query(m, &query, refusal) ?:
           service->handlers->list_log(service->userdata, &query, &page, refusal) ?:
           marshal_append_array(reply, &wire_entry, page.entries, page.n_entries) ?:
           marshal_append_string(reply, page.cursor);
}
DEFINE_METHOD(list);

static int run_history(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                       struct bus_refusal *refusal)
{
    _cleanup_(bus_page_done) struct bus_page page = {0};
    const char *block;

    return service_read(m, refusal, "s", &block) ?:
           form_block(block, false, refusal) ?:
           service->handlers->log_history(service->userdata, block, &page, refusal) ?:
           marshal_append_array(reply, &wire_entry, page.entries, page.n_entries);
}
DEFINE_METHOD(history);

/* All or nothing: the first entry that is not in order stops all. */
static int form_entries(const struct bus_entry *entries, size_t n, struct bus_refusal *refusal)
{
    struct bus_refusal one;

    for (size_t i = 0; i < n; i++)
        if (form_entry(&entries[i], &one) != 0)
            return bus_refuse(refusal, one.error, "entry %zu: %s", i + 1, one.text);
    return 0;
}

static int read_entries(sd_bus_message *m, struct bus_page *ret, struct bus_refusal *refusal)
{
    int r;

    r = marshal_read_array(m, &wire_entry, BUS_PUT_MAX, (void **)&ret->entries, &ret->n_entries);
    if (r == -E2BIG)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "entries must be at most %d in one call", BUS_PUT_MAX);
    if (r < 0)
        return service_read_failed(r, refusal);
    return form_entries(ret->entries, ret->n_entries, refusal);
}

static int run_put(struct bus_service *service, sd_bus_message *m, _unused_ sd_bus_message *reply,
                   struct bus_refusal *refusal)
{
    _cleanup_(bus_page_done) struct bus_page page = {0};
    int is_import;

    return read_entries(m, &page, refusal) ?:
           service_read(m, refusal, "b", &is_import) ?:
           service->handlers->put_log(service->userdata, page.entries, page.n_entries, is_import,
                                      refusal);
}
DEFINE_METHOD(put);

static int run_forget(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                      struct bus_refusal *refusal)
{
    _cleanup_(bus_amounts_done) struct bus_amounts amounts = {0};
    const char *before;
    int is_dry_run;

    return service_read(m, refusal, "sb", &before, &is_dry_run) ?:
           form_before(before, refusal) ?:
           service->handlers->forget(service->userdata, before, is_dry_run, &amounts, refusal) ?:
           marshal_append_array(reply, &wire_amount, amounts.items, amounts.n);
}
DEFINE_METHOD(forget);

const sd_bus_vtable log_vtable[] = {
    SD_BUS_VTABLE_START(0),

    SD_BUS_METHOD_WITH_ARGS("List",
                            SD_BUS_ARGS("t", from, "t", to, "s", activity, "s", outcome, "b",
                                        newest_first, "s", cursor, "u", limit),
                            SD_BUS_RESULT("a" ENTRY, entries, "s", cursor), method_list,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("History", SD_BUS_ARGS("s", block), SD_BUS_RESULT("a" ENTRY, entries),
                            method_history, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Put", SD_BUS_ARGS("a" ENTRY, entries, "b", import), SD_BUS_NO_RESULT,
                            method_put, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Forget", SD_BUS_ARGS("s", before, "b", dry_run),
                            SD_BUS_RESULT("a(" WIRE_AMOUNT ")", amounts), method_forget,
                            SD_BUS_VTABLE_UNPRIVILEGED),

    SD_BUS_SIGNAL_WITH_ARGS("LogChanged", SD_BUS_ARGS("s", block), 0),

    SD_BUS_VTABLE_END,
};
