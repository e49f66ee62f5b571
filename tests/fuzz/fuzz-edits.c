/* Any bytes as another program's version of a series and of a block of ours: compared without a
 * crash, and with ours as it is nothing is told. */
#include <stdint.h>
#include <string.h>

#include "base/zone.h"
#include "calendar/edits-compare.h"

#define REQUIRE(x)   \
    do {             \
        if (!(x))    \
            abort(); \
    } while (0)

#define SERIES "practice/1@0b7c.jobsearchd"
#define BLOCK  "outreach/2026-W48/1@0b7c.jobsearchd"

static const char ours_text[] =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    "BEGIN:VEVENT\r\nUID:" SERIES "\r\nDTSTART;TZID=Europe/Berlin:20261123T090000\r\n"
    "DTEND;TZID=Europe/Berlin:20261123T103000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE\r\n"
    "EXDATE;TZID=Europe/Berlin:20261125T090000\r\nSUMMARY:Practise\r\nSEQUENCE:1\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:" SERIES "\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261124T090000\r\n"
    "DTSTART;TZID=Europe/Berlin:20261124T100000\r\nDTEND;TZID=Europe/Berlin:20261124T110000\r\n"
    "SUMMARY:Practise\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:" BLOCK "\r\nDTSTART;TZID=Europe/Berlin:20261123T130000\r\n"
    "DTEND;TZID=Europe/Berlin:20261123T140000\r\nSUMMARY:Outreach\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n";

static struct zone_book book;
static struct version_file ours;
static const struct zone *zone;

static void free_all(void)
{
    version_file_done(&ours);
    zone_book_done(&book);
}

static char *copy(const void *data, size_t size)
{
    char *bytes = malloc(size + 1);

    REQUIRE(bytes);
    memcpy(bytes, data, size);
    bytes[size] = '\0';
    return bytes;
}

static void compare(const struct version_file *theirs, const char *uid, bool must_be_same)
{
    _cleanup_(edit_list_done) struct edit_list list = {};
    struct version a, b = {};
    bool is_same;

    REQUIRE(version_find(&ours, uid, &a));
    version_find(theirs, uid, &b);
    REQUIRE(edits_compare(&a, &b, &list, &is_same) == 0);
    REQUIRE(!is_same || list.n == 0);
    REQUIRE(!must_be_same || is_same);
    for (size_t i = 0; i < list.n; i++)
        REQUIRE(list.items[i].kind != EDIT_MOVED ||
                list.items[i].start_sec < list.items[i].end_sec);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(version_file_done) struct version_file theirs = {};

    if (!zone) {
        REQUIRE(zone_book_find(&book, "Europe/Berlin", &zone) == 1 && atexit(free_all) == 0);
        REQUIRE(version_file_read(copy(ours_text, strlen(ours_text)), strlen(ours_text), zone,
                                  &book, &ours) == 0);
        compare(&ours, SERIES, true);
        compare(&ours, BLOCK, true);
    }
    if (version_file_read(copy(data, size), size, zone, &book, &theirs) == 0) {
        compare(&theirs, SERIES, false);
        compare(&theirs, BLOCK, false);
    }
    return 0;
}
