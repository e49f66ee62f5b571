/* The log as the daemon holds it: on disk where that is possible, else in memory, so that reminders
 * go on with a full disk or a read-only home while answers are refused with the reason. */
#pragma once

#include <stdbool.h>

#include "base/macro.h"
#include "daemon/problems.h"
#include "log.h"

struct store {
    struct log *log;      /* never NULL once opened */
    const char *data_dir; /* borrowed */
    char *path;
    bool is_durable;
    char *why; /* why it is not */
};

/* Opens DATA_DIR/log.db, or a log in memory where that fails; either way the problems say so.
 * Returns 0 or -ENOMEM. */
int store_open(struct store *store, const char *data_dir, struct problem_list *problems);
void store_done(struct store *store);

/* Before an answer: tries the disk again if it was not to be had. True if what is written now
 * lasts. A reopened log holds what it held: *ret_is_new tells the caller to read it anew. */
bool store_is_durable(struct store *store, struct problem_list *problems, bool *ret_is_new);
