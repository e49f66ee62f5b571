/* What is published beside the items: displayname and color in the folder, as the vdir format has
 * them, and all events once more as the one file that can be subscribed to. */
#pragma once

#define SINGLE_MAX_SIZE (64 * 1024 * 1024)

struct answer;
struct publication;

/* Writes what has changed, and tells what cannot be written. Items that are not stamped are left
 * out; `vtimezone` is the text of that component. Returns 0 or -ENOMEM. */
int extras_write(const struct publication *publication, const char *vtimezone,
                 struct answer *answer);
