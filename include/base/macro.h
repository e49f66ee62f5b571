/* The few macros that the whole tree uses: cleanup by attribute, handing over of ownership,
 * and comparisons that read as words. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define _cleanup_(f)         __attribute__((cleanup(f)))
#define _printf_(fmt, first) __attribute__((format(printf, fmt, first)))
#define _unused_             __attribute__((unused))

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
/* GLib and sys/param.h define the same two. */
#undef MIN
#undef MAX
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* Hands the pointer over: the variable is NULL afterwards, so its cleanup frees nothing. */
#define TAKE_PTR(p)                     \
    ({                                  \
        typeof(p) *take_from_ = &(p);   \
        typeof(p) taken_ = *take_from_; \
        *take_from_ = NULL;             \
        taken_;                         \
    })

/* The same for a file descriptor. */
#define TAKE_FD(fd)               \
    ({                            \
        int *take_from_ = &(fd);  \
        int taken_ = *take_from_; \
        *take_from_ = -1;         \
        taken_;                   \
    })

/* Defines NAME##p(), the cleanup function of a variable of type TYPE * that FREE releases. */
#define DEFINE_CLEANUP(type, free_function)       \
    static inline void free_function##p(type **p) \
    {                                             \
        if (*p)                                   \
            free_function(*p);                    \
    }                                             \
    struct base_semicolon_

static inline void freep(void *p)
{
    free(*(void **)p);
}

static inline void closep(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static inline void fclosep(FILE **f)
{
    if (*f)
        fclose(*f);
}

static inline bool streq(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* NULL equals only NULL. */
static inline bool streq_null(const char *a, const char *b)
{
    return a && b ? streq(a, b) : a == b;
}

static inline bool str_is_empty(const char *s)
{
    return !s || !*s;
}

/* Something, and then the suffix. */
static inline bool str_has_suffix(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);

    return n > m && streq(s + n - m, suffix);
}

/* Makes room for one more item in a growable array: *items holds n items of `size` bytes, with
 * room for *capacity. Returns 0 or -ENOMEM; on failure nothing has changed. */
int array_reserve(void **items, size_t *capacity, size_t n, size_t size);

/* Replaces *p by a copy of s (NULL is allowed). Returns 0 or -ENOMEM; *p is unchanged then. */
int str_replace(char **p, const char *s);
