"""When the events of a calendar take place, by python3-icalendar, python3-dateutil and zoneinfo: what
jobsearchd-calendar's reading run is held against.

A skipped time is read with the offset before the gap and a repeated one is its first (RFC 5545 3.3.5:
resolve_imaginary, fold 0); P1D is a day on the calendar, PT24H is not; a DTEND makes every occurrence
last as long as the first, in elapsed time."""

import re
import warnings
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from dateutil.tz import resolve_imaginary
from icalendar import Calendar

warnings.simplefilter("ignore", DeprecationWarning)  # COUNT together with a bound

UTC = timezone.utc
DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$")


def rule_starts(text, start, until):
    """The naive starts that a rule gives up to a naive time; its own UNTIL is not looked at."""
    parts = [p for p in text.split(";") if not p.startswith("UNTIL=")]
    return list(rrulestr(";".join(parts), dtstart=start).replace(until=until))


def instant(naive, zone):
    return resolve_imaginary(naive.replace(tzinfo=zone, fold=0)).astimezone(UTC)


def day_start(naive, zone):
    """The first instant of a day."""
    at = naive.replace(tzinfo=zone)
    if resolve_imaginary(at) == at:
        return at.astimezone(UTC)
    at = naive - timedelta(hours=3)
    while instant(at, zone).astimezone(zone).replace(tzinfo=None) < naive:
        at += timedelta(minutes=1)
    return instant(at, zone)


class Time:
    """A DATE or DATE-TIME: naive, and the zone that it is of."""

    def __init__(self, value, tzid, calendar):
        self.is_date = not isinstance(value, datetime)
        self.naive = datetime(value.year, value.month, value.day) if self.is_date \
            else value.replace(tzinfo=None)
        self.zone = calendar.asked
        if not self.is_date and tzid:
            self.zone = calendar.zone_of(tzid)
        elif not self.is_date and value.tzinfo is not None:
            self.zone = UTC

    def at(self, naive):
        return day_start(naive, self.zone) if self.is_date else instant(naive, self.zone)

    @property
    def instant(self):
        return self.at(self.naive)


class Reader:
    def __init__(self, asked, zone_names):
        self.asked, self.zone_names = ZoneInfo(asked), zone_names

    def zone_of(self, tzid):
        return ZoneInfo(self.zone_names.get(tzid, tzid))

    def time(self, prop):
        return Time(prop.dt, prop.params.get("TZID"), self)

    def times(self, event, name):
        """Of RDATE or EXDATE: each a Time, or a Time and its period's end."""
        lists = event.get(name) or []
        for prop in lists if isinstance(lists, list) else [lists]:
            for entry in prop.dts:
                tzid = prop.params.get("TZID")
                yield tuple(v if isinstance(v, timedelta) else Time(v, tzid, self) for v in entry.dt) \
                    if isinstance(entry.dt, tuple) else Time(entry.dt, tzid, self)


def after(start, naive, duration):
    """The end of what begins at a naive time of a start's zone and lasts so long."""
    weeks, days, hours, minutes, seconds = (int(n or 0) for n in DURATION.match(duration).groups())
    moved = start.at(naive + timedelta(weeks=weeks, days=days))
    return moved + timedelta(hours=hours, minutes=minutes, seconds=seconds)


class Series:
    """One VEVENT; `raw` are its lines unfolded, for what python3-icalendar does not keep."""

    def __init__(self, reader, event, raw):
        self.reader, self.event = reader, event
        self.start = reader.time(event["DTSTART"])
        self.rule, self.duration = self.value(raw, "RRULE"), self.value(raw, "DURATION")

    @staticmethod
    def value(raw, name):
        """The event's own, not that of an alarm in it."""
        own = raw[:raw.index("BEGIN:VALARM")] if "BEGIN:VALARM" in raw else raw
        return next((m[1] for m in (re.match(name + r"(?:;[^:]*)?:(.*)", line) for line in own) if m), None)

    def end(self, naive, start=None):
        start = start or self.start
        if "DTEND" in self.event:
            end = self.reader.time(self.event["DTEND"])
            if self.start.is_date:
                return self.start.at(naive + (end.naive - self.start.naive))
            return start.at(naive) + (end.instant - self.start.instant)
        if self.duration:
            return after(start, naive, self.duration)
        return start.at(naive + timedelta(days=1)) if start.is_date else start.at(naive)

    def is_past(self, naive):
        match = re.search(r"UNTIL=(\w+)", self.rule)
        if not match:
            return False
        if self.start.is_date or len(match[1]) == 8:
            return naive.strftime("%Y%m%d") > match[1][:8]
        until = datetime.strptime(match[1][:15], "%Y%m%dT%H%M%S")
        until = until.replace(tzinfo=UTC) if match[1].endswith("Z") else self.start.at(until)
        return self.start.at(naive) > until

    def occurrences(self, limit):
        """{start: end}"""
        found = {self.start.instant: self.end(self.start.naive)}
        for naive in rule_starts(self.rule, self.start.naive, limit) if self.rule else []:
            if self.is_past(naive):
                break
            found[self.start.at(naive)] = self.end(naive)
        for time in self.reader.times(self.event, "RDATE"):
            begin, end = self.dated(time)
            found[begin] = max(end, found.get(begin, end))
        for time in self.reader.times(self.event, "EXDATE"):
            found.pop(time.instant, None)
        return found

    def dated(self, time):
        if not isinstance(time, tuple):
            return time.instant, self.end(time.naive, time)
        start, end = time
        if not isinstance(end, timedelta):
            return start.instant, end.instant
        whole_days = end.seconds == 0
        return start.instant, start.at(start.naive + end) if whole_days else start.instant + end

    @property
    def is_free(self):
        return str(self.event.get("TRANSP", "")) == "TRANSPARENT" or \
            str(self.event.get("STATUS", "")) == "CANCELLED"


def bodies(text):
    """The lines of each VEVENT, unfolded."""
    for part in re.sub(r"\r?\n[ \t]", "", text).split("BEGIN:VEVENT")[1:]:
        yield part.split("END:VEVENT")[0].splitlines()


def expected(text, asked, zone_names, begin, end):
    """{summary: {(start, end)}}, in seconds: what overlaps a stretch. zone_names are those that are
    none of the system's."""
    reader = Reader(asked, zone_names)
    groups = defaultdict(list)
    # Zones go by their names; some VTIMEZONEs that python3-icalendar refuses are right.
    text = re.sub(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE\r?\n", "", text, flags=re.DOTALL)
    events = Calendar.from_ical(text).walk("VEVENT")
    for event, raw in zip(events, bodies(text), strict=True):
        groups[str(event["UID"])].append(Series(reader, event, raw))
    limit = (end + timedelta(days=2)).replace(tzinfo=None)
    found = defaultdict(set)
    for group in groups.values():
        overridden = {reader.time(s.event["RECURRENCE-ID"]).instant
                      for s in group if "RECURRENCE-ID" in s.event}
        for series in group:
            times = series.occurrences(limit)
            if "RECURRENCE-ID" not in series.event:
                times = {s: e for s, e in times.items() if s not in overridden}
            if not series.is_free:
                found[str(series.event["SUMMARY"])] |= {
                    (int(s.timestamp()), int(e.timestamp()))
                    for s, e in times.items() if begin < e and s < end and s < e}
    return {name: times for name, times in found.items() if times}
