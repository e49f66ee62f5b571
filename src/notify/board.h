/* The notice board: which bubbles are up, which are held back, and what the daemon is told of them.
 *
 * Every bubble has a key, and every key one bubble. A bubble that is asked for while another of its
 * key is up takes its place; while bubbles are held back, only the latest of each key is kept. */
#pragma once

#include <gio/gio.h>

#include "base/macro.h"

struct board;
struct record;

/* No bubble has been up or held for a while: the program may end. */
typedef void board_idle_func(void *userdata);

/* `bus` and `fd`, the record socket to the daemon, are borrowed. Returns 0 or negative errno. */
int board_new(GDBusConnection *bus, int fd, board_idle_func *idle, void *userdata,
              struct board **ret);
struct board *board_free(struct board *board);
DEFINE_CLEANUP(struct board, board_free);

/* Does what one record of the daemon's asks for; may take its contents. Returns 0 or -EBADMSG (not
 * a record for this program, or malformed). */
int board_take_record(struct board *board, struct record *record);
