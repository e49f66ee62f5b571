/* What differs between two texts, by lines, as a person reads it and patch(1) applies it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"

struct text;

/* Adds a unified diff (three lines of context) from `old` to `new`, both named `name`; nothing
 * where they are equal. Lines are shown as they are: unsafe characters in them are the caller's to
 * escape. Returns 0 or -ENOMEM. */
int text_add_diff(struct text *text, const char *name, const char *old, const char *new);

/* The same in its pieces ("hunks": changes that lie close together), of which some may be taken. */
struct diff;

/* The texts are borrowed. Returns 0 or -ENOMEM. */
int diff_new(const char *old, const char *new, struct diff **ret);
struct diff *diff_free(struct diff *diff);
DEFINE_CLEANUP(struct diff, diff_free);

/* How many hunks; 0: the texts are equal. */
size_t diff_count(const struct diff *diff);

/* Adds hunk number n, from 0, with its head: "@@ -12,7 +12,8 @@". */
void diff_add_hunk(const struct diff *diff, size_t n, struct text *text);

/* Adds the old text with those hunks as the new one has them for which is_taken, of as many as
 * there are, is true. */
void diff_apply(const struct diff *diff, const bool *is_taken, struct text *text);
