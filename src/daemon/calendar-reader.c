/* Files are sent some ahead, so that the program never waits for the next, and are answered in that
 * order. What the program does to itself is laid to the file that it had opened last; one that ends
 * without a file open has a trouble of its own, and is given up after a few tries. */
#include "daemon/calendar-reader.h"

#include <errno.h>

#include "base/text.h"
#include "daemon/busy-times.h"
#include "daemon/journal.h"
#include "helper.h"

/* Files ahead: their paths fit into the socket. */
#define WINDOW 16

/* How long one file may be busy with nothing to show for it. */
#define PROGRESS_USEC (UINT64_C(2) * 1000000)

/* In one run: files that ended the program, and ends in a row without a file open. */
#define MAX_BAD_FILES 16
#define MAX_FAILURES  3

/* Of one file; more is no progress. */
#define MAX_PROBLEMS      1000
#define PROBLEM_MAX_BYTES 200

struct calendar_reader {
    struct sd_event *event; /* borrowed */
    char *program;
    struct helper *helper;
    struct calendar_reader_callbacks callbacks;
    void *userdata;
    char *zone_name; /* NULL: nothing was asked for */
    int64_t from_sec, to_sec;

    bool is_running;        /* finished() is due */
    char *queue[WINDOW];    /* owned; the first is being read */
    size_t n_queue, n_sent; /* the first n_sent are with the program */
    unsigned n_bad, n_failures;

    /* Of the first in the queue: */
    bool is_open;
    struct busy_draft draft;
    int error; /* why the draft is not all that the file said */
    char *problem;
    unsigned n_problems;
};

/* ---- The queue ---- */

/* Tells what became of the first file. */
static void reader_close(struct calendar_reader *reader, struct busy_times *times, char *problem)
{
    _cleanup_(freep) char *path = reader->queue[0];

    reader->n_queue--;
    reader->n_sent -= reader->n_sent > 0;
    memmove(reader->queue, reader->queue + 1, reader->n_queue * sizeof(*reader->queue));
    reader->is_open = false;
    reader->callbacks.read(path, times, problem, reader->userdata);
}

static void reader_drop_draft(struct calendar_reader *reader)
{
    busy_draft_done(&reader->draft);
    free(TAKE_PTR(reader->problem));
    reader->n_problems = 0;
    reader->error = 0;
    reader->is_open = false;
}

static void reader_drop_queue(struct calendar_reader *reader)
{
    while (reader->n_queue > 0)
        free(reader->queue[--reader->n_queue]);
    reader->n_sent = 0;
    reader_drop_draft(reader);
}

/* A path that is not UTF-8 cannot be sent. */
static void reader_fill_queue(struct calendar_reader *reader)
{
    char *path;

    while (reader->n_queue < WINDOW && reader->callbacks.next(&path, reader->userdata) > 0) {
        size_t size = strlen(path);

        if (utf8_check(path, size) == size) {
            reader->queue[reader->n_queue++] = path;
        } else {
            reader->callbacks.read(path, NULL, strdup("its name is not UTF-8"), reader->userdata);
            free(path);
        }
    }
}

static int reader_send_queue(struct calendar_reader *reader)
{
    _cleanup_(record_done) struct record record = {0};
    int r = 0;

    while (r >= 0 && reader->n_sent < reader->n_queue) {
        record_begin(&record, RECORD_READ_FILE);
        record_put_string(&record, reader->queue[reader->n_sent]);
        r = helper_send(reader->helper, &record);
        reader->n_sent += r >= 0;
    }
    return r;
}

static void reader_finish(struct calendar_reader *reader, const char *why)
{
    reader_drop_queue(reader);
    reader->is_running = false;
    reader->callbacks.finished(why, reader->userdata);
}

