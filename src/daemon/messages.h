/* Messages besides the blocks' notices, by key: each is one bubble without buttons that waits until
 * it can be shown. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"

struct message {
    char *key, *summary, *body; /* owned */
    bool is_sent;               /* on its way to the screen */
};

struct message_list {
    struct message *items;
    size_t n, capacity;
};

void message_list_done(struct message_list *list);

/* Borrowed; NULL: none. */
struct message *message_find(const struct message_list *list, const char *key);

/* Takes the place of the message of that key; to be sent. One that says what the message there says
 * changes nothing. Returns 1, 0 if nothing changed, or -ENOMEM. */
int message_put(struct message_list *list, const char *key, const char *summary, const char *body);
void message_drop(struct message_list *list, struct message *message);

/* The first that is to be sent, or NULL. */
struct message *message_next(const struct message_list *list);
