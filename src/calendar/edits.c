/* Three things are laid side by side: the state file (what we last wrote, by hash), the folder, and
 * the single file (what we had written, in words). Whatever lies in the folder with another hash
 * than the state has, or beside it as .NAME.theirs, is another's version of an item, and is
 * compared with ours. Each such version is told as seen after its edits, so that the publishing run
 * may replace it. Nothing is written here.
 *
 * Much that vanishes at once was hardly deleted by a person, one item after the other: it is told
 * as one thing and not as deletions. */
#include "calendar/edits.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "calendar/base.h"
#include "calendar/edits-compare.h"
#include "calendar/extras.h"
#include "calendar/publication.h"
#include "calendar/revision.h"
#include "calendar/state.h"
#include "calendar/vdir.h"
#include "calendar/version.h"
#include "records.h"

#define MAX_VANISHED 3

#define WHAT_NO_BASE   "it was changed in a calendar program, from what is not known; published again"
#define WHAT_UNPLANNED "it was changed in a calendar program just when the schedule dropped it"
#define WHAT_FOREIGN   "its file is another event's now, so it is not published"

/* What we had published, read when it is first needed. */
struct base {
    const char *path; /* borrowed */
    bool is_read;
    struct version_file file; /* empty if it cannot be read */
};

struct reading {
    int fd; /* borrowed */
    const char *folder, *single_file;
    const struct zone *zone; /* borrowed */
    struct zone_book *book;  /* borrowed */
    struct state state;
    char suffix[UID_SIZE]; /* of our UIDs; "" if there are none */
    struct vdir vdir;
    struct base base, base_of_theirs;
    const struct state_entry **vanished; /* owned list of borrowed entries */
    size_t n_vanished, vanished_capacity, n_expected;
};

static void reading_done(struct reading *reading)
{
    free(reading->vanished);
    version_file_done(&reading->base.file);
    version_file_done(&reading->base_of_theirs.file);
    vdir_done(&reading->vdir);
    state_done(&reading->state);
}

/* The id that a UID begins with. */
static void uid_copy_id(const char *uid, char buf[static UID_SIZE])
{
    snprintf(buf, UID_SIZE, "%.*s", (int)strcspn(uid, "@"), uid);
}

/* ---- Telling ---- */

static int send_edit(const struct reading *reading, const char *id, const struct edit *edit)
{
    _cleanup_(record_done) struct record record = {};
    struct edit named = *edit;

    named.id = id;
    record_put_edit(&record, &named);
    return record_send(reading->fd, &record);
}

static int send_seen(const struct reading *reading, const char *id, uint64_t hash, bool is_same)
{
    _cleanup_(record_done) struct record record = {};

    record_put_seen(&record, &(struct seen){id, (int64_t)hash, is_same});
    return record_send(reading->fd, &record);
}

/* Tells the edits that make up one version, then the version. */
static int tell(const struct reading *reading, const char *id, const struct edit_list *list,
                uint64_t hash, bool is_same)
{
    int r = 0;

    for (size_t i = 0; r == 0 && i < list->n; i++)
        r = send_edit(reading, id, &list->items[i]);
    return r < 0 ? r : send_seen(reading, id, hash, is_same);
}

static int tell_refused(const struct reading *reading, const char *id, const char *what)
{
    return send_edit(
        reading, id,
        &(struct edit){.kind = EDIT_REFUSED, .recurrence_local_sec = -1, .what = what});
}

/* ---- The base ---- */

static int base_read(const struct reading *reading, struct base *base)
{
    char *data;
    size_t size;
    int r;

    if (base->is_read)
        return 0;
    base->is_read = true;
    if (file_read(base->path, SINGLE_MAX_SIZE, &data, &size) < 0)
        return 0;
    r = version_file_read(data, size, reading->zone, reading->book, &base->file);
    return r == -ENOMEM ? r : 0;
}

/* Our version of an item. After a run that did not end it may be older than what theirs was made
 * from: then changes of our own are told as theirs, which the daemon wants anyway. Returns 1, 0 if
 * it is not known, or -ENOMEM. */
static int base_find(const struct reading *reading, struct base *base, const char *uid,
                     struct version *ret)
{
    int r;

    r = base_read(reading, base);
    return r < 0 ? r : version_find(&base->file, uid, ret);
}

/* ---- One version ---- */

