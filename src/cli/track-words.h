/* The words of people's own spreadsheets: what their status cells and check boxes mean. Pure.
 *
 * Words are compared as word_fold() makes them: ASCII letters small; blanks, ASCII punctuation and
 * signs (U+2000 and above: dashes, ticks, emoji) left out. So `Follow-Up?` is `followup`. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/track.h"

/* What is too long for a word of ours becomes "?", which is none of them. */
#define WORD_SIZE 48
void word_fold(const char *s, char buf[static WORD_SIZE]);

/* True if the list, of words with blanks between them, has the word. */
bool word_list_has(const char *list, const char *word);

/* `Phone screen`, `Saved`, `Rejected`. A cell that says that nobody answered is an application that
 * was sent: neither the employer nor the user has ended it. Returns 0 or -EINVAL. */
int word_parse_stage(const char *s, enum track_stage *ret);

/* The words that word_parse_stage() takes for this one, folded, with blanks between; static. */
const char *word_list_stage(enum track_stage stage);

/* `Application`, `Contact`. Returns 0 or -EINVAL. */
int word_parse_kind(const char *s, enum track_kind *ret);

/* Ways to leave a cell without a value (`-`, `n/a`, `TBD`, nothing at all), and to tick and not to
 * tick it. */
bool word_is_nothing(const char *s);
bool word_is_yes(const char *s);
bool word_is_no(const char *s);
