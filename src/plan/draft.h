/* A plan file as it was written: sections with their entries in file order, every key known to the
 * option table, values still text. read.c fills it and finds what is wrong with lines, sections and
 * keys; build.c makes the plan of it; check.c looks at the whole. */
#pragma once

#include "base/diag.h"
#include "plan/lines.h"
#include "plan/options.h"

struct entry {
    const struct option *option;
    struct line line; /* borrows the file's text */
    char *value;
    bool is_bad; /* plan_build() complained of the value */
};

struct section {
    enum section_kind kind;
    char *name;        /* "" for [plan] and [publish] */
    struct line line;  /* its head */
    bool is_known;     /* false: kind is void, its keys are skipped */
    bool is_duplicate; /* of an earlier one, which counts */
    bool has_lost;     /* a line or key of it could not be read: what is missing may be there */
    struct entry *entries;
    size_t n_entries, capacity;
    size_t index; /* of its struct in the plan's array; set by plan_build() */
};

struct draft {
    const char *file;        /* borrowed, for diagnostics */
    struct diag_list *diags; /* borrowed */
    size_t n_reported;
    struct section *sections;
    size_t n_sections, capacity;
    bool is_cut; /* too many sections or problems: the rest was not read */
};

/* Reads the text into *draft, which the caller has emptied but for file and diags, and which
 * borrows the text. Returns 0, whatever is wrong with the text, or -ENOMEM. */
int draft_read(struct draft *draft, const char *text, size_t size);
void draft_done(struct draft *draft);

/* Opens the section that a line names, reporting what is wrong with its name. A line that names
 * none opens one that is not known. Returns 0 or -ENOMEM. */
int draft_open_section(struct draft *draft, const struct line *line);

/* Adds an entry to a section. Returns 0 or -ENOMEM. */
int section_add(struct section *section, const struct option *option, const struct line *line,
                const char *value);

/* The section that was opened last; NULL before the first one. */
struct section *draft_current(struct draft *draft);

/* The sections of a kind that count, one after the other, beginning after NULL. */
struct section *draft_next(struct draft *draft, enum section_kind kind, struct section *after);

/* The section's entry of that key; NULL if there is none. */
const struct entry *section_find(const struct section *section, const char *key);

/* Reports a problem at a byte of a line (NULL: the file as a whole). */
void draft_report(struct draft *draft, const struct line *line, size_t offset,
                  enum diag_severity severity, const char *format, ...) _printf_(5, 6);

/* "; did you mean `x`?" at the end of a format; nothing where no word is near. */
#define MEANT_FORMAT       "%s%s%s"
#define MEANT_ARGUMENTS(s) (s)[0] ? "; did you mean `" : "", (s), (s)[0] ? "`?" : ""
