#include "calendar/exclusions.h"

#include <stdlib.h>

#include "base/macro.h"

void exclusions_done(struct exclusions *exclusions)
{
    free(exclusions->instants.items);
    free(exclusions->days.items);
    *exclusions = (struct exclusions){};
}

static int list_add(struct number_list *list, int64_t number)
{
    int r;

    r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
    if (r < 0)
        return r;
    list->items[list->n++] = number;
    return 0;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

static void list_sort(struct number_list *list)
{
    if (list->n > 1)
        qsort(list->items, list->n, sizeof(*list->items), compare);
}

static bool list_has(const struct number_list *list, int64_t number)
{
    return list->n > 0 && bsearch(&number, list->items, list->n, sizeof(*list->items), compare);
}

int exclusions_add(struct exclusions *exclusions, const struct moment *moment, bool is_of_dates)
{
    return is_of_dates || moment->is_date ? list_add(&exclusions->days, moment_day(moment))
                                          : list_add(&exclusions->instants, moment_sec(moment));
}

void exclusions_sort(struct exclusions *exclusions)
{
    list_sort(&exclusions->instants);
    list_sort(&exclusions->days);
}

bool exclusions_has(const struct exclusions *exclusions, int64_t start_sec, int32_t day)
{
    return list_has(&exclusions->instants, start_sec) || list_has(&exclusions->days, day);
}
