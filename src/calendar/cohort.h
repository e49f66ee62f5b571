/* `jobsearchd-calendar coach`: the shared weeks of many people, out of folders that others filled.
 */
#pragma once

#include <stdio.h>

/* Reads DIR/PERSON/FILE.ics and DIR/PERSON/FOLDER/FILE.ics, and writes what was found as the lines
 * of share.h. What cannot be read is told there, and the rest counts. Returns 0, -EIO (it could not
 * be written), or negative errno: the folder itself cannot be read. */
int cohort_read(const char *dir, FILE *out);
