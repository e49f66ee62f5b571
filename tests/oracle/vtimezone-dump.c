/* Prints the VTIMEZONE that we make for each zone named on the standard input:
 *
 *     vtimezone-dump FROM-YEAR TO-YEAR < NAMES
 *
 * Each is in a VCALENDAR of its own. A zone that we publish as UTC is left out. Before printing it
 * libical reads the component, and is asked for the offset around every change of clock: the first
 * answer that is not the zone's ends the run with status 1. */
#include <libical/ical.h>
#include <stdio.h>

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "calendar/observance.h"
#include "calendar/vtimezone.h"

static struct icaltimetype ical_time(int64_t sec)
{
    return icaltime_from_timet_with_zone(sec, 0, icaltimezone_get_utc_timezone());
}

static bool check_instant(const struct zone *zone, icaltimezone *read, int64_t sec)
{
    struct icaltimetype time = ical_time(sec);
    int is_daylight, offset = icaltimezone_get_utc_offset_of_utc_time(read, &time, &is_daylight);

    if (offset == zone_offset(zone, sec))
        return true;
    fprintf(stderr, "%s: libical reads %d at %lld, not %d\n", zone_name(zone), offset,
            (long long)sec, zone_offset(zone, sec));
    return false;
}

static bool check_with_libical(const struct zone *zone, const char *text, int64_t from, int64_t to)
{
    icaltimezone *read = icaltimezone_new();
    bool ok = icaltimezone_set_component(read, icalparser_parse_string(text)) &&
              check_instant(zone, read, from) && check_instant(zone, read, to);

    /* libical expands no further than 2037. */
    to = MIN(to, (int64_t)civil_day(2037, 1, 1) * DAY_SEC);
    while (ok && zone_next_transition(zone, from, &from) && from < to)
        ok = check_instant(zone, read, from - 1) && check_instant(zone, read, from);
    icaltimezone_free(read, 1);
    return ok;
}

static bool dump(const char *name, int64_t from, int64_t to)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    _cleanup_(text_done) struct text text = {};

    if (zone_load(name, &zone) < 0 ||
        (!zone_is_utc(zone) && vtimezone_format(zone, from, to, &text) < 0)) {
        fprintf(stderr, "%s: cannot be read\n", name);
        return false;
    }
    if (zone_is_utc(zone))
        return true;
    printf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n%sEND:VCALENDAR\r\n",
           text.data);
    return check_with_libical(zone, text.data, from, to);
}

int main(int argc, char **argv)
{
    int64_t from, to;
    char name[128];
    bool ok = true;

    if (argc != 3)
        return 2;
    from = (int64_t)civil_day(atoi(argv[1]), 1, 1) * DAY_SEC;
    to = (int64_t)civil_day(atoi(argv[2]), 12, 31) * DAY_SEC;
    icalerror_set_errors_are_fatal(0);
    while (ok && scanf("%127s", name) == 1)
        ok = dump(name, from, to);
    icaltimezone_free_builtin_timezones();
    icalmemory_free_ring();
    return ok ? 0 : 1;
}
