/* A verb's options and words out of argv, held against its entry in the table. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cli/verb.h"

struct text;

struct arguments {
    const char
        *options[VERB_MAX_OPTIONS];    /* as the verb orders them; NULL: not given; a flag: "" */
    const char *words[VERB_MAX_WORDS]; /* "" where none was given */
    size_t n_words;
    bool wants_help; /* the rest was not checked then */
};

/* `--name value`, `--name=value` and flags anywhere, `--` ends them, -h is --help; given twice the
 * last one counts. A word like `-2` is no option. What an option offers for choice and how many
 * words there may be is checked. Returns 0, or -EINVAL with *error saying what is wrong in one
 * line. Everything is borrowed from argv. */
int arguments_parse(const struct verb *verb, int argc, char *const argv[], struct arguments *ret,
                    struct text *error);
