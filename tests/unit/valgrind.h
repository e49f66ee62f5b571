/* valgrind knows no seccomp (system call 317), so a test that needs it is skipped there. */
#pragma once

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static inline bool is_on_valgrind(void)
{
    const char *preload = getenv("LD_PRELOAD");

    return preload && strstr(preload, "vgpreload");
}
