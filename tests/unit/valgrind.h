/* Tests under valgrind: it is slow, and knows no seccomp (system call 317), so that a test that
 * needs it is skipped there. */
#pragma once

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static inline bool is_on_valgrind(void)
{
    const char *preload = getenv("LD_PRELOAD");

    return preload && strstr(preload, "vgpreload");
}

/* A test that lets the n-th call fail, for each n: under valgrind every 13th must do, or it takes
 * minutes. */
static inline int failure_stride(void)
{
    return is_on_valgrind() ? 13 : 1;
}
