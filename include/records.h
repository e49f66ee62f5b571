/* What crosses between the daemon and its helpers: records over a SOCK_SEQPACKET pair, each one
 * datagram of at most 64 KiB. The helper's end is file descriptor 3. The first record each way is
 * a hello that carries the protocol's version; a peer of another version is refused.
 *
 * A record is a type and fields in a fixed order for that type: integers (8 bytes, little endian)
 * and strings (4 bytes length, bytes, NUL). Neither side trusts the other beyond this form: reading
 * past the end, an unterminated string or invalid UTF-8 is -EBADMSG, and ends the connection. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

#define RECORD_VERSION  3
#define RECORD_MAX_SIZE (64 * 1024)
#define HELPER_FD       3

enum record_type {
    RECORD_HELLO = 1, /* i version, s program */

    /* daemon -> notify */
    RECORD_BUBBLE_SHOW = 10, /* see struct bubble */
    RECORD_BUBBLE_CLOSE,     /* s key, i server id, s server name: closes it if the server is still
                              * that one; answered by nothing */

    /* notify -> daemon */
    RECORD_BUBBLE_SHOWN = 20, /* s key, i server id, s server name (unique): acknowledges a show */
    RECORD_BUBBLE_HELD,       /* s key: the desktop shows no banners now; it will be shown when it
                               * does, unless closed or replaced before: acknowledges a show */
    RECORD_BUBBLE_FAILED,     /* s key, s reason: no server, or it refused: acknowledges a show */
    RECORD_BUBBLE_ACTION,     /* s key, s action */
    RECORD_BUBBLE_CLOSED,     /* s key, i reason (1 expired, 2 dismissed, 3 closed, 4 unknown) */

    /* daemon -> calendar, a publishing run */
    RECORD_PUBLISH_BEGIN = 30, /* see struct publish_begin */
    RECORD_PUBLISH_SERIES,     /* see struct publish_series */
    RECORD_PUBLISH_EXCEPTION,  /* of the series before it: see struct publish_exception */
    RECORD_PUBLISH_BLOCK,      /* see struct publish_block */
    RECORD_PUBLISH_END,        /* nothing: write now */
    RECORD_PUBLISH_SHARE,      /* see struct publish_share */

    /* calendar -> daemon */
    RECORD_PUBLISHED = 40, /* i files written, i files removed, i files unchanged */
    RECORD_PUBLISH_FAILED, /* i errno, s path, s what: that file (or the folder) was not written */
    RECORD_FOREIGN_EDIT,   /* s file name: another's version that no RECORD_SEEN was about, or gone.
                            * Either nothing at all was written by this run; or it came so late that
                            * it was replaced, and is kept as .NAME.theirs. Read the edits, publish
                            * again */

    /* daemon -> calendar, a reading run */
    RECORD_READ_BEGIN = 50, /* see struct read_begin; again when the stretch changes */
    RECORD_READ_FILE,       /* s path of an .ics file: answered by FILE_BEGIN ... FILE_END */
    RECORD_READ_EDITS,      /* s folder, s single file, s state file of the published calendar:
                             * answered by EDIT and SEEN ... EDITS_END. Times without a zone are
                             * those of READ_BEGIN, which may come before, else the system's */

    /* calendar -> daemon */
    RECORD_FILE_BEGIN = 60, /* s path: about to be opened */
    RECORD_FILE_BUSY,       /* see struct busy_event */
    RECORD_FILE_PROBLEM,    /* s path, s what: something in it does not count, and why */
    RECORD_FILE_END,        /* s path */
    RECORD_EDIT,            /* see struct edit */
    RECORD_EDITS_END,       /* nothing */
    RECORD_SEEN,            /* see struct seen: after all edits of that version. The daemon hands it
                             * back, as it came, to the next publishing run, after PUBLISH_BEGIN, once
                             * it has settled those edits */
};

/* Which stretch of the calendars is asked for. */
struct read_begin {
    const char *zone_name;    /* of floating times and of all-day events */
    int64_t from_sec, to_sec; /* what overlaps it is told */
};

