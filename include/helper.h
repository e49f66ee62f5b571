/* Helper programs as the daemon sees them: spawning, talking, watching, killing, and backing off.
 *
 * One `struct helper` stands for one program that may be running or not. It is spawned by
 * posix_spawn when something is to be sent, watched by pidfd and a record socket on the event loop,
 * and never waited for. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"
#include "records.h"

struct sd_event;
struct helper;

/* What the helper tells its owner. All are called from the event loop, never from inside a call of
 * the owner's, and may call anything here, helper_free() included. */
struct helper_callbacks {
    /* The program runs and its hello was right: what is to be sent can be sent. */
    void (*ready)(struct helper *helper, void *userdata);

    /* One record came; borrowed. A malformed one (record error) kills the helper by itself. */
    void (*record)(struct helper *helper, struct record *record, void *userdata);

    /* It ended: what was in flight is lost, and a helper that ends by itself may have had something
     * in flight: what was not acknowledged is to be sent again after helper_start(). `why` is for
     * the log: "exit status 1", "killed: no answer within 5 s", "cannot be started: No such file or
     * directory". is_clean: it ended by itself with status 0. */
    void (*ended)(struct helper *helper, bool is_clean, const char *why, void *userdata);
};

/* `program` is a file name in the helpers' folder (path_helper_dir()); one with a slash in it is a
 * path and taken as it is (for tests). `arguments` may be NULL, else ends with NULL. Nothing is
 * started. Returns 0 or negative errno. */
int helper_new(struct sd_event *event, const char *program, const char *const *arguments,
               const struct helper_callbacks *callbacks, void *userdata, struct helper **ret);

/* Kills the program if it runs (SIGKILL, reaped at once, or later by init if it does not die within
 * 100 ms), frees. ended() is not called. Returns NULL. */
struct helper *helper_free(struct helper *helper);
DEFINE_CLEANUP(struct helper, helper_free);

/* Starts the program unless it runs or a back-off is waited out (then it starts when that ends).
 * Restarts after a failure back off from 1 s, doubling, to 5 min; a clean end forgets failures.
 * A program that cannot be started is a failure that ended() tells. One that says no hello within
 * 5 s is killed. Returns 0 or negative errno. */
int helper_start(struct helper *helper);

/* How long to wait after so many failures in a row. */
uint64_t helper_delay_usec(unsigned n_failures);

/* True between ready and ended. */
bool helper_is_ready(const struct helper *helper);

/* Forgets failures: the next start is at once, and one that waits starts now. */
void helper_reset_backoff(struct helper *helper);

/* Sends, or queues while the socket is full (bounded, 4 MiB: -ENOBUFS). -ENOTCONN unless ready;
 * -EPIPE if the program is just ending (ended() follows) or helper_finish() was called. 0 does not
 * mean that it was read. */
int helper_send(struct helper *helper, const struct record *record);

/* Expects a sign of life: unless helper_calm() is called within this time the program is killed. A
 * second call while one runs does not prolong it. Returns 0, -ENOTCONN unless ready, or negative
 * errno. */
int helper_expect(struct helper *helper, uint64_t timeout_usec);
void helper_calm(struct helper *helper);

/* Tells the program that nothing more will come (its end of file, after what is queued), so that it
 * may end; a start that is waited for is called off. helper_expect() bounds how long that takes. */
void helper_finish(struct helper *helper);
