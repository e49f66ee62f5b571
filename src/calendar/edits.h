/* The reading side of two ways: what calendar programs did to what we had published. */
#pragma once

struct record;
struct zone;
struct zone_book;

/* Answers a RECORD_READ_EDITS on this socket. `zone` is that of floating times and dates. Returns
 * 0, -EBADMSG, -ENOMEM or what sending gave. */
int edits_serve(int fd, struct record *record, const struct zone *zone, struct zone_book *book);
