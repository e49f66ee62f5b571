#include "daemon/marks.h"

bool mark_equal(const struct mark *a, const struct mark *b)
{
    return a->start_sec == b->start_sec && streq(a->what, b->what) && streq(a->id, b->id);
}

struct mark mark_from_candidate(const struct candidate *candidate)
{
    struct mark mark = {.start_sec = candidate->item->start_sec};

    memcpy(mark.id, candidate->item->id, sizeof mark.id);
    notice_format_name(&candidate->notice, mark.what);
    return mark;
}

static size_t mark_set_find(const struct mark_set *set, const struct mark *mark)
{
    for (size_t i = 0; i < set->n; i++)
        if (mark_equal(&set->items[i], mark))
            return i;
    return SIZE_MAX;
}

void mark_set_add(struct mark_set *set, const struct mark *mark)
{
    if (mark_set_find(set, mark) == SIZE_MAX &&
        array_reserve((void **)&set->items, &set->capacity, set->n, sizeof *mark) >= 0)
        set->items[set->n++] = *mark;
}

void mark_set_remove(struct mark_set *set, const struct mark *mark)
{
    size_t i = mark_set_find(set, mark);

    if (i != SIZE_MAX)
        set->items[i] = set->items[--set->n];
}

bool mark_set_has(const struct mark_set *set, const struct mark *mark)
{
    return mark_set_find(set, mark) != SIZE_MAX;
}

void mark_set_done(struct mark_set *set)
{
    free(set->items);
    *set = (struct mark_set){0};
}
