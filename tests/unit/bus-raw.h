/* The other end of a service's connection without sd-bus, which sends nothing malformed: a socket
 * and messages put together by hand (D-Bus Specification, "Message Format"). */
#pragma once

#include <assert.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include "bus.h"

#define RAW_SIZE (256 * 1024)

struct raw {
    int fd;
    sd_bus *server;
    struct bus_service *service;
    uint32_t serial;
    size_t size;
    uint8_t data[RAW_SIZE]; /* a message under construction; then what was answered */
};

static inline void raw_add(struct raw *raw, const void *data, size_t size)
{
    assert(raw->size + size <= RAW_SIZE);
    memcpy(raw->data + raw->size, data, size);
    raw->size += size;
}

static inline void raw_align(struct raw *raw, size_t to)
{
    static const uint8_t zeros[8];

    raw_add(raw, zeros, (to - raw->size % to) % to);
}

static inline void raw_add_number(struct raw *raw, uint32_t value)
{
    raw_align(raw, 4);
    raw_add(raw, &value, sizeof(value));
}

/* One header field: code, signature of its value, value. */
static inline void raw_add_field(struct raw *raw, uint8_t code, char type, const char *value)
{
    const uint8_t head[] = {code, 1, (uint8_t)type, 0};
    const uint8_t length = (uint8_t)strlen(value);

    raw_align(raw, 8);
    raw_add(raw, head, sizeof(head));
    if (type == 'g')
        raw_add(raw, &length, 1);
    else
        raw_add_number(raw, length);
    raw_add(raw, value, strlen(value) + 1);
}

static inline void raw_build_call(struct raw *raw, const char *interface, const char *member,
                                  const char *signature, const void *body, size_t body_size)
{
    const uint8_t head[] = {__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 'l' : 'B', 1, 0, 1};
    const size_t length_at = 12;
    uint32_t length;

    raw->size = 0;
    raw_add(raw, head, sizeof(head));
    raw_add_number(raw, (uint32_t)body_size);
    raw_add_number(raw, ++raw->serial);
    raw_add_number(raw, 0);
    raw_add_field(raw, 1, 'o', BUS_PATH);
    raw_add_field(raw, 2, 's', interface);
    raw_add_field(raw, 3, 's', member);
    if (*signature)
        raw_add_field(raw, 8, 'g', signature);
    length = (uint32_t)(raw->size - length_at - 4);
    memcpy(raw->data + length_at, &length, sizeof(length));
    raw_align(raw, 8);
    raw_add(raw, body, body_size);
}

/* Lets the service work until it waits, and takes what it says. */
static inline void raw_pump(struct raw *raw)
{
    ssize_t n;
    int r;

    raw->size = 0;
    do {
        r = sd_bus_process(raw->server, NULL);
        n = read(raw->fd, raw->data + raw->size, RAW_SIZE - raw->size);
        if (n > 0)
            raw->size += (size_t)n;
    } while (r > 0 || n > 0);
}

/* Calls a method with this body, whatever it holds. What the service answers is in data. */
static inline void raw_call(struct raw *raw, const char *interface, const char *member,
                            const char *signature, const void *body, size_t body_size)
{
    ssize_t n;

    raw_build_call(raw, interface, member, signature, body, body_size);
    n = write(raw->fd, raw->data, raw->size);
    assert(n == (ssize_t)raw->size);
    (void)n;
    raw_pump(raw);
}

static inline void raw_init(struct raw *raw, const struct bus_handlers *handlers, void *userdata)
{
    static const char auth[] = "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n";
    int fds[2], r, size = RAW_SIZE;
    ssize_t n;

    raw->serial = 0;
    r = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds);
    assert(r == 0);
    raw->fd = fds[1];
    (void)setsockopt(fds[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    r = sd_bus_new(&raw->server);
    assert(r >= 0);
    r = sd_bus_set_fd(raw->server, fds[0], fds[0]);
    assert(r >= 0);
    r = sd_bus_set_server(raw->server, 1, (sd_id128_t){.bytes = {1}});
    assert(r >= 0);
    r = sd_bus_start(raw->server);
    assert(r >= 0);
    r = bus_service_new(raw->server, handlers, userdata, &raw->service);
    assert(r == 0);
    n = write(raw->fd, auth, sizeof(auth) - 1);
    assert(n == (ssize_t)sizeof(auth) - 1);
    (void)n;
    (void)r;
    raw_pump(raw);
}

static inline void raw_done(struct raw *raw)
{
    bus_service_free(raw->service);
    sd_bus_close_unref(raw->server);
    close(raw->fd);
}
