#include "helper/outbox.h"

#include <errno.h>

#include "base/macro.h"
#include "records.h"

/* A publishing run of a crowded year is some 1 MiB; more means that the helper does not read. */
#define OUTBOX_MAX_BYTES (4 * 1024 * 1024)

bool outbox_is_empty(const struct outbox *outbox)
{
    return outbox->first == outbox->n;
}

int outbox_add(struct outbox *outbox, const struct record *record)
{
    if (record->size > OUTBOX_MAX_BYTES - outbox->n_bytes)
        return -ENOBUFS;
    int r = array_reserve((void **)&outbox->records, &outbox->capacity, outbox->n,
                          sizeof(*outbox->records));
    if (r < 0)
        return r;

    uint8_t *data = malloc(record->size);
    if (!data)
        return -ENOMEM;
    memcpy(data, record->data, record->size);
    outbox->records[outbox->n++] =
        (struct record){.data = data, .size = record->size, .capacity = record->size};
    outbox->n_bytes += record->size;
    return 0;
}

int outbox_flush(struct outbox *outbox, int fd)
{
    for (; !outbox_is_empty(outbox); outbox->first++) {
        struct record *record = &outbox->records[outbox->first];

        int r = record_send(fd, record);
        if (r < 0)
            return r;
        outbox->n_bytes -= record->size;
        record_done(record);
    }
    outbox->first = outbox->n = 0;
    return 0;
}

void outbox_done(struct outbox *outbox)
{
    for (size_t i = outbox->first; i < outbox->n; i++)
        record_done(&outbox->records[i]);
    free(outbox->records);
    *outbox = (struct outbox){0};
}
