#include "daemon/busy-list.h"

#include <errno.h>

#include "daemon/calendar-files.h"
#include "daemon/calendar-sources.h"
#include "daemon/calendars.h"

static size_t text_size(const struct calendar_files *files, const struct calendar_sources *sources)
{
    size_t size = 1;

    for (size_t i = 0; i < sources->n; i++)
        size += strlen(sources->items[i].name) + 1;
    for (size_t i = 0; i < files->n; i++)
        for (size_t k = 0; k < files->folders[i].n; k++) {
            const struct busy_times *times = files->folders[i].files[k].times;

            size += times ? times->text_size : 0;
        }
    return size;
}

static char *add_times(struct busy_list *list, const struct busy_times *times,
                       const struct calendar_source *source, const char *calendar, char *at)
{
    for (size_t i = 0; i < times->n; i++) {
        const struct busy_span *span = &times->spans[i];

        list->items[list->n++] = (struct busy_item){.start_sec = span->start_sec,
                                                    .end_sec = span->end_sec,
                                                    .is_all_day = span->is_all_day,
                                                    .buffer_minutes = source->buffer,
                                                    .summary = at + span->summary,
                                                    .calendar = calendar};
    }
    return mempcpy(at, busy_times_text(times), times->text_size);
}

static char *add_folder(struct busy_list *list, const struct calendar_folder *folder,
                        const struct calendar_source *source, const char *calendar, char *at)
{
    for (size_t i = 0; i < folder->n; i++)
        if (folder->files[i].times)
            at = add_times(list, folder->files[i].times, source, calendar, at);
    return at;
}

/* The names come first, in plan order: so their addresses have it, too. */
static void fill(struct busy_list *list, const struct calendar_files *files,
                 const struct calendar_sources *sources)
{
    const char *name = list->text;
    char *at = list->text;
    size_t n = 0; /* of the calendar that the name is of */

    for (size_t i = 0; i < sources->n; i++)
        at = stpcpy(at, sources->items[i].name) + 1;
    for (size_t i = 0; i < files->n; i++) {
        for (; n < files->folders[i].calendar; n++)
            name += strlen(name) + 1;
        at = add_folder(list, &files->folders[i], &sources->items[n], name, at);
    }
}

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Of two that are alike in all that counts, the order is that of the rest: the same calendars give
 * the same list. */
static int compare_items(const void *a, const void *b)
{
    const struct busy_item *left = a, *right = b;

    int order = compare_numbers(left->start_sec, right->start_sec);
    if (order == 0)
        order = compare_numbers(left->end_sec, right->end_sec);
    if (order == 0)
        order = (left->calendar > right->calendar) - (left->calendar < right->calendar);
    if (order == 0)
        order = strcmp(left->summary, right->summary);
    return order ? order : left->is_all_day - right->is_all_day;
}

int busy_list_make(const struct calendar_files *files, const struct calendar_sources *sources,
                   struct busy_list *ret)
{
    struct busy_list list = {
        .items = malloc(MAX(files->n_busy, (size_t)1) * sizeof(*list.items)),
        .text = malloc(text_size(files, sources)),
    };

    if (!list.items || !list.text) {
        busy_list_done(&list);
        return -ENOMEM;
    }
    fill(&list, files, sources);
    qsort(list.items, list.n, sizeof(*list.items), compare_items);
    *ret = list;
    return 0;
}

static bool items_are_equal(const struct busy_item *a, const struct busy_item *b)
{
    return a->start_sec == b->start_sec && a->end_sec == b->end_sec &&
           a->is_all_day == b->is_all_day && a->buffer_minutes == b->buffer_minutes &&
           streq(a->summary, b->summary) && streq(a->calendar, b->calendar);
}

bool busy_lists_are_equal(const struct busy_list *a, const struct busy_list *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!items_are_equal(&a->items[i], &b->items[i]))
            return false;
    return true;
}

void busy_list_done(struct busy_list *list)
{
    free(list->items);
    free(list->text);
    *list = (struct busy_list){0};
}
