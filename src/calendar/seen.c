#include "calendar/seen.h"

#include <errno.h>
#include <string.h>

#include "base/macro.h"
#include "records.h"

#define SEEN_MAX 20000

void seen_list_done(struct seen_list *list)
{
    free(list->items);
    *list = (struct seen_list){};
}

int seen_list_add(struct seen_list *list, struct record *record)
{
    struct seen_version *version;
    struct seen seen;
    int r;

    r = record_get_seen(record, &seen);
    if (r < 0)
        return r;
    if (strlen(seen.id) >= sizeof(version->id))
        return -EBADMSG;
    if (list->n >= SEEN_MAX)
        return -E2BIG;
    r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
    if (r < 0)
        return r;
    version = &list->items[list->n++];
    *version = (struct seen_version){.hash = (uint64_t)seen.hash, .is_same = seen.is_same};
    strcpy(version->id, seen.id);
    return 0;
}

const struct seen_version *seen_list_find(const struct seen_list *list, const char *id,
                                          uint64_t hash)
{
    size_t n = strcspn(id, "@");

    for (size_t i = 0; i < list->n; i++) {
        const struct seen_version *version = &list->items[i];

        if (version->hash == hash && strlen(version->id) == n && memcmp(version->id, id, n) == 0)
            return version;
    }
    return NULL;
}
