/* What is busy in all calendars: one sorted list that stands on its own, whatever becomes of the
 * files that it was made from. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct busy_item;
struct calendar_files;
struct calendar_sources;

struct busy_list {
    struct busy_item *items;
    size_t n;
    char *text; /* what the items' strings lie in: first the calendars' names, in plan order */
};

/* Returns 0 or -ENOMEM; the caller frees by busy_list_done(). */
int busy_list_make(const struct calendar_files *files, const struct calendar_sources *sources,
                   struct busy_list *ret);

bool busy_lists_are_equal(const struct busy_list *a, const struct busy_list *b);
void busy_list_done(struct busy_list *list);
