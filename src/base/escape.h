/* A string taken apart: one valid character or one invalid byte at a time, and how each is shown
 * on a terminal. Private to the room. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct piece {
    const char *data; /* borrowed */
    size_t size;      /* in bytes, at least 1 */
    uint32_t c;       /* the code point, or the invalid byte */
    bool is_valid;
};

/* The first piece of s[0..size), which is not empty. */
struct piece piece_next(const char *s, size_t size);

/* What is shown for it: its own bytes, or an escape written to buf. */
#define ESCAPE_SIZE 8
const char *piece_escape(const struct piece *piece, char buf[static ESCAPE_SIZE], size_t *ret_size);
