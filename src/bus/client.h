/* The client's connection and its one way of calling. */
#pragma once

#include <systemd/sd-bus.h>

#include "bus.h"

struct bus_client {
    sd_bus *bus;           /* owned; closed with the client */
    sd_bus_message *reply; /* the last one, owned: strings handed out are borrowed from it */
    bool may_activate;
    bool is_subscribed, has_changed; /* for bus_client_wait() */
};

/* A call of interface.member to append arguments to. Returns 0 or negative errno. */
int client_new_call(struct bus_client *client, const char *interface, const char *member,
                    sd_bus_message **ret);

/* Sends it and keeps the reply for reading. Returns as the calls of bus.h do. */
int client_send(struct bus_client *client, sd_bus_message *m, struct bus_refusal *refusal);

/* D-Bus carries UTF-8 only; what the user typed need not be. Returns 0, or 1 refused. */
int client_check_text(const char *s, struct bus_refusal *refusal);

/* All of it, for arguments of these types: s const char *, u unsigned, b bool, x int64_t,
 * t int64_t seconds. */
int client_call(struct bus_client *client, struct bus_refusal *refusal, const char *interface,
                const char *member, const char *types, ...);

/* What is wrong when a reply cannot be read: -EBADMSG, and the refusal's text says so. Passes 0 and
 * other errors through. */
int client_check_reply(int r, struct bus_refusal *refusal);
