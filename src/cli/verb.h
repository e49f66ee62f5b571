/* What jsctl can do: each verb is one entry in one file, and one line of this list. Dispatch, help,
 * usage lines, the man page's test and the completions all read the entries. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arguments;
struct cli;
struct text;

/* In the order of `jsctl help`. One verb more is one file verb-NAME.c with its `verb_NAME`, and one
 * line here. */
#define VERB_LIST(X)   \
    X(status)          \
    X(today)           \
    X(week)            \
    X(start)           \
    X(done)            \
    X(partial)         \
    X(skip)            \
    X(snooze)          \
    X(undo)            \
    X(day)             \
    X(pause)           \
    X(resume)          \
    X(light)           \
    X(fresh)           \
    X(quiet)           \
    X(goals)           \
    X(tune)            \
    X(review)          \
    X(report)          \
    X(share)           \
    X(coach)           \
    X(log)             \
    X(log_add)         \
    X(log_edit)        \
    X(log_import)      \
    X(track)           \
    X(track_list)      \
    X(track_add)       \
    X(track_show)      \
    X(track_move)      \
    X(track_contacted) \
    X(track_follow_up) \
    X(track_edit)      \
    X(track_remove)    \
    X(track_history)   \
    X(track_undo)      \
    X(track_import)    \
    X(track_export)    \
    X(init)            \
    X(check)           \
    X(edit)            \
    X(reload)          \
    X(export)          \
    X(forget)          \
    X(watch)           \
    X(doctor)          \
    X(help)            \
    X(version)         \
    X(completion)

#define VERB_MAX_OPTIONS 16 /* with the empty one at the end */
#define VERB_MAX_WORDS   4

struct verb_option {
    const char *name; /* without the dashes; NULL ends the list */
    const char
        *argument;    /* "MINUTES", or the words to choose from: "tired|unclear"; NULL: a flag */
    const char *help; /* what it does, to follow its name */
    bool is_required;
};

/* What every reading verb has. */
#define OPTION_JSON                                     \
    {                                                   \
        "json", NULL, "print JSON, for programs", false \
    }

struct verb {
    const char *name;      /* as typed: "log", "log add" */
    const char *arguments; /* as in the usage line: "[BLOCK] [10m]"; "" for none */
    size_t min_words, max_words;
    const char *help; /* what it does, to follow its name */
    bool is_hidden;   /* for packagers: not in the list of verbs */
    struct verb_option options[VERB_MAX_OPTIONS];

    /* Does it. Returns the exit status; what went wrong has been told on stderr by then. */
    int (*run)(struct cli *cli, const struct arguments *arguments);
};

#define VERB_DECLARE(name) extern const struct verb verb_##name;
VERB_LIST(VERB_DECLARE)
#undef VERB_DECLARE

/* Number i of the table; NULL beyond its end. */
const struct verb *verb_at(size_t i);

/* The verb that the first words name, the longest that fits ("log add" before "log"); *ret_n is how
 * many words that took. `jobs` is `track`. NULL if there is none. */
const struct verb *verb_find(size_t n, char *const words[], size_t *ret_n);

/* `jsctl done [BLOCK] [--minutes MINUTES] ...`: one line, not ended. */
void verb_add_usage(struct text *text, const struct verb *verb);

/* The usage line, what the verb does, and its options. */
void verb_add_help(struct text *text, const struct verb *verb);

/* All verbs, a line each. */
void verb_add_list(struct text *text);

/* All verbs and options for programs, tab-separated lines: `verb NAME ARGUMENTS HELP` and
 * `option VERB NAME ARGUMENT HELP`. Hidden ones are left out. */
void verb_add_table(struct text *text);
