/* Finds the .ics files that a calendar's paths lead to, and has all watched that may change them.
 */
#pragma once

#include <stddef.h>

struct calendar_files;
struct calendar_source;
struct path_watch;
struct problem_list;

/* Adds what is there to the files, and what cannot be read to the problems, as
 * "calendar-unreadable". `number` is the calendar's place in the plan. A path is an .ics file, a
 * folder of them (a vdir), or a folder of such folders. Returns 0 or -ENOMEM. */
int calendar_scan(const struct calendar_source *calendar, size_t number, struct path_watch *watch,
                  struct calendar_files *files, struct problem_list *problems);