/* Adds what another's bytes (consumed) say about an item, of which `ours` was published. */
static int compare_file(struct reading *reading, const char *uid, const struct version *ours,
                        char *data, size_t size, struct edit_list *list, bool *ret_is_same)
{
    _cleanup_(version_file_done) struct version_file file = {};
    struct version theirs = {};
    int r;

    r = version_file_read(data, size, reading->zone, reading->book, &file);
    if (r == -ENOMEM)
        return r;
    if (r == 0 && !version_find(&file, uid, &theirs) && file.n > 0)
        return edit_list_refuse(list, WHAT_FOREIGN);
    return edits_compare(ours, &theirs, list, ret_is_same);
}

/* Tells what a version of an item says; `known` as base_find() returned it, `what` if it was 0. */
static int tell_version(struct reading *reading, const char *uid, const struct version *ours,
                        int known, const char *what, char *data, size_t size)
{
    _cleanup_(edit_list_done) struct edit_list list = {};
    char id[UID_SIZE];
    struct ics_summary summary;
    bool is_same = false;
    int r = known;

    uid_copy_id(uid, id);
    ics_summarize(data, size, &summary);
    if (known > 0) {
        r = compare_file(reading, uid, ours, data, size, &list, &is_same);
    } else {
        free(data);
        if (known == 0)
            r = edit_list_refuse(&list, what);
    }
    return r < 0 ? r : tell(reading, id, &list, summary.hash, is_same);
}

/* ---- The folder ---- */

static int note_vanished(struct reading *reading, const struct state_entry *entry)
{
    int r;

    r = array_reserve((void **)&reading->vanished, &reading->vanished_capacity, reading->n_vanished,
                      sizeof(*reading->vanished));
    if (r < 0)
        return r;
    reading->vanished[reading->n_vanished++] = entry;
    return 0;
}

static int tell_unreadable(struct reading *reading, const struct state_entry *entry)
{
    char id[UID_SIZE];

    uid_copy_id(entry->uid, id);
    return tell_refused(reading, id, "its file cannot be read");
}

/* Nobody's edit of a shared week is taken: what lies there has been seen, and will be replaced. */
static int tell_share(const struct reading *reading, const char *uid, uint64_t hash)
{
    char id[UID_SIZE];

    uid_copy_id(uid, id);
    return send_seen(reading, id, hash, false);
}

static int note_gone(struct reading *reading, const struct state_entry *entry)
{
    if (revision_is_ours(entry, NULL))
        return 0;
    return uid_id_is_share(entry->uid) ? tell_share(reading, entry->uid, SEEN_MISSING)
                                       : note_vanished(reading, entry);
}

static int read_item(struct reading *reading, const struct state_entry *entry)
{
    char name[ITEM_NAME_SIZE];
    struct ics_summary summary;
    struct version ours;
    char *data;
    size_t size;
    int r;

    item_name(entry->uid, name);
    r = reading->vdir.fd < 0 ? -ENOENT : vdir_load(&reading->vdir, name, &data, &size);
    if (r == -ENOENT)
        return note_gone(reading, entry);
    if (r < 0)
        return r == -ENOMEM ? r : tell_unreadable(reading, entry);
    ics_summarize(data, size, &summary);
    if (state_has_hash(&reading->state, summary.hash)) {
        free(data);
        return 0;
    }
    if (uid_id_is_share(entry->uid)) {
        free(data);
        return tell_share(reading, entry->uid, summary.hash);
    }
    r = base_find(reading, &reading->base, entry->uid, &ours);
    return tell_version(reading, entry->uid, &ours, r, WHAT_NO_BASE, data, size);
}

/* Entries of other installations do not count, nor what does not lie in the folder by our will. */
static bool entry_counts(const struct reading *reading, const struct state_entry *entry)
{
    return (entry->hash || entry->pending) && streq(strchr(entry->uid, '@') + 1, reading->suffix);
}

static int read_items(struct reading *reading)
{
    int r = 0;

    for (size_t i = 0; r == 0 && i < reading->state.n; i++) {
        const struct state_entry *entry = &reading->state.items[i];

        if (!entry_counts(reading, entry))
            continue;
        reading->n_expected +=
            entry->hash && entry->accepted != SEEN_MISSING && !uid_id_is_share(entry->uid);
        r = read_item(reading, entry);
    }
    return r;
}

/* ---- What has vanished ---- */

static int tell_deleted(struct reading *reading, const struct state_entry *entry)
{
    _cleanup_(edit_list_done) struct edit_list list = {};
    struct version ours;
    char id[UID_SIZE];
    int r;

    uid_copy_id(entry->uid, id);
    r = base_find(reading, &reading->base, entry->uid, &ours);
    if (r > 0)
        r = edits_of_deleted(&ours, &list);
    else if (r == 0)
        r = edit_list_refuse(&list, WHAT_NO_BASE);
    return r < 0 ? r : tell(reading, id, &list, SEEN_MISSING, list.n == 0);
}