/* Goes on reading, or ends with the last file. What calls it does no more than return. */
static void reader_go_on(struct calendar_reader *reader)
{
    reader_fill_queue(reader);
    int r = reader_send_queue(reader);
    if (r < 0 && r != -EPIPE) /* else it is just ending, and what was not read is sent again */
        journal(JOURNAL_WARNING, "Cannot ask jobsearchd-calendar: %s", strerror(-r));
    (void)helper_expect(reader->helper, PROGRESS_USEC);
    if (reader->n_queue > 0)
        return;
    helper_finish(reader->helper);
    reader_finish(reader, NULL);
}

/* ---- What the program says ---- */

static void on_ready(struct helper *helper, void *userdata)
{
    _cleanup_(record_done) struct record record = {0};
    struct calendar_reader *reader = userdata;

    record_put_read_begin(&record, &(struct read_begin){.zone_name = reader->zone_name,
                                                        .from_sec = reader->from_sec,
                                                        .to_sec = reader->to_sec});
    (void)helper_send(helper, &record); /* if it fails, the program is about to end */
    reader_go_on(reader);
}

/* -EBADMSG ends a program that does not keep to the order. */
static int is_first(const struct calendar_reader *reader, struct record *record, bool is_open)
{
    const char *path = record_get_string(record);

    return reader->is_open == is_open && reader->n_sent > 0 && streq(path, reader->queue[0])
               ? 0
               : -EBADMSG;
}

static int take_begin(struct calendar_reader *reader, struct record *record)
{
    int r = is_first(reader, record, false);
    if (r >= 0)
        r = record_end(record);
    if (r < 0)
        return r;
    reader->is_open = true;
    reader->n_failures = 0;
    return 0;
}

/* Too many is the file's mistake, for which what was heard before still counts. */
static int take_busy(struct calendar_reader *reader, struct record *record)
{
    struct busy_event event;

    int r = record_get_busy_event(record, &event);
    if (r < 0 || !reader->is_open)
        return -EBADMSG;
    if (reader->error == 0)
        r = busy_draft_add(&reader->draft, &event);
    if (r == -EBADMSG)
        return r;
    if (r < 0)
        reader->error = r;
    return 0;
}

static int take_problem(struct calendar_reader *reader, struct record *record)
{
    int r = is_first(reader, record, true);
    const char *what = record_get_string(record);

    if (r >= 0)
        r = record_end(record);
    if (r < 0)
        return r;
    if (reader->n_problems++ == 0)
        (void)text_clean(what, PROBLEM_MAX_BYTES, &reader->problem);
    return 0;
}

/* The first of the problems, and how many there are more. */
static char *describe_problems(const struct calendar_reader *reader)
{
    struct text text = {0};
    char *s = NULL;

    if (reader->error == -E2BIG)
        text_addf(&text, "it has more than %d busy times, of which the others do not count",
                  BUSY_MAX_A_FILE);
    else if (reader->error < 0)
        text_add(&text, strerror(-reader->error));
    else if (reader->n_problems == 0)
        return NULL;
    else
        text_add(&text, reader->problem ? reader->problem : "it is not in order");
    if (reader->n_problems > 1)
        text_addf(&text, " (and %u more)", reader->n_problems - 1);
    return text_take(&text, &s) < 0 ? NULL : s;
}

static int take_end(struct calendar_reader *reader, struct record *record)
{
    struct busy_times *times = NULL;

    int r = is_first(reader, record, true);
    if (r >= 0)
        r = record_end(record);
    if (r < 0)
        return r;
    if (reader->error != -ENOMEM && busy_draft_finish(&reader->draft, &times) < 0)
        reader->error = -ENOMEM;
    char *problem = describe_problems(reader);
    reader_drop_draft(reader);
    reader_close(reader, times, problem);
    return 1;
}

/* Returns 1 if there is room for another file, 0, or -EBADMSG. */
static int take_record(struct calendar_reader *reader, struct record *record)
{
    switch (record_type(record)) {
    case RECORD_FILE_BEGIN:
        return take_begin(reader, record);
    case RECORD_FILE_BUSY:
        return take_busy(reader, record);
    case RECORD_FILE_PROBLEM:
        return take_problem(reader, record);
    case RECORD_FILE_END:
        return take_end(reader, record);
    default:
        return -EBADMSG;
    }
}

