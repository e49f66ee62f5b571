/* The plan as a file, for the verbs that write it. */
#pragma once

#include <stddef.h>

struct cli;

#define PLAN_FILE_MAX_SIZE (1024 * 1024) /* as jobsearchd.plan(5) has it */

/* The path of the running daemon's plan, else the default one. A daemon that does not run is not
 * started. Returns an exit status; the caller frees. */
int plan_file_find(struct cli *cli, char **ret);

/* Has jobsearchd name the problems of a plan on stderr. Returns its exit status (0: none, or only
 * warnings), or negative errno if it could not be started. */
int plan_file_check(const char *path);

/* The same for what may come to stand at `path`: calendars may be named from its folder. It lies
 * beside it meanwhile. */
int plan_file_check_text(const char *path, const char *text);

/* Writes a plan where there is none, with the folder that it goes into. Returns 0 or negative
 * errno. */
int plan_file_create(const char *path, const void *data, size_t size);
