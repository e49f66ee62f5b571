/* What is published, as one .ics file to hand on. */
#pragma once

#include <stddef.h>

/* Reads the published folder and puts all events of ours in it into one VCALENDAR, its text in
 * *ret, which the caller frees. Others' events are left out; files that
 * cannot be read or are no calendar are counted in *ret_n_bad. Returns 0, -ENOENT (no such folder)
 * or negative errno. */
int export_folder(const char *folder, char **ret, size_t *ret_n_bad);
