/* What is to be written is decided item by item from three things: what the item says now, what we
 * last wrote (the state file), and what lies in the folder. All three are compared by a hash that
 * leaves the revision out (ics.h).
 *
 * Others write in the folder, too. No edit of theirs is lost because a version that is not ours is
 * only replaced, and a missing file only written again, when the daemon says that it has seen just
 * this version (struct seen; docs/architecture.md, "Two ways"). A run that meets any other writes
 * nothing at all: the single file, which is what edits are compared with, then still says what the
 * folder was. What comes between the look and the writing is replaced, and kept as .NAME.theirs
 * with the single file as it was; the next run does not begin before that, too, was seen. A version
 * that says the same in another form (a server's) stays where it is.
 *
 * The order makes a crash harmless: the state with what is about to be written goes to disk before
 * any item does, so that a file of ours is never taken for the user's. If that cannot be written,
 * no item is. */
#include "calendar/publish.h"

#include <errno.h>
#include <string.h>

#include "base/civil.h"
#include "base/file.h"
#include "base/text.h"
#include "calendar/base.h"
#include "calendar/extras.h"
#include "calendar/revision.h"
#include "calendar/run.h"
#include "calendar/vtimezone.h"
#include "records.h"

#define MEMORY_SEC ((int64_t)400 * DAY_SEC) /* how long the revision of what is gone is kept */

static void tell_kept(struct run *run, const char *name)
{
    answer_foreign(run->answer, name);
    run->n_kept++;
}

static int write_item(struct run *run, const struct item *item, struct state_entry *entry)
{
    _cleanup_(freep) char *data = NULL;
    int r;

    r = run_format(run, item, &data);
    if (r < 0)
        return r;
    r = vdir_replace(&run->vdir, item->name, data, strlen(data), item->replaces);
    if (r == -ENOENT) { /* deleted since we looked */
        answer_foreign(run->answer, item->name);
        return 0;
    }
    if (r < 0)
        return r;
    if (r > 0)
        tell_kept(run, item->name);
    entry->hash = entry->pending;
    entry->accepted = 0;
    run->answer->n_written++;
    return 0;
}

static void write_items(struct run *run)
{
    for (size_t i = 0; i < run->publication->n_items; i++) {
        const struct item *item = &run->publication->items[i];
        struct state_entry *entry = item->is_stamped ? state_find(&run->state, item->uid) : NULL;
        int r;

        if (!entry)
            continue;
        if (!entry->pending) {
            run->answer->n_unchanged++;
            continue;
        }
        r = write_item(run, item, entry);
        if (r < 0)
            run_tell_failed(run, r, item->name, "cannot be written");
        entry->pending = 0;
    }
}

/* Takes away what we once wrote and is no longer published, unless it is another's by now. */
static int remove_item(struct run *run, struct state_entry *entry)
{
    char name[ITEM_NAME_SIZE];
    struct ics_summary file;
    int r;

    r = run_read_file(run, entry->uid, &file);
    if (r < 0 && r != -EEXIST)
        return r;
    revision_recover(entry, r > 0 ? &file : NULL);
    if (r > 0) {
        item_name(entry->uid, name);
        r = vdir_remove(&run->vdir, name, run_expected_version(run, entry, &file));
        if (r < 0)
            return r;
        if (r > 0)
            tell_kept(run, name);
        run->answer->n_removed++;
    }
    entry->hash = entry->accepted = 0;
    entry->dtstamp_sec = run->publication->begin.now_sec;
    return 0;
}

static void remove_items(struct run *run)
{
    for (size_t i = 0; i < run->state.n; i++) {
        struct state_entry *entry = &run->state.items[i];
        char name[ITEM_NAME_SIZE];
        int r;

        if (!run_entry_is_stale(run, entry))
            continue;
        r = remove_item(run, entry);
        if (r == 0)
            continue;
        item_name(entry->uid, name);
        run_tell_failed(run, r, name, "cannot be removed");
    }
}

static int format_vtimezone(const struct publication *publication, char **ret)
{
    _cleanup_(text_done) struct text text = {};
    int r;

    if (publication->style.tzid) {
        r = vtimezone_format(publication->zone, publication->first_sec, publication->begin.to_sec,
                             &text);
        if (r < 0)
            return r;
    }
    return text_take(&text, ret);
}

static void save_state(struct run *run)
{
    const char *path = run->publication->begin.state_file;
    int r;

    state_prune(&run->state, run->publication->begin.now_sec - MEMORY_SEC);
    r = state_save(&run->state, path);
    if (r < 0)
        answer_failed(run->answer, r, path, "cannot be written");
}

/* Keeps what the versions that were kept were made from; when none is left, it goes. */
static void settle_base(struct run *run)
{
    const char *single_file = run->publication->begin.single_file;
    int r = 0;

    if (run->n_kept > 0)
        r = base_keep(single_file);
    else
        base_drop(single_file);
    if (r < 0)
        answer_failed(run->answer, r, single_file, "cannot be copied");
}

/* The run once folder and state are at hand. */
static int run_files(struct run *run)
{
    const char *state_file = run->publication->begin.state_file;
    int r;

    r = run_look(run);
    if (r < 0)
        answer_failed(run->answer, r, run->vdir.path, "cannot be read: nothing is published");
    if (r <= 0)
        return 0;
    r = state_save(&run->state, state_file);
    if (r < 0) {
        answer_failed(run->answer, r, state_file, "cannot be written: nothing is published");
        return 0;
    }
    write_items(run);
    remove_items(run);
    r = vdir_sync(&run->vdir);
    if (r < 0)
        answer_failed(run->answer, r, run->vdir.path, "cannot be made durable");
    settle_base(run);
    r = extras_write(run->publication, run->vtimezone, run->answer);
    save_state(run);
    return r;
}

/* Publishes, telling what cannot be. Returns 0 or -ENOMEM. */
static int publish(struct publication *publication, struct answer *answer)
{
    _cleanup_(run_done) struct run run = {
        .answer = answer,
        .publication = publication,
        .vdir.fd = -1,
    };
    const struct publish_begin *begin = &publication->begin;
    int r;

    r = format_vtimezone(publication, &run.vtimezone);
    if (r < 0)
        return r;
    r = state_load(begin->state_file, &run.state);
    if (r < 0) {
        answer_failed(answer, r, begin->state_file, "cannot be read: nothing is published");
        return 0;
    }
    r = vdir_open(begin->folder, &run.vdir);
    if (r < 0) {
        answer_failed(answer, r, begin->folder, "cannot be opened: nothing is published");
        return 0;
    }
    return run_files(&run);
}

/* One whole run; its answers end with PUBLISHED. */
static int publish_and_answer(struct publication *publication, int fd)
{
    struct answer answer = {.fd = fd};
    int r;

    r = publish(publication, &answer);
    if (r < 0)
        return r;
    answer_published(&answer);
    return answer.error;
}

int publish_serve(int fd)
{
    _cleanup_(publication_done) struct publication publication = {};
    _cleanup_(record_done) struct record record = {};
    int r;

    while ((r = record_receive(fd, &record)) > 0) {
        r = publication_take(&publication, &record);
        if (r > 0) {
            r = publish_and_answer(&publication, fd);
            publication_done(&publication);
        }
        if (r < 0)
            return r;
    }
    return r;
}
