/* What the interfaces of the service share: each service-*.c holds one vtable.
 *
 * A method is run_NAME(): it reads its arguments, checks their form, calls the daemon's handler and
 * appends to the reply, each step 0 to go on, 1 for "refused" (the refusal says why) or negative
 * errno, chained with `?:`. DEFINE_METHOD(NAME) makes it what sd-bus calls; whatever stops it on
 * the way becomes a named error. */
#pragma once

#include <systemd/sd-bus.h>

#include "bus.h"
#include "bus/form.h"
#include "bus/marshal.h"

struct bus_service {
    sd_bus *bus;                         /* borrowed */
    const struct bus_handlers *handlers; /* borrowed */
    void *userdata;                      /* the handlers' */
    sd_bus_slot *slots[4];               /* the vtables; a slot holds its bus */
};

extern const sd_bus_vtable scheduler_vtable[], log_vtable[], review_vtable[], tracker_vtable[];

/* Runs the method on message m and replies. */
int service_call(struct bus_service *service, sd_bus_message *m, sd_bus_error *error,
                 int (*run)(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                            struct bus_refusal *refusal));

#define DEFINE_METHOD(name)                                                          \
    static int method_##name(sd_bus_message *m, void *userdata, sd_bus_error *error) \
    {                                                                                \
        return service_call(userdata, m, error, run_##name);                         \
    }                                                                                \
    struct base_semicolon_

/* Turns r != 0 of a step into the error that sd-bus replies with. Returns negative errno. */
int service_fail(int r, const struct bus_refusal *refusal, sd_bus_error *error);

/* sd_bus_message_read() as a step. */
int service_read(sd_bus_message *m, struct bus_refusal *refusal, const char *types, ...);

/* What a failed read of the message is as a step: refused if the sender is to blame. */
int service_read_failed(int r, struct bus_refusal *refusal);

/* Answer's arguments: its details are a dictionary and have their own file. */
int answer_read(sd_bus_message *m, struct bus_answer *ret, struct bus_refusal *refusal);
