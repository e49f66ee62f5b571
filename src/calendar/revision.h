/* Which revision of an item is to lie in the folder: SEQUENCE (RFC 5545 3.8.7.4) and DTSTAMP rise
 * when what the item says has changed, and only then. Pure. */
#pragma once

#include <stdint.h>

struct ics_summary;
struct state_entry;

/* Brings the entry up to date with the item's hash now and with what lies in the folder (NULL:
 * nothing; its UID is the item's, or it has none). entry->pending is then the hash if the file is
 * to be written, else 0; entry->hash is that of the file if it is as we left it. */
void revision_decide(struct state_entry *entry, uint64_t hash, const struct ics_summary *file,
                     int64_t now_sec);

/* Settles what a run that did not end may have left in the folder: the first step of the above. */
void revision_recover(struct state_entry *entry, const struct ics_summary *file);
