#!/usr/bin/python3
"""Every zone's VTIMEZONE as we publish it, read by others: python3-dateutil's tzical and
python3-icalendar's to_tz(); libical reads it in vtimezone-dump itself. The truth is zoneinfo.

    vtimezone.py VTIMEZONE-DUMP

Around every change of clock of the years asked for, and half way between two, the offset must be
right. Zones that are UTC have none."""

import io
import subprocess
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

from dateutil import tz as dateutil_tz
from icalendar import Calendar

SPANS = [(2020, 2040), (2026, 2026), (2016, 2018)]  # first and last year
PYTZ_END = datetime(2038, 1, 1)  # to_tz() expands no further


def transitions(zone, span):
    """The UTC instants, naive, at which the offset changes."""
    at, end = datetime(span[0], 1, 1), datetime(span[1], 12, 31)

    def offset(utc):
        return utc.replace(tzinfo=timezone.utc).astimezone(zone).utcoffset()

    while at < end:
        step = min(at + timedelta(days=7), end)
        if offset(at) != offset(step):
            low, high = at, step
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                if offset(middle) == offset(low):
                    low = middle
                else:
                    high = middle
            yield high
        at = step


def instants(zone, span):
    last = datetime(span[0], 1, 1)
    yield last
    for change in transitions(zone, span):
        yield last + (change - last) // 2
        yield change - timedelta(seconds=1)
        yield change
        last = change
    yield datetime(span[1], 12, 30)


def is_ambiguous(local, zone):
    return local.replace(tzinfo=zone).utcoffset() != local.replace(tzinfo=zone, fold=1).utcoffset()


def check(name, text, span):
    zone = zoneinfo.ZoneInfo(name)
    by_dateutil = dateutil_tz.tzical(io.StringIO(text)).get()
    by_icalendar = next(c for c in Calendar.from_ical(text).walk("VTIMEZONE")).to_tz()
    wrong = checked = 0
    for utc in instants(zone, span):
        expected = utc.replace(tzinfo=timezone.utc).astimezone(zone).utcoffset()
        local = utc + expected
        found = {}
        if not is_ambiguous(local, zone):
            found["dateutil"] = local.replace(tzinfo=by_dateutil).utcoffset()
        if utc < PYTZ_END:
            found["icalendar"] = by_icalendar.fromutc(utc).utcoffset()
        for who, offset in found.items():
            checked += 1
            if offset != expected:
                wrong += 1
                print(f"{name}: {who} reads {offset} at {utc}Z, not {expected}")
    return checked, wrong


def is_utc(name):
    zone = zoneinfo.ZoneInfo(name)
    return all(datetime(y, m, 1, tzinfo=zone).tzname() == "UTC" for y in (1971, 2026) for m in (1, 7))


def check_span(program, names, span):
    dump = subprocess.run([program, str(span[0]), str(span[1])], input="\n".join(names),
                          capture_output=True, text=True)
    print(dump.stderr, end="", file=sys.stderr)
    checked = wrong = 0
    texts = dump.stdout.replace("\r\n", "\n").split("END:VCALENDAR\n")[:-1]
    found = [text.split("\nTZID:")[1].split("\n")[0] for text in texts]
    missing = [name for name in names if name not in found and not is_utc(name)]
    if missing:
        print("not told:", *missing)
    for name, text in zip(found, texts):
        c, w = check(name, text + "END:VCALENDAR\n", span)
        checked, wrong = checked + c, wrong + w
    print(f"vtimezone: {span[0]}-{span[1]}: {len(texts)} zones, {checked} offsets, {wrong} wrong, "
          f"longest {max(len(t) for t in texts)} bytes")
    return not wrong and not missing and dump.returncode == 0


def main():
    names = sorted(n for n in zoneinfo.available_timezones() if n != "localtime")
    return 0 if all([check_span(sys.argv[1], names, span) for span in SPANS]) else 1


sys.exit(main())
