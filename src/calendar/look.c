/* The first half of a publishing run: deciding, without writing. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "calendar/revision.h"
#include "calendar/run.h"

/* True if nothing is lost when this version of the item (NULL: its being gone) goes. */
static bool may_go(const struct run *run, const struct state_entry *entry,
                   const struct ics_summary *file)
{
    return run->publication->begin.restore || revision_is_ours(entry, file) ||
           (file && state_has_hash(&run->state, file->hash)) ||
           seen_list_find(&run->publication->seen, entry->uid, file ? file->hash : SEEN_MISSING);
}

static void tell_unseen(struct run *run, const char *name)
{
    answer_foreign(run->answer, name);
    run->n_unseen++;
}

/* True if what lies in the folder, or that nothing does, says what the item says. */
static bool is_acceptable(const struct run *run, const struct item *item,
                          const struct state_entry *entry, uint64_t hash,
                          const struct ics_summary *file)
{
    const struct seen_version *seen =
        seen_list_find(&run->publication->seen, item->uid, file ? file->hash : SEEN_MISSING);

    if (!seen)
        return false;
    return file ? seen->is_same && hash == entry->hash : item_is_cancelled(item);
}

/* Decides on an item that we have written before. */
static int plan_known(struct run *run, struct item *item, struct state_entry *entry, uint64_t hash,
                      const struct ics_summary *file)
{
    bool says_it = file && file->hash == hash;

    if (!says_it && !may_go(run, entry, file)) {
        tell_unseen(run, item->name);
        return 0;
    }
    if (!says_it && is_acceptable(run, item, entry, hash, file))
        revision_accept(entry, hash, file, run->publication->begin.now_sec);
    else
        revision_decide(entry, hash, file, run->publication->begin.now_sec);
    item->replaces = run_expected_version(run, entry, file);
    return item_stamp(item, entry->sequence, entry->dtstamp_sec);
}

/* Decides on one of which nothing was in the folder, as far as we know. What is there nevertheless
 * we wrote when the state was another: it may go. */
static int plan_new(struct run *run, struct item *item, struct state_entry *entry, uint64_t hash,
                    const struct ics_summary *file)
{
    revision_decide(entry, hash, file, run->publication->begin.now_sec);
    item->replaces = file && *file->uid ? file->hash : entry->hash;
    return item_stamp(item, entry->sequence, entry->dtstamp_sec);
}

/* Decides on one item and stamps it. */
static int plan_item(struct run *run, struct item *item)
{
    struct state_entry *entry = state_find(&run->state, item->uid);
    _cleanup_(freep) char *data = NULL;
    struct ics_summary file, now, *there;
    int r, has_file;

    has_file = run_read_file(run, item->uid, &file);
    if (has_file < 0)
        return has_file;
    there = has_file ? &file : NULL;
    r = run_format(run, item, &data);
    if (r < 0)
        return r;
    ics_summarize(data, strlen(data), &now);
    if (entry && entry->hash)
        return plan_known(run, item, entry, now.hash, there);
    if (!entry) {
        r = state_add(&run->state, item->uid, &entry);
        if (r < 0)
            return r;
    }
    return plan_new(run, item, entry, now.hash, there);
}

static void plan_items(struct run *run)
{
    for (size_t i = 0; i < run->publication->n_items; i++) {
        struct item *item = &run->publication->items[i];
        int r = plan_item(run, item);

        if (r < 0)
            run_tell_failed(run, r, item->name,
                            r == -EEXIST ? "another file has this name" : "cannot be replaced");
    }
}

/* Looks at what is to be removed; that it is gone already is well. */
static void plan_removals(struct run *run)
{
    for (size_t i = 0; i < run->state.n; i++) {
        struct state_entry *entry = &run->state.items[i];
        char name[ITEM_NAME_SIZE];
        struct ics_summary file;

        if (!run_entry_is_stale(run, entry) || run_read_file(run, entry->uid, &file) <= 0 ||
            may_go(run, entry, &file))
            continue;
        item_name(entry->uid, name);
        tell_unseen(run, name);
    }
}

/* Removes what an earlier run kept, unless nobody has seen it. */
static int plan_theirs(const char *name, const char *theirs, void *userdata)
{
    struct run *run = userdata;
    struct ics_summary file;
    char id[UID_SIZE];

    if (!item_id(name, id))
        return 0; /* none of ours */
    if (vdir_read(&run->vdir, theirs, &file) == 0 && !run->publication->begin.restore &&
        !state_has_hash(&run->state, file.hash) &&
        !seen_list_find(&run->publication->seen, id, file.hash))
        tell_unseen(run, name);
    else
        vdir_forget_theirs(&run->vdir, theirs);
    return 0;
}

int run_look(struct run *run)
{
    int r;

    r = vdir_each_theirs(&run->vdir, plan_theirs, run);
    if (r < 0)
        return r;
    plan_items(run);
    plan_removals(run);
    return run->n_unseen == 0;
}
