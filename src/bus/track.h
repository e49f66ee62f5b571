/* An item of the tracker as a{sv}. docs/dbus.md has the list of keys. What an item does not say is
 * left out, and what is left out it does not say. */
#pragma once

#include <systemd/sd-bus.h>

#include "bus.h"

/* Return 0 or negative errno; malformed data are -EBADMSG. */
int marshal_append_track(sd_bus_message *m, const struct track_item *item);
int marshal_append_track_array(sd_bus_message *m, const struct track_item *items, size_t n);

/* Reading: strings are borrowed from the message. Words and dates that mean nothing are read as
 * values that track_item_fault() names. A key that is not known is skipped, and is *ret_unknown
 * (else untouched). An array's items are the caller's to free; more than max are -E2BIG. */
int marshal_read_track(sd_bus_message *m, struct track_item *ret, const char **ret_unknown);
int marshal_read_track_array(sd_bus_message *m, size_t max, struct track_item **ret, size_t *ret_n,
                             const char **ret_unknown);
