/* Records that wait for room in the socket, in order. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct record;

/* Zero it. */
struct outbox {
    struct record *records;
    size_t first, n, capacity; /* those from first to n wait */
    size_t n_bytes;
};

bool outbox_is_empty(const struct outbox *outbox);

/* Adds a copy. Returns 0, -ENOBUFS (it holds its most) or -ENOMEM. */
int outbox_add(struct outbox *outbox, const struct record *record);

/* Sends what the socket takes. Returns 0 when nothing is left, -EAGAIN or what sending gave. */
int outbox_flush(struct outbox *outbox, int fd);

void outbox_done(struct outbox *outbox);
