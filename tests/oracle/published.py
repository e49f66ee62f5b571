#!/usr/bin/python3
"""What a published calendar means to others: its events' instants, by python3-icalendar and
python3-dateutil, against those expected.

    published.py CALENDAR EXPECTED FROM TO      one calendar
    published.py < LIST                         many: a line each, those four parted by tabs

CALENDAR is a folder of .ics files or one .ics file. EXPECTED is a file of lines

    START <tab> END <tab> ACTIVITY

with instants as 2026-11-24T08:00:00Z, in any order; FROM and TO are such instants, too. Compared is
everything that starts in [FROM, TO), cancelled events left out. Every difference is a line; exit
status 0 if there is none. To be imported: expand() and compare()."""

import glob
import io
import os
import sys
from datetime import datetime, timedelta, timezone

from dateutil import rrule, tz
from icalendar import Calendar

UTC = timezone.utc
_zones = {}  # text of VTIMEZONE -> tzinfo


def parse_instant(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def format_instant(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _zone(component):
    text = component.to_ical().decode()
    if text not in _zones:
        _zones[text] = tz.tzical(io.StringIO(text.replace("\r\n", "\n"))).get()
    return _zones[text]


def instant(local, zone):
    """RFC 5545 3.3.5: a skipped time by the offset before, a repeated one the first time.

    dateutil's own resolve_imaginary() asks for the way back from UTC, which its VTIMEZONE reader
    gets wrong where standard time itself changes (Inuvik 2026). The way there is enough: a skipped
    time is one that has the offset after a jump while the time before the jump by as much has not.
    """

    def offset(at):
        return at.replace(tzinfo=zone).utcoffset()

    local = local.replace(tzinfo=None)
    before, found = offset(local - timedelta(days=1)), offset(local)
    if found > before and offset(local - (found - before)) == before:
        found = before
    return (local - found).replace(tzinfo=UTC)


class Event:
    """One VEVENT, with its times as they stand there."""

    def __init__(self, component, zones):
        self.component = component
        self.uid = str(component["UID"])
        start = component["DTSTART"]
        self.start = start.dt.replace(tzinfo=None)
        self.zone = zones[start.params["TZID"]] if "TZID" in start.params else UTC
        self.start_utc = self.instant(self.start)
        self.length = self._length(component, zones)

    def instant(self, local):
        return instant(local, self.zone)

    def _length(self, component, zones):
        """RFC 5545 3.8.5.3: exact, whatever the clock does."""
        if "DURATION" in component:
            return component["DURATION"].dt
        end = component["DTEND"]
        zone = zones[end.params["TZID"]] if "TZID" in end.params else UTC
        return instant(end.dt, zone) - self.start_utc

    def locals(self, name):
        """The times of EXDATE or RECURRENCE-ID, without their zone (that of DTSTART)."""
        values = self.component.get(name, [])
        for value in values if isinstance(values, list) else [values]:
            for date in getattr(value, "dts", [value]):
                yield date.dt.replace(tzinfo=None)

    def starts(self, until):
        """Starts before `until` on the wall clock; EXDATE is left out, overrides are not."""
        if "RRULE" not in self.component:
            return [self.start]
        rule = self.component["RRULE"].copy()
        if "UNTIL" in rule:
            # The whole local day: its instant may lie in an hour that occurs twice.
            last = rule["UNTIL"][0].astimezone(self.zone).replace(tzinfo=None)
            rule["UNTIL"] = [last]
        text = rule.to_ical().decode()
        off = set(self.locals("EXDATE"))
        dates = rrule.rrulestr(text, dtstart=self.start, cache=False)
        found = []
        for date in dates:
            if date > until:
                break
            if date not in off:
                found.append(date)
        return found

    def activity(self):
        categories = self.component.get("CATEGORIES")
        return str(categories.cats[0]) if categories else ""

    def row(self, start_utc):
        return start_utc, start_utc + self.length, self.activity()


def read(path):
    """The calendars of a folder or of a file."""
    paths = sorted(glob.glob(os.path.join(path, "*.ics"))) if os.path.isdir(path) else [path]
    for name in paths:
        with open(name, "rb") as file:
            yield Calendar.from_ical(file.read())


def expand(path, start, end):
    """All (start, end, activity) in [start, end), sorted."""
    rows = []
    for calendar in read(path):
        zones = {str(c["TZID"]): _zone(c) for c in calendar.walk("VTIMEZONE")}
        events = [Event(c, zones) for c in calendar.walk("VEVENT")]
        overridden = {(e.uid, r) for e in events for r in e.locals("RECURRENCE-ID")}
        for event in events:
            if event.component.get("STATUS") == "CANCELLED":
                continue
            if "RECURRENCE-ID" in event.component:
                rows.append(event.row(event.start_utc))
                continue
            until = end.replace(tzinfo=None) + timedelta(days=2)
            rows += [event.row(event.instant(s)) for s in event.starts(until)
                     if (event.uid, s) not in overridden]
    return sorted(row for row in rows if start <= row[0] < end)


def read_expected(path, start, end):
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip()]
    rows = [(parse_instant(r[0]), parse_instant(r[1]), r[2]) for r in rows]
    return sorted(row for row in rows if start <= row[0] < end)


def compare(path, expected, start, end):
    """The differences as lines: `-` only expected, `+` only published. `expected` is sorted."""
    found = expand(path, start, end)
    if found == expected:
        return []
    rest, extra = list(expected), []
    for row in found:
        if row in rest:
            rest.remove(row)
        else:
            extra.append(row)
    signed = [("-", row) for row in rest] + [("+", row) for row in extra]
    return [f"{path}: {sign} {format_instant(s)} {format_instant(e)} {a}"
            for sign, (s, e, a) in sorted(signed, key=lambda pair: pair[1])]


def main(arguments):
    lines = ["\t".join(arguments)] if len(arguments) == 4 else sys.stdin
    calendars = events = differences = 0
    for line in lines:
        path, tsv, start, end = line.rstrip("\n").split("\t")
        start, end = parse_instant(start), parse_instant(end)
        expected = read_expected(tsv, start, end)
        lines_found = compare(path, expected, start, end)
        calendars, events = calendars + 1, events + len(expected)
        differences += len(lines_found)
        print("\n".join(lines_found), end="\n" if lines_found else "")
    print(f"published: {calendars} calendars, {events} events, {differences} differences")
    return 1 if differences or not calendars else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
