#include "daemon/calendar-sources.h"

#include <errno.h>

#include "base/macro.h"
#include "plan.h"

/* "/a/b//" and "/a/b" are one folder, but only the latter ends with its name. */
static void cut_slashes(char *path)
{
    for (size_t n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
        path[n - 1] = '\0';
}

static int source_copy(const struct calendar_source *from, struct calendar_source *to)
{
    *to = (struct calendar_source){.buffer = from->buffer, .line = from->line};
    int r = str_replace(&to->name, from->name);
    if (r < 0)
        return r;
    to->paths = calloc(MAX(from->n_paths, (size_t)1), sizeof(*to->paths));
    if (!to->paths)
        return -ENOMEM;
    for (; to->n_paths < from->n_paths; to->n_paths++) {
        r = str_replace(&to->paths[to->n_paths], from->paths[to->n_paths]);
        if (r < 0)
            return r;
        cut_slashes(to->paths[to->n_paths]);
    }
    return 0;
}

int calendar_sources_copy(const struct plan *plan, struct calendar_sources *ret)
{
    _cleanup_(calendar_sources_done) struct calendar_sources sources = {0};

    sources.items = calloc(MAX(plan->n_calendars, (size_t)1), sizeof(*sources.items));
    if (!sources.items)
        return -ENOMEM;
    for (size_t i = 0; i < plan->n_calendars; i++) {
        sources.n++; /* half a copy is freed, too */
        int r = source_copy(&plan->calendars[i], &sources.items[i]);
        if (r < 0)
            return r;
    }
    *ret = sources;
    sources = (struct calendar_sources){0};
    return 0;
}

void calendar_sources_done(struct calendar_sources *sources)
{
    for (size_t i = 0; i < sources->n; i++) {
        struct calendar_source *source = &sources->items[i];

        for (size_t k = 0; k < source->n_paths; k++)
            free(source->paths[k]);
        free(source->paths);
        free(source->name);
    }
    free(sources->items);
    *sources = (struct calendar_sources){0};
}
