/* The one alarm of the daemon: a timerfd on the wall clock that also fires when that clock is set
 * (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET), which the kernel does on resume too. Between alarms
 * nothing wakes. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"

struct sd_event;
struct wake;

/* clock_was_set: the alarm did not come, the clock jumped; arm anew. */
typedef void (*wake_callback)(bool clock_was_set, void *userdata);

int wake_new(struct sd_event *event, wake_callback callback, void *userdata, struct wake **ret);
struct wake *wake_free(struct wake *wake);
DEFINE_CLEANUP(struct wake, wake_free);

/* Arms for an instant (seconds since 1970); one that has passed fires at once, INT64_MAX only when
 * the clock is set. Replaces the one before. Returns 0 or negative errno. */
int wake_at(struct wake *wake, int64_t utc_sec);
