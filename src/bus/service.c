#include "bus/service.h"

#include <errno.h>
#include <stdarg.h>

int bus_service_new(struct sd_bus *bus, const struct bus_handlers *handlers, void *userdata,
                    struct bus_service **ret)
{
    const struct {
        const char *name;
        const sd_bus_vtable *vtable;
    } interfaces[] = {
        {BUS_SCHEDULER, scheduler_vtable},
        {BUS_LOG, log_vtable},
        {BUS_REVIEW, review_vtable},
        {BUS_TRACKER, tracker_vtable},
    };
    _cleanup_(bus_service_freep) struct bus_service *service = NULL;
    int r;

    service = calloc(1, sizeof(*service));
    if (!service)
        return -ENOMEM;
    service->bus = bus;
    service->handlers = handlers;
    service->userdata = userdata;
    for (size_t i = 0; i < ARRAY_SIZE(interfaces); i++) {
        r = sd_bus_add_object_vtable(bus, &service->slots[i], BUS_PATH, interfaces[i].name,
                                     interfaces[i].vtable, service);
        if (r < 0)
            return r;
    }
    *ret = TAKE_PTR(service);
    return 0;
}

struct bus_service *bus_service_free(struct bus_service *service)
{
    if (!service)
        return NULL;
    for (size_t i = 0; i < ARRAY_SIZE(service->slots); i++)
        sd_bus_slot_unref(service->slots[i]);
    free(service);
    return NULL;
}

/* ---- Methods ---- */

int service_call(struct bus_service *service, sd_bus_message *m, sd_bus_error *error,
                 int (*run)(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                            struct bus_refusal *refusal))
{
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
    struct bus_refusal refusal = {0};
    int r;

    r = sd_bus_message_new_method_return(m, &reply);
    if (r < 0)
        return service_fail(r, NULL, error);
    r = run(service, m, reply, &refusal);
    if (r != 0)
        return service_fail(r, &refusal, error);
    r = sd_bus_message_send(reply);
    return r < 0 ? service_fail(r, NULL, error) : 1;
}

int service_fail(int r, const struct bus_refusal *refusal, sd_bus_error *error)
{
    if (r > 0)
        return sd_bus_error_set(error, bus_error_name(refusal->error), refusal->text);
    return sd_bus_error_set(error, bus_error_name(BUS_ERROR_FAILED), strerror(-r));
}

int service_read_failed(int r, struct bus_refusal *refusal)
{
    if (r != -EBADMSG && r != -ENXIO)
        return r;
    return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                      "the arguments are malformed: cut short, or text that is not UTF-8");
}

int service_read(sd_bus_message *m, struct bus_refusal *refusal, const char *types, ...)
{
    va_list ap;
    int r;

    va_start(ap, types);
    r = sd_bus_message_readv(m, types, ap);
    va_end(ap);
    return r < 0 ? service_read_failed(r, refusal) : 0;
}

/* ---- Signals ---- */

static void emit_block(struct bus_service *service, const char *member,
                       const struct bus_block *block)
{
    _cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL;

    if (sd_bus_message_new_signal(service->bus, &m, BUS_PATH, BUS_SCHEDULER, member) < 0 ||
        marshal_append(m, &wire_block, block) < 0)
        return;
    (void)sd_bus_send(service->bus, m, NULL);
}

static void emit_blocks_changed(struct bus_service *service)
{
    (void)sd_bus_emit_properties_changed(service->bus, BUS_PATH, BUS_SCHEDULER, "Current", "Next",
                                         "Unplanned", "Open", NULL);
}

void bus_service_emit_block_started(struct bus_service *service, const struct bus_block *block)
{
    emit_block(service, "BlockStarted", block);
    emit_blocks_changed(service);
}

void bus_service_emit_block_ended(struct bus_service *service, const struct bus_block *block)
{
    emit_block(service, "BlockEnded", block);
    emit_blocks_changed(service);
}

void bus_service_emit_log_changed(struct bus_service *service, const char *block_id)
{
    (void)sd_bus_emit_signal(service->bus, BUS_PATH, BUS_LOG, "LogChanged", "s", block_id);
    emit_blocks_changed(service);
}

void bus_service_emit_tracker_changed(struct bus_service *service, int64_t n)
{
    (void)sd_bus_emit_signal(service->bus, BUS_PATH, BUS_TRACKER, "TrackerChanged", "x", n);
}

void bus_service_emit_plan_changed(struct bus_service *service)
{
    (void)sd_bus_emit_signal(service->bus, BUS_PATH, BUS_SCHEDULER, "PlanChanged", NULL);
    (void)sd_bus_emit_properties_changed(service->bus, BUS_PATH, BUS_SCHEDULER, "Plan", "PlanFile",
                                         "Timezone", "Problems", NULL);
    emit_blocks_changed(service);
}

void bus_service_emit_problems_changed(struct bus_service *service)
{
    (void)sd_bus_emit_properties_changed(service->bus, BUS_PATH, BUS_SCHEDULER, "Problems", NULL);
}

void bus_service_emit_quiet_changed(struct bus_service *service)
{
    (void)sd_bus_emit_properties_changed(service->bus, BUS_PATH, BUS_SCHEDULER, "QuietUntil", NULL);
}
