/* A publishing run inside the test: records in, the folder and the answers out. */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "base/block.h"
#include "base/civil.h"
#include "base/file.h"
#include "base/macro.h"
#include "base/text.h"
#include "calendar/ics.h"
#include "calendar/publish.h"
#include "records.h"

#define SUFFIX "0b7c.jobsearchd"
#define NOW    INT64_C(1795417200) /* 2026-11-23T07:00Z, a Monday */
#define HOUR   INT64_C(3600)

struct run {
    char root[40], folder[64], single[64], state[64];
    int fds[2]; /* the daemon's end, the helper's */
    int64_t now_sec;
    bool restore;
    const char *suffix;
    enum outcome block_outcome;
    struct seen seen[8]; /* handed over by the next run */
    size_t n_seen;

    /* of the last one: */
    int result;
    int n_written, n_removed, n_unchanged, n_published, n_failed, n_foreign;
    int last_error;
    char last_foreign[80];
};

static inline int run_setup(void **state)
{
    struct run *run = calloc(1, sizeof(*run));

    if (!run)
        return -1;
    strcpy(run->root, "/tmp/test-publish-XXXXXX");
    if (!mkdtemp(run->root))
        return -1;
    snprintf(run->folder, sizeof(run->folder), "%s/calendar", run->root);
    snprintf(run->single, sizeof(run->single), "%s/jobsearchd.ics", run->root);
    snprintf(run->state, sizeof(run->state), "%s/state", run->root);
    run->now_sec = NOW;
    run->suffix = SUFFIX;
    *state = run;
    return 0;
}

static inline int run_teardown(void **state)
{
    struct run *run = *state;
    char command[64];

    snprintf(command, sizeof(command), "rm -rf '%s'", run->root);
    free(run);
    return system(command);
}

static inline void send_record(struct run *run, struct record *record)
{
    assert_int_equal(record->error, 0);
    assert_int_equal(record_send(run->fds[0], record), 0);
    record_done(record);
}

static inline void run_begin(struct run *run)
{
    struct record record = {};

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, run->fds), 0);
    record_put_publish_begin(&record, &(struct publish_begin){
                                          .folder = run->folder,
                                          .single_file = run->single,
                                          .state_file = run->state,
                                          .uid_suffix = run->suffix,
                                          .display_name = "Job search",
                                          .color = "#3366cc",
                                          .zone_name = "Europe/Berlin",
                                          .now_sec = run->now_sec,
                                          .from_sec = NOW - 56 * DAY_SEC,
                                          .to_sec = NOW + 35 * DAY_SEC,
                                          .restore = run->restore,
                                      });
    send_record(run, &record);
    for (size_t i = 0; i < run->n_seen; i++) {
        record_put_seen(&record, &run->seen[i]);
        send_record(run, &record);
    }
    run->n_seen = 0;
}

/* Weekdays at nine, an hour and a half. */
static inline void run_series(struct run *run, const char *id, const char *title)
{
    struct record record = {};

    record_put_publish_series(&record, &(struct publish_series){
                                           .id = id,
                                           .activity = "practice",
                                           .title = title,
                                           .description = "",
                                           .priority = 4,
                                           .first_local_sec = NOW + 2 * HOUR,
                                           .length_minutes = 90,
                                           .days = 0x1f,
                                           .every_weeks = 1,
                                           .alarm_minutes = -1,
                                       });
    send_record(run, &record);
}

/* The series' occurrence `day` days after its first. */
static inline void run_override(struct run *run, int day, enum outcome outcome)
{
    struct record record = {};

    record_put_publish_exception(&record,
                                 &(struct publish_exception){
                                     .kind = EXCEPTION_OVERRIDE,
                                     .recurrence_local_sec = NOW + 2 * HOUR + day * DAY_SEC,
                                     .start_sec = NOW + HOUR + day * DAY_SEC,
                                     .end_sec = NOW + 2 * HOUR + day * DAY_SEC,
                                     .outcome = outcome,
                                     .title = "Practise",
                                 });
    send_record(run, &record);
}

static inline void run_block(struct run *run, const char *id, const char *title)
{
    struct record record = {};

    record_put_publish_block(&record, &(struct publish_block){
                                          .id = id,
                                          .activity = "outreach",
                                          .title = title,
                                          .description = "",
                                          .priority = 5,
                                          .start_sec = NOW + 5 * HOUR,
                                          .end_sec = NOW + 6 * HOUR,
                                          .outcome = run->block_outcome,
                                          .is_busy = true,
                                          .alarm_minutes = -1,
                                      });
    send_record(run, &record);
}

