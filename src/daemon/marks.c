#include "daemon/marks.h"

#include "daemon/journal.h"
#include "log.h"

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

static bool mark_set_has(const struct mark_set *set, const struct mark *mark)
{
    return mark_set_find(set, mark) != SIZE_MAX;
}

/* Where memory is short nothing changes. */
static void mark_set_add(struct mark_set *set, const struct mark *mark)
{
    if (!mark_set_has(set, mark) &&
        array_reserve((void **)&set->items, &set->capacity, set->n, sizeof *mark) >= 0)
        set->items[set->n++] = *mark;
}

static void mark_set_remove(struct mark_set *set, const struct mark *mark)
{
    size_t i = mark_set_find(set, mark);

    if (i != SIZE_MAX)
        set->items[i] = set->items[--set->n];
}

/* A log that cannot be read counts as one that knows nothing: better twice than never. */
bool memory_has(const struct memory *memory, const struct mark *mark)
{
    if (mark_set_has(&memory->again, mark))
        return false;
    return mark_set_has(&memory->unsaved, mark) ||
           log_has_announced(*memory->log, mark->id, mark->what, mark->start_sec) > 0;
}

void memory_add(struct memory *memory, const struct mark *mark, int64_t now_sec)
{
    mark_set_remove(&memory->again, mark);
    if (log_add_announced(*memory->log, mark->id, mark->what, mark->start_sec, now_sec) >= 0)
        return;
    journal(JOURNAL_WARNING, "Cannot remember an announcement: %s", log_why(*memory->log));
    mark_set_add(&memory->unsaved, mark);
}

void memory_say_again(struct memory *memory, const struct mark *mark)
{
    if (memory_has(memory, mark))
        mark_set_add(&memory->again, mark);
}

void memory_done(struct memory *memory)
{
    free(memory->unsaved.items);
    free(memory->again.items);
    *memory = (struct memory){0};
}
