/* One record: building, reading, sending, receiving. What is read was written by the other side of
 * a socket and may be anything: every length is checked before it is used, and the first error
 * sticks, so that a caller reads all fields and asks once, by record_end().
 *
 * This file knows no event loop: the helper programs link it alone. */
#include "records.h"

#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <sys/socket.h>

#include "base/text.h"

/* In front of the fields: the type, 4 bytes, little endian. */
#define HEADER_SIZE sizeof(uint32_t)

static void record_fail(struct record *record, int error)
{
    if (record->error >= 0)
        record->error = error;
}

static int record_reserve(struct record *record, size_t size)
{
    if (size <= record->capacity)
        return 0;

    size_t capacity = MAX(record->capacity, (size_t)256);
    while (capacity < size)
        capacity *= 2;
    uint8_t *data = realloc(record->data, capacity);
    if (!data)
        return -ENOMEM;

    record->data = data;
    record->capacity = capacity;
    return 0;
}

static void record_put(struct record *record, const void *data, size_t size)
{
    if (record->error < 0)
        return;
    if (size > RECORD_MAX_SIZE - record->size) {
        record_fail(record, -EMSGSIZE);
        return;
    }
    if (record_reserve(record, record->size + size) < 0) {
        record_fail(record, -ENOMEM);
        return;
    }
    memcpy(record->data + record->size, data, size);
    record->size += size;
}

static void record_put_u32(struct record *record, uint32_t value)
{
    uint32_t little = htole32(value);

    record_put(record, &little, sizeof(little));
}

static void record_clear(struct record *record)
{
    record->size = record->position = 0;
    record->error = 0;
}

void record_begin(struct record *record, enum record_type type)
{
    record_clear(record);
    record_put_u32(record, type);
    record->position = HEADER_SIZE;
}

void record_put_integer(struct record *record, int64_t value)
{
    uint64_t little = htole64((uint64_t)value);

    record_put(record, &little, sizeof(little));
}

void record_put_string(struct record *record, const char *value)
{
    const char *s = value ? value : "";
    size_t length = strlen(s);

    if (length > RECORD_MAX_SIZE) {
        record_fail(record, -EMSGSIZE);
        return;
    }
    /* Refused here, where it can be told apart, and not by a peer that then hangs up. */
    if (utf8_check(s, length) != length) {
        record_fail(record, -EBADMSG);
        return;
    }
    record_put_u32(record, (uint32_t)length);
    record_put(record, s, length + 1);
}

int record_type(const struct record *record)
{
    uint32_t little;

    if (record->size < HEADER_SIZE)
        return 0;
    memcpy(&little, record->data, sizeof(little));
    return (int)MIN(le32toh(little), (uint32_t)INT_MAX);
}

void record_rewind(struct record *record)
{
    record->position = HEADER_SIZE;
}

/* The next `size` bytes, borrowed; NULL if there are not as many. */
static const uint8_t *record_get(struct record *record, size_t size)
{
    if (record->error < 0)
        return NULL;
    if (size > record->size - record->position) {
        record_fail(record, -EBADMSG);
        return NULL;
    }
    const uint8_t *field = record->data + record->position;
    record->position += size;
    return field;
}

int64_t record_get_integer(struct record *record)
{
    uint64_t little;

    const uint8_t *field = record_get(record, sizeof(little));
    if (!field)
        return 0;
    memcpy(&little, field, sizeof(little));
    return (int64_t)le64toh(little);
}

const char *record_get_string(struct record *record)
{
    uint32_t little;

    const uint8_t *field = record_get(record, sizeof(little));
    if (!field)
        return "";
    memcpy(&little, field, sizeof(little));

    size_t length = le32toh(little);
    const char *s = (const char *)record_get(record, length + 1);
    if (!s)
        return "";
    if (s[length] != '\0' || strlen(s) != length || utf8_check(s, length) != length) {
        record_fail(record, -EBADMSG);
        return "";
    }
    return s;
}

int record_end(struct record *record)
{
    if (record->size < HEADER_SIZE || record->position != record->size)
        record_fail(record, -EBADMSG);
    return record->error;
}

void record_done(struct record *record)
{
    free(record->data);
    *record = (struct record){0};
}

int record_send(int fd, const struct record *record)
{
    ssize_t n;

    if (record->error < 0)
        return record->error;
    if (record->size < HEADER_SIZE)
        return -EBADMSG;

    do
        n = send(fd, record->data, record->size, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return errno == ECONNRESET ? -EPIPE : -errno;
    return (size_t)n == record->size ? 0 : -EIO;
}

int record_receive(int fd, struct record *record)
{
    ssize_t n;

    record_clear(record);
    if (record_reserve(record, RECORD_MAX_SIZE) < 0)
        return -ENOMEM;

    /* MSG_TRUNC: the datagram's real length, also when it did not fit. File descriptors that a
     * peer passes along find no control buffer: the kernel closes them. A peer that ended without
     * reading all of ours is told of once, as ECONNRESET, before what it had said. */
    do
        n = recv(fd, record->data, RECORD_MAX_SIZE, MSG_TRUNC);
    while (n < 0 && (errno == EINTR || errno == ECONNRESET));
    if (n < 0)
        return -errno;
    if (n == 0)
        return 0;
    if ((size_t)n > RECORD_MAX_SIZE)
        return -EBADMSG;

    record->size = (size_t)n;
    record->position = HEADER_SIZE;
    int type = record_type(record);
    if (type == 0 || type == INT_MAX) {
        record_clear(record);
        return -EBADMSG;
    }
    return 1;
}

int record_send_hello(int fd, const char *program)
{
    _cleanup_(record_done) struct record record = {0};

    record_begin(&record, RECORD_HELLO);
    record_put_integer(&record, RECORD_VERSION);
    record_put_string(&record, program);
    return record_send(fd, &record);
}

int record_check_hello(struct record *record)
{
    if (record_type(record) != RECORD_HELLO)
        return -EPROTO;

    /* The version first: what follows it may be another one's. */
    int64_t version = record_get_integer(record);
    if (record->error >= 0 && version != RECORD_VERSION)
        return -EPROTO;
    record_get_string(record);
    return record_end(record);
}

int record_receive_hello(int fd)
{
    _cleanup_(record_done) struct record record = {0};

    int r = record_receive(fd, &record);
    if (r < 0)
        return r;
    return r > 0 ? record_check_hello(&record) : -EPIPE;
}
