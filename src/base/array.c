#include "base/macro.h"

#include <errno.h>

#define ARRAY_FIRST_CAPACITY 8

int array_reserve(void **items, size_t *capacity, size_t n, size_t size)
{
    if (n < *capacity)
        return 0;
    if (*capacity > SIZE_MAX / 2)
        return -ENOMEM;

    size_t bigger = MAX(*capacity * 2, (size_t)ARRAY_FIRST_CAPACITY);
    void *moved = reallocarray(*items, bigger, size);
    if (!moved)
        return -ENOMEM;
    *items = moved;
    *capacity = bigger;
    return 0;
}

int str_replace(char **p, const char *s)
{
    char *copy = NULL;
    if (s) {
        copy = strdup(s);
        if (!copy)
            return -ENOMEM;
    }
    free(*p);
    *p = copy;
    return 0;
}
