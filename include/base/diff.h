/* What differs between two texts, by lines, as a person reads it and patch(1) applies it. */
#pragma once

struct text;

/* Adds a unified diff (three lines of context) from `old` to `new`, both named `name`; nothing
 * where they are equal. Lines are shown as they are: unsafe characters in them are the caller's to
 * escape. Returns 0 or -ENOMEM. */
int text_add_diff(struct text *text, const char *name, const char *old, const char *new);