static inline void run_take_answer(struct run *run, struct record *answer)
{
    switch (record_type(answer)) {
    case RECORD_PUBLISHED:
        run->n_published++;
        run->n_written = (int)record_get_integer(answer);
        run->n_removed = (int)record_get_integer(answer);
        run->n_unchanged = (int)record_get_integer(answer);
        break;
    case RECORD_PUBLISH_FAILED:
        run->n_failed++;
        run->last_error = (int)record_get_integer(answer);
        record_get_string(answer);
        record_get_string(answer);
        break;
    case RECORD_FOREIGN_EDIT:
        run->n_foreign++;
        snprintf(run->last_foreign, sizeof(run->last_foreign), "%s", record_get_string(answer));
        break;
    default:
        fail_msg("record %d", record_type(answer));
    }
    assert_int_equal(record_end(answer), 0);
}

/* Closes the daemon's end for sending, runs, reads all answers. */
static inline void run_serve(struct run *run)
{
    struct record answer = {};

    run->n_written = run->n_removed = run->n_unchanged = -1;
    run->n_published = run->n_failed = run->n_foreign = run->last_error = 0;
    shutdown(run->fds[0], SHUT_WR);
    run->result = publish_serve(run->fds[1]);
    close(run->fds[1]);
    while (record_receive(run->fds[0], &answer) > 0)
        run_take_answer(run, &answer);
    record_done(&answer);
    close(run->fds[0]);
}

static inline void run_end(struct run *run)
{
    struct record record = {};

    record_begin(&record, RECORD_PUBLISH_END);
    send_record(run, &record);
    run_serve(run);
    assert_int_equal(run->result, 0);
    assert_int_equal(run->n_published, 1);
}

/* A series and a block, of which the title is told. */
static inline void run_usual(struct run *run, const char *title)
{
    run_begin(run);
    run_series(run, "practice/1", "Practise");
    run_override(run, 1, OUTCOME_DONE);
    run_block(run, "outreach/2026-W48/1", title);
    run_end(run);
}

static inline void file_path(const struct run *run, const char *name, char buf[static 160])
{
    snprintf(buf, 160, "%s/%s", run->folder, name);
}

/* The caller frees. */
static inline char *file_text(const struct run *run, const char *name)
{
    _cleanup_(freep) char *data = NULL;
    char path[160];
    size_t size;

    file_path(run, name, path);
    assert_int_equal(file_read(path, 1 << 20, &data, &size), 0);
    return strdup(data);
}

static inline void file_put(const struct run *run, const char *name, const char *data)
{
    char path[160];

    file_path(run, name, path);
    assert_int_equal(file_write_atomic(path, data, strlen(data)), 0);
}

static inline int64_t file_hash(const struct run *run, const char *name)
{
    _cleanup_(freep) char *data = file_text(run, name);
    struct ics_summary summary;

    ics_summarize(data, strlen(data), &summary);
    return (int64_t)summary.hash;
}

/* The next run is told that this version was seen. */
static inline void run_see(struct run *run, const char *id, int64_t hash, bool is_same)
{
    assert_true(run->n_seen < ARRAY_SIZE(run->seen));
    run->seen[run->n_seen++] = (struct seen){id, hash, is_same};
}

static inline bool file_exists(const struct run *run, const char *name)
{
    char path[160];

    file_path(run, name, path);
    return access(path, F_OK) == 0;
}

static inline void file_remove(const struct run *run, const char *name)
{
    char path[160];

    file_path(run, name, path);
    assert_int_equal(unlink(path), 0);
}

static inline struct stat file_stat(const struct run *run, const char *name)
{
    struct stat st;
    char path[160];

    file_path(run, name, path);
    assert_int_equal(stat(path, &st), 0);
    return st;
}

/* True if the file has this line, CRLF and all. */
static inline bool file_has(const struct run *run, const char *name, const char *line)
{
    _cleanup_(freep) char *data = file_text(run, name);
    char ended[256];

    snprintf(ended, sizeof(ended), "\r\n%s\r\n", line);
    return strstr(data, ended) != NULL;
}

/* Replaces one text in the file, as a calendar program would. */
static inline void file_edit(const struct run *run, const char *name, const char *from,
                             const char *to)
{
    char *data = file_text(run, name), *at = strstr(data, from), *edited;
    struct text text = {};

    assert_non_null(at);
    text_add_bytes(&text, data, (size_t)(at - data));
    text_add(&text, to);
    text_add(&text, at + strlen(from));
    assert_int_equal(text_take(&text, &edited), 0);
    file_put(run, name, edited);
    free(edited);
    free(data);
}
