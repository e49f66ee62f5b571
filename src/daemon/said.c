#include "daemon/said.h"

#include <errno.h>

struct said *said_find(const struct said_list *list, const char *key)
{
    for (size_t i = 0; i < list->n; i++)
        if (streq(list->items[i].key, key))
            return &list->items[i];
    return NULL;
}

static struct said *said_ensure(struct said_list *list, const char *key)
{
    struct said *said = said_find(list, key);

    if (said)
        return said;
    if (array_reserve((void **)&list->items, &list->capacity, list->n, sizeof *said) < 0)
        return NULL;
    said = &list->items[list->n++];
    *said = (struct said){0};
    snprintf(said->key, sizeof said->key, "%s", key);
    return said;
}

int said_put(struct said_list *list, const char *key, const char *target,
             const struct candidate *candidates, size_t n)
{
    struct mark *marks = calloc(n, sizeof *marks);
    struct said *said = marks ? said_ensure(list, key) : NULL;

    if (!said) {
        free(marks);
        return -ENOMEM;
    }
    for (size_t i = 0; i < n; i++)
        marks[i] = mark_from_candidate(&candidates[i]);
    free(said->marks);
    said->marks = marks;
    said->n_marks = n;
    said->is_held = false;
    snprintf(said->target, sizeof said->target, "%s", target);
    return 0;
}

void said_drop(struct said_list *list, struct said *said)
{
    free(said->marks);
    *said = list->items[--list->n];
}

void said_list_done(struct said_list *list)
{
    while (list->n > 0)
        said_drop(list, &list->items[list->n - 1]);
    free(list->items);
    *list = (struct said_list){0};
}

bool said_has_mark(const struct said_list *list, const struct mark *mark)
{
    for (size_t i = 0; i < list->n; i++)
        for (size_t j = 0; !list->items[i].is_held && j < list->items[i].n_marks; j++)
            if (mark_equal(&list->items[i].marks[j], mark))
                return true;
    return false;
}

bool said_stands(const struct said *said, const struct agenda *agenda, int64_t now_sec)
{
    struct notice notice;

    for (size_t i = 0; i < said->n_marks; i++) {
        const struct mark *mark = &said->marks[i];
        const struct agenda_item *item = agenda_find(agenda, mark->id);

        if (said->target[0] && !streq(mark->id, said->target))
            continue;
        if (item && item->start_sec == mark->start_sec &&
            agenda_item_notice(agenda, item, now_sec, &notice))
            return true;
    }
    return false;
}
