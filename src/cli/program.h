/* The other programs of ours, found from where jsctl itself lies: no PATH, no environment. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The path of a program beside jsctl, or (is_helper) among the helpers. The caller frees. Returns 0
 * or negative errno. */
int program_find(const char *name, bool is_helper, char **ret);

/* Runs a program to its end. Returns its exit status, 128 + N if signal N ended it, or negative
 * errno if it could not be started. */
int program_run(const char *path, char *const argv[]);

/* The same, and what it prints on its standard output comes back in *ret, NUL-terminated; the
 * caller frees. More than max bytes are -EFBIG. */
int program_read(const char *path, char *const argv[], size_t max, char **ret);

/* Runs a program and calls back with each line that it prints, without its line feed, as it comes:
 * however many there are, one is held. The callback returns 0 or negative errno, which ends the
 * reading; a line of more than max bytes is -EMSGSIZE, what comes after the last line feed is no
 * line. Returns as program_run(), or what ended the reading. */
int program_each_line(const char *path, char *const argv[], size_t max,
                      int (*callback)(char *line, void *userdata), void *userdata);
