#include "calendar/report.h"

#include <stdarg.h>

#include "base/text.h"
#include "records.h"

#define PROBLEM_MAX 400 /* bytes */

static void report_send(struct report *report, const struct record *record)
{
    if (report->error == 0)
        report->error = record_send(report->fd, record);
}

static void send_path(struct report *report, enum record_type type)
{
    _cleanup_(record_done) struct record record = {};

    record_begin(&record, type);
    record_put_string(&record, report->path);
    report_send(report, &record);
}

static void send_problem(struct report *report, const char *what)
{
    _cleanup_(record_done) struct record record = {};

    record_begin(&record, RECORD_FILE_PROBLEM);
    record_put_string(&record, report->path);
    record_put_string(&record, what);
    report_send(report, &record);
}

void report_begin(struct report *report, int fd, const char *path)
{
    *report = (struct report){.fd = fd, .path = path};
    send_path(report, RECORD_FILE_BEGIN);
}

void report_busy(struct report *report, const struct busy_event *event)
{
    _cleanup_(record_done) struct record record = {};

    if (report->n_busy++ == REPORT_MAX_BUSY)
        report_problem(report, 0, "it yields too many times: only the first %d count",
                       REPORT_MAX_BUSY);
    if (report->n_busy > REPORT_MAX_BUSY)
        return;
    record_put_busy_event(&record, event);
    report_send(report, &record);
}

void report_problem(struct report *report, size_t line, const char *format, ...)
{
    _cleanup_(text_done) struct text text = {};
    _cleanup_(freep) char *clean = NULL;
    va_list ap;

    if (report->n_problems++ >= REPORT_MAX_PROBLEMS)
        return;
    if (line > 0)
        text_addf(&text, "line %zu: ", line);
    va_start(ap, format);
    text_vaddf(&text, format, ap);
    va_end(ap);
    /* Without memory there is still the bare fact to be told. */
    if (text.failed || text_clean(text.data, PROBLEM_MAX, &clean) < 0)
        send_problem(report, "something in it does not count");
    else
        send_problem(report, clean);
}

int report_end(struct report *report)
{
    if (report->n_problems > REPORT_MAX_PROBLEMS) {
        char what[64];

        snprintf(what, sizeof(what), "%zu more problems", report->n_problems - REPORT_MAX_PROBLEMS);
        send_problem(report, what);
    }
    send_path(report, RECORD_FILE_END);
    return report->error;
}
