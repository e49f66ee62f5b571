/* When one calendar file says that the user is busy, packed: one allocation a file, and each
 * summary once, since most files are one event with all its occurrences. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "base/text.h"

struct busy_event;

/* More than this of one file is a mistake in it, or an attack. */
#define BUSY_MAX_A_FILE 50000

struct busy_span {
    int64_t start_sec, end_sec;
    uint32_t summary; /* where it begins in the text */
    bool is_all_day;
};

/* Freed by free(). */
struct busy_times {
    uint32_t n, text_size;
    struct busy_span spans[]; /* and behind them the text */
};

/* The summaries, each with its NUL; borrowed. */
const char *busy_times_text(const struct busy_times *times);

/* What was heard of a file so far. Zero it at first. */
struct busy_draft {
    struct busy_span *spans;
    size_t n, capacity;
    struct text text;
};

/* Returns 0, -EBADMSG (the event is none: its end is not after its start, or its summary is longer
 * than it may be), -E2BIG (the file has too many), or -ENOMEM. */
int busy_draft_add(struct busy_draft *draft, const struct busy_event *event);

/* Packs what was added (nothing: NULL) and empties the draft. Returns 0 or -ENOMEM; the caller
 * frees. */
int busy_draft_finish(struct busy_draft *draft, struct busy_times **ret);
void busy_draft_done(struct busy_draft *draft);
