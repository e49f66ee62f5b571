/* FNV-1a, 64 bits (Fowler, Noll, Vo): says whether bytes are the same ones as before. For what
 * nobody gains by a collision: it keeps no one out. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define HASH_EMPTY UINT64_C(0xcbf29ce484222325) /* of no bytes */

static inline uint64_t hash_add_byte(uint64_t hash, uint8_t byte)
{
    return (hash ^ byte) * UINT64_C(0x100000001b3);
}

/* Of what `hash` is of, followed by these bytes. */
static inline uint64_t hash_add(uint64_t hash, const void *data, size_t size)
{
    const uint8_t *bytes = data;

    for (size_t i = 0; i < size; i++)
        hash = hash_add_byte(hash, bytes[i]);
    return hash;
}
