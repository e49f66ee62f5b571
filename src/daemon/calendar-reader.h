/* Runs jobsearchd-calendar to read files, and gets over what they do to it: a file that ends the
 * program, or holds it up for 2 s, is given up, and the rest goes on with a new one. */
#pragma once

#include <stdint.h>

#include "base/macro.h"

struct busy_times;
struct calendar_reader;
struct read_begin;
struct sd_event;

/* None is called from inside a call of the owner's, and none may free the reader. */
struct calendar_reader_callbacks {
    /* The next file to read. Returns 1 (the reader frees the path), 0 if there is none now, or
     * negative errno: for now none. */
    int (*next)(char **ret, void *userdata);

    /* What a file says: its times (consumed; NULL: none) and what is wrong with it (consumed; NULL:
     * nothing). */
    void (*read)(const char *path, struct busy_times *times, char *problem, void *userdata);

    /* All is read; or the reading was given up, and `why`. */
    void (*finished)(const char *why, void *userdata);
};

/* `program` as helper_new() takes it. Returns 0 or negative errno. */
int calendar_reader_new(struct sd_event *event, const char *program,
                        const struct calendar_reader_callbacks *callbacks, void *userdata,
                        struct calendar_reader **ret);
struct calendar_reader *calendar_reader_free(struct calendar_reader *reader);
DEFINE_CLEANUP(struct calendar_reader, calendar_reader_free);

/* From now on this stretch is asked for (copied); what is being read is dropped, and finished() is
 * not called for it. Returns 0 or negative errno, with the stretch as it was. */
int calendar_reader_ask(struct calendar_reader *reader, const struct read_begin *stretch);

/* There are files to read: asks for them, until there is none. Returns 0 or negative errno. */
int calendar_reader_start(struct calendar_reader *reader);
