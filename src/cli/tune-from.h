/* A plan that a coach made, in the place of one's own: shown as a diff, taken piece by piece. */
#pragma once

#include <stdbool.h>

struct cli;

/* Shows how the plan at `from` differs, asks about each change unless is_all, and writes what was
 * taken, if it is a sound plan. Returns an exit status; what is not CLI_DONE has been told. */
int tune_from(struct cli *cli, const char *from, bool is_all);
