#include "daemon/publisher.h"

#include <errno.h>

#include "daemon/journal.h"
#include "helper.h"

/* Writing some hundred small files takes well under a second; a disk that hangs may take longer. */
#define PUBLISH_ANSWER_USEC (UINT64_C(60) * 1000000)

struct publisher {
    struct helper *helper;
    struct publisher_callbacks callbacks;
    void *userdata;
    struct batch waiting; /* to be sent */
    uint64_t waiting_fingerprint;
    uint64_t sent_fingerprint;      /* of the batch under way */
    uint64_t published_fingerprint; /* of the last one that went well; 0: none */
    bool is_running, has_failed;
};

struct record *batch_next(struct batch *batch)
{
    struct record *record;

    if (batch->n > 0 && batch->items[batch->n - 1].error < 0)
        batch->error = batch->items[batch->n - 1].error;
    if (array_reserve((void **)&batch->items, &batch->capacity, batch->n, sizeof *record) < 0) {
        batch->error = -ENOMEM;
        record_done(&batch->spare);
        record = &batch->spare;
    } else {
        record = &batch->items[batch->n++];
    }
    *record = (struct record){0};
    return record;
}

void batch_done(struct batch *batch)
{
    for (size_t i = 0; i < batch->n; i++)
        record_done(&batch->items[i]);
    record_done(&batch->spare);
    free(batch->items);
    *batch = (struct batch){0};
}

static void publisher_send(struct publisher *p)
{
    int r = p->waiting.error;

    for (size_t i = 0; r >= 0 && i < p->waiting.n; i++)
        r = helper_send(p->helper, &p->waiting.items[i]);
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot hand the calendar over: %s", strerror(-r));
    batch_done(&p->waiting);
    p->sent_fingerprint = p->waiting_fingerprint;
    p->has_failed = r < 0;
    helper_expect(p->helper, PUBLISH_ANSWER_USEC);
}

static void on_ready(struct helper *helper, void *userdata)
{
    helper_calm(helper);
    publisher_send(userdata);
}

static void on_record(struct helper *helper, struct record *record, void *userdata)
{
    struct publisher *p = userdata;
    int64_t number;
    const char *name, *what;

    switch (record_type(record)) {
    case RECORD_PUBLISHED:
        helper_calm(helper);
        helper_finish(helper);
        if (p->has_failed)
            break;
        p->published_fingerprint = p->sent_fingerprint;
        p->callbacks.published(p->userdata);
        break;
    case RECORD_PUBLISH_FAILED:
        number = record_get_integer(record);
        name = record_get_string(record);
        what = record_get_string(record);
        p->has_failed = true;
        if (record_end(record) >= 0)
            p->callbacks.failed((int)number, name, what, p->userdata);
        break;
    case RECORD_FOREIGN_EDIT:
        name = record_get_string(record);
        if (record_end(record) >= 0)
            p->callbacks.foreign_edit(name, p->userdata);
        break;
    default:
        journal(JOURNAL_WARNING, "jobsearchd-calendar sent an unknown record");
    }
}

static void publisher_start(struct publisher *p)
{
    int r = helper_start(p->helper);

    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot start jobsearchd-calendar: %s", strerror(-r));
    p->is_running = r >= 0;
}

static void on_ended(struct helper *helper _unused_, bool is_clean, const char *why, void *userdata)
{
    struct publisher *p = userdata;

    p->is_running = false;
    if (!is_clean) {
        journal(JOURNAL_WARNING, "jobsearchd-calendar ended: %s", why);
        p->callbacks.failed(0, "", why, p->userdata);
    }
    if (p->waiting.n > 0)
        publisher_start(p);
}

int publisher_new(struct sd_event *event, const struct publisher_callbacks *callbacks,
                  void *userdata, struct publisher **ret)
{
    static const struct helper_callbacks helper_callbacks = {on_ready, on_record, on_ended};
    static const char *const arguments[] = {"publish", NULL};
    _cleanup_(publisher_freep) struct publisher *p = calloc(1, sizeof *p);
    int r;

    if (!p)
        return -ENOMEM;
    p->callbacks = *callbacks;
    p->userdata = userdata;
    r = helper_new(event, "jobsearchd-calendar", arguments, &helper_callbacks, p, &p->helper);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(p);
    return 0;
}

struct publisher *publisher_free(struct publisher *p)
{
    if (!p)
        return NULL;
    helper_free(p->helper);
    batch_done(&p->waiting);
    free(p);
    return NULL;
}

void publisher_forget(struct publisher *p)
{
    p->published_fingerprint = p->sent_fingerprint = 0;
}

void publisher_run(struct publisher *p, struct batch *batch, uint64_t fingerprint)
{
    bool is_said = p->is_running ? p->waiting.n == 0 && fingerprint == p->sent_fingerprint
                                 : fingerprint == p->published_fingerprint;

    if (is_said) {
        batch_done(batch);
        return;
    }
    batch_done(&p->waiting);
    p->waiting = *batch;
    p->waiting_fingerprint = fingerprint;
    *batch = (struct batch){0};
    if (!p->is_running)
        publisher_start(p);
}
