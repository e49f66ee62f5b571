/* What must be known of an .ics file without parsing it: whose it is, which revision, and a hash of
 * what it says. Bytes may come from anyone. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UID_SIZE 160 /* "ID@INSTALL-UUID.jobsearchd" and NUL, with room */

/* True for "ID@SUFFIX" in the characters of both. */
bool uid_is_valid(const char *uid);

/* True if any installation of ours made it. */
bool uid_is_ours(const char *uid);

/* What a shared week says to programs: a VJOURNAL's property (share-value.h). */
#define SHARE_PROPERTY "X-JOBSEARCHD-SHARE"

/* True for the id, or the UID, of a shared week: "share/2026-W48". An activity that is called share
 * has other ones: they end in /N. */
bool uid_id_is_share(const char *id);

struct ics_summary {
    uint64_t hash;       /* of all lines but DTSTAMP, LAST-MODIFIED and SEQUENCE, unfolded */
    char uid[UID_SIZE];  /* the first one; "" if there is none or it is too long */
    int64_t sequence;    /* the highest; 0 if there is none */
    int64_t dtstamp_sec; /* the latest; 0 if there is none */
};

/* Two texts that differ only in line ends, folding and the three properties above have one hash:
 * they say the same. Of a file with a VJOURNAL only what a shared week consists of is looked at, in
 * any order and escaped or not, for nobody's edit of it is taken, and a server's own form of it
 * shall not be written over for ever. */
void ics_summarize(const char *data, size_t size, struct ics_summary *ret);

/* Values of SEQUENCE (what is no number, is 0; bounded as RFC 5545 3.3.8 says) and of DTSTAMP:
 * 20261124T080000Z, in seconds, 0 for anything else. */
int64_t ics_parse_sequence(const char *s);
int64_t ics_parse_utc(const char *s);