/* One stretch in which the user is busy: an event, or one occurrence of a recurring one. */
struct busy_event {
    int64_t start_sec, end_sec; /* start < end */
    bool is_all_day;
    const char *summary; /* at most 80 bytes of UTF-8 without control characters; "" for none */
};

/* What a calendar program did to what we published. */
enum edit_kind {
    EDIT_MOVED,   /* one block, or one occurrence of a series, has other times now */
    EDIT_DELETED, /* one block or occurrence is gone, or CANCELLED */
    EDIT_REFUSED, /* a whole series was changed or deleted, or too much vanished at once: `what` */
};

struct edit {
    enum edit_kind kind;
    const char *id;                 /* as published: "outreach/2026-W48/2", "practice/1"; "" with
                                     * REFUSED: the folder as a whole */
    int64_t recurrence_local_sec;   /* which occurrence of a series; -1: a single block */
    int64_t start_sec, end_sec;     /* where it lies now; MOVED only */
    int64_t base_start_sec;         /* where we had published it; MOVED and DELETED */
    int64_t sequence, modified_sec; /* SEQUENCE and LAST-MODIFIED (else DTSTAMP) of the edit; 0. Of
                                     * a file that is gone: the base's, and 0 */
    int64_t base_sequence, base_modified_sec; /* ... and of what we had published */
    const char *what;                         /* REFUSED: in words */
};

/* One version of an item that is not ours: the reading run has looked at it, all its edits are
 * told. The publishing run replaces versions that are given back to it and no others. */
struct seen {
    const char *id;
    int64_t hash; /* says which version */
    bool is_same; /* it says what we had published, in another form, and is left as it is */
};

#define SEEN_MISSING 1 /* for a hash: there is no file */

struct bubble {
    const char *key;   /* the daemon's name for it: a block id, or "summary", "problem", "review" */
    int64_t server_id; /* 0: a new one; else replace that one, if the server is still ... */
    const char *server_name; /* ... this unique name ("" with 0) */
    const char *summary;     /* plain text */
    const char *body;        /* plain text, lines by \n; the helper escapes where markup is on */
    const char *icon;        /* icon name */
    const char *category;    /* "x-jobsearchd.start", ... */
    int64_t expire_ms;       /* -1: the server's default, 0: never */
    bool is_resident;        /* stays after an action */
    struct bubble_action {
        const char *key, *label;
    } actions[4]; /* shown only where the server has actions; at most three and "default" */
    size_t n_actions;
};

struct publish_begin {
    const char *folder;      /* the vdir, absolute; created 0700 */
    const char *single_file; /* the one-file form beside it, absolute; "" for none */
    const char
        *state_file; /* where the helper keeps what it last wrote: name, UID, hash, SEQUENCE */
    const char *uid_suffix; /* "INSTALL-UUID.jobsearchd" */
    const char *display_name, *color;
    const char *zone_name;
    int64_t now_sec;          /* DTSTAMP of what changes */
    int64_t from_sec, to_sec; /* the stretch in which exceptions were looked for */
    bool alarms;
    bool restore; /* write over every version of others and what they deleted, seen or not */
};

struct publish_series {
    const char *id; /* "practice/1": the UID's local part and the file's name */
    const char *activity, *title, *description;
    int64_t priority;        /* 1-5, ours */
    int64_t first_local_sec; /* DTSTART on the wall clock */
    int64_t length_minutes;
    int64_t days, every_weeks, week_start;
    bool has_until;
    int64_t until_local_sec; /* the last start that may be */
    int64_t alarm_minutes;   /* before the start; -1: none */
};

enum publish_exception_kind {
    EXCEPTION_OFF,      /* EXDATE */
    EXCEPTION_OVERRIDE, /* RECURRENCE-ID with these times and outcome */
};

struct publish_exception {
    enum publish_exception_kind kind;
    int64_t recurrence_local_sec; /* which occurrence, by its wall-clock start in the series */
    int64_t start_sec, end_sec;   /* instants; override only */
    int64_t outcome;              /* enum outcome */
    const char *title;
};

