#include "calendar/read.h"

#include <errno.h>
#include <string.h>

#include "base/civil.h"
#include "base/file.h"
#include "base/macro.h"
#include "calendar/edits.h"
#include "calendar/occurrences.h"
#include "calendar/read-file.h"
#include "calendar/report.h"
#include "calendar/tzid.h"
#include "records.h"

#define FILE_MAX_MIB 64

struct run {
    int fd; /* borrowed */
    struct zone_book book;
    struct stretch stretch; /* zone NULL: none was told yet */
};

static void run_done(struct run *run)
{
    zone_book_done(&run->book);
}

static bool begin_is_valid(const struct read_begin *begin)
{
    const int64_t end = (int64_t)CIVIL_MAX_DAY * DAY_SEC;

    return begin->from_sec >= 0 && begin->from_sec < begin->to_sec && begin->to_sec <= end;
}

static int on_begin(struct run *run, struct record *record)
{
    struct read_begin begin;
    int r;

    r = record_get_read_begin(record, &begin);
    if (r < 0)
        return r;
    if (!begin_is_valid(&begin))
        return -EBADMSG;
    r = zone_book_find(&run->book, begin.zone_name, &run->stretch.zone);
    if (r <= 0)
        return r < 0 ? r : -EBADMSG;
    run->stretch.from_sec = begin.from_sec;
    run->stretch.to_sec = begin.to_sec;
    return 0;
}

/* Why a file does not count at all. */
static void report_unreadable(struct report *report, int error)
{
    switch (error) {
    case -EFBIG:
        report_problem(report, 0, "it is larger than %d MiB", FILE_MAX_MIB);
        break;
    case -EISDIR:
        report_problem(report, 0, "it is a folder");
        break;
    case -EINVAL:
        report_problem(report, 0, "it is no regular file");
        break;
    default:
        report_problem(report, 0, "it cannot be read: %s", strerror(-error));
    }
}

static int on_file(struct run *run, struct record *record)
{
    const char *path = record_get_string(record);
    _cleanup_(freep) char *data = NULL;
    struct report report;
    size_t size;
    int r;

    r = record_end(record);
    if (r < 0)
        return r;
    if (!run->stretch.zone)
        return -EPROTO;
    report_begin(&report, run->fd, path);
    r = file_read(path, (size_t)FILE_MAX_MIB << 20, &data, &size);
    if (r < 0)
        report_unreadable(&report, r);
    else if (read_calendar(data, size, &run->stretch, &run->book, &report) < 0)
        report_problem(&report, 0, "it takes too much memory: not all of it counts");
    return report_end(&report);
}

/* Edits are of no stretch; without one, times without a zone are the system's. */
static int on_edits(struct run *run, struct record *record)
{
    const struct zone *zone = run->stretch.zone;
    _cleanup_(freep) char *name = NULL;
    int r;

    if (!zone) {
        r = zone_system_name(&name);
        if (r < 0)
            return r;
        r = zone_book_find(&run->book, name, &zone);
        if (r <= 0)
            return r < 0 ? r : -ENOENT;
    }
    return edits_serve(run->fd, record, zone, &run->book);
}

static const struct {
    enum record_type type;
    int (*handle)(struct run *run, struct record *record);
} handlers[] = {
    {RECORD_READ_BEGIN, on_begin},
    {RECORD_READ_FILE, on_file},
    {RECORD_READ_EDITS, on_edits},
};

static int handle(struct run *run, struct record *record)
{
    for (size_t i = 0; i < ARRAY_SIZE(handlers); i++)
        if (record_type(record) == (int)handlers[i].type)
            return handlers[i].handle(run, record);
    return -EPROTO;
}

int read_serve(int fd)
{
    _cleanup_(run_done) struct run run = {.fd = fd};
    _cleanup_(record_done) struct record record = {};
    int r;

    while ((r = record_receive(fd, &record)) > 0) {
        r = handle(&run, &record);
        if (r < 0)
            return r;
    }
    return r;
}
