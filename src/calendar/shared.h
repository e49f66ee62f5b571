/* The shared weeks in an .ics file of anybody's. */
#pragma once

#include <stddef.h>

struct cohort_week;

/* Calls back for each week that the file has; the callback returns 0 or negative errno, which
 * stops. Other people's events and journals are passed over. Returns 0; -EBADMSG (no calendar, or a
 * week in it that makes no sense; those before it were told); -ENOMEM, or what the callback gave.
 */
int shared_read(const char *data, size_t size,
                int (*callback)(const struct cohort_week *week, void *userdata), void *userdata);
