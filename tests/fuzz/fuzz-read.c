/* Any bytes as a calendar file, read as the reading run does. Whatever they are: what is told is
 * within bounds, in the stretch, and clean. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "calendar/occurrences.h"
#include "calendar/read-file.h"
#include "calendar/report.h"
#include "calendar/tzid.h"
#include "records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FROM 1795392000 /* 2026-11-23 */
#define TO   (FROM + 84 * 86400)

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_text(const char *s, size_t max)
{
    size_t size = strlen(s);
    uint32_t c;

    check(size <= max && utf8_check(s, size) == size);
    for (size_t n; size > 0; s += n, size -= n) {
        n = utf8_decode(s, size, &c);
        check(!char_is_unsafe(c));
    }
}

static void check_answer(struct record *answer)
{
    struct busy_event event;

    if (record_type(answer) == RECORD_FILE_BUSY) {
        check(record_get_busy_event(answer, &event) == 0);
        check(event.start_sec < event.end_sec && event.start_sec < TO && event.end_sec > FROM);
        check_text(event.summary, 80);
    } else if (record_type(answer) == RECORD_FILE_PROBLEM) {
        record_get_string(answer);
        check_text(record_get_string(answer), 500);
        check(record_end(answer) == 0);
    }
}

/* The socket does not block: what it does not hold is not sent, which ends no reading. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct zone_book book; /* a program's whole life; never freed, still reachable */
    _cleanup_(record_done) struct record answer = {0};
    struct stretch stretch = {.from_sec = FROM, .to_sec = TO};
    struct report report;
    int fds[2];

    check(zone_book_find(&book, "Europe/Berlin", &stretch.zone) == 1);
    check(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) == 0);
    report_begin(&report, fds[1], "/x.ics");
    check(read_calendar((const char *)data, size, &stretch, &book, &report) == 0);
    report_end(&report);
    close(fds[1]);
    while (record_receive(fds[0], &answer) > 0)
        check_answer(&answer);
    close(fds[0]);
    return 0;
}
