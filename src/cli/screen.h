/* Where human text goes: what the terminal can do, colours, and the way out. All text is made in
 * UTF-8 with its full set of signs; screen_put() brings it down to ASCII where that is all there
 * is. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/macro.h"

struct text;

struct screen {
    bool has_color;    /* a terminal, and the user did not say NO_COLOR */
    bool is_utf8;      /* the locale's charset */
    bool has_12_hours; /* how the locale writes times; 24 h where it is no terminal */
    size_t columns;    /* 0: unknown, as when the output is no terminal */
};

/* Looks at the file descriptor, the environment and the locale. COLUMNS overrides the terminal's
 * width. */
void screen_init(struct screen *screen, int fd);

/* Writes UTF-8 text, signs and letters that the charset lacks replaced column by column: raw UTF-8
 * bytes are control characters to a Latin-1 terminal. Failures stick to the stream. */
void screen_put(const struct screen *screen, const char *s, FILE *f);

enum paint {
    PAINT_NONE,
    PAINT_BOLD,
    PAINT_DIM,
    PAINT_GOOD,  /* done */
    PAINT_HALF,  /* partial */
    PAINT_BAD,   /* not answered, problems */
    PAINT_NOW,   /* what runs now */
    PAINT_TODAY, /* today's head */
    PAINT_BLOCK, /* the first of PAINT_BLOCKS backgrounds for blocks */
    PAINT_MAX_ = PAINT_BLOCK + 6,
};
#define PAINT_BLOCKS (PAINT_MAX_ - PAINT_BLOCK)

/* Where the screen has colours: switches one on, and all off. Take no columns. */
void paint_begin(struct text *text, const struct screen *screen, enum paint paint);
void paint_end(struct text *text, const struct screen *screen, enum paint paint);

/* Text of ours (not escaped) in a paint. */
void paint_addf(struct text *text, const struct screen *screen, enum paint paint,
                const char *format, ...) _printf_(4, 5);
