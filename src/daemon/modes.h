/* What jobsearchd does besides running. */
#pragma once

#include <stdbool.h>

/* Checks a plan file: diagnostics on stderr, or as JSON on stdout. Returns the exit status: 0 clean
 * or warnings only, 1 errors. */
int check_main(const char *plan_path, bool is_json);

/* Drives the scheduler with a virtual clock over FROM/TO (dates in the plan's zone, TO not
 * included) and prints what would be due. Returns the exit status. */
int dry_run_main(const char *plan_path, const char *span);

/* Prints the blocks that a daemon which is started now would make of the plan: the rest of this
 * week and the whole of the next, with what has no room. Nothing busy is known, and of the log only
 * when the daemon first ran. Returns the exit status. */
int preview_main(const char *plan_path, bool is_json);
