/* A datagram from a hostile peer. What is taken as a struct must come out as the same bytes when it
 * is written again: the form has one spelling for each value. */
#include "records.h"

#include <sys/socket.h>

#include "base/text.h"

static void check_same(const struct record *a, const struct record *b)
{
    if (b->error < 0 || a->size != b->size || memcmp(a->data, b->data, a->size) != 0)
        abort();
}

/* Reads it as the struct of its type; if that is one, writes that again. */
static int rewrite(struct record *record, struct record *again)
{
    struct bubble bubble;
    struct publish_begin begin;
    struct publish_series series;
    struct publish_exception exception;
    struct publish_block block;
    struct publish_share share;
    int r;

    switch (record_type(record)) {
    case RECORD_HELLO:
        (void)record_check_hello(record);
        return -1;
    case RECORD_BUBBLE_SHOW:
        if ((r = record_get_bubble(record, &bubble)) >= 0)
            record_put_bubble(again, &bubble);
        return r;
    case RECORD_PUBLISH_BEGIN:
        if ((r = record_get_publish_begin(record, &begin)) >= 0)
            record_put_publish_begin(again, &begin);
        return r;
    case RECORD_PUBLISH_SERIES:
        if ((r = record_get_publish_series(record, &series)) >= 0)
            record_put_publish_series(again, &series);
        return r;
    case RECORD_PUBLISH_EXCEPTION:
        if ((r = record_get_publish_exception(record, &exception)) >= 0)
            record_put_publish_exception(again, &exception);
        return r;
    case RECORD_PUBLISH_SHARE:
        if ((r = record_get_publish_share(record, &share)) >= 0)
            record_put_publish_share(again, &share);
        return r;
    case RECORD_PUBLISH_BLOCK:
        if ((r = record_get_publish_block(record, &block)) >= 0)
            record_put_publish_block(again, &block);
        return r;
    default:
        return -1;
    }
}

/* As a run of strings: each is whole and valid UTF-8, and an error ends them for good. */
static void read_strings(struct record *record)
{
    while (record->error >= 0 && record->position < record->size) {
        const char *s = record_get_string(record);
        if (utf8_check(s, strlen(s)) != strlen(s))
            abort();
    }
    if (record->error < 0 && (*record_get_string(record) || record_get_integer(record)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(record_done) struct record record = {0};
    _cleanup_(record_done) struct record again = {0};
    static int fds[2] = {-1, -1};

    if (fds[0] < 0 && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, fds) < 0)
        abort();
    if (size == 0 || send(fds[0], data, size, 0) < 0)
        return 0;
    if (record_receive(fds[1], &record) <= 0)
        return 0;
    if (rewrite(&record, &again) >= 0)
        check_same(&record, &again);
    record.error = 0;
    record_rewind(&record);
    read_strings(&record);
    return 0;
}
