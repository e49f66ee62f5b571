/* TZif files, RFC 8536 section 3. Version 1 holds one block with times of 32 bits; from version 2
 * on it is there for old readers (or empty) and followed by a second block, with 64 bits, and a
 * footer that holds a rule for the time after the last transition.
 *
 * The counts of a header are not believed: each array is taken from what is left of the bytes. */
#include "base/zone-data.h"

#include <errno.h>
#include <string.h>

#include "base/ascii.h"
#include "base/macro.h"

#define MAGIC         "TZif"
#define TYPE_SIZE     6                     /* offset (4), is_dst, index of the abbreviation */
#define EARLIEST_TIME (-(INT64_C(1) << 59)) /* section 3.2: nothing should be before it */

struct reader {
    const unsigned char *data; /* borrowed */
    size_t left;
};

struct header {
    unsigned version; /* 1, 2, 3 ... */
    uint32_t n_utc, n_standard, n_leaps, n_times, n_types, n_chars;
};

/* One data block, as arrays of the file's own bytes. */
struct block {
    size_t time_size; /* 4 or 8 */
    size_t n_times, n_types, n_chars;
    const unsigned char *times, *indices, *types, *chars;
};

/* The next `count` items of `size` bytes; NULL if fewer are left. */
static const unsigned char *take(struct reader *reader, size_t count, size_t size)
{
    if (count > reader->left / size)
        return NULL;
    const unsigned char *data = reader->data;
    reader->data += count * size;
    reader->left -= count * size;
    return data;
}

static uint32_t read_32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t read_time(const unsigned char *p, size_t size)
{
    if (size == 4)
        return (int32_t)read_32(p);
    return (int64_t)((uint64_t)read_32(p) << 32 | read_32(p + 4));
}

static int read_header(struct reader *reader, struct header *ret)
{
    const unsigned char *p = take(reader, 44, 1);
    if (!p || memcmp(p, MAGIC, 4) != 0)
        return -EINVAL;

    *ret = (struct header){
        .version = p[4] ? p[4] - (unsigned)'0' : 1,
        .n_utc = read_32(p + 20),
        .n_standard = read_32(p + 24),
        .n_leaps = read_32(p + 28),
        .n_times = read_32(p + 32),
        .n_types = read_32(p + 36),
        .n_chars = read_32(p + 40),
    };
    return ret->version >= 1 && ret->version <= 9 ? 0 : -EINVAL;
}

static int read_block(struct reader *reader, const struct header *header, size_t time_size,
                      struct block *ret)
{
    struct block block = {
        .time_size = time_size,
        .n_times = header->n_times,
        .n_types = header->n_types,
        .n_chars = header->n_chars,
    };
    if (!(block.times = take(reader, header->n_times, time_size)) ||
        !(block.indices = take(reader, header->n_times, 1)) ||
        !(block.types = take(reader, header->n_types, TYPE_SIZE)) ||
        !(block.chars = take(reader, header->n_chars, 1)) ||
        !take(reader, header->n_leaps, time_size + 4) || !take(reader, header->n_standard, 1) ||
        !take(reader, header->n_utc, 1))
        return -EINVAL;
    *ret = block;
    return 0;
}

/* Copies the abbreviation that begins at an index: letters, digits, + and - only, since it ends up
 * on terminals. */
static int read_abbreviation(const struct block *block, size_t index,
                             char buf[static ZONE_ABBREVIATION_SIZE])
{
    size_t n = 0;
    for (; index + n < block->n_chars && block->chars[index + n]; n++) {
        char c = (char)block->chars[index + n];
        if (n == ZONE_ABBREVIATION_SIZE - 1 || !(ascii_is_alnum(c) || c == '+' || c == '-'))
            return -EINVAL;
        buf[n] = c;
    }
    buf[n] = '\0';
    return index + n < block->n_chars ? 0 : -EINVAL;
}

static int add_types(struct zone *zone, const struct block *block)
{
    if (block->n_types == 0 || block->n_types > 256)
        return -EINVAL;

    for (size_t i = 0; i < block->n_types; i++) {
        const unsigned char *p = block->types + i * TYPE_SIZE;
        struct zone_type type = {.offset = (int32_t)read_32(p), .is_dst = p[4]};
        uint32_t index;
        if (type.offset < ZONE_MIN_OFFSET || type.offset > ZONE_MAX_OFFSET || p[4] > 1)
            return -EINVAL;
        int r = read_abbreviation(block, p[5], type.abbreviation);
        if (r == 0)
            r = zone_add_type(zone, &type, &index);
        if (r < 0)
            return r;
    }
    return 0;
}

/* Before the first transition type 0 holds. */
static int add_spans(struct zone *zone, const struct block *block)
{
    int r = zone_add_span(zone, INT64_MIN, 0);
    for (size_t i = 0; r == 0 && i < block->n_times; i++) {
        int64_t time = read_time(block->times + i * block->time_size, block->time_size);
        int64_t before = zone->spans[zone->n_spans - 1].start;
        if (time <= before || time < EARLIEST_TIME || time > -EARLIEST_TIME ||
            block->indices[i] >= block->n_types)
            return -EINVAL;
        r = zone_add_span(zone, time, block->indices[i]);
    }
    return r;
}

/* A newline, the rule (or nothing), a newline. */
static int read_footer(struct reader *reader, const char **ret, size_t *ret_size)
{
    const unsigned char *p = take(reader, 1, 1);
    if (!p || *p != '\n')
        return -EINVAL;
    const unsigned char *end = memchr(reader->data, '\n', reader->left);
    if (!end)
        return -EINVAL;
    *ret = (const char *)reader->data;
    *ret_size = (size_t)(end - reader->data);
    return 0;
}

static int read_block_2(struct reader *reader, struct block *ret, const char **ret_rule,
                        size_t *ret_rule_size)
{
    struct header header;
    int r = read_header(reader, &header);
    if (r < 0)
        return r;
    if (header.n_leaps > 0) /* clocks that count leap seconds are not ours */
        return -EINVAL;
    r = read_block(reader, &header, 8, ret);
    return r < 0 ? r : read_footer(reader, ret_rule, ret_rule_size);
}

int zone_read_tzif(struct zone *zone, const void *data, size_t size)
{
    struct reader reader = {.data = data, .left = size};
    struct header header;
    struct block block;
    const char *rule = "";
    size_t rule_size = 0;

    int r = read_header(&reader, &header);
    if (r == 0)
        r = read_block(&reader, &header, 4, &block);
    if (r == 0 && header.version >= 2)
        r = read_block_2(&reader, &block, &rule, &rule_size);
    if (r < 0)
        return r;

    r = add_types(zone, &block);
    if (r == 0 && (block.n_times > 0 || rule_size == 0))
        r = add_spans(zone, &block);
    if (r < 0 || rule_size == 0)
        return r;
    int64_t after = block.n_times > 0 ? zone->spans[zone->n_spans - 1].start : INT64_MIN;
    return zone_continue(zone, after, rule, rule_size);
}