/* Tells that so much has gone. */
static int tell_many(struct reading *reading)
{
    char what[160], id[UID_SIZE];
    int r;

    snprintf(what, sizeof(what), "%zu of %zu items vanished from the published calendar at once",
             reading->n_vanished, reading->n_expected);
    r = tell_refused(reading, "", what);
    for (size_t i = 0; r == 0 && i < reading->n_vanished; i++) {
        const char *uid = reading->vanished[i]->uid;

        uid_copy_id(uid, id);
        r = send_seen(reading, id, SEEN_MISSING, false);
    }
    return r;
}

static int tell_vanished(struct reading *reading)
{
    int r = 0;

    if (reading->n_vanished == 0)
        return 0;
    if (reading->n_vanished > MAX_VANISHED || reading->n_vanished == reading->n_expected)
        return tell_many(reading);
    for (size_t i = 0; r == 0 && i < reading->n_vanished; i++)
        r = tell_deleted(reading, reading->vanished[i]);
    return r;
}

/* ---- What was replaced at the last moment ---- */

static int read_theirs(const char *name, const char *theirs, void *userdata)
{
    struct reading *reading = userdata;
    char id[UID_SIZE], uid[2 * UID_SIZE];
    struct ics_summary summary;
    struct version ours;
    char *data;
    size_t size;
    int r;

    if (!item_id(name, id))
        return 0;
    if (vdir_load(&reading->vdir, theirs, &data, &size) < 0)
        return 0; /* the publishing run will say the same */
    ics_summarize(data, size, &summary);
    if (state_has_hash(&reading->state, summary.hash)) {
        free(data);
        return 0;
    }
    if (uid_id_is_share(id)) {
        free(data);
        return send_seen(reading, id, summary.hash, false);
    }
    snprintf(uid, sizeof(uid), "%s@%s", id, reading->suffix);
    r = base_find(reading, &reading->base_of_theirs, uid, &ours);
    return tell_version(reading, uid, &ours, r, WHAT_UNPLANNED, data, size);
}

static int read_all_theirs(struct reading *reading)
{
    _cleanup_(freep) char *path = NULL;
    int r;

    if (reading->vdir.fd < 0)
        return 0;
    r = base_path(reading->single_file, &path);
    if (r < 0)
        return r;
    reading->base_of_theirs.path = access(path, F_OK) == 0 ? path : reading->single_file;
    return vdir_each_theirs(&reading->vdir, read_theirs, reading);
}

/* ---- The run ---- */

/* Which installation's items lie in the folder: that of the single file, which says nothing else.
 */
static void find_suffix(struct reading *reading)
{
    _cleanup_(freep) char *data = NULL;
    struct ics_summary single = {};
    const char *uid = single.uid;
    size_t size;

    if (file_read(reading->single_file, SINGLE_MAX_SIZE, &data, &size) == 0)
        ics_summarize(data, size, &single);
    if (!uid_is_valid(uid))
        uid = reading->state.n > 0 ? reading->state.items[reading->state.n - 1].uid : "@";
    snprintf(reading->suffix, sizeof(reading->suffix), "%s", strchr(uid, '@') + 1);
}

static int read_edits(struct reading *reading, const char *state_file)
{
    int r;

    r = state_load(state_file, &reading->state);
    if (r < 0)
        return r == -ENOMEM ? r
                            : tell_refused(reading, "",
                                           "what was published cannot be read: edits "
                                           "in calendar programs are not taken");
    find_suffix(reading);
    r = vdir_open_to_read(reading->folder, &reading->vdir);
    if (r < 0 && r != -ENOENT)
        return tell_refused(reading, "", "the published calendar cannot be read");
    r = read_items(reading);
    if (r == 0)
        r = tell_vanished(reading);
    return r < 0 ? r : read_all_theirs(reading);
}

int edits_serve(int fd, struct record *record, const struct zone *zone, struct zone_book *book)
{
    _cleanup_(reading_done) struct reading reading = {
        .fd = fd, .zone = zone, .book = book, .vdir.fd = -1};
    _cleanup_(record_done) struct record end = {};
    const char *state_file;
    int r;

    reading.folder = record_get_string(record);
    reading.single_file = reading.base.path = record_get_string(record);
    state_file = record_get_string(record);
    r = record_end(record);
    if (r < 0)
        return r;
    r = read_edits(&reading, state_file);
    if (r < 0)
        return r;
    record_begin(&end, RECORD_EDITS_END);
    return record_send(fd, &end);
}
