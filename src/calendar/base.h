/* The base of what others edit: what we had published, as the single file says it, which is written
 * by nobody else. A version of another's that came so late that it was replaced (.NAME.theirs) was
 * made from what the single file said before that run, so that is kept until it was read. */
#pragma once

/* The name of the copy: .NAME.base beside the single file. Returns 0 or -ENOMEM; the caller frees.
 */
int base_path(const char *single_file, char **ret);

/* Copies the single file, if there is one. Returns 0 or negative errno. */
int base_keep(const char *single_file);

/* Removes the copy, if there is one. */
void base_drop(const char *single_file);
