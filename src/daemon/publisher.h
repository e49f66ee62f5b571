/* Runs jobsearchd-calendar to publish: one batch of records at a time, the newest wins, and a batch
 * that says what the last published one said is not run at all. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "records.h"

struct sd_event;
struct publisher;

/* The records of one run, in order, from PUBLISH_BEGIN to PUBLISH_END. */
struct batch {
    struct record *items;
    size_t n, capacity;
    struct record spare; /* what is said for want of memory, and not sent */
    int error;           /* sticks: -ENOMEM, or a record's own */
};

/* A record to fill in next; never NULL. */
struct record *batch_next(struct batch *batch);
void batch_done(struct batch *batch);

struct publisher_callbacks {
    /* A file or folder could not be written. */
    void (*failed)(int error, const char *path, const char *what, void *userdata);
    /* The run is over and nothing failed: all is written. */
    void (*published)(void *userdata);
    /* A published file had been changed by somebody else. */
    void (*foreign_edit)(const char *name, void *userdata);
};

int publisher_new(struct sd_event *event, const struct publisher_callbacks *callbacks,
                  void *userdata, struct publisher **ret);
struct publisher *publisher_free(struct publisher *publisher);
DEFINE_CLEANUP(struct publisher, publisher_free);

/* The folder is not as it was published any more: the next batch is run, whatever it says. */
void publisher_forget(struct publisher *publisher);

/* Consumes the batch (it is empty afterwards). `fingerprint` stands for what it says, times of
 * writing left aside. */
void publisher_run(struct publisher *publisher, struct batch *batch, uint64_t fingerprint);
