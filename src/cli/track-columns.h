/* The columns of a spreadsheet of applications and contacts: ours, and what other people call them.
 * Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/track.h"

struct csv_field;

/* In the order in which `jsctl track export` writes them. */
enum track_column {
    COLUMN_KIND,
    COLUMN_COMPANY,
    COLUMN_PERSON,
    COLUMN_ROLE,
    COLUMN_STAGE,
    COLUMN_DAY, /* of the first stage; one column a stage */
    COLUMN_FOLLOW_UP = COLUMN_DAY + STAGE_MAX_,
    COLUMN_INTERVIEW_AT,
    COLUMN_INTERVIEW_MINUTES,
    COLUMN_CHANNEL,
    COLUMN_LAST_CONTACT,
    COLUMN_LINK,
    COLUMN_SOURCE,
    COLUMN_NOTE,
    TRACK_COLUMNS,

    COLUMN_NAME = TRACK_COLUMNS, /* a person's or a company's, as the others say; in heads alone */
    COLUMN_PROFILE,              /* a person's page: a link, in lists of contacts alone; the same */
    COLUMN_NONE,                 /* unknown */
};

/* "follow_up"; static. */
const char *track_column_name(enum track_column column);

/* All that it may be called, in the form of word_fold(), with blanks between; static. */
const char *track_column_words(enum track_column column);

/* What the rows of a sheet are. */
enum track_rows {
    ROWS_NONE,         /* no column names a company or a person */
    ROWS_APPLICATIONS, /* a person beside one is a contact as well */
    ROWS_CONTACTS,
    ROWS_MIXED, /* each says it in its column `kind` */
};

#define TRACK_HEAD_MAX 256 /* columns */

struct track_head {
    size_t n;
    enum track_column columns[TRACK_HEAD_MAX]; /* COLUMN_NONE for unknown ones */
    enum track_rows rows;
    bool is_own; /* exactly what `jsctl track export` writes */
};

/* Names of columns are compared as word_fold() makes them. n is at most TRACK_HEAD_MAX. */
void track_head_read(const struct csv_field *fields, size_t n, struct track_head *ret);
