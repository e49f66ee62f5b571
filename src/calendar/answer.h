/* What the publishing run tells the daemon. */
#pragma once

#include <stdint.h>

/* The first failure to send sticks in `error`; later calls do nothing. */
struct answer {
    int fd; /* borrowed */
    int64_t n_written, n_removed, n_unchanged;
    int error;
};

/* PUBLISH_FAILED; `error` is a negative errno. */
void answer_failed(struct answer *answer, int error, const char *path, const char *what);

/* FOREIGN_EDIT. */
void answer_foreign(struct answer *answer, const char *name);

/* PUBLISHED, with the counts. */
void answer_published(struct answer *answer);
