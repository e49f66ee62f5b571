/* Which revision of an item is to lie in the folder: SEQUENCE (RFC 5545 3.8.7.4) and DTSTAMP rise
 * when what the item says has changed, and only then. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct ics_summary;
struct state_entry;

/* True if what lies in the folder (NULL: nothing) is as a run of ours left it, or may have. */
bool revision_is_ours(const struct state_entry *entry, const struct ics_summary *file);

/* Leaves in the folder what another made of our file, or that it was deleted (NULL), as a form of
 * what the item, whose hash is told, says now. entry->pending is then 0. */
void revision_accept(struct state_entry *entry, uint64_t hash, const struct ics_summary *file,
                     int64_t now_sec);

/* Brings the entry up to date with the item's hash now and with what lies in the folder (NULL:
 * nothing; its UID is the item's, or it has none). entry->pending is then the hash if the file is
 * to be written, else 0; entry->hash is that of the file if it is as we left it. An item that says
 * what it said is not written over an accepted form. */
void revision_decide(struct state_entry *entry, uint64_t hash, const struct ics_summary *file,
                     int64_t now_sec);

/* Settles what a run that did not end may have left in the folder: the first step of the above. */
void revision_recover(struct state_entry *entry, const struct ics_summary *file);
