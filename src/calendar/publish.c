/* What is to be written is decided item by item from three things: what the item says now, what we
 * last wrote (the state file), and what lies in the folder. All three are compared by a hash that
 * leaves the revision out (ics.h).
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
#include "calendar/answer.h"
#include "calendar/envelope.h"
#include "calendar/extras.h"
#include "calendar/publication.h"
#include "calendar/revision.h"
#include "calendar/state.h"
#include "calendar/vdir.h"
#include "calendar/vtimezone.h"
#include "records.h"

#define MEMORY_SEC ((int64_t)400 * DAY_SEC) /* how long the revision of what is gone is kept */

struct run {
    struct answer *answer;           /* borrowed */
    struct publication *publication; /* borrowed */
    struct state state;
    struct vdir vdir;
    char *vtimezone; /* owned; "" for UTC */
};

static void run_done(struct run *run)
{
    state_done(&run->state);
    vdir_done(&run->vdir);
    free(run->vtimezone);
}

static void tell_failed(struct run *run, int error, const char *name, const char *what)
{
    _cleanup_(freep) char *path = NULL;

    if (path_join(run->vdir.path, name, &path) == 0)
        name = path;
    answer_failed(run->answer, error, name, what);
}

static int format_file(const struct run *run, const struct item *item, char **ret)
{
    _cleanup_(text_done) struct text text = {};
    int r;

    envelope_begin(&text);
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

/* What lies under the item's name. Returns 1 and fills *ret, 0 if nothing does, -EEXIST if it is
 * not ours to replace, or negative errno. */
static int read_file(const struct run *run, const char *uid, struct ics_summary *ret)
{
    char name[ITEM_NAME_SIZE];
    int r;

    item_name(uid, name);
    r = vdir_read(&run->vdir, name, ret);
    if (r < 0)
        return r == -ENOENT ? 0 : r;
    return file_is_of(ret, uid) ? 1 : -EEXIST;
}

/* Decides on one item and stamps it. */
static int plan_item(struct run *run, struct item *item)
{
    struct state_entry *entry = state_find(&run->state, item->uid);
    _cleanup_(freep) char *data = NULL;
    struct ics_summary file, now;
    int r, has_file;

    has_file = read_file(run, item->uid, &file);
    if (has_file < 0)
        return has_file;
    r = format_file(run, item, &data);
    if (r < 0)
        return r;
    if (!entry) {
        r = state_add(&run->state, item->uid, &entry);
        if (r < 0)
            return r;
    }
    ics_summarize(data, strlen(data), &now);
    revision_decide(entry, now.hash, has_file ? &file : NULL, run->publication->begin.now_sec);
    return item_stamp(item, entry->sequence, entry->dtstamp_sec);
}

static void plan_items(struct run *run)
{
    for (size_t i = 0; i < run->publication->n_items; i++) {
        struct item *item = &run->publication->items[i];
        int r = plan_item(run, item);

        if (r < 0)
            tell_failed(run, r, item->name,
                        r == -EEXIST ? "another file has this name" : "cannot be replaced");
    }
}

static int write_item(struct run *run, const struct item *item, struct state_entry *entry)
{
    _cleanup_(freep) char *data = NULL;
    int r;

    r = format_file(run, item, &data);
    if (r < 0)
        return r;
    r = vdir_replace(&run->vdir, item->name, data, strlen(data), entry->hash);
    if (r < 0)
        return r;
    if (r > 0)
        answer_foreign(run->answer, item->name);
    entry->hash = entry->pending;
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
            tell_failed(run, r, item->name, "cannot be written");
        else
            run->answer->n_written++;
        entry->pending = 0;
    }
}

/* Takes away what we once wrote and is no longer published, unless it is another's by now. */
static int remove_item(struct run *run, struct state_entry *entry)
{
    char name[ITEM_NAME_SIZE];
    struct ics_summary file;
    int r;

    r = read_file(run, entry->uid, &file);
    if (r < 0 && r != -EEXIST)
        return r;
    revision_recover(entry, r > 0 ? &file : NULL);
    if (r > 0) {
        item_name(entry->uid, name);
        r = vdir_remove(&run->vdir, name, entry->hash);
        if (r < 0)
            return r;
        if (r > 0)
            answer_foreign(run->answer, name);
        run->answer->n_removed++;
    }
    entry->hash = 0;
    entry->dtstamp_sec = run->publication->begin.now_sec;
    return 0;
}

/* True for entries of this installation whose item is not published any more. */
static bool entry_is_stale(const struct run *run, const struct state_entry *entry)
{
    return (entry->hash || entry->pending) &&
           streq(strchr(entry->uid, '@') + 1, run->publication->begin.uid_suffix) &&
           !publication_has(run->publication, entry->uid);
}

static void remove_items(struct run *run)
{
    for (size_t i = 0; i < run->state.n; i++) {
        struct state_entry *entry = &run->state.items[i];
        char name[ITEM_NAME_SIZE];
        int r;

        if (!entry_is_stale(run, entry))
            continue;
        r = remove_item(run, entry);
        if (r == 0)
            continue;
        item_name(entry->uid, name);
        tell_failed(run, r, name, "cannot be removed");
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

/* The run once folder and state are at hand. */
static int run_files(struct run *run)
{
    const char *state_file = run->publication->begin.state_file;
    int r;

    plan_items(run);
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
