/* A calendar of 10,000 events: libical's bare parse of it, and a reading run that tells every one's
 * times, from asking for the file to FILE_END; and the same as a vdir, 10,000 files of one event.
 *
 *     bench-read HELPER FOLDER
 *
 * Both are done in turns, so that the machine's mood is the same to both. */
#include <errno.h>
#include <fcntl.h>
#include <libical/ical.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/civil.h"
#include "base/file.h"
#include "base/text.h"
#include "bench.h"
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

/* ---- The reading run ---- */

static void send_or_die(int fd, struct record *record)
{
    int r = record_send(fd, record);

    if (r < 0)
        die("send", r);
}

/* Asks for a file; returns how many busy times were told. */
static size_t read_file(int fd, const char *path)
{
    _cleanup_(record_done) struct record record = {0};
    size_t n = 0;
    int r;

    record_begin(&record, RECORD_READ_FILE);
    record_put_string(&record, path);
    send_or_die(fd, &record);
    while ((r = record_receive(fd, &record)) > 0 && record_type(&record) != RECORD_FILE_END) {
        if (record_type(&record) == RECORD_FILE_PROBLEM)
            die("a problem", -EBADMSG);
        n += record_type(&record) == RECORD_FILE_BUSY;
    }
    if (r <= 0)
        die("the helper is gone", -EPIPE);
    return n;
}

static double read_files(int fd, const char *folder, bool is_one)
{
    double since = bench_seconds();
    char path[4096];
    size_t n = 0;

    if (is_one) {
        snprintf(path, sizeof(path), "%s/all.ics", folder);
        n = read_file(fd, path);
    } else {
        for (int i = 0; i < N_EVENTS; i++) {
            snprintf(path, sizeof(path), "%s/%d.ics", folder, i);
            n += read_file(fd, path);
        }
    }
    if (n < N_EVENTS)
        die("fewer times than events", -EBADMSG);
    return (bench_seconds() - since) * 1e3;
}

static int start_helper(const char *helper, pid_t *ret_pid)
{
    _cleanup_(record_done) struct record record = {0};
    int fds[2];
    pid_t pid;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
        die("socketpair", -errno);
    pid = fork();
    if (pid < 0)
        die("fork", -errno);
    if (pid == 0) {
        if (fds[1] == HELPER_FD ? fcntl(fds[1], F_SETFD, 0) : dup2(fds[1], HELPER_FD) < 0)
            die("dup2", -errno);
        execl(helper, helper, "read", NULL);
        die(helper, -errno);
    }
    close(fds[1]);
    if (record_send_hello(fds[0], "bench") < 0 || record_receive_hello(fds[0]) < 0)
        die("no hello", -EPIPE);
    record_put_read_begin(&record,
                          &(struct read_begin){"Europe/Berlin", FROM, FROM + 84 * DAY_SEC});
    send_or_die(fds[0], &record);
    *ret_pid = pid;
    return fds[0];
}

static void measure(const char *helper, const char *folder, bool is_one)
{
    double parse[N_TURNS], read[N_TURNS], ratios[N_TURNS];
    char path[4096];

    snprintf(path, sizeof(path), "%s/all.ics", folder);
    for (size_t i = 0; i < N_TURNS; i++) {
        pid_t pid;
        int fd = start_helper(helper, &pid);

        parse[i] = is_one ? parse_file(path) : parse_folder(folder);
        read[i] = read_files(fd, folder, is_one);
        ratios[i] = read[i] / parse[i];
        close(fd);
        waitpid(pid, NULL, 0);
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
