/* The reading run: other people's calendars, file by file, as the daemon asks for them. */
#pragma once

/* Talks with the daemon on this socket, its hello already exchanged, until the daemon closes it.
 * Returns 0, -EBADMSG or -EPROTO (records in another form or order than records.h has them) or
 * negative errno. */
int read_serve(int fd);
