/* A calendar of 10,000 events: libical's bare parse of it, and a reading run by the daemon's own
 * means, from spawning the program until every event's times are kept; and the same as a vdir,
 * 10,000 files of one event.
 *
 *     bench-read HELPER FOLDER
 *
 * Both are done in turns, so that the machine's mood is the same to both. */
#include <errno.h>
#include <fcntl.h>
#include <libical/ical.h>
#include <string.h>
#include <systemd/sd-event.h>

#include "base/civil.h"
#include "base/file.h"
#include "base/text.h"
#include "bench.h"
#include "daemon/busy-times.h"
#include "daemon/calendar-reader.h"
#include "records.h"

#define N_EVENTS 10000
#define N_TURNS  7
#define FROM     1795392000 /* 2026-11-23 */

static _Noreturn void die(const char *what, int error)
{
    fprintf(stderr, "bench-read: %s: %s\n", what, strerror(-error));
    exit(1);
}

/* What a calendar server writes of an appointment; every tenth comes each week. */
static void add_event(struct text *text, int n)
{
    int32_t day = FROM / DAY_SEC + n % 84;
    int year, month, day_of_month;

    civil_date(day, &year, &month, &day_of_month);
    text_addf(text,
              "BEGIN:VEVENT\r\nUID:%08x-6f1c-4d7e-9d2b-0242ac130003@example.org\r\n"
              "DTSTAMP:20261101T120000Z\r\nCREATED:20261101T120000Z\r\n"
              "LAST-MODIFIED:20261101T120000Z\r\nSEQUENCE:0\r\n"
              "DTSTART;TZID=Europe/Berlin:%04d%02d%02dT%02d0000\r\n"
              "DTEND;TZID=Europe/Berlin:%04d%02d%02dT%02d4500\r\n"
              "%s"
              "SUMMARY:Meeting %d\\, with notes\r\nLOCATION:Room %d\r\n"
              "DESCRIPTION:What we talked about last time and what is to be done until\r\n"
              "  then\\, point by point.\r\n"
              "ORGANIZER;CN=Ada:mailto:ada@example.org\r\n"
              "ATTENDEE;CN=Grace;PARTSTAT=ACCEPTED:mailto:grace@example.org\r\n"
              "STATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\n"
              "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nDESCRIPTION:Soon\r\n"
              "END:VALARM\r\nEND:VEVENT\r\n",
              (unsigned)n * 2654435761U, year, month, day_of_month, 8 + n % 10, year, month,
              day_of_month, 8 + n % 10, n % 10 == 0 ? "RRULE:FREQ=WEEKLY;COUNT=8\r\n" : "", n,
              n % 30);
}

static void add_calendar(struct text *text, int first, int n)
{
    text_add(text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\n"
                   "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n"
                   "BEGIN:DAYLIGHT\r\nDTSTART:19810329T020000\r\nTZOFFSETFROM:+0100\r\n"
                   "TZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
                   "BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nTZOFFSETFROM:+0200\r\n"
                   "TZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
                   "END:VTIMEZONE\r\n");
    for (int i = first; i < first + n; i++)
        add_event(text, i);
    text_add(text, "END:VCALENDAR\r\n");
}

static void write_file(const char *path, struct text *text)
{
    _cleanup_(fclosep) FILE *f = fopen(path, "we");

    if (text->failed || !f || fwrite(text->data, text->length, 1, f) != 1)
        die(path, -errno);
}

static void write_files(const char *folder)
{
    char path[4096];

    for (int i = -1; i < N_EVENTS; i++) {
        _cleanup_(text_done) struct text text = {0};

        if (i < 0)
            snprintf(path, sizeof(path), "%s/all.ics", folder);
        else
            snprintf(path, sizeof(path), "%s/%d.ics", folder, i);
        add_calendar(&text, MAX(i, 0), i < 0 ? N_EVENTS : 1);
        write_file(path, &text);
    }
}

/* ---- libical ---- */

