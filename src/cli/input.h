/* Files that users name, `-` being the standard input, and where the output goes. */
#pragma once

#include <stddef.h>

#include "base/macro.h"

struct cli;
struct text;

/* Reads all of it, at most max bytes, told in MiB where there are more. On CLI_DONE text->data is
 * not NULL, with a NUL after the text. Returns an exit status; what went wrong was told. */
int input_read(struct cli *cli, const char *path, size_t max, struct text *text);

/* What diagnostics call it: "standard input" for `-`. Borrowed. */
const char *input_name(const char *path);

/* Writes a file atomically and for the user alone, or to the output for `-`, which gets every byte
 * if it is no terminal. The text is used up. Returns an exit status; what went wrong was told. */
int output_write(struct cli *cli, const char *path, struct text *text);
