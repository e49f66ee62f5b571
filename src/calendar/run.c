#include "calendar/run.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "calendar/envelope.h"
#include "calendar/revision.h"

void run_done(struct run *run)
{
    state_done(&run->state);
    vdir_done(&run->vdir);
    free(run->vtimezone);
}

void run_tell_failed(struct run *run, int error, const char *name, const char *what)
{
    _cleanup_(freep) char *path = NULL;

    if (path_join(run->vdir.path, name, &path) == 0)
        name = path;
    answer_failed(run->answer, error, name, what);
}

int run_format(const struct run *run, const struct item *item, char **ret)
{
    _cleanup_(text_done) struct text text = {};
    int r;

    envelope_begin(&text);
    if (!item->is_share)
        text_add(&text, run->vtimezone);
    r = item_format(item, &text);
    if (r < 0)
        return r;
    envelope_end(&text);
    return text_take(&text, ret);
}

/* True if the file is this item's: its UID is ours, if perhaps an earlier installation's, and has
 * the same id. So is a file without any UID: it is nobody else's. */
static bool file_is_of(const struct ics_summary *file, const char *uid)
{
    return !*file->uid ||
           (uid_is_ours(file->uid) && strncmp(file->uid, uid, strcspn(uid, "@") + 1) == 0);
}

int run_read_file(const struct run *run, const char *uid, struct ics_summary *ret)
{
    char name[ITEM_NAME_SIZE];
    int r;

    item_name(uid, name);
    r = vdir_read(&run->vdir, name, ret);
    if (r < 0)
        return r == -ENOENT ? 0 : r;
    return file_is_of(ret, uid) ? 1 : -EEXIST;
}

uint64_t run_expected_version(const struct run *run, const struct state_entry *entry,
                              const struct ics_summary *file)
{
    if (!file)
        return 0;
    return state_has_hash(&run->state, file->hash) ||
                   seen_list_find(&run->publication->seen, entry->uid, file->hash)
               ? file->hash
               : entry->hash;
}

bool run_entry_is_stale(const struct run *run, const struct state_entry *entry)
{
    return (entry->hash || entry->pending) &&
           streq(strchr(entry->uid, '@') + 1, run->publication->begin.uid_suffix) &&
           !publication_has(run->publication, entry->uid);
}