struct publish_block {
    const char *id;
    const char *activity, *title, *description;
    int64_t priority;
    int64_t start_sec, end_sec;
    int64_t outcome;
    bool is_busy; /* TRANSP:OPAQUE */
    int64_t alarm_minutes;
};

/* A week as a coach sees it (share.h): a VJOURNAL in the folder, not in the single file. */
struct publish_share {
    const char *id;                    /* "share/2026-W48" */
    int64_t from_day;                  /* DTSTART */
    const char *summary, *description; /* for people */
    const char *data;                  /* for programs: JSON */
};

/* ---- Writing and reading one record ---- */

/* A record under construction or being read. Zero it, or declare it with RECORD_NEW(). */
struct record {
    uint8_t *data; /* owned */
    size_t size, capacity, position;
    int error; /* sticks: 0, -ENOMEM, -EMSGSIZE or -EBADMSG */
};

void record_begin(struct record *record, enum record_type type);
void record_put_integer(struct record *record, int64_t value);
void record_put_string(struct record *record, const char *value); /* NULL as ""; valid UTF-8 */

/* The type of a received record; 0 if it holds none. */
int record_type(const struct record *record);

/* Reads again from the first field; an error stays. */
void record_rewind(struct record *record);

/* Read the next field; on error (which sticks) 0 and "". Strings are borrowed from the record. */
int64_t record_get_integer(struct record *record);
const char *record_get_string(struct record *record);

/* 0 if every field was read well and none is left, else -EBADMSG. */
int record_end(struct record *record);

void record_done(struct record *record);

/* Sends one record. Returns 0, -EAGAIN (a non-blocking socket is full; try again), -EPIPE (the
 * peer is gone), the record's own error, or negative errno. */
int record_send(int fd, const struct record *record);

/* Receives one record into *record (emptied first). Returns 1, 0 at the end (the peer closed),
 * -EAGAIN, -EBADMSG (too long or malformed) or negative errno. */
int record_receive(int fd, struct record *record);

/* The hello: record_send_hello() and what the other side checks. Returns 0, -EPROTO for another
 * version, -EPIPE (the peer closed) or what receiving gave. */
int record_send_hello(int fd, const char *program);
int record_receive_hello(int fd);
/* Checks a record already received. */
int record_check_hello(struct record *record);

/* Whole structs. Values are not checked beyond the form: a bool is 0 or 1, a kind is a known one, a
 * bubble has at most its four actions. put builds the record (type and fields); get reads what
 * record_receive() gave, strings borrowed from it, and returns 0 or -EBADMSG. */
void record_put_bubble(struct record *record, const struct bubble *bubble);
int record_get_bubble(struct record *record, struct bubble *ret);
void record_put_publish_begin(struct record *record, const struct publish_begin *begin);
int record_get_publish_begin(struct record *record, struct publish_begin *ret);
void record_put_publish_series(struct record *record, const struct publish_series *series);
int record_get_publish_series(struct record *record, struct publish_series *ret);
void record_put_publish_exception(struct record *record, const struct publish_exception *exception);
int record_get_publish_exception(struct record *record, struct publish_exception *ret);
void record_put_publish_block(struct record *record, const struct publish_block *block);
int record_get_publish_block(struct record *record, struct publish_block *ret);
void record_put_publish_share(struct record *record, const struct publish_share *share);
int record_get_publish_share(struct record *record, struct publish_share *ret);
void record_put_read_begin(struct record *record, const struct read_begin *begin);
int record_get_read_begin(struct record *record, struct read_begin *ret);
void record_put_busy_event(struct record *record, const struct busy_event *event);
int record_get_busy_event(struct record *record, struct busy_event *ret);
void record_put_edit(struct record *record, const struct edit *edit);
int record_get_edit(struct record *record, struct edit *ret);
void record_put_seen(struct record *record, const struct seen *seen);
int record_get_seen(struct record *record, struct seen *ret);
