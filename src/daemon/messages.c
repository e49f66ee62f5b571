#include "daemon/messages.h"

#include <errno.h>

#include "daemon/bubbles.h"
#include "daemon/journal.h"

static void message_done(struct message *message)
{
    free(message->key);
    free(message->summary);
    free(message->body);
}

void message_list_done(struct message_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        message_done(&list->items[i]);
    free(list->items);
    *list = (struct message_list){0};
}

struct message *message_find(const struct message_list *list, const char *key)
{
    for (size_t i = 0; i < list->n; i++)
        if (streq(list->items[i].key, key))
            return &list->items[i];
    return NULL;
}

static int message_make(const char *key, const char *summary, const char *body, struct message *ret)
{
    struct message message = {0};
    int r;

    r = str_replace(&message.key, key);
    if (r >= 0)
        r = str_replace(&message.summary, summary);
    if (r >= 0)
        r = str_replace(&message.body, body);
    if (r < 0) {
        message_done(&message);
        return r;
    }
    *ret = message;
    return 0;
}

int message_put(struct message_list *list, const char *key, const char *summary, const char *body)
{
    struct message *there = message_find(list, key), message;
    int r;

    if (there && streq(there->summary, summary) && streq(there->body, body))
        return 0;
    r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof message);
    if (r >= 0)
        r = message_make(key, summary, body, &message);
    if (r < 0)
        return r;
    there = message_find(list, key);
    if (there) {
        message_done(there);
        *there = message;
    } else {
        list->items[list->n++] = message;
    }
    return 1;
}

int message_put_question(struct message_list *list, const char *key, const char *summary,
                         const char *body, const struct bubble_action *actions, size_t n_actions)
{
    struct message *message;
    int r;

    if (message_find(list, key))
        return 0;
    r = message_put(list, key, summary, body);
    if (r <= 0)
        return r;
    message = message_find(list, key);
    message->actions = actions;
    message->n_actions = n_actions;
    return 1;
}

static void message_fill_bubble(const struct message *message, struct bubble *ret)
{
    *ret = (struct bubble){
        .key = message->key,
        .summary = message->summary,
        .body = message->body,
        .icon = "jobsearchd",
        .category = "x-jobsearchd.message",
        .expire_ms = -1,
    };
    for (size_t i = 0; i < MIN(message->n_actions, ARRAY_SIZE(ret->actions)); i++)
        ret->actions[ret->n_actions++] = message->actions[i];
}

void message_seen(struct message_list *list, struct message *message)
{
    if (message->n_actions > 0)
        message->is_up = true;
    else
        message_drop(list, message);
}

void message_drop(struct message_list *list, struct message *message)
{
    size_t i = (size_t)(message - list->items);

    message_done(message);
    list->n--;
    memmove(message, message + 1, (list->n - i) * sizeof *message);
}

struct message *message_next(const struct message_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (!list->items[i].is_sent)
            return &list->items[i];
    return NULL;
}

void message_list_show(struct message_list *list, struct bubbles *bubbles)
{
    struct message *message;

    while ((message = message_next(list)) != NULL) {
        struct bubble bubble;

        message_fill_bubble(message, &bubble);
        message->is_sent = true;
        if (bubbles_show(bubbles, &bubble) >= 0)
            continue;
        journal(JOURNAL_WARNING, "Cannot show a notification");
        message_drop(list, message);
    }
}

void message_list_withdraw(struct message_list *list, struct bubbles *bubbles)
{
    for (size_t i = 0; i < list->n; i++) {
        struct message *message = &list->items[i];

        if (!message->is_sent || message->is_up)
            continue;
        bubbles_close(bubbles, message->key);
        message->is_sent = false;
    }
}
