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

struct ics_summary {
    uint64_t hash;       /* of all lines but DTSTAMP, LAST-MODIFIED and SEQUENCE, unfolded */
    char uid[UID_SIZE];  /* the first one; "" if there is none or it is too long */
    int64_t sequence;    /* the highest; 0 if there is none */
    int64_t dtstamp_sec; /* the latest; 0 if there is none */
};

/* Two texts that differ only in line ends, folding and the three properties above have one hash:
 * they say the same. */
void ics_summarize(const char *data, size_t size, struct ics_summary *ret);
