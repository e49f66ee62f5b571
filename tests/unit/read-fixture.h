/* A reading run in this process: asks for one file and writes down what is answered, a line each,
 * sorted:
 *
 *     2026-11-24T09:00+01:00 2026-11-24T10:30+01:00 Interview
 *     2026-11-26 2026-11-27 Trip                                   all day
 *     ! line 12: DTSTART is no time: the event does not count
 *
 * A thread takes the answers, for they may be more than a socket holds. */
#pragma once

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <cmocka.h>

#include "base/civil.h"
#include "base/file.h"
#include "base/text.h"
#include "base/zone.h"
#include "calendar/read.h"
#include "records.h"

struct read_run {
    const char *zone_name, *from, *to; /* days, as 2026-11-23; midnight in UTC */
    const char *path;                  /* NULL: the text is written to a file first */
    /* What came of it: */
    struct text lines;
    size_t n_busy, n_problems, n_files;
    int result; /* read_serve()'s */
    /* Inside: */
    int fds[2];
    struct zone *zone;
};

static inline int64_t read_day(const char *date)
{
    int32_t day;

    assert_int_equal(civil_parse_date(date, &day), 0);
    return (int64_t)day * DAY_SEC;
}

/* 2026-11-24T09:00+01:00, or the date alone. */
static inline void read_add_time(struct read_run *run, int64_t sec, bool is_date)
{
    char buf[INSTANT_SIZE];

    zone_format(run->zone, sec, buf);
    if (is_date)
        text_addf(&run->lines, "%.10s ", buf);
    else
        text_addf(&run->lines, "%.16s%s ", buf, buf + 19);
}

static inline void read_take_answer(struct read_run *run, struct record *answer)
{
    struct busy_event event;

    switch (record_type(answer)) {
    case RECORD_FILE_BEGIN:
        run->n_files++;
        break;
    case RECORD_FILE_BUSY:
        assert_int_equal(record_get_busy_event(answer, &event), 0);
        assert_true(event.start_sec < event.end_sec);
        run->n_busy++;
        read_add_time(run, event.start_sec, event.is_all_day);
        read_add_time(run, event.end_sec, event.is_all_day);
        text_addf(&run->lines, "%s\n", event.summary);
        break;
    case RECORD_FILE_PROBLEM:
        record_get_string(answer);
        text_addf(&run->lines, "! %s\n", record_get_string(answer));
        assert_int_equal(record_end(answer), 0);
        run->n_problems++;
        break;
    case RECORD_FILE_END:
        break;
    default:
        fail_msg("record %d", record_type(answer));
    }
}

static inline void *read_take_answers(void *userdata)
{
    _cleanup_(record_done) struct record answer = {0};
    struct read_run *run = userdata;

    while (record_receive(run->fds[0], &answer) > 0)
        read_take_answer(run, &answer);
    return NULL;
}

static inline int read_compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Puts the lines in order. */
static inline void read_sort(struct read_run *run)
{
    _cleanup_(text_done) struct text sorted = {0};
    char *rest = run->lines.data, *line, **lines = NULL;
    size_t n = 0, capacity = 0;

    while ((line = strsep(&rest, "\n")) && rest) {
        assert_int_equal(array_reserve((void **)&lines, &capacity, n, sizeof(*lines)), 0);
        lines[n++] = line;
    }
    if (n > 0)
        qsort(lines, n, sizeof(*lines), read_compare_lines);
    text_add(&sorted, "");
    for (size_t i = 0; i < n; i++)
        text_addf(&sorted, "%s\n", lines[i]);
    free(lines);
    text_done(&run->lines);
    run->lines = sorted;
    sorted = (struct text){0};
}

static inline void read_send(struct read_run *run, const char *path)
{
    _cleanup_(record_done) struct record record = {0};

    record_put_read_begin(
        &record, &(struct read_begin){run->zone_name, read_day(run->from), read_day(run->to)});
    assert_int_equal(record_send(run->fds[0], &record), 0);
    record_begin(&record, RECORD_READ_FILE);
    record_put_string(&record, path);
    assert_int_equal(record_send(run->fds[0], &record), 0);
    shutdown(run->fds[0], SHUT_WR);
}

/* Has the run read the file, or these bytes. */
static inline void read_run(struct read_run *run, const char *data, size_t size)
{
    char path[] = "/tmp/test-read-XXXXXX";
    pthread_t thread;

    if (!run->path) {
        int fd = mkstemp(path);

        assert_true(fd >= 0);
        assert_int_equal(file_write_all(fd, data, size), 0);
        close(fd);
    }
    assert_int_equal(zone_load(run->zone_name, &run->zone), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, run->fds), 0);
    read_send(run, run->path ? run->path : path);
    assert_int_equal(pthread_create(&thread, NULL, read_take_answers, run), 0);
    run->result = read_serve(run->fds[1]);
    close(run->fds[1]);
    assert_int_equal(pthread_join(thread, NULL), 0);
    close(run->fds[0]);
    if (!run->path)
        unlink(path);
    text_add(&run->lines, "");
    read_sort(run);
}

static inline void read_run_done(struct read_run *run)
{
    text_done(&run->lines);
    zone_free(run->zone);
}
