/* What jobsearchd does besides running. */
#pragma once

#include <stdbool.h>

/* Checks a plan file: diagnostics on stderr, or as JSON on stdout. Returns the exit status: 0 clean
 * or warnings only, 1 errors. */
int check_main(const char *plan_path, bool is_json);

/* Drives the scheduler with a virtual clock over FROM/TO (dates in the plan's zone, TO not
 * included) and prints what would be due. Returns the exit status. */
int dry_run_main(const char *plan_path, const char *span);
