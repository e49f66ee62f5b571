#include "calendar/revision.h"

#include <stdbool.h>

#include "base/macro.h"
#include "calendar/ics.h"
#include "calendar/state.h"
#include "records.h"

/* What tells one version in the folder from another; never 0. */
static uint64_t version_of(const struct ics_summary *file)
{
    return file ? file->hash : SEEN_MISSING;
}

bool revision_is_ours(const struct state_entry *entry, const struct ics_summary *file)
{
    uint64_t version = version_of(file);

    return version == entry->hash || version == entry->pending || version == entry->accepted ||
           (!file && !entry->hash);
}

void revision_accept(struct state_entry *entry, uint64_t hash, const struct ics_summary *file,
                     int64_t now_sec)
{
    if (file)
        entry->sequence = MAX(entry->sequence, file->sequence);
    if (entry->hash != hash) {
        entry->sequence++;
        entry->dtstamp_sec = now_sec;
    }
    entry->hash = hash;
    entry->accepted = version_of(file);
    entry->pending = 0;
}

void revision_recover(struct state_entry *entry, const struct ics_summary *file)
{
    if (file && entry->pending && file->hash == entry->pending) {
        entry->hash = entry->pending;
        entry->accepted = 0;
    }
    entry->pending = 0;
}

/* What lies in the folder is taken for ours. */
static void adopt(struct state_entry *entry, const struct ics_summary *file)
{
    entry->hash = file->hash;
    entry->accepted = 0;
    entry->sequence = MAX(entry->sequence, file->sequence);
    entry->dtstamp_sec = file->dtstamp_sec;
}

void revision_decide(struct state_entry *entry, uint64_t hash, const struct ics_summary *file,
                     int64_t now_sec)
{
    bool is_known = entry->dtstamp_sec > 0;
    bool is_lost = !is_known && file && *file->uid; /* the state, but not the file */
    bool is_there = file && file->hash == hash;

    revision_recover(entry, file);
    if (is_lost || is_there)
        adopt(entry, file);
    if (is_there && entry->dtstamp_sec > 0)
        return;
    if (entry->hash == hash && entry->accepted == version_of(file))
        return;

    /* A file that is left by now says something else, be it our own of before or the user's. */
    if (file || entry->hash != hash) {
        if (is_known || is_lost)
            entry->sequence = MAX(entry->sequence, file ? file->sequence : 0) + 1;
        entry->dtstamp_sec = now_sec;
    }
    entry->pending = hash;
}
