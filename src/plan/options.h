/* The one table of keys: what a section may hold, and how each value gets into the plan. */
#pragma once

#include <stddef.h>

#include "plan.h"
#include "plan/values.h"

enum section_kind {
    SECTION_PLAN,
    SECTION_WINDOW,
    SECTION_ACTIVITY,
    SECTION_CALENDAR,
    SECTION_PUBLISH,
    SECTION_KIND_MAX_,
};

/* "plan", "window", ...: static. */
const char *section_kind_name(enum section_kind kind);
bool section_kind_has_name(enum section_kind kind); /* [window NAME], but [plan] */

/* One value on its way into the plan; everything is borrowed. */
struct setting {
    const char *text;        /* trimmed, valid UTF-8, not empty */
    const struct plan *plan; /* its windows are complete */
    const char *base_dir;    /* for relative paths */
    struct complaints *complaints;
};

struct option {
    struct plan_option face;

    /* Sets *field from the text. Returns 0; -EINVAL with the complaint filled; -ENOMEM. */
    int (*set)(const struct setting *setting, void *field);
    size_t field; /* offset in the section's struct; 0 for setters that take the whole of it */
    size_t flag;  /* offset of the bool that says `given`; 0: none */
};

/* Borrowed, static; NULL beyond the table's end. */
const struct option *option_at(size_t i);

bool option_is_in(const struct option *option, enum section_kind section);

/* NULL if the section has no such key. */
const struct option *option_find(enum section_kind section, const char *key);

/* Sets the option in `object`, the struct of its section. As option.set. */
int option_set(const struct option *option, const struct setting *setting, void *object);
