/* What the daemon is told of a bubble, as records.h says. Nothing is returned: a daemon that is
 * gone shows as the end of file, and one that misses an acknowledgement ends this process. */
#pragma once

#include <stdint.h>

void tell_shown(int fd, const char *key, uint32_t id, const char *server_name);
void tell_held(int fd, const char *key);

/* `why` may be a server's own words. */
void tell_failed(int fd, const char *key, const char *why);

void tell_action(int fd, const char *key, const char *action);

/* `reason` as the server gave it. */
void tell_closed(int fd, const char *key, int reason);
