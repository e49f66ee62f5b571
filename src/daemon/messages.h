/* Messages besides the blocks' notices, by key: each is one bubble that waits until it can be
 * shown. One with buttons is kept until it is answered or closed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "records.h"

struct bubbles;

struct message {
    char *key, *summary, *body;          /* owned */
    const struct bubble_action *actions; /* borrowed for good; NULL: none */
    size_t n_actions;
    bool is_sent; /* on its way to the screen, or there */
    bool is_up;   /* it was seen, and waits for an answer */
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

/* The same with buttons. One of that key that is there already stays as it is, whatever it says. */
int message_put_question(struct message_list *list, const char *key, const char *summary,
                         const char *body, const struct bubble_action *actions, size_t n_actions);

/* Shows what is to be sent. What cannot be is dropped, and the journal says so. */
void message_list_show(struct message_list *list, struct bubbles *bubbles);

/* Takes back what was sent and not seen: it is to be sent again. */
void message_list_withdraw(struct message_list *list, struct bubbles *bubbles);

/* It was seen: without buttons it is done with. */
void message_seen(struct message_list *list, struct message *message);

void message_drop(struct message_list *list, struct message *message);

/* The first that is to be sent, or NULL. */
struct message *message_next(const struct message_list *list);