/* What is heard and not kept is no progress: a file without end ends so, too. */
static void on_record(struct helper *helper, struct record *record, void *userdata)
{
    struct calendar_reader *reader = userdata;

    int r = take_record(reader, record);
    if (r < 0) {
        record->error = r;
        return;
    }
    if (reader->error == 0 && reader->n_problems <= MAX_PROBLEMS)
        helper_calm(helper);
    if (r > 0)
        reader_go_on(reader);
    else
        (void)helper_expect(helper, PROGRESS_USEC);
}

/* ---- How the program ends ---- */

static void reader_give_up_file(struct calendar_reader *reader, const char *why)
{
    struct text text = {0};
    char *problem = NULL;

    text_addf(&text, "reading it failed (%s); it is left alone until it changes", why);
    (void)text_take(&text, &problem);
    journal(JOURNAL_WARNING, "jobsearchd-calendar ended over %s: %s", reader->queue[0], why);
    reader_drop_draft(reader);
    reader_close(reader, NULL, problem);
}

/* Each bad file is one less, so the next program need not wait; but a folder full of them shall not
 * keep the machine busy. */
static void on_ended(struct helper *helper, bool is_clean, const char *why, void *userdata)
{
    struct calendar_reader *reader = userdata;

    if (!reader->is_running) {
        if (!is_clean)
            journal(JOURNAL_WARNING, "jobsearchd-calendar ended: %s", why);
        return;
    }
    reader->n_sent = 0;
    if (reader->is_open) {
        reader_give_up_file(reader, why);
        reader->n_bad++;
        helper_reset_backoff(helper);
    } else if (reader->n_queue > 0) {
        reader->n_failures++;
    }
    if (reader->n_bad >= MAX_BAD_FILES || reader->n_failures >= MAX_FAILURES ||
        helper_start(helper) < 0)
        reader_finish(reader, why);
}

/* ---- The owner ---- */

static int make_helper(struct calendar_reader *reader, struct helper **ret)
{
    static const struct helper_callbacks callbacks = {on_ready, on_record, on_ended};
    static const char *const arguments[] = {"read", NULL};

    return helper_new(reader->event, reader->program, arguments, &callbacks, reader, ret);
}

int calendar_reader_new(struct sd_event *event, const char *program,
                        const struct calendar_reader_callbacks *callbacks, void *userdata,
                        struct calendar_reader **ret)
{
    _cleanup_(calendar_reader_freep) struct calendar_reader *reader = calloc(1, sizeof(*reader));

    if (!reader)
        return -ENOMEM;
    reader->event = event;
    reader->callbacks = *callbacks;
    reader->userdata = userdata;
    int r = str_replace(&reader->program, program);
    if (r >= 0)
        r = make_helper(reader, &reader->helper);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(reader);
    return 0;
}

struct calendar_reader *calendar_reader_free(struct calendar_reader *reader)
{
    if (!reader)
        return NULL;
    helper_free(reader->helper);
    reader_drop_queue(reader);
    free(reader->zone_name);
    free(reader->program);
    free(reader);
    return NULL;
}

int calendar_reader_ask(struct calendar_reader *reader, const struct read_begin *stretch)
{
    struct helper *helper;

    int r = make_helper(reader, &helper);
    if (r >= 0) {
        r = str_replace(&reader->zone_name, stretch->zone_name);
        if (r < 0)
            helper_free(helper);
    }
    if (r < 0)
        return r;
    helper_free(reader->helper);
    reader->helper = helper;
    reader->from_sec = stretch->from_sec;
    reader->to_sec = stretch->to_sec;
    reader_drop_queue(reader);
    reader->is_running = false;
    return 0;
}

int calendar_reader_start(struct calendar_reader *reader)
{
    if (reader->is_running)
        return 0;
    reader->n_bad = reader->n_failures = 0;
    helper_reset_backoff(reader->helper);
    int r = helper_start(reader->helper); /* one that is just ending starts again in on_ended() */
    reader->is_running = r >= 0;
    return r;
}
