/* VJOURNALs (RFC 5545 3.6.3) of shared weeks: one day, words for people, JSON for programs. */
#pragma once

#include <libical/ical.h>

struct publish_share;

/* Without SEQUENCE, DTSTAMP and LAST-MODIFIED: event_stamp() adds them. Returns 0 or -ENOMEM; the
 * caller owns *ret. */
int journal_new(const char *uid, const struct publish_share *share, icalcomponent **ret);