static double parse_file(const char *path)
{
    _cleanup_(freep) char *data = NULL;
    double since = bench_seconds();
    icalcomponent *calendar;
    size_t size;
    int r;

    r = file_read(path, (size_t)64 << 20, &data, &size);
    if (r < 0)
        die(path, r);
    calendar = icalparser_parse_string(data);
    if (!calendar)
        die(path, -EINVAL);
    icalcomponent_free(calendar);
    return (bench_seconds() - since) * 1e3;
}

static double parse_folder(const char *folder)
{
    char path[4096];
    double ms = 0;

    for (int i = 0; i < N_EVENTS; i++) {
        snprintf(path, sizeof(path), "%s/%d.ics", folder, i);
        ms += parse_file(path);
    }
    return ms;
}

/* ---- The reading run, asked for as the daemon asks ---- */

struct run {
    sd_event *event;
    const char *folder;
    int next, end; /* files; -1 is the one with everything */
    size_t n_times;
};

static int on_next(char **ret, void *userdata)
{
    struct run *run = userdata;

    if (run->next == run->end)
        return 0;
    if ((run->next < 0 ? asprintf(ret, "%s/all.ics", run->folder)
                       : asprintf(ret, "%s/%d.ics", run->folder, run->next)) < 0)
        die("asprintf", -ENOMEM);
    run->next++;
    return 1;
}

static void on_read(const char *path, struct busy_times *times, char *problem, void *userdata)
{
    struct run *run = userdata;

    if (problem || !times)
        die(path, -EBADMSG);
    run->n_times += times->n;
    free(times);
}

static void on_finished(const char *why, void *userdata)
{
    struct run *run = userdata;

    if (why)
        die(why, -EPIPE);
    sd_event_exit(run->event, 0);
}

static double read_files(const char *helper, const char *folder, bool is_one)
{
    static const struct calendar_reader_callbacks callbacks = {on_next, on_read, on_finished};
    static const struct read_begin stretch = {"Europe/Berlin", FROM, FROM + 84 * DAY_SEC};
    struct run run = {.folder = folder, .next = is_one ? -1 : 0, .end = is_one ? 0 : N_EVENTS};
    _cleanup_(calendar_reader_freep) struct calendar_reader *reader = NULL;
    double since = bench_seconds();
    int r;

    r = sd_event_new(&run.event);
    if (r >= 0)
        r = calendar_reader_new(run.event, helper, &callbacks, &run, &reader);
    if (r >= 0)
        r = calendar_reader_ask(reader, &stretch);
    if (r >= 0)
        r = calendar_reader_start(reader);
    if (r >= 0)
        r = sd_event_loop(run.event);
    if (r < 0)
        die("the reading run", r);
    if (run.n_times < N_EVENTS)
        die("fewer times than events", -EBADMSG);
    double ms = (bench_seconds() - since) * 1e3;
    reader = calendar_reader_free(reader);
    sd_event_unref(run.event);
    return ms;
}

static void measure(const char *helper, const char *folder, bool is_one)
{
    double parse[N_TURNS], read[N_TURNS], ratios[N_TURNS];
    char path[4096];

    snprintf(path, sizeof(path), "%s/all.ics", folder);
    for (size_t i = 0; i < N_TURNS; i++) {
        parse[i] = is_one ? parse_file(path) : parse_folder(folder);
        read[i] = read_files(helper, folder, is_one);
        ratios[i] = read[i] / parse[i];
    }
    bench_print(is_one ? "one file: libical's bare parse" : "10,000 files: libical's bare parse",
                bench_median(parse, N_TURNS), "ms");
    bench_print_beside(
        is_one ? "one file: a reading run, told" : "10,000 files: a reading run, told",
        bench_median(read, N_TURNS), "ms", bench_median(ratios, N_TURNS), "the bare parse");
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: bench-read HELPER FOLDER\n");
        return 2;
    }
    write_files(argv[2]);
    measure(argv[1], argv[2], true);
    measure(argv[1], argv[2], false);
    return 0;
}
