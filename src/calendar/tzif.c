#include "calendar/tzif.h"

#include <endian.h>
#include <errno.h>

#include "base/macro.h"
#include "base/text.h"

#define MAX_OFFSETS 256 /* an index has 8 bits */

/* The different offsets, by which a change names its own. */
struct offsets {
    int32_t items[MAX_OFFSETS];
    size_t n;
};

static int find_offset(struct offsets *offsets, int32_t offset, uint8_t *ret)
{
    size_t i = 0;

    while (i < offsets->n && offsets->items[i] != offset)
        i++;
    if (i == MAX_OFFSETS)
        return -EINVAL;
    offsets->items[i] = offset;
    offsets->n = MAX(offsets->n, i + 1);
    *ret = (uint8_t)i;
    return 0;
}

static void add_32(struct text *text, uint32_t value)
{
    value = htobe32(value);
    text_add_bytes(text, &value, sizeof(value));
}

static void add_64(struct text *text, int64_t value)
{
    uint64_t big = htobe64((uint64_t)value);

    text_add_bytes(text, &big, sizeof(big));
}

static void add_header(struct text *text, size_t n_times, size_t n_types)
{
    static const char reserved[15];

    text_add(text, "TZif2");
    text_add_bytes(text, reserved, sizeof(reserved));
    for (int i = 0; i < 3; i++)
        add_32(text, 0);
    add_32(text, (uint32_t)n_times);
    add_32(text, (uint32_t)n_types);
    add_32(text, 1);
}

/* An offset without a name. */
static void add_type(struct text *text, int32_t offset)
{
    add_32(text, (uint32_t)offset);
    text_add_bytes(text, "\0\0", 2);
}

static void add_changes(struct text *text, const struct clock_change *changes, size_t n,
                        const struct offsets *offsets, const uint8_t *indices)
{
    for (size_t i = 0; i < n; i++)
        add_64(text, changes[i].utc_sec);
    text_add_bytes(text, indices, n);
    for (size_t i = 0; i < offsets->n; i++)
        add_type(text, offsets->items[i]);
    text_add_char(text, '\0');
}

/* Before the first change the first type holds. */
int tzif_format(const struct clock_change *changes, size_t n, struct text *text)
{
    _cleanup_(freep) uint8_t *indices = calloc(n, 1);
    struct offsets offsets = {.items = {changes[0].offset_from}, .n = 1};
    int r;

    if (!indices)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++) {
        r = find_offset(&offsets, changes[i].offset_to, &indices[i]);
        if (r < 0)
            return r;
    }
    add_header(text, 0, 1); /* for readers of 32 bits, which we are not */
    add_type(text, 0);
    text_add_char(text, '\0');
    add_header(text, n, offsets.n);
    add_changes(text, changes, n, &offsets, indices);
    text_add(text, "\n\n"); /* no rule: the last offset holds for ever */
    return text->failed ? -ENOMEM : 0;
}
