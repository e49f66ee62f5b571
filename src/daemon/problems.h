/* What is wrong at this moment and what the user can do about it: shown by `jsctl status`. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"

struct problem {
    char *code, *text, *remedy;
};

struct problem_list {
    struct problem *items;
    size_t n, capacity;
    bool has_changed; /* set by every change; the owner clears it once it has told */
};

void problem_list_done(struct problem_list *list);

/* Adds a problem unless the very same is there. One that cannot be kept for want of memory is
 * dropped: a problem never makes another. */
void problem_add(struct problem_list *list, const char *code, const char *remedy,
                 const char *format, ...) _printf_(4, 5);

/* The same in the place of all with this code. */
void problem_set(struct problem_list *list, const char *code, const char *remedy,
                 const char *format, ...) _printf_(4, 5);

/* True if there is any with this code. */
bool problem_is_there(const struct problem_list *list, const char *code);

/* Drops all with this code. */
void problem_clear(struct problem_list *list, const char *code);

/* Makes those with this code what they are in `fresh`, of which others are left aside. Nothing
 * changes if they are that already; true if something did. */
bool problem_replace(struct problem_list *list, const char *code, const struct problem_list *fresh);
